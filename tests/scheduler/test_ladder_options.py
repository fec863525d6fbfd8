"""What a step may say: repeated so often, told upwards, sparing who is not later than usual, so many people each."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from district import DAY, DISTRICT
from ladders import CN, at, form, posts, preset, step

from bot.directory.model import Member
from bot.scheduler.due import firings_between

LEADER = Member("boss", "王主任", "leader", (), ("g1",))
OWN = Member("vice", "陈副主任", "leader", ("e1",))
HEAD = Member("head1", "吴五", "grid_leader", (), ("g1",))


def of(rows):
    return {row.to.group or row.to.member: row for row in rows}


def with_steps(*steps):
    return preset(form(ladder=steps))


async def played(stage, *steps):
    return await stage.play(stage.ticker(preset=with_steps(*steps)), at(2020, 3, 5, 23))


async def test_a_repeated_step_is_said_so_often_and_each_time_once(stage):
    chase = step("overdue", "due+10m", kind="overdue", wording="overdue", to=("enterprise",), repeat="30m", at_most=3)
    rows = await played(stage, chase)
    assert [row.due_at for row in rows] == [at(2020, 3, 5, 18, 10), at(2020, 3, 5, 18, 40), at(2020, 3, 5, 19, 10)]
    assert len({row.key for row in rows}) == 3


async def test_who_reports_between_two_repetitions_is_not_named_again(stage):
    chase = step("overdue", "due+10m", kind="overdue", wording="overdue", to=("enterprise",), repeat="30m", at_most=2)
    ticker = stage.ticker(preset=with_steps(chase))
    await stage.play(ticker, at(2020, 3, 5, 18, 20))
    await stage.report("e1")
    [again] = await stage.play(ticker, at(2020, 3, 5, 19))
    assert [entry.unit for entry in again.body.entries] == ["e2", "e3"]


def test_every_turn_of_a_step_fires_once_a_day():
    chase = step("chase", "due-2h", repeat="20m", at_most=4, catch_up="until_due")
    walked = posts(form(ladder=(chase,)))
    found = firings_between(walked, {post.name: at(2020, 2, 28) for post in walked}, at(2020, 3, 2))
    assert len(found) == len({(f.post.name, f.due_at) for f in found}) == 4 * 3


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"repeat": "30m"}, "belong together"),
        ({"at_most": 3}, "belong together"),
        ({"repeat": "0m", "at_most": 2}, "no time at all"),
        ({"kind": "digest", "repeat": "30m", "at_most": 2}, "only reminders"),
        ({"about": "all", "habit": True}, "habit"),
        ({"turn": 2}, "kept by the bot"),
    ],
)
def test_options_that_make_no_sense_are_refused(more, why):
    with pytest.raises(ValueError, match=why):
        form(ladder=(step("x", "due-2h", **more),))


def test_two_steps_cannot_share_a_name_with_a_repetition():
    with pytest.raises(ValueError, match="written twice"):
        form(ladder=(step("x", "due-2h", repeat="30m", at_most=2), step("x.2", "due-1h")))


async def test_the_paired_leader_is_told_alone_and_the_one_of_the_unit_goes_before_the_one_of_the_grid(stage):
    stage.directory = replace(DISTRICT, members=(*DISTRICT.members, LEADER, OWN))
    rows = of(await played(stage, step("up", "due+1h", kind="overdue", wording="overdue", to=("leader",))))
    assert {who: [entry.unit for entry in row.body.entries] for who, row in rows.items()} == {
        "boss": ["e2"],
        "vice": ["e1"],
    }
    assert {row.kind for row in rows.values()} == {"escalation"}


async def test_the_command_is_told_of_everybody_without_mentioning_anybody(stage):
    rows = of(
        await played(
            stage, step("up", "due+1h", kind="overdue", wording="overdue", to=("command",), mention=True)
        )
    )  # fmt: skip
    assert [entry.unit for entry in rows["cmd"].body.entries] == ["e1", "e2", "e3", "s1"]
    assert rows["cmd"].body.mentions == ()


async def test_what_only_those_above_are_told_is_no_evidence_that_the_unit_was_reminded(stage):
    stage.directory = replace(DISTRICT, members=(*DISTRICT.members, LEADER, HEAD))
    await played(stage, step("up", "due-1h", to=("leader", "grid_leader", "command")))
    async with stage.store.unit_of_work() as uow:
        assert await uow.outbox.accepted_about("daily", DAY) == ()


async def habit(stage, unit, hour, *, days=7):
    for back in range(1, days + 1):
        day = DAY - timedelta(days=back)
        await stage.report(unit, day=day, at=datetime(day.year, day.month, day.day, hour, 20, tzinfo=CN))


async def test_who_always_reports_by_five_is_not_nagged_at_four_but_at_half_past_five(stage):
    await habit(stage, "e1", 16)
    await habit(stage, "e2", 10)
    ticker = stage.ticker(preset=with_steps(step("first", "due-2h"), step("last", "due-30m")))
    first = of(await stage.play(ticker, at(2020, 3, 5, 17)))
    assert [entry.unit for entry in first["ent"].body.entries] == ["e2", "e3"]
    last = of(await stage.play(ticker, at(2020, 3, 5, 18)))
    assert [entry.unit for entry in last["ent"].body.entries] == ["e1", "e2", "e3"]


async def test_told_otherwise_everybody_is_reminded(stage):
    await habit(stage, "e1", 16)
    ticker = stage.ticker(preset=with_steps(step("first", "due-2h", habit=False), step("last", "due-30m")))
    first = of(await stage.play(ticker, at(2020, 3, 5, 17)))
    assert "e1" in [entry.unit for entry in first["ent"].body.entries]


async def test_a_message_carries_how_many_people_it_may_mention(stage):
    rows = of(await played(stage, step("first", "due-2h", mention=True, mentions_each=20)))
    assert rows["ent"].body.mentions_each == 20
