"""The trail of decisions, and small facts by name."""

from shelf import MINUTE, NOW

from bot.store.records import AuditLine


def line(number, subject="list:0305-1"):
    return AuditLine(NOW + number * MINUTE, "duty", f"step {number}", subject, {"units": ["e1"], "reason": "误报"})


async def test_lines_come_back_newest_first_as_they_were_written(store):
    lines = [line(0), line(1, "other"), line(2)]
    async with store.unit_of_work() as uow:
        for one in lines:
            uow.audit.write(one)
        assert await uow.audit.read() == tuple(reversed(lines))
        await uow.commit()
    async with store.unit_of_work() as uow:
        assert await uow.audit.read(subject="list:0305-1") == (lines[2], lines[0])
        assert await uow.audit.read(limit=1) == (lines[2],)
        assert await uow.audit.read(subject="list:0305-1", limit=1) == (lines[2],)
        assert await uow.audit.read(subject="nothing") == ()


async def test_lines_of_a_unit_of_work_that_was_left_are_not_kept(store):
    async with store.unit_of_work() as uow:
        uow.audit.write(line(0))
        await uow.flush()
    async with store.unit_of_work() as uow:
        assert await uow.audit.read() == ()


async def test_a_fact_is_written_over(store):
    async with store.unit_of_work() as uow:
        assert await uow.meta("seen") is None
        await uow.set_meta("seen", "一")
        await uow.set_meta("seen", "二")
        assert await uow.meta("seen") == "二"
        await uow.commit()
    async with store.unit_of_work() as uow:
        assert await uow.meta("seen") == "二"


async def test_lines_of_a_span_come_in_order_of_time(store):
    lines = [line(2), line(0), line(1, "other")]
    async with store.unit_of_work() as uow:
        for one in lines:
            uow.audit.write(one)
        everything = await uow.audit.between(NOW, NOW + 3 * MINUTE)
        assert everything == (lines[1], lines[2], lines[0])
        assert await uow.audit.between(NOW, NOW + 2 * MINUTE) == (lines[1], lines[2])
        assert await uow.audit.between(NOW, NOW + 3 * MINUTE, subject="list:0305-1") == (lines[1], lines[0])
