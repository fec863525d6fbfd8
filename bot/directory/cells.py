"""Reads the cells of one row as what they should be, and collects what is wrong with them.

A cell that is wrong gives a stand-in, so that the rest of the row is still looked at; whoever asks must not use
what was read while there are troubles.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, get_args

from bot.directory.tables import Row, Table
from bot.errors import Trouble
from bot.nearest import meant

BAR = "|"
_DATE_MARKS = str.maketrans("/.年月", "----", "日")


class Cells:
    """One row of a table. Every method adds its troubles to the list that all rows share."""

    def __init__(self, table: Table, row: Row, troubles: list[Trouble]) -> None:
        self.table = table
        self.row = row
        self._troubles = troubles

    def trouble(self, column: str, what: str, mend: str = "") -> None:
        """Something is wrong in the column of this row."""
        self._troubles.append(self.table.trouble(self.row.number, column, what, mend))

    def text(self, column: str) -> str:
        """The cell as it is, empty when the column is not there."""
        return self.row.values.get(column, "")

    def needed(self, column: str) -> str:
        """A text that must not be empty."""
        value = self.text(column)
        if not value:
            self.trouble(column, f"{column} is empty", "every row needs one")
        return value

    def key(self, column: str) -> str:
        """An id: needed, and without the bar that separates ids in a list."""
        value = self.needed(column)
        if BAR in value:
            self.trouble(column, f'"{value}" holds a bar, which separates ids', "take the bar out")
        return value

    def word(self, column: str, words: Any, *, default: str | None = None) -> Any:
        """One of the words of a Literal; empty: the default, or a trouble when there is none."""
        known = get_args(words)
        value = self.text(column)
        if not value and default is not None:
            return default
        if not value:
            self.trouble(column, f"{column} is empty", f"known are {', '.join(sorted(known))}")
            return known[0]
        if value.lower() in known:
            return value.lower()
        self.trouble(column, f'unknown {column} "{value}"', meant(value, known))
        return known[0]

    def word_or_none(self, column: str, words: Any) -> Any:
        """One of the words of a Literal, or None when the cell is empty."""
        return self.word(column, words) if self.text(column) else None

    def number(self, column: str, *, least: int, most: int) -> int | None:
        """A whole number, or None when the cell is empty."""
        value = self.text(column)
        if not value:
            return None
        digits = value.replace(",", "")
        if not digits.isdecimal() or len(digits) > 12:
            self.trouble(column, f'"{value}" is no whole number', "write digits only")
            return None
        number = int(digits)
        if not least <= number <= most:
            self.trouble(column, f"{number} is not between {least} and {most}")
            return None
        return number

    def day(self, column: str) -> date | None:
        """A day, or None when the cell is empty. 2020-03-05 and 2020/3/5 are both understood."""
        value = self.text(column)
        if not value:
            return None
        parts = value.translate(_DATE_MARKS).split("-")
        if len(parts) == 3 and all(part.isdecimal() and part.isascii() for part in parts) and len(parts[0]) == 4:
            try:
                return date(*map(int, parts))
            except ValueError:
                self.trouble(column, f'there is no day "{value}"', "check the month and the day")
                return None
        self.trouble(column, f'"{value}" is no day', "write it as 2020-03-05")
        return None

    def several(self, column: str) -> tuple[str, ...]:
        """The values of a cell, separated by bars; the same value twice counts once."""
        value = self.text(column)
        if "｜" in value:
            self.trouble(column, "a full-width bar ｜ separates nothing", "write | instead")
        return tuple(dict.fromkeys(part.strip() for part in value.split(BAR) if part.strip()))

    def refuse_backwards(self, first: str, last: str, days: Sequence[date | None]) -> None:
        """A trouble when the first day is after the last."""
        begin, end = days
        if begin is not None and end is not None and begin > end:
            self.trouble(last, f"{first} {begin} is after {last} {end}", "let it end after it begins")
