"""A message whose file is still to be fetched: written beside the file's row, and made again with its bytes.

The second one has an id of its own, so that the inbox takes it once, however often it is made.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.messages import Attachment, Inbound, Media

SAID = "said"
"""Under this name it stands in what a file's channel needs to fetch it."""


def written(inbound: Inbound) -> dict[str, Any]:
    """What is needed of a message to make it again, as JSON."""
    return {
        "id": inbound.message_id,
        "digest": inbound.digest,
        "chat": inbound.chat,
        "text": inbound.text,
        "at": inbound.sent_at.isoformat(),
        "called": inbound.mentions_bot,
        "answers_only": inbound.answers_only,
    }


def with_file(said: Mapping[str, Any], file: Attachment, *, channel: str, sender: str, now: datetime) -> Inbound:
    """The message with its file; nothing of it can be answered in a call any more."""
    return Inbound(
        channel=channel,
        message_id=f"{said['id']}:file",
        sender=sender,
        chat=said["chat"],
        text=str(said["text"]),
        sent_at=datetime.fromisoformat(said["at"]),
        received_at=now,
        media=(Media("file", {"name": file.name}, file.content),),
        digest=str(said["digest"]),
        mentions_bot=said["called"],
        answers_only=bool(said["answers_only"]),
    )
