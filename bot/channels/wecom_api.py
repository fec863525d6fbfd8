"""WeCom's server interface for one app: calls with a cached access token, refreshed by one caller at a time.

The secret travels in a URL of the platform's making, so nothing here ever logs or raises a URL; and
many tries with a wrong secret get the machine's address banned for an hour, so they end at three.
"""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeGuard

from bot.channels.calling import Caller
from bot.channels.wecom_errors import REACTIONS, WAITS, Circuit, Reaction, error_for
from bot.clock import Clock
from bot.errors import SendError, SendUnknown

log = logging.getLogger(__name__)

API_BASE = "https://qyapi.weixin.qq.com"
REFRESH_EARLY = timedelta(minutes=5)
FORCED_APART = timedelta(seconds=60)  # a token that dies again at once is not mended by fetching faster
WRONG_SECRET_TRIES = 3


@dataclass(frozen=True, slots=True)
class Token:
    """An access token and until when it is to be used (earlier than the platform lets it die)."""

    value: str = field(repr=False)
    good_until: datetime


class TokenStore(Protocol):
    """Where the token of an account is kept; replicas that share it fetch once between them."""

    async def load(self, account: str) -> Token | None: ...

    async def save(self, account: str, token: Token) -> None: ...


class MemoryTokens:
    """Tokens of this process alone."""

    def __init__(self) -> None:
        self._held: dict[str, Token] = {}

    async def load(self, account: str) -> Token | None:
        return self._held.get(account)

    async def save(self, account: str, token: Token) -> None:
        self._held[account] = token


class WecomApi:
    """Calls `/cgi-bin/...` for one app. `account` names its token in the store."""

    def __init__(
        self, *, caller: Caller, account: str, corp_id: str, secret: str, clock: Clock, tokens: TokenStore
    ) -> None:
        self._caller = caller
        self._account = account
        self._corp_id = corp_id
        self._secret = secret
        self._clock = clock
        self._tokens = tokens
        self._fetching = asyncio.Lock()
        self._forced_at: datetime | None = None
        self._wrong_secret = 0
        self._circuits: dict[str, Circuit] = {}

    async def post(self, path: str, payload: Mapping[str, Any]) -> Mapping[str, Any]:
        """The answer with errcode 0. Raises SendError or SendUnknown with the decision."""
        circuit = self._circuits.setdefault(path, Circuit())
        circuit.check(self._clock.now(), path=path)
        token = await self._token()
        answer = await self._caller.post(path, query={"access_token": token.value}, payload=payload)
        if REACTIONS.get(answer["errcode"]) is Reaction.EXPIRED:
            token = await self._token(dead=token)
            answer = await self._caller.post(path, query={"access_token": token.value}, payload=payload)
        code = answer["errcode"]
        if REACTIONS.get(code) is Reaction.FREQUENCY:
            raise circuit.blocked(self._clock.now(), path=path)
        if code != 0:
            raise error_for(code, path=path)
        circuit.passed()
        return answer

    async def _token(self, *, dead: Token | None = None) -> Token:
        """The token, fetched when there is none, when it is old, or when it is the one just found dead."""
        held = await self._tokens.load(self._account)
        if self._usable(held, dead):
            return held
        async with self._fetching:
            held = await self._tokens.load(self._account)
            if self._usable(held, dead):  # somebody else fetched while we waited
                return held
            if dead is not None:
                self._allow_forced()
            return await self._fetch()

    def _usable(self, held: Token | None, dead: Token | None) -> TypeGuard[Token]:
        return held is not None and held.good_until > self._clock.now() and (dead is None or held.value != dead.value)

    def _allow_forced(self) -> None:
        now = self._clock.now()
        if self._forced_at is not None and now - self._forced_at < FORCED_APART:
            wait = self._forced_at + FORCED_APART - now
            raise SendError("gettoken: the token died again at once", permanent=False, retry_after=wait, code=42001)
        self._forced_at = now

    async def _fetch(self) -> Token:
        if self._wrong_secret >= WRONG_SECRET_TRIES:
            raise SendError(
                "gettoken: stopped after wrong credentials; mend them and start again",
                permanent=False,
                retry_after=WAITS[Reaction.CREDENTIALS],
                code=40001,
            )
        try:
            answer = await self._caller.get(
                "/cgi-bin/gettoken", query={"corpid": self._corp_id, "corpsecret": self._secret}
            )
        except SendUnknown as error:  # no token, so the message has certainly not gone out
            raise SendError(str(error), permanent=False, retry_after=timedelta(seconds=5)) from None
        code = answer["errcode"]
        if code != 0:
            raise self._refused(code)
        self._wrong_secret = 0
        lifetime = timedelta(seconds=float(answer.get("expires_in", 7200)))
        token = Token(
            value=str(answer.get("access_token", "")),
            good_until=self._clock.now() + lifetime - min(REFRESH_EARLY, lifetime / 10),
        )
        await self._tokens.save(self._account, token)
        return token

    def _refused(self, code: int) -> SendError:
        if REACTIONS.get(code) is Reaction.CREDENTIALS:
            self._wrong_secret += 1
        error = error_for(code, path="/cgi-bin/gettoken")
        if isinstance(error, SendUnknown):  # whatever it was, nothing was sent
            return SendError(str(error), permanent=False, retry_after=timedelta(seconds=30), code=code)
        if REACTIONS.get(code) is Reaction.CREDENTIALS and self._wrong_secret < WRONG_SECRET_TRIES:
            return SendError(str(error), permanent=False, retry_after=timedelta(seconds=60), code=code)
        return error

    async def close(self) -> None:
        await self._caller.close()
