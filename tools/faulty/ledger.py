"""What one fault cost: a row of the table, and the table as Markdown.

A message is lost when it stands on nobody's screen and in no list of what was not delivered. A copy is doubled
when nothing in it says that it may be the second one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Fault:
    """A line of the registry. `name` and `place` are what the table shows; both together are unique."""

    group: str
    name: str
    place: str

    @property
    def key(self) -> str:
        return f"{self.name} · {self.place}"


@dataclass(frozen=True, slots=True)
class Row:
    """What became of `put` messages. `listed`: not delivered, and told so in the list of the undelivered.

    `held`: of those, the ones that a person decides about. `marked`: second copies that say so.
    """

    fault: Fault
    put: int
    sent: int
    listed: int = 0
    held: int = 0
    lost: int = 0
    doubled: int = 0
    marked: int = 0
    delay: timedelta = timedelta()
    told: str = ""
    wrong: str = ""  # what else did not hold

    @property
    def good(self) -> bool:
        return not (self.lost or self.doubled or self.wrong)


COLUMNS = (
    "故障",
    "哪条路",
    "放入",
    "送达",
    "列为未送达",
    "等人定",
    "丢失",
    "重复",
    "注明的补发",
    "最久延误",
    "告诉了谁",
)


def table(rows: Sequence[Row]) -> str:
    """One table a group, in the order of the rows; ways on which a fault costs the same share a line."""
    parts = []
    for group in dict.fromkeys(row.fault.group for row in rows):
        lines = [f"## {group}", "", _line(COLUMNS), _line("---" for _ in COLUMNS)]
        alike = dict[tuple[str, ...], list[Row]]()
        for row in rows:
            if row.fault.group == group:
                alike.setdefault((row.fault.name, *_figures(row)), []).append(row)
        for (name, *figures), same in alike.items():
            told = "；".join(dict.fromkeys(row.told for row in same if row.told))
            places = "、".join(row.fault.place for row in same)
            lines.append(_line([name, places, *figures, _span(max(row.delay for row in same)), told or "—"]))
        parts.append("\n".join(lines))
    return "\n\n".join(parts)


def _figures(row: Row) -> list[str]:
    figures = (row.put, row.sent, row.listed, row.held, row.lost, row.doubled, row.marked)
    return list(map(str, figures))


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _span(span: timedelta) -> str:
    """Rounded up to what a reader needs: machines differ by fractions of a second."""
    seconds = span.total_seconds()
    if seconds <= 5:
        return "几秒"
    if seconds < 120:
        return "2分钟以内"
    if seconds < 7200:
        return f"约{-(-seconds // 600) * 10:.0f}分钟"
    return f"约{-(-seconds // 3600):.0f}小时"
