"""Each duty's ladder says each step once: over clock jumps, sleep, restarts, replicas, changes of offset, leap days.

The whole path runs: triggers, marks in the database, composing, the outbox; only people and platforms are missing.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from district import Stage
from hypothesis import given, settings
from hypothesis import strategies as st
from ladders import form, posts, preset, step

from bot.scheduler.base import Desk
from bot.scheduler.due import firings_between
from bot.scheduler.registry import ladder_posts
from bot.scheduler.ticker import Ticker
from bot.store.store import Store

NEW_YORK, BERLIN, LORD_HOWE, CN = map(
    ZoneInfo, ("America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Shanghai")
)
LONG = "20d"  # so late that nothing is skipped: what is lost would be lost for another reason
LADDER = (
    step("first", "due-2h", catch_up=LONG, to=("enterprise",)),
    step(
        "chase", "due+10m", kind="overdue", wording="overdue", to=("enterprise",), repeat="30m", at_most=3,
        catch_up=LONG,
    ),
    step("digest", "grace+1h", kind="digest", to=("command",), about="all", catch_up=LONG),
)  # fmt: skip
STEPS = ("first", "chase", "chase.2", "chase.3", "digest")
WHEN = [
    pytest.param(NEW_YORK, date(2020, 3, 6), "02:30", id="the clocks go forward"),
    pytest.param(NEW_YORK, date(2020, 10, 30), "01:30", id="the clocks go back"),
    pytest.param(BERLIN, date(2020, 10, 23), "24:00", id="24:00 while the clocks go back"),
    pytest.param(LORD_HOWE, date(2020, 4, 3), "02:00", id="by half an hour"),
    pytest.param(CN, date(2020, 2, 27), "24:00", id="the 29th of February"),
    pytest.param(CN, date(2020, 12, 30), "18:00", id="over new year"),
]


def wanted(owed, first, days, zone):
    """Every step of every duty, from the rules alone."""
    return {
        (f"daily.{one.name}", first + timedelta(days=back), owed.moment(one, first + timedelta(days=back), zone))
        for one in owed.steps
        for back in range(days)
    }


@pytest.mark.parametrize(("zone", "first", "due"), WHEN)
@given(st.lists(st.tuples(st.integers(0, 7 * 24 * 3600), st.booleans()), max_size=30))
@settings(max_examples=25, deadline=None)
def test_whatever_the_looks_every_step_of_every_duty_fires_once(zone, first, due, looks):
    """A look may come at any second, go back in time, or follow a restart that knows nothing but the marks."""
    owed = form(due=due, opens="00:00", ladder=LADDER, starts_on=first, ends_on=first + timedelta(days=3))
    begin = datetime(first.year, first.month, first.day, tzinfo=UTC) - timedelta(days=2)
    walked = posts(owed, zone)
    marks = {post.name: begin for post in walked}
    fired = []
    for seconds, restarted in (*looks, (9 * 24 * 3600, False)):
        if restarted:
            walked = posts(owed, zone)
        for firing in firings_between(walked, marks, begin + timedelta(seconds=seconds)):
            fired.append((firing.post.name, firing.post.trigger.day_of(firing.due_at), firing.due_at))
            marks[firing.post.name] = max(marks[firing.post.name], firing.due_at)
    assert len(fired) == len(set(fired))
    assert set(fired) == wanted(owed, first, 4, zone)


@pytest.mark.parametrize(("zone", "first", "due"), WHEN)
@pytest.mark.parametrize("asleep", [timedelta(minutes=17), timedelta(hours=5), timedelta(days=2)], ids=str)
async def test_two_replicas_that_wake_now_and_then_put_each_step_into_the_outbox_once(
    tmp_path, zone, first, due, asleep
):
    """They take turns, each restarted every third time, and the clock goes back an hour once."""
    owed = form(due=due, opens="00:00", ladder=LADDER, starts_on=first, ends_on=first + timedelta(days=1))
    store = Store(f"sqlite:///{tmp_path}/ladders.db")
    await store.open()
    try:
        await store.upgrade()
        stage = Stage(store, preset=preset(owed))

        def ticker():
            desk = Desk(stage.directory, stage.preset, zone, "网格助手")
            return Ticker(store=store, posts=ladder_posts(stage.preset, zone), desk=desk, clock=stage.clock)

        now = datetime(first.year, first.month, first.day, tzinfo=UTC) - timedelta(days=2)
        stage.clock.set(now)
        replicas = [ticker(), ticker()]
        for one in replicas:
            await one.next_due()
        for turn in range(int(timedelta(days=7) / asleep) + 1):
            now += asleep
            stage.clock.set(now)
            if turn % 3 == 0:
                replicas[turn % 2] = ticker()
            await replicas[turn % 2].run_due(now)
            if turn == 4:
                await replicas[1 - turn % 2].run_due(now - timedelta(hours=1))
        rows = await store.delivery.claim(now=now, limit=999, lease=timedelta(minutes=1), worker="t")
        keys = []
        while rows:
            keys += [row.key for row in rows]
            for row in rows:
                await store.delivery.settle(row.id, state="sent", at=now)
            rows = await store.delivery.claim(now=now, limit=999, lease=timedelta(minutes=1), worker="t")
        assert sorted(keys) == sorted(
            f"daily.{name}:{first + timedelta(days=day)}:group:{'cmd' if name == 'digest' else 'ent'}"
            for name in STEPS
            for day in range(2)
        )
    finally:
        await store.close()


def test_a_duty_of_the_29th_of_february_has_its_ladder_in_leap_years_only():
    monthly = form(period="monthly", due="29 24:00", opens="01 00:00", ladder=LADDER)
    for year, last in ((2020, date(2020, 3, 1)), (2021, date(2021, 3, 1))):
        due = monthly.due_at(date(year, 2, 1), CN).astimezone(CN)
        assert (due.date(), due.hour) == (last, 0)
    walked = ladder_posts(replace(preset(monthly)), CN)
    begin = datetime(2020, 1, 31, 16, tzinfo=UTC)
    found = firings_between(walked, {post.name: begin for post in walked}, datetime(2020, 3, 10, tzinfo=UTC))
    of_february = [one for one in found if one.post.trigger.day_of(one.due_at) == date(2020, 2, 1)]
    assert sorted(one.post.name for one in of_february) == sorted(f"daily.{name}" for name in STEPS)
