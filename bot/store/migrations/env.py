"""What Alembic runs to migrate: on the connection that the store gives, inside its transaction.

Alembic executes this file; nothing imports it, and there is no alembic.ini.
"""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    on_version_apply=context.config.attributes["on_step"],
)
context.run_migrations()
