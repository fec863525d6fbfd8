"""What becomes of a message that the clock wants to say: now, later, by an officer's word only, or not at all. Pure.

In this order: what was stopped by message waits or lapses; alerts pass; an emergency lifts the rest; quiet hours move
to their end; what comes soon after another waits for it; what is more than a day's number is set aside. A newcomer's
usual mistake is to ask the clock here: the moment is that at which the message is due, so that a replay decides alike.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Literal, Protocol
from zoneinfo import ZoneInfo

from bot.directory.model import Directory
from bot.forms.attention import PRIVATE, Budget, Quiet, fits
from bot.forms.preset import Preset
from bot.messages import URGENT, Outbound, PostKind

CHASING: tuple[PostKind, ...] = ("reminder", "overdue", "escalation")
"""What 暂停催报 stops: everything that names who is missing."""
COUNTED: tuple[PostKind, ...] = ("reminder", "overdue", "escalation", "digest", "criticism_draft")
"""What the clock says and may wait; alerts, answers and what a person publishes are no part of it."""
Why = Literal["quiet", "paused"]
DAY = timedelta(days=1)


class Directive(Protocol):
    """An officer's word that holds for a while: a pause, so many more messages, an emergency."""

    @property
    def kind(self) -> Literal["pause", "extra", "emergency", "league_asked", "league"]: ...
    @property
    def area(self) -> str: ...
    @property
    def group(self) -> str: ...
    @property
    def amount(self) -> int: ...
    @property
    def from_at(self) -> datetime: ...
    @property
    def until_at(self) -> datetime: ...
    @property
    def ended_at(self) -> datetime | None: ...


@dataclass(frozen=True, slots=True)
class Admitted:
    """What becomes of one message: parts to be said, each at its due moment; set aside; and why something lapses."""

    said: tuple[Outbound, ...] = ()
    aside: tuple[Outbound, ...] = ()
    lapsed: tuple[tuple[Outbound, Why], ...] = ()


@dataclass
class Attention:
    """Decides message by message; `times` are the moments at which each destination is told anything, by its key."""

    preset: Preset
    directory: Directory
    zone: ZoneInfo
    directives: Sequence[Directive] = ()
    times: dict[str, set[datetime]] = field(default_factory=dict)

    @property
    def counts(self) -> bool:
        """Whether anybody need know what was said before."""
        return any(budget.posts_a_day or budget.window for budget in self.preset.attention)

    def admit(self, outbound: Outbound, *, now: datetime) -> Admitted:
        """Decide, and remember what is said. `now`: when it is composed, after `due_at` where we were asleep."""
        at = max(outbound.due_at.astimezone(UTC), now.astimezone(UTC))
        if outbound.kind not in COUNTED or outbound.priority <= URGENT:
            return Admitted((outbound,))
        parts, lapsed = self._unpaused(outbound, at)
        said: list[Outbound] = []
        aside: list[Outbound] = []
        for part, moment in parts:
            settled = self._settled(part, moment, lapsed)
            if settled is not None:
                (aside if self._is_over(settled) else said).append(settled)
        return Admitted(tuple(said), tuple(aside), tuple(lapsed))

    def emergency(self, at: datetime) -> bool:
        return any(one.kind == "emergency" and holds(one, at) for one in self.directives)

    def paused_until(self, unit: str, at: datetime) -> datetime | None:
        """Until when nobody is chased about the unit; None: nothing stops it."""
        area = self.directory.unit_by_id[unit].area if unit in self.directory.unit_by_id else ""
        ends = [
            one.until_at
            for one in self.directives
            if one.kind == "pause"
            and holds(one, at)
            and (not one.area or area in self.directory.areas_below((one.area,)))
        ]
        return max(ends, default=None)

    def quiet_until(self, outbound: Outbound, at: datetime) -> datetime | None:
        """The end of the quiet hours that `at` lies in; None: in none, or an emergency lifts them."""
        if self.emergency(at):
            return None
        kind, group = self._where(outbound)
        ends = [
            end
            for quiet in self.preset.quiet
            if fits(quiet.groups, kind=kind, group=group) and (end := quiet_end(quiet, at, self.zone)) is not None
        ]
        return max(ends, default=None)

    def number(self, group: str) -> int:
        """Messages a day that the files allow the group; 0: any number."""
        budget = self._budget(*self._kind_of(group))
        return 0 if budget is None else budget.posts_a_day

    def left(self, group: str, at: datetime) -> int | None:
        """How many more messages the group may get on the day of `at`; None: any number."""
        number = self.number(group)
        if not number or self.emergency(at):
            return None
        extra = sum(
            one.amount
            for one in self.directives
            if one.kind == "extra" and holds(one, at) and one.group in ("", group)
        )  # fmt: skip
        return number + extra - len(self._told(f"group:{group}", at))

    def _unpaused(
        self, outbound: Outbound, at: datetime
    ) -> tuple[list[tuple[Outbound, datetime]], list[tuple[Outbound, Why]]]:
        """The message, or its parts by when they may be said, and what cannot be said any more by then."""
        if outbound.kind not in CHASING or not any(one.kind == "pause" for one in self.directives):
            return [(outbound, at)], []
        if not outbound.body.entries:
            return [(outbound, at)], []
        waits: dict[datetime, list[str]] = {}
        for entry in outbound.body.entries:
            waits.setdefault(self.paused_until(entry.unit, at) or at, []).append(entry.unit)
        parts: list[tuple[Outbound, datetime]] = []
        lapsed: list[tuple[Outbound, Why]] = []
        for moment, units in sorted(waits.items()):
            part = outbound if len(waits) == 1 else _only(outbound, units)
            if moment == at:
                parts.append((part, at))
            elif _lapses(part, moment):
                lapsed.append((part, "paused"))
            else:
                key = part.key if len(waits) == 1 else f"{part.key}:{moment:%Y%m%dT%H%M%S}"
                parts.append((replace(part, key=key, due_at=moment), moment))
        return parts, lapsed

    def _settled(self, outbound: Outbound, at: datetime, lapsed: list[tuple[Outbound, Why]]) -> Outbound | None:
        """With the moment at which it is said; None: it lapses."""
        begun, end = at, self.quiet_until(outbound, at)
        if end is not None:
            if _lapses(outbound, end):
                lapsed.append((outbound, "quiet"))
                return None
            at = end
        at = self._merged(outbound, at)
        return outbound if at == begun else replace(outbound, due_at=at)

    def _merged(self, outbound: Outbound, at: datetime) -> datetime:
        """Together with what is said soon, or so long after what was just said."""
        budget = self._budget(*self._where(outbound))
        if budget is None or not budget.window or self.emergency(at):
            return at
        told = sorted(self.times.get(outbound.to.key, ()))
        ahead = next((moment for moment in told if at <= moment <= at + budget.window), None)
        if ahead is None and (behind := [moment for moment in told if at - budget.window < moment < at]):
            ahead = behind[-1] + budget.window
        return at if ahead is None or _lapses(outbound, ahead) else ahead

    def _is_over(self, outbound: Outbound) -> bool:
        """Whether the day's number is used up; what is said is remembered here."""
        at = outbound.due_at.astimezone(UTC)
        told = self.times.setdefault(outbound.to.key, set())
        if at in told:
            return False
        left = None if outbound.to.group is None else self.left(outbound.to.group, at)
        if left is not None and left <= 0:
            return True
        told.add(at)
        return False

    def _told(self, key: str, at: datetime) -> set[datetime]:
        day = at.astimezone(self.zone).date()
        return {moment for moment in self.times.get(key, ()) if moment.astimezone(self.zone).date() == day}

    def _where(self, outbound: Outbound) -> tuple[str, str]:
        return (PRIVATE, "") if outbound.to.group is None else self._kind_of(outbound.to.group)

    def _kind_of(self, group: str) -> tuple[str, str]:
        known = self.directory.group_by_id.get(group)
        return ("" if known is None else known.kind, group)

    def _budget(self, kind: str, group: str) -> Budget | None:
        """The first that fits, as the file has them."""
        if kind == PRIVATE:
            return None
        return next((one for one in self.preset.attention if fits(one.groups, kind=kind, group=group)), None)


def holds(directive: Directive, at: datetime) -> bool:
    """Whether it is in force at that moment: from its beginning, until just before its end."""
    ended = directive.ended_at
    return directive.from_at <= at < (directive.until_at if ended is None else min(ended, directive.until_at))


def quiet_end(quiet: Quiet, at: datetime, zone: ZoneInfo) -> datetime | None:
    """When the quiet hours that `at` lies in are over, by the wall clock; None: it lies in none."""
    local = at.astimezone(zone)
    since = timedelta(hours=local.hour, minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
    over_midnight = quiet.last <= quiet.first
    if over_midnight and since >= quiet.first:
        day = local.date() + DAY
    elif (over_midnight and since < quiet.last) or (not over_midnight and quiet.first <= since < quiet.last):
        day = local.date()
    else:
        return None
    whole, rest = divmod(quiet.last, DAY)
    clock = datetime.min.replace(tzinfo=zone) + rest
    return datetime.combine(day + whole * DAY, clock.time(), tzinfo=zone).astimezone(UTC)


def moments(rows: Iterable[tuple[str, datetime]]) -> dict[str, set[datetime]]:
    """(destination, moment) pairs as `Attention.times`."""
    found: dict[str, set[datetime]] = {}
    for key, moment in rows:
        found.setdefault(key, set()).add(moment.astimezone(UTC))
    return found


def _lapses(outbound: Outbound, at: datetime) -> bool:
    return outbound.expires_at is not None and at >= outbound.expires_at


def _only(outbound: Outbound, units: Sequence[str]) -> Outbound:
    wanted = frozenset(units)
    entries = tuple(entry for entry in outbound.body.entries if entry.unit in wanted)
    return replace(outbound, body=replace(outbound.body, entries=entries))
