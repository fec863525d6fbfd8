"""A platform's server interface for one account: calls with a cached token, refreshed by one caller at a time.

The secret travels in a URL of the platform's making, so nothing here ever logs or raises a URL; and
many tries with a wrong secret get the machine's address banned for an hour, so they end at three.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeGuard

from bot.channels.calling import ANSWER_CAP, Caller, Downloaded
from bot.channels.wecom_errors import REACTIONS, WAITS, Circuit, Reaction, error_for
from bot.clock import Clock
from bot.errors import SendError, SendUnknown
from bot.messages import Attachment

API_BASE = "https://qyapi.weixin.qq.com"
REFRESH_EARLY = timedelta(minutes=5)
FETCH_AGAIN = tuple(timedelta(seconds=seconds) for seconds in (5, 10, 20, 40, 60))
FORCED_APART = timedelta(seconds=60)  # a token that dies again at once is not mended by fetching faster
WRONG_SECRET_TRIES = 3
WRONG_SECRET_APART = timedelta(seconds=60)
GETTOKEN = "/cgi-bin/gettoken"
UPLOAD = "/cgi-bin/media/upload"
DOWNLOAD = "/cgi-bin/media/get"


@dataclass(frozen=True, slots=True)
class Token:
    """An access token and until when it is to be used (earlier than the platform lets it die)."""

    value: str = field(repr=False)
    good_until: datetime


@dataclass(frozen=True, slots=True)
class Dialect:
    """Where a platform's interface differs from WeCom's: how a token is asked for, and which codes mean a dead one."""

    gettoken: str = GETTOKEN
    keys: tuple[str, str] = ("corpid", "corpsecret")
    grant: str = ""
    posted: bool = False  # the token is asked for with a body instead of a query
    dead_token: frozenset[int] = frozenset()


WECOM = Dialect()


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
        self,
        *,
        caller: Caller,
        account: str,
        corp_id: str,
        secret: str,
        clock: Clock,
        tokens: TokenStore,
        dialect: Dialect = WECOM,
    ) -> None:
        self._caller = caller
        self._account = account
        self._corp_id = corp_id
        self._secret = secret
        self._clock = clock
        self._tokens = tokens
        self._dialect = dialect
        self._fetching = asyncio.Lock()
        self._fetches = Circuit(FETCH_AGAIN)
        self._forced_at: datetime | None = None
        self._wrong_secret = 0
        self._circuits: dict[str, Circuit] = {}

    async def post(self, path: str, payload: Mapping[str, Any], *, most: int = ANSWER_CAP) -> Mapping[str, Any]:
        """The answer with errcode 0, of at most `most` bytes. Raises SendError or SendUnknown with the decision."""
        return await self._served(
            path,
            lambda token: self._caller.post(path, query={"access_token": token.value}, payload=payload, most=most),
        )

    async def get(self, path: str, query: Mapping[str, str]) -> Mapping[str, Any]:
        """As `post`, for what is only looked up."""
        return await self._served(
            path, lambda token: self._caller.get(path, query={"access_token": token.value, **query})
        )

    async def upload(self, file: Attachment) -> Mapping[str, Any]:
        """The answer with the media id of the file (reference: wecom 4.5). Raises SendError or SendUnknown."""
        return await self._served(
            UPLOAD,
            lambda token: self._caller.upload(UPLOAD, query={"access_token": token.value, "type": "file"}, file=file),
        )

    async def download(self, media_id: str, *, most: int) -> Downloaded:
        """The file of at most `most` bytes. Raises SendError, permanent where the platform has none (any more)."""
        found = list[Downloaded]()

        async def call(token: Token) -> Mapping[str, Any]:
            query = {"access_token": token.value, "media_id": media_id}
            answer = await self._caller.download(DOWNLOAD, query=query, most=most)
            if isinstance(answer, Downloaded):
                found.append(answer)
                return {"errcode": 0}
            return answer

        await self._served(DOWNLOAD, call)
        if not found:
            raise SendError(f"{DOWNLOAD}: an answer without a file", permanent=True, code=40007)
        return found[0]

    async def _served(self, path: str, call: Callable[[Token], Awaitable[Mapping[str, Any]]]) -> Mapping[str, Any]:
        """The call with a living token: a dead one is replaced once, a blocked interface is left alone."""
        circuit = self._circuits.setdefault(path, Circuit())
        circuit.check(self._clock.now(), path=path)
        token = await self._token()
        answer = await call(token)
        if self._says_dead(answer["errcode"]):
            answer = await call(await self._token(dead=token))
        code = answer["errcode"]
        if code in self._dialect.dead_token:  # also the one that was just fetched: somebody else fetches them too
            why = f"{path}: the token is not taken ({code})"
            raise SendError(why, permanent=False, retry_after=FORCED_APART, code=code)
        if REACTIONS.get(code) is Reaction.FREQUENCY:
            wait = circuit.blocked(self._clock.now(), code=code)
            raise SendError(f"{path}: over the limit ({code})", permanent=False, retry_after=wait, code=code)
        if code != 0:
            raise error_for(code, path=path)
        circuit.passed(self._clock.now())
        return answer

    def _says_dead(self, code: int) -> bool:
        return code in self._dialect.dead_token or REACTIONS.get(code) is Reaction.EXPIRED

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
        """A new token. Raises SendError only: without a token the message has certainly not gone out."""
        path = self._dialect.gettoken
        if self._wrong_secret >= WRONG_SECRET_TRIES:
            raise SendError(
                f"{path}: stopped after wrong credentials; mend them and start again",
                permanent=False,
                retry_after=WAITS[Reaction.CREDENTIALS],
                code=40001,
            )
        self._fetches.check(self._clock.now(), path=path)  # the callers that waited need not all be refused
        try:
            answer = await self._asked_for_token(path)
        except SendError as error:
            raise self._not_now(error) from None
        if answer["errcode"] != 0:
            raise self._refused(answer["errcode"])
        token = _token_in(answer, now=self._clock.now())
        if token is None:
            raise self._not_now(SendUnknown(f"{path}: an answer without a token"))
        self._wrong_secret = 0
        self._fetches.passed(self._clock.now())
        await self._tokens.save(self._account, token)
        return token

    async def _asked_for_token(self, path: str) -> Mapping[str, Any]:
        dialect = self._dialect
        asked = dict(zip(dialect.keys, (self._corp_id, self._secret), strict=True))
        if dialect.grant:
            asked["grant_type"] = dialect.grant
        if dialect.posted:
            return await self._caller.post(path, query={}, payload=asked)
        return await self._caller.get(path, query=asked)

    def _refused(self, code: int) -> SendError:
        error = error_for(code, path=self._dialect.gettoken)
        wait = error.retry_after or timedelta(0)
        if REACTIONS.get(code) is Reaction.CREDENTIALS:
            self._wrong_secret += 1
            if self._wrong_secret < WRONG_SECRET_TRIES:
                wait = WRONG_SECRET_APART
        return self._not_now(error, at_least=wait)

    def _not_now(self, error: SendError, *, at_least: timedelta = timedelta(0)) -> SendError:
        """The decision about a failed fetch: never permanent, because the message itself is not at fault."""
        wait = self._fetches.blocked(self._clock.now(), code=error.code, at_least=at_least)
        return SendError(str(error), permanent=False, retry_after=wait, code=error.code)

    async def close(self) -> None:
        await self._caller.close()


def _token_in(answer: Mapping[str, Any], *, now: datetime) -> Token | None:
    """The token of an answer; None when there is none in it."""
    value, seconds = answer.get("access_token"), answer.get("expires_in", 7200)
    if not isinstance(value, str) or not value or not isinstance(seconds, int) or not 0 < seconds <= 86_400:
        return None
    lifetime = timedelta(seconds=seconds)
    return Token(value=value, good_until=now + lifetime - min(REFRESH_EARLY, lifetime / 10))
