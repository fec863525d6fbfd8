"""The directory as the process sees it: a frozen snapshot, re-read when its version in the database moves.

Asking the version is one small statement; the directory itself is read only when it changed.
"""

from bot.directory.model import Directory
from bot.store.store import Store


class Snapshot:
    """The current directory. `await snapshot()` is cheap enough for every batch."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._held = Directory(version=-1)

    async def __call__(self) -> Directory:
        if await self._store.directory_version() != self._held.version:
            self._held = await self._store.load_directory()
        return self._held

    @property
    def held(self) -> Directory:
        """The last snapshot read, without asking the database."""
        return self._held
