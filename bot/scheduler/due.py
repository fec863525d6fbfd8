"""Which scheduled posts fall due between two moments: pure, in order, each once.

`since` is the recorded mark of each post, not the last tick: however seldom or often somebody asks,
and whatever the clock did meanwhile, the firings between two marks are the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from bot.scheduler.base import ScheduledPost


@dataclass(frozen=True, slots=True)
class Firing:
    """One post at one due moment. `skipped`: why it is not said any more, empty when it is to be said."""

    post: ScheduledPost
    due_at: datetime
    skipped: str = ""


def firings_between(posts: Sequence[ScheduledPost], since: Mapping[str, datetime], now: datetime) -> tuple[Firing, ...]:
    """Everything due after its post's mark and not after `now`, by moment, then in the order of the posts.

    A post without a mark has no past: it gives nothing. Those too old come along with the reason, to be recorded.
    """
    found = chain.from_iterable(_of(post, since[post.name], now) for post in posts if post.name in since)
    return tuple(sorted(found, key=lambda firing: firing.due_at))


def _of(post: ScheduledPost, since: datetime, now: datetime) -> list[Firing]:
    found = []
    due_at = post.trigger.next_after(since)
    while due_at is not None and due_at <= now:
        too_late = now > post.last_call(due_at)
        found.append(Firing(post, due_at, "too late to be said" if too_late else ""))
        due_at = post.trigger.next_after(due_at)
    return found


def next_firing(posts: Sequence[ScheduledPost], since: Mapping[str, datetime]) -> datetime | None:
    """The earliest moment at which any post is due after its mark."""
    moments = (post.trigger.next_after(since[post.name]) for post in posts if post.name in since)
    return min((moment for moment in moments if moment is not None), default=None)
