"""The sender's side: who gets which row, in which order, and what becomes of it."""

import asyncio
from datetime import timedelta

import pytest
from shelf import MINUTE, NOW, outbound

from bot.messages import Destination
from bot.store.sending import SLICE

LEASE = timedelta(seconds=30)


async def put(store, *outbounds):
    async with store.unit_of_work() as uow:
        for one in outbounds:
            uow.outbox.put(one)
        await uow.commit()


def to(group, key, **more):
    return outbound(key, to=Destination(group=group), **more)


async def claim(store, *, now=NOW, limit=50, worker="w"):
    return await store.delivery.claim(now=now, limit=limit, lease=LEASE, worker=worker)


async def keys(store, **more):
    return [row.key for row in await claim(store, **more)]


async def settle(store, row, state="sent", **more):
    await store.delivery.settle(row.id, state=state, at=NOW, **more)


async def test_a_row_is_claimed_when_it_is_due_and_not_again_while_its_lease_runs(store):
    await put(store, to("a", "k1", due_at=NOW + MINUTE))
    assert await keys(store) == []
    assert await store.delivery.next_due(NOW) == NOW + MINUTE
    [row] = await claim(store, now=NOW + MINUTE)
    assert (row.state, row.attempts, row.error, row.part_done) == ("due", 1, "", 0)
    assert await keys(store, now=NOW + MINUTE) == []
    assert await store.delivery.next_due(NOW) == NOW + MINUTE + LEASE


async def test_a_row_whose_lease_ran_out_comes_back_as_one_that_was_being_sent(store):
    await put(store, to("a", "k1"))
    [row] = await claim(store, worker="one")
    await settle(store, row, "sending", part_done=2, error="sent again: x", next_try_at=NOW + 2 * LEASE)
    assert await claim(store, now=NOW + 2 * LEASE - MINUTE / 60, worker="two") == ()
    [again] = await claim(store, now=NOW + 2 * LEASE, worker="two")
    assert (again.state, again.attempts, again.error, again.part_done) == ("sending", 2, "sent again: x", 2)


async def test_rows_go_by_priority_then_by_age_and_no_more_than_wanted(store):
    await put(
        store,
        to("a", "late", due_at=NOW),
        to("b", "early", due_at=NOW - MINUTE),
        to("c", "alert", priority=0),
        to("d", "digest", priority=9, due_at=NOW - MINUTE),
    )
    assert await keys(store, limit=3) == ["alert", "early", "late"]
    assert await keys(store) == ["digest"]


async def test_inside_a_destination_no_row_overtakes_an_earlier_unfinished_one(store):
    await put(
        store,
        to("a", "first", due_at=NOW - 2 * MINUTE),
        to("a", "second", due_at=NOW - MINUTE, priority=2),
        to("a", "third", due_at=NOW - MINUTE, priority=5),
        to("b", "other", priority=9),
    )
    [first, other] = await claim(store)
    assert (first.key, other.key) == ("first", "other")
    await settle(store, first, "due", error="busy", next_try_at=NOW + MINUTE)
    assert await keys(store) == []
    assert await store.delivery.next_due(NOW) == NOW + LEASE  # of the other one; the second waits for the first
    await settle(store, other)
    assert await store.delivery.next_due(NOW) == NOW + MINUTE
    [first] = await claim(store, now=NOW + MINUTE)
    assert (first.key, first.state, first.error, first.attempts) == ("first", "due", "busy", 2)
    await settle(store, first)
    assert await keys(store) == ["second"]


async def test_an_urgent_row_overtakes_what_has_not_begun(store):
    await put(store, to("a", "digest", due_at=NOW - MINUTE, priority=9), to("a", "alert"), to("a", "later alert"))
    await put(store, to("a", "first alert", due_at=NOW - 2 * MINUTE, priority=0))
    await put(store, to("a", "second alert", due_at=NOW - MINUTE, priority=1))
    order = []
    while rows := await claim(store):
        [row] = rows
        order.append(row.key)
        await settle(store, row)
    assert order == ["first alert", "second alert", "digest", "alert", "later alert"]


@pytest.mark.parametrize("begun", ["being sent", "half sent"])
async def test_what_has_begun_is_finished_before_an_urgent_row(store, begun):
    await put(store, to("a", "long"))
    [row] = await claim(store)
    if begun == "half sent":
        await settle(store, row, "due", part_done=1, next_try_at=NOW + MINUTE)
    await put(store, to("a", "alert", priority=0))
    assert await keys(store) == []
    assert await store.delivery.next_due(NOW) == (NOW + MINUTE if begun == "half sent" else NOW + LEASE)
    await settle(store, row)
    assert await keys(store) == ["alert"]


async def test_what_waits_for_another_try_lets_an_urgent_row_go_first(store):
    await put(store, to("a", "ordinary"))
    [row] = await claim(store)
    await settle(store, row, "due", error="waited for its turn", next_try_at=NOW + MINUTE)
    await put(store, to("a", "alert", priority=0, due_at=NOW + MINUTE / 60))
    assert await store.delivery.next_due(NOW) == NOW + MINUTE / 60
    assert await keys(store) == []
    assert await keys(store, now=NOW + MINUTE / 60) == ["alert"]


async def test_an_urgent_row_that_was_put_back_holds_up_its_destination_and_one_not_due_does_not(store):
    await put(store, to("a", "alert", priority=0, due_at=NOW + MINUTE), to("a", "ordinary"), to("a", "next"))
    [row] = await claim(store)
    assert row.key == "ordinary"
    await settle(store, row)
    [alert] = await claim(store, now=NOW + MINUTE)
    assert alert.key == "alert"
    await settle(store, alert, "due", error="busy", next_try_at=NOW + 5 * MINUTE)
    assert await keys(store, now=NOW + 2 * MINUTE) == []
    assert await store.delivery.next_due(NOW + 2 * MINUTE) == NOW + 5 * MINUTE


async def test_a_row_due_later_does_not_hold_up_what_is_due_now(store):
    await put(store, to("a", "tonight", due_at=NOW + 600 * MINUTE), to("a", "now"))
    assert await keys(store) == ["now"]


async def test_a_channel_or_a_member_is_a_destination_of_its_own(store):
    await put(
        store,
        outbound("k1", to=Destination(group="a")),
        outbound("k2", to=Destination(member="a")),
        outbound("k3", to=Destination(group="a", channel="wecom")),
    )
    assert await keys(store) == ["k1", "k2", "k3"]


async def test_two_workers_never_get_the_same_row(store):
    await put(store, *(to(f"g{number % 40}", f"k{number}") for number in range(120)))

    async def work(name):
        mine = []
        while rows := await claim(store, limit=5, worker=name):
            for row in rows:
                mine.append(row.key)
                await settle(store, row)
        return mine

    found = await asyncio.gather(*(work(f"w{number}") for number in range(6)))
    assert sorted(key for mine in found for key in mine) == sorted(f"k{number}" for number in range(120))


@pytest.mark.parametrize("state", ["sent", "refused", "expired", "unknown", "held", "emptied"])
async def test_a_finished_row_is_never_claimed_again_and_lets_the_next_one_go(store, state):
    await put(store, to("a", "k1"), to("a", "k2", due_at=NOW + MINUTE))
    [row] = await claim(store)
    await settle(store, row, state)
    assert await keys(store, now=NOW + 999 * MINUTE) == ["k2"]


async def test_what_became_of_a_try_is_kept(store):
    await put(store, to("a", "list:1:k"))
    [row] = await claim(store)
    await store.delivery.settle(
        row.id, state="sent", at=NOW + MINUTE, error="not reached: u1", reference="r9", part_done=3
    )
    async with store.unit_of_work() as uow:
        [kept] = await uow.outbox.about_list("1")
    assert (kept.state, kept.sent_at, kept.error, kept.part_done) == ("sent", NOW + MINUTE, "not reached: u1", 3)


async def test_an_error_replaces_the_one_before_and_parts_done_stay_unless_said(store):
    await put(store, to("a", "k1"))
    [row] = await claim(store)
    await settle(store, row, "due", error="busy", part_done=1, next_try_at=NOW)
    [row] = await claim(store)
    await settle(store, row, "due", next_try_at=NOW)
    [row] = await claim(store)
    assert (row.error, row.part_done) == ("", 1)


async def test_a_row_known_to_be_sent_stays_so_whatever_a_slower_worker_says(store):
    await put(store, to("a", "k1"))
    [row] = await claim(store)
    await settle(store, row, "sent")
    await settle(store, row, "due", next_try_at=NOW)
    assert await keys(store, now=NOW + 99 * MINUTE) == []


async def test_a_held_row_can_be_released(store):
    await put(store, to("a", "k1"))
    [row] = await claim(store)
    await settle(store, row, "held", error="unsure: no answer")
    await settle(store, row, "due", next_try_at=NOW)
    assert await keys(store) == ["k1"]


async def test_an_expired_row_is_closed_and_not_given(store):
    await put(store, to("a", "k1", expires_at=NOW), to("a", "k2", due_at=NOW + MINUTE / 60, expires_at=NOW + MINUTE))
    assert await store.delivery.next_due(NOW) == NOW
    assert await keys(store, now=NOW + MINUTE / 2) == ["k2"]
    assert await store.delivery.dead() == ()


async def test_a_row_that_expired_in_the_middle_of_a_send_is_unknown_not_unsent(store):
    await put(store, to("a", "k1", expires_at=NOW + LEASE))
    assert await keys(store) == ["k1"]
    assert await keys(store, now=NOW + 2 * LEASE) == []
    [dead] = await store.delivery.dead()
    assert (dead.key, dead.state) == ("k1", "unknown")
    assert dead.error


async def test_a_row_being_sent_is_not_expired_under_its_worker(store):
    await put(store, to("a", "k1", expires_at=NOW + LEASE / 2))
    [row] = await claim(store)
    assert await keys(store, now=NOW + LEASE / 2) == []
    await settle(store, row)
    assert await store.delivery.dead() == ()


async def test_many_expired_rows_are_closed_before_the_first_claim(store):
    old = (to("a", f"k{number}", expires_at=NOW) for number in range(2 * SLICE + 200))
    await put(store, *old, to("a", "k", due_at=NOW + MINUTE))
    assert await keys(store, now=NOW + MINUTE) == ["k"]


async def test_dead_rows_come_newest_first(store):
    await put(store, *(to(f"g{number}", f"k{number}") for number in range(5)))
    for row, state in zip(await claim(store), ("refused", "sent", "held", "unknown", "emptied"), strict=True):
        await settle(store, row, state)
    assert [row.key for row in await store.delivery.dead()] == ["k3", "k2", "k0"]
    assert [row.key for row in await store.delivery.dead(limit=2)] == ["k3", "k2"]


async def test_nothing_is_due_in_an_empty_outbox(store):
    assert await store.delivery.next_due(NOW) is None
    assert await claim(store) == ()


async def test_a_message_that_the_platform_gave_back_counts_as_refused(store):
    await put(store, to("a", "k1"), to("b", "k2"))
    for row in await claim(store):
        await settle(store, row, reference="" if row.key == "k2" else "ref1")
    assert await store.delivery.bounced("ref1", "not delivered: window over (4)")
    assert not await store.delivery.bounced("ref1", "once more")
    assert not await store.delivery.bounced("ref9", "unknown")
    assert not await store.delivery.bounced("", "everybody without a reference")
    [row] = await store.delivery.dead()
    assert (row.key, row.state, row.error) == ("k1", "refused", "not delivered: window over (4)")
