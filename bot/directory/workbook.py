"""A directory as one .xlsx: read cell by cell as text, written with every cell as text.

A workbook from outside is not to be trusted: it may be a bomb, carry formulas or links, or be no workbook at
all. Formulas are refused, not evaluated: what a cell shows on one computer it may not show on another.
"""

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from bot.directory.tables import MOST_ROWS, Record
from bot.errors import Trouble

MOST_UNPACKED = 256 * 1024 * 1024  # bytes
MOST_COLUMNS = 64
_BROKEN = (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, TypeError, OSError, SyntaxError, EOFError)
"""What openpyxl raises on a file that only looks like a workbook; SyntaxError is its parser's on bad XML."""


def sheets(raw: bytes, file: str, troubles: list[Trouble]) -> Mapping[str, list[Record]]:
    """Every sheet that is not blank by its name in small letters, rows padded to the header's width."""
    if (wrong := _no_workbook(raw, file)) is not None:
        troubles.append(wrong)
        return {}
    try:
        book = load_workbook(io.BytesIO(raw), read_only=True, keep_links=False)
        try:
            found = {sheet.title.strip().lower(): _records(sheet, file, troubles) for sheet in book.worksheets}
        finally:
            book.close()
    except _BROKEN:
        troubles.append(Trouble(file, "", "the workbook is damaged", "open it in a spreadsheet and save it again"))
        return {}
    return {name: records for name, records in found.items() if records}


def _no_workbook(raw: bytes, file: str) -> Trouble | None:
    if raw[:4] == b"\xd0\xcf\x11\xe0":
        mend = "take the password off, or save it as .xlsx"
        return Trouble(file, "", "the workbook has a password or is of the old kind .xls", mend)
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            size = sum(item.file_size for item in packed.infolist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return Trouble(file, "", "this is no workbook", "save it as .xlsx, or name a folder of CSV files")
    if size > MOST_UNPACKED:
        return Trouble(file, "", "the workbook is too big", f"at most {MOST_UNPACKED // 2**20} MB unpacked are read")
    return None


def _records(sheet: Any, file: str, troubles: list[Trouble]) -> list[Record]:
    found: list[Record] = []
    name = sheet.title.strip().lower()
    width = 0
    sheet.reset_dimensions()  # a file may claim any size; what is really there is counted
    for number, row in enumerate(sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS), start=1):
        cells = []
        for at, cell in enumerate(row):
            if cell.data_type in ("f", "e"):
                kind = "a formula" if cell.data_type == "f" else f"an error ({cell.value})"
                place = f"sheet {name}, cell {get_column_letter(at + 1)}{number}"
                troubles.append(Trouble(file, place, f"the cell holds {kind}", "paste its value instead"))
            cells.append(_text(cell.value) if cell.data_type not in ("f", "e") else "")
        while cells and not cells[-1].strip():
            cells.pop()
        if cells:
            width = width or len(cells)
            found.append((number, cells + [""] * (width - len(cells))))
        if number > MOST_ROWS:
            troubles.append(Trouble(file, f"sheet {name}", f"more than {MOST_ROWS} rows"))
            break
    return found


def _text(value: Any) -> str:
    """A cell's value as it would stand in a CSV file."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def workbook_bytes(tables: Iterable[tuple[str, Sequence[str], Iterable[Sequence[str]]]]) -> bytes:
    """A workbook with one sheet for each (name, columns, rows); every cell is text, whatever it begins with."""
    book = Workbook(write_only=True)
    for name, columns, rows in tables:
        sheet = book.create_sheet(name)
        sheet.freeze_panes = "A2"
        for row in (columns, *rows):
            sheet.append([_cell(sheet, text) for text in row])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _cell(sheet: Any, text: str) -> Any:
    if not text:
        return None
    cell = WriteOnlyCell(sheet, value=text)
    cell.data_type = "s"
    return cell
