"""A line of the recorded day and what it was meant to become.

A newcomer's usual mistake is to read `want` as what the bot answered: it is what its writer meant, and a test
compares the two.
"""

from dataclasses import dataclass, field
from typing import Any

Values = dict[str, int | bool]
DAY = "2020-03-05"


@dataclass(frozen=True)
class Want:
    """The intended outcome: its kind, and for reports each unit's stated values; `intent` for questions."""

    kind: str
    reports: dict[str, Values] = field(default_factory=dict)
    intent: str = ""
    period: str = DAY


@dataclass(frozen=True)
class Line:
    """One message. `at` is "HH:MM:SS" in the district's zone; `group` None: privately to the bot."""

    at: str
    sender: str
    group: str | None
    text: str
    want: Want
    quote: tuple[str, str] | None = None


CHATTER = Want("chatter")
ASK_BACK = Want("ask_back")


def query(intent: str) -> Want:
    """A question of this intent."""
    return Want("query", intent=intent)


def report(unit: str, values: Values, *, kind: str = "report", period: str = DAY) -> Want:
    """A report of one unit."""
    return Want(kind, {unit: values}, period=period)


def record(line: Line, number: int) -> dict[str, Any]:
    """The line in the format of CONTRACT section 4."""
    found: dict[str, Any] = {"at": f"{DAY}T{line.at}+08:00", "from": line.sender}
    if line.group is not None:
        found["group"] = line.group
    if line.quote is not None:
        found["quote"] = {"from": line.quote[0], "text": line.quote[1]}
    return found | {"text": line.text, "id": f"m{number:04d}"}
