"""The register by message: a clerk introduces himself and is confirmed, and units come, are renamed, move and go."""

from dataclasses import replace

import pytest
from talking import DISTRICT, Talk, reading, reports, shown

from bot.directory.changing import changed_directory
from bot.reading.meaning import Chatter


@pytest.fixture
def say(talk: Talk):
    """One message, after which the directory is read anew, as the snapshot does."""

    async def run(who, text, **more):
        answer = await talk.say(who, Chatter(), text=text, **more)
        _, changes = await talk.store.load_changes()
        talk.directory = changed_directory(DISTRICT, changes)
        return answer

    return run


def told(answer, **to):
    """The texts to a group or a member."""
    [[key, value]] = to.items()
    return [reply.text for reply in answer.replies if reply.to is not None and getattr(reply.to, key) == value]


async def test_a_stranger_introduces_himself_and_waits(say, talk):
    answer = await say("wx_new", "大家好，我叫周敏，负责九明制药的日报", group="ent")
    assert shown(answer) == "收到R1：周敏做九明制药的填报人。请网格长或值班员确认；确认以前照原来的报。"
    [application] = told(answer, member="head1")
    assert application == (
        "【填报人申请 R1】周敏做九明制药的填报人\n现填报人：钱二。名字是本人自报的，请核实再定。\n"
        "同意请回：同意 R1；不同意请回：不同意 R1 原因"
    )
    assert told(answer, group="cmd") == [application]
    assert talk.directory == DISTRICT


async def test_one_word_of_the_grid_leader_makes_him_the_clerk(say, talk):
    await say("wx_new", "我叫周敏，负责九明制药的日报", group="ent")
    answer = await say("head1", "同意 R1")
    assert shown(answer) == "已登记R1：周敏做九明制药的填报人。弄错了请回：撤销 R1"
    [welcome] = told(answer, member="wx_new")
    assert welcome.startswith("已确认：您是九明制药的填报人了。每天18:00前发一条，例如：在岗 126")
    assert talk.directory.member("wx_new").units == ("e2",)
    assert [member.name for member in talk.directory.clerks_of("e2")] == ["钱二", "周敏"]


async def test_who_takes_over_relieves_the_old_clerk_who_is_told(say, talk):
    await say("wx_new", "九明制药以后由我报数", group="ent")
    answer = await say("duty", "同意R1")
    assert [member.user_id for member in talk.directory.clerks_of("e2")] == ["wx_new"]
    [text] = told(answer, member="clerk2")
    assert text.startswith("九明制药的填报人已换成九明制药填报人，您不用再报了。")


async def test_undoing_brings_the_old_clerk_back(say, talk):
    await say("wx_new", "九明制药以后由我报数", group="ent")
    await say("duty", "同意R1")
    assert "已撤销R1" in shown(await say("duty", "撤销 R1 报错群了"))
    assert talk.directory == DISTRICT


@pytest.mark.parametrize("who", ["clerk1", "worker1", "head2", "wx_new"])
async def test_nobody_without_the_right_confirms(say, talk, who):
    await say("wx_other", "我是九明制药的填报人", group="ent")
    answer = await say(who, "同意 R1")
    assert answer.outcome.kind in ("refused", "chatter")
    assert talk.directory == DISTRICT


async def test_a_declined_application_is_told_with_its_reason_and_changes_nothing(say, talk):
    await say("wx_new", "我是九明制药的填报人", group="ent")
    answer = await say("duty", "不同意 R1 公司说没有这个人")
    assert told(answer, member="wx_new") == ["R1没有同意（九明制药填报人做九明制药的填报人）：公司说没有这个人"]
    assert shown(await say("duty", "同意 R1")) == "R1已经退回，不用再定。"
    assert talk.directory == DISTRICT


async def test_asking_twice_is_one_application(say):
    await say("wx_new", "我是九明制药的填报人", group="ent")
    assert "R1还在等" in shown(await say("wx_new", "我是九明制药的填报人", group="ent"))


async def test_nobody_confirms_himself(say):
    await say("worker1", "新增单位 河源新奇玩具有限公司 企业 1号网格")
    answer = await say("worker1", "同意 R1")
    assert "由本网格的网格长或值班员决定" in shown(answer)


async def test_a_name_that_fits_two_units_is_asked_about(say):
    assert "不止一家" in shown(await say("wx_new", "我是华信的填报人", group="ent"))


async def test_a_clerk_leaves_and_the_unit_is_told_of_as_without_one(say, talk):
    answer = await say("clerk2", "我不再负责九明制药的填报了")
    assert shown(answer).startswith("已登记R1：钱二不再做九明制药的填报人。")
    assert talk.directory.clerks_of("e2") == ()
    assert shown(await say("duty", "九明制药的填报人是谁")) == "广东九明制药有限公司现在没有填报人。"


async def test_an_officer_renames_moves_closes_and_reopens_at_once(say, talk):
    await say("duty", "九明制药更名为广东九明生物制药有限公司")
    assert talk.directory.unit_by_id["e2"].name == "广东九明生物制药有限公司"
    assert "九明制药" in talk.directory.unit_by_id["e2"].aliases
    answer = await say("duty", "九明制药调整到2号网格")
    assert shown(answer) == "已登记R2：九明制药从1号网格调到2号网格。弄错了请回：撤销 R2"
    assert talk.directory.unit_by_id["e2"].area == "g2"
    assert "3月5日是最后一天，搬走了" in shown(await say("boss", "停用单位 九明制药 搬走了"))
    assert talk.directory.unit_by_id["e2"].active_to is not None
    await say("admin", "恢复单位 九明制药")
    assert talk.directory.unit_by_id["e2"].active_to is None


async def test_a_grid_leader_adds_to_his_own_grid_and_elsewhere_it_is_an_application(say, talk):
    answer = await say("head1", "新增单位 河源新奇玩具有限公司 企业")
    assert shown(answer) == "已登记R1：新增企业河源新奇玩具有限公司（1号网格）。弄错了请回：撤销 R1"
    [unit] = [unit for unit in talk.directory.units if unit.name == "河源新奇玩具有限公司"]
    assert (unit.area, unit.kind) == ("g1", "enterprise")
    elsewhere = await say("head1", "新增工地 江畔花园项目部 2号网格")
    assert shown(elsewhere).startswith("收到R2：新增工地江畔花园项目部（2号网格）。")
    assert len(told(elsewhere, member="head2")) == 1


async def test_the_history_is_told_to_who_may_see_it(say):
    await say("duty", "九明制药更名为广东九明生物制药有限公司")
    await say("duty", "撤销 R1")
    text = shown(await say("head1", "变更记录"))
    assert text == "变更记录：\nR1 广东九明制药有限公司更名为广东九明生物制药有限公司（已撤销）"
    assert shown(await say("head2", "变更记录")) == "没有查到变更记录。"


async def test_a_report_that_names_its_clerk_is_still_a_report(talk):
    answer = await talk.say("clerk2", reports(reading("e2", on_duty=126)), text="我是九明制药的填报人，在岗126")
    assert answer.outcome.kind == "report"


async def test_a_resident_changes_no_unit(say, talk):
    answer = await say("wx_new", "停用单位 九明制药 关门了")
    assert answer.outcome.kind == "chatter"
    assert talk.directory == replace(DISTRICT)
