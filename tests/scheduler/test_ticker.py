"""The ticker: each firing once over restarts and replicas, no past at the first start, poison stays alone."""

import asyncio
from datetime import timedelta

from district import DAY
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ladders import at

from bot.messages import Body, Destination, Outbound
from bot.scheduler.base import ScheduledPost


class Every:
    """Due at every full hour."""

    def next_after(self, moment):
        return moment.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)


def hourly(name, composed, *, broken=lambda due_at: False, catch_up=timedelta(hours=2)):
    async def compose(uow, desk, due_at):
        composed.append((name, due_at))
        if broken(due_at):
            raise RuntimeError("poison")
        return [Outbound(f"{name}:{due_at}", "digest", Destination(group="cmd"), Body(name), due_at, period=DAY)]

    return ScheduledPost(name, Every(), catch_up, compose)


async def test_the_first_start_floods_nobody_with_the_past(stage):
    stage.clock.set(at(2020, 3, 5, 19))
    ticker = stage.ticker()
    assert await ticker.run_due(at(2020, 3, 5, 19)) == 0
    assert await ticker.next_due() == at(2020, 3, 5, 20)


async def test_a_second_look_at_the_same_moment_says_nothing(stage):
    ticker = stage.ticker()
    await ticker.next_due()
    assert await ticker.run_due(at(2020, 3, 5, 8)) == 1
    assert await ticker.run_due(at(2020, 3, 5, 8)) == 0


async def test_a_restart_at_any_second_goes_on_where_the_last_one_stopped(stage):
    for hour in range(7, 23):
        await stage.play(stage.ticker(), at(2020, 3, 5, hour, 59))
    kinds = [row.kind for row in stage.sent]
    assert kinds.count("overdue") == 2
    assert kinds.count("criticism_draft") == 1
    assert kinds.count("digest") == 3


async def test_two_replicas_at_once_compose_each_firing_once(stage):
    composed = []
    one, two = stage.ticker([hourly("h", composed)]), stage.ticker([hourly("h", composed)])
    await one.next_due()
    await two.next_due()
    now = at(2020, 3, 5, 9, 30)
    said = await asyncio.gather(one.run_due(now), two.run_due(now))
    assert sum(said) == 2
    assert [due for _, due in sorted(composed)] == [at(2020, 3, 5, 8), at(2020, 3, 5, 9)]


async def test_a_poisoned_post_stops_no_other_and_is_given_up_in_the_trail(stage):
    composed = []
    bad = hourly("bad", composed, broken=lambda due_at: due_at == at(2020, 3, 5, 8))
    ticker = stage.ticker([bad, hourly("good", composed)])
    rows = await stage.play(ticker, at(2020, 3, 5, 9, 30))
    assert [row.body.head for row in rows if row.body.head == "good"] == ["good", "good"]
    assert composed.count(("bad", at(2020, 3, 5, 8))) == 5
    [line] = await stage.trail("post_failed")
    assert (line.subject, line.detail["tries"]) == ("bad", 5)
    assert [row.body.head for row in rows if row.body.head == "bad"] == ["bad"]  # the one of nine o'clock


async def test_a_failed_composition_leaves_nothing_behind(stage):
    async def compose(uow, desk, due_at):
        uow.outbox.put(Outbound("half", "digest", Destination(group="cmd"), Body("half"), due_at))
        await uow.flush()
        raise RuntimeError("poison")

    ticker = stage.ticker([ScheduledPost("half", Every(), timedelta(hours=2), compose)])
    assert await stage.play(ticker, at(2020, 3, 5, 9, 30)) == []


async def test_what_is_too_old_is_recorded_once_and_not_said(stage):
    composed = []
    await stage.ticker([hourly("h", composed)]).next_due()
    for _ in range(2):
        ticker = stage.ticker([hourly("h", composed)])
        await ticker.run_due(at(2020, 3, 5, 12, 30))
    assert [due for _, due in composed] == [at(2020, 3, 5, 11), at(2020, 3, 5, 12)]
    assert len(await stage.trail("post_skipped")) == 3


async def test_the_sender_is_woken_only_when_something_was_said(stage):
    woken = []
    ticker = stage.ticker()
    ticker.on_posted = lambda: woken.append(1)
    await ticker.run_due(at(2020, 3, 5, 7, 30))
    assert not woken
    await ticker.run_due(at(2020, 3, 5, 8))
    assert woken == [1]


@given(st.lists(st.tuples(st.integers(0, 1), st.integers(0, 600), st.booleans()), min_size=1, max_size=12))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_whatever_the_clock_and_the_replicas_do_each_firing_is_composed_once(stage, looks):
    """Two replicas look at steps forward and backward, and are restarted at any time."""
    composed = []
    name = f"h{id(looks)}-{hash(tuple(looks))}"
    post = hourly(name, composed, catch_up=timedelta(days=9))
    start = at(2020, 3, 5, 7)
    stage.clock.set(start)
    replicas = [stage.ticker([post]), stage.ticker([post])]
    for ticker in replicas:
        await ticker.next_due()
    for which, minutes, restart in looks:
        now = start + timedelta(minutes=minutes)
        stage.clock.set(now)
        if restart:
            replicas[which] = stage.ticker([post])
        await replicas[which].run_due(now)
    last = max(minutes for _, minutes, _ in looks)
    assert sorted(due for _, due in composed) == [start + timedelta(hours=h) for h in range(1, last // 60 + 1)]
