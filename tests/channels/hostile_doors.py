"""Every door that a platform calls, served on a free port, and what it takes to write a call, genuine or forged."""

import hashlib
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from bot_doors import AES_KEY, TOKEN
from channel_doors import AGENT, CORP, World
from feishu_doors import ENCRYPT_KEY, FEISHU_APP
from public_doors import APP_ID, OPEN_KFID
from yarl import URL

from bot.channels.base import CallbackChannel, RawRequest
from bot.channels.codec import Codec, signature_of
from bot.channels.official_account import address_signature
from bot.dispatch import Submitted
from bot.messages import Inbound, Outcome
from bot.standin.feishu_calls import enciphered
from bot.web.app import WebParts, build_web
from bot.web.connections import serving
from bot.web.metrics import Metrics

DOORS = ("app", "bot", "kf", "official safe", "official compatible", "official plain", "feishu")
WORDS = "日报 在岗CANARY-7人"
Sealed = tuple[dict[str, str], bytes]
"""What signs a call, and its body. The signature goes into the address, Feishu's into the head (`HEAD`)."""
HEAD = "X-Lark-"


@dataclass
class HostileDoor:
    """One called channel. `seal(plain, seconds, token)` makes query and body of a call."""

    name: str
    channel: CallbackChannel
    receiver: str
    world: World
    port: int = 0
    taken: list[Inbound] = field(default_factory=list)

    @property
    def in_json(self) -> bool:
        return self.name in ("bot", "feishu")

    @property
    def now(self) -> int:
        return int(self.world.clock.now().timestamp())

    def seal(self, plain: bytes, *, at: int | None = None, token: str = TOKEN, receiver: str | None = None) -> Sealed:
        stamp, nonce = str(self.now if at is None else at), "1597212914"
        if self.name == "feishu":
            return self._for_feishu(plain, stamp, ENCRYPT_KEY if token == TOKEN else token, receiver)
        if self.name == "official plain":
            return {"signature": address_signature(token, stamp, nonce), "timestamp": stamp, "nonce": nonce}, plain
        to = self.receiver if receiver is None else receiver
        inside = Codec(token=token, aes_key=AES_KEY, receive_id=to).encrypt(plain)
        query = {"msg_signature": signature_of(token, stamp, nonce, inside), "timestamp": stamp, "nonce": nonce}
        if self.name.startswith("official"):
            query |= {"signature": address_signature(token, stamp, nonce), "encrypt_type": "aes"}
        if self.in_json:
            return query, json.dumps({"encrypt": inside.decode()}).encode()
        return query, b"<xml><ToUserName>x</ToUserName><Encrypt><![CDATA[" + inside + b"]]></Encrypt></xml>"

    def _for_feishu(self, plain: bytes, stamp: str, key: str, receiver: str | None) -> Sealed:
        """Always enciphered with the right key: `key` is what it is signed with."""
        if receiver is not None:
            plain = plain.replace(FEISHU_APP.encode(), receiver.encode())
        body = json.dumps({"encrypt": enciphered(plain, ENCRYPT_KEY)}).encode()
        signature = hashlib.sha256(f"{stamp}nonce1{key}".encode() + body).hexdigest()
        return {
            f"{HEAD}Request-Timestamp": stamp,
            f"{HEAD}Request-Nonce": "nonce1",
            f"{HEAD}Signature": signature,
        }, body

    def _feishus(self, number: int, fields: dict[str, Any]) -> bytes:
        """An event of Feishu, its parts under the names that a smart bot's call has."""
        event = self.world.feishu.line.said("u1", WORDS)
        header, inside, message = event["header"], event["event"], event["event"]["message"]
        message["message_id"] = f"M{number}"
        places = {
            "msgid": (message, "message_id"), "from": (inside, "sender"), "text": (message, "content"),
            "msgtype": (message, "message_type"), "chatid": (message, "chat_id"), "chattype": (message, "chat_type"),
            "create_time": (message, "create_time"), "event": (header, "event_type"), "aibotid": (header, "app_id"),
        }  # fmt: skip
        for name, value in fields.items():
            where, key = places.get(name, (message, name))
            where[key] = value
        return json.dumps(event, ensure_ascii=False).encode()

    def request(self, signed: dict[str, str], body: bytes) -> RawRequest:
        """The call as the web server hands it on."""
        head = {name: value for name, value in signed.items() if name.startswith(HEAD)}
        return RawRequest("POST", {name: value for name, value in signed.items() if name not in head}, head, body)

    def genuine(self, number: int = 1, **fields: Any) -> bytes:
        """What the platform would write; `fields` replace its parts."""
        if self.name == "feishu":
            return self._feishus(number, fields)
        if self.in_json:
            body = {
                "msgid": f"M{number}", "aibotid": self.world.bots.desk.bot.bot_id, "chattype": "single",
                "from": {"userid": "u1"}, "msgtype": "text", "text": {"content": WORDS}, "create_time": self.now,
            }  # fmt: skip
            return json.dumps(body | fields, ensure_ascii=False).encode()
        to = {"app": CORP, "kf": CORP}.get(self.name, "gh_1")
        parts = {
            "ToUserName": to, "FromUserName": "u1", "CreateTime": str(self.now), "MsgType": "text", "Content": WORDS,
            "MsgId": str(number), "AgentID": str(AGENT),
        }  # fmt: skip
        if self.name == "kf":
            parts |= {"MsgType": "event", "Event": "kf_msg_or_event", "Token": "T1", "OpenKfId": OPEN_KFID}
        inside = "".join(f"<{tag}>{value}</{tag}>" for tag, value in (parts | fields).items())
        return f"<xml>{inside}</xml>".encode()

    def opened(self, plain: bytes, **more: Any) -> Any:
        """What the channel makes of a call that holds these bytes; raises as it does."""
        return self.channel.open(self.request(*self.seal(plain, **more)))

    async def call(self, signed: dict[str, str], body: bytes) -> tuple[int, bytes]:
        """Over a socket; status and body of the answer."""
        asked = self.request(signed, body)
        url = URL(f"http://127.0.0.1:{self.port}/callback/{self.channel.name}").with_query(asked.query)
        async with aiohttp.ClientSession() as session, session.post(url, data=body, headers=asked.headers) as response:
            return response.status, await response.read()

    async def submit(self, inbound: Inbound) -> Submitted:
        self.taken.append(inbound)
        return Submitted(Outcome("report"))


def hostile_door(world: World, name: str) -> HostileDoor:
    make: dict[str, Callable[[], Any]] = {
        "app": world.app,
        "bot": lambda: world.bots.called(world)[0],
        "kf": lambda: world.public.kf_channel(world),
        "feishu": world.feishu.channel,
    }
    mode = name.rpartition(" ")[2]
    channel = make[name]() if name in make else world.public.official_channel(world, mode=mode)
    world.opened.append(channel)
    receiver = {"app": CORP, "kf": CORP, "bot": "", "feishu": FEISHU_APP}.get(name, APP_ID)
    return HostileDoor(name, channel, receiver, world)


@asynccontextmanager
async def served(door: HostileDoor, *, body_seconds: float = 10.0) -> AsyncIterator[HostileDoor]:
    async def checks() -> dict[str, bool]:
        return {}

    parts = WebParts({door.channel.name: door.channel}, door.submit, checks, Metrics())
    application = build_web(parts, body_seconds=body_seconds)
    async with serving(application, host="127.0.0.1", port=0) as port:
        door.port = port
        yield door
