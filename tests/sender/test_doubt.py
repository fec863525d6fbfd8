"""Sends without an answer: resent once with a mark, or held for a person, and never in silence."""

import asyncio
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from outgoing import HOUR, MINUTE, NOW, PLAIN, SECOND, Post

from bot.attempts import FAULTS, LEASE
from bot.errors import SendError, SendUnknown
from bot.messages import Attachment, Destination, Rate
from bot.parcels import RESENT


def lost():
    return SendUnknown("no answer")


def busy(wait=SECOND):
    return SendError("busy", permanent=False, retry_after=wait)


async def crashed(post):
    """A process took the rows and died before it wrote anything down."""
    await post.store.delivery.claim(now=post.clock.now(), limit=10, lease=LEASE, worker="gone")
    post.clock.advance(LEASE)


async def test_a_send_without_an_answer_is_repeated_once_and_says_so(post):
    await post.put("请补报")
    post.channel.script.append(lost())
    await post.play(post.sender())
    assert post.channel.texts == ["请补报", RESENT + "请补报"]
    assert (await post.row()).state == "sent"


async def test_when_the_repeat_has_no_answer_either_it_ends_as_unknown(post):
    await post.put("请补报", "下一条")
    post.channel.script.extend([lost(), lost()])
    await post.play(post.sender())
    assert post.channel.texts == ["请补报", RESENT + "请补报", "下一条"]
    assert await post.states() == ["unknown", "sent"]
    assert [row.key for row in await post.store.delivery.dead()] == ["list:t:请补报"]


async def test_a_repeat_that_was_certainly_not_sent_may_be_tried_again_with_its_mark(post):
    await post.put("请补报")
    post.channel.script.extend([lost(), busy(), busy()])
    await post.play(post.sender())
    assert post.channel.texts == ["请补报"] + [RESENT + "请补报"] * 3
    assert (await post.row()).state == "sent"


async def test_a_message_that_a_person_must_look_at_is_held_after_one_try(post):
    await post.put("通报", redelivery="hold")
    post.channel.script.append(lost())
    await post.play(post.sender())
    assert post.channel.texts == ["通报"]
    row = await post.row()
    assert row.state == "held"
    assert "no answer" in row.error


async def test_certain_failures_of_a_held_kind_are_tried_again(post):
    await post.put("通报", redelivery="hold")
    post.channel.script.append(busy())
    await post.play(post.sender())
    assert post.channel.texts == ["通报", "通报"]
    assert (await post.row()).state == "sent"


async def test_a_repeat_that_is_refused_leaves_the_first_in_doubt(post):
    await post.put("请补报")
    post.channel.script.extend([lost(), SendError("gone", permanent=True)])
    await post.play(post.sender())
    assert (await post.row()).state == "unknown"


async def test_where_the_platform_drops_repeats_they_are_not_marked_and_not_held(store):
    post = Post.on(store, limits=replace(PLAIN, swallows_repeats=30 * MINUTE, swallows_to=("member",)))
    await post.put("一", to=Destination(member="zhangsan"), redelivery="hold")
    post.channel.script.extend([lost(), lost(), lost()])
    await post.play(post.sender(), until=25 * MINUTE)
    assert post.channel.texts == ["一"] * 4
    assert len({parcel.key for parcel in post.channel.parcels}) == 1
    assert (await post.row()).state == "sent"


async def test_beyond_the_time_for_which_repeats_are_dropped_the_mark_comes_back(store):
    post = Post.on(store, limits=replace(PLAIN, swallows_repeats=30 * MINUTE))
    await post.put("一")
    post.channel.script.append(lost())
    sender = post.sender()
    await sender.run_due(NOW)
    post.clock.set(NOW + 29 * MINUTE)
    await sender.run_due(post.clock.now())
    assert post.channel.texts == ["一", RESENT + "一"]


async def test_what_is_dropped_for_members_is_not_dropped_for_groups(store):
    post = Post.on(store, limits=replace(PLAIN, swallows_repeats=30 * MINUTE, swallows_to=("member",)))
    await post.put("通报", redelivery="hold")
    await post.put("请补报", to=Destination(group="other"))
    post.channel.script.extend([lost(), lost()])
    await post.play(post.sender())
    assert sorted(post.channel.texts) == sorted(["通报", "请补报", RESENT + "请补报"])
    assert await post.states() == ["held", "sent"]


async def test_a_row_whose_process_died_in_the_middle_is_repeated_with_the_mark(post):
    await post.put("请补报")
    await crashed(post)
    await post.play(post.sender())
    assert post.channel.texts == [RESENT + "请补报"]
    assert (await post.row()).state == "sent"


async def test_a_row_whose_process_died_in_the_middle_is_held_where_its_kind_says_so(post):
    await post.put("通报", redelivery="hold")
    await crashed(post)
    await post.play(post.sender())
    assert post.channel.texts == []
    assert (await post.row()).state == "held"


async def test_before_its_lease_runs_out_nobody_else_touches_it(post):
    await post.put("请补报")
    await post.store.delivery.claim(now=NOW, limit=10, lease=LEASE, worker="busy")
    post.clock.advance(LEASE - SECOND)
    assert await post.sender().run_due(post.clock.now()) == 0


async def test_a_process_that_dies_in_the_repeat_does_not_make_it_a_third_time(post):
    await post.put("请补报")
    post.channel.script.append(lost())
    await post.sender().run_due(NOW)
    post.clock.advance(MINUTE)
    post.channel.gate = asyncio.Event()
    post.channel.called.clear()
    dying = asyncio.create_task(post.sender().run_due(post.clock.now()))
    await post.channel.called.wait()
    dying.cancel()
    with suppress(asyncio.CancelledError):
        await dying
    post.channel.gate = None
    post.clock.advance(LEASE)
    await post.play(post.sender())
    assert post.channel.texts == ["请补报", RESENT + "请补报"]
    assert (await post.row()).state == "unknown"


async def test_doubt_outlives_a_wait_for_the_rate_window(store):
    post = Post.on(store, limits=replace(PLAIN, per_destination=(Rate(1, HOUR),)))
    await post.put("请补报")
    post.channel.script.append(lost())
    await post.play(post.sender())
    assert post.channel.texts == ["请补报", RESENT + "请补报"]


async def test_what_is_in_doubt_when_it_expires_is_unknown_and_not_expired(post):
    await post.put("请补报", expires_at=NOW + 2 * MINUTE)
    post.channel.script.extend([lost(), busy(5 * MINUTE)])
    await post.play(post.sender())
    assert (await post.row()).state == "unknown"


async def test_a_call_that_does_not_end_is_unknown_before_the_lease_is_over(post, monkeypatch):
    monkeypatch.setattr("bot.attempts.SEND_SECONDS", 0.05)
    await post.put("请补报")
    post.channel.gate = asyncio.Event()
    await post.sender().run_due(NOW)
    row = await post.row()
    assert row.state == "due"
    assert row.error.startswith("unsure")


async def test_a_file_in_doubt_carries_the_mark_in_its_name(store):
    post = Post.on(store, limits=replace(PLAIN, files_apart=True))
    await post.put("附件", attachments=(Attachment("日报.xlsx", "application/x", b"123456"),))
    post.channel.script.extend([None, lost()])
    await post.play(post.sender())
    said = [parcel.text or parcel.attachments[0].name for parcel in post.channel.parcels]
    assert said == ["附件", "日报.xlsx", RESENT + "日报.xlsx"]


async def test_a_bug_in_a_channel_leaves_the_send_in_doubt_and_ends_after_the_repeat(post, caplog):
    await post.put("请补报", "下一条")
    post.channel.script.extend([KeyError("口罩 500"), KeyError("口罩 500")])
    await post.play(post.sender())
    assert post.channel.texts == ["请补报", RESENT + "请补报", "下一条"]
    assert await post.states() == ["unknown", "sent"]
    assert "口罩" not in caplog.text
    assert "KeyError" in str([vars(record) for record in caplog.records])


async def test_a_row_that_makes_our_code_fail_is_given_up_and_holds_up_nobody_for_ever(post):
    await post.put("毒", "下一条")
    good = post.directory

    class Poisoned:
        @property
        def group_by_id(self):
            raise ValueError("a bug")

    post.directory = Poisoned()
    sender = post.sender()
    for _ in range(FAULTS):
        assert await sender.run_due(post.clock.now()) == 1
        post.clock.advance(MINUTE)
    post.directory = good
    await post.play(sender)
    assert await post.states() == ["refused", "sent"]
    assert post.channel.texts == ["下一条"]


@pytest.mark.parametrize("faults", range(1, FAULTS))
async def test_a_bug_that_passes_costs_nothing(post, faults):
    await post.put("一")
    good = post.directory

    class Poisoned:
        @property
        def group_by_id(self):
            raise ValueError("a bug")

    post.directory = Poisoned()
    sender = post.sender()
    for _ in range(faults):
        await sender.run_due(post.clock.now())
        post.clock.advance(timedelta(minutes=1))
    post.directory = good
    await post.play(sender)
    assert (post.channel.texts, (await post.row()).state) == (["一"], "sent")
