"""What only one replica may do: terms of a leader by the database's clock."""

import asyncio
from datetime import UTC, timedelta

from bot.clock import SystemClock

LONG, OVER = timedelta(minutes=5), timedelta(0)


async def test_a_term_belongs_to_one_holder_until_it_is_over(store):
    first = await store.lease("tick", holder="a", ttl=LONG)
    assert (first.holder, first.number) == ("a", 1)
    assert await store.lease("tick", holder="b", ttl=LONG) is None
    renewed = await store.lease("tick", holder="a", ttl=LONG)
    assert renewed.number == 1
    assert renewed.until >= first.until
    assert (await store.lease("connect", holder="b", ttl=LONG)).number == 1


async def test_a_term_that_is_over_goes_to_whoever_asks_first_with_the_next_number(store):
    await store.lease("tick", holder="a", ttl=OVER)
    assert (await store.lease("tick", holder="b", ttl=LONG)).number == 2
    assert await store.lease("tick", holder="a", ttl=LONG) is None


async def test_a_holder_that_comes_back_after_its_end_begins_a_new_term(store):
    await store.lease("tick", holder="a", ttl=OVER)
    assert (await store.lease("tick", holder="a", ttl=LONG)).number == 2


async def test_a_term_can_be_given_back_by_its_holder_only(store):
    await store.lease("tick", holder="a", ttl=LONG)
    await store.end_lease("tick", holder="b")
    assert await store.lease("tick", holder="b", ttl=LONG) is None
    await store.end_lease("tick", holder="a")
    assert (await store.lease("tick", holder="b", ttl=LONG)).holder == "b"


async def test_of_many_that_ask_at_once_one_leads(store):
    terms = await asyncio.gather(*(store.lease("tick", holder=f"r{n}", ttl=LONG) for n in range(12)))
    assert len([term for term in terms if term is not None]) == 1


async def test_the_end_of_a_term_is_told_by_the_database_s_clock(store):
    term = await store.lease("tick", holder="a", ttl=LONG)
    assert term.until.tzinfo is UTC
    assert abs(term.until - LONG - SystemClock().now()) < timedelta(minutes=1)


async def test_whether_a_term_is_held_is_told_without_taking_it(store):
    assert not await store.has_lease("tick", holder="a")
    await store.lease("tick", holder="a", ttl=LONG)
    assert await store.has_lease("tick", holder="a")
    assert not await store.has_lease("tick", holder="b")
    await store.lease("connect", holder="a", ttl=OVER)
    assert not await store.has_lease("connect", holder="a")
    assert (await store.lease("connect", holder="b", ttl=LONG)).number == 2
