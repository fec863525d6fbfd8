"""What would flood a group becomes one message, and every row of it keeps its own evidence, whatever goes wrong."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from outgoing import HOUR, MINUTE, NOW, PLAIN, SECOND, Post

from bot.bundles import MOST, fitting, joined
from bot.channels.base import Address
from bot.errors import SendError, SendUnknown
from bot.messages import Attachment, Body, Button, Card, Destination, Entry, Outbound, Rate
from bot.parcels import prepared
from bot.store.records import OutboxRow

WORK, DAY = Destination(group="work"), date(2020, 3, 5)
TO = Address("hook", "group", "robot-1")
SWALLOWING = replace(PLAIN, swallows_repeats=timedelta(minutes=30), swallows_to=("group",))


async def reminders(post, *texts, **more):
    await post.put(*texts, kind="reminder", **more)


async def duty(post, unit, *, form="daily", **more):
    """A reminder about one unit, which leaves it when the unit reports."""
    body = Body(f"{form} 还差：", (Entry(unit, f"{unit}-名", (f"u-{unit}",)),))
    one = Outbound(
        f"list:t:{form}:{unit}", "reminder", WORK, body, NOW, form=form, period=DAY, drop_when_done=True, **more
    )
    async with post.store.unit_of_work() as uow:
        uow.outbox.put(one)
        await uow.commit()


async def accepted(post, form="daily"):
    async with post.store.unit_of_work() as uow:
        return {one.unit: one.sent_at for one in await uow.outbox.accepted_about(form, DAY)}


async def test_ten_reminders_for_one_group_become_one_message_in_order(post):
    await reminders(post, *(f"第{n}条" for n in range(10)))
    assert await post.sender().run_due(NOW) == 1
    assert post.channel.texts == ["\n\n".join(f"第{n}条" for n in range(10))]
    rows = await post.rows()
    assert {(row.state, row.sent_at, row.part_done, row.attempts) for row in rows} == {("sent", NOW, 1, 1)}
    assert await post.sender().next_due() is None


async def test_those_that_waited_for_a_full_window_go_out_together(store):
    post = Post.on(store, limits=replace(PLAIN, per_destination=(Rate(1, HOUR),)))
    await reminders(post, "先")
    await post.sender().run_due(NOW)
    for n in range(5):
        post.clock.advance(MINUTE)
        await reminders(post, f"第{n}条")
        await post.sender().run_due(post.clock.now())
    await post.play(post.sender())
    assert post.channel.texts == ["先", "\n\n".join(f"第{n}条" for n in range(5))]


async def test_each_unit_has_its_evidence_and_each_mention_is_made_once(post):
    for unit in ("e1", "e2"):
        await duty(post, unit)
    await duty(post, "e1", form="weekly")
    await post.sender().run_due(NOW)
    [parcel] = post.channel.parcels
    assert parcel.mentions == ("u-e1", "u-e2")
    assert parcel.text == "daily 还差：\ne1-名\n\ndaily 还差：\ne2-名\n\nweekly 还差：\ne1-名"
    assert await accepted(post) == {"e1": NOW, "e2": NOW}
    assert await accepted(post, "weekly") == {"e1": NOW}


async def test_who_reports_while_it_waits_leaves_the_message_and_has_no_evidence_against_him(post):
    for unit in ("e1", "e2", "e3"):
        await duty(post, unit)
    post.channel.script.append(SendError("busy", permanent=False, retry_after=MINUTE))
    await post.sender().run_due(NOW)
    async with post.store.unit_of_work() as uow:
        await uow.outbox.drop_unit("daily", "e2", DAY)
        await uow.commit()
    await post.play(post.sender())
    assert "e2" in post.channel.texts[0]
    assert post.channel.texts[1] == "daily 还差：\ne1-名\n\ndaily 还差：\ne3-名"
    assert set(await accepted(post)) == {"e1", "e3"}


async def test_who_reports_first_of_all_leaves_the_rest_to_go_on(post):
    for unit in ("e1", "e2"):
        await duty(post, unit)
    post.channel.script.append(SendError("busy", permanent=False, retry_after=MINUTE))
    await post.sender().run_due(NOW)
    async with post.store.unit_of_work() as uow:
        await uow.outbox.drop_unit("daily", "e1", DAY)
        await uow.commit()
    await post.play(post.sender())
    assert post.channel.texts[1:] == ["daily 还差：\ne2-名"]
    assert await post.states() == ["emptied", "sent"]


@pytest.mark.parametrize("kind", ["criticism", "criticism_draft", "retraction", "alert", "reply", "case"])
async def test_what_people_decide_about_goes_alone(post, kind):
    await post.put("一", "二", kind=kind)
    await post.play(post.sender())
    assert post.channel.texts == ["一", "二"]


CARD = Card("提醒", buttons=(Button("收到", "收到"),))
APART = [{"attachments": (Attachment("a.xlsx", "x/y", b"123456"),)}, {"card": CARD}, {"in_reply_to": "m1"}]


@pytest.mark.parametrize("more", [*APART, {"priority": 6}, {"redelivery": "hold"}, {"kind": "digest"}])
async def test_what_is_of_another_sort_stands_apart_and_the_order_is_kept(post, more):
    await reminders(post, "一", "二")
    await post.put("三", **({"kind": "reminder"} | more))
    await reminders(post, "四", "五")
    await post.play(post.sender())
    assert post.channel.texts == ["一\n\n二", "三", "四\n\n五"]


async def test_what_is_due_later_or_elsewhere_does_not_go_along(post):
    await reminders(post, "一")
    await reminders(post, "别处", to=Destination(group="other"))
    post.clock.advance(SECOND)
    await reminders(post, "二")
    post.clock.set(NOW)
    await post.sender().run_due(NOW)
    assert sorted(post.channel.texts) == ["一", "别处"]


async def test_a_message_without_an_answer_is_repeated_as_it_was_and_once(post):
    await reminders(post, "一", "二", "三")
    post.channel.script.append(SendUnknown("no answer"))
    await post.sender().run_due(NOW)
    await reminders(post, "后来的")
    await post.play(post.sender())
    assert post.channel.texts == ["一\n\n二\n\n三", "（补发）一\n\n二\n\n三", "后来的"]
    assert await post.states() == ["sent"] * 4


async def test_where_the_platform_drops_repeats_the_repeat_is_the_very_same(store):
    post = Post.on(store, limits=SWALLOWING)
    await reminders(post, "一", "二")
    post.channel.script.append(SendUnknown("no answer"))
    await post.play(post.sender())
    first, second = post.channel.parcels
    assert first == second
    assert await post.states() == ["sent", "sent"]


async def test_a_repeat_that_is_not_the_same_any_more_is_marked(store):
    post = Post.on(store, limits=SWALLOWING)
    await reminders(post, "一")
    await reminders(post, "二", expires_at=NOW + SECOND)
    post.channel.script.append(SendUnknown("no answer"))
    await post.sender().run_due(NOW)
    post.clock.advance(MINUTE)
    await post.sender().run_due(post.clock.now())
    assert post.channel.texts[1:] == ["（补发）一"]


async def test_who_stopped_in_the_middle_of_the_send_is_followed_by_one_marked_repeat(post):
    await reminders(post, "一", "二", "三")
    [first] = await post.store.delivery.claim(now=NOW, limit=9, lease=MINUTE, worker="dead")
    following = await post.store.delivery.following(first, now=NOW, limit=9)
    await post.store.delivery.join(first.id, [row.id for row in following], until=NOW + MINUTE)
    await post.play(post.sender())
    assert post.channel.texts == ["（补发）一\n\n二\n\n三"]
    assert await post.states() == ["sent"] * 3


async def test_two_repeats_without_an_answer_leave_all_of_them_unknown(post):
    await reminders(post, "一", "二")
    post.channel.script.extend([SendUnknown("no answer")] * 2)
    await post.play(post.sender())
    assert await post.states() == ["unknown", "unknown"]
    assert len(post.channel.texts) == 2


async def test_after_a_refusal_each_goes_by_itself_so_that_only_the_guilty_one_is_lost(post):
    await reminders(post, "好", "坏", "也好")
    wrong = SendError("wrong", permanent=True, code=40058)
    post.channel.script.extend([wrong, None, wrong])
    await post.play(post.sender())
    assert post.channel.texts == ["好\n\n坏\n\n也好", "好", "坏", "也好"]
    assert await post.states() == ["sent", "refused", "sent"]


async def test_what_was_sent_is_not_sent_again_though_the_store_did_not_hear_of_it(post):
    await reminders(post, "一", "二")
    sender = post.sender()
    post.delivery.away.add("settle")
    await sender.run_due(NOW)
    post.delivery.away.clear()
    await post.play(sender)
    assert post.channel.texts == ["一\n\n二"]
    assert await post.states() == ["sent", "sent"]


async def test_what_was_turned_away_while_the_store_was_away_is_in_no_doubt(post):
    await reminders(post, "一", "二")
    sender = post.sender()
    post.channel.script.append(SendError("busy", permanent=False, retry_after=SECOND))
    post.delivery.away.add("settle")
    await sender.run_due(NOW)
    post.delivery.away.clear()
    await post.play(sender)
    assert post.channel.texts == ["一\n\n二", "一\n\n二"]
    assert await post.states() == ["sent", "sent"]


@pytest.mark.parametrize("call", ["following", "join", "members"])
async def test_a_store_that_goes_away_while_they_are_gathered_loses_and_doubles_nothing(post, call):
    await reminders(post, "一", "二")
    sender = post.sender()
    post.delivery.away.add(call)
    await sender.run_due(NOW)
    post.delivery.away.clear()
    await post.play(sender)
    said = "\n\n".join(post.channel.texts)
    assert (said.count("一"), said.count("二")) == (1, 1)
    assert await post.states() == ["sent", "sent"]


async def test_when_the_time_of_the_first_is_over_the_others_go_on(post):
    await reminders(post, "一", expires_at=NOW + MINUTE)
    await reminders(post, "二")
    post.channel.script.append(SendError("busy", permanent=False, retry_after=2 * MINUTE))
    await post.play(post.sender())
    assert post.channel.texts[1:] == ["二"]
    assert await post.states() == ["expired", "sent"]


async def test_what_the_platform_gave_back_counts_for_all_that_were_in_it(post):
    for unit in ("e1", "e2"):
        await duty(post, unit)
    await post.sender().run_due(NOW)
    assert await post.store.delivery.bounced("r1", "given back")
    assert await post.states() == ["refused", "refused"]
    assert await accepted(post) == {}


async def test_two_senders_say_everything_once(post):
    await reminders(post, *(f"第{n}条" for n in range(30)))
    await reminders(post, *(f"另{n}" for n in range(5)), to=Destination(group="other"))
    one, two = post.sender(worker="a"), post.sender(worker="b")
    for _ in range(10):
        await one.run_due(NOW)
        await two.run_due(NOW)
    said = "\n\n".join(post.channel.texts).split("\n\n")
    assert sorted(said) == sorted([*(f"第{n}条" for n in range(30)), *(f"另{n}" for n in range(5))])
    assert len(post.channel.texts) == 3


def a_row(number, text, mentions=()):
    return OutboxRow(
        number, f"k{number}", "reminder", WORK, Body(text), tuple(mentions), "due", NOW, None, "resend", 5, 0, NOW, None
    )


@given(
    texts=st.lists(st.text(st.sampled_from("网格报a，"), min_size=1, max_size=120), min_size=1, max_size=30),
    users=st.lists(st.lists(st.sampled_from(["u1", "u2", "u3"]), max_size=3), min_size=30, max_size=30),
    size=st.integers(300, 1200),
)
def test_a_bundle_is_one_message_with_everything_in_order(texts, users, size):
    limits = replace(PLAIN, text_bytes=size, max_mentions=2)
    rows = [a_row(n, text, named) for n, (text, named) in enumerate(zip(texts, users, strict=False))]
    members = fitting(rows[0], rows[1:], limits, TO)
    assert members == tuple(rows[1 : 1 + len(members)])
    if members:
        [part] = prepared(joined([rows[0], *members]), limits, TO, marked=True).parts
        assert len(part.text.encode()) <= size
        assert part.text.removeprefix("（补发）").split("\n\n") == texts[: 1 + len(members)]
        assert set(part.mentions) == {user for row in (rows[0], *members) for user in row.mentions}


async def test_there_is_a_most_to_one_message(post):
    await reminders(post, *(f"第{n}条" for n in range(MOST + 5)))
    await post.play(post.sender())
    assert [text.count("第") for text in post.channel.texts] == [MOST, 5]
