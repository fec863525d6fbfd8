"""Beside deciding a list: hold it, verify it, follow it, pause after wrong names, wait for the morning, no rankings."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from talking import DISTRICT, TODAY, ZONE, Talk, reading, reports, shown

from bot.forms.attention import Quiet
from bot.forms.fairness import Fairness
from bot.messages import Destination
from bot.reading.meaning import Chatter, Detail, OrderMeaning, QuestionMeaning
from bot.store.records import CriticismList, ListEntry

EVENING = datetime(2020, 3, 5, 20, 20, tzinfo=ZONE)
CUTOFF = datetime(2020, 3, 5, 20, 0, tzinfo=ZONE).astimezone(UTC)


async def draft(talk: Talk, number="0305-1", units=("e1", "e2")) -> None:
    entries = tuple(ListEntry(unit, "listed", {"reminders": []}) for unit in units)
    async with talk.store.unit_of_work() as uow:
        uow.lists.add(CriticismList(number, "daily", TODAY, "draft", CUTOFF, CUTOFF, ("ent",), entries))
        await uow.flush()
        await uow.commit()


@pytest.fixture
async def drafted(talk: Talk) -> Talk:
    await draft(talk)
    talk.now = EVENING
    return talk


async def say(talk, who, text, *, group=None, at=None):
    return await talk.say(who, Chatter(), text=text, group=group, at=at)


async def order(talk, who, action, *units, number=None, reason=""):
    return await talk.say(who, OrderMeaning(action, number, units, reason), group="cmd")


async def posted(talk, kind="criticism", number="0305-1"):
    async with talk.store.unit_of_work() as uow:
        return [row for row in await uow.outbox.about_list(number) if row.kind == kind]


async def test_a_draft_that_is_held_is_posted_by_nobody_until_somebody_says_its_number(drafted):
    assert "暂缓要写原因" in shown(await say(drafted, "duty", "暂缓 0305-1"))
    answer = await say(drafted, "duty", "暂缓 0305-1 等供电局核实停电")
    assert "已暂缓，没有发布，最晚3月12日自动作废" in shown(answer)
    assert not await posted(drafted)
    assert ("duty", "list_held", "list:0305-1") in await drafted.audit()
    assert (await say(drafted, "clerk1", "暂缓 0305-1 我们停电")).outcome.data["code"] == "may_not_decide"


async def test_a_number_that_was_published_is_ours_and_any_other_is_not(drafted):
    assert "无此通报" in shown(await say(drafted, "clerk34", "核验 0305-1")), "a draft is nothing published"
    assert "无此通报" in shown(await say(drafted, "clerk1", "核验 0305-1", group="ent"))
    assert "还是草稿，没有人批准，没有发布" in shown(await say(drafted, "clerk1", "核验 0305-1"))
    await order(drafted, "duty", "publish")
    told = shown(await say(drafted, "clerk1", "核验 通报0305-1"))
    assert told == "通报0305-1是真的：3月5日日报逾期，2家，3月5日20:24由冯八签发。"
    assert "中光电" not in told
    assert "无此通报" in shown(await say(drafted, "stranger", "核验 0305-2"))
    await order(drafted, "boss", "retract", "e1", reason="漏收")
    assert "其中1家后来已更正" in shown(await say(drafted, "stranger", "核验 0305-1"))
    late = EVENING + timedelta(days=61)
    assert "无此通报" in shown(await say(drafted, "clerk1", "核验 0305-1", at=late))


async def test_the_trail_of_a_list_tells_who_did_what_and_what_the_platform_took(drafted):
    await order(drafted, "duty", "strike", "e2", reason="停电")
    await say(drafted, "clerk1", "申诉 0305-1 已报")
    await say(drafted, "boss", "维持 S1 没有记录")
    await order(drafted, "duty", "publish")
    moment = drafted.now + timedelta(seconds=1)
    for row in await drafted.store.delivery.claim(now=moment, limit=9, lease=timedelta(60), worker="t"):
        await drafted.store.delivery.settle(row.id, state="sent", at=moment)
    told = shown(await say(drafted, "duty", "0305-1 经过"))
    assert told.splitlines() == [
        "通报0305-1（3月5日日报逾期）的经过：",
        "3月5日20:21 冯八 剔除：九明制药，原因：停电",
        "3月5日20:22 赵一 申诉：S1，中光电",
        "3月5日20:23 王七 维持（申诉不成立）：S1，中光电，原因：没有记录",
        "3月5日20:24 冯八 批准发布：中光电",
        "3月5日20:24 平台已收下通报：企业群",
    ]
    refused = await say(drafted, "duty", "0305-1 经过", group="ent")
    assert refused.outcome.data["code"] == "not_here"
    assert (await say(drafted, "clerk1", "0305-1 经过")).outcome.data["code"] == "may_not_decide"


async def test_after_too_many_wrong_names_nothing_is_posted_until_another_one_looked_into_it(drafted):
    drafted.preset = replace(drafted.preset, criticism=Fairness(pause_over=2, pause_least=2))
    await order(drafted, "duty", "publish")
    await order(drafted, "boss", "retract", "e1", reason="漏收")
    await draft(drafted, "0305-2", ("s1",))
    assert (await order(drafted, "admin", "publish", number="0305-2")).outcome.kind != "refused", "one is mended"
    await order(drafted, "boss", "retract", "e2", number="0305-1", reason="漏收")
    await draft(drafted, "0305-3", ("s1",))
    refused = await order(drafted, "admin", "publish", number="0305-3")
    assert refused.outcome.data["code"] == "criticism_paused"
    assert "近90天点名3家，更正了2家（66.7%），超过2%" in shown(refused)
    assert not await posted(drafted, number="0305-3")
    assert (await say(drafted, "duty", "恢复通报 已改从群记录核对")).outcome.data["code"] == "own_list"
    await say(drafted, "boss", "恢复通报 已改从群记录核对")
    assert (await order(drafted, "admin", "publish", number="0305-3")).outcome.data["units"] == ["s1"]


async def test_a_list_approved_at_night_waits_for_the_morning_and_loses_who_reports_until_then(drafted):
    drafted.preset = replace(drafted.preset, quiet=(Quiet.model_validate({"from": "20:00", "to": "07:30"}),))
    answer = await order(drafted, "duty", "publish")
    assert "现在是静默时段，07:30发出，之前补报的仍会移出" in shown(answer)
    [row] = await posted(drafted)
    assert row.due_at == datetime(2020, 3, 6, 7, 30, tzinfo=ZONE)
    await drafted.say("clerk1", reports(reading("e1", on_duty=5)))
    [row] = await posted(drafted)
    assert [entry.unit for entry in row.body.entries] == ["e2"]


async def test_a_public_reason_names_no_person_and_no_number(drafted):
    await order(drafted, "duty", "publish")
    assert await drafted.store.delivery.claim(now=drafted.now, limit=9, lease=timedelta(60), worker="t")
    await order(drafted, "boss", "retract", "e1", reason="赵一17:50报过，电话13800001234可查")
    [row] = await posted(drafted, "retraction")
    text = row.body.render()
    assert "有关人员17:50报过" in text
    assert "赵一" not in text
    assert "13800001234" not in text


def ranking():
    return QuestionMeaning("rate", detail=Detail(of_reports=True, by_grid=True))


async def test_rankings_are_told_in_private_until_two_officers_want_them_public_until_a_day(drafted):
    answer = await drafted.say("duty", ranking(), group="ent")
    assert shown(answer) == "各网格的排列只在私信和指挥部群里给，已私信您。"
    assert answer.replies[1].to == Destination(member="duty", channel="chat")
    assert (await say(drafted, "duty", "公开排名")).outcome.data["code"] == "until_when_and_why"
    await say(drafted, "duty", "公开排名 到3月6日 原因 冲刺复工")
    assert (await say(drafted, "duty", "同意公开排名")).outcome.data["code"] == "own_application"
    assert "已私信" in shown(await drafted.say("duty", ranking(), group="ent")), "one alone opens nothing"
    await say(drafted, "boss", "同意公开排名")
    assert "网格" in shown(await drafted.say("duty", ranking(), group="ent"))
    over = datetime(2020, 3, 7, 0, 0, tzinfo=ZONE)
    assert "已私信" in shown(await drafted.say("duty", ranking(), group="ent", at=over))


def test_the_district_of_this_test_has_two_who_may_decide():
    assert sum(member.role in ("duty_officer", "leader", "admin") for member in DISTRICT.members) >= 2
