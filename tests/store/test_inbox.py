"""The inbox: what was seen before, the answer that it got, and what is not kept of a tip-off."""

from datetime import timedelta

import pytest
from shelf import DONE, MINUTE, NOW, inbound, reply
from sqlalchemy import text

from bot.errors import StoreError
from bot.messages import Attachment, Destination, Outcome
from bot.store.records import Remembered

REPLIES = (
    reply("收到：在岗126人", mentions=("clerk1",)),
    reply("有人反映", to=Destination(member="duty", channel="wecom"), kind="alert"),
    reply("表", attachments=(Attachment("日报.xlsx", "application/zip", b"\x00\xff\x01"),)),
)


async def remembered(store, *inbounds, outcome=DONE, replies=(), keep_text=True):
    async with store.unit_of_work() as uow:
        for one in inbounds:
            uow.inbox.remember(one, outcome, replies, keep_text=keep_text)
        await uow.commit()


async def test_a_message_seen_before_comes_back_with_its_answer(store):
    await remembered(store, inbound("m1"), replies=REPLIES)
    async with store.unit_of_work() as uow:
        seen = await uow.inbox.recall([inbound("m1"), inbound("m2")])
    assert seen == {("chat", "m1"): Remembered("chat", "m1", "report", DONE.data, REPLIES)}


async def test_a_whole_batch_is_recalled_by_one_statement(store, monkeypatch):
    batch = [inbound(f"m{n}") for n in range(64)]
    await remembered(store, *batch[:40])
    async with store.unit_of_work() as uow:
        asked = []
        rows = uow.inbox._connection.rows

        async def counted(*arguments):
            asked.append(arguments)
            return await rows(*arguments)

        monkeypatch.setattr(uow.inbox._connection, "rows", counted)
        seen = await uow.inbox.recall(batch)
    assert set(seen) == {("chat", f"m{n}") for n in range(40)}
    assert len(asked) == 1


async def test_the_same_id_on_another_channel_or_with_another_body_is_another_message(store):
    await remembered(store, inbound("m1"))
    async with store.unit_of_work() as uow:
        assert await uow.inbox.recall([inbound("m1", channel="other")]) == {}
        assert await uow.inbox.recall([inbound("m1", digest="d2")]) == {}
    await remembered(store, inbound("m1", digest="d2"), inbound("m1", channel="other"))
    async with store.unit_of_work() as uow:
        assert len(await uow.inbox.recall([inbound("m1", digest="d2")])) == 1


async def test_a_repeat_beside_another_message_of_the_same_id_is_left_to_the_unique_key(store):
    """By (channel, id) alone the two cannot be told apart; kept together they fail, one by one they do not."""
    await remembered(store, inbound("m1"))
    async with store.unit_of_work() as uow:
        assert await uow.inbox.recall([inbound("m1"), inbound("m1", digest="d2")]) == {}
        uow.inbox.remember(inbound("m1"), DONE, (), keep_text=True)
        uow.inbox.remember(inbound("m1", digest="d2"), DONE, (), keep_text=True)
        with pytest.raises(StoreError):
            await uow.flush()


async def test_a_message_is_kept_once(store):
    await remembered(store, inbound("m1"))
    async with store.unit_of_work() as uow:
        uow.inbox.remember(inbound("m1"), Outcome("chatter"), (), keep_text=True)
        with pytest.raises(StoreError):
            await uow.commit()
    async with store.unit_of_work() as uow:
        [seen] = (await uow.inbox.recall([inbound("m1")])).values()
    assert seen.kind == "report"


async def test_nothing_is_recalled_of_an_empty_batch(store):
    async with store.unit_of_work() as uow:
        assert await uow.inbox.recall([]) == {}


async def test_of_a_tip_off_neither_the_words_nor_the_sender_are_kept_nor_an_address(store):
    secret = inbound("m1", sender="resident-7", chat=None, text="老板藏了发热的人", digest="d")
    private = reply("您的编号 T0001", to=Destination(member="resident-7", channel="chat"))
    await remembered(
        store, secret, outcome=Outcome("tipoff", {"case": "T0001"}), replies=(reply(), private), keep_text=False
    )
    async with store.unit_of_work() as uow:
        [seen] = (await uow.inbox.recall([secret])).values()
        rows = (await uow.inbox._connection.once(text("SELECT * FROM inbox"))).all()
    assert seen.replies == (reply(),)
    assert "resident-7" not in str(rows)
    assert "发热" not in str(rows)


async def test_the_last_message_of_a_sender_in_a_chat_is_found_by_kind(store):
    old, new = Outcome("chatter", {"n": 1}), Outcome("chatter", {"n": 2})
    await remembered(store, inbound("m1", received_at=NOW), outcome=old)
    await remembered(store, inbound("m2", received_at=NOW + MINUTE), outcome=new)
    await remembered(store, inbound("m3", received_at=NOW + 2 * MINUTE), outcome=Outcome("query"))
    await remembered(store, inbound("m4", received_at=NOW + 3 * MINUTE, chat=None), outcome=Outcome("chatter"))
    async with store.unit_of_work() as uow:
        last = uow.inbox.last_of
        assert (await last("clerk1", "ent", kinds=["chatter"], since=NOW)).message_id == "m2"
        assert (await last("clerk1", "ent", kinds=["chatter", "query"], since=NOW)).message_id == "m3"
        assert (await last("clerk1", "", kinds=["chatter"], since=NOW)).message_id == "m4"
        assert await last("clerk1", "ent", kinds=["chatter"], since=NOW + timedelta(minutes=90)) is None
        assert await last("clerk2", "ent", kinds=["chatter"], since=NOW) is None


async def test_the_last_message_may_be_of_the_same_unit_of_work(store):
    async with store.unit_of_work() as uow:
        uow.inbox.remember(inbound("m1"), Outcome("chatter"), (), keep_text=True)
        uow.inbox.remember(inbound("m2"), Outcome("chatter"), (), keep_text=True)
        last = await uow.inbox.last_of("clerk1", "ent", kinds=["chatter"], since=NOW)
    assert last.message_id == "m2"


async def test_what_no_database_can_keep_is_kept_as_far_as_it_can_be(store):
    """NUL and lone surrogates come from outside; a message of them is remembered and recognised again."""
    odd = inbound("m\x001", text="在岗\x00126\ud83d人", sender="a\udc00b")
    await remembered(store, odd, outcome=Outcome("chatter", {"words": "\x00\ud800"}))
    async with store.unit_of_work() as uow:
        seen = await uow.inbox.recall([odd])
        stored = (await uow.inbox._connection.once(text("SELECT text FROM inbox"))).scalar_one()
    assert list(seen) == [("chat", "m\x001")]
    assert stored == "在岗\ufffd126\ufffd人"
