"""From a figure to its reports: 明细 and 异常, within what the asker may see."""

from datetime import datetime, timedelta

import pytest
from talking import ZONE, reading, reports, shown

from bot.reading.meaning import Chatter

TEN = datetime(2020, 3, 5, 10, 0, tzinfo=ZONE)


async def ask(talk, who, text, group=None):
    return await talk.say(who, Chatter(), text=text, at=TEN + timedelta(hours=1), group=group)


async def report(talk, who, unit, **fields):
    await talk.say(who, reports(reading(unit, **fields)), at=TEN, group="ent")


async def test_a_total_is_told_unit_by_unit_with_who_reported_when(talk):
    await report(talk, "clerk1", "e1", on_duty=120)
    await report(talk, "clerk2", "e2", on_duty=300)
    answer = await ask(talk, "duty", "明细 在岗人数 3月5日", group="cmd")
    assert shown(answer) == "3月5日日报在岗人数：2家填报，合计420人\n九明制药 300（钱二10:00）\n中光电 120（赵一10:00）"
    assert answer.outcome.data["field"] == "on_duty"


@pytest.mark.parametrize("text", ["在岗的明细", "明细 在岗 今天", "1号网格在岗明细", "看明细：到岗 1号网格"])
async def test_it_is_asked_in_several_ways(talk, text):
    await report(talk, "clerk1", "e1", on_duty=120)
    assert "中光电 120" in shown(await ask(talk, "boss", text))


async def test_a_grid_leader_sees_his_own_and_a_clerk_nothing(talk):
    await report(talk, "clerk1", "e1", on_duty=120)
    assert "中光电 120" in shown(await ask(talk, "head1", "明细 在岗"))
    assert "还没有人填报" in shown(await ask(talk, "head2", "明细 在岗"))
    assert (await ask(talk, "head2", "明细 在岗 1号网格")).outcome.data["code"] == "may_not_ask"
    assert "中光电 120" not in "".join(reply.text for reply in (await ask(talk, "clerk2", "明细 在岗")).replies)


async def test_what_is_odd_is_told_by_unit(talk):
    await report(talk, "clerk1", "e1", on_duty=400, masks_stock=500)
    await report(talk, "clerk2", "e2", on_duty=123)
    assert shown(await ask(talk, "duty", "异常 3月5日")) == "3月5日日报\n异常1家：\n中光电：数字都是整百"
    assert shown(await ask(talk, "duty", "2号网格异常")) == "2号网格3月5日日报没有看出异常。"


@pytest.mark.parametrize("text", ["明细", "明细 天气", "体温异常2人", "今天有异常情况要注意防范", "在岗明细\n返岗明细"])
async def test_other_talk_is_left_alone(talk, text):
    answer = await ask(talk, "duty", text, group="cmd")
    assert answer.outcome.data.get("field") is None
    assert "异常1家" not in "".join(reply.text for reply in answer.replies)


async def test_a_day_that_is_none_is_said(talk):
    assert (await ask(talk, "duty", "明细 在岗 2月30日")).outcome.data["code"] == "no_such_day"


@pytest.mark.parametrize(
    "text", ["哪几家有发烧的", "今天哪家有发热的", "发热的是哪几家", "有发烧的是哪些单位", "1号网格哪些企业有体温异常"]
)
async def test_who_has_any_is_told_without_the_zeros(talk, text):
    await report(talk, "clerk1", "e1", on_duty=120, abnormal_temp=0)
    await report(talk, "clerk2", "e2", on_duty=300, abnormal_temp=2)
    answer = shown(await ask(talk, "duty", text, group="cmd"))
    assert answer.endswith("3月5日日报体温异常：1家填报，合计2人\n九明制药 2（钱二10:00）")


async def test_where_nobody_has_any_it_is_said_of_how_many(talk):
    await report(talk, "clerk1", "e1", on_duty=120, isolated=0)
    assert shown(await ask(talk, "duty", "哪几家有隔离的")) == "3月5日日报现隔离：填报的1家都是0。"


@pytest.mark.parametrize("text", ["哪几家没报", "哪家快递好", "哪家有空位", "在哪家", "哪些单位有问题"])
async def test_which_alone_is_no_such_question(talk, text):
    answer = await ask(talk, "duty", text, group="cmd")
    assert answer.outcome.data.get("field") is None
