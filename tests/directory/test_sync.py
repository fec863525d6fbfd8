"""At the start the files are imported when they changed, and only then."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from small_district import spoilt, write

from bot.directory.files import digest_of, sync_directory
from bot.directory.model import Directory
from bot.errors import ConfigError

NOW = datetime(2020, 3, 5, tzinfo=UTC)


@dataclass
class Kept:
    """The agreed methods of a store over one variable."""

    source: str | None = None
    directory: Directory | None = None
    saved_at: datetime | None = None

    async def directory_source(self):
        return self.source

    async def save_directory(self, directory, *, source, now):
        self.directory, self.source, self.saved_at = directory, source, now


@dataclass
class Wanted:
    directory_path: Path | None


async def test_the_first_start_imports(tmp_path):
    kept = Kept()
    assert await sync_directory(kept, Wanted(write(tmp_path)), now=NOW)
    assert [unit.id for unit in kept.directory.units] == ["e1", "e2", "s1"]
    assert kept.saved_at == NOW


async def test_the_second_start_does_not_and_a_change_does(tmp_path):
    kept, folder = Kept(), write(tmp_path)
    await sync_directory(kept, Wanted(folder), now=NOW)
    kept.directory = None
    assert not await sync_directory(kept, Wanted(folder), now=NOW)
    assert kept.directory is None
    write(folder, **spoilt("units", "420", "421"))
    assert await sync_directory(kept, Wanted(folder), now=NOW)
    assert kept.directory.units[0].staff == 421


async def test_a_spoilt_folder_changes_nothing(tmp_path):
    kept, folder = Kept(), write(tmp_path)
    await sync_directory(kept, Wanted(folder), now=NOW)
    before = (kept.source, kept.directory)
    write(folder, **spoilt("units", "420", "many"))
    with pytest.raises(ConfigError):
        await sync_directory(kept, Wanted(folder), now=NOW)
    assert (kept.source, kept.directory) == before


async def test_without_a_path_the_directory_is_what_was_imported():
    kept = Kept(source="imported")
    assert not await sync_directory(kept, Wanted(None), now=NOW)
    assert kept.source == "imported"


async def test_a_path_that_leads_nowhere_stops_the_start(tmp_path):
    with pytest.raises(ConfigError, match="there is no such file or folder"):
        await sync_directory(Kept(), Wanted(tmp_path / "nothere"), now=NOW)


def test_the_digest_tells_files_apart_and_not_what_else_lies_there(tmp_path):
    folder = write(tmp_path)
    digest = digest_of(folder)
    (folder / "notes.txt").write_text("x", encoding="utf-8")
    assert digest_of(folder) == digest
    (folder / "areas.csv").rename(folder / "areas2.csv")
    assert digest_of(folder) != digest
