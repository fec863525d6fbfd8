"""Fetches what people sent where a message holds only a media id: one call with the account's token (wecom 4.5).

An id lives three days, and its file is the sender's: it is told by its first bytes what it is, never by its name.
"""

from bot.channels.aibot_media import MOST_BYTES, MediaLost, named
from bot.channels.wecom_api import WecomApi
from bot.errors import SendError
from bot.messages import Attachment, Media


async def fetched(api: WecomApi, media: Media, *, most: int = MOST_BYTES) -> Attachment:
    """The file of at most `most` bytes. Raises MediaLost where it is gone for good, SendError: try again."""
    media_id = str(media.detail.get("media_id") or media.detail.get("MediaId") or "")
    if not media_id:
        raise MediaLost("a message without a media id")
    try:
        found = await api.download(media_id, most=most)
    except SendError as error:
        if error.permanent:
            raise MediaLost(str(error)) from None
        raise
    return named(found.content, media.kind, media.name or None, found.disposition)
