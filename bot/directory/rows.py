"""Rows as the directory's values: one function a table. What links the rows is looked at in `links`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Generic, Literal, TypeVar

from bot.directory.cells import Cells
from bot.directory.model import Area, AreaKind, Exemption, Group, GroupKind, Member, Role, Sector, Unit, UnitKind
from bot.directory.tables import Table
from bot.errors import Trouble

T = TypeVar("T")
Hears = Literal["all", "mentions"]
NO_DAY = date.min  # stands in for a day that could not be read
MOST_STAFF = 10_000_000
MOST_NUMBER = 100_000


@dataclass(frozen=True, slots=True)
class Placed(Generic[T]):
    """A value with the cells that it was read from."""

    value: T
    cells: Cells


def read_rows(table: Table | None, read: Callable[[Cells], T], troubles: list[Trouble]) -> list[Placed[T]]:
    """Every row of the table as a value; none where there is no table."""
    if table is None:
        return []
    rows = (Cells(table, row, troubles) for row in table.rows)
    return [Placed(read(cells), cells) for cells in rows]


def area(cells: Cells) -> Area:
    """A row of areas."""
    return Area(
        id=cells.key("id"),
        name=cells.needed("name"),
        parent=cells.text("parent") or None,
        kind=cells.word("kind", AreaKind, default="grid"),
        sector=cells.word_or_none("sector", Sector),
        number=cells.number("number", least=1, most=MOST_NUMBER),
    )


def unit(cells: Cells) -> Unit:
    """A row of units."""
    days = [cells.day(column) for column in ("active_from", "active_to")]
    cells.refuse_backwards("active_from", "active_to", days)
    return Unit(
        id=cells.key("id"),
        name=cells.needed("name"),
        kind=cells.word("kind", UnitKind),
        area=cells.needed("area"),
        aliases=cells.several("aliases"),
        tags=frozenset(cells.several("tags")),
        staff=cells.number("staff", least=0, most=MOST_STAFF),
        active_from=days[0],
        active_to=days[1],
    )


def member(cells: Cells) -> Member:
    """A row of members."""
    return Member(
        user_id=cells.key("user_id"),
        name=cells.needed("name"),
        role=cells.word("role", Role),
        units=cells.several("units"),
        areas=cells.several("areas"),
        phone=cells.text("phone"),
        title=cells.text("title"),
    )


def group(cells: Cells) -> Group:
    """A row of groups: heard on one address, posted to on another where that is given."""
    channel, chat = cells.text("channel"), cells.text("chat_id")
    post_channel, post_chat = cells.text("post_channel") or channel, cells.text("post_chat_id") or chat
    if bool(channel) != bool(chat):
        empty = "chat_id" if channel else "channel"
        cells.trouble(empty, f"{empty} is empty", "channel and chat_id belong together")
    elif not post_channel or not post_chat:
        cells.trouble("channel", "the group has no address", "write channel and chat_id")
    return Group(
        id=cells.key("id"),
        name=cells.needed("name"),
        kind=cells.word("kind", GroupKind),
        channel=channel,
        chat_id=chat,
        post_channel=post_channel,
        post_chat_id=post_chat,
        areas=cells.several("areas"),
        hears=cells.word("hears", Hears, default="all"),
    )


def exemption(cells: Cells) -> Exemption:
    """A row of exemptions; form * or empty: of every form."""
    first, last = cells.day("from"), cells.day("to")
    cells.refuse_backwards("from", "to", (first, last))
    if not cells.text("from"):
        cells.trouble("from", "from is empty", "write the first day as 2020-03-05")
    return Exemption(
        unit=cells.needed("unit"),
        form=cells.text("form"),
        from_day=first or NO_DAY,
        to_day=last,
        reason=cells.text("reason"),
        approved_by=cells.text("approved_by"),
    )
