"""What files have in common on their way in and out: read up to a cap, and a safe name.

A length that a server tells is never believed, in either direction: what counts are the bytes that came.
"""

import warnings

import aiohttp

from bot.channels.calling import safe_name
from bot.errors import MediaLost
from bot.media.signs import ENDINGS, UNKNOWN, media_type_of
from bot.messages import Attachment

MOST_BYTES = 20 * 1024 * 1024


async def read_capped(stream: aiohttp.StreamReader, most: int) -> bytes:
    """Everything. Raises MediaLost (too big) at the first byte beyond `most`, with nothing read after it."""
    held = bytearray()
    while piece := await stream.read(64 * 1024):
        held += piece
        if len(held) > most:
            raise MediaLost(f"more than {most} bytes", why="too_big")
    return bytes(held)


def name_in(header: str) -> str | None:
    """The file's name as a Content-Disposition tells it; None where it tells none."""
    with warnings.catch_warnings():  # a header that is none is no name, and nothing to be told
        warnings.simplefilter("ignore")
        _, told = aiohttp.parse_content_disposition(header)
        return aiohttp.content_disposition_filename(told)


def named(content: bytes, *, kind: str, name: str | None) -> Attachment:
    """The file under a safe name; what it is, is told by its first bytes and not by the sender."""
    media_type = media_type_of(content)
    if media_type not in ENDINGS:
        media_type = UNKNOWN
    return Attachment(safe_name(name) if name else kind + ENDINGS.get(media_type, ("",))[0], media_type, content)
