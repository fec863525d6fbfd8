"""Reports as an .xlsx table, for people who go on calculating.

Typed text that begins like a formula is written as text: a spreadsheet must never run what a clerk wrote.
"""

import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from bot.messages import Attachment
from bot.views.formulas import is_like_a_formula

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Cell = str | int | float | date | bool | None


def workbook(name: str, title: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Attachment:
    """One sheet with a bold, frozen header. Text stays text, numbers stay numbers, yes-no is 是/否."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "A2"
    for number, column in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = max(8, min(30, 2 * len(column) + 4))
    header = []
    for column in columns:
        cell = _text(sheet, column)
        cell.font = Font(bold=True)
        header.append(cell)
    sheet.append(header)
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    stream = io.BytesIO()
    book.save(stream)
    return Attachment(name, XLSX, stream.getvalue())


def _cell(sheet: Any, value: Cell) -> Any:
    if isinstance(value, bool):
        return "是" if value else "否"
    return _text(sheet, value) if isinstance(value, str) else value


def _text(sheet: Any, value: str) -> Any:
    """A cell that is text whatever it begins with (= + - @ would be read as a formula)."""
    cell = WriteOnlyCell(sheet, value=None)
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)[:32_000]
    cell.data_type = "s"
    cell.quotePrefix = is_like_a_formula(value)
    return cell
