"""Takes what somebody typed on the chat page, shows it at once, and hands it in as any channel would.

A page that got no answer may send the same message again under the same `nonce`: the bot then knows it
as the same message, whether the first try was stored or not.
"""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from bot.channels.chat_log import State
from bot.channels.web_chat import WebChat
from bot.clock import Clock
from bot.errors import StoreError
from bot.media.rules import MediaRules, Unfit, judged
from bot.media.signs import PICTURES, media_type_of
from bot.messages import PRESS, Inbound, Media, Quote
from bot.web.callbacks import Submit
from bot.web.chat_people import People

MOST_CHARACTERS = 10_000
MOST_NAME = 100  # characters of a file's name
MOST_FILE = 4 * 1024 * 1024  # bytes; a table that is read has two, a bigger one is answered by the bot itself
_NONCE = re.compile(r"[0-9a-zA-Z-]{8,64}")
_LONE = re.compile("[\ud800-\udfff]")


class Refused(Exception):  # noqa: N818  # a value on its way to the page: one line for whoever typed
    """What was sent cannot be a message; the text says why, in Chinese."""


class Saying:
    """One POST, one message."""

    def __init__(
        self,
        channel: WebChat,
        *,
        submit: Submit,
        people: Callable[[], People],
        clock: Clock,
        ids: Callable[[], str],
    ) -> None:
        self._channel = channel
        self._submit = submit
        self._people = people
        self._clock = clock
        self._ids = ids

    async def say(self, body: bytes) -> Mapping[str, str]:
        """`body`: {"as", "group" or null, "text", "quote"?: message id, "nonce"?}. Raises Refused.

        Gives {"id", "state": "sent" or "failed"}; a failed one was not stored and may be sent again.
        """
        wanted = _object(body)
        text = _LONE.sub("\ufffd", _text(wanted, "text"))
        if not text.strip():
            raise Refused("没有内容。")
        if len(text) > MOST_CHARACTERS:
            raise Refused(f"一条消息最多{MOST_CHARACTERS}字，这条有{len(text)}字，请分几条发。")
        return await self._hand_in(self._inbound(wanted, text))

    async def send(self, wanted: Mapping[str, Any], content: bytes) -> Mapping[str, str]:
        """A file by itself. `wanted`: {"as", "group"?, "name", "nonce"?}. As `say` for the rest."""
        if not content:
            raise Refused("这个文件是空的。")
        media = _media(_file_name(_text(wanted, "name")), content)
        return await self._hand_in(self._inbound(wanted, "", (media,)))

    async def press(self, body: bytes) -> Mapping[str, str]:
        """`body`: {"as", "entry": message id, "button": its place on the card, "nonce"?}. As `say` for the rest.

        The words are the card's own, said where it stands and by whoever pressed.
        """
        wanted = _object(body)
        entry, place = self._channel.log.entry(_text(wanted, "entry")), wanted.get("button")
        buttons = entry.card.buttons if entry is not None and entry.card is not None else ()
        if entry is None or not isinstance(place, int) or isinstance(place, bool) or not 0 <= place < len(buttons):
            raise Refused("这个按钮已经不在了，请直接打字。")
        group = self._people().group_at(entry.room.id) if entry.room.kind == "group" else None
        inbound = self._inbound({**wanted, "group": group, "quote": None}, buttons[place].words)
        if group is None and (entry.room.kind == "group" or entry.room.id != inbound.sender):
            raise Refused("这个按钮不在您的对话里。")
        return await self._hand_in(replace(inbound, event=PRESS), pressed=entry.id)

    async def _hand_in(self, inbound: Inbound, *, pressed: str | None = None) -> Mapping[str, str]:
        before = self._channel.log.entry(inbound.message_id)
        if before is not None and before.state != "failed":
            return {"id": before.id, "state": before.state}
        if pressed is None and not self._people().hears(inbound):
            self._channel.heard(inbound)
            return {"id": inbound.message_id, "state": "sent", "outcome": "unheard"}
        self._channel.heard(inbound, "sending")
        state: State = "failed"
        outcome = ""
        try:
            submitted = await self._submit(inbound)
            outcome, state = submitted.outcome.kind, "sent"
            if pressed is not None and submitted.card is not None:
                self._channel.settle(pressed, submitted.card)
        except StoreError:
            pass  # not stored: the sender sees it and may send it again
        finally:
            self._channel.log.settle(inbound.message_id, state)
        return {"id": inbound.message_id, "state": state, "outcome": outcome}

    def _inbound(self, wanted: Mapping[str, Any], text: str, media: tuple[Media, ...] = ()) -> Inbound:
        people, now = self._people(), self._clock.now()
        member = people.member(_text(wanted, "as"))
        if member is None:
            raise Refused("名册里没有这个人，请重新选择以谁的身份说话。")
        chat = None
        if wanted.get("group") is not None:
            chat = people.chat_of(_text(wanted, "group"))
            if chat is None:
                raise Refused("没有这个群，请刷新页面。")
        where = f"{member.user_id}\n{chat or ''}\n{text}".encode()
        parts = [where, *(part for one in media for part in (one.name.encode(), one.content))]
        return Inbound(
            channel=self._channel.name,
            message_id=f"web-{self._nonce(wanted)}",
            sender=member.user_id,
            chat=chat,
            text=text,
            sent_at=now,
            received_at=now,
            quote=self._quote(wanted, people),
            media=media,
            digest=hashlib.sha256(b"\n".join(parts)).hexdigest(),
        )

    def _nonce(self, wanted: Mapping[str, Any]) -> str:
        nonce = wanted.get("nonce")
        if nonce is None:
            return self._ids()
        if not isinstance(nonce, str) or not _NONCE.fullmatch(nonce):
            raise Refused("消息编号不对，请刷新页面。")
        return nonce

    def _quote(self, wanted: Mapping[str, Any], people: People) -> Quote | None:
        if wanted.get("quote") is None:
            return None
        entry = self._channel.log.entry(_text(wanted, "quote"))
        if entry is None:
            raise Refused("引用的消息已经不在了。")
        return Quote(sender=entry.sender or people.bot_name, text=entry.text)


def _object(body: bytes) -> Mapping[str, Any]:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        raise Refused("消息的格式不对，请刷新页面。") from None
    if not isinstance(value, dict):
        raise Refused("消息的格式不对，请刷新页面。")
    return value


def _media(name: str, content: bytes) -> Media:
    """A picture without what it tells of its maker, or a file as it is: its bytes say which, not its name."""
    if media_type_of(content) not in PICTURES:
        return Media("file", {"name": name}, content)
    fit = judged(content, kind="image", name=name, rules=MediaRules(most={"image": MOST_FILE}))
    if isinstance(fit, Unfit):
        raise Refused("这张图片不完整，打不开，请换一张再发。")
    return Media("image", {"name": fit.name}, fit.content)


def _file_name(said: str) -> str:
    """The name alone: no folder, nothing that cannot be seen, and not too long."""
    name = re.split(r"[\\/]", _LONE.sub("\ufffd", said))[-1]
    visible = "".join(ch for ch in name if ch.isprintable()).strip(" .")
    return visible[-MOST_NAME:] or "文件"


def _text(wanted: Mapping[str, Any], key: str) -> str:
    value = wanted.get(key)
    if not isinstance(value, str):
        raise Refused("消息的格式不对，请刷新页面。")
    return value
