"""Drafts: one for each sender, chat, unit and day, the newest first, until they expire."""

from datetime import timedelta

import pytest
from shelf import DAY, MINUTE, NOW, draft

HOUR = timedelta(hours=1)


async def put(store, *drafts):
    async with store.unit_of_work() as uow:
        for one in drafts:
            uow.drafts.put(one)
        await uow.commit()


async def opened(store, sender="clerk1", chat="ent", now=NOW):
    async with store.unit_of_work() as uow:
        return await uow.drafts.open_for(sender, chat, now=now)


async def test_a_draft_comes_back_as_it_was_put(store):
    bare = draft(None, period=None, kind="correction", values={}, asked=(), candidates=(), chat="")
    await put(store, draft(), bare)
    assert await opened(store) == (draft(),)
    assert await opened(store, chat="") == (bare,)


async def test_the_newest_comes_first_also_of_one_message(store):
    early = draft("e1", created_at=NOW - MINUTE)
    await put(store, draft("e3"), draft("e2"), early)
    assert [one.unit for one in await opened(store)] == ["e2", "e3", "e1"]


async def test_a_newer_draft_of_the_same_unit_and_day_takes_the_place_of_the_older(store):
    await put(store, draft("e1"), draft("e2"))
    newer = draft("e1", values={"on_duty": 1}, created_at=NOW + MINUTE)
    await put(store, newer)
    assert await opened(store) == (newer, draft("e2"))


@pytest.mark.parametrize(
    "other", [{"unit": None}, {"period": None}, {"chat": ""}, {"sender": "clerk2"}, {"period": DAY - timedelta(days=1)}]
)
async def test_drafts_that_differ_in_a_part_of_the_key_stand_beside_each_other(store, other):
    await put(store, draft("e1"), draft(**({"unit": "e1"} | other)))
    async with store.unit_of_work() as uow:
        found = [
            one for sender in ("clerk1", "clerk2") for chat in ("ent", "") for one in
            await uow.drafts.open_for(sender, chat, now=NOW)
        ]  # fmt: skip
    assert len(found) == 2


async def test_an_expired_draft_is_not_open(store):
    await put(store, draft(expires_at=NOW + HOUR))
    assert await opened(store, now=NOW + HOUR - MINUTE)
    assert not await opened(store, now=NOW + HOUR)


async def test_a_closed_draft_is_gone(store):
    await put(store, draft("e1"), draft("e2"))
    async with store.unit_of_work() as uow:
        uow.drafts.close(draft("e1"))
        assert [one.unit for one in await uow.drafts.open_for("clerk1", "ent", now=NOW)] == ["e2"]
        await uow.commit()
    assert [one.unit for one in await opened(store)] == ["e2"]


async def test_changes_of_the_same_unit_of_work_are_seen(store):
    await put(store, draft("e1"))
    async with store.unit_of_work() as uow:
        assert len(await uow.drafts.open_for("clerk1", "ent", now=NOW)) == 1
        uow.drafts.put(draft("e2"))
        uow.drafts.put(draft("e1", values={}))
        found = await uow.drafts.open_for("clerk1", "ent", now=NOW)
        assert [(one.unit, one.values) for one in found] == [("e1", {}), ("e2", {"on_duty": 126})]
        uow.drafts.close(found[0])
        await uow.flush()
        assert [one.unit for one in await uow.drafts.open_for("clerk1", "ent", now=NOW)] == ["e2"]


async def test_what_was_put_before_its_sender_was_asked_for_is_seen(store):
    async with store.unit_of_work() as uow:
        uow.drafts.put(draft("e1"))
        uow.drafts.put(draft("e2"))
        uow.drafts.close(draft("e1"))
        assert [one.unit for one in await uow.drafts.open_for("clerk1", "ent", now=NOW)] == ["e2"]


async def test_a_draft_put_after_it_was_closed_is_open(store):
    await put(store, draft())
    async with store.unit_of_work() as uow:
        uow.drafts.close(draft())
        uow.drafts.put(draft(values={"on_duty": 2}))
        await uow.commit()
    assert [one.values for one in await opened(store)] == [{"on_duty": 2}]


async def test_all_senders_of_a_batch_are_prefetched_by_one_statement(store, monkeypatch):
    senders = [f"clerk{n}" for n in range(64)]
    await put(store, *(draft(sender=sender) for sender in senders[:10]))
    async with store.unit_of_work() as uow:
        await uow.drafts.prefetch(senders, now=NOW)

        async def asked(*_):
            raise AssertionError("the database was asked")

        monkeypatch.setattr(uow.drafts._connection, "rows", asked)
        found = [len(await uow.drafts.open_for(sender, "ent", now=NOW)) for sender in senders]
    assert found == [1] * 10 + [0] * 54
