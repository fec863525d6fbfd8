"""What is urgent, who is told of it at each rung of the chain, and when it climbs next. Pure.

A newcomer's usual mistake is to count rungs by the clock: after hours of sleep an item climbs one rung, not thirty,
since nobody had the time to answer. The next moment is counted from when the last message was written.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol

from bot.directory.model import Directory, Unit
from bot.forms.definition import Alarm, FormDef
from bot.forms.moments import duration
from bot.forms.watch import Rung, WatchRules
from bot.messages import Destination
from bot.reading.meaning import Figure
from bot.rules.roster import Entry, following, on_duty

UrgentKind = Literal["alarm", "tip", "watch", "question", "event"]
UrgentState = Literal["open", "taken", "closed"]
LONGEST = timedelta(hours=2)
"""Between two repetitions, however often it was told."""


class Item(Protocol):
    """Something urgent as it stands. `rung`: how often it was told, 0: not yet."""

    @property
    def kind(self) -> UrgentKind: ...
    @property
    def state(self) -> UrgentState: ...
    @property
    def unit(self) -> str: ...
    @property
    def rung(self) -> int: ...
    @property
    def next_at(self) -> datetime: ...
    @property
    def told_at(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class Telling:
    """Who hears of it this time, and how long an answer is waited for.

    `rung`: how often it has been told with this one; `repeated`: the last rung hears it once more.
    """

    to: tuple[Destination, ...]
    rung: int
    wait: timedelta
    repeated: bool


def ringing(form: FormDef, values: Mapping[str, Figure]) -> tuple[tuple[Alarm, Figure], ...]:
    """The alarms that a report's values ring, each field once."""
    found: dict[str, tuple[Alarm, Figure]] = {}
    for alarm in form.alarms:
        if alarm.field in values and alarm.rings(values[alarm.field]):
            found.setdefault(alarm.field, (alarm, values[alarm.field]))
    return tuple(found.values())


def chain_of(kind: UrgentKind, rules: WatchRules) -> tuple[Rung, ...]:
    """The rungs for such an item: of a tip-off no group hears, not even its number."""
    unfit = {"question": ("leader", "command"), "tip": ("command",)}.get(kind, ())
    return tuple(rung for rung in rules.chain if rung not in unfit)


def telling(item: Item, *, rules: WatchRules, directory: Directory, entries: Sequence[Entry], now: datetime) -> Telling:
    """The next rung on which somebody new stands; above the last one the last one again, less and less often."""
    stood: list[tuple[Destination, ...]] = []
    for step in chain_of(item.kind, rules):
        on_it = who_is_on(step, item, directory, entries, now)
        if not {to for rung in stood for to in rung}.issuperset(on_it):
            stood.append(on_it)
    rung, above = item.rung + 1, item.rung - len(stood)
    to = stood[min(item.rung, len(stood) - 1)] if stood else ()
    if rung < len(stood):
        return Telling(to, rung, duration(rules.within), repeated=False)
    repeat = duration(rules.repeat)
    wait = min(repeat * 2 ** min(above + 1, 10), max(repeat, LONGEST))
    return Telling(to, rung, wait, repeated=above >= 0)


def who_is_on(
    rung: Rung, item: Item, directory: Directory, entries: Sequence[Entry], now: datetime
) -> tuple[Destination, ...]:
    """Nobody: the rung is passed over."""
    here = on_duty(entries, now)
    match rung:
        case "on_duty":
            return _members(() if here is None else here.people)
        case "next_on_duty":
            then = following(entries, now)
            people = (*(() if here is None else here.backup), *(() if then is None else then.people))
            return _members(one for one in people if here is None or one not in here.people)
        case "duty_officers":
            return _members(one.user_id for one in directory.members if one.role == "duty_officer")
        case "leader":
            unit = directory.unit_by_id.get(item.unit)
            return _members(_leaders(directory, unit))
        case "command":
            return tuple(Destination(group=one.id) for one in directory.command_groups)


def _leaders(directory: Directory, unit: Unit | None) -> list[str]:
    paired = () if unit is None else directory.paired_with(unit)
    return [one.user_id for one in paired or (m for m in directory.members if m.role == "leader")]


def _members(people: Iterable[str]) -> tuple[Destination, ...]:
    return tuple(Destination(member=one) for one in dict.fromkeys(people))


def climbs_at(item: Item, *, now: datetime) -> datetime:
    """When something is to be done about it: at once where the clock was put back behind the last telling."""
    return now if went_back(item, now=now) else item.next_at


def went_back(item: Item, *, now: datetime) -> bool:
    """Whether only the clock moved: then it is waited for anew, and nobody is told."""
    return now < item.told_at
