"""What rings, who hears of it at each rung, and how long an answer is waited for."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.directory.model import Area, Directory, Group, Member, Unit
from bot.forms.definition import Alarm
from bot.forms.watch import WatchRules
from bot.rules.overdue import coming_tips, coming_watches, fresh, is_over
from bot.rules.urgent import climbs_at, telling, went_back

NOW = datetime(2020, 3, 5, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)
MINUTES = timedelta(minutes=1)
CHAIN = WatchRules(within="10m", repeat="30m")
DISTRICT = Directory(
    areas=(Area("g1", "1号网格"),),
    units=(Unit("e1", "中光电", "enterprise", "g1"),),
    members=(
        Member("duty", "小史", "duty_officer"), Member("boss", "王七", "leader"),
        Member("paired", "陈副主任", "leader", units=("e1",)), Member("night", "老顾", "grid_leader"),
    ),
    groups=(Group("cmd", "指挥部", "command", "chat", "cmd", "chat", "cmd"),),
)  # fmt: skip


@dataclass(frozen=True)
class Item:
    kind: str = "alarm"
    state: str = "open"
    unit: str = "e1"
    rung: int = 0
    next_at: datetime = NOW
    told_at: datetime = NOW
    subject: str = ""


@dataclass(frozen=True)
class Line:
    id: int
    from_at: datetime
    until_at: datetime
    people: tuple[str, ...]
    backup: tuple[str, ...] = ()
    set_at: datetime = NOW - 24 * HOUR
    taken_by: str = ""


@dataclass(frozen=True)
class Tip:
    number: str
    state: str
    created_at: datetime


ROSTER = (Line(1, NOW - HOUR, NOW + HOUR, ("night",), ("duty",)), Line(2, NOW + HOUR, NOW + 5 * HOUR, ("boss",)))


def told(item, *, rules=CHAIN, entries=ROSTER, directory=DISTRICT):
    step = telling(item, rules=rules, directory=directory, entries=entries, now=NOW)
    return [to.group or to.member for to in step.to], step.wait


def test_it_climbs_from_who_is_on_duty_to_the_command_and_is_repeated_less_and_less():
    assert [told(Item(rung=rung)) for rung in range(7)] == [
        (["night"], 10 * MINUTES),
        (["duty", "boss"], 10 * MINUTES),
        (["paired"], 10 * MINUTES),
        (["cmd"], 30 * MINUTES),
        (["cmd"], 60 * MINUTES),
        (["cmd"], 120 * MINUTES),
        (["cmd"], 120 * MINUTES),
    ]


def test_where_no_roster_is_kept_the_duty_officers_hear_first():
    assert told(Item(), entries=())[0] == ["duty"]
    assert told(Item(unit="", rung=1), entries=())[0] == ["boss", "paired"]


def test_of_a_tip_off_no_group_hears_and_for_a_question_no_leader_is_woken():
    everybody = {name for rung in range(9) for name in told(Item(kind="tip", rung=rung))[0]}
    assert everybody == {"night", "duty", "boss", "paired"}
    everybody = {name for rung in range(9) for name in told(Item(kind="question", rung=rung), entries=ROSTER[:1])[0]}
    assert everybody == {"night", "duty"}


def test_with_nobody_at_all_it_waits_without_a_message():
    assert told(Item(), directory=Directory(), entries=()) == ([], 60 * MINUTES)


@given(st.integers(0, 60))
def test_it_is_never_waited_for_longer_than_two_hours_and_always_for_some_minutes(rung):
    _, wait = told(Item(rung=rung))
    assert 10 * MINUTES <= wait <= 120 * MINUTES


def test_a_clock_that_was_put_back_is_noticed_and_nothing_else_is():
    item = Item(next_at=NOW + 10 * MINUTES, told_at=NOW)
    assert went_back(item, now=NOW - HOUR)
    assert climbs_at(item, now=NOW - HOUR) == NOW - HOUR
    assert climbs_at(item, now=NOW + 3 * HOUR) == NOW + 10 * MINUTES


@pytest.mark.parametrize(
    ("alarm", "value", "rings"),
    [
        (Alarm(field="t", at_least=37.3), "37.3", True),
        (Alarm(field="t", at_least=37.3), "37.2", False),
        (Alarm(field="t", at_least=37.3), "38", True),
        (Alarm(field="t", at_least=1), 0, False),
        (Alarm(field="t", at_least=1), 1, True),
        (Alarm(field="t", at_least=1), True, False),
        (Alarm(field="t", at_most=5), 5, True),
        (Alarm(field="t", at_most=5), 6, False),
        (Alarm(field="t", at_most=0), 0, True),
        (Alarm(field="t", equals=True), True, True),
        (Alarm(field="t", equals=True), 1, False),
        (Alarm(field="t", equals=False), False, True),
        (Alarm(field="t", equals="停产"), "停产", True),
        (Alarm(field="t", at_least=1), "很多", False),
    ],
)
def test_a_value_rings_at_its_border(alarm, value, rings):
    assert alarm.rings(value) is rings


@pytest.mark.parametrize("borders", [{}, {"at_least": 1, "at_most": 2}, {"at_least": 1, "equals": True}])
def test_an_alarm_has_one_border(borders):
    with pytest.raises(ValidationError, match="one border"):
        Alarm(field="t", **borders)


def test_a_tip_off_is_late_with_being_taken_up_and_with_being_closed():
    rules = replace_rules(tip_taken_up="2h", tip_closed="3d")
    tips = [Tip("T0001", "received", NOW), Tip("T0002", "assigned", NOW)]
    coming = coming_tips(tips, rules)
    assert [(one.subject, one.at - NOW) for one in coming] == [
        ("T0001:taken_up", 2 * HOUR),
        ("T0001:closed", 72 * HOUR),
        ("T0002:closed", 72 * HOUR),
    ]
    assert [one.subject for one in fresh(coming, {("tip", "T0001:taken_up")})] == ["T0001:closed", "T0002:closed"]
    assert coming_tips(tips, CHAIN) == []


def test_a_watch_wants_to_be_taken_over_unless_it_was_set_while_it_ran():
    rules = replace_rules(take_over="15m")
    assert [(one.subject, one.at) for one in coming_watches(ROSTER, rules, now=NOW)] == [
        (f"1:{(NOW - HOUR).isoformat()}", NOW - HOUR + 15 * MINUTES),
        (f"2:{(NOW + HOUR).isoformat()}", NOW + HOUR + 15 * MINUTES),
    ]
    late = (replace(ROSTER[0], set_at=NOW), replace(ROSTER[1], taken_by="boss"))
    assert coming_watches(late, rules, now=NOW) == []


@pytest.mark.parametrize(
    ("kind", "subject", "over"),
    [
        ("tip", "T0001:taken_up", False),
        ("tip", "T0002:taken_up", True),
        ("tip", "T0002:closed", False),
        ("tip", "T0009:closed", True),
        ("watch", "1:x", False),
        ("watch", "3:x", True),
        ("watch", "9:x", True),
        ("alarm", "daily:e1", False),
    ],
)
def test_an_item_is_over_when_its_cause_is_gone(kind, subject, over):
    tips = [Tip("T0001", "received", NOW), Tip("T0002", "assigned", NOW)]
    lines = [*ROSTER, Line(3, NOW, NOW + HOUR, ("duty",), taken_by="duty")]
    assert is_over(Item(kind=kind, subject=subject), tips=tips, lines=lines, now=NOW) is over


def replace_rules(**changed):
    return CHAIN.model_copy(update=changed)
