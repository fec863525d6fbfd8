"""Rate windows: a place is taken before the send, and never more places than there are."""

import asyncio
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from shelf import NOW

from bot.messages import Rate
from bot.store.delivery import Window
from bot.store.store import Store
from bot.store.windows import room_at

SECOND = timedelta(seconds=1)
TWO_A_MINUTE = (Rate(2, 60 * SECOND),)


def robot(rates, key="robot"):
    return (Window(key, rates),)


async def test_places_are_taken_until_the_window_is_full_and_come_free_one_by_one(store):
    reserve = store.delivery.reserve
    assert await reserve(robot(TWO_A_MINUTE), now=NOW) is None
    assert await reserve(robot(TWO_A_MINUTE), now=NOW + 20 * SECOND) is None
    assert await reserve(robot(TWO_A_MINUTE), now=NOW + 30 * SECOND) == NOW + 60 * SECOND
    assert await reserve(robot(TWO_A_MINUTE, "other"), now=NOW + 30 * SECOND) is None
    assert await reserve(robot(TWO_A_MINUTE), now=NOW + 60 * SECOND) is None
    assert await reserve(robot(TWO_A_MINUTE), now=NOW + 61 * SECOND) == NOW + 80 * SECOND


async def test_every_rate_must_have_room(store):
    rates = (Rate(1, 10 * SECOND), Rate(3, 100 * SECOND))
    taken = [await store.delivery.reserve(robot(rates), now=NOW + n * 10 * SECOND) for n in range(3)]
    assert taken == [None, None, None]
    assert await store.delivery.reserve(robot(rates), now=NOW + 25 * SECOND) == NOW + 100 * SECOND


async def test_without_rates_there_is_always_room(store):
    assert [await store.delivery.reserve(robot(()), now=NOW) for _ in range(5)] == [None] * 5


async def test_senders_that_ask_at_once_never_get_more_places_than_there_are(store, url):
    """Two replicas, eight senders each: the window is in the database, not in a process."""
    replica = Store(url)
    await replica.open()
    try:
        asked = [one.delivery.reserve(robot((Rate(5, 60 * SECOND),)), now=NOW) for one in (store, replica) * 8]
        given_places = await asyncio.gather(*asked)
    finally:
        await replica.close()
    assert sorted(place is None for place in given_places) == [False] * 11 + [True] * 5


async def test_a_restart_does_not_refill_the_window(store, url):
    for _ in range(2):
        assert await store.delivery.reserve(robot(TWO_A_MINUTE), now=NOW) is None
    await store.close()
    again = Store(url)
    await again.open()
    try:
        assert await again.delivery.reserve(robot(TWO_A_MINUTE), now=NOW) == NOW + 60 * SECOND
    finally:
        await again.close()


def told(sent, rates, now):
    """As `reserve` asks it: of each rate the stamp that stands as its count-th inside the window."""
    waits = []
    for rate in rates:
        inside = [at for at in reversed(sent) if at > now - rate.window]
        waits.append(room_at(inside[rate.count - 1] if len(inside) >= rate.count else None, rate))
    return max((wait for wait in waits if wait is not None), default=None)


@settings(deadline=None)
@given(
    waits=st.lists(st.integers(0, 40), max_size=60),
    rates=st.lists(st.tuples(st.integers(1, 6), st.integers(1, 120)), min_size=1, max_size=3),
)
def test_no_window_ever_holds_more_sends_than_its_rate_allows(waits, rates):
    """Whoever waits until he is told sends at last, and every window of every rate stays within its count."""
    rates = [Rate(count, span * SECOND) for count, span in rates]
    now, sent = NOW, []
    for wait in waits:
        now += wait * SECOND
        if (free_at := told(sent, rates, now)) is not None:
            assert free_at > now
            now = free_at
            assert told(sent, rates, now) is None
        sent.append(now)
    for rate in rates:
        for end in sent:
            assert sum(end - rate.window < at <= end for at in sent) <= rate.count


ACCOUNT = Window("hook:account", (Rate(3, 60 * SECOND),))


async def test_a_send_takes_a_place_in_every_window_or_in_none(store):
    first, second = (ACCOUNT, *robot(TWO_A_MINUTE)), (ACCOUNT, *robot(TWO_A_MINUTE, "other"))
    assert [await store.delivery.reserve(first, now=NOW + n * SECOND) for n in range(2)] == [None, None]
    assert await store.delivery.reserve(first, now=NOW + 2 * SECOND) == NOW + 60 * SECOND  # took none of the account
    assert await store.delivery.reserve(second, now=NOW + 3 * SECOND) is None
    assert await store.delivery.reserve(second, now=NOW + 4 * SECOND) == NOW + 60 * SECOND  # the account is full
    assert await store.delivery.reserve(robot(TWO_A_MINUTE, "other"), now=NOW + 5 * SECOND) is None


async def test_a_place_given_back_is_free_and_only_one_is(store):
    both = (ACCOUNT, *robot((Rate(2, 60 * SECOND),)))
    for _ in range(2):
        assert await store.delivery.reserve(both, now=NOW) is None
    await store.delivery.give_back(both, at=NOW)
    assert await store.delivery.reserve(both, now=NOW) is None
    assert await store.delivery.reserve(both, now=NOW) == NOW + 60 * SECOND
    await store.delivery.give_back(both, at=NOW + SECOND)  # nothing was taken then
    assert await store.delivery.reserve(both, now=NOW) == NOW + 60 * SECOND


async def test_replicas_that_take_places_in_several_windows_do_not_block_each_other(store, url):
    replica = Store(url)
    await replica.open()
    try:
        windows = [ACCOUNT, *robot(TWO_A_MINUTE), *robot(TWO_A_MINUTE, "other")]
        asked = [
            one.delivery.reserve(order, now=NOW) for one in (store, replica) * 6 for order in (windows, windows[::-1])
        ]
        given_places = await asyncio.gather(*asked)
    finally:
        await replica.close()
    assert sum(place is None for place in given_places) == 2
