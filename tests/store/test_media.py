"""Kept files: leased, settled by one, forgotten how they were fetched, removed when nobody holds their bytes."""

from dataclasses import replace
from datetime import timedelta

from shelf import MINUTE, NOW

from bot.store.records import KeptFile

WAITING = KeptFile(
    0,
    "report:daily/e1/2020-03-05",
    "image",
    "a.png",
    "waiting",
    "app",
    {"MediaId": "X"},
    "c1",
    NOW,
    NOW + 9 * MINUTE,
    NOW,
)


async def add(store, *files):
    async with store.unit_of_work() as uow:
        await uow.files.add(files)
        await uow.commit()


async def claim(store, now=NOW, limit=9):
    async with store.unit_of_work() as uow:
        found = await uow.files.claim(now=now, until=now + MINUTE, limit=limit)
        await uow.commit()
    return found


async def of(store, subject=WAITING.subject):
    async with store.unit_of_work() as uow:
        return await uow.files.of(subject)


async def test_what_was_added_comes_back_in_order(store):
    await add(store, WAITING, replace(WAITING, subject="tip:T0001", name="", sender=""))
    [found] = await of(store)
    assert replace(found, id=0) == WAITING
    [sealed] = await of(store, "tip:T0001")
    assert (sealed.name, sealed.sender) == ("", "")


async def test_a_claimed_file_is_nobody_elses_until_its_lease_is_over(store):
    await add(store, WAITING)
    [mine] = await claim(store)
    assert (mine.tries, await claim(store)) == (1, ())
    [again] = await claim(store, NOW + 2 * MINUTE)
    assert again.tries == 2
    async with store.unit_of_work() as uow:
        assert not await uow.files.settle(mine, "kept", digest="d"), "somebody else tried it since"
        assert await uow.files.settle(again, "kept", digest="d", media_type="image/png", size=3, name="a.png")
        await uow.commit()
    [kept] = await of(store)
    assert (kept.state, kept.digest, dict(kept.detail)) == ("kept", "d", {})


async def test_what_is_put_back_is_due_again_then(store):
    await add(store, WAITING)
    [mine] = await claim(store)
    async with store.unit_of_work() as uow:
        assert await uow.files.again(mine, at=NOW + 5 * MINUTE, why="away")
        await uow.commit()
    async with store.unit_of_work() as uow:
        assert await uow.files.next_due() == NOW + 5 * MINUTE


async def test_bytes_go_with_the_last_row_that_holds_them(store):
    kept = replace(WAITING, state="kept", digest="same", created_at=NOW - timedelta(days=200))
    await add(store, kept, kept, replace(kept, created_at=NOW))
    async with store.unit_of_work() as uow:
        old = await uow.files.older_than(NOW - timedelta(days=180), limit=9)
        assert [await uow.files.remove(one) for one in old] == [False, False]
        assert await uow.files.digests() == {"same"}
        await uow.commit()
    assert [(one.state, one.name) for one in await of(store)] == [("removed", ""), ("removed", ""), ("kept", "a.png")]
