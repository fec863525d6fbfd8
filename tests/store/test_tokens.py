"""Tokens of accounts: one is fetching, the version decides who was first, and failures are counted for all."""

import asyncio
from datetime import timedelta

from shelf import MINUTE, NOW

from bot.store.tokens import TokenRow

TURN = timedelta(seconds=10)


async def begin(store, *, version=0, now=NOW, account="app"):
    return await store.tokens.begin(account, version=version, now=now, until=now + TURN)


async def save(store, value, *, version=0, account="app"):
    return await store.tokens.save(account, version=version, value=value, good_until=NOW + MINUTE)


async def test_a_token_is_kept_by_account_and_replaced_by_its_successor(store):
    assert await store.tokens.load("app") == TokenRow()
    for account in ("app", "other"):
        assert await begin(store, account=account)
        assert await save(store, f"{account}-1", account=account)
    assert await begin(store, version=1)
    assert await save(store, "app-2", version=1)
    assert await store.tokens.load("app") == TokenRow(2, "app-2", NOW + MINUTE)
    assert await store.tokens.load("other") == TokenRow(1, "other-1", NOW + MINUTE)


async def test_of_many_that_ask_at_once_one_fetches(store):
    assert sorted(await asyncio.gather(*(begin(store) for _ in range(12)))) == [False] * 11 + [True]


async def test_who_asks_about_a_version_that_is_not_the_last_fetches_nothing(store):
    await begin(store)
    await save(store, "t1")
    assert not await begin(store)
    assert await begin(store, version=1)


async def test_who_dies_while_fetching_is_followed_when_his_turn_is_over(store):
    assert await begin(store)
    assert not await begin(store, now=NOW + TURN - timedelta(seconds=1))
    assert await begin(store, now=NOW + TURN)


async def test_who_comes_back_after_his_successor_changes_nothing(store):
    await begin(store)
    await begin(store, now=NOW + TURN)
    assert await save(store, "successor")
    assert not await save(store, "late")
    await store.tokens.failed("app", version=0, tries=1, wrong=1, code=40001, not_before=NOW + MINUTE)
    assert await store.tokens.load("app") == TokenRow(1, "successor", NOW + MINUTE)


async def test_a_failure_gives_the_right_back_and_is_seen_by_all_until_a_token_comes(store):
    await begin(store)
    await store.tokens.failed("app", version=0, tries=2, wrong=1, code=40001, not_before=NOW + MINUTE)
    assert await store.tokens.load("app") == TokenRow(tries=2, wrong=1, code=40001, not_before=NOW + MINUTE)
    assert await begin(store)
    await save(store, "t1")
    assert await store.tokens.load("app") == TokenRow(1, "t1", NOW + MINUTE)


async def test_when_a_token_was_replaced_before_its_time_is_kept(store):
    await begin(store)
    await save(store, "t1")
    await begin(store, version=1)
    await store.tokens.save("app", version=1, value="t2", good_until=NOW + MINUTE, forced_at=NOW)
    assert await store.tokens.load("app") == TokenRow(2, "t2", NOW + MINUTE, NOW)


async def test_what_a_debugger_prints_of_a_row_holds_no_token():
    assert "CANARY" not in repr(TokenRow(1, "CANARY"))
