"""The lines of the roster: kept in order, taken over once."""

from datetime import timedelta

from shelf import NOW

from bot.store.watching import Shift

HOUR = timedelta(hours=1)
DAY = Shift(NOW, NOW + 12 * HOUR, ("zhang",), ("li",), "duty", NOW)
NIGHT = Shift(NOW + 12 * HOUR, NOW + 24 * HOUR, (), (), "duty", NOW)


async def test_lines_come_back_equal_in_their_order_while_they_are_not_over(store):
    async with store.unit_of_work() as uow:
        await uow.roster.add([DAY, NIGHT])
        await uow.commit()
    async with store.unit_of_work() as uow:
        first, second = await uow.roster.since(NOW)
        assert (first.from_at, first.until_at, first.people, first.backup) == (
            NOW,
            NOW + 12 * HOUR,
            ("zhang",),
            ("li",),
        )
        assert second.id > first.id
        assert [one.people for one in await uow.roster.since(NOW + 12 * HOUR)] == [()]
        await uow.set_meta("watch", "told")
        await uow.commit()
    async with store.watch.looking() as source:
        assert await source.roster.since(NOW) == (first, second)
        assert await source.meta("watch") == "told"


async def test_a_shift_is_taken_over_once(store):
    async with store.unit_of_work() as uow:
        await uow.roster.add([DAY])
        [line] = await uow.roster.since(NOW)
        assert await uow.roster.take(line.id, by="zhang", at=NOW)
        assert not await uow.roster.take(line.id, by="li", at=NOW)
        [line] = await uow.roster.since(NOW)
        assert (line.taken_by, line.taken_at) == ("zhang", NOW)
