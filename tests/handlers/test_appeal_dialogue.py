"""Objections to a list: kept out while open, judged by another than the approver, and mended where it was read."""

from datetime import UTC, datetime, timedelta

import pytest
from talking import TODAY, ZONE, Talk, reading, reports, shown

from bot.media.subject import of_appeal, subject_of
from bot.messages import Destination, Media
from bot.reading.meaning import Chatter, OrderMeaning
from bot.store.records import CriticismList, KeptFile, ListEntry

EVENING = datetime(2020, 3, 5, 20, 20, tzinfo=ZONE)
CUTOFF = datetime(2020, 3, 5, 20, 0, tzinfo=ZONE).astimezone(UTC)
EVIDENCE = {
    "due_at": datetime(2020, 3, 5, 18, 0, tzinfo=ZONE).isoformat(),
    "reminders": [{"kind": "reminder", "sent_at": datetime(2020, 3, 5, 16, 0, tzinfo=ZONE).isoformat(), "to": "ent"}],
    "arrivals": [],
}


@pytest.fixture
async def drafted(talk: Talk) -> Talk:
    """A draft of two enterprises."""
    entries = tuple(ListEntry(unit, "listed", EVIDENCE) for unit in ("e1", "e2"))
    item = CriticismList("0305-1", "daily", TODAY, "draft", CUTOFF, CUTOFF, ("ent",), entries)
    async with talk.store.unit_of_work() as uow:
        uow.lists.add(item)
        await uow.flush()
        await uow.commit()
    talk.now = EVENING
    return talk


async def say(talk: Talk, who, text, *, group=None, at=None):
    return await talk.say(who, Chatter(), text=text, group=group, at=at)


async def publish(talk: Talk, who="duty", number=None):
    return await talk.say(who, OrderMeaning("publish", number), group="cmd")


async def sent(talk: Talk) -> None:
    """The platform takes everything that is due."""
    moment = talk.now + timedelta(seconds=1)
    for row in await talk.store.delivery.claim(now=moment, limit=99, lease=timedelta(60), worker="t"):
        await talk.store.delivery.settle(row.id, state="sent", at=moment)


async def the_list(talk: Talk, number="0305-1"):
    async with talk.store.unit_of_work() as uow:
        return await uow.lists.get(number)


async def states(talk: Talk, number="0305-1"):
    return {entry.unit: entry.state for entry in (await the_list(talk, number)).entries}


async def posts(talk: Talk, kind, number="0305-1"):
    async with talk.store.unit_of_work() as uow:
        return [row for row in await uow.outbox.about_list(number) if row.kind == kind]


async def appeal(talk: Talk, number=1):
    async with talk.store.unit_of_work() as uow:
        return await uow.appeals.get(number)


async def test_an_objection_is_put_before_the_command_with_the_whole_chain_and_a_date(drafted):
    await publish(drafted)
    await sent(drafted)
    answer = await say(drafted, "clerk1", "申诉 0305-1 当天17:50已报，电话13800001234", group="ent")
    assert answer.outcome.data == {"list": "0305-1", "action": "appeal", "units": ["e1"], "appeal": "S1"}
    assert "收到申诉S1（中光电，通报0305-1）" in shown(answer)
    assert "3月10日18:00前答复您" in shown(answer), "three working days after a Thursday"
    [notice] = [reply for reply in answer.replies if reply.to is not None]
    assert notice.to == Destination(group="cmd")
    for words in (
        "【申诉 S1】中光电对通报0305-1",
        "当天17:50已报",
        "赵一",
        "16:00提醒",
        "由冯八于20:21批准发布",
        "采纳 S1",
    ):
        assert words in notice.text
    assert "13800001234" not in notice.text
    assert [button.words for button in notice.card.buttons] == ["采纳 S1", "维持 S1"]
    assert ("clerk1", "appeal_opened", "list:0305-1") in await drafted.audit()


async def test_an_open_objection_keeps_the_name_out_of_publishing(drafted):
    await say(drafted, "clerk1", "申诉 当天17:50已报")
    answer = await publish(drafted)
    assert answer.outcome.data["units"] == ["e2"]
    assert "申诉未答复、没有列入1家：中光电" in shown(answer)
    [post] = await posts(drafted, "criticism")
    assert [entry.unit for entry in post.body.entries] == ["e2"]
    assert await states(drafted) == {"e1": "disputed", "e2": "listed"}


async def test_nothing_is_posted_where_every_name_is_disputed(drafted):
    await say(drafted, "clerk1", "申诉 当天17:50已报")
    await say(drafted, "clerk2", "申诉 我们免报")
    assert "申诉还没有答复，没有发布" in shown(await publish(drafted))
    assert (await the_list(drafted)).state == "draft"
    assert not await posts(drafted, "criticism")


async def test_an_objection_between_the_word_and_the_send_takes_the_name_out_of_the_text(drafted):
    await publish(drafted)
    answer = await say(drafted, "clerk1", "申诉 当天17:50已报")
    assert "答复之前不会发布贵单位" in shown(answer)
    [post] = await posts(drafted, "criticism")
    assert [entry.unit for entry in post.body.entries] == ["e2"]
    assert (await states(drafted))["e1"] == "disputed"


async def test_an_accepted_objection_is_corrected_where_it_was_read_and_told_privately(drafted):
    await publish(drafted)
    await sent(drafted)
    await say(drafted, "clerk1", "申诉 0305-1 当天17:50已报", group="ent")
    answer = await say(drafted, "boss", "采纳 S1 系统漏收", group="cmd")
    assert "更正已发到企业群" in shown(answer)
    [post] = await posts(drafted, "retraction")
    assert post.to.group == "ent"
    assert "通报0305-1中中光电系误列：系统漏收。现予更正并致歉" in post.body.render()
    assert "17:50" not in post.body.render(), "the unit's own words are for the deciders"
    [told] = [reply for reply in answer.replies if reply.to is not None]
    assert told.to == Destination(member="clerk1")
    assert "已在原群更正致歉" in told.text
    assert await states(drafted) == {"e1": "retracted", "e2": "listed"}
    held = await appeal(drafted)
    assert (held.state, held.decided_by, held.why) == ("accepted", "boss", "系统漏收")


async def test_an_accepted_objection_to_a_draft_only_leaves_it(drafted):
    await say(drafted, "clerk1", "申诉 当天17:50已报")
    answer = await say(drafted, "duty", "采纳 S1")
    assert "已移出通报0305-1" in shown(answer)
    assert not await posts(drafted, "retraction")
    assert (await publish(drafted)).outcome.data["units"] == ["e2"]


async def test_what_is_dismissed_stands_and_the_unit_reads_why(drafted):
    await publish(drafted)
    await sent(drafted)
    await say(drafted, "clerk1", "申诉 0305-1 当天17:50已报")
    assert "维持要写理由" in shown(await say(drafted, "boss", "维持 S1"))
    answer = await say(drafted, "boss", "维持 S1 平台和系统都没有当天的记录")
    [told] = [reply for reply in answer.replies if reply.to is not None]
    assert (told.to, told.text) == (
        Destination(member="clerk1"),
        "申诉S1已核，维持通报0305-1。理由：平台和系统都没有当天的记录",
    )
    assert await states(drafted) == {"e1": "listed", "e2": "listed"}
    assert "S1已答复" in shown(await say(drafted, "clerk1", "申诉 0305-1 再说一次"))


async def test_a_name_left_out_and_dismissed_goes_back_to_a_draft_and_its_judge_does_not_publish_it(drafted):
    await say(drafted, "clerk1", "申诉 当天17:50已报")
    await publish(drafted)
    answer = await say(drafted, "boss", "维持 S1 没有记录")
    assert "【通报草稿0305-2】" in answer.replies[-1].text
    assert await states(drafted, "0305-2") == {"e1": "listed"}
    assert (await the_list(drafted, "0305-2")).state == "draft"
    again = await publish(drafted, "boss", "0305-2")
    assert again.outcome.data["code"] == "own_judgement"
    assert (await publish(drafted, "admin", "0305-2")).outcome.data["units"] == ["e1"]


async def test_neither_the_approver_nor_the_unit_nor_a_clerk_judges(drafted):
    await publish(drafted, "duty")
    await sent(drafted)
    await say(drafted, "clerk1", "申诉 0305-1 当天17:50已报")
    for who, code in (("duty", "own_list"), ("clerk2", "may_not_decide"), ("head1", "may_not_decide")):
        answer = await say(drafted, who, "采纳 S1")
        assert answer.outcome.data["code"] == code, who
    await say(drafted, "boss", "申诉 0305-1 九明制药 电话反映停电")
    assert (await say(drafted, "boss", "采纳 S2")).outcome.data["code"] == "own_appeal"
    assert (await appeal(drafted)).state == (await appeal(drafted, 2)).state == "open"


async def test_nobody_objects_for_others_or_to_what_is_over(drafted):
    await publish(drafted)
    await sent(drafted)
    assert (await say(drafted, "clerk2", "申诉 0305-1 中光电 已报")).outcome.data["code"] == "unit_not_yours"
    assert (await say(drafted, "clerk1", "申诉 0304-1 已报")).outcome.data["code"] == "appeal_unclear"
    assert "请写上理由" in shown(await say(drafted, "clerk1", "申诉 0305-1"))
    last = datetime(2020, 3, 10, 23, 59, tzinfo=ZONE)
    late = await say(drafted, "clerk2", "申诉 0305-1 已报", at=last + timedelta(minutes=1))
    assert late.outcome.data["code"] == "appeal_late"
    assert (await say(drafted, "clerk1", "申诉 0305-1 已报", at=last)).outcome.data["appeal"] == "S1"


async def test_a_group_learns_nothing_of_a_draft(drafted):
    answer = await say(drafted, "clerk1", "申诉 当天17:50已报", group="ent")
    assert shown(answer) == "已私信告诉您。"
    assert [reply.to for reply in answer.replies[1:]] == [Destination(member="clerk1"), Destination(group="cmd")]


async def test_an_objection_whose_name_is_gone_is_closed_and_told(drafted):
    await say(drafted, "clerk1", "申诉 当天17:50已报")
    await drafted.say("clerk1", reports(reading("e1", on_duty=5)))
    answer = await publish(drafted)
    assert answer.outcome.data["units"] == ["e2"]
    assert Destination(member="clerk1") in [reply.to for reply in answer.replies]
    assert (await appeal(drafted)).state == "moot"


async def test_an_objection_can_be_taken_back(drafted):
    await say(drafted, "clerk1", "申诉 当天17:50已报")
    assert shown(await say(drafted, "clerk1", "撤回申诉")) == "申诉S1已撤回。"
    assert (await publish(drafted)).outcome.data["units"] == ["e1", "e2"]


async def test_the_open_ones_are_listed_to_who_may_see_them(drafted):
    await publish(drafted)
    await sent(drafted)
    await say(drafted, "clerk1", "申诉 0305-1 当天17:50已报")
    assert shown(await say(drafted, "duty", "申诉名单")) == (
        "未答复的申诉1件：\nS1 中光电 通报0305-1，3月10日18:00前答复"
    )
    assert shown(await say(drafted, "clerk2", "申诉名单")) == "没有未答复的申诉。"
    assert "已超期" in shown(await say(drafted, "duty", "申诉名单", at=datetime(2020, 3, 11, 9, tzinfo=ZONE)))


async def test_why_tells_of_the_objection_and_that_the_name_does_not_count_meanwhile(drafted):
    await publish(drafted)
    await sent(drafted)
    await say(drafted, "clerk1", "申诉 0305-1 当天17:50已报")
    chain = shown(await say(drafted, "clerk1", "为什么有我"))
    assert "申诉：S1处理中，3月10日18:00前答复。" in chain
    assert chain.endswith("申诉答复之前，这一条不算数。")
    await say(drafted, "boss", "维持 S1 没有记录")
    assert "申诉：S1已答复，维持原通报，理由：没有记录。" in shown(await say(drafted, "clerk1", "为什么有我"))


def screenshot():
    return Media("image", {"name": "截图.png"})


async def test_a_screenshot_in_private_belongs_to_the_open_objection_and_the_deciders_look_at_it(drafted):
    await say(drafted, "clerk1", "申诉 当天17:50已报")
    sent_later = await drafted.say("clerk1", Chatter(), text="", media=(screenshot(),))
    assert shown(sent_later) == "已附到申诉S1，答复的人看得到。"
    assert subject_of(sent_later.outcome) == of_appeal("S1")
    along = await drafted.say("clerk2", Chatter(), text="申诉 我们免报", media=(screenshot(),))
    assert subject_of(along.outcome) == of_appeal("S2")
    kept = KeptFile(0, "appeal:S1", "image", "截图.png", "kept", "chat", {}, "clerk1", drafted.now, drafted.now,
                    drafted.now, digest="d1", media_type="image/png")  # fmt: skip
    async with drafted.store.unit_of_work() as uow:
        await uow.files.add([kept])
        await uow.commit()
    for who, seen in (("boss", 1), ("clerk1", 1), ("head1", 1)):
        assert (await say(drafted, who, "看图 S1")).outcome.data["files"] == seen, who
    assert (await say(drafted, "clerk2", "看图 S1")).outcome.data["code"] == "unknown_case"
    assert (await say(drafted, "boss", "看图 S9")).outcome.data["code"] == "unknown_case"


async def test_after_the_answer_a_picture_belongs_to_something_else(drafted):
    await say(drafted, "clerk1", "申诉 当天17:50已报")
    await say(drafted, "duty", "采纳 S1")
    later = await drafted.say("clerk1", Chatter(), text="", media=(screenshot(),))
    assert subject_of(later.outcome) is None


async def test_an_open_objection_is_among_what_is_open(drafted):
    await say(drafted, "clerk1", "申诉 当天17:50已报")
    assert "待答复申诉1件" in shown(await say(drafted, "duty", "未结事项"))
