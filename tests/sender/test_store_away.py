"""The database goes away around a send and comes back: nothing is lost, and nothing that we know is doubted."""

import pytest
from outgoing import MINUTE, NOW, SECOND, Flaky

from bot.attempts import LEASE
from bot.errors import SendError, SendUnknown
from bot.parcels import RESENT


async def test_an_outbox_that_cannot_be_read_is_read_later(post):
    await post.put("一")
    sender = post.sender()
    post.delivery.away = {"claim"}
    await sender._fill()
    post.delivery.away = set()
    await post.play(sender)
    assert post.channel.texts == ["一"]


async def test_a_send_that_could_not_be_noted_is_not_made_again_by_the_one_who_knows(post, caplog):
    await post.put("通报", redelivery="hold")
    sender = post.sender()
    post.delivery.away = {"settle"}
    await sender.run_due(NOW)
    assert "not settled" in caplog.text
    post.delivery.away = set()
    post.clock.advance(LEASE)
    await post.play(sender)
    assert post.channel.texts == ["通报"]
    assert (await post.row()).state == "sent"


async def test_somebody_else_cannot_know_and_repeats_it_with_the_mark(post):
    await post.put("请补报")
    post.delivery.away = {"settle"}
    await post.sender().run_due(NOW)
    post.delivery.away = set()
    post.clock.advance(LEASE)
    await post.play(post.sender(worker="other"))
    assert post.channel.texts == ["请补报", RESENT + "请补报"]


async def test_what_somebody_else_tried_meanwhile_is_not_believed_from_memory(post):
    await post.put("请补报")
    first, other = post.sender(), post.sender(worker="other")
    post.delivery.away = {"reserve"}
    await first.run_due(NOW)  # nothing went out, and the first knows it
    post.clock.advance(LEASE)
    post.delivery.away = {"settle"}
    await other.run_due(post.clock.now())  # could not even note its mark: it sent nothing
    assert post.channel.texts == []
    post.delivery.away = set()
    post.clock.advance(LEASE)
    await post.play(first)
    assert post.channel.texts == [RESENT + "请补报"]


@pytest.mark.parametrize("call", ["reserve"])
async def test_a_row_that_was_certainly_not_sent_is_neither_marked_nor_held_later(post, call):
    await post.put("通报", redelivery="hold")
    sender = post.sender()
    post.delivery.away = {call}
    await sender.run_due(NOW)
    post.delivery.away = set()
    post.clock.advance(LEASE)
    await post.play(sender)
    assert post.channel.texts == ["通报"]
    assert (await post.row()).state == "sent"


async def test_the_mark_that_could_not_be_noted_is_tried_again(post):
    await post.put("请补报")
    sender = post.sender()
    post.channel.script.append(SendUnknown("no answer"))
    await sender.run_due(NOW)
    post.clock.advance(MINUTE)
    post.delivery.away = {"settle"}
    await sender.run_due(post.clock.now())
    assert post.channel.texts == ["请补报"]
    post.delivery.away = set()
    post.clock.advance(LEASE)
    await post.play(sender)
    assert post.channel.texts == ["请补报", RESENT + "请补报"]
    assert (await post.row()).state == "sent"


async def test_a_refusal_that_could_not_be_noted_is_still_a_refusal(post):
    await post.put("一")
    sender = post.sender()
    post.channel.script.append(SendError("gone", permanent=True))
    post.delivery.away = {"settle"}
    await sender.run_due(NOW)
    post.delivery.away = set()
    post.clock.advance(LEASE)
    await post.play(sender)
    assert ((await post.row()).state, post.channel.texts) == ("refused", ["一"])


async def test_parts_that_are_certainly_out_are_not_sent_again_though_nobody_noted_them(post):
    post.channel.limits = type(post.channel.limits)(text_bytes=120)
    await post.put("\n".join(f"第{n:02}行某某公司未报" for n in range(8)))
    sender = post.sender()
    post.delivery.away = {"settle"}
    await sender.run_due(NOW)
    assert len(post.channel.parcels) == 1
    post.delivery.away = set()
    post.clock.advance(LEASE + SECOND)
    await post.play(sender)
    texts = post.channel.texts
    assert len(texts) == len(set(texts)) > 2
    assert not [text for text in texts if RESENT in text]


async def test_a_flaky_store_passes_every_other_call_on(post):
    assert isinstance(post.delivery, Flaky)
    assert await post.delivery.next_due(NOW) is None
