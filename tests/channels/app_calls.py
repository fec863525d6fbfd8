"""Calls of the platform to a self-built app, as the platform makes them."""

from datetime import UTC, datetime

from bot.channels.base import RawRequest
from bot.channels.calling import Caller
from bot.channels.codec import Codec, signature_of
from bot.channels.token_memory import MemoryTokens
from bot.channels.wecom_api import WecomApi
from bot.channels.wecom_app import WecomApp
from bot.clock import VirtualClock
from bot.messages import Inbound

TOKEN, KEY, CORP = "gridbotTOKEN2026", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", "ww0123456789abcdef"
NOW = datetime(2020, 3, 5, 1, 2, tzinfo=UTC)


def make_app(clock: VirtualClock | None = None) -> WecomApp:
    clock = clock or VirtualClock(NOW)
    api = WecomApi(
        caller=Caller("http://127.0.0.1:1"), account="app", corp_id=CORP, secret="s", clock=clock, tokens=MemoryTokens()
    )
    codec = Codec(token=TOKEN, aes_key=KEY, receive_id=CORP)
    return WecomApp(name="app", corp_id=CORP, agent_id=1000002, codec=codec, api=api, clock=clock)


def xml_of(kind: str = "text", *, number: str = "4561255354251345929", **fields: str) -> str:
    head = {"ToUserName": CORP, "FromUserName": "zhangsan", "CreateTime": str(int(NOW.timestamp())), "MsgType": kind}
    tail = {"MsgId": number, "AgentID": "1000002"} if number else {"AgentID": "1000002"}
    return "<xml>" + "".join(f"<{k}><![CDATA[{v}]]></{k}>" for k, v in (head | fields | tail).items()) + "</xml>"


def call(plain: str | bytes, *, method: str = "POST", receiver: str = CORP) -> RawRequest:
    codec = Codec(token=TOKEN, aes_key=KEY, receive_id=receiver)
    encrypted = codec.encrypt(plain if isinstance(plain, bytes) else plain.encode())
    seconds = str(int(NOW.timestamp()))
    query = {"msg_signature": signature_of(TOKEN, seconds, "n1", encrypted), "timestamp": seconds, "nonce": "n1"}
    if method == "GET":
        return RawRequest("GET", query | {"echostr": encrypted.decode()}, {}, b"")
    body = b"<xml><ToUserName><![CDATA[x]]></ToUserName><Encrypt><![CDATA[" + encrypted + b"]]></Encrypt></xml>"
    return RawRequest("POST", query, {}, body)


def one(plain: str) -> Inbound:
    [inbound] = make_app().open(call(plain)).inbound
    return inbound
