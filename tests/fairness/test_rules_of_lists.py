"""Rules 1 to 9 of fair criticism, each by its number: what may stand on a list, and who decides."""

import re
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from district import DAY, DISTRICT
from hypothesis import given
from hypothesis import strategies as st
from ladders import CN, form, preset
from lists import drafted, order, rows, say, sent, states
from talking import DISTRICT as TALKING
from talking import TODAY, ZONE, reading, reports, shown

import bot
from bot.directory.model import Directory, Exemption, Member, Unit
from bot.forms.list_rule import ListRule
from bot.messages import Destination
from bot.rules.criticism import findings
from bot.rules.grades import grade, may_be_listed
from bot.rules.near_names import near_names

SOURCES = sorted(Path(bot.__file__).parent.rglob("*.py"))
DUE = datetime(2020, 3, 5, 18, 0, tzinfo=CN)
UNITS = tuple(Unit(f"u{n}", name, "enterprise", "g1", (name,)) for n, name in enumerate(
    ("华信电子", "华信达电子", "华新电子", "华信电子一厂", "华信电子二厂", "华兴电子")
))  # fmt: skip
NEAR = Directory(units=UNITS, members=tuple(Member(f"c{u.id}", "填报员", "clerk", (u.id,)) for u in UNITS))


@dataclass
class Told:
    unit: str
    sent_at: datetime
    kind: str = "reminder"
    to: Destination = field(default_factory=lambda: Destination(group="ent"))


@dataclass
class Head:
    counts: bool = True
    withdrawn: bool = False
    values: dict = field(default_factory=dict)
    received_at: datetime = DUE


def found(directory, *, told, heads=None, day=DAY, one=None):
    chosen = one or form()
    return findings(
        chosen, day, directory=directory, preset=preset(chosen), zone=CN, heads=heads or {}, told=told,
        cutoff_at=DUE + timedelta(days=(day - DAY).days, hours=2),
    )  # fmt: skip


async def test_rule_01_no_clock_posts_a_list_and_only_an_approval_does(stage):
    ticker = stage.ticker()
    for day in range(14):
        await stage.play(ticker, datetime(2020, 3, 5, 23, 59, tzinfo=CN) + timedelta(days=day))
    said = [row.kind for row in stage.sent]
    assert said.count("criticism_draft") == 14
    assert "criticism" not in said
    makers = [path.name for path in SOURCES if re.search(r'kind="criticism"|else "criticism"', path.read_text("utf-8"))]
    assert makers == ["posting.py"], "one place makes such a post, and publishing alone calls it"
    callers = [path.name for path in SOURCES if "posting import" in path.read_text("utf-8")]
    assert callers == ["publishing.py"]


async def test_rule_01_the_row_of_the_post_is_as_old_as_the_approval(talk):
    await drafted(talk)
    assert await rows(talk) == []
    await order(talk, "duty", "publish")
    async with talk.store.unit_of_work() as uow:
        item = await uow.lists.get("0305-1")
    [row] = await rows(talk)
    assert (item.approved_by, item.approved_at) == ("duty", row.due_at)
    assert item.approved_at > item.cutoff_at


async def test_rule_02_late_paper_and_inadequate_work_are_lists_of_different_kinds(talk):
    await drafted(talk)
    refused = await say(talk, "duty", "起草通报 食堂未分餐")
    assert refused.outcome.data["code"] == "no_basis"
    async with talk.store.unit_of_work() as uow:
        [late] = await uow.lists.in_state(("draft",))
    assert late.kind == "late"


@given(missing=st.sets(st.sampled_from([unit.id for unit in UNITS])))
def test_rule_03_whoever_is_named_is_named_by_id_however_alike_the_names_are(missing):
    heads = {unit.id: Head() for unit in UNITS if unit.id not in missing}
    told = [Told(unit.id, DUE - timedelta(hours=1)) for unit in UNITS]
    result = found(NEAR, told=told, heads=heads, one=form(owed_by=("enterprise",)))
    assert {one.unit.id for one in result.candidates} == missing


def test_rule_03_names_that_are_alike_are_shown_side_by_side():
    pairs = {(one.short_name, other.short_name) for one, other in near_names(UNITS[:1], NEAR)}
    assert {("华信电子", "华信达电子"), ("华信电子", "华新电子"), ("华信电子", "华信电子一厂")} <= pairs


def test_rule_04_no_accepted_reminder_no_consequence():
    units = tuple(Unit(f"u{n}", f"第{n}厂", "enterprise", "g1") for n in range(200))
    directory = Directory(units=units, members=tuple(Member(f"c{u.id}", "员", "clerk", (u.id,)) for u in units))
    accepted = [Told(unit.id, DUE - timedelta(hours=1)) for n, unit in enumerate(units) if n % 10 != 3]
    result = found(directory, told=accepted, one=form(owed_by=("enterprise",)))
    reached = {one.unit for one in accepted}
    assert {one.unit.id for one in result.candidates} == reached
    assert {unit.id for unit in result.unreminded} == {unit.id for unit in units} - reached


async def test_rule_04_a_group_whose_platform_refuses_makes_nobody_publishable(stage):
    stage.refusing = {"ent"}
    rows_of_day = await stage.play(stage.ticker(), datetime(2020, 3, 5, 20, 30, tzinfo=CN))
    async with stage.store.unit_of_work() as uow:
        [item] = await uow.lists.in_state(("draft",))
    assert {entry.unit for entry in item.entries} <= {"s1"}
    assert "未送达提醒，不列入" in next(row.body.render() for row in rows_of_day if row.kind == "criticism_draft")


async def test_rule_04_what_was_paused_by_message_reminded_nobody_and_names_nobody(stage):
    from bot.store.records import Directive

    begin, end = datetime(2020, 3, 5, 15, 0, tzinfo=CN), datetime(2020, 3, 5, 23, 0, tzinfo=CN)
    async with stage.store.unit_of_work() as uow:
        await uow.attention.add(Directive("pause", "duty", begin, end, "线路检修"))
        await uow.commit()
    await stage.play(stage.ticker(), datetime(2020, 3, 5, 20, 30, tzinfo=CN))
    assert await stage.lists() == ()


OFF = st.dictionaries(st.sampled_from(["e1", "e2", "e3", "s1"]), st.tuples(st.integers(-3, 3), st.integers(0, 3)))


@given(off=OFF)
def test_rule_05_whoever_is_excused_on_the_day_is_neither_listed_nor_counted(off):
    excused = tuple(
        Exemption(unit, "*", DAY + timedelta(days=begin), DAY + timedelta(days=begin + long), "停产", "duty")
        for unit, (begin, long) in off.items()
    )
    directory = replace(DISTRICT, exemptions=excused)
    free = {one.unit for one in excused if one.from_day <= DAY <= one.to_day}
    result = found(directory, told=[Told(unit.id, DUE - timedelta(hours=1)) for unit in DISTRICT.units])
    assert not free & {one.unit.id for one in (*result.candidates, *result.noted)}
    assert {unit.id for unit in result.exempt} == free
    assert result.owed == len(DISTRICT.units) - len(free)


async def test_rule_05_excuses_are_looked_at_again_when_the_list_is_posted_and_disclosed(talk):
    await drafted(talk)
    excused = Exemption("e1", "*", TODAY, TODAY, "停产", "duty")
    talk.directory = replace(TALKING, exemptions=(*TALKING.exemptions, excused))
    await order(talk, "duty", "publish")
    [row] = await rows(talk)
    assert [entry.unit for entry in row.body.entries] == ["e2"]
    assert "免报2家未列入" in row.body.render()


@pytest.mark.parametrize("when", ["before the word", "before the send", "after the send"])
async def test_rule_06_whoever_mends_before_it_is_sent_is_not_named(talk, when):
    await drafted(talk)
    if when == "before the word":
        await talk.say("clerk1", reports(reading("e1", on_duty=5)))
    await order(talk, "duty", "publish")
    if when == "before the send":
        await talk.say("clerk1", reports(reading("e1", on_duty=5)))
    await sent(talk)
    if when == "after the send":
        await talk.say("clerk1", reports(reading("e1", on_duty=5)))
    [row] = await rows(talk)
    named = [entry.unit for entry in row.body.entries]
    assert named == (["e1", "e2"] if when == "after the send" else ["e2"])


def test_rule_07_a_first_miss_is_not_the_tenth_and_good_days_forgive():
    rule = ListRule(in_a_row=3, in_week=3, forgiven_after=5)
    before = tuple(DAY - timedelta(days=back) for back in range(1, 15))
    first = grade(rule, DAY, before, set())
    tenth = grade(rule, DAY, before, set(before[:9]))
    assert (first.counted, tenth.counted) == (1, 10)
    assert not may_be_listed(rule, first)
    assert may_be_listed(rule, tenth)
    assert grade(rule, DAY, before, set(before[5:])).counted == 1, "five good days, and all is forgiven"


async def test_rule_08_an_open_appeal_keeps_the_name_out_of_posts_counts_and_history(talk):
    await drafted(talk)
    await say(talk, "clerk1", "申诉 0305-1 当天17:50已报")
    await order(talk, "duty", "publish")
    [row] = await rows(talk)
    assert [entry.unit for entry in row.body.entries] == ["e2"]
    async with talk.store.unit_of_work() as uow:
        tomorrow = date(2020, 3, 6)
        open_ones = {one.unit for one in await uow.appeals.in_state(("open",))}
        misses = {unit for unit, _, _ in await uow.lists.misses("daily", since=TODAY, before=tomorrow)}
        counted = await uow.lists.published(since=talk.now - timedelta(days=1), before=talk.now + timedelta(days=1))
    assert open_ones == {"e1"}
    assert misses - open_ones == {"e2"}
    assert counted.names == 1


async def test_rule_08_it_may_be_said_until_the_third_working_day(talk):
    await drafted(talk)
    await order(talk, "duty", "publish")
    await sent(talk)
    last = datetime(2020, 3, 10, 23, 59, tzinfo=ZONE)
    assert (await say(talk, "clerk1", "申诉 0305-1 已报", at=last)).outcome.data["appeal"] == "S1"
    late = await say(talk, "clerk2", "申诉 0305-1 已报", at=last + timedelta(minutes=1))
    assert late.outcome.data["code"] == "appeal_late"


async def test_rule_09_the_approver_never_judges_and_the_judge_never_publishes(talk):
    await drafted(talk)
    await say(talk, "clerk1", "申诉 0305-1 已报")
    await order(talk, "duty", "publish")
    assert (await say(talk, "duty", "采纳 S1")).outcome.data["code"] == "own_list"
    assert "0305-2" in (await say(talk, "boss", "维持 S1 没有当天的记录")).replies[-1].text
    assert (await order(talk, "boss", "publish", number="0305-2")).outcome.data["code"] == "own_judgement"
    assert await states(talk, "0305-2") == {"e1": "listed"}


async def test_rule_09_an_answer_that_is_late_counts_against_us(talk):
    await drafted(talk)
    await say(talk, "clerk1", "申诉 0305-1 已报")
    over = datetime(2020, 3, 11, 9, 0, tzinfo=ZONE)
    assert "已超期" in shown(await say(talk, "boss", "申诉名单", at=over))
