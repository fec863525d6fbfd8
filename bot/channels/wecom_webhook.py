"""The WeCom group robot: posts into the one group it was added to, and really mentions people.

It hears nothing. The address of a group is the robot's key, which is a secret: `env:NAME` in the
directory names an environment variable instead. The platform answers HTTP 200 even to refuse.
"""

import asyncio
import hashlib
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from bot.channels import markup
from bot.channels.base import Address, Limits, Parcel, Receipt
from bot.channels.calling import Caller
from bot.channels.wecom_errors import REACTIONS, Circuit, Reaction, error_for
from bot.clock import Clock
from bot.errors import SendError
from bot.messages import Rate

TEXT_BYTES = 2048
MARKDOWN_BYTES = 4096
PATH = "/cgi-bin/webhook/send"
TWENTY_A_MINUTE = Rate(20, timedelta(seconds=63))
"""The platform counts arrivals, we count departures: three seconds more keep a slow call from making 21."""


class WecomWebhook:
    """A sending channel. With `markdown`, texts beyond 2048 bytes go as one markdown message of up to 4096.

    Markdown halves the number of messages for a long list, but members who read in personal WeChat
    cannot see it: off unless the district wants it.
    """

    def __init__(
        self, *, name: str, caller: Caller, clock: Clock, environment: Mapping[str, str], markdown: bool = False
    ) -> None:
        self.name = name
        self.limits = Limits(
            text_bytes=MARKDOWN_BYTES if markdown else TEXT_BYTES,
            per_destination=(TWENTY_A_MINUTE,),
            inert=markup.markdown if markdown else markup.plain,
            mention_bytes=len("<@> ") if markdown else None,
            reaches_members=False,
        )
        self._caller = caller
        self._clock = clock
        self._environment = environment
        self._markdown = markdown
        self._circuits: dict[str, Circuit] = {}
        self._one_at_a_time: dict[str, asyncio.Lock] = {}

    async def send(self, parcel: Parcel) -> Receipt:
        """Post to the group. Raises SendError or SendUnknown; the robot has no duplicate check."""
        key = self._key_of(parcel.to)
        payload = self._payload(parcel)
        hidden = hashlib.sha256(key.encode()).hexdigest()
        circuit = self._circuits.setdefault(hidden, Circuit())
        async with self._one_at_a_time.setdefault(hidden, asyncio.Lock()):  # two at once are answered 45033
            circuit.check(self._clock.now(), path=PATH)
            answer = await self._caller.post(PATH, query={"key": key}, payload=payload)
        code = answer["errcode"]
        if REACTIONS.get(code) is Reaction.FREQUENCY:
            raise circuit.blocked(self._clock.now(), path=PATH)
        if code != 0:
            raise error_for(code, path=PATH)
        circuit.passed()
        return Receipt()

    def _key_of(self, to: Address) -> str:
        if to.kind != "group":
            raise SendError("a group robot reaches no single member", permanent=True)
        if not to.id.startswith("env:"):
            return to.id
        name = to.id.removeprefix("env:")
        if key := self._environment.get(name, "").strip():
            return key
        raise SendError(
            f"the environment variable {name} holds no robot key", permanent=False, retry_after=timedelta(minutes=5)
        )

    def _payload(self, parcel: Parcel) -> dict[str, Any]:
        text = self.limits.inert(parcel.text)
        if len(text.encode()) <= TEXT_BYTES:
            content: dict[str, Any] = {"content": text}
            if parcel.mentions:
                content["mentioned_list"] = list(parcel.mentions)
            if parcel.mobiles:
                content["mentioned_mobile_list"] = list(parcel.mobiles)
            return {"msgtype": "text", "text": content}
        if parcel.mentions:
            text += "\n" + " ".join(f"<@{user}>" for user in parcel.mentions)
        if not self._markdown or len(text.encode()) > MARKDOWN_BYTES or parcel.mobiles:
            raise SendError("the text is longer than the robot carries", permanent=True, code=45002)
        return {"msgtype": "markdown", "markdown": {"content": text}}

    async def close(self) -> None:
        await self._caller.close()
