"""A reminder at a leader's word: the missing among those asked about, once a minute, ended by the deadline."""

from dataclasses import replace

from district import DAY, DISTRICT
from ladders import CN, at, form, preset

from bot.scheduler.base import Desk
from bot.scheduler.posts.reminder import compose_reminder

DESK = Desk(DISTRICT, preset(), CN, "网格助手")


def asked(now, units=DISTRICT.units):
    return compose_reminder(DESK, {}, form(), DAY, units, now)


def test_only_those_asked_about_and_only_who_owes():
    told = asked(at(2020, 3, 5, 15), DISTRICT.units_in(["g2"]))
    assert {one.to.group: [e.unit for e in one.body.entries] for one in told} == {"ent": ["e3"], "grid2": ["s1"]}
    assert all(one.kind == "reminder" and one.drop_when_done for one in told)
    assert "【催报】" in told[0].body.render()


def test_asked_twice_in_a_minute_it_is_the_same_message_and_later_another():
    first, again, later = (asked(at(2020, 3, 5, 15, *rest)) for rest in ((0, 1), (0, 59), (1, 0)))
    assert [one.key for one in first] == [one.key for one in again]
    assert not {one.key for one in first} & {one.key for one in later}


def test_before_the_deadline_it_ends_there_and_afterwards_it_may_still_be_said():
    assert {one.expires_at for one in asked(at(2020, 3, 5, 17, 50))} == {at(2020, 3, 5, 18)}
    assert {one.expires_at for one in asked(at(2020, 3, 5, 19))} == {at(2020, 3, 5, 21)}


def test_where_only_mentions_are_heard_it_says_so_and_elsewhere_not():
    groups = tuple(replace(one, hears="mentions") if one.id == "ent" else one for one in DISTRICT.groups)
    desk = replace(DESK, directory=replace(DISTRICT, groups=groups))
    told = compose_reminder(desk, {}, form(), DAY, DISTRICT.units, at(2020, 3, 5, 15))
    lines = {one.to.group: one.body.render().split("\n")[-1] for one in told}
    assert lines["ent"] == "本群里请先@网格助手再报数，不@我收不到。"
    assert all("@" not in line for group, line in lines.items() if group != "ent")
