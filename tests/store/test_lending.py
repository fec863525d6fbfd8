"""Replicas over one store fetch one token between them, whoever dies; what a channel is cancelled in is finished."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from shelf import MINUTE, NOW

from bot.channels.calling import Caller
from bot.channels.token_source import TURN, Credentials, Dialect, Token, TokenSource
from bot.clock import VirtualClock
from bot.errors import SendError, StoreAway
from bot.lending import LentTokens, Turn
from bot.standin.platform import App, Platform
from bot.standin.server import standing_in
from bot.store.store import Store

CORP, SECRET = "ww0123456789abcdef", "corp-secret-CANARY-1"
AWAY = {"load", "begin", "save", "failed"}


class Patchy(LentTokens):
    """The store's tokens, away for the calls that are named."""

    away: frozenset[str] = frozenset()

    def __getattribute__(self, name: str) -> Any:
        if name in AWAY and name in type(self).away:
            raise StoreAway("away")
        return super().__getattribute__(name)


@dataclass
class Replicas:
    """The stand-in, and any number of processes over one database."""

    platform: Platform
    clock: VirtualClock
    base: str
    url: str
    stack: AsyncExitStack
    looked_on: Store

    async def one(self, *, secret: str = SECRET) -> TokenSource:
        store = Store(self.url)
        await store.open()
        self.stack.push_async_callback(store.close)
        return await self.over(LentTokens(store), secret=secret)

    async def over(self, kept: LentTokens, *, secret: str = SECRET) -> TokenSource:
        caller = Caller(self.base, total=2.0)
        self.stack.push_async_callback(caller.close)
        source = TokenSource(
            Credentials("app", CORP, secret),
            caller=caller,
            clock=self.clock,
            kept=kept,
            dialect=Dialect(),
            pause=self.time_passes,
        )
        self.stack.push_async_callback(source.close)
        return source

    async def time_passes(self, seconds: float) -> None:
        """On the virtual clock, while the others do something."""
        for _ in range(50):
            await asyncio.sleep(0)
            await self.looked_on.ping()
        self.clock.advance(timedelta(seconds=seconds))

    @property
    def fetched(self) -> int:
        return self.platform.calls["gettoken"]


@pytest.fixture
async def replicas(store: Store, url: str) -> AsyncIterator[Replicas]:
    clock = VirtualClock(NOW)
    platform = Platform(App(CORP, 1000002, SECRET), clock=clock)
    async with standing_in(platform) as base, AsyncExitStack() as stack:
        yield Replicas(platform, clock, base, url, stack, store)


async def together(*sources: TokenSource, dead: Token | None = None) -> list[Token]:
    return await asyncio.gather(*(source.token(dead=dead) for source in sources for _ in range(10)))


async def test_ten_callers_in_each_of_two_replicas_fetch_one_token(replicas):
    tokens = await together(await replicas.one(), await replicas.one())
    assert replicas.fetched == 1
    assert {token.version for token in tokens} == {1}


async def test_ten_callers_in_each_of_two_replicas_with_a_dead_token_fetch_one(replicas):
    first, second = await replicas.one(), await replicas.one()
    dead = await first.token()
    replicas.platform.expire_token()
    tokens = await together(first, second, dead=dead)
    assert replicas.fetched == 2
    assert {(token.version, token.value == dead.value) for token in tokens} == {(2, False)}


async def test_who_dies_while_fetching_is_followed_by_another_replica(replicas, store):
    source = await replicas.one()
    name = source._seal.name
    assert await store.tokens.begin(name, version=0, now=NOW, until=NOW + TURN)
    began = replicas.clock.now()
    token = await source.token()
    assert token.version == 1
    assert TURN <= replicas.clock.now() - began <= TURN + timedelta(seconds=1)


async def test_a_replica_that_only_hangs_leaves_the_others_with_a_bounded_wait(replicas, store):
    source = await replicas.one()
    await store.tokens.begin(source._seal.name, version=0, now=NOW, until=NOW + MINUTE)
    with pytest.raises(SendError) as caught:
        await source.token()
    assert not caught.value.permanent
    assert replicas.fetched == 0


async def test_a_token_that_comes_after_the_successor_is_not_used(replicas, store):
    source, other = await replicas.one(), await replicas.one()
    kept = await store.tokens.load(source._seal.name)
    token = await other.token()
    replicas.platform.expire_token()
    assert await source._fetched(kept, forced=False) == token


async def test_replicas_count_wrong_secrets_together(replicas):
    for _ in range(30):
        source = await replicas.one(secret="wrong")
        with pytest.raises(SendError) as caught:
            await source.token()
        assert not caught.value.permanent
        replicas.clock.advance(MINUTE)
    assert replicas.fetched == 3


async def test_a_caller_that_is_cancelled_takes_nothing_from_those_beside_him(replicas):
    source = await replicas.one()
    callers = [asyncio.create_task(source.token()) for _ in range(3)]
    for _ in range(3):
        await asyncio.sleep(0)
    callers[0].cancel()
    results = await asyncio.gather(*callers, return_exceptions=True)
    assert isinstance(results[0], asyncio.CancelledError)
    assert [token.version for token in results[1:]] == [1, 1]
    assert replicas.fetched == 1


@pytest.mark.parametrize("call", ["load", "begin"])
async def test_without_the_store_no_token_is_fetched_and_nothing_has_gone_out(replicas, store, monkeypatch, call):
    source = await replicas.over(Patchy(store))
    monkeypatch.setattr(Patchy, "away", frozenset({call}))
    with pytest.raises(SendError) as caught:
        await source.token()
    assert not caught.value.permanent
    assert replicas.fetched == 0


async def test_a_token_that_cannot_be_kept_serves_who_asked(replicas, store, monkeypatch):
    source = await replicas.over(Patchy(store))
    monkeypatch.setattr(Patchy, "away", frozenset({"save"}))
    assert (await source.token()).version == 1
    monkeypatch.setattr(Patchy, "away", frozenset())
    assert (await store.tokens.load(source._seal.name)).value == ""


async def test_what_is_kept_is_no_token(replicas, store):
    source = await replicas.one()
    token = await source.token()
    row = await store.tokens.load(source._seal.name)
    assert token.value not in row.value
    assert SECRET not in source._seal.name + row.value


async def test_asking_whether_it_is_still_ours_takes_nothing(store):
    first, second = Turn(store, "channel:bot", "a"), Turn(store, "channel:bot", "b")
    assert not await first.still_mine()
    assert await first.acquire()
    assert await first.still_mine()
    assert not await second.still_mine()
    assert not await second.acquire()
    await first.release()
    assert not await first.still_mine()
    assert await second.acquire()


async def test_a_turn_that_is_cancelled_in_the_middle_leaves_the_store_usable(store):
    turn = Turn(store, "channel:bot", "a")
    for steps in range(12):
        asking = asyncio.create_task(turn.acquire())
        for _ in range(steps):
            await asyncio.sleep(0)
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
    assert await turn.acquire()
    assert await turn.still_mine()
