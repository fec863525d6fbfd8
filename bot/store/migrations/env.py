"""What Alembic runs to migrate: on the connection that the store gives, inside its transaction.

Alembic executes this file; nothing imports it, and there is no alembic.ini. The next migration is a file
versions/v0003_what_it_does.py with revision "0003", written by hand; tests/store/test_schema.py holds it to
bot/store/tables.py.
"""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    on_version_apply=context.config.attributes["on_step"],
)
context.run_migrations()
