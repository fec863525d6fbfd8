"""Makes parcels out of an outbox row: which address, which channel, the text harmless and in parts.

Destinations are the directory's, addresses the platform's; a group is heard and posted to at two
different addresses, and only this file knows which one a message takes.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.channels.base import Address, Channel, Limits, Parcel
from bot.directory.model import Directory
from bot.messages import Destination
from bot.rules.paginate import paginate
from bot.store.records import OutboxRow

RESENT = "（补发）"


@dataclass(frozen=True, slots=True)
class Job:
    """One row ready to be sent: the parts of its text and, beside each part, whom it mentions."""

    row: OutboxRow
    address: Address
    parts: tuple[str, ...]
    mentions: tuple[tuple[str, ...], ...]
    marked: bool

    @property
    def window(self) -> str:
        """The key of the rate window: the address, which may be a secret, only as a digest."""
        digest = hashlib.sha256(self.address.id.encode()).hexdigest()[:16]
        return f"{self.address.channel}:{self.address.kind}:{digest}"

    def parcel(self, number: int) -> Parcel:
        return Parcel(
            to=self.address,
            kind=self.row.kind,
            text=self.parts[number],
            mentions=self.mentions[number],
            attachments=self.row.attachments if number + 1 == len(self.parts) else (),
            key=f"{self.row.key}:{number}",
            in_reply_to=self.row.in_reply_to,
            destination=self.row.to,
        )


def address_of(to: Destination, directory: Directory, channels: Mapping[str, Channel]) -> Address:
    """Back the way it came where that is said, else where the directory posts; a channel "" does not exist.

    A member without a channel is reached by the first channel of the settings that reaches members.
    """
    if to.group is None:
        reaching = (name for name, channel in channels.items() if channel.limits.reaches_members)
        return Address(to.channel or next(reaching, ""), "member", to.member or "")
    group = directory.group_by_id.get(to.group)
    if group is None:
        return Address(to.channel or "", "group", to.group)
    if to.channel is None or to.channel == group.post_channel:
        return Address(group.post_channel or group.channel, "group", group.post_chat_id or group.chat_id)
    return Address(to.channel, "group", group.chat_id if to.channel == group.channel else group.id)


def prepared(row: OutboxRow, limits: Limits, address: Address, *, marked: bool) -> Job:
    """The row's text harmless for the platform and split to its limit, the mentions in the first part.

    More people than one message may mention go on in the following parts. `marked`: the part that is
    tried next is a repeat of one that had no answer, and says so.
    """
    mentions = tuple(dict.fromkeys((*row.mentions, *row.body.mentions))) if limits.can_mention else ()
    chunks: list[Sequence[str]] = [
        mentions[start : start + limits.max_mentions] for start in range(0, len(mentions), limits.max_mentions)
    ]
    room = limits.text_bytes - len(RESENT.encode())  # kept free always: a repeat must split like the first try
    if limits.mention_bytes is not None and chunks:
        room -= sum(len(user.encode()) + limits.mention_bytes for user in chunks[0])
    parts = list(paginate(limits.inert(row.body.render().strip()), max(room, limits.text_bytes // 4)))
    chunks += [()] * (len(parts) - len(chunks))
    if len(chunks) > len(parts):  # too few parts to name them all by: the last part names the rest
        chunks[len(parts) - 1 :] = [[user for chunk in chunks[len(parts) - 1 :] for user in chunk]]
    if marked:
        parts[row.part_done] = RESENT + parts[row.part_done]
    return Job(row, address, tuple(parts), tuple(tuple(chunk) for chunk in chunks), marked)
