"""Files for WeCom: uploaded first, then sent by their media id (reference: wecom 3, 4.5).

A try that is repeated must carry the same media id as the first: the platform's duplicate check looks at
the body alone. Two notices with the same file must not, or the second would be swallowed as a repeat.
"""

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.channels.calling import RETRY_SOON
from bot.clock import Clock
from bot.errors import SendError, SendUnknown
from bot.messages import Attachment

LEAST_BYTES = 6  # "more than 5 bytes"
MOST_BYTES = 20 * 1024 * 1024
LIVES = timedelta(days=2)  # the platform keeps it for three
MOST_KEPT = 1000
NO_SUCH_MEDIA = 40007

Upload = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[str], Awaitable[Mapping[str, Any]]]


class MediaShelf:
    """The media ids of the sends that are not over yet."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._held: dict[str, tuple[str, datetime]] = {}

    async def sent(self, file: Attachment, *, key: str, upload: Upload, send: Send) -> Mapping[str, Any]:
        """Upload the file unless this send (`key`) already did, and send it; an id that died is replaced once.

        Raises SendError or SendUnknown; permanent for a file that the platform does not take.
        """
        place = hashlib.sha256(f"{key}\0{file.name}\0".encode("utf-8", "replace") + file.content).hexdigest()
        was_held = place in self._held
        media_id = await self._media_id(file, place, upload)
        try:
            return await send(media_id)
        except SendError as error:
            if error.code != NO_SUCH_MEDIA:
                raise
            del self._held[place]
            if not was_held:
                raise
        return await send(await self._media_id(file, place, upload))

    async def _media_id(self, file: Attachment, place: str, upload: Upload) -> str:
        now = self._clock.now()
        self._held = {held: kept for held, kept in self._held.items() if kept[1] > now}
        if place not in self._held:
            self._held[place] = (await _uploaded(file, upload), now + LIVES)
        while len(self._held) > MOST_KEPT:
            del self._held[next(iter(self._held))]
        return self._held[place][0]


async def _uploaded(file: Attachment, upload: Upload) -> str:
    """The media id. Raises SendError only: an upload without an answer has reached nobody."""
    if not LEAST_BYTES <= len(file.content) <= MOST_BYTES:
        raise SendError(f"a file of {len(file.content)} bytes is not taken by the platform", permanent=True, code=45001)
    try:
        media_id = (await upload()).get("media_id")
    except SendUnknown as error:
        raise SendError(str(error), permanent=False, retry_after=RETRY_SOON, code=error.code) from None
    if not isinstance(media_id, str) or not media_id:
        raise SendError("an upload was answered without a media id", permanent=False, retry_after=RETRY_SOON)
    return media_id
