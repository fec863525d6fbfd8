"""A table as people keep it, CSV or one sheet of a workbook: a header and rows of text, each with its place.

Cells are text here whatever they were, so that both kinds of file are read by the same rules afterwards.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.errors import Trouble
from bot.nearest import meant

Record = tuple[int, Sequence[str]]
"""A row's number as its place is named (the line, the row of the sheet), and its cells."""

MOST_ROWS = 200_000
_GUARDED = ("=", "+", "-", "@", "\t", "'")
_UNSEEN = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF))


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its values by column, blanks as empty text."""

    number: int
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """A header and its rows. `letters` are the columns' letters where it is a sheet, None for CSV.

    `torn`: a row could not be told apart into cells, so what it says is not known.
    """

    file: str
    name: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...] = ()
    letters: Mapping[str, str] | None = None
    torn: bool = False

    def trouble(self, row: int, column: str, what: str, mend: str = "") -> Trouble:
        """A trouble at a row, and at a column of it unless that is empty."""
        if self.letters is None:
            place = f"line {row}" + (f", column {column}" if column else "")
        elif column in self.letters:
            place = f"sheet {self.name}, cell {self.letters[column]}{row}"
        else:
            place = f"sheet {self.name}, row {row}"
        return Trouble(self.file, place, what, mend)


@dataclass(frozen=True, slots=True)
class Shape:
    """What a table of that name may look like: its columns, and those that must be there."""

    name: str
    columns: tuple[str, ...]
    required: tuple[str, ...]


def csv_records(text: str, file: str, troubles: list[Trouble]) -> list[Record]:
    """Every row of a CSV text that is not blank, with the line on which it begins."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    found: list[Record] = []
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                found.append((line, [_unguarded(cell) for cell in cells]))
            line = reader.line_num + 1
            if len(found) > MOST_ROWS:
                troubles.append(Trouble(file, f"line {line}", f"more than {MOST_ROWS} rows"))
                break
    except csv.Error as error:
        mend = (
            "close the quotation mark" if "unexpected end" in str(error) else 'write a quotation mark in a cell as ""'
        )
        troubles.append(Trouble(file, f"line {line}", f"this row is no CSV ({error})", mend))
        return []
    return found


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """The rows under a header. A cell that a spreadsheet would run begins with an apostrophe, read back without it."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([f"'{cell}" if cell.startswith(_GUARDED) else cell for cell in row])
    return stream.getvalue()


def _unguarded(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and cell[1:2] in _GUARDED and len(cell) > 1 else cell


def cleaned(cell: str) -> str:
    """On one line, without what cannot be seen: a zero-width space in an id would make it another id."""
    return " ".join(cell.translate(_UNSEEN).split())


def table_of(
    records: Sequence[Record], shape: Shape, file: str, troubles: list[Trouble], *, letters: Sequence[str] | None = None
) -> Table | None:
    """The records as a table; None when the header is no header. Adds every trouble of header and row lengths."""
    if not records:
        where = "" if letters is None else f"sheet {shape.name}"
        mend = f"its first row names the columns: {','.join(shape.columns)}"
        troubles.append(Trouble(file, where, "the table is empty", mend))
        return None
    number, header = records[0]
    names = [cell.strip().lower() for cell in header]
    bare = Table(file, shape.name, (), letters=None if letters is None else {})
    found = list(_header_troubles(bare, number, names, shape, letters))
    troubles += found
    if any(column not in names for column in shape.required):
        return None
    places = {name: at for at, name in enumerate(names) if name in shape.columns}
    named = None if letters is None else {name: letters[at] for name, at in places.items()}
    table = Table(file, shape.name, tuple(places), letters=named)
    rows, torn = [], False
    for at, cells in records[1:]:
        wrong = list(_row_troubles(table, at, cells, names))
        troubles += wrong
        if len(cells) == len(names):
            rows.append(Row(at, {name: cleaned(cells[place]) for name, place in places.items()}))
        torn = torn or bool(wrong)
    return Table(file, shape.name, tuple(places), tuple(rows), named, torn)


def _row_troubles(table: Table, at: int, cells: Sequence[str], names: Sequence[str]) -> Iterator[Trouble]:
    width = len(names)
    if len(cells) < width:
        yield table.trouble(at, "", f"{len(cells)} cells under a header of {width}", "every row needs all its cells")
    elif len(cells) > width:
        mend = "put cells that hold a comma into quotation marks"
        yield table.trouble(at, "", f"{len(cells)} cells under a header of {width}", mend)
    elif any(cell.strip() for cell, name in zip(cells, names, strict=False) if not name):
        yield table.trouble(at, "", "a cell under no column", "give the column a name or empty the cell")


def _header_troubles(
    table: Table, number: int, names: Sequence[str], shape: Shape, letters: Sequence[str] | None
) -> Iterator[Trouble]:
    if len(names) == 1 and any(mark in names[0] for mark in (";", "\t", "，")):
        yield table.trouble(number, "", "the columns are not separated by commas", "save the file as CSV with commas")
        return
    for at, name in enumerate(names):
        where = f"column {at + 1}" if letters is None else f"cell {letters[at]}{number}"
        place = f"line {number}, {where}" if letters is None else f"sheet {shape.name}, {where}"
        if not name:
            continue
        if name in names[:at]:
            yield Trouble(table.file, place, f'the column "{name}" stands there twice', "take one of them out")
        elif name not in shape.columns:
            yield Trouble(table.file, place, f'unknown column "{name}"', meant(name, shape.columns))
    for column in shape.required:
        if column not in names:
            mend = f"the columns are {', '.join(shape.columns)}"
            yield table.trouble(number, "", f'the column "{column}" is missing', mend)
