"""Makes parcels out of an outbox row: which address, which channel, the text harmless and in parts, then the files.

Destinations are the directory's, addresses the platform's; a group is heard and posted to at two
different addresses, and only this file knows which one a message takes.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from bot.channels.base import Address, Channel, Limits, Parcel
from bot.directory.model import Directory
from bot.messages import Attachment, Card, Destination
from bot.rules.paginate import paginate
from bot.store.records import OutboxRow

RESENT = "（补发）"
CONTINUED = "（续）"


@dataclass(frozen=True, slots=True)
class Part:
    """One message of the platform: a text with its mentions, a file, a card, or where they go together all."""

    text: str
    mentions: tuple[str, ...] = ()
    files: tuple[Attachment, ...] = ()
    card: Card | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """One row ready to be sent, part by part."""

    row: OutboxRow
    address: Address
    parts: tuple[Part, ...]
    marked: bool
    numbers: frozenset[str] = frozenset()  # of those mentioned: phones in the place of user ids

    def parcel(self, number: int) -> Parcel:
        part = self.parts[number]
        return Parcel(
            to=self.address,
            kind=self.row.kind,
            text=part.text,
            mentions=tuple(user for user in part.mentions if user not in self.numbers),
            mobiles=tuple(user for user in part.mentions if user in self.numbers),
            attachments=part.files,
            card=part.card,
            key=f"{self.row.key}:{number}",
            in_reply_to=self.row.in_reply_to,
            destination=self.row.to,
        )


def among(limits: Limits, directory: Directory) -> Limits:
    """The limits in that district: where somebody is known by his phone alone, texts are as long as may mention him."""
    if limits.by_mobile is None or not directory.numbers:
        return limits
    return replace(limits, text_bytes=min(limits.text_bytes, limits.by_mobile))


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


def prepared(
    row: OutboxRow, limits: Limits, address: Address, *, marked: bool, numbers: frozenset[str] = frozenset()
) -> Job:
    """The row's text harmless for the platform and split to its limit, the mentions in the first part.

    More people than one message may mention go on in the following parts. The card and the files follow the
    text, each a part of its own where the platform wants it so; where there are no cards its words are in the
    text. `marked`: the part that is tried next is a repeat of one that had no answer, and says so.
    """
    parts = _texts(row, limits)
    cards = limits.cards if address.kind in limits.cards_to else "none"
    if row.card is not None and cards == "within":
        parts[-1] = replace(parts[-1], card=row.card)
    if not limits.files_apart:
        parts[-1] = replace(parts[-1], files=row.attachments)
    else:
        if not parts[0].text and (row.attachments or row.card is not None):
            parts.clear()
        if row.card is not None and cards == "apart":
            parts.append(Part("", card=row.card))
        parts += [Part("", files=(file,)) for file in row.attachments]
    if marked and row.part_done < len(parts):
        parts[row.part_done] = _resent(parts[row.part_done])
    return Job(row, address, tuple(parts), marked, numbers if limits.by_mobile is not None else frozenset())


def _texts(row: OutboxRow, limits: Limits) -> list[Part]:
    mentions = dict.fromkeys((*row.mentions, *row.body.mentions)) if limits.can_mention else {}
    if row.body.mentions_each:
        limits = replace(limits, max_mentions=min(limits.max_mentions, row.body.mentions_each))
    chunks = _chunks(mentions, limits)
    dearest = max((_cost(chunk, limits) for chunk in chunks), default=0)
    room = limits.text_bytes - len(RESENT.encode()) - dearest  # the mark's place: a repeat must split like the first
    texts = list(paginate(limits.inert(row.body.render().strip()), room))
    costs_nothing = limits.mention_bytes is None and not row.body.mentions_each
    if len(chunks) > len(texts) and costs_nothing:  # the last part names the rest
        chunks[len(texts) - 1 :] = [tuple(user for chunk in chunks[len(texts) - 1 :] for user in chunk)]
    headline = CONTINUED + texts[0].partition("\n")[0][:60]
    texts += [headline] * (len(chunks) - len(texts))
    chunks += [()] * (len(texts) - len(chunks))
    return [Part(text, chunk) for text, chunk in zip(texts, chunks, strict=True)]


def _chunks(mentions: Iterable[str], limits: Limits) -> list[tuple[str, ...]]:
    """The people in portions that one message may mention, none dearer than half of it."""
    chunks: list[tuple[str, ...]] = []
    for user in mentions:
        longer = (*chunks[-1], user) if chunks else (user,)
        if chunks and len(longer) <= limits.max_mentions and _cost(longer, limits) <= limits.text_bytes // 2:
            chunks[-1] = longer
        else:
            chunks.append((user,))
    return chunks


def _cost(users: Iterable[str], limits: Limits) -> int:
    """What mentioning them takes of the text, in bytes."""
    if limits.mention_bytes is None:
        return 0
    return sum(len(user.encode()) + limits.mention_bytes for user in users)


def _resent(part: Part) -> Part:
    """The part saying that it may have come before: in its text, its card's title or its file's name."""
    if part.text:
        return replace(part, text=RESENT + part.text)
    if part.card is not None:
        return replace(part, card=replace(part.card, title=RESENT + part.card.title))
    return replace(part, files=tuple(replace(file, name=RESENT + file.name) for file in part.files))
