"""A directory's values as the cells of its tables, so that reading them gives the same values."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from bot.directory.cells import BAR
from bot.directory.model import Directory, Exemption, Group
from bot.directory.tables import Shape


def written_rows(directory: Directory, shape: Shape) -> Iterator[Sequence[str]]:
    """The rows of one table in the order of the directory, cells in the order of the shape's columns."""
    for value in getattr(directory, shape.name):
        yield [_cell(_value(value, column)) for column in shape.columns]


def _value(value: Any, column: str) -> Any:
    if isinstance(value, Exemption) and column in ("from", "to"):
        return getattr(value, f"{column}_day")
    if isinstance(value, Group) and column in ("post_channel", "post_chat_id"):
        posted, heard = getattr(value, column), getattr(value, column.removeprefix("post_"))
        return "" if posted == heard else posted
    return getattr(value, column)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, frozenset):
        return BAR.join(sorted(value))
    if isinstance(value, tuple):
        return BAR.join(value)
    return str(value)
