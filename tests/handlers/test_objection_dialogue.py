"""不对 after a receipt: what is stored is shown by number, and changes only when the answer is clear."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from talking import DISTRICT, MORNING, TODAY, ZONE, reading, reports, shown

from bot.handlers.filing.items import OBJECTION
from bot.reading.meaning import Chatter, Context, Problem, Value
from bot.reading.reader import read

TALK = Chatter()
LISTED = (
    "中光电 3月5日日报现在登记的是：\n1. 在岗人数 126\n2. 累计返岗 131\n3. 口罩库存 500\n"
    "哪一项不对？请回复 序号 正确数字，例如：2 131；没列出的写名称，例如：本市籍 0。\n"
    "全部作废回复：撤回；没问题回复：确认"
)


@pytest.fixture
async def reported(talk):
    """A clerk who has just been told what was stored."""
    await talk.say("clerk1", reports(reading("e1", on_duty=126, returned_total=131, masks_stock=500)), group="ent")
    return talk


async def stored(talk, unit="e1", period=TODAY):
    head = await talk.head(unit, period)
    return head.values if head is not None and not head.withdrawn else None


async def say(talk, text, who="clerk1", group="ent", **more):
    """A message as reading hears it."""
    now = more.get("at") or talk.now + timedelta(minutes=1)
    context = Context(
        sender=DISTRICT.member(who),
        group=DISTRICT.group_at("chat", group) if group else None,
        now=now,
        zone=ZONE,
        directory=DISTRICT,
        form=talk.preset.forms[0],
        forms=talk.preset.forms,
        private=group is None,
    )
    return await talk.say(who, read(text, context), text=text, group=group, **more)


@pytest.mark.parametrize("text", ["不对", "错了", "搞错了", "不是", "@网格助手 不对", "数字不对啊"])
async def test_it_shows_what_is_stored_and_changes_nothing(reported, text):
    answer = await say(reported, text)
    assert answer.outcome.kind == "ask_back"
    assert shown(answer) == LISTED
    assert await stored(reported) == {"on_duty": 126, "returned_total": 131, "masks_stock": 500}


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        ("2 130", {"returned_total": 130}),
        ("第二项130", {"returned_total": 130}),
        ("②130", {"returned_total": 130}),
        ("2改成一百三十", {"returned_total": 130}),
        ("1 128，2 130", {"on_duty": 128, "returned_total": 130}),
        ("1 128 3 无", {"on_duty": 128, "masks_stock": 0}),
        ("1 128\n2 130\n3 0", {"on_duty": 128, "returned_total": 130, "masks_stock": 0}),
        ("在岗 128", {"on_duty": 128}),
        ("在岗128，隔离2", {"on_duty": 128, "isolated": 2}),
        ("更正 在岗 128", {"on_duty": 128}),
    ],
)
async def test_the_answer_corrects_just_what_it_names(reported, text, changed):
    await say(reported, "不对")
    answer = await say(reported, text)
    assert answer.outcome.kind == "correction"
    assert answer.outcome.data["reports"][0]["values"] == changed
    assert await stored(reported) == {"on_duty": 126, "returned_total": 131, "masks_stock": 500} | changed
    assert await reported.drafts("clerk1", "ent") == ()


@pytest.mark.parametrize("text", ["2 三十来个", "2 -5", "2 12.5", "1 128，2 约130", "9 130", "2 9999999"])
async def test_an_unclear_answer_is_asked_about_and_neither_the_report_nor_the_dialogue_is_lost(reported, text):
    await say(reported, "不对")
    answer = await say(reported, text)
    assert answer.outcome.kind == "ask_back"
    assert await stored(reported) == {"on_duty": 126, "returned_total": 131, "masks_stock": 500}
    assert OBJECTION in (await reported.drafts("clerk1", "ent"))[0].asked
    await say(reported, "2 130")
    assert (await stored(reported))["returned_total"] == 130


async def test_what_was_clear_in_a_half_clear_answer_is_kept(reported):
    await say(reported, "不对")
    await say(reported, "1 128，2 三十来个")
    answer = await say(reported, "2 130")
    assert (await stored(reported)) == {"on_duty": 128, "returned_total": 130, "masks_stock": 500}
    assert shown(answer).startswith("已更正，中光电 3月5日日报，按时。\n在岗人数 126→128、累计返岗 131→130")


async def test_figures_that_no_longer_add_up_are_asked_about_and_the_numbers_go_on(talk):
    await talk.say(
        "clerk1", reports(reading("e1", on_duty=126, returned_total=131, returned_local=90, returned_nonlocal=41))
    )
    await say(talk, "不对", group=None)
    answer = await say(talk, "2 130", group=None)
    assert "与累计返岗 130 不符" in shown(answer)
    assert (await stored(talk))["returned_total"] == 131
    done = await say(talk, "3 89", group=None)
    assert done.outcome.kind == "correction"
    assert await stored(talk) == {"on_duty": 126, "returned_total": 130, "returned_local": 89, "returned_nonlocal": 41}


async def test_two_figures_for_one_number_are_not_chosen_between(reported):
    await say(reported, "不对")
    answer = await say(reported, "2 130，2 131")
    assert "前后写了130和131" in shown(answer)
    assert (await stored(reported))["returned_total"] == 131


async def test_a_number_that_is_not_listed_is_told(reported):
    await say(reported, "不对")
    assert shown(await say(reported, "9 130")).startswith("没有第9项（共3项），还没有改。")


async def test_a_label_beside_another_fields_number_is_asked_about(reported):
    await say(reported, "不对")
    assert (await say(reported, "2 在岗130")).outcome.kind == "ask_back"
    assert await stored(reported) == {"on_duty": 126, "returned_total": 131, "masks_stock": 500}


async def test_where_only_one_figure_is_listed_its_number_need_not_be_said(talk):
    await talk.say("clerk1", reports(reading("e1", on_duty=126)), group="ent")
    await say(talk, "不对")
    assert (await say(talk, "128")).outcome.kind == "correction"
    assert await stored(talk) == {"on_duty": 128}


async def test_all_of_it_can_be_taken_back(reported):
    await say(reported, "不对")
    answer = await say(reported, "全部作废")
    assert answer.outcome.kind == "withdrawal"
    assert await stored(reported) is None
    assert await reported.drafts("clerk1", "ent") == ()


@pytest.mark.parametrize("text", ["确认", "没问题", "是我看错了", "对的"])
async def test_nothing_was_wrong_after_all(reported, text):
    await say(reported, "不对")
    answer = await say(reported, text)
    assert (answer.outcome.kind, shown(answer)) == ("chatter", "好的，中光电 3月5日日报没有改动。")
    assert await reported.drafts("clerk1", "ent") == ()
    assert shown(await say(reported, "@网格助手 不对")) == LISTED


async def test_talk_in_the_group_goes_on_beside_the_dialogue(reported):
    await say(reported, "不对")
    for text in ("大家吃饭没", "2:30开会", "好的"):
        assert (await say(reported, text)).outcome.kind == "chatter"
    assert (await say(reported, "2 130")).outcome.kind == "correction"


async def test_in_private_what_is_not_understood_shows_the_list_again(talk):
    await talk.say("clerk1", reports(reading("e1", on_duty=126, returned_total=131, masks_stock=500)))
    await say(talk, "不对", group=None)
    answer = await say(talk, "就是那个数", group=None)
    assert shown(answer) == f"没看明白“就是那个数”，还没有改。\n{LISTED}"


async def test_of_many_units_it_asks_which_one_and_then_goes_on(talk):
    await talk.say("worker1", reports(reading("e1", on_duty=126), reading("e2", on_duty=30), reading("e3", on_duty=5)))
    answer = await say(talk, "不对", who="worker1", group=None)
    assert shown(answer).splitlines() == [
        "刚才登记了3家，是哪一家不对？请回复序号或单位名：",
        "1. 中光电 3月5日：在岗人数 126", "2. 九明制药 3月5日：在岗人数 30", "3. 华信电子 3月5日：在岗人数 5",
    ]  # fmt: skip
    assert shown(await say(talk, "九明制药", who="worker1", group=None)).startswith(
        "九明制药 3月5日日报现在登记的是：\n1. 在岗"
    )
    await say(talk, "1 31", who="worker1", group=None)
    assert [await stored(talk, unit) for unit in ("e1", "e2", "e3")] == [
        {"on_duty": 126},
        {"on_duty": 31},
        {"on_duty": 5},
    ]


async def test_an_answer_about_an_earlier_day_stays_with_that_day(talk):
    yesterday = date(2020, 3, 4)
    await talk.say("clerk1", reports(reading("e1", on_duty=120, period=yesterday)))
    await say(talk, "不对", group=None)
    await say(talk, "在岗 121", group=None)
    assert (await stored(talk, period=yesterday), await stored(talk)) == ({"on_duty": 121}, None)


async def test_a_whole_report_without_a_day_is_todays_whatever_is_being_mended(talk):
    yesterday = date(2020, 3, 4)
    await talk.say("clerk1", reports(reading("e1", on_duty=120, period=yesterday)))
    await say(talk, "不对", group=None)
    await say(talk, "日报：在岗 126，返岗 131，口罩 500", group=None)
    assert await stored(talk, period=yesterday) == {"on_duty": 120}
    assert (await stored(talk))["on_duty"] == 126


async def test_after_something_else_was_stored_it_is_about_that(talk):
    await talk.say("worker1", reports(reading("e1", on_duty=126)))
    await say(talk, "不对", who="worker1", group=None)
    await talk.say("worker1", reports(reading("e2", on_duty=30)))
    assert shown(await say(talk, "不对", who="worker1", group=None)).startswith("九明制药")


async def test_before_anything_was_stored_the_question_is_said_once_more(talk):
    problem = Problem("inexact_number", "on_duty", words="三十来人")
    asked = await talk.say("clerk1", reports(reading("e1", problem)))
    answer = await say(talk, "不对", group=None)
    assert answer.outcome.kind == "ask_back"
    assert shown(answer) == f"刚才那条还没有登记，没有记错的数。\n{shown(asked)}"
    assert (await talk.drafts("clerk1"))[0].asked == ("on_duty",)


async def test_without_a_receipt_it_is_talk_like_any_other(talk):
    assert (await say(talk, "不对")).replies == ()
    assert (await say(talk, "不对", group=None)).outcome.kind == "chatter"


async def test_somebody_elses_receipt_is_not_ones_own(reported):
    assert (await say(reported, "不对", who="clerk2")).replies == ()


async def test_after_other_talk_in_the_group_only_a_mention_means_the_bot(reported):
    await say(reported, "老王你在吗")
    assert (await say(reported, "不对")).replies == ()
    assert shown(await say(reported, "@网格助手 不对")) == LISTED


async def test_long_after_the_receipt_it_is_about_something_else(reported):
    late = MORNING + timedelta(hours=5)
    assert (await say(reported, "不对", at=late)).outcome.kind == "chatter"


async def test_the_dialogue_ends_by_itself_after_the_life_of_a_draft(reported):
    await say(reported, "不对")
    answer = await say(reported, "2 130", at=datetime(2020, 3, 5, 13, 0, tzinfo=ZONE))
    assert answer.outcome.kind == "chatter"
    assert (await stored(reported))["returned_total"] == 131


async def test_what_others_changed_meanwhile_is_what_is_shown(reported):
    await reported.say("worker1", reports(reading("e1", on_duty=140), kind="correction"), group="grid1")
    assert "1. 在岗人数 140" in shown(await say(reported, "@网格助手 不对"))


async def test_a_figure_that_was_not_simply_written_is_explained_in_the_receipt(talk):
    plain = reading("e1", returned_total=131)
    spoken = replace(plain, values=(*plain.values, Value("on_duty", 326, 0, 9, "三百二十六个人上班")))
    answer = await talk.say("clerk1", reports(spoken), text="三百二十六个人上班，返岗131")
    assert shown(answer).splitlines()[-1] == "按“三百二十六个人上班”记为在岗人数 326。有误回复：不对"
    ordinary = await talk.say("clerk1", reports(reading("e1", on_duty=327)), text="在岗327")
    assert "按“" not in shown(ordinary)


async def test_of_many_units_only_the_words_are_shown(talk):
    spoken = replace(reading("e1"), values=(Value("on_duty", 326, 0, 9, "三百二十六个人上班"),))
    answer = await talk.say("worker1", reports(spoken, reading("e2", on_duty=30)), text="…")
    assert "✓中光电 3月5日 在岗人数 326（按“三百二十六个人上班”记）" in shown(answer)
