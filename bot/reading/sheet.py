"""A table that somebody sent, as sheets of cells that know their place (C5), or the one reason why it is not read.

What a cell shows is not always what it holds: a formula shows what it came to on another computer, a percentage shows
100 where it holds 1. Such cells say so (`fault`) and must not be taken at their value.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, Literal

from openpyxl.utils import get_column_letter

MOST_BYTES: Final = 2 * 1024 * 1024
MOST_ROWS: Final = 2000
MOST_ABOVE: Final = 20  # lines of titles above the heads, and sums below the rows
MOST_COLUMNS: Final = 100

Why = Literal[
    "empty", "too_big", "encrypted", "old_kind", "not_a_table", "damaged", "macros", "links", "formulas", "nothing",
    "too_many_rows", "too_many_columns", "too_many_sheets", "coding", "wrong_template", "two_sheets", "two_columns",
]  # fmt: skip
Scalar = str | int | Decimal | bool | date


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why a file is not read at all. `detail`: the places or names that it is about."""

    why: Why
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that holds something. `fault`: it shows something that must not be taken for its value."""

    place: str
    value: Scalar
    fault: Literal["", "formula", "error", "format"] = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The lines that are not blank: their number and their cells by column, from 0 on."""

    title: str
    lines: tuple[tuple[int, Mapping[int, Cell]], ...]
    too_long: bool = False
    too_wide: bool = False


def sheet_from(title: str, lines: Iterable[tuple[int, Mapping[int, Cell]]]) -> Sheet:
    """The lines that hold something, as many as may be read."""
    kept: list[tuple[int, Mapping[int, Cell]]] = []
    too_wide = False
    for number, cells in lines:
        if not cells:
            continue
        if len(kept) >= MOST_ROWS + MOST_ABOVE:
            return Sheet(title, tuple(kept), too_long=True, too_wide=too_wide)
        too_wide = too_wide or max(cells) >= MOST_COLUMNS
        kept.append((number, cells))
    return Sheet(title, tuple(kept), too_wide=too_wide)


def place_of(column: int, line: int) -> str:
    """C5, as a spreadsheet names it; columns from 0, lines from 1."""
    return f"{get_column_letter(column + 1)}{line}"
