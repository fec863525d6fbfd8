"""What may be said to whom and when: pauses, quiet hours, a merge window, so many a day; nothing vanishes unnamed."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.directory.model import Area, Directory, Group, Unit
from bot.forms.attention import Budget, Quiet
from bot.forms.preset import Preset
from bot.messages import Body, Destination, Entry, Outbound
from bot.rules.attention import Attention, quiet_end

CN = ZoneInfo("Asia/Shanghai")
NIGHT = Quiet(**{"from": "22:00", "to": "07:00"})
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
DIRECTORY = Directory(
    areas=(Area("z", "区", kind="zone"), Area("g1", "1号", "z", number=1), Area("g2", "2号", "z", number=2)),
    units=(Unit("e1", "甲", "enterprise", "g1"), Unit("e2", "乙", "enterprise", "g2")),
    groups=(
        Group("ent", "企业群", "enterprise", "c", "ent", "c", "ent"),
        Group("cmd", "指挥部", "command", "c", "cmd", "c", "cmd"),
    ),
)


@dataclass(frozen=True)
class Word:
    """A directive as the rule sees it."""

    kind: str
    from_at: datetime
    until_at: datetime
    area: str = ""
    group: str = ""
    amount: int = 0
    ended_at: datetime | None = None


def at(hour, minute=0, day=5):
    return datetime(2020, 3, day, hour, minute, tzinfo=CN).astimezone(UTC)


def message(moment, key="k", *, kind="reminder", group="ent", units=("e1", "e2"), until=None, priority=5):
    entries = tuple(Entry(unit, unit) for unit in units)
    to = Destination(group=group) if group else Destination(member="c1")
    return Outbound(key, kind, to, Body("还差", entries), moment, form="daily", period=date(2020, 3, 5),
                    expires_at=until, priority=priority)  # fmt: skip


def attention(*directives, quiet=(), budget=(), times=()):
    preset = Preset("p", "p", (), quiet=quiet, attention=budget)
    found = Attention(preset, DIRECTORY, CN, directives)
    for key, moment in times:
        found.times.setdefault(key, set()).add(moment)
    return found


def when(admitted):
    return [one.due_at for one in admitted.said]


@pytest.mark.parametrize(
    ("moment", "end"),
    [
        (at(21, 59), None),
        (at(22), at(7, day=6)),
        (at(23, 59), at(7, day=6)),
        (at(0, 0, day=6), at(7, day=6)),
        (at(6, 59, day=6), at(7, day=6)),
        (at(7, 0, day=6), None),
    ],
)
def test_the_night_ends_in_the_morning(moment, end):
    assert quiet_end(NIGHT, moment, CN) == end


def test_quiet_hours_within_a_day_and_until_midnight():
    noon = Quiet(**{"from": "12:00", "to": "14:00"})
    assert [quiet_end(noon, at(*clock), CN) for clock in ((11, 59), (12,), (14,))] == [None, at(14), None]
    late = Quiet(**{"from": "20:00", "to": "24:00"})
    assert quiet_end(late, at(23), CN) == at(0, day=6)


ZONES = st.sampled_from(["Asia/Shanghai", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe"])
CLOCKS = st.builds(lambda h, m: f"{h:02}:{m:02}", st.integers(0, 23), st.integers(0, 59))


MOMENTS = st.integers(0, 2 * 366 * 24 * 60).map(lambda n: datetime(2020, 1, 1, tzinfo=UTC) + n * MINUTE)


@given(ZONES, CLOCKS, CLOCKS, MOMENTS)
@settings(deadline=None)
def test_the_end_of_quiet_hours_is_later_less_than_a_day_away_and_no_quiet_hour(zone, begins, ends, moment):
    quiet, where = Quiet(**{"from": begins, "to": ends}), ZoneInfo(zone)
    end = quiet_end(quiet, moment, where)
    if end is not None:
        assert moment < end <= moment + timedelta(hours=25)
        if begins != ends:
            assert quiet_end(quiet, end, where) is None


def test_what_is_due_at_night_waits_for_the_morning_and_alerts_pass():
    rule = attention(quiet=(NIGHT,))
    assert when(rule.admit(message(at(23)), now=at(23))) == [at(7, day=6)]
    assert when(rule.admit(message(at(23), kind="alert"), now=at(23))) == [at(23)]
    assert when(rule.admit(message(at(23), priority=0), now=at(23))) == [at(23)]
    assert when(rule.admit(message(at(12)), now=at(12))) == [at(12)]


def test_what_makes_no_sense_in_the_morning_lapses_and_says_why():
    admitted = attention(quiet=(NIGHT,)).admit(message(at(23), until=at(23, 59)), now=at(23))
    assert (admitted.said, [why for _, why in admitted.lapsed]) == ((), ["quiet"])


def test_quiet_hours_hold_for_the_groups_that_they_name():
    rule = attention(quiet=(Quiet(**{"from": "22:00", "to": "07:00", "groups": ("enterprise", "private")}),))
    assert when(rule.admit(message(at(23), group="cmd"), now=at(23))) == [at(23)]
    assert when(rule.admit(message(at(23), group=""), now=at(23))) == [at(7, day=6)]


def test_asleep_until_the_night_it_waits_too():
    assert when(attention(quiet=(NIGHT,)).admit(message(at(21, 50)), now=at(22, 10))) == [at(7, day=6)]


def test_nobody_is_chased_while_it_is_paused_and_then_it_is_said():
    rule = attention(Word("pause", at(15, 50), at(16, 20)))
    assert when(rule.admit(message(at(16)), now=at(16))) == [at(16, 20)]
    assert when(rule.admit(message(at(16), kind="digest"), now=at(16))) == [at(16)]
    assert when(rule.admit(message(at(16, 20)), now=at(16, 20))) == [at(16, 20)]


def test_a_pause_that_is_longer_than_it_makes_sense_ends_it():
    admitted = attention(Word("pause", at(15), at(0, day=6))).admit(message(at(16), until=at(18)), now=at(16))
    assert (admitted.said, [why for _, why in admitted.lapsed]) == ((), ["paused"])


def test_a_pause_of_one_grid_takes_its_units_out_of_the_message_of_all():
    admitted = attention(Word("pause", at(15), at(16, 30), area="g1")).admit(message(at(16)), now=at(16))
    assert [(one.due_at, [entry.unit for entry in one.body.entries]) for one in admitted.said] == [
        (at(16), ["e2"]),
        (at(16, 30), ["e1"]),
    ]
    assert len({one.key for one in admitted.said}) == 2


def test_a_pause_that_was_ended_stops_nothing():
    rule = attention(Word("pause", at(15), at(17), ended_at=at(15, 30)))
    assert when(rule.admit(message(at(16)), now=at(16))) == [at(16)]


THREE = (Budget(posts_a_day=3, groups=("enterprise",)),)


def test_what_is_more_than_a_days_number_is_set_aside_and_a_new_day_begins_anew():
    rule = attention(budget=THREE)
    admitted = [rule.admit(message(at(9 + n), f"k{n}"), now=at(9 + n)) for n in range(5)]
    assert [len(one.said) for one in admitted] == [1, 1, 1, 0, 0]
    assert [len(one.aside) for one in admitted] == [0, 0, 0, 1, 1]
    assert len(rule.admit(message(at(9, day=6), "next"), now=at(9, day=6)).said) == 1
    assert len(rule.admit(message(at(14), "cmd", group="cmd"), now=at(14)).said) == 1


def test_an_officers_word_allows_so_many_more_in_one_group_or_in_all():
    for group, more in (("ent", 2), ("", 2), ("cmd", 0)):
        rule = attention(Word("extra", at(8), at(0, day=6), group=group, amount=2), budget=THREE)
        said = sum(len(rule.admit(message(at(9 + n), f"k{n}"), now=at(9 + n)).said) for n in range(9))
        assert said == 3 + more


def test_an_emergency_lifts_quiet_hours_and_numbers_until_its_end():
    rule = attention(Word("emergency", at(8), at(23, 30)), quiet=(NIGHT,), budget=THREE)
    said = [rule.admit(message(at(9 + n), f"k{n}"), now=at(9 + n)).said for n in range(14)]
    assert all(said)
    assert when(rule.admit(message(at(22, 30), "night"), now=at(22, 30))) == [at(22, 30)]
    assert when(rule.admit(message(at(23, 30), "later"), now=at(23, 30))) == [at(7, day=6)]


def test_what_comes_soon_after_another_waits_and_goes_together_with_what_else_waits():
    rule = attention(budget=(Budget(merge="5m"),))
    moments = [at(16), at(16, 1), at(16, 3), at(16, 5), at(16, 11)]
    said = [when(rule.admit(message(moment, str(n)), now=moment))[0] for n, moment in enumerate(moments)]
    assert said == [at(16), at(16, 5), at(16, 5), at(16, 5), at(16, 11)]


def test_nothing_waits_for_another_past_its_own_end():
    rule = attention(budget=(Budget(merge="30m"),), times=[("group:ent", at(17, 45))])
    assert when(rule.admit(message(at(17, 50), until=at(18)), now=at(17, 50))) == [at(17, 50)]


@given(
    st.lists(st.integers(0, 5 * 60), min_size=1, max_size=60),
    st.integers(1, 6),
    st.sampled_from(["", "1m", "5m"]),
)
@settings(deadline=None)
def test_sixty_triggers_in_five_minutes_are_at_most_the_days_number_and_none_is_lost(seconds, number, merge):
    rule = attention(budget=(Budget(posts_a_day=number, merge=merge),))
    said, aside = [], []
    for place, second in enumerate(sorted(seconds)):
        moment = at(16) + timedelta(seconds=second)
        admitted = rule.admit(message(moment, str(place)), now=moment)
        assert not admitted.lapsed
        said += admitted.said
        aside += admitted.aside
    assert len({one.due_at for one in said}) <= number
    assert {one.key for one in (*said, *aside)} == {str(place) for place in range(len(seconds))}


@given(st.integers(0, 24 * 60 - 1), st.lists(st.tuples(st.integers(0, 1439), st.integers(1, 600)), max_size=4))
@settings(deadline=None)
def test_every_unit_of_a_message_is_said_once_or_lapses_once(minute, pauses):
    words = [
        Word("pause", at(0) + begin * MINUTE, at(0) + (begin + length) * MINUTE, area=("g1", "", "g2")[begin % 3])
        for begin, length in pauses
    ]
    moment = at(0) + minute * MINUTE
    one = replace(message(moment), expires_at=moment + 3 * HOUR)
    admitted = attention(*words, quiet=(NIGHT,)).admit(one, now=moment)
    units = [entry.unit for part in admitted.said for entry in part.body.entries]
    units += [entry.unit for part, _ in admitted.lapsed for entry in part.body.entries]
    assert sorted(units) == ["e1", "e2"]
    assert all(part.due_at >= moment for part in admitted.said)
