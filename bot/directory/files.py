"""Reads and writes a directory: a folder of CSV files or one .xlsx (CONTRACT section 3).

All problems of all tables come in one ConfigError and nothing is changed; what is legal and yet probably not
meant goes to `warn`.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol

from bot.directory import rows as read
from bot.directory.links import link_troubles, link_warnings
from bot.directory.model import Directory
from bot.directory.shapes import AREAS, EXEMPTIONS, GROUPS, MAY_BE_ABSENT, MEMBERS, SHAPES, UNITS
from bot.directory.tables import Record, Table, csv_records, csv_text, table_of
from bot.directory.written import written_rows
from bot.errors import ConfigError, Trouble
from bot.nearest import meant
from bot.text_files import LARGEST, read_text_file

Warn = Callable[[Trouble], None]


class DirectoryStore(Protocol):
    """What keeping the database in step with the files needs of a store."""

    async def directory_source(self) -> str | None:
        """The digest of the files that the directory came from; None: it never came from files."""
        ...

    async def save_directory(self, directory: Directory, *, source: str, now: datetime) -> object: ...


class Configured(Protocol):
    """The one setting that is needed here."""

    @property
    def directory_path(self) -> Path | None: ...


def read_directory(path: Path, *, warn: Warn = lambda _trouble: None) -> Directory:
    """The directory in the folder or workbook. Raises ConfigError with every problem and its place."""
    troubles: list[Trouble] = []
    tables = _tables(Path(path), troubles)
    areas = read.read_rows(tables.get(AREAS.name), read.area, troubles)
    units = read.read_rows(tables.get(UNITS.name), read.unit, troubles)
    members = read.read_rows(tables.get(MEMBERS.name), read.member, troubles)
    groups = read.read_rows(tables.get(GROUPS.name), read.group, troubles)
    exemptions = read.read_rows(tables.get(EXEMPTIONS.name), read.exemption, troubles)
    if all(shape.name in tables or shape.name in MAY_BE_ABSENT for shape in SHAPES):
        torn = [table.name for table in tables.values() if table.torn]
        troubles += link_troubles(areas, units, members, groups, exemptions, torn=torn)
    if troubles:
        raise ConfigError(troubles)
    for trouble in link_warnings(areas, units, members):
        warn(trouble)
    return Directory(
        areas=tuple(placed.value for placed in areas),
        units=tuple(placed.value for placed in units),
        members=tuple(placed.value for placed in members),
        groups=tuple(placed.value for placed in groups),
        exemptions=tuple(placed.value for placed in exemptions),
    )


def write_directory(directory: Directory, path: Path) -> None:
    """Write it so that reading it gives the same: one .xlsx when the path ends so, else CSV files in a folder."""
    tables = [(shape, [tuple(row) for row in written_rows(directory, shape)]) for shape in SHAPES]
    if path.suffix.lower() == ".xlsx":
        from bot.directory.workbook import workbook_bytes  # slow to import, and only workbooks need it

        path.write_bytes(workbook_bytes((shape.name, shape.columns, rows) for shape, rows in tables))
        return
    path.mkdir(parents=True, exist_ok=True)
    for shape, rows in tables:
        (path / f"{shape.name}.csv").write_text(csv_text(shape.columns, rows), encoding="utf-8", newline="")


def digest_of(path: Path) -> str:
    """A digest of everything that `read_directory` would read. Raises ConfigError when it cannot be read."""
    digest = hashlib.sha256()
    for file in _files(path):
        try:
            raw = file.read_bytes()
        except OSError as error:
            raise ConfigError([_unreadable(file, error)]) from None
        digest.update(f"{file.name}\0{len(raw)}\0".encode())
        digest.update(raw)
    return digest.hexdigest()


async def sync_directory(store: DirectoryStore, settings: Configured, *, now: datetime) -> bool:
    """Import the files that the settings name when they changed since the last import. True: they were imported.

    Raises ConfigError when they are wrong: then the database keeps what it has and the bot does not start.
    """
    if settings.directory_path is None:
        return False
    digest = digest_of(settings.directory_path)
    if await store.directory_source() == digest:
        return False
    await store.save_directory(read_directory(settings.directory_path), source=digest, now=now)
    return True


def _files(path: Path) -> Sequence[Path]:
    if path.is_dir():
        return sorted(path.glob("*.csv"))
    return [path]


def _unreadable(file: Path, error: OSError) -> Trouble:
    if isinstance(error, FileNotFoundError):
        return Trouble(str(file), "", "there is no such file or folder", "check the path")
    return Trouble(str(file), "", f"it cannot be read ({error.strerror})", "check its permissions")


def _tables(path: Path, troubles: list[Trouble]) -> Mapping[str, Table]:
    if path.is_dir():
        return dict(_of_folder(path, troubles))
    if path.suffix.lower() == ".xlsx":
        return dict(_of_workbook(path, troubles))
    if path.exists():
        mend = "name a folder of CSV files or one .xlsx"
        troubles.append(Trouble(str(path), "", "this is neither a folder nor an .xlsx", mend))
    else:
        troubles.append(_unreadable(path, FileNotFoundError()))
    return {}


def _of_folder(folder: Path, troubles: list[Trouble]) -> Iterator[tuple[str, Table]]:
    names = [shape.name for shape in SHAPES]
    for file in sorted(folder.glob("*.csv")):
        if file.stem not in names:
            mend = meant(file.name, [f"{name}.csv" for name in names])
            troubles.append(Trouble(str(file), "", "this file is no table of a directory", mend))
    for shape in SHAPES:
        file = folder / f"{shape.name}.csv"
        if not file.exists():
            if shape.name not in MAY_BE_ABSENT:
                mend = f"its first row names the columns: {','.join(shape.columns)}"
                troubles.append(Trouble(str(file), "", "the file is missing", mend))
            continue
        try:
            text = read_text_file(file)
        except ConfigError as error:
            troubles += error.troubles
            continue
        before = len(troubles)
        records = csv_records(text, str(file), troubles)
        if records or len(troubles) == before:
            table = table_of(records, shape, str(file), troubles)
            if table is not None:
                yield shape.name, table


def _of_workbook(path: Path, troubles: list[Trouble]) -> Iterator[tuple[str, Table]]:
    from openpyxl.utils import get_column_letter

    from bot.directory.workbook import MOST_COLUMNS, sheets  # slow to import, and only workbooks need it

    try:
        if path.stat().st_size > LARGEST:
            troubles.append(Trouble(str(path), "", "the file is too big", f"at most {LARGEST // 2**20} MB are read"))
            return
        raw = path.read_bytes()
    except OSError as error:
        troubles.append(_unreadable(path, error))
        return
    before = len(troubles)
    found: Mapping[str, list[Record]] = sheets(raw, str(path), troubles)
    if not found and len(troubles) > before:
        return
    names = [shape.name for shape in SHAPES]
    troubles += [
        Trouble(str(path), f"sheet {name}", "this sheet is no table", meant(name, names))
        for name in found
        if name not in names
    ]
    letters = [get_column_letter(at + 1) for at in range(MOST_COLUMNS)]
    for shape in SHAPES:
        if shape.name not in found:
            if shape.name not in MAY_BE_ABSENT:
                mend = f"its first row names the columns: {','.join(shape.columns)}"
                troubles.append(Trouble(str(path), f"sheet {shape.name}", "the sheet is missing", mend))
            continue
        table = table_of(found[shape.name], shape, str(path), troubles, letters=letters)
        if table is not None:
            yield shape.name, table
