"""Fetches what people sent where a message holds only a media id: one call with the account's token (wecom 4.5).

An id lives three days, and its file is the sender's: it is told by its first bytes what it is, never by its name.
"""

from datetime import timedelta

from bot.channels.downloads import MOST_BYTES, name_in, named
from bot.channels.wecom_api import WecomApi
from bot.errors import MediaLost, SendError
from bot.messages import Attachment, Media

LIVES = timedelta(days=3)
TOO_BIG = (45001, 830002)


async def fetched(api: WecomApi, media: Media, *, most: int = MOST_BYTES) -> Attachment:
    """The file of at most `most` bytes. Raises MediaLost."""
    media_id = media.detail.get("media_id") or media.detail.get("MediaId")
    if not isinstance(media_id, str) or not media_id:
        raise MediaLost("a message without a media id")
    try:
        found = await api.download(media_id, most=most)
    except SendError as error:
        if error.code in TOO_BIG:
            raise MediaLost(str(error), why="too_big") from None
        raise MediaLost(str(error), why="gone" if error.permanent else "away") from None
    if not found.content:
        raise MediaLost("nothing came", why="away")
    return named(found.content, kind=media.kind, name=media.name or name_in(found.disposition))
