"""An .xlsx as sheets: nothing in it is run, followed or believed.

A file from outside may be a bomb, carry macros, formulas or links, be locked, or be no workbook at all.
"""

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from bot.reading.sheet import MOST_COLUMNS, Cell, Sheet, Unreadable, place_of, sheet_from

MOST_UNPACKED: Final = 16 * 1024 * 1024  # bytes; about a second of work
MOST_PARTS: Final = 500
MOST_SHEETS: Final = 20
LAST_ROW: Final = 1_048_576  # no spreadsheet has more
_BROKEN: Final = (
    zipfile.BadZipFile, InvalidFileException, zlib.error, KeyError, IndexError, ValueError, TypeError, AttributeError,
    OSError, SyntaxError, EOFError, OverflowError, RecursionError, NotImplementedError, RuntimeError, AssertionError,
)  # fmt: skip
"""What zipfile and openpyxl raise on bytes that only look like a workbook; SyntaxError is the parser's on bad XML."""
_SCALED: Final = re.compile(r"%|[0#?],+(?![0#?,])|!")
"""Number formats that show another number than the cell holds: percentages, thousands left away."""


def sheets_of_workbook(raw: bytes) -> tuple[Sheet, ...] | Unreadable:
    """The worksheets in their order; hidden ones too."""
    return _no_workbook(raw) or _sheets(raw)


def _no_workbook(raw: bytes) -> Unreadable | None:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            parts = packed.infolist()
    except _BROKEN:
        return Unreadable("damaged")
    names = {part.filename.lower() for part in parts}
    if sum(part.file_size for part in parts) > MOST_UNPACKED or len(parts) > MOST_PARTS:
        return Unreadable("too_big")
    if any(part.flag_bits & 1 for part in parts):
        return Unreadable("encrypted")
    if "xl/workbook.xml" not in names:
        return Unreadable("not_a_table")
    if any(part.endswith("vbaproject.bin") for part in names):
        return Unreadable("macros")
    if any(part.startswith("xl/externallinks/") or part == "xl/connections.xml" for part in names):
        return Unreadable("links")
    return None


def _sheets(raw: bytes) -> tuple[Sheet, ...] | Unreadable:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl's, about parts that are not read here
            book = load_workbook(io.BytesIO(raw), read_only=True, keep_links=False)
            try:
                if len(book.worksheets) > MOST_SHEETS:
                    return Unreadable("too_many_sheets")
                return tuple(_sheet(sheet) for sheet in book.worksheets)
            finally:
                book.close()
    except _BROKEN:
        return Unreadable("damaged")


def _sheet(sheet: Any) -> Sheet:
    sheet.reset_dimensions()  # a file may claim any size; what is really there is counted
    rows = sheet.iter_rows(max_row=LAST_ROW, max_col=MOST_COLUMNS + 1)
    return sheet_from(str(sheet.title), (_cells(number, row) for number, row in enumerate(rows, start=1)))


def _cells(line: int, row: Iterable[Any]) -> tuple[int, Mapping[int, Cell]]:
    found = {}
    for column, cell in enumerate(row):
        if cell.value is not None and (read := _cell(cell, place_of(column, line))) is not None:
            found[column] = read
    return line, found


def _cell(cell: Any, place: str) -> Cell | None:
    value = cell.value
    if cell.data_type == "f":
        return Cell(place, "", "formula")
    if cell.data_type == "e":
        return Cell(place, str(value), "error")
    if isinstance(value, bool | int):
        if not isinstance(value, bool) and _SCALED.search(cell.number_format or ""):
            return Cell(place, str(value), "format")
        return Cell(place, value)
    if isinstance(value, float):
        if _SCALED.search(cell.number_format or "") or value - value != 0:  # infinite, or no number
            return Cell(place, str(value), "format")
        return Cell(place, int(value) if value.is_integer() else Decimal(repr(value)))
    if isinstance(value, datetime):
        return Cell(place, value.date())
    if isinstance(value, date):
        return Cell(place, value)
    text = str(value).strip()
    return Cell(place, text, "" if isinstance(value, str) else "format") if text else None
