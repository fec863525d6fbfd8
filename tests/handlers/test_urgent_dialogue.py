"""Urgent items by message: a value rings, somebody takes it on and closes it; what nobody understands is handed on."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from talking import ZONE, reading, reports, shown

from bot.messages import Destination
from bot.reading.meaning import Chatter, Problem

TEN = datetime(2020, 3, 5, 10, 0, tzinfo=ZONE)
ON_DUTY = "值班 今天 8:00-20:00 吴五 备班 冯八"


async def say(talk, who, text, *, at=TEN, group=None):
    return await talk.say(who, Chatter(), text=text, at=at, group=group)


async def fever(talk, count, *, at=TEN, who="clerk1", unit="e1", kind="report", **more):
    item = reading(unit, on_duty=120, abnormal_temp=count, **more)
    return await talk.say(who, reports(item, kind=kind), at=at, group="ent")


async def waiting(talk, at):
    rows = await talk.store.delivery.claim(now=at, limit=50, lease=timedelta(minutes=1), worker="w")
    return {row.to.key.rpartition("/")[2]: row for row in rows if row.kind in ("alert", "case")}


async def pending(talk):
    async with talk.store.unit_of_work() as uow:
        return await uow.urgents.pending()


async def test_a_fever_is_told_to_who_is_on_duty_with_the_report_and_the_clerk_hears_that(talk):
    await say(talk, "duty", ON_DUTY)
    answer = await fever(talk, 2)
    assert "已告知值班人员（A1），请保持电话畅通。" in shown(answer)
    rows = await waiting(talk, TEN)
    row = rows["member:head1"]
    assert (row.kind, row.priority) == ("alert", 0)
    assert row.body.render() == (
        "【急】A1 中光电 3月5日日报 体温异常 2人（赵一10:00报），请核实体温、有没有去过重点地区，按流程送诊。\n"
        "请10分钟内回：收到 A1"
    )
    assert row.card.buttons[0].words == "收到 A1"


async def test_no_fever_and_another_figure_mended_ring_nothing(talk):
    await fever(talk, 0)
    assert await pending(talk) == ()
    await fever(talk, 2)
    await talk.say("duty", Chatter(), text="收到 A1", at=TEN)
    await talk.say("duty", Chatter(), text="A1 办结 已送医", at=TEN)
    await talk.say("clerk1", reports(reading("e1", masks_stock=5), kind="correction"), at=TEN, group="ent")
    assert await pending(talk) == ()


async def test_taking_it_on_stops_the_climbing_and_tells_the_others(talk):
    await say(talk, "duty", ON_DUTY)
    await fever(talk, 2)
    answer = await say(talk, "head1", "收到 A1", at=TEN + timedelta(minutes=3))
    assert shown(answer) == "A1由您认领。办完请发：A1 办结 怎么处理的"
    assert answer.replies[0].settles.lines == ("吴五10:03收到",)
    [item] = await pending(talk)
    assert (item.state, item.taken_by, item.next_at) == ("taken", "head1", TEN + timedelta(hours=24, minutes=3))
    assert "member:head1" not in await waiting(talk, TEN), "what was not sent yet is not said any more"
    second = await say(talk, "boss", "收到 A1", at=TEN + timedelta(minutes=4))
    assert shown(second) == "A1已由吴五10:03认领。"
    assert ("head1", "urgent_taken", "urgent:A1") in await talk.audit()


async def test_a_bare_word_counts_in_private_where_one_waits_and_never_in_a_group(talk):
    await fever(talk, 2)
    assert (await say(talk, "duty", "收到", group="cmd")).outcome.kind == "chatter"
    assert shown(await say(talk, "duty", "收到")).startswith("A1由您认领")
    assert (await say(talk, "duty", "收到")).replies == ()
    await fever(talk, 1, who="clerk2", unit="e2")
    await fever(talk, 1, who="head1", unit="e3")
    assert shown(await say(talk, "duty", "收到")) == "收到哪一件？请回：收到 A2 或 收到 A3"


async def test_who_was_not_told_and_commands_nothing_takes_nothing_on(talk):
    await fever(talk, 2)
    assert (await say(talk, "head2", "收到 A1")).outcome.data["code"] == "may_not_take"
    assert (await say(talk, "clerk1", "收到 A1")).outcome.kind == "chatter"
    assert (await say(talk, "duty", "收到 A9")).outcome.data["code"] == "unknown_item"


async def test_closing_needs_a_word_and_tells_everybody_who_heard_of_it(talk):
    await fever(talk, 2)
    assert (await say(talk, "duty", "A1 办结")).outcome.data["code"] == "no_note"
    await say(talk, "boss", "收到 A1")
    answer = await say(talk, "boss", "A1 办结 已送医，同班组已测温")
    assert shown(answer) == "A1已办结，告诉过的人都会收到一句。"
    assert [(reply.to, reply.text.split("）")[-1]) for reply in answer.replies[1:]] == [
        (Destination(member="duty"), "。王七：已送医，同班组已测温")
    ]
    assert shown(await say(talk, "duty", "急件")) == "现在没有急件。"
    assert shown(await say(talk, "duty", "A1 办结 再来一次")) == "A1已经办结。"


async def test_a_correction_to_nothing_closes_it_and_one_to_more_tells_who_has_it(talk):
    await fever(talk, 2)
    await say(talk, "boss", "收到 A1")
    await fever(talk, 3, kind="correction", at=TEN + timedelta(minutes=5))
    rows = await waiting(talk, TEN + timedelta(minutes=5))
    assert "A1有新情况：中光电 3月5日日报 体温异常 3人" in rows["member:boss"].body.render()
    await fever(talk, 0, kind="correction", at=TEN + timedelta(minutes=6))
    assert await pending(talk) == ()
    rows = await waiting(talk, TEN + timedelta(minutes=20))
    assert "已由3更正为0" in rows["member:duty"].body.render()


async def test_the_list_says_who_has_what(talk):
    await fever(talk, 2)
    await fever(talk, 1, who="clerk2", unit="e2")
    await say(talk, "boss", "收到 A2")
    text = shown(await say(talk, "duty", "急件", at=TEN + timedelta(minutes=30)))
    assert text.splitlines()[0] == "没办结的急件2件："
    assert text.splitlines()[1].startswith("A1 已30分钟，没人收到：中光电")
    assert text.splitlines()[2].startswith("A2 已30分钟，王七在办：九明制药")


async def test_a_question_in_the_command_group_is_handed_to_who_is_on_duty(talk):
    await say(talk, "duty", ON_DUTY)
    answer = await say(talk, "boss", "隔离点还有几间空房？", group="cmd")
    assert shown(answer) == "这句我答不上来，已转给吴五（A1）。"
    rows = await waiting(talk, TEN)
    assert "指挥部有人问（王七）：“隔离点还有几间空房？”，没答上来，请去答一句。" in rows["member:head1"].body.render()
    closed = await say(talk, "head1", "收到 A1")
    assert shown(closed) == "A1记下了，请在群里答一句。"
    assert await pending(talk) == ()


async def test_without_anybody_on_duty_it_says_so_and_keeps_it(talk):
    talk.directory = replace(talk.directory, members=tuple(m for m in talk.directory.members if m.user_id != "duty"))
    answer = await say(talk, "boss", "隔离点还有几间空房？", group="cmd")
    assert shown(answer) == "这句我答不上来，现在没有当班的人可转，已记入未结事项（A1）。"
    [item] = await pending(talk)
    assert item.state == "open"


@pytest.mark.parametrize(
    ("who", "text", "group"),
    [
        ("boss", "我在去开发区的路上", "cmd"),
        ("boss", "@郑六 口罩到了吗？", "cmd"),
        ("boss", "谢谢", "cmd"),
        ("head1", "口罩到了吗？", "grid1"),
        ("stranger", "口罩到了吗？", "cmd"),
    ],
)
async def test_talk_among_people_is_handed_to_nobody(talk, who, text, group):
    assert (await say(talk, who, text, group=group)).replies == ()
    assert await pending(talk) == ()


async def test_who_is_on_duty_is_not_handed_his_own_question(talk):
    await say(talk, "duty", ON_DUTY)
    assert (await say(talk, "head1", "口罩到了吗？", group="cmd")).replies == ()


async def test_only_what_is_said_to_the_bot_is_handed_on_where_the_district_wants_that(talk):
    watch = talk.preset.watch.model_copy(update={"questions": "called"})
    talk.preset = replace(talk.preset, watch=watch)
    assert (await say(talk, "boss", "口罩到了吗？", group="cmd")).replies == ()
    answer = await say(talk, "boss", "@网格助手 口罩厂今天来几辆车", group="cmd")
    assert shown(answer).startswith("这句我答不上来，已转给冯八（A1）。")


async def test_of_a_tip_off_a_group_reads_no_number(talk):
    async with talk.store.unit_of_work() as uow:
        await uow.urgents.open(kind="tip", subject="T0001:taken_up", unit="", text="反映T0001收到2小时", at=TEN)
        await uow.commit()
    assert "T0001" in shown(await say(talk, "duty", "急件"))
    for text in ("急件", "未结事项"):
        said = shown(await say(talk, "duty", text, group="cmd"))
        assert "一件反映超过了时限" in said
        assert "T0001" not in said


async def test_a_fever_in_a_report_that_is_asked_back_is_told_at_once_and_once(talk):
    doubt = Problem("inexact_number", "masks_stock", "e1", "几百")
    item = reading("e1", doubt, on_duty=120, abnormal_temp=2)
    answer = await talk.say("clerk1", reports(item), at=TEN, group="ent")
    assert answer.outcome.kind == "ask_back"
    assert "已告知值班人员（A1），请保持电话畅通。" in shown(answer)
    [urgent] = await pending(talk)
    assert "体温异常 2人（赵一10:00报）" in urgent.text
    assert urgent.text.endswith("（这份报表别的数还在核对）")
    await fever(talk, 2, at=TEN + timedelta(minutes=1))
    [urgent] = await pending(talk)
    assert (urgent.number, "核对" in urgent.text) == ("A1", False)


async def test_a_doubtful_fever_itself_is_asked_back_and_told_to_nobody(talk):
    doubt = Problem("inexact_number", "abnormal_temp", "e1", "两三个")
    await talk.say("clerk1", reports(reading("e1", doubt, on_duty=120)), at=TEN, group="ent")
    assert await pending(talk) == ()


async def test_who_may_not_report_for_a_unit_rings_nothing(talk):
    await talk.say("clerk2", reports(reading("e1", on_duty=120, abnormal_temp=2)), at=TEN, group="ent")
    assert await pending(talk) == ()
