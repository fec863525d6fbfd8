"""The chat page as a platform: takes what the bot says into the page's conversations, and what people type.

It knows no HTTP and no directory: rooms are addresses, people are user ids. Messages that were not
typed on the page (a played day) appear only when somebody tells the channel that they were heard.
"""

from dataclasses import replace
from datetime import timedelta

from bot.channels import markup
from bot.channels.base import Limits, Parcel, Receipt
from bot.channels.chat_log import Banner, ChatLog, Entry, Room, State
from bot.clock import Clock
from bot.media.signs import PICTURES, UNKNOWN, media_type_of
from bot.messages import Attachment, Button, Card, Inbound, Media

TEXT_BYTES = 20_000
FILE_TYPES = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".csv": "text/csv",
}
MEDIA = {"image": "[图片]", "file": "[文件]", "voice": "[语音]", "video": "[视频]", "location": "[位置]"}


class WebChat:
    """A sending channel whose `log` is what pages read. The same parcel key twice shows one message."""

    def __init__(self, *, name: str, clock: Clock, log: ChatLog | None = None) -> None:
        self.name = name
        self.limits = Limits(
            text_bytes=TEXT_BYTES,
            max_mentions=500,
            inert=markup.visible,
            cards="within",
            is_local=True,
            swallows_repeats=timedelta(hours=24),
        )
        self.log = log or ChatLog()
        self._clock = clock

    async def send(self, parcel: Parcel) -> Receipt:
        """Put the bot's message into the conversation. Never fails."""
        entry = self.log.put(
            Entry(
                id=f"bot:{parcel.key}" if parcel.key else f"bot:#{self.log.version + 1}",
                room=Room("member" if parcel.to.kind == "member" else "group", parcel.to.id),
                sender=None,
                text=markup.visible(parcel.text),
                at=self._clock.now(),
                kind=parcel.kind,
                mentions=parcel.mentions,
                in_reply_to=parcel.in_reply_to,
                files=parcel.attachments,
                card=parcel.card and shown(parcel.card),
            )
        )
        return Receipt(reference=str(entry.number))

    def heard(self, inbound: Inbound, state: State = "sent") -> None:
        """Show what a member said; told again about the same message id it only notes the new state."""
        files = tuple(_file(media) for media in inbound.media if media.content)
        said = [markup.visible(inbound.text), *(MEDIA[media.kind] for media in inbound.media if not media.content)]
        text = "\n".join(part for part in said if part)
        if not text and not files and self.log.entry(inbound.message_id) is None:
            return  # somebody came or went: a page has nothing to show
        self.log.put(
            Entry(
                id=inbound.message_id,
                room=Room("member", inbound.sender) if inbound.chat is None else Room("group", inbound.chat),
                sender=inbound.sender,
                text=text,
                at=inbound.sent_at,
                quote=replace(inbound.quote, text=markup.visible(inbound.quote.text)) if inbound.quote else None,
                files=files,
                state=state,
            )
        )
        self.log.settle(inbound.message_id, state)

    def settle(self, entry_id: str, card: Card) -> None:
        """What a pressed card shows from now on."""
        self.log.settle_card(entry_id, shown(card))

    def announce(self, text: str, done: int = 0, total: int = 0) -> None:
        """The strip above the page: "正在回放 2020-03-05 09:12" with 212 of 592; `total` 0: words alone."""
        self.log.announce(Banner(text, done, total))

    async def close(self) -> None:
        """Nothing to close: pages are the web server's."""


def shown(card: Card) -> Card:
    """The card without signs that nobody sees. The words of a button stay: only the server says them."""
    buttons = tuple(Button(markup.visible(button.label), button.words, button.style) for button in card.buttons)
    return Card(markup.visible(card.title), tuple(map(markup.visible, card.lines)), buttons)


def _file(media: Media) -> Attachment:
    """What a member sent, as a page shows it."""
    name = media.name or MEDIA[media.kind]
    ending = f".{name.rpartition('.')[2].lower()}"
    media_type = media_type_of(media.content)
    if media_type not in PICTURES:
        media_type = FILE_TYPES.get(ending, UNKNOWN)
    return Attachment(name, media_type, media.content)
