"""WeChat customer service: the public in ordinary WeChat; a call says that something is there, and we fetch it.

Nothing of a message stands in the call, so the call is answered at once and the fetching does the rest. What we
say goes out only within 48 hours and five messages of the person's last one; later the person has to ask.
"""

import hashlib
import logging
import random
import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from bot.channels import markup
from bot.channels.base import Bounces, Cursors, Lease, Limits, Opened, Parcel, RawAnswer, RawRequest, Receipt, Submit
from bot.channels.codec import Codec, encrypted_part
from bot.channels.contact import Contact
from bot.channels.downloads import MOST_BYTES
from bot.channels.kf_pull import Puller
from bot.channels.media_get import LIVES as MEDIA_LIVES
from bot.channels.media_get import fetched
from bot.channels.wecom_api import WecomApi
from bot.channels.wecom_media import MediaShelf
from bot.channels.xml_messages import event_of
from bot.clock import Clock
from bot.errors import ForgedCallback, SendError
from bot.messages import Attachment, Card, Inbound, Media

log = logging.getLogger(__name__)

TEXT_BYTES = 2048
SEND = "/cgi-bin/kf/send_msg"
NEWS, GRANTS = "kf_msg_or_event", "kf_account_auth_change"
_CUSTOMER = re.compile(r"[0-9A-Za-z_-]{1,128}")


class WecomKf:
    """A channel that is called, fetches and sends. Addresses are external user ids of people who wrote."""

    media_lives = MEDIA_LIVES

    def __init__(
        self,
        *,
        name: str,
        corp_id: str,
        open_kfid: str,
        codec: Codec,
        api: WecomApi,
        cursors: Cursors,
        bounces: Bounces,
        clock: Clock,
        rng: random.Random,
        look_every: timedelta = timedelta(minutes=5),
        contact: Contact | None = None,
    ) -> None:
        self.name = name
        self.limits = Limits(
            text_bytes=TEXT_BYTES,
            can_mention=False,
            inert=markup.plain,
            reaches_members=False,  # nobody of the directory is here, only the public
            files_apart=True,
        )
        self._corp_id = corp_id
        self._open_kfid = open_kfid
        self._codec = codec
        self._api = api
        self._clock = clock
        self._shelf = MediaShelf(clock)
        self._puller = Puller(
            name=name,
            account=open_kfid,
            api=api,
            cursors=cursors,
            bounces=bounces,
            clock=clock,
            rng=rng,
            every=look_every,
            contact=contact,
        )

    def open(self, request: RawRequest) -> Opened:
        """A URL check answered, or the wake-up that a call is. Raises ForgedCallback for what is not to be believed."""
        query = request.query
        if missing := [key for key in ("msg_signature", "timestamp", "nonce") if key not in query]:
            raise ForgedCallback(f"{missing[0]} is missing", malformed=True)
        checking = request.method == "GET"
        plain = self._codec.open(
            query.get("echostr", "").encode("utf-8", "surrogatepass") if checking else encrypted_part(request.body),
            signature=query["msg_signature"],
            timestamp=query["timestamp"],
            nonce=query["nonce"],
            now=self._clock.now(),
        )
        if checking:
            return Opened(answer=RawAnswer(body=plain))
        data = event_of(plain)
        if data.get("ToUserName") != self._corp_id:
            raise ForgedCallback("meant for another corporation")
        event = str(data.get("Event") or "")
        if event == GRANTS:
            log.warning("what the app may do for customer service has changed", extra={"channel": self.name})
        if event != NEWS or data.get("OpenKfId") != self._open_kfid:
            return Opened()
        token = str(data.get("Token") or "")
        return Opened(wake=lambda: self._puller.wake(token))

    def seal(self, opened: Opened, inbound: Inbound, texts: Sequence[str], card: Card | None = None) -> RawAnswer:  # noqa: ARG002  # a call carries nothing
        """The empty body that acknowledges."""
        return RawAnswer()

    async def listen(self, submit: Submit, lease: Lease) -> None:
        """Fetch whenever a call woke us, at the start, and now and then, until cancelled."""
        await self._puller.run(submit, lease)

    async def send(self, parcel: Parcel) -> Receipt:
        """The text, then each file. Raises SendError (permanent once their window is over) or SendUnknown.

        The reference is the id under which the platform may later give the message back.
        """
        if parcel.to.kind != "member" or not _CUSTOMER.fullmatch(parcel.to.id):
            raise SendError("that is not the id of a customer", permanent=True, code=40003)
        reference = ""
        if parcel.text.strip() or not parcel.attachments:
            reference = await self._say(parcel, "text", {"content": self._text(parcel)})
        for file in parcel.attachments:
            reference = await self._hand_over(parcel, file)
        return Receipt(reference=reference)

    async def fetch(self, media: Media, *, most: int = MOST_BYTES) -> Attachment:
        """What somebody sent, within three days of its coming. Raises MediaLost."""
        return await fetched(self._api, media, most=most)

    def _text(self, parcel: Parcel) -> str:
        text = markup.plain(parcel.text)
        if not text.strip():
            raise SendError("there is nothing to say", permanent=True, code=44004)
        if len(text.encode()) > TEXT_BYTES:
            raise SendError("the text is longer than the platform carries", permanent=True, code=45002)
        return text

    async def _hand_over(self, parcel: Parcel, file: Attachment) -> str:
        references = list[str]()

        async def send(media_id: str) -> Mapping[str, Any]:
            references.append(await self._say(parcel, "file", {"media_id": media_id}))
            return {}

        await self._shelf.sent(file, key=parcel.key, upload=lambda: self._api.upload(file), send=send)
        return references[-1]

    async def _say(self, parcel: Parcel, kind: str, content: Mapping[str, Any]) -> str:
        """Send one message; gives the id that it has at the platform."""
        number = hashlib.sha256(f"{parcel.key}\0{kind}\0{content}".encode("utf-8", "replace")).hexdigest()[:32]
        said = {"touser": parcel.to.id, "open_kfid": self._open_kfid, "msgid": number, "msgtype": kind, kind: content}
        answer = await self._api.post(SEND, said)
        return str(answer.get("msgid") or number)

    async def close(self) -> None:
        await self._api.close()
