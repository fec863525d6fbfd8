"""Replays a stored span under rules: what the ladders would have said, with the reports as they came. Nothing is kept.

Both sides of a comparison are replayed alike, so that only the rules differ: what was really sent in that time, late or
not at all, is no part of it. A reminder counts as accepted the moment that it is said.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from bot.messages import Outbound, PostKind
from bot.rules.attention import Attention, Directive
from bot.scheduler.base import Desk, ScheduledPost
from bot.scheduler.due import firings_between
from bot.scheduler.pretence import Pretence
from bot.store.records import Reminder
from bot.store.unit_of_work import UnitOfWork

Accepted = dict[tuple[str, date], list[Reminder]]
Becomes = Literal["said", "aside", "lapsed"]


@dataclass(frozen=True, slots=True)
class Said:
    """One message of the replay. `becomes`: said, set aside as too many, or not said for quiet hours or a pause."""

    key: str
    title: str
    kind: PostKind
    to: str
    at: datetime
    units: tuple[str, ...]
    text: str
    becomes: Becomes = "said"


@dataclass(frozen=True, slots=True)
class Change:
    """What differs for one message; `old` None: it is new, `new` None: it is gone."""

    old: Said | None
    new: Said | None

    @property
    def order(self) -> tuple[datetime, str]:
        """By its earlier moment."""
        return min((one.at, one.key) for one in (self.new, self.old) if one is not None)


async def replayed(
    uow: UnitOfWork, desk: Desk, posts: Sequence[ScheduledPost], *, first: date, last: date
) -> tuple[Said, ...]:
    """Everything that these rules say from the first to the last day, in order of time."""
    begin = datetime.combine(first, time(), tzinfo=desk.zone).astimezone(UTC) - timedelta(microseconds=1)
    end = datetime.combine(last + timedelta(days=1), time(), tzinfo=desk.zone).astimezone(UTC) - timedelta(seconds=1)
    pure = [post for post in posts if post.pure]
    directives: Sequence[Directive] = await uow.attention.since(begin)
    attention = Attention(desk.preset, desk.directory, desk.zone, directives)
    accepted: Accepted = {}
    found: list[Said] = []
    for firing in firings_between(pure, dict.fromkeys((post.name for post in pure), begin), end):
        pretence = Pretence(uow, at=firing.due_at, said=accepted)
        for outbound in await firing.post.compose(pretence, desk, firing.due_at):
            admitted = attention.admit(outbound, now=firing.due_at)
            found += [_said(firing.post, one, "said") for one in admitted.said]
            found += [_said(firing.post, one, "aside") for one in admitted.aside]
            found += [_said(firing.post, one, "lapsed") for one, _ in admitted.lapsed]
            for one in admitted.said:
                _accept(accepted, one)
    return tuple(sorted(found, key=lambda one: one.at))


def changes(old: Iterable[Said], new: Iterable[Said]) -> tuple[Change, ...]:
    """What was added, is gone, moved, names others or says other words; in order of time."""
    before = {one.key: one for one in old}
    after = {one.key: one for one in new}
    found = [Change(before.get(key), after.get(key)) for key in before.keys() | after.keys()]
    differing = [one for one in found if one.old != one.new]
    return tuple(sorted(differing, key=lambda one: one.order))


def _said(post: ScheduledPost, outbound: Outbound, becomes: Becomes) -> Said:
    units = tuple(entry.unit for entry in outbound.body.entries)
    title = post.title or post.name
    return Said(
        outbound.key, title, outbound.kind, outbound.to.key, outbound.due_at, units, outbound.body.render(), becomes
    )


def _accept(accepted: Accepted, outbound: Outbound) -> None:
    """A reminder that was said is evidence for what comes later of the same duty."""
    if outbound.kind in ("reminder", "overdue") and outbound.form is not None and outbound.period is not None:
        several = accepted.setdefault((outbound.form, outbound.period), [])
        several += [
            Reminder(entry.unit, outbound.kind, outbound.due_at, outbound.to) for entry in outbound.body.entries
        ]
