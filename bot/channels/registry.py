"""Every kind of channel that a configuration may name, with its keys and how it is made.

A key marked secret may also be given as `<key>_env` or `<key>_file`; a key with a default may be left out.
"""

import os
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from bot.channels.aibot_options import BotOptions
from bot.channels.base import Bounces, Channel, Cursors, NoPlaces, Places, TokenStore
from bot.channels.calling import Caller
from bot.channels.codec import Codec
from bot.channels.contact import Contact
from bot.channels.feishu import API_BASE as FEISHU_BASE
from bot.channels.feishu import IDS, Feishu, FeishuCaller
from bot.channels.feishu import TOKEN_CALL as FEISHU_TOKEN_CALL
from bot.channels.kf_pull import MemoryCursors, NoBounces
from bot.channels.official_account import API_BASE as OFFICIAL_BASE
from bot.channels.official_account import MODES, STABLE_TOKEN_CALL, TOKEN_CALL, OfficialAccount
from bot.channels.pacing import OF_A_BOT, OF_A_ROBOT, OF_AN_APP, paced
from bot.channels.token_memory import MemoryTokens
from bot.channels.transcript import Transcript
from bot.channels.web_chat import WebChat
from bot.channels.wecom_api import API_BASE, WecomApi
from bot.channels.wecom_app import WecomApp
from bot.channels.wecom_bot import WecomBot
from bot.channels.wecom_bot_ws import WS_URL, WecomBotWs
from bot.channels.wecom_kf import WecomKf
from bot.channels.wecom_webhook import WecomWebhook
from bot.clock import Clock


class Wanted(Protocol):
    """A channel of the settings: its name, its kind, and its keys with secrets already resolved."""

    @property
    def name(self) -> str: ...

    @property
    def kind(self) -> str: ...

    @property
    def values(self) -> Mapping[str, str]: ...


@dataclass(frozen=True)
class Parts:
    """What channels are made with."""

    clock: Clock
    tokens: TokenStore
    cursors: Cursors
    bounces: Bounces
    environment: Mapping[str, str]
    contact: Contact
    places: Places


@dataclass(frozen=True)
class Kind:
    """One kind: `required` keys, `optional` keys with their defaults, which of them are secret, the maker.

    The maker raises ValueError with a sentence that names no secret.
    """

    name: str
    make: Callable[[str, Mapping[str, str], Parts], Channel]
    required: tuple[str, ...] = ()
    optional: Mapping[str, str] | None = None
    secret: frozenset[str] = frozenset()

    @property
    def keys(self) -> frozenset[str]:
        return frozenset(self.required) | frozenset(self.optional or {})


def _wecom_app(name: str, values: Mapping[str, str], parts: Parts) -> Channel:
    if not values["agent_id"].isdecimal():
        raise ValueError("agent_id is a number, as the app's page shows it")
    api = WecomApi(
        caller=Caller(values["api_base"], contact=parts.contact),
        account=f"{values['corp_id']}/{values['agent_id']}",
        corp_id=values["corp_id"],
        secret=values["secret"],
        clock=parts.clock,
        tokens=parts.tokens,
    )
    codec = Codec(token=values["token"], aes_key=values["aes_key"], receive_id=values["corp_id"])
    return WecomApp(
        name=name,
        corp_id=values["corp_id"],
        agent_id=int(values["agent_id"]),
        codec=codec,
        api=api,
        clock=parts.clock,
        cards=_yes(values, "cards"),
    )


def _wecom_webhook(name: str, values: Mapping[str, str], parts: Parts) -> Channel:
    card_url = "" if values["card_url"] == "none" else values["card_url"]
    if card_url and not card_url.startswith(("https://", "http://")):
        raise ValueError("card_url begins with https:// or http://, or is none: no cards")
    return WecomWebhook(
        name=name,
        caller=Caller(values["api_base"], contact=parts.contact),
        clock=parts.clock,
        environment=parts.environment,
        markdown=_yes(values, "markdown"),
        card_url=card_url,
    )


def _wecom_bot(name: str, values: Mapping[str, str], parts: Parts) -> Channel:
    return WecomBot(
        name=name,
        bot_id=values["bot_id"],
        token=values["token"],
        aes_key=values["aes_key"],
        api_base=values["api_base"],
        caller=Caller(values["api_base"], contact=parts.contact),
        clock=parts.clock,
        answer_within=timedelta(minutes=_whole(values, "answer_minutes", 1, 60)),
        cards=_yes(values, "cards"),
    )


def _wecom_bot_ws(name: str, values: Mapping[str, str], parts: Parts) -> Channel:
    if not values["ws_url"].startswith(("wss://", "ws://")):
        raise ValueError("ws_url begins with wss://, or with ws:// for a stand-in server")
    return WecomBotWs(
        name=name,
        bot_id=values["bot_id"],
        secret=values["secret"],
        ws_url=values["ws_url"],
        contact=parts.contact,
        places=parts.places,
        clock=parts.clock,
        rng=random.SystemRandom(),
        options=BotOptions(
            ping_every=timedelta(seconds=_whole(values, "ping_seconds", 5, 60)),
            stream_life=timedelta(seconds=_whole(values, "stream_seconds", 30, 600)),
            chunk_index_from=_whole(values, "chunk_index_from", 0, 1),
        ),
        cards=_yes(values, "cards"),
    )


def _wecom_kf(name: str, values: Mapping[str, str], parts: Parts) -> Channel:
    corp_id, open_kfid = values["corp_id"], values["open_kfid"]
    return WecomKf(
        name=name,
        corp_id=corp_id,
        open_kfid=open_kfid,
        codec=Codec(token=values["token"], aes_key=values["aes_key"], receive_id=corp_id),
        api=WecomApi(
            caller=Caller(values["api_base"], contact=parts.contact),
            account=f"{corp_id}/kf/{open_kfid}",
            corp_id=corp_id,
            secret=values["secret"],
            clock=parts.clock,
            tokens=parts.tokens,
        ),
        cursors=parts.cursors,
        bounces=parts.bounces,
        contact=parts.contact,
        clock=parts.clock,
        rng=random.SystemRandom(),
        look_every=timedelta(minutes=_whole(values, "look_minutes", 1, 60)),
    )


def _official_account(name: str, values: Mapping[str, str], parts: Parts) -> Channel:
    mode = values["mode"]
    if mode not in MODES:
        raise ValueError(f"mode is one of {', '.join(MODES)}")
    return OfficialAccount(
        name=name,
        token=values["token"],
        codec=Codec(token=values["token"], aes_key=values["aes_key"], receive_id=values["app_id"]),
        api=WecomApi(
            caller=Caller(values["api_base"], contact=parts.contact),
            account=values["app_id"],
            corp_id=values["app_id"],
            secret=values["secret"],
            clock=parts.clock,
            tokens=parts.tokens,
            dialect=STABLE_TOKEN_CALL if _yes(values, "stable_token") else TOKEN_CALL,
        ),
        clock=parts.clock,
        mode=mode,  # type: ignore[arg-type]  # one of MODES, as checked
    )


def _feishu(name: str, values: Mapping[str, str], parts: Parts) -> Channel:
    ids = values["ids"]
    if ids not in IDS:
        raise ValueError(f"ids is one of {', '.join(IDS)}")
    return Feishu(
        name=name,
        app_id=values["app_id"],
        encrypt_key=values["encrypt_key"],
        verification_token=values["verification_token"],
        api=WecomApi(
            caller=FeishuCaller(values["api_base"], contact=parts.contact),
            account=f"feishu/{values['app_id']}",
            corp_id=values["app_id"],
            secret=values["app_secret"],
            clock=parts.clock,
            tokens=parts.tokens,
            dialect=FEISHU_TOKEN_CALL,
        ),
        clock=parts.clock,
        ids=ids,  # type: ignore[arg-type]  # one of IDS, as checked
    )


def _yes(values: Mapping[str, str], key: str) -> bool:
    if values[key] not in {"true", "false"}:
        raise ValueError(f"{key} is true or false")
    return values[key] == "true"


def _whole(values: Mapping[str, str], key: str, least: int, most: int) -> int:
    if not values[key].isdecimal() or not least <= int(values[key]) <= most:
        raise ValueError(f"{key} is a whole number from {least} to {most}")
    return int(values[key])


def _web_chat(name: str, _values: Mapping[str, str], parts: Parts) -> Channel:
    return WebChat(name=name, clock=parts.clock)


def _transcript(name: str, _values: Mapping[str, str], _parts: Parts) -> Channel:
    return Transcript(name=name)


KINDS: tuple[Kind, ...] = (
    Kind("web_chat", _web_chat),
    Kind(
        "wecom_app",
        _wecom_app,
        required=("corp_id", "agent_id", "secret", "token", "aes_key"),
        optional={**OF_AN_APP, "api_base": API_BASE, "cards": "true"},
        secret=frozenset({"secret", "token", "aes_key"}),
    ),
    Kind(
        "wecom_webhook",
        _wecom_webhook,
        optional={**OF_A_ROBOT, "api_base": API_BASE, "markdown": "false", "card_url": "none"},
    ),
    Kind(
        "wecom_bot",
        _wecom_bot,
        required=("bot_id", "token", "aes_key"),
        optional={**OF_A_BOT, "api_base": API_BASE, "answer_minutes": "55", "cards": "true"},
        secret=frozenset({"token", "aes_key"}),
    ),
    Kind(
        "wecom_bot_ws",
        _wecom_bot_ws,
        required=("bot_id", "secret"),
        optional={
            **OF_A_BOT,
            "ws_url": WS_URL,
            "ping_seconds": "30",
            "stream_seconds": "300",
            "chunk_index_from": "0",
            "cards": "true",
        },
        secret=frozenset({"secret"}),
    ),
    Kind(
        "wecom_kf",
        _wecom_kf,
        required=("corp_id", "secret", "open_kfid", "token", "aes_key"),
        optional={"api_base": API_BASE, "look_minutes": "5"},
        secret=frozenset({"secret", "token", "aes_key"}),
    ),
    Kind(
        "official_account",
        _official_account,
        required=("app_id", "secret", "token", "aes_key"),
        optional={"api_base": OFFICIAL_BASE, "mode": "safe", "stable_token": "false"},
        secret=frozenset({"secret", "token", "aes_key"}),
    ),
    Kind(
        "feishu",
        _feishu,
        required=("app_id", "app_secret", "encrypt_key", "verification_token"),
        optional={"api_base": FEISHU_BASE, "ids": "user_id"},
        secret=frozenset({"app_secret", "encrypt_key", "verification_token"}),
    ),
    Kind("transcript", _transcript),
)

KIND_BY_NAME: Mapping[str, Kind] = {kind.name: kind for kind in KINDS}


def build_channel(
    wanted: Wanted,
    *,
    clock: Clock,
    tokens: TokenStore | None = None,
    cursors: Cursors | None = None,
    bounces: Bounces | None = None,
    environment: Mapping[str, str] = os.environ,
    contact: Contact | None = None,
    places: Places | None = None,
) -> Channel:
    """The channel; what it keeps stays in this process where nobody says where else.

    Raises ValueError with the mend for an unknown kind, a missing key or a bad value.
    """
    kind = KIND_BY_NAME.get(wanted.kind)
    if kind is None:
        raise ValueError(f"unknown kind {wanted.kind!r}; known are {', '.join(KIND_BY_NAME)}")
    values = {**(kind.optional or {}), **wanted.values}
    if missing := [key for key in kind.required if not values.get(key)]:
        raise ValueError(f"channel {wanted.name}: {missing[0]} is missing")
    parts = Parts(
        clock=clock,
        tokens=tokens or MemoryTokens(),
        cursors=cursors or MemoryCursors(),
        bounces=bounces or NoBounces(),
        environment=environment,
        contact=contact or Contact(clock),
        places=places or NoPlaces(),
    )
    channel = kind.make(wanted.name, values, parts)
    channel.limits = paced(channel.limits, values)
    return channel
