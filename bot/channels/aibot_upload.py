"""Hands a file to the smart bot's platform over the long connection: told, sent in chunks, finished.

An upload reaches nobody; only a message that names its media id does (reference: wecom 2.5).
"""

import base64
import hashlib
from collections.abc import Awaitable, Mapping
from typing import Any, Protocol

from bot.channels.aibot_frames import UPLOAD_CHUNK, UPLOAD_FINISH, UPLOAD_INIT, Frame
from bot.channels.calling import safe_name
from bot.errors import SendUnknown
from bot.messages import Attachment

CHUNK = 512 * 1024  # bytes before Base64


class Ask(Protocol):
    """Sends a request and gives its answer, whose code is 0. Raises SendError or SendUnknown."""

    def __call__(self, cmd: str, body: Mapping[str, Any]) -> Awaitable[Frame]: ...


async def upload(file: Attachment, *, ask: Ask, index_from: int) -> Mapping[str, Any]:
    """The platform's last answer, with the `media_id`. One chunk at a time: many at once are refused.

    `index_from`: the number of the first chunk. Implementations count from 0, an example of the platform from 1.
    """
    chunks = [file.content[start : start + CHUNK] for start in range(0, len(file.content), CHUNK)]
    begun = await ask(
        UPLOAD_INIT,
        {
            "type": "file",
            "filename": safe_name(file.name),
            "total_size": len(file.content),
            "total_chunks": len(chunks),
            "md5": hashlib.md5(file.content, usedforsecurity=False).hexdigest(),
        },
    )
    upload_id = begun.body.get("upload_id")
    if not isinstance(upload_id, str) or not upload_id:
        raise SendUnknown(f"{UPLOAD_INIT}: an answer without an upload id")
    for number, chunk in enumerate(chunks, index_from):
        data = base64.b64encode(chunk).decode()
        await ask(UPLOAD_CHUNK, {"upload_id": upload_id, "chunk_index": number, "base64_data": data})
    return (await ask(UPLOAD_FINISH, {"upload_id": upload_id})).body
