"""Questions: who may ask what, and answers in which every rate shows its fraction."""

import io
from datetime import date, datetime, timedelta

import pytest
from openpyxl import load_workbook
from talking import TODAY, ZONE, Talk, reading, reports, shown

from bot.messages import Answer
from bot.reading.meaning import Detail, Problem, QuestionMeaning

NOON = datetime(2020, 3, 5, 12, 0, tzinfo=ZONE)
YESTERDAY = date(2020, 3, 4)


def ask(intent: str, **fields) -> QuestionMeaning:
    return QuestionMeaning(intent, form="daily", **fields)  # type: ignore[arg-type]  # one of the intents


@pytest.fixture
async def morning(talk: Talk) -> Talk:
    """At noon: e1 in time and at work, e2 not at work, e3 unfinished, e4 and s1 silent, s2 exempt."""
    await talk.say("clerk1", reports(reading("e1", on_duty=400, isolated=1, resumed=True)))
    await talk.say("clerk2", reports(reading("e2", on_duty=50, resumed=False)))
    await talk.say("clerk34", reports(reading("e3", masks_stock=500)))
    talk.now = NOON
    return talk


async def test_who_is_missing_by_grid_with_the_exempt_named(morning):
    answer = await morning.say("boss", ask("missing"))
    assert answer.outcome.kind == "query"
    assert answer.outcome.data == {
        "intent": "missing", "form": "daily", "area": "z", "from": "2020-03-05", "to": "2020-03-05",
    }  # fmt: skip
    assert shown(answer).splitlines() == [
        "全区 3月5日日报未报3家（应报5，已报2，免报1）：",
        "1号网格：华信电子（已发，还差在岗人数）、华信达电子",
        "2号网格：滨江壹号",
        "免报：盛景二期",
    ]


async def test_a_grid_leader_asks_about_his_own_grid_without_naming_it(morning):
    answer = await morning.say("head1", ask("missing"))
    assert answer.outcome.data["grid"] == 1
    assert shown(answer).splitlines() == [
        "1号网格 3月5日日报未报2家（应报4，已报2）：",
        "华信电子（已发，还差在岗人数）、华信达电子",
    ]


async def test_a_grid_leader_does_not_see_another_grid(morning):
    answer = await morning.say("head1", ask("missing", grid=2, area="g2"))
    assert answer.outcome.data["code"] == "may_not_ask"
    assert ("head1", "refused", "may_not_ask") in await morning.audit()
    unit = await morning.say("head1", ask("unit", unit="s1", unit_name="滨江壹号项目部"))
    assert unit.outcome.kind == "refused"


async def test_in_a_grid_group_a_leader_means_that_grid(morning):
    answer = await morning.say("boss", ask("missing"), group="grid1")
    assert answer.outcome.data["grid"] == 1
    assert answer.replies[0].mentions == ("boss",)


async def test_a_grid_that_does_not_exist_is_said(morning):
    answer = await morning.say("boss", ask("missing", grid=99))
    assert answer.outcome.data == {"intent": "missing", "grid": 99}
    assert shown(answer) == "没有99号网格，请核对编号。"


async def test_a_scope_narrows_the_list(morning):
    answer = await morning.say("boss", ask("missing", scope="site"))
    assert answer.outcome.data["scope"] == "site"
    assert "全区工地 3月5日日报未报1家" in shown(answer)


async def test_all_reported_is_good_news(morning):
    answer = await morning.say("boss", ask("missing", scope="above_scale"))
    assert "还没报" not in shown(answer)
    assert "已报1" in shown(answer) or "按时" in shown(answer)


async def test_a_summary_counts_only_what_counts_and_says_how_many_gave_a_figure(morning):
    answer = await morning.say("boss", ask("summary"))
    assert shown(answer).splitlines() == [
        "全区 3月5日日报：应报5，已报2，免报1，未报3。",
        "在岗人数合计 450（2家填报）",
        "现隔离合计 1（1家填报）",
        "是否复工：是1家（2家填报）",
    ]


async def test_a_summary_of_one_field(morning):
    answer = await morning.say("boss", ask("summary", field="isolated"))
    assert shown(answer).splitlines()[1:] == ["现隔离合计 1（1家填报）", "未报单位的数不在内。"]
    nothing = await morning.say("boss", ask("summary", field="hubei_staff"))
    assert "还没有单位报湖北籍员工" in shown(nothing)


async def test_a_rate_is_of_the_register_and_shows_its_fraction(morning):
    answer = await morning.say("boss", ask("rate"))
    lines = shown(answer).splitlines()
    assert "企业 1/4＝25.0%" in lines
    assert "其中规上 1/1＝100.0%" in lines
    assert "工地 0/2＝0.0%" in lines
    assert "截至12:01" in lines[0]
    assert "免报：盛景二期" in lines


async def test_a_rate_of_people_is_of_head_counts_that_are_known(morning):
    answer = await morning.say("boss", ask("rate", field="on_duty"))
    assert "在岗人数（2家已报且有在册人数） 450/700＝64.3%" in shown(answer)


async def test_one_unit_on_one_day(morning):
    answer = await morning.say("head1", ask("unit", unit="e1", unit_name="河源中光电通讯技术有限公司"))
    assert answer.outcome.data["unit_name"] == "河源中光电通讯技术有限公司"
    assert shown(answer) == "中光电 3月5日日报（按时）：在岗人数 400、现隔离 1、是否复工 是"
    one = await morning.say("head1", ask("unit", unit="e1", field="on_duty"))
    assert shown(one) == "中光电 3月5日日报（按时）：在岗人数 400"
    none = await morning.say("head1", ask("unit", unit="e4", from_day=YESTERDAY, to_day=YESTERDAY))
    assert none.outcome.data["to"] == "2020-03-04"
    assert "华信达电子 3月4日日报：还没报，18:00截止。" in shown(none)


async def test_an_exempt_unit_is_exempt_and_not_missing(morning):
    assert "免报（停工检修）" in shown(await morning.say("boss", ask("unit", unit="s2")))


async def test_a_clerk_asks_about_his_own_units_only(morning):
    own = await morning.say("clerk1", ask("missing"))
    assert "中光电 3月5日日报（按时）" in shown(own)
    both = await morning.say("clerk34", ask("unit"))
    assert "华信电子" in shown(both)
    assert "华信达电子" in shown(both)
    assert (await morning.say("clerk1", ask("unit", unit="e2"))).outcome.kind == "refused"
    assert (await morning.say("clerk1", ask("summary", grid=1, area="g1"))).outcome.kind == "refused"


async def test_a_resident_may_ask_nothing_but_help_and_whether_the_bot_is_there(morning):
    assert (await morning.say("res1", ask("summary"))).outcome.kind == "refused"
    assert (await morning.say("res1", ask("export"))).outcome.kind == "refused"
    assert shown(await morning.say("res1", ask("status"))) == "网格助手在线，随时可以报数和查询。"


async def test_the_status_tells_how_the_day_stands(morning):
    assert shown(await morning.say("boss", ask("status"))).splitlines() == [
        "网格助手在线，随时可以报数和查询。",
        "全区 3月5日日报：应报5，已报2，未报3，免报1。",
    ]


async def test_a_trend_is_one_line_a_day_and_a_gap_is_no_zero(morning):
    await morning.say("clerk1", reports(reading("e1", period=YESTERDAY, on_duty=380)))
    answer = await morning.say("boss", ask("trend", field="on_duty", from_day=date(2020, 3, 3), to_day=TODAY))
    assert shown(answer).splitlines() == [
        "全区 在岗人数 3月3日至3月5日 ·▁█",
        "3月3日 无",
        "3月4日 380（1家）",
        "3月5日 450（2家）",
        "3月5日比3月4日多70。填报家数不同时不能直接比。",
    ]


async def test_an_export_goes_to_the_asker_in_private_and_holds_the_missing_too(morning):
    answer = await morning.say("boss", ask("export", from_day=YESTERDAY, to_day=TODAY), group="cmd")
    in_group, private = answer.replies
    assert in_group.text == "表格已私信给您。"
    assert in_group.attachments == ()
    assert private.to is not None
    assert private.to.member == "boss"
    sheet = load_workbook(io.BytesIO(private.attachments[0].content)).active
    assert sheet is not None
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert len(rows) == 12
    standing = {row[2]: row[4] for row in rows if str(row[0]).startswith("2020-03-05")}
    assert standing == {"e1": "按时", "e2": "按时", "e3": "未报完", "e4": "未报", "s1": "未报", "s2": "免报"}


async def test_too_long_an_export_says_what_to_do(morning):
    answer = await morning.say("boss", ask("export", from_day=TODAY - timedelta(days=60), to_day=TODAY))
    assert "请分段" in shown(answer)


async def test_an_export_holds_only_what_its_asker_may_see(morning):
    answer = await morning.say("head2", ask("export"))
    sheet = load_workbook(io.BytesIO(answer.replies[0].attachments[0].content)).active
    assert sheet is not None
    assert {row[2] for row in sheet.iter_rows(min_row=2, values_only=True)} == {"s1", "s2"}


async def test_an_unclear_name_in_a_question_is_asked_back(morning):
    problem = Problem("unit_ambiguous", "unit", words="华信", candidates=("e3", "e4"))
    answer = await morning.say("boss", ask("unit", problems=(problem,)))
    assert answer.outcome.kind == "ask_back"
    assert "河源市华信电子有限公司" in shown(answer)


async def told(talk: Talk) -> list[str]:
    rows = await talk.store.delivery.claim(now=talk.now, limit=50, lease=timedelta(minutes=1), worker="test")
    return [row.body.render() for row in rows]


async def test_a_leader_has_the_missing_reminded(morning):
    answer: Answer = await morning.say("head1", ask("remind"))
    assert answer.outcome.data["intent"] == "remind"
    assert "华信" in shown(answer)
    posts = "\n".join(await told(morning))
    assert "华信" in posts
    assert "中光电" not in posts


async def test_a_clerk_has_nobody_reminded(morning):
    answer = await morning.say("clerk1", ask("remind"))
    assert answer.outcome.kind == "refused"
    assert await told(morning) == []


@pytest.mark.parametrize(
    ("who", "word"),
    [
        ("clerk1", "更正"),
        ("worker1", "一家一行"),
        ("head1", "催报"),
        ("boss", "复工率"),
        ("duty", "举报列表"),
        ("res1", "编号"),
    ],
)
async def test_help_is_short_and_fits_the_role(talk, who, word):
    answer = await talk.say(who, ask("help"))
    assert answer.outcome.data["intent"] == "help"
    assert word in shown(answer)
    assert len(shown(answer).splitlines()) == 3


async def test_several_grids_are_told_one_after_another_and_what_may_not_be_seen_is_said(morning):
    both = await morning.say("boss", ask("missing", grids=(1, 2)))
    assert both.outcome.data["grids"] == [1, 2]
    assert "grid" not in both.outcome.data
    assert shown(both).splitlines() == [
        "1号网格 3月5日日报未报2家（应报4，已报2）：",
        "华信电子（已发，还差在岗人数）、华信达电子",
        "2号网格 3月5日日报未报1家（应报1，已报0，免报1）：",
        "滨江壹号",
        "免报：盛景二期",
    ]
    own = await morning.say("head1", ask("missing", grids=(1, 2)))
    assert own.outcome.data["areas"] == ["g1"]
    assert shown(own).splitlines()[-1] == "2号网格您不能查。"
    assert (await morning.say("head1", ask("missing", grids=(2, 2)))).outcome.kind == "refused"
    assert (await morning.say("boss", ask("missing", grids=(1, 99)))).outcome.data["grid"] == 99


async def test_several_units_are_told_in_the_order_they_were_named(morning):
    answer = await morning.say("boss", ask("unit", units=("s2", "e1"), field="on_duty"))
    assert answer.outcome.data["units"] == ["s2", "e1"]
    assert shown(answer).splitlines() == [
        "盛景二期 3月5日日报：免报（停工检修）。",
        "中光电 3月5日日报（按时）：在岗人数 400",
    ]
    own = await morning.say("head1", ask("unit", units=("s2", "e1")))
    assert shown(own).splitlines()[-1] == "盛景二期您不能查。"
    assert (await morning.say("head2", ask("unit", units=("e1", "e2")))).outcome.kind == "refused"


async def test_the_rate_of_reports_is_of_those_who_owe_one(morning):
    answer = await morning.say("boss", ask("rate", detail=Detail(of_reports=True, by_grid=True)))
    head, *lines = shown(answer).splitlines()
    assert "上报率" in head
    assert lines == ["已报 2/5＝40.0%", "1号网格 2/4＝50.0%", "2号网格 0/1＝0.0%", "免报：盛景二期"]
    late = await morning.say("boss", ask("rate", grid=1, area="g1", detail=Detail(of_reports=True, late=True)))
    assert "迟报 0/4＝0.0%" in shown(late).splitlines()


async def test_a_rate_over_several_days_is_told_day_by_day(morning):
    await morning.say("clerk1", reports(reading("e1", period=YESTERDAY, on_duty=380, resumed=True)))
    span = {"from_day": YESTERDAY, "to_day": TODAY}
    answer = await morning.say("boss", ask("rate", detail=Detail(of_reports=True, by_grid=True), **span))
    assert shown(answer).splitlines() == [
        "全区 上报率 3月4日至3月5日：",
        "3月4日 已报 1/5＝20.0%",
        "3月5日 已报 2/5＝40.0%",
    ]
    work = await morning.say("head1", ask("rate", **span))
    assert shown(work).splitlines()[1] == "3月4日 企业 1/4＝25.0%，其中规上 1/1＝100.0%"
    more = await morning.say("boss", ask("trend", detail=Detail(of_reports=True), **span))
    assert shown(more) == shown(answer)


async def test_who_is_excused_is_told_with_the_reason_and_the_last_day(morning):
    answer = await morning.say("boss", ask("missing", detail=Detail(excused=True)))
    assert shown(answer) == "全区 3月5日日报免报1家：\n盛景二期（停工检修，到3月31日）"
    assert (
        shown(await morning.say("head1", ask("missing", detail=Detail(excused=True))))
        == "1号网格 3月5日日报没有免报的。"
    )


async def test_a_kind_or_a_grid_may_be_left_out(morning):
    answer = await morning.say("boss", ask("missing", without=("site",)))
    assert answer.outcome.data["without"] == ["site"]
    assert shown(answer).splitlines()[0] == "全区（不含工地） 3月5日日报未报2家（应报4，已报2）："
    grid = shown(await morning.say("boss", ask("missing", without=("g1",))))
    assert grid.startswith("全区（不含1号网格） 3月5日日报未报1家")


async def test_who_was_late_is_told_with_the_moment(talk):
    evening = datetime(2020, 3, 5, 18, 30, tzinfo=ZONE)
    await talk.say("clerk1", reports(reading("e1", on_duty=400)))
    await talk.say("clerk2", reports(reading("e2", on_duty=50)), at=evening)
    answer = await talk.say("duty", ask("missing", detail=Detail(late=True)))
    assert shown(answer) == "全区 3月5日日报迟报1家（应报5，已报2（迟报1），免报1）：\n九明制药（18:30）"
    assert "中光电" not in shown(answer)
    nobody = await talk.say("duty", ask("missing", detail=Detail(late=True), from_day=YESTERDAY, to_day=YESTERDAY))
    assert "没有迟报" in shown(nobody)


async def test_who_did_not_report_on_several_days_is_told_by_how_many(talk):
    await talk.say("clerk1", reports(reading("e1", period=YESTERDAY, on_duty=400)))
    await talk.say("clerk2", reports(reading("e2", period=YESTERDAY, on_duty=50), reading("e2", on_duty=51)))
    span = {"from_day": YESTERDAY, "to_day": TODAY}
    assert shown(await talk.say("duty", ask("missing", **span))).splitlines() == [
        "全区 日报2天（3月4日至3月5日）有没报的4家：",
        "华信电子2天、华信达电子2天、滨江壹号2天、中光电1天",
    ]
    every = shown(await talk.say("duty", ask("missing", detail=Detail(every_day=True), **span)))
    assert every.splitlines() == [
        "全区 日报连续2天（3月4日至3月5日）都没报的3家：",
        "华信电子、华信达电子、滨江壹号",
    ]
