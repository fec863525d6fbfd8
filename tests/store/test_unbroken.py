"""Work that is begun is finished, whatever happens to whoever waits for it."""

import asyncio

import pytest

from bot.store.unbroken import unbroken


async def test_the_result_and_the_error_come_out():
    async def seven():
        return 7

    async def fail():
        raise ValueError

    assert await unbroken(seven()) == 7
    with pytest.raises(ValueError):  # noqa: PT011  # the one that was raised
        await unbroken(fail())


@pytest.mark.parametrize("fails", [False, True])
async def test_a_cancellation_comes_out_only_after_the_work_has_ended(fails):
    going_on, log = asyncio.Event(), []

    async def work():
        await going_on.wait()
        log.append("done")
        if fails:
            raise ValueError

    async def wait():
        try:
            await unbroken(work())
        finally:
            log.append("left")

    waiting = asyncio.create_task(wait())
    for _ in range(3):  # once and again: a second cancellation does not break it either
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.sleep(0)
    assert log == []
    going_on.set()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert log == ["done", "left"]


async def test_settling_is_finished_although_the_sender_is_stopped(store):
    from shelf import MINUTE, NOW, outbound

    async with store.unit_of_work() as uow:
        uow.outbox.put(outbound())
        await uow.commit()
    [row] = await store.delivery.claim(now=NOW, limit=1, lease=MINUTE, worker="w")
    settling = asyncio.create_task(store.delivery.settle(row.id, state="sent", at=NOW))
    await asyncio.sleep(0)
    settling.cancel()
    with pytest.raises(asyncio.CancelledError):
        await settling
    assert await store.delivery.next_due(NOW) is None
