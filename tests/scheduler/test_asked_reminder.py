"""A reminder at a leader's word: the missing among those asked about, once a minute, ended by the deadline."""

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
