"""Rectification orders by message: opened, done, checked by somebody else, asked about, handed over, joined."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from talking import ZONE, shown

from bot.forms.load import load_preset
from bot.messages import Destination, Media, Quote
from bot.reading.meaning import Chatter, QuestionMeaning

KIND = next(one for one in load_preset("heyuan-2020").cases if one.id == "rectification")
ORDER = "整改 中光电：消防通道堵塞，3天内清理"


@pytest.fixture
def talk(talk, preset):
    talk.preset = replace(preset, cases=(KIND,))
    return talk


async def say(talk, who, text, group=None, **more):
    return await talk.say(who, Chatter(), text=text, group=group, **more)


def told(answer):
    return {reply.to.member: reply.text for reply in answer.replies if reply.to is not None}


def code(answer):
    return answer.outcome.data.get("code", "")


async def opened(talk):
    return await say(talk, "worker1", ORDER, "grid1")


async def done(talk):
    number = (await opened(talk)).outcome.data["case"]
    return await say(talk, "clerk1", f"{number} 完成 通道已清空，有照片")


async def closed(talk):
    await done(talk)
    return await say(talk, "head1", "Z0001 复查通过")


async def test_a_patrol_orders_with_measure_and_deadline_and_the_unit_is_told_in_private(talk):
    answer = await opened(talk)
    assert answer.outcome.kind == "case"
    assert answer.outcome.data == {
        "case": "Z0001", "case_type": "rectification", "from_state": "", "to_state": "ordered",
    }  # fmt: skip
    assert shown(answer) == "已开整改单Z0001：中光电，期限3月8日24:00。现在：待整改，等单位填报员。"
    assert told(answer) == {
        "clerk1": "【整改单Z0001】中光电，现在“待整改”\n内容：消防通道堵塞，3天内清理\n期限：3月8日24:00\n"
        "办完请发：Z0001 完成 怎么改的（可附照片）"
    }


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("巡察 企业:九明制药 时间:3月4日15:20 情况:食堂未分餐 要求:3月6日12:00前整改", "期限3月6日12:00"),
        ("责令整改 中光电 宿舍8人一间，立即分开", "期限3月5日24:00"),
        ("责令中光电整改，宿舍8人一间，3天内", "期限3月8日24:00"),
        ("中光电食堂未分餐，限3天内整改", "期限3月8日24:00"),
        ("整改 中光电：消毒记录缺2天", "期限3月8日24:00（没写期限，按规定天数）"),
    ],
)
async def test_orders_come_in_several_ways(talk, text, due):
    assert due in shown(await say(talk, "worker1", text))


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("整改 华信：没戴口罩", "这个名字有2家：河源市华信电子有限公司、河源华信达电子有限公司"),
        ("整改 张三公司：没戴口罩", "名册里没有“张三公司”"),
        ("责令整改 中光电", "还没写是什么事"),
        ("巡查中光电、九明制药，都要求整改垃圾堆放", "一张整改单只写一家单位"),
        ("整改 中光电：没戴口罩，2月30日前改", "写的期限不存在或已经过去"),
        ("整改 中光电：没戴口罩，3月1日前改", "写的期限不存在或已经过去"),
    ],
)
async def test_what_is_unclear_opens_nothing(talk, text, part):
    answer = await say(talk, "head1", text)
    assert answer.outcome.kind == "refused"
    assert part in shown(answer)
    assert shown(await say(talk, "duty", "整改单列表")) == "没有未办结的整改单。"


async def test_a_unit_of_another_grid_is_ordered_by_those_of_its_grid_and_by_who_commands(talk):
    assert code(await say(talk, "head2", ORDER)) == "may_not_open"
    assert (await say(talk, "boss", ORDER)).outcome.kind == "case"


@pytest.mark.parametrize(
    ("who", "text"),
    [
        ("worker1", "整改这事大家要重视"),
        ("clerk1", "整改 中光电：我说着玩"),
        ("clerk1", "我的待办"),
        ("clerk1", "整改完成"),
    ],
)
async def test_talk_in_a_group_is_talk(talk, who, text):
    assert (await say(talk, who, text, "grid1")).outcome.kind == "chatter"


async def test_it_is_done_with_a_proof_and_those_who_check_hear_what_to_type(talk):
    await opened(talk)
    assert code(await say(talk, "clerk1", "Z0001 完成")) == "incomplete"
    answer = await say(talk, "clerk1", "Z0001 完成 通道已清空", "ent")
    assert shown(answer) == "Z0001（中光电）完成：已记下，现在“待复查”，等网格员或网格长，期限3月6日24:00。"
    assert set(told(answer)) == {"worker1", "head1"}
    assert told(answer)["worker1"].endswith("办完请发：Z0001 复查通过")


async def test_a_step_that_needs_no_words_is_a_button_and_its_press_says_what_one_would_type(talk):
    assert all(reply.card is None for reply in (await opened(talk)).replies)  # 完成 needs a proof
    cards = [reply.card for reply in (await done(talk)).replies if reply.card is not None]
    assert {(button.label, button.words) for card in cards for button in card.buttons} == {
        ("复查通过", "Z0002 复查通过"),
    }  # fmt: skip
    answer = await say(talk, "head1", "Z0002 复查通过")
    assert answer.replies[0].settles.lines == ("中光电：复查通过，现在“已办结”",)


async def test_a_picture_beside_the_number_is_a_proof(talk):
    await opened(talk)
    answer = await say(talk, "clerk1", "Z0001 完成", media=(Media("image"),))
    assert answer.outcome.data["to_state"] == "done"


async def test_nobody_checks_his_own_work(talk):
    await done(talk)
    assert code(await say(talk, "clerk1", "Z0001 复查通过")) == "may_not"
    assert code(await say(talk, "head2", "Z0001 复查通过")) == "unknown_case"
    answer = await say(talk, "head1", "Z0001 复查通过")
    assert shown(answer) == "Z0001（中光电）复查通过：已记下，现在“已办结”。"
    assert set(told(answer)) == {"clerk1", "worker1"}


async def test_what_is_not_good_enough_goes_back_with_a_new_deadline(talk):
    await done(talk)
    answer = await say(talk, "worker1", "Z0001 不通过 还有两箱货没搬，明天12点前清完")
    assert "现在“待整改”，等单位填报员，期限3月6日12:00" in shown(answer)
    assert "还有两箱货没搬" in told(answer)["clerk1"]


@pytest.mark.parametrize("text", ["Z0001 完成了一半", "Z0001 完成不了", "Z0001 没完成"])
async def test_a_word_that_is_taken_back_behind_it_moves_nothing(talk, text):
    await opened(talk)
    answer = await say(talk, "clerk1", text)
    assert code(answer) == "case_unclear"
    assert "Z0001 完成 怎么改的" in shown(answer)


@pytest.mark.parametrize("text", ["Z0001 完成了吗", "Z0001到哪了？", "整改单0001怎么样了", "z-0001 进展", "请问 Z0001"])
async def test_a_question_moves_nothing(talk, text):
    await opened(talk)
    answer = await say(talk, "clerk1", text)
    assert answer.outcome.data["from_state"] == answer.outcome.data["to_state"] == "ordered"
    assert "现在：待整改，等单位填报员，期限3月8日24:00，还有3天14小时" in shown(answer)


@pytest.mark.parametrize(
    "text", ["整改完成 单号ZG-0001 食堂已加隔板(附图)", "整改完成 食堂已加隔板", "整改单 0001 已整改，隔板装好"]
)
async def test_the_number_may_stand_anywhere_and_be_left_out_where_only_one_fits(talk, text):
    await opened(talk)
    assert (await say(talk, "clerk1", text)).outcome.data["to_state"] == "done"


async def test_in_a_group_the_only_one_that_fits_is_meant_and_where_none_fits_it_is_talk(talk):
    assert (await say(talk, "clerk1", "整改完成 食堂已加隔板", "ent")).replies == ()
    await opened(talk)
    assert (await say(talk, "clerk1", "整改完成 食堂已加隔板", "ent")).outcome.data["to_state"] == "done"


async def test_without_a_number_two_that_fit_are_asked_about(talk):
    await opened(talk)
    await say(talk, "worker1", "整改 中光电：宿舍8人一间，3天内分开")
    assert "您能“整改完成”的有2张：Z0001、Z0002" in shown(await say(talk, "clerk1", "整改完成 都好了"))


async def test_quoting_what_the_bot_said_names_the_case(talk):
    await opened(talk)
    answer = await say(talk, "clerk1", "已整改，通道清空了", "ent", quote=Quote("网格助手", "已开整改单Z0001：中光电"))
    assert answer.outcome.data["to_state"] == "done"
    answer = await say(talk, "clerk1", "好的收到", "ent", quote=Quote("网格助手", "已开整改单Z0001：中光电"))
    assert answer.outcome.kind == "chatter"


async def test_in_a_group_neither_words_nor_names_are_shown_and_in_private_both(talk):
    await done(talk)
    public = shown(await say(talk, "worker1", "Z0001 到哪了", "grid1"))
    assert "完成（单位填报员）" in public
    assert not any(word in public for word in ("赵一", "周四", "通道"))
    private = shown(await say(talk, "worker1", "Z0001 到哪了"))
    assert "完成（单位填报员赵一）：通道已清空，有照片" in private


async def test_who_has_nothing_to_do_with_it_is_told_what_is_told_of_no_case_at_all(talk):
    await opened(talk)
    for text in ("Z0001 到哪了", "Z0001 完成 清了", "Z0001 备注 看看", "Z0001 转给 赵一"):
        hidden = shown(await say(talk, "clerk2", text))
        assert hidden == shown(await say(talk, "clerk2", text.replace("0001", "0099"))).replace("0099", "0001")
    assert shown(await say(talk, "clerk2", "整改单列表")) == "没有未办结的整改单。"
    assert shown(await say(talk, "clerk2", "还有多少整改单没办结")) == "未办结的整改单0张。"


async def test_what_waits_for_me_is_listed_with_what_to_type(talk):
    await opened(talk)
    assert "Z0001 中光电 待整改，期限3月8日24:00，还有3天14小时，请发：Z0001 完成" in shown(
        await say(talk, "clerk1", "我的待办")
    )
    assert shown(await say(talk, "worker1", "我的待办")) == "现在没有轮到您办的单子。"


async def test_what_is_overdue_is_listed_with_the_evidence(talk):
    await opened(talk)
    later = talk.now + timedelta(days=5)
    answer = await say(talk, "duty", "超期的整改单", at=later)
    assert shown(answer) == (
        "超期的整改单1张：\nZ0001 中光电 待整改，期限3月8日24:00，已超期1天9小时，还没有送达的提醒"
    )
    assert shown(await say(talk, "duty", "整改单 2号网格", at=later)) == "没有2号网格未办结的整改单。"
    assert "Z0001" in shown(await say(talk, "duty", "1号网格超期的整改单", at=later))
    assert "其中超期1张" in shown(await say(talk, "duty", "有多少整改单没办结", at=later))
    assert "Z0001" in shown(await say(talk, "boss", "待整改的整改单", at=later))
    assert "Z0001" not in shown(await say(talk, "boss", "待复查的整改单", at=later))


async def test_opened_is_closed_and_open_and_withdrawn_and_joined(talk):
    await closed(talk)
    for text in (
        ORDER,
        "整改 九明制药：食堂未分餐",
        "整改 九明制药：食堂没分餐呀",
        "Z0002 撤销 开错",
        "Z0004 并入 Z0003",
    ):
        await say(talk, "worker1", text)
    later = talk.now + timedelta(days=5)
    told = "共4张＝未办结1（待整改1；超期1）＋已办结1＋已撤销1＋并入别的单1。"
    assert shown(await say(talk, "boss", "整改单汇总", at=later)) == f"整改单{told}"
    assert shown(await say(talk, "head1", "1号网格整改单汇总", at=later)) == f"1号网格整改单{told}"
    assert shown(await say(talk, "head2", "整改单汇总", at=later)) == "还没有整改单。"
    assert "共2张" in shown(await say(talk, "boss", "九明制药整改单统计", at=later))


async def test_more_time_is_given_with_a_reason_by_who_may(talk):
    await opened(talk)
    assert code(await say(talk, "clerk1", "Z0001 延期 2天 等配件")) == "may_not"
    assert code(await say(talk, "head1", "Z0001 延期 等配件")) == "incomplete"
    assert "期限3月7日24:00" in shown(await say(talk, "head1", "Z0001 延期 2天 等配件"))


async def test_it_is_reopened_with_a_reason(talk):
    await closed(talk)
    assert code(await say(talk, "worker1", "Z0001 重开")) == "incomplete"
    assert "现在“待整改”" in shown(await say(talk, "worker1", "Z0001 重开 通道又堵了，1天内清理"))


async def test_a_note_and_a_picture_alone_are_kept_with_the_case(talk):
    await opened(talk)
    assert shown(await say(talk, "clerk1", "Z0001 备注 施工队下午到，电话13812345678")) == "已记在Z0001（中光电）上。"
    answer = await say(talk, "clerk1", "", media=(Media("image"),))
    assert answer.outcome.data["case"] == "Z0001"
    assert shown(answer).startswith("已附到Z0001（中光电）")
    text = shown(await say(talk, "duty", "Z0001 到哪了"))
    assert "备注（单位填报员赵一）：施工队下午到" in text
    assert "13812345678" not in text


async def test_it_is_handed_over_to_somebody_who_can_do_the_next_step_only(talk):
    await done(talk)
    assert code(await say(talk, "clerk1", "Z0001 转给 吴五")) == "may_not"
    assert code(await say(talk, "worker1", "Z0001 转给 赵一")) == "cannot_act"
    assert code(await say(talk, "worker1", "Z0001 转给 张三丰")) == "case_unclear"
    answer = await say(talk, "worker1", "Z0001 转给 吴五 我请假")
    assert answer.replies[-1].to == Destination(member="head1")
    assert "Z0001" not in shown(await say(talk, "worker1", "我的待办"))
    assert "Z0001" in shown(await say(talk, "head1", "我的待办"))
    assert "已转给网格长吴五" in shown(await say(talk, "duty", "Z0001 到哪了"))


async def test_duplicates_are_named_joined_and_taken_apart(talk):
    await opened(talk)
    double = shown(await say(talk, "worker1", "整改 中光电：消防通道又堵塞了，明天前清理"))
    assert "Z0001也是中光电的，内容相近。如果是同一件事，请发：Z0002 合并到 Z0001" in double
    assert code(await say(talk, "clerk1", "Z0002 合并到 Z0001")) == "may_not"
    assert "Z0002已并入Z0001" in shown(await say(talk, "worker1", "合并 Z0002 到 Z0001"))
    assert code(await say(talk, "clerk1", "Z0002 完成 清了")) == "joined"
    assert code(await say(talk, "worker1", "Z0002 合并到 Z0001")) == "cannot_join"
    assert code(await say(talk, "head1", "Z0002 撤销合并")) == "case_unclear"
    assert "现在“待整改”" in shown(await say(talk, "head1", "Z0002 撤销合并 不是同一处"))


async def test_cases_of_different_units_are_not_joined(talk):
    await opened(talk)
    await say(talk, "worker1", "整改 九明制药：消防通道堵塞，3天内清理")
    assert "不是同一类、同一家单位" in shown(await say(talk, "worker1", "Z0002 并入 Z0001"))


async def test_several_are_moved_in_one_message_each_judged_for_itself(talk):
    await opened(talk)
    await say(talk, "worker1", "整改 九明制药：食堂未分餐，3天内改")
    answer = await say(talk, "duty", "撤销 Z0001、Z0002 Z0009 开错单位")
    assert answer.outcome.data["also"] == ["Z0002"]
    assert shown(answer).splitlines()[0] == "撤销2张，1张没有办："


async def test_every_step_stands_in_the_trail(talk):
    await closed(talk)
    lines = [line for line in reversed(await talk.audit()) if line[2] == "Z0001"]
    assert lines == [
        ("worker1", "case_opened", "Z0001"), ("clerk1", "case_done", "Z0001"), ("head1", "case_passed", "Z0001"),
    ]  # fmt: skip


async def test_a_resident_learns_nothing(talk):
    await opened(talk)
    assert (await say(talk, "stranger", "Z0001 到哪了")).outcome.kind != "case"


async def test_deadlines_are_counted_from_when_the_message_was_taken_in(talk):
    answer = await say(talk, "worker1", ORDER, at=datetime(2020, 3, 5, 23, 59, tzinfo=ZONE))
    assert "期限3月8日24:00" in shown(answer)


async def test_what_the_clock_will_say_next_names_the_deadlines_of_cases(talk):
    await say(talk, "worker1", "整改 中光电：消防通道堵塞，今天24:00前清理")
    assert "16:00 整改单Z0001的期限（内容到时定）" in shown(await say(talk, "duty", "接下来发什么"))
    await say(talk, "clerk1", "Z0001 完成 已清空")
    assert "Z0001的期限" in shown(await say(talk, "duty", "接下来发什么", at=talk.now + timedelta(days=1)))


async def test_help_tells_everybody_what_he_can_say_of_cases(talk):
    asked = QuestionMeaning("help")
    assert shown(await talk.say("clerk1", asked)).splitlines()[-1] == "单子：我的待办"
    told = shown(await talk.say("worker1", asked)).splitlines()[-1]
    assert told == "单子：我的待办｜超期的整改单｜整改 某某公司：消防通道堵塞，3天内清理"
    assert "单子" not in shown(await talk.say("stranger", asked))
