"""The posts of the preset as it now is: deadlines that moved with an outage move their posts.

A newcomer's usual mistake is to keep the posts that were made at the start: an overdue notice would go out before the
deadline that everybody was just told.
"""

from collections.abc import Awaitable, Callable, Sequence

from bot.forms.preset import Preset
from bot.scheduler.base import ScheduledPost
from bot.snapshot import Known


class Schedule:
    """`posts` as of the last `refresh`."""

    def __init__(
        self,
        known: Callable[[], Awaitable[Known]],
        posts_for: Callable[[Preset], Sequence[ScheduledPost]],
        preset: Preset,
    ) -> None:
        self._known = known
        self._posts_for = posts_for
        self.preset = preset
        self.posts = tuple(posts_for(preset))

    async def refresh(self) -> None:
        """Look again. Raises StoreAway when the database is away."""
        preset = (await self._known()).preset
        if preset is not self.preset:
            self.preset, self.posts = preset, tuple(self._posts_for(preset))
