"""Our own absences: one that goes on grows, and every process sees that something moved."""

from datetime import timedelta

from shelf import DAY, NOW, report

from bot.store.records import Absence

HOUR = timedelta(hours=1)


async def test_an_outage_is_noted_once_and_grows_and_moves_the_version(store):
    async with store.unit_of_work() as uow:
        await uow.absences.note("bot", NOW, NOW + HOUR)
        await uow.absences.note("bot", NOW, NOW + 2 * HOUR)
        await uow.absences.note("group_robot", NOW + HOUR, NOW + 3 * HOUR)
        await uow.commit()
    assert (await store.versions()).absences == 3
    both = (Absence("bot", NOW, NOW + 2 * HOUR), Absence("group_robot", NOW + HOUR, NOW + 3 * HOUR))
    assert await store.load_absences(since=NOW) == both
    assert await store.load_absences(since=NOW + 2 * HOUR) == both
    assert await store.load_absences(since=NOW + 3 * HOUR) == both[1:]


async def test_who_was_late_within_the_time_that_was_given_back_is_late_no_more(store):
    early, late = report("e1", status="late", received_at=NOW), report("e2", status="late", received_at=NOW + 2 * HOUR)
    other = report("e3", status="late", received_at=NOW, period=DAY + timedelta(days=1))
    async with store.unit_of_work() as uow:
        for one in (early, late, other):
            uow.reports.add(one)
        await uow.reports.restate("daily", DAY, until=NOW + HOUR, always=False)
        await uow.commit()
    assert await _status(store) == {"e1": "on_time", "e2": "late", "e3": "late"}
    async with store.unit_of_work() as uow:
        await uow.reports.restate("daily", DAY, until=NOW, always=True)
        await uow.commit()
    assert await _status(store) == {"e1": "on_time", "e2": "on_time", "e3": "late"}


async def _status(store):
    async with store.unit_of_work() as uow:
        heads = [
            await uow.reports.head("daily", unit, DAY + timedelta(days=unit == "e3")) for unit in ("e1", "e2", "e3")
        ]
    return {head.unit: head.status for head in heads}
