"""Tip-offs: numbers without gaps, and a sender that only three methods can reach."""

import asyncio

import pytest
from shelf import MINUTE, NOW

from bot.messages import Destination
from bot.store.records import Tip
from bot.store.tables import metadata


async def told(uow, *, sender="resident-7", channel="chat", words="老板藏了发热的人，电话13800000000"):
    return await uow.tips.open(
        place="滨江壹号", category="瞒报", text=words, masked_text="老板藏了发热的人，电话***", area=None,
        sender=sender, channel=channel, at=NOW,
    )  # fmt: skip


async def test_a_tip_off_gets_the_next_number_and_comes_back_without_its_sender(store):
    async with store.unit_of_work() as uow:
        tip = await told(uow)
        await uow.commit()
    assert tip == Tip("T0001", "滨江壹号", "瞒报", "老板藏了发热的人，电话***", "received", None, NOW)
    async with store.unit_of_work() as uow:
        assert await uow.tips.get("T0001") == tip
        assert await uow.tips.get("T0002") is None
        assert await uow.tips.open_tips() == (tip,)


async def test_a_number_that_was_not_committed_is_given_again(store):
    async with store.unit_of_work() as uow:
        assert (await told(uow)).number == "T0001"
    async with store.unit_of_work() as uow:
        assert (await told(uow)).number == "T0001"
        assert (await told(uow)).number == "T0002"


async def test_tip_offs_that_come_in_at_once_get_numbers_without_gaps_or_doubles(store):
    async def one(number):
        async with store.unit_of_work() as uow:
            tip = await told(uow)
            if number % 4:
                await uow.commit()
                return tip.number
        return None

    given = await asyncio.gather(*(one(number) for number in range(40)))
    assert sorted(number for number in given if number) == [f"T{n:04d}" for n in range(1, 31)]


async def test_its_sender_is_known_by_channel_and_user_id(store):
    async with store.unit_of_work() as uow:
        await told(uow)
        await told(uow, sender="somebody")
        await told(uow)
        await uow.commit()
    async with store.unit_of_work() as uow:
        tips = uow.tips
        assert await tips.is_sender("T0001", sender="resident-7", channel="chat")
        assert not await tips.is_sender("T0001", sender="resident-7", channel="other")
        assert not await tips.is_sender("T0002", sender="resident-7", channel="chat")
        assert not await tips.is_sender("T0009", sender="resident-7", channel="chat")
        assert await tips.numbers_of_sender(sender="resident-7", channel="chat") == ("T0001", "T0003")
        assert await tips.reply_address("T0001") == Destination(member="resident-7", channel="chat")
        assert await tips.reply_address("T0009") is None


async def test_the_sender_stands_in_the_sealed_table_alone(store):
    async with store.unit_of_work() as uow:
        await told(uow)
        await uow.tips.add_note("T0001", masked_text="又来了", text="又来了，我是王五", at=NOW)
        await uow.commit()
    async with store.unit_of_work() as uow:
        holding = [
            table.name
            for table in metadata.tables.values()
            if "resident-7" in str((await uow.tips._connection.once(table.select())).all())
        ]
    assert holding == ["tip_senders"]


async def test_the_unmasked_words_reach_no_record(store):
    async with store.unit_of_work() as uow:
        await told(uow)
        await uow.tips.add_note("T0001", masked_text="又来了", text="又来了，我是王五", at=NOW)
        told_of_it = str([await uow.tips.get("T0001"), await uow.tips.open_tips()])
    assert "13800000000" not in told_of_it
    assert "王五" not in told_of_it


async def test_notes_are_kept_masked_in_their_order(store):
    async with store.unit_of_work() as uow:
        await told(uow)
        await uow.tips.add_note("T0001", masked_text="一", text="一", at=NOW)
        await uow.tips.add_note("T0001", masked_text="二", text="二", at=NOW + MINUTE)
        await uow.tips.add_note("T0404", masked_text="没有这个编号", text="没有这个编号", at=NOW)
        assert (await uow.tips.get("T0001")).notes == ("一", "二")


@pytest.mark.parametrize(("area", "kept"), [("g1", "g1"), (None, "g0")])
async def test_a_state_is_set_and_the_area_stays_unless_another_is_named(store, area, kept):
    async with store.unit_of_work() as uow:
        await told(uow)
        await uow.tips.set_state("T0001", state="assigned", answer="", area="g0")
        await uow.tips.set_state("T0001", state="closed", answer="已整改", area=area)
        tip = await uow.tips.get("T0001")
        assert (tip.state, tip.answer, tip.area) == ("closed", "已整改", kept)
        assert await uow.tips.open_tips() == ()


async def test_open_tip_offs_come_in_the_order_of_their_numbers(store):
    async with store.unit_of_work() as uow:
        for _ in range(12):
            await told(uow)
        await uow.tips.set_state("T0002", state="closed", answer="")
        assert [tip.number for tip in await uow.tips.open_tips()] == [f"T{n:04d}" for n in (1, *range(3, 13))]
