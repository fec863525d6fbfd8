"""What the process knows: the directory with who is excused, the preset with stopped clocks, the taught words.

All is re-read when one of them moves.

Asking the versions is one small statement; the rest is read only when it changed, and what did not change stays
the very same object, so that no vocabulary is compiled twice.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.directory.changing import changed_directory
from bot.directory.model import Directory
from bot.forms.preset import Preset
from bot.reading.learned import taught_directory, taught_preset
from bot.rules.excusing import excused_directory
from bot.rules.freezing import frozen_preset
from bot.store.records import Absence, Excuse, LearnedWord
from bot.store.registering import RegisterChange
from bot.store.store import Store, Versions

EVER = datetime(1970, 1, 1, tzinfo=UTC)
KEPT = timedelta(days=60)
"""Absences that ended so long before the newest move no clock that anybody asks about."""


@dataclass(frozen=True, slots=True)
class Known:
    """One moment of both, to be used together for a whole batch."""

    directory: Directory
    preset: Preset


class _Added(NamedTuple):
    """What was decided by message and stands beside the files."""

    words: tuple[LearnedWord, ...]
    excuses: tuple[Excuse, ...]
    changes: tuple[RegisterChange, ...]

    @property
    def names(self) -> list[LearnedWord]:
        """The words that are names of units."""
        return [word for word in self.words if not word.form]


class Snapshot:
    """The current directory and preset. `await snapshot()` is cheap enough for every batch.

    `preset` is what the files say; what was taught is added to it.
    """

    def __init__(self, store: Store, preset: Preset, *, zone: ZoneInfo) -> None:
        self._store = store
        self._zone = zone
        self._absences: tuple[Absence, ...] = ()
        self._versions = Versions(-1, -1, -1, -1, -1)
        self._directory = Directory(version=-1)  # as it was imported
        self._words: tuple[LearnedWord, ...] = ()
        self._excuses: tuple[Excuse, ...] = ()
        self._changes: tuple[RegisterChange, ...] = ()
        self._preset = preset
        self._known = Known(self._directory, preset)

    async def __call__(self) -> Directory:
        return (await self.known()).directory

    async def known(self) -> Known:
        """Both as they are now. Raises StoreAway when the database is away."""
        versions = await self._store.versions()
        if versions != self._versions:
            await self._read(versions)
        return self._known

    @property
    def held(self) -> Directory:
        """The last snapshot read, without asking the database."""
        return self._known.directory

    async def _read(self, versions: Versions) -> None:
        before, directory, words, learned = self._versions, self._directory, self._words, versions.words
        excuses, excused, changes, changed = self._excuses, versions.excuses, self._changes, versions.register
        if versions.absences != before.absences:
            self._absences = _recent(await self._store.load_absences(since=EVER))
        if versions.directory != before.directory:
            directory = await self._store.load_directory()
        if versions.words != before.words:
            learned, words = await self._store.load_learned()
        if versions.excuses != before.excuses:
            excused, excuses = await self._store.load_excuses()
        if versions.register != before.register:
            changed, changes = await self._store.load_changes()
        known = Known(self._of_units(directory, _Added(words, excuses, changes)), self._of_forms(words))
        self._versions = Versions(directory.version, learned, excused, versions.absences, changed)
        self._directory, self._known = directory, known
        self._words, self._excuses, self._changes = words, excuses, changes

    def _of_units(self, directory: Directory, added: "_Added") -> Directory:
        """The directory with what was decided by message; the one that is held where nothing of it moved."""
        held = _Added(self._words, self._excuses, self._changes)
        if directory is self._directory and added.names == held.names and added[1:] == held[1:]:
            return self._known.directory
        changed = changed_directory(directory, added.changes)
        return excused_directory(taught_directory(changed, added.words), added.excuses)

    def _of_forms(self, words: tuple[LearnedWord, ...]) -> Preset:
        """The same for the forms, each by itself."""
        held = self._known.preset
        new = frozen_preset(taught_preset(self._preset, words), self._absences, self._zone)
        forms = tuple(old if old == form else form for old, form in zip(held.forms, new.forms, strict=True))
        return (
            held if all(form is old for form, old in zip(forms, held.forms, strict=True)) else replace(new, forms=forms)
        )


def _recent(absences: tuple[Absence, ...]) -> tuple[Absence, ...]:
    newest = max((one.until_at for one in absences), default=EVER)
    return tuple(one for one in absences if one.until_at >= newest - KEPT)
