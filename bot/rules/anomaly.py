"""What is odd against a unit's last report, by the rules of its form.

An oddity is a question to the sender, never a reason to refuse a figure: sites do close, shifts do end.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from bot.forms.definition import Anomaly, FormDef
from bot.reading.meaning import Figure


@dataclass(frozen=True, slots=True)
class Oddity:
    """One figure that jumped. `message` is the form's own sentence, empty for the built-in one."""

    field: str
    before: int
    now: int
    message: str = ""


def oddities(
    form: FormDef, values: Mapping[str, Figure], last: Mapping[str, Figure] | None, *, among: Collection[str]
) -> tuple[Oddity, ...]:
    """Jumps of the fields `among` (those a message states) against the last report that counts.

    Odd is: at least `least` away and more than `ratio` of the last value, in the rule's direction.
    """
    found = []
    for rule in form.anomalies if last else ():
        now, before = values.get(rule.field), (last or {}).get(rule.field)
        if rule.field not in among or not isinstance(now, int) or not isinstance(before, int):
            continue
        if _jumped(rule, before, now):
            found.append(Oddity(rule.field, before, now, rule.message))
    return tuple(found)


def _jumped(rule: Anomaly, before: int, now: int) -> bool:
    if isinstance(before, bool) or isinstance(now, bool):
        return False
    moved = now - before
    if (rule.direction == "up" and moved < 0) or (rule.direction == "down" and moved > 0):
        return False
    return abs(moved) >= rule.least and abs(moved) > rule.ratio * abs(before)
