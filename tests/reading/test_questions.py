"""Questions as people type them: the table in cases/questions.txt, and what is not for the bot."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from asking import DIRECTORY, MEMBERS, SHORT, ask, context
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.reading.normalise import clean
from bot.reading.question import read_question


@dataclass(frozen=True)
class Case:
    intents: tuple[str, ...]
    who: str
    text: str
    more: dict[str, str]


def cases():
    lines = (Path(__file__).parent / "cases" / "questions.txt").read_text(encoding="utf-8").splitlines()
    for line in lines:
        if line and not line.startswith("#"):
            intent, who, text, *rest = line.split(" | ")
            more = dict(pair.split("=") for pair in (rest[0].split() if rest else []))
            yield Case(tuple(intent.split("/")), who, text, more)


@pytest.mark.parametrize("case", list(cases()), ids=lambda case: f"{case.who}: {case.text}")
def test_what_people_type_is_understood(case):
    found = ask(case.text, case.who.rstrip("*"), private=case.who.endswith("*"))
    if case.intents == ("none",):
        assert found is None
        return
    assert found is not None
    assert found.intent in case.intents
    if "grid" in case.more:
        assert found.grid == int(case.more["grid"])
    if "unit" in case.more:
        assert found.unit == SHORT[case.more["unit"]].id
    if "scope" in case.more:
        assert found.scope == case.more["scope"]
    if "from" in case.more:
        assert found.from_day == date.fromisoformat(case.more["from"])
    assert found.to_day == date.fromisoformat(case.more.get("to", "2020-03-02"))


def test_a_grid_leader_who_names_no_grid_means_his_own():
    assert (ask("谁还没报", "leader").area, ask("谁还没报", "leader").grid) == ("grid-3", 3)
    assert ask("全区谁还没报", "leader").area == "zone"


def test_an_officer_in_a_grid_group_means_that_grid():
    group = DIRECTORY.group_by_id["grid-3"]
    assert ask("谁还没报", group=group, private=False).grid == 3


@pytest.mark.parametrize(
    ("text", "grid"),
    [
        ("工业3格谁没报", 3),
        ("工地4格谁没报", 11),
        ("工地8格谁没报", 8),
        ("居委2格谁没报", 14),
        ("出租屋六格谁没报", 24),
    ],
)
def test_a_grid_may_be_numbered_within_its_sector(text, grid):
    assert ask(text).grid == grid


@pytest.mark.parametrize(
    ("text", "scope"),
    [("工地复工率", "site"), ("规上复工率", "above_scale"), ("规上企业谁没报", "above_scale"),
     ("商铺还有谁没报", "shop"), ("学校报了没", "school"), ("企业返岗总数", "enterprise"),
     ("酒店今天汇总", "hotel"), ("今天汇总", None)],
)  # fmt: skip
def test_the_kind_of_units_is_the_scope(text, scope):
    assert ask(text).scope == scope


def test_of_several_grids_or_kinds_none_is_left_out():
    for text in ("三号格、四号格未报名单", "3号和4号网格谁没报", "3、4格还差几家", "3号网格跟4号网格未报"):
        found = ask(text, "leader")
        assert (found.grid, found.area, found.grids) == (None, None, (3, 4)), text
    assert ask("全部网格谁没报").grids == ()
    assert ask("2月3日4格谁没报").grids == ()
    assert ask("学校和酒店还有没报的吗").scope is None


@pytest.mark.parametrize(
    ("text", "grids"),
    [
        ("3号5号网格谁没报", (3, 5)),
        ("三格五格还差几家", (3, 5)),
        ("3 5 7格谁没报", (3, 5, 7)),
        ("催一下3号、12号网格没报的", (3, 12)),
        ("2号3格谁没报", ()),
        ("1～3号网格谁没报", (1, 2, 3)),
        ("第2到第4网格未报名单", (2, 3, 4)),
        ("2.17-2.23网格5未报", ()),
        ("2月25-28日3格谁没报", ()),
        ("3号同5号网格边个未报", (3, 5)),
    ],
)
def test_numbers_of_grids_may_be_joined_in_many_ways(text, grids):
    assert ask(text).grids == grids


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("白鹭纸品和三江机械今天报了没", ("白鹭纸品", "三江机械")),
        ("看看九明、欧华、中光电今天在岗多少", ("九明制药", "欧华", "中光电")),
        ("白鹭纸品今天报了没", ()),
        ("白鹭纸品 白鹭 今天报了没", ()),
        ("白鹭纸品有没有把口罩给三江机械", ()),
    ],
)
def test_units_named_side_by_side_are_all_asked_about(text, names):
    found = ask(text)
    assert (found.units if found else ()) == tuple(SHORT[name].id for name in names)


def test_of_units_named_side_by_side_an_unclear_one_is_asked_back():
    found = ask("白鹭纸品和恒发今天报了没")
    assert [problem.code for problem in found.problems] == ["unit_ambiguous"] or found.unit == SHORT["白鹭纸品"].id


@pytest.mark.parametrize(
    ("text", "details"),
    [
        ("谁迟报了", {"late"}),
        ("今天谁请假了", {"excused"}),
        ("3号网格哪些单位不用报", {"excused"}),
        ("连续三天没报的有哪些", {"every_day"}),
        ("3号网格上报率多少", {"of_reports"}),
        ("各网格完成率排一下", {"of_reports", "by_grid"}),
        ("复工日报报送率", {"of_reports"}),
        ("昨天的迟报率", {"late", "of_reports"}),
        ("工地复工率", set()),
        ("报一下复工率", set()),
        ("3号网格比昨天多报了几家", {"of_reports"}),
        ("今天报的单位比昨天多了几家", {"of_reports"}),
        ("今天返岗比昨天多几个", set()),
        ("全区到岗率", set()),
        ("谁没报", set()),
    ],
)
def test_what_more_is_meant_stands_in_the_detail(text, details):
    found = ask(text).detail
    assert {name for name in found.__dataclass_fields__ if getattr(found, name)} == details


@pytest.mark.parametrize(
    ("text", "without"),
    [("除了工地还有谁没报", ("site",)), ("不算酒店，还差几家", ("hotel",)), ("除3号网格以外谁没报", ("grid-3",))],
)
def test_what_is_left_out_is_not_what_is_asked_about(text, without):
    found = ask(text)
    assert (found.intent, found.without, found.scope, found.grid) == ("missing", without, None, None)


def test_a_word_inside_a_units_name_is_no_scope_and_no_grid():
    found = ask("富民3号地块工地昨天报了多少")
    assert (found.intent, found.scope, found.grid, found.unit) == ("unit", None, None, SHORT["富民3号地块"].id)


def test_a_short_name_that_fits_two_units_is_asked_back():
    found = ask("华声昨天报了多少")
    [problem] = found.problems
    assert problem.code == "unit_ambiguous"
    assert len(problem.candidates) == 2
    assert found.unit is None


def test_an_impossible_day_is_asked_back():
    [problem] = ask("2月30日谁没报").problems
    assert (problem.code, problem.words) == ("date_impossible", "2月30日")


@pytest.mark.parametrize(
    ("text", "field"),
    [("全区外省返岗多少人", "returned_out_of_province"), ("湖北籍员工总数", "hubei_staff"),
     ("口罩库存合计", "masks_stock"),      ("近7天在岗趋势", "on_duty"), ("汇总", None)],
)  # fmt: skip
def test_the_figure_asked_for_is_the_field(text, field):
    assert ask(text).field == field


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("近7天在岗趋势", "2020-02-25", "2020-03-02"),
        ("对比昨天和前天的在岗", "2020-02-29", "2020-03-01"),
        ("今天比昨天在岗多了多少", "2020-03-01", "2020-03-02"),
        ("2月20到25日在岗趋势", "2020-02-20", "2020-02-25"),
        ("导出2.17-2.23日报", "2020-02-17", "2020-02-23"),
        ("导出2/17到2/23", "2020-02-17", "2020-02-23"),
        ("导出2月份全部", "2020-02-01", "2020-02-29"),
        ("导出本月日报", "2020-03-01", "2020-03-02"),
        ("导出上周日报", "2020-02-24", "2020-03-01"),
        ("导出20-25号的表", "2020-02-20", "2020-02-25"),
        ("2月20日以来的返岗变化", "2020-02-20", "2020-03-02"),
        ("在岗趋势", "2020-02-25", "2020-03-02"),
        ("在岗环比", "2020-03-01", "2020-03-02"),
        ("在岗人数周环比", "2020-02-24", "2020-03-02"),
        ("上周三谁没报", "2020-02-26", "2020-02-26"),
        ("导出昨天到今天的", "2020-03-01", "2020-03-02"),
    ],
)
def test_days_and_spans(text, first, last):
    found = ask(text)
    assert (found.from_day, found.to_day) == (date.fromisoformat(first), date.fromisoformat(last))


def test_a_figure_that_is_stated_is_no_question():
    assert ask("中光电在岗126，谁还没报", "officer") is None
    assert ask("今天在岗126人对吗", "clerk", private=True) is None


def test_a_clerk_may_ask_anything_when_he_speaks_to_the_bot_and_the_handler_decides():
    assert ask("谁还没报", "clerk") is None
    assert ask("@网格助手 谁还没报", "clerk").intent == "missing"
    assert ask("谁还没报", "clerk", private=True).intent == "missing"


def test_a_quoted_message_above_a_rule_is_a_talk_between_people():
    assert ask("「王工：隔离3人」\n- - - - - - - -\n今天还有谁没报") is None


def test_below_a_quotation_the_bot_is_asked():
    text = "「王工：白鹭纸品停工」\n- - - - - - - -\n@网格助手 今天还有谁没报"
    assert (ask(text).intent, ask(text).unit) == ("missing", None)


@settings(max_examples=80, deadline=None)
@given(
    st.text(alphabet="今昨前天谁没报3号网格全区在岗多少率导出催一下2.17-23日月周近几 @网格助手？，\n", max_size=60)
    | st.text(max_size=200)
)
def test_any_text_yields_a_question_or_none(text):
    for who in MEMBERS:
        found = read_question(clean(text), context(who))
        assert found is None or (found.from_day is not None and found.from_day <= found.to_day)
