"""An account's access token, asked for by one caller at a time among all replicas that share a `TokenStore`.

The secret goes to the platform in a call of its making, and too many calls with a wrong one get the machine's
address banned for an hour: failures are counted in the store, so that neither replicas nor restarts add up.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.channels.base import KeptToken, TokenStore
from bot.channels.calling import Caller
from bot.channels.token_seal import Seal
from bot.channels.wecom_errors import REACTIONS, WAITS, Reaction, error_for, need_of
from bot.clock import Clock
from bot.errors import SendError, SendUnknown, StoreError

log = logging.getLogger(__name__)

REFRESH_EARLY = timedelta(minutes=5)
FETCH_AGAIN = tuple(timedelta(seconds=seconds) for seconds in (5, 10, 20, 40, 60))
FORCED_APART = timedelta(seconds=60)  # a token that dies again at once is not mended by fetching faster
WRONG_SECRET_TRIES = 3  # then one an hour: whoever enables the app again need not come by
WRONG_SECRET_APART = timedelta(seconds=60)
TURN = timedelta(seconds=10)  # longer than a call may take
LOOK_SECONDS = 0.25  # while another replica fetches
LOOKS = 52  # 13 seconds: the turn of a replica that died is over by then, and a send still has time
GETTOKEN = "/cgi-bin/gettoken"
Pause = Callable[[float], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Token:
    """An access token and until when it is to be used (earlier than the platform lets it die)."""

    value: str = field(repr=False)
    good_until: datetime
    version: int = 0


@dataclass(frozen=True, slots=True)
class Dialect:
    """Where a platform's interface differs from WeCom's: how a token is asked for, and which codes mean a dead one."""

    gettoken: str = GETTOKEN
    keys: tuple[str, str] = ("corpid", "corpsecret")
    grant: str = ""
    posted: bool = False  # the token is asked for with a body instead of a query
    dead_token: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Credentials:
    """An account in the store, and what the platform knows it by."""

    account: str
    owner: str  # the corp id or app id
    secret: str = field(repr=False)


class TokenSource:
    """`token` is the living one; `token(dead=...)` replaces the one that the platform just refused.

    `pause` waits for so many seconds between two looks at what another replica fetches.
    """

    def __init__(
        self,
        credentials: Credentials,
        *,
        caller: Caller,
        clock: Clock,
        kept: TokenStore,
        dialect: Dialect,
        pause: Pause = asyncio.sleep,
    ) -> None:
        self._credentials = credentials
        self._seal = Seal(credentials.account, credentials.secret)
        self._caller = caller
        self._clock = clock
        self._kept = kept
        self._dialect = dialect
        self._pause = pause
        self._renewing: asyncio.Task[Token | SendError] | None = None

    async def token(self, *, dead: Token | None = None) -> Token:
        """Raises SendError only: without a token the message has certainly not gone out."""
        try:
            kept = await self._kept.load(self._seal.name)
        except StoreError as error:
            raise _away(error) from None
        if (held := self._usable(kept, dead)) is not None:
            return held
        if self._renewing is None or self._renewing.done():
            self._renewing = asyncio.create_task(self._renewed(dead), name="token")
        found = await asyncio.shield(self._renewing)  # who is cancelled does not stop those that wait beside him
        if isinstance(found, SendError):
            raise SendError(
                str(found),
                permanent=False,
                retry_after=found.retry_after,
                code=found.code,
                counted=False,
                needs=found.needs,
            )
        return found

    async def close(self) -> None:
        if self._renewing is not None:
            self._renewing.cancel()
            await asyncio.gather(self._renewing, return_exceptions=True)

    def _usable(self, kept: KeptToken, dead: Token | None) -> Token | None:
        if not kept.value or kept.good_until is None or kept.good_until <= self._clock.now():
            return None
        if dead is not None and kept.version <= dead.version:
            return None
        value = self._seal.open(kept.value)
        return None if value is None else Token(value, kept.good_until, kept.version)

    async def _renewed(self, dead: Token | None) -> Token | SendError:
        """What all callers of this process wait for, as a value: nobody may be left to hear it."""
        try:
            for _ in range(LOOKS):
                kept = await self._kept.load(self._seal.name)
                if (held := self._usable(kept, dead)) is not None:  # somebody else fetched while we waited
                    return held
                forced = dead is not None and kept.version == dead.version
                self._check(kept, forced=forced)
                now = self._clock.now()
                if await self._kept.begin(self._seal.name, version=kept.version, now=now, until=now + TURN):
                    return await self._fetched(kept, forced=forced)
                await self._pause(LOOK_SECONDS)
        except StoreError as error:
            return _away(error)
        except SendError as error:
            return error
        return self._later("another replica asks for it and does not come back", WAITS[Reaction.CONCURRENCY], None)

    def _check(self, kept: KeptToken, *, forced: bool) -> None:
        """Raises SendError while nobody is to ask."""
        now = self._clock.now()
        if kept.not_before is not None and now < kept.not_before:
            stopped = kept.wrong >= WRONG_SECRET_TRIES
            why = "stopped after wrong credentials: mend them" if stopped else "waiting for the window"
            raise self._later(why, kept.not_before - now, kept.code)
        if forced and kept.forced_at is not None and now - kept.forced_at < FORCED_APART:
            raise self._later("the token died again at once", kept.forced_at + FORCED_APART - now, 42001)

    async def _fetched(self, kept: KeptToken, *, forced: bool) -> Token:
        """A new token, kept for all. Raises SendError after writing down for all replicas that there is none."""
        try:
            answer = await self._asked()
            if answer["errcode"] != 0:
                raise error_for(answer["errcode"], path=self._dialect.gettoken)
            token = _token_in(answer, now=self._clock.now(), version=kept.version + 1)
            if token is None:
                raise SendUnknown(f"{self._dialect.gettoken}: an answer without a token")
        except SendError as error:
            raise await self._failed(kept, error) from None
        try:
            sealed = self._seal.close(token.value)
            saved = await self._kept.save(
                self._seal.name,
                version=kept.version,
                value=sealed,
                good_until=token.good_until,
                forced_at=self._clock.now() if forced else None,
            )
            other = None if saved else self._usable(await self._kept.load(self._seal.name), None)
        except StoreError as error:  # good for this call; the next one asks again
            log.warning("a token cannot be kept", extra={"error": type(error).__name__})
            return token
        return other or token

    async def _asked(self) -> Mapping[str, Any]:
        dialect, credentials = self._dialect, self._credentials
        asked = dict(zip(dialect.keys, (credentials.owner, credentials.secret), strict=True))
        if dialect.grant:
            asked["grant_type"] = dialect.grant
        if dialect.posted:
            return await self._caller.post(dialect.gettoken, query={}, payload=asked)
        return await self._caller.get(dialect.gettoken, query=asked)

    async def _failed(self, kept: KeptToken, error: SendError) -> SendError:
        """The decision about a failed fetch: never permanent, because the message itself is not at fault."""
        is_wrong = error.code is not None and REACTIONS.get(error.code) is Reaction.CREDENTIALS
        wrong = kept.wrong + is_wrong
        wait = max(error.retry_after or timedelta(0), FETCH_AGAIN[min(kept.tries, len(FETCH_AGAIN) - 1)])
        if is_wrong and wrong < WRONG_SECRET_TRIES:
            wait = WRONG_SECRET_APART
        with_wait = SendError(str(error), permanent=False, retry_after=wait, code=error.code, needs=error.needs)
        try:
            await self._kept.failed(
                self._seal.name,
                version=kept.version,
                tries=kept.tries + 1,
                wrong=wrong,
                code=error.code,
                not_before=self._clock.now() + wait,
            )
        except StoreError as away:
            log.warning("a failed fetch cannot be written down", extra={"error": type(away).__name__})
        return with_wait

    def _later(self, why: str, wait: timedelta, code: int | None) -> SendError:
        return SendError(
            f"{self._dialect.gettoken}: {why}", permanent=False, retry_after=wait, code=code, needs=need_of(code)
        )


def _away(error: StoreError) -> SendError:
    return SendError(
        f"the token cannot be read ({type(error).__name__})",
        permanent=False,
        retry_after=timedelta(seconds=5),
        counted=False,
    )


def _token_in(answer: Mapping[str, Any], *, now: datetime, version: int) -> Token | None:
    """The token of an answer; None when there is none in it."""
    value, seconds = answer.get("access_token"), answer.get("expires_in", 7200)
    if not isinstance(value, str) or not value or not isinstance(seconds, int) or not 0 < seconds <= 86_400:
        return None
    lifetime = timedelta(seconds=seconds)
    return Token(value, now + lifetime - min(REFRESH_EARLY, lifetime / 10), version)
