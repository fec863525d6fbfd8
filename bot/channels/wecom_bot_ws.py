"""The WeCom smart bot on its long connection: hears its groups and members, answers them, posts to them.

It needs no public address. It cannot mention anybody (a group robot does that), hears in a group only what
mentions it, and may post only where it was spoken to before. Only the replica that holds the lease is connected:
a send anywhere else is told to come again in a moment.
"""

import asyncio
import logging
import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.channels import markup
from bot.channels.aibot_exchanges import Exchanges
from bot.channels.aibot_intake import Intake
from bot.channels.aibot_media import LIVES as MEDIA_LIVES
from bot.channels.aibot_media import MediaFetch
from bot.channels.aibot_options import BotOptions
from bot.channels.aibot_session import BotSession
from bot.channels.aibot_speech import TEXT_BYTES, Speech
from bot.channels.base import Address, Lease, Limits, NoPlaces, Parcel, Places, Receipt, Submit
from bot.channels.contact import Contact
from bot.channels.downloads import MOST_BYTES
from bot.channels.template_cards import is_let_go, task_id, template_card
from bot.channels.wecom_media import MediaShelf
from bot.clock import Clock
from bot.errors import Need, SendError
from bot.messages import Attachment, Card, Media, Rate

log = logging.getLogger(__name__)

WS_URL = "wss://openws.work.weixin.qq.com"
PER_CHAT = (Rate(28, timedelta(seconds=63)), Rate(950, timedelta(hours=1)))
"""The platform takes 30 a minute and 1000 an hour, answers and words about waiting included; we stay below."""


class WecomBotWs:
    """A listening and sending channel. Addresses are chat ids of groups (exact in every letter) and user ids."""

    media_lives = MEDIA_LIVES

    def __init__(
        self,
        *,
        name: str,
        bot_id: str,
        secret: str,
        ws_url: str,
        clock: Clock,
        rng: random.Random,
        options: BotOptions | None = None,
        cards: bool = True,
        contact: Contact | None = None,
        places: Places | None = None,
    ) -> None:
        self.name = name
        self.limits = Limits(
            text_bytes=TEXT_BYTES,
            per_destination=PER_CHAT,
            can_mention=False,
            inert=markup.markdown,
            files_apart=True,
            cards="apart" if cards else "none",
        )
        self._options = options or BotOptions()
        self._bot_id = bot_id
        self._clock = clock
        self._exchanges = Exchanges(slow_after=self._options.slow_after, stream_life=self._options.stream_life)
        self._session = BotSession(
            name=name,
            bot_id=bot_id,
            secret=secret,
            url=ws_url,
            clock=clock,
            rng=rng,
            options=self._options,
            gone=self._exchanges.clear,
            contact=contact,
        )
        self._places = places or NoPlaces()
        self._speech = Speech(
            self._session, self._exchanges, clock, index_from=self._options.chunk_index_from, take=self._take
        )
        self._shelf = MediaShelf(clock)
        self._media = MediaFetch(plain_http=ws_url.startswith("ws:"))

    @property
    def connected(self) -> bool:
        """Whether this process holds the connection: elsewhere every send is turned away."""
        return self._session.connected

    @property
    def needs(self) -> Need | None:
        """What an administrator must mend before there can be a connection."""
        return "secret" if self._session.refused else None

    async def listen(self, submit: Submit, lease: Lease) -> None:
        """Hear whenever the lease is ours, until cancelled; what is being handled is finished first."""
        intake = Intake(
            channel=self.name,
            bot_id=self._bot_id,
            submit=submit,
            speech=self._speech,
            exchanges=self._exchanges,
            clock=self._clock,
            options=self._options,
        )
        connecting = asyncio.create_task(self._session.run(lease, intake.heard), name=f"{self.name} session")
        minding = asyncio.create_task(intake.mind(), name=f"{self.name} minder")
        try:
            done, _ = await asyncio.wait({connecting, minding}, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            await intake.finish(self._options.grace_seconds)
            connecting.cancel()
            minding.cancel()
            await asyncio.gather(connecting, minding, return_exceptions=True)

    async def send(self, parcel: Parcel) -> Receipt:
        """The text, the card, then each file. Raises SendError or SendUnknown; nothing here drops a repeat."""
        if not parcel.to.id.isprintable() or not parcel.to.id.strip():
            raise SendError("that is not the id of a chat", permanent=True, code=93006)
        if parcel.text.strip() or not (parcel.attachments or parcel.card):
            await self._speech.say(parcel.to, self._text(parcel), in_reply_to=parcel.in_reply_to)
        if parcel.card is not None:
            await self._show(parcel, parcel.card)
        for file in parcel.attachments:
            await self._hand_over(parcel, file)
        return Receipt()

    async def fetch(self, media: Media, *, most: int = MOST_BYTES) -> Attachment:
        """What somebody sent, within five minutes of its coming. Raises MediaLost."""
        return await self._media.fetch(media, most=most)

    def _text(self, parcel: Parcel) -> str:
        text = markup.markdown(parcel.text)
        if not text.strip():
            raise SendError("there is nothing to say", permanent=True, code=44004)
        if len(text.encode()) > TEXT_BYTES:
            raise SendError("the text is longer than the platform carries", permanent=True, code=45002)
        return text

    async def _take(self, to: Address) -> bool:
        """A place in the rates for what is said beside the outbox."""
        return await self._places.take(replace(to, channel=self.name), self.limits, now=self._clock.now())

    async def _show(self, parcel: Parcel, card: Card) -> None:
        shown = template_card(card, task=task_id(parcel.key), now=self._clock.now())
        if shown is None:
            return
        try:
            await self._speech.post(parcel.to, "template_card", shown)
        except SendError as error:
            if not is_let_go(error):
                raise
            log.warning("a card was refused, its words were said", extra={"channel": self.name, "code": error.code})

    async def _hand_over(self, parcel: Parcel, file: Attachment) -> None:
        async def send(media_id: str) -> Mapping[str, Any]:
            return await self._speech.post(parcel.to, "file", {"media_id": media_id})

        await self._shelf.sent(file, key=parcel.key, upload=lambda: self._speech.upload(file), send=send)

    async def close(self) -> None:
        await self._session.close()
        await self._media.close()
