"""Applications to resume work: proofs, days, gates, a check from outside, approval of several in one message."""

from dataclasses import replace
from datetime import datetime

import pytest
from talking import DISTRICT, ZONE, shown

from bot.directory.model import Member
from bot.forms.load import load_preset
from bot.messages import Media
from bot.reading.meaning import Chatter

KIND = next(one for one in load_preset("heyuan-2020").cases if one.id == "resumption")
NINE = datetime(2020, 2, 8, 9, 0, tzinfo=ZONE)
WHOLE = (
    "复工申请 拟2月15日复工，老总2月12日到岗 机制：防控小组5人，名单已报 排查：200人排查表已交 "
    "物资：口罩2000只，测温枪4把 管理：分餐、错峰、测温、消毒都有安排"
)
TAGS = {"e2": {"priority_goods"}, "e1": {"above_scale"}, "e3": {"suspended"}}


@pytest.fixture
def talk(talk, preset):
    talk.preset = replace(preset, cases=(KIND,))
    units = tuple(replace(unit, tags=frozenset(TAGS.get(unit.id, ()))) for unit in DISTRICT.units)
    second = Member("boss2", "卫二", "leader")
    talk.directory = replace(DISTRICT, units=units, members=(*DISTRICT.members, second))
    talk.now = NINE
    return talk


async def say(talk, who, text, group=None, **more):
    return await talk.say(who, Chatter(), text=text, group=group, **more)


def code(answer):
    return answer.outcome.data.get("code", "")


async def verified(talk, number="F0001", clerk="clerk1", checker="worker1"):
    await say(talk, clerk, WHOLE)
    await say(talk, clerk, f"{number} 提交")
    return await say(talk, checker, f"{number} 验收通过 现场看过")


async def test_before_there_is_one_everything_that_it_needs_is_told(talk):
    told = shown(await say(talk, "clerk1", "我还差什么才能复工", "ent"))
    assert told.splitlines()[0] == "中光电还没有复工申请。需要："
    assert "一般企业不早于2月9日24时复工，最早2月10日" in told
    assert told.endswith("请发：复工申请 中光电 拟2月15日复工\n提交以后由网格员、网格长或挂钩领导办，1天内。")


async def test_ticks_open_an_application_and_prove_nothing(talk):
    told = shown(await say(talk, "clerk1", "复工申请 中光电 拟2月15日 四落实:机制√ 排查√ 物资√ 管理√", "ent"))
    assert told.count("还缺证明") == 4
    assert "负责人到岗日：还没写是哪天" in told


async def test_proofs_and_days_are_added_until_nothing_is_lacking(talk):
    assert "\n已记：计划复工日2月15日。\n还差：" in shown(await say(talk, "clerk1", "复工申请 拟2月15日"))
    told = shown(await say(talk, "clerk1", "F0001 机制：小组5人，名单已报"))
    assert told.startswith("已记：防控机制到位。\nF0001（中光电）现在“准备中”，还差4项")
    assert "已记：负责人到岗日2月13日。" in shown(await say(talk, "clerk1", "F0001 老总返岗 2月13日"))
    assert "负责人到岗日是2月13日，最迟应是2月12日" in shown(await say(talk, "clerk1", "F0001 老总返岗 2月13日"))
    await say(talk, "clerk1", "F0001 物资", media=(Media("image"),))
    assert code(await say(talk, "clerk1", "F0001 提交")) == "lacking"
    await say(talk, "clerk1", "F0001 排查：200人排查表已交；管理：分餐错峰都有安排")
    assert "条件都齐了" in shown(await say(talk, "clerk1", "F0001 2月16日复工"))
    assert (await say(talk, "clerk1", "提交申请")).outcome.data["to_state"] == "applied"


async def test_a_second_application_of_the_unit_goes_to_the_open_one(talk):
    await say(talk, "clerk1", "复工申请 拟2月15日")
    answer = await say(talk, "clerk1", WHOLE)
    assert answer.outcome.data["case"] == "F0001"
    assert "条件都齐了" in shown(answer)


@pytest.mark.parametrize(
    ("clerk", "text", "early"),
    [
        ("clerk1", "复工申请 拟2月9日", "· 早于准许的日期：一般企业不早于2月9日24时复工，最早2月10日"),
        ("clerk34", "复工申请 华信电子 拟2月20日", "· 早于准许的日期：名单内商铺暂停营业到2月底，最早3月1日"),
        ("clerk2", "复工申请 拟2月9日", ""),
    ],
)
async def test_each_trade_has_its_gate(talk, clerk, text, early):
    told = shown(await say(talk, clerk, text))
    assert early in told
    assert ("早于准许的日期" in told) is bool(early)


@pytest.mark.parametrize(
    ("text", "part"), [("复工申请 拟2月1日", "已经过去"), ("复工申请 拟2月30日", "写的日子不存在")]
)
async def test_a_day_that_cannot_be_opens_nothing(talk, text, part):
    assert part in shown(await say(talk, "clerk1", text))
    assert "还没有复工申请" in shown(await say(talk, "clerk1", "我还差什么才能复工"))


async def test_nobody_of_the_unit_and_nobody_who_applied_for_it_checks_it(talk):
    await say(talk, "clerk1", WHOLE)
    await say(talk, "clerk1", "F0001 提交")
    assert code(await say(talk, "clerk1", "F0001 验收通过 我看过了")) == "may_not"
    await say(talk, "worker1", WHOLE.replace("复工申请", "复工申请 九明制药"))
    await say(talk, "worker1", "F0002 提交")
    assert code(await say(talk, "worker1", "F0002 验收通过 我看过了")) == "same_person"
    assert code(await say(talk, "head1", "F0002 验收通过")) == "incomplete"
    assert (await say(talk, "head1", "F0002 验收通过 现场看过")).outcome.data["to_state"] == "verified"


async def test_what_is_sent_back_names_the_item_that_must_be_proven_anew(talk):
    await say(talk, "clerk1", WHOLE)
    await say(talk, "clerk1", "F0001 提交")
    await say(talk, "worker1", "F0001 退回 物资：测温枪只有1把，至少3把")
    told = shown(await say(talk, "clerk1", "我还差什么才能复工"))
    assert "还差1项：\n· 设施物资到位：还缺证明" in told
    assert "2月8日" not in told
    assert code(await say(talk, "clerk1", "F0001 提交")) == "lacking"


async def test_leaders_approve_several_in_one_message_but_never_what_they_checked_themselves(talk):
    await verified(talk)
    await verified(talk, "F0002", "clerk2", "boss")
    assert code(await say(talk, "worker1", "批准 F0001")) == "may_not"
    answer = await say(talk, "boss", "批准 F0001、F0002", "cmd")
    assert shown(answer).splitlines()[0] == "批准1张，1张没有办："
    assert answer.outcome.data["case"] == "F0001"
    answer = await say(talk, "boss2", "同意 F0002 F0001")
    assert "F0002（九明制药）批准：已记下" in shown(answer)
    assert "F0001现在是“已批准”，不能同意" in shown(answer)


async def test_the_queue_goes_by_priority_then_by_deadline(talk):
    for number, clerk in (("F0001", "clerk1"), ("F0002", "clerk2")):
        await verified(talk, number, clerk)
    told = shown(await say(talk, "boss", "待审批的复工申请")).splitlines()
    assert [line.split()[0] for line in told[1:]] == ["F0002", "F0001"]
    assert told[0] == "“待审批”的复工申请2张："


async def test_nothing_is_approved_before_its_gate(talk):
    await verified(talk)
    units = tuple(replace(one, tags=frozenset({"suspended"})) for one in talk.directory.units)
    talk.directory = replace(talk.directory, units=units)
    answer = await say(talk, "boss", "批准 F0001")
    assert code(answer) == "lacking"
    assert "最早3月1日" in shown(answer)


async def test_it_is_resumed_suspended_and_applied_for_again(talk):
    await verified(talk)
    assert "期限2月17日24:00" in shown(await say(talk, "boss", "批准 F0001"))
    answer = await say(talk, "clerk1", "F0001 已复工")
    assert code(answer) == "not_yet"
    assert shown(answer) == "F0001的计划复工日是2月15日，还没到，不能已复工。"
    day = datetime(2020, 2, 15, 8, 0, tzinfo=ZONE)
    assert "现在“已复工”" in shown(await say(talk, "clerk1", "F0001 已复工", at=day))
    assert "现在“已暂停”" in shown(await say(talk, "head1", "F0001 暂停 食堂未分餐"))
    assert "现在“准备中”" in shown(await say(talk, "clerk1", "F0001 重新申请 食堂已分餐"))


async def test_once_handed_in_the_proofs_stand_and_the_question_says_who_has_it(talk):
    await say(talk, "clerk1", WHOLE)
    await say(talk, "clerk1", "F0001 提交")
    assert code(await say(talk, "clerk1", "F0001 物资：口罩1只，测温枪9把")) == "not_now"
    told = shown(await say(talk, "clerk1", "我还差什么才能复工"))
    assert told == (
        "F0001（中光电）：条件都齐了，现在“待验收”。等网格员、网格长或挂钩领导，期限2月9日24:00，还有1天14小时。"
    )


async def test_no_answer_tells_of_another_unit(talk):
    await verified(talk)
    assert code(await say(talk, "clerk2", "中光电还差什么才能复工")) == "unit_not_yours"
    assert code(await say(talk, "clerk2", "F0001 到哪了")) == "unknown_case"
    assert "中光电" not in shown(await say(talk, "clerk2", "我还差什么才能复工"))
    assert shown(await say(talk, "clerk2", "复工申请汇总")) == "还没有复工申请。"
    assert "条件都齐了" in shown(await say(talk, "duty", "中光电还差什么才能复工"))


@pytest.mark.parametrize("text", ["复工申请怎么写", "复工申请要交给谁？"])
async def test_a_question_about_applications_opens_none(talk, text):
    assert (await say(talk, "clerk1", text)).outcome.kind == "chatter"
