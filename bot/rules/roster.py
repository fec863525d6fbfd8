"""Who is on duty when: the latest word about a moment holds, and a moment that nobody was named for is a gap. Pure.

A newcomer's usual mistake is to mend an entry in place: an entry is never changed, a later one covers it, so that who
was on duty last night stays what it was.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Protocol

AGAIN = timedelta(hours=12)  # a gap in which somebody should be on duty now is told again
FORGOTTEN = timedelta(days=14)  # a roster whose last entry is over for so long is not kept any more


class Entry(Protocol):
    """A line of the roster: from then until just before then these people. Nobody: the line takes others away."""

    @property
    def id(self) -> int: ...
    @property
    def from_at(self) -> datetime: ...
    @property
    def until_at(self) -> datetime: ...
    @property
    def people(self) -> tuple[str, ...]: ...
    @property
    def backup(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class Watch:
    """A span with the same people on duty (user ids); nobody: a gap. `entry`: the line it comes from, 0: none."""

    from_at: datetime
    until_at: datetime
    people: tuple[str, ...] = ()
    backup: tuple[str, ...] = ()
    entry: int = 0


def watches(entries: Iterable[Entry], since: datetime, until: datetime) -> tuple[Watch, ...]:
    """The whole span in order, gaps among it: what one line gives is one watch, as far as no later line covers it."""
    if until <= since:
        return ()
    lines = [one for one in entries if one.from_at < until and one.until_at > since]
    marks = sorted({since, until, *(m for one in lines for m in (one.from_at, one.until_at) if since < m < until)})
    found: list[Watch] = []
    for begin, end in pairwise(marks):
        line = max((one for one in lines if one.from_at <= begin < one.until_at), key=lambda one: one.id, default=None)
        if line is None or not line.people:
            watch = Watch(begin, end)
        else:
            watch = Watch(begin, end, line.people, line.backup, line.id)
        if found and found[-1].entry == watch.entry:
            found[-1] = replace(found[-1], until_at=end)
        else:
            found.append(watch)
    return tuple(found)


def on_duty(entries: Sequence[Entry], at: datetime) -> Watch | None:
    """The watch of that moment with its whole span; None: nobody."""
    mine = [one for one in entries if one.from_at <= at < one.until_at]
    if not mine:
        return None
    begin, end = min(one.from_at for one in mine), max(one.until_at for one in mine)
    found = next(one for one in watches(entries, begin, end) if one.from_at <= at < one.until_at)
    return found if found.people else None


def following(entries: Sequence[Entry], at: datetime) -> Watch | None:
    """The first watch that begins after `at`, by others than those who are on duty then; None: nobody follows."""
    now = on_duty(entries, at)
    here = () if now is None else now.people
    end = max((one.until_at for one in entries), default=at)
    for watch in watches(entries, at, end):
        if watch.from_at > at and watch.people and watch.people != here:
            return watch
    return None


def gaps(entries: Sequence[Entry], since: datetime, until: datetime) -> tuple[Watch, ...]:
    """Every span of nobody between the two moments, none before the first line and none where no roster is kept.

    A gap that has begun before `since` comes with its true beginning.
    """
    last = max((one.until_at for one in entries if one.people), default=None)
    if last is None or last <= since - FORGOTTEN:
        return ()
    first = min(one.from_at for one in entries)
    return tuple(watch for watch in watches(entries, first, until) if not watch.people and watch.until_at > since)


def told_at(gap: Watch, ahead: timedelta, last: datetime | None) -> datetime:
    """When a gap is to be told next: `ahead` of it, when it begins, then every twelve hours. `last`: told before."""
    first = gap.from_at - ahead
    if last is None:
        return first
    if last < gap.from_at:
        return gap.from_at
    return gap.from_at + AGAIN * ((last - gap.from_at) // AGAIN + 1)


def due_gaps(
    entries: Sequence[Entry], told: Mapping[str, datetime], *, now: datetime, ahead: timedelta
) -> tuple[Watch, ...]:
    """Gaps of which it is time to tell. `told` by `name_of`."""
    found = gaps(entries, now, now + ahead + timedelta(seconds=1))  # one that begins just then is due just now
    return tuple(gap for gap in found if told_at(gap, ahead, told.get(name_of(gap))) <= now)


def name_of(gap: Watch) -> str:
    """By its beginning: what is left of a gap when half of it was filled is told again."""
    return gap.from_at.isoformat()


def next_gap(
    entries: Sequence[Entry], told: Mapping[str, datetime], *, now: datetime, ahead: timedelta
) -> datetime | None:
    """When the next gap is to be told; None: the roster is not kept."""
    end = max((one.until_at for one in entries), default=now)
    found = gaps(entries, now, max(end, now) + ahead + AGAIN)
    return min((told_at(gap, ahead, told.get(name_of(gap))) for gap in found), default=None)


def begun_between(entries: Sequence[Entry], after: datetime, now: datetime) -> tuple[Watch, ...]:
    """Watches that began after `after` and by `now`, and are not over."""
    end = max((one.until_at for one in entries), default=now)
    return tuple(w for w in _beginnings(entries, max(end, now)) if after < w.from_at <= now < w.until_at)


def next_beginning(entries: Sequence[Entry], after: datetime) -> datetime | None:
    """When the next watch begins after that moment."""
    end = max((one.until_at for one in entries), default=after)
    return next((watch.from_at for watch in _beginnings(entries, end) if watch.from_at > after), None)


def handings(entries: Sequence[Entry], after: datetime, until: datetime) -> tuple[Watch, ...]:
    """Every watch that others begin in that span, and every gap that begins in it, in order."""
    if not gaps(entries, after, until) and not any(one.people and one.until_at > after for one in entries):
        return ()
    first = min(one.from_at for one in entries)
    found = watches(entries, first, until)
    changes = [
        now for before, now in pairwise((None, *found)) if now and (before is None or before.people != now.people)
    ]
    return tuple(one for one in changes if after < one.from_at < until)


def _beginnings(entries: Sequence[Entry], until: datetime) -> list[Watch]:
    """Watches by others than those who were on until then: who goes on does not begin."""
    first = min((one.from_at for one in entries), default=until)
    found = watches(entries, first, until)
    return [now for before, now in pairwise((None, *found)) if now is not None and _is_new(before, now)]


def _is_new(before: Watch | None, now: Watch) -> bool:
    return bool(now.people) and (before is None or before.people != now.people)
