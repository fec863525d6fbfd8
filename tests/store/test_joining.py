"""Rows that go out in another one's message: taken with it, never claimed beside it, and settled with it."""

from datetime import timedelta

from shelf import MINUTE, NOW, outbound

from bot.messages import Destination
from bot.store.delivery import ALONE
from bot.store.store import Store

LEASE = timedelta(seconds=30)


async def put(store, *keys, group="a", **more):
    async with store.unit_of_work() as uow:
        for key in keys:
            uow.outbox.put(outbound(key, to=Destination(group=group), **more))
        await uow.commit()


async def claim(store, now=NOW):
    return await store.delivery.claim(now=now, limit=50, lease=LEASE, worker="w")


async def gathered(store, now=NOW):
    """The first row, with everything behind it in its message."""
    [first] = await claim(store, now)
    following = await store.delivery.following(first, now=now, limit=9)
    return first, await store.delivery.join(first.id, [row.id for row in following], until=now + LEASE)


async def test_what_follows_comes_in_order_and_only_what_is_due_in_that_destination(store):
    await put(store, "k2", "k1")
    await put(store, "k0", due_at=NOW - MINUTE)
    await put(store, "later", due_at=NOW + MINUTE)
    await put(store, "elsewhere", group="b", due_at=NOW + MINUTE)
    [first] = await claim(store)
    assert first.key == "k0"
    following = await store.delivery.following(first, now=NOW, limit=9)
    assert [row.key for row in following] == ["k2", "k1"]
    assert [row.key for row in await store.delivery.following(first, now=NOW, limit=1)] == ["k2"]


async def test_who_joined_is_being_sent_and_is_claimed_by_nobody_while_the_first_is_unfinished(store):
    await put(store, "k1", "k2", "k3")
    first, joined = await gathered(store)
    assert [(row.key, row.state, row.attempts) for row in joined] == [("k2", "due", 1), ("k3", "due", 1)]
    assert [row.state for row in await store.delivery.members(first.id)] == ["sending", "sending"]
    [again] = await claim(store, NOW + LEASE)
    assert again.id == first.id


async def test_after_the_first_is_done_with_the_others_go_by_themselves(store):
    await put(store, "k1", "k2", "k3")
    first, _ = await gathered(store)
    await store.delivery.settle(first.id, state="refused", at=NOW)
    assert {row.key for row in await claim(store, NOW + LEASE)} == {"k2", "k3"}


async def test_one_settling_is_for_all_of_them(store):
    await put(store, "k1", "k2")
    first, joined = await gathered(store)
    also = [row.id for row in joined]
    await store.delivery.settle(first.id, state="sent", at=NOW, reference="r1", part_done=1, also=also)
    assert await store.delivery.next_due(NOW) is None
    [member] = await store.delivery.members(first.id)
    assert (member.state, member.sent_at, member.part_done) == ("sent", NOW, 1)
    assert await store.delivery.bounced("r1", "given back")
    assert {row.key for row in await store.delivery.dead()} == {"k1", "k2"}


async def test_who_is_gone_meanwhile_is_not_taken_and_who_left_is_no_member(store):
    await put(store, "k1", "k2", "k3")
    first, joined = await gathered(store)
    await store.delivery.settle(joined[0].id, state="expired", at=NOW)
    await store.delivery.settle(first.id, state="due", at=NOW, next_try_at=NOW, also=[joined[1].id])
    assert await store.delivery.join(first.id, [joined[0].id], until=NOW + LEASE) == ()
    assert [row.key for row in await store.delivery.members(first.id)] == ["k2"]


async def test_who_is_to_go_alone_says_so(store):
    await put(store, "k1", "k2")
    first, joined = await gathered(store)
    await store.delivery.settle(first.id, state="due", at=NOW, next_try_at=NOW, also=[joined[0].id], alone=True)
    [first] = await claim(store)
    assert first.bundle == ALONE
    [second] = await store.delivery.following(first, now=NOW, limit=9)
    assert second.bundle == ALONE


async def again(store, row_id, now):
    async with store.unit_of_work() as uow:
        await uow.outbox.resend(row_id, now=now, until=now + 60 * MINUTE)
        await uow.commit()


async def test_sent_again_in_any_order_neither_waits_for_the_other(store):
    await put(store, "k1", "k2")
    first, [second] = await gathered(store)
    await store.delivery.settle(first.id, state="unknown", at=NOW, also=[second.id])
    await again(store, second.id, NOW + MINUTE)
    await again(store, first.id, NOW + 2 * MINUTE)
    later = NOW + 2 * MINUTE
    [row] = await claim(store, later)
    assert (row.key, row.bundle) == ("k2", None)
    [behind] = await store.delivery.following(row, now=later, limit=9)
    assert behind.key == "k1"


async def test_who_still_waits_does_not_wait_for_a_first_one_that_is_sent_again(store):
    await put(store, "k1", "k2")
    first, [second] = await gathered(store)
    await store.delivery.settle(second.id, state="due", at=NOW, next_try_at=NOW + MINUTE)
    await store.delivery.settle(first.id, state="refused", at=NOW)
    await again(store, first.id, NOW + MINUTE)
    [row] = await claim(store, NOW + MINUTE)
    assert row.key == "k2"


async def test_who_is_to_go_alone_goes_alone_again(store):
    await put(store, "k1")
    [row] = await claim(store)
    await store.delivery.settle(row.id, state="refused", at=NOW, alone=True)
    await again(store, row.id, NOW + MINUTE)
    [row] = await claim(store, NOW + MINUTE)
    assert row.bundle == ALONE


async def test_two_replicas_never_take_the_same_row_along(store, url):
    await put(store, "k1", "k2")
    first, _ = await gathered(store)
    other = Store(url)
    await other.open()
    try:
        assert await claim(other) == ()
        assert await other.delivery.members(first.id) == await store.delivery.members(first.id)
    finally:
        await other.close()
