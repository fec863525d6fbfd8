"""Several replicas of one bot: exactly one is connected, another within seconds of its end, never two at once."""

import asyncio
import random

import pytest
from bot_world import GROUP, MINUTE, NOW, SECOND, TTL, a_bot_world

from bot import texts
from bot.errors import SendError, SendUnknown


@pytest.fixture
async def world():
    async with a_bot_world() as made:
        yield made


def connected(world):
    return [replica.name for replica in world.replicas if replica.channel.connected]


async def watched(world, span, *, displaced=0):
    """Time goes by, and at every second at most one is connected; the platform never had to displace anybody."""
    end = world.clock.now() + span
    while world.clock.now() < end:
        await world.pass_by(SECOND)
        assert len(connected(world)) <= 1
        assert world.desk.displaced <= displaced


async def test_of_two_that_start_together_one_connects(world):
    world.start("a")
    world.start("b")
    await watched(world, MINUTE)
    assert len(connected(world)) == 1
    assert len(world.desk.subscriptions) == 1
    assert len(world.rows.terms) == 1


async def test_after_a_stop_the_other_is_connected_within_seconds(world):
    first = await world.connected("a")
    world.start("b")
    await watched(world, 30 * SECOND)
    await first.stop()
    stopped_at = world.clock.now()
    await world.until(lambda: connected(world) == ["b"], step=SECOND)
    assert world.clock.now() - stopped_at <= 3 * SECOND


async def test_after_a_death_the_other_is_connected_as_soon_as_the_lease_is_over(world):
    first = await world.connected("a")
    world.start("b")
    await watched(world, 30 * SECOND)
    world.rows.away.add("a")  # dead: it says nothing to the database any more, nor to the platform
    first.task.cancel()
    await asyncio.gather(first.task, return_exceptions=True)
    died_at = world.clock.now()
    await world.until(lambda: connected(world) == ["b"], step=SECOND)
    assert world.clock.now() - died_at <= TTL + 3 * SECOND


async def test_while_the_rows_are_away_the_connection_stays_and_what_is_heard_waits(world):
    first = await world.connected("a")
    world.rows.away.add("a")
    first.ear.away = True
    await watched(world, MINUTE)
    await world.desk.say("zhangsan", "@网格助手 日报", chat=GROUP)
    await watched(world, MINUTE)
    assert world.desk.screens.texts(GROUP) == [texts.still_working()]
    world.rows.away.clear()
    first.ear.away = False
    await watched(world, 20 * SECOND)
    assert connected(world) == ["a"]
    assert [inbound.text for inbound in first.ear.heard] == ["@网格助手 日报"]
    assert len(world.desk.subscriptions) == 1


async def test_after_the_rows_were_away_for_all_one_is_connected(world):
    world.start("a")
    world.start("b")
    await watched(world, 30 * SECOND)
    world.rows.away |= {"a", "b"}
    await watched(world, MINUTE)
    world.rows.away.clear()
    await watched(world, MINUTE, displaced=1)
    assert len(connected(world)) == 1
    assert connected(world) == [world.rows.holder]


async def test_who_alone_cannot_reach_the_rows_is_displaced_by_the_next_and_does_not_come_back(world):
    first = await world.connected("a", lease_seconds=0.05)
    second = world.start("b")
    await watched(world, 30 * SECOND)
    world.rows.away.add("a")
    await world.until(lambda: connected(world) == ["b"], step=SECOND)
    assert world.desk.displaced == 1
    world.rows.hanging.add("a")
    await world.pass_by(5 * MINUTE)
    world.rows.away.clear()
    world.rows.hanging.clear()
    await world.pass_by(5 * MINUTE)
    assert connected(world) == ["b"]
    assert len(world.desk.subscriptions) == 2
    await second.stop()
    await world.until(lambda: first.channel.connected, step=SECOND)


async def test_a_short_absence_of_the_rows_costs_nothing(world):
    await world.connected("a")
    world.rows.away.add("a")
    await world.pass_by(5 * SECOND)
    world.rows.away.clear()
    await watched(world, MINUTE)
    assert connected(world) == ["a"]
    assert len(world.desk.subscriptions) == 1


async def test_who_was_asleep_for_too_long_says_nothing_when_it_wakes(world):
    first = await world.connected("a")
    world.rows.holder, world.rows.until = "b", NOW + 10 * MINUTE  # it slept, and another took over
    with pytest.raises(SendError) as caught:
        await first.send("请补报")
    assert not caught.value.permanent
    assert world.platform.calls["aibot_send_msg"] == 0
    await watched(world, 5 * SECOND)
    assert connected(world) == []


async def test_while_the_rows_cannot_be_asked_nothing_is_sent(world):
    first = await world.connected("a", lease_seconds=0.05)
    for trouble in (world.rows.away, world.rows.hanging):
        trouble.add("a")
        with pytest.raises(SendError) as caught:
            await first.send("请补报")
        assert not caught.value.permanent
        trouble.clear()
    assert world.platform.calls["aibot_send_msg"] == 0
    await first.send("请补报")
    assert world.desk.screens.texts(GROUP) == ["请补报"]


@pytest.mark.parametrize("answers", [[False], [True, False]], ids=["before connecting", "before subscribing"])
async def test_the_lease_is_asked_right_before_each_connect_and_each_subscription(world, answers):
    replica = world.start("a")

    async def still_mine():
        return answers.pop(0) if answers else False

    replica.lease.still_mine = still_mine
    replica.lease.acquire = replica.lease.renew = still_yes
    wanted = len(answers) - 1
    await world.pass_by(20 * SECOND)
    assert world.platform.calls["aibot/connect"] == wanted
    assert world.desk.subscriptions == []


async def still_yes():
    return True


async def test_a_lease_that_ends_as_soon_as_it_is_taken_is_taken_now_and_then_and_not_without_pause(world):
    replica, taken = world.start("a"), []

    async def never():
        return False

    async def counted():
        taken.append(world.clock.now())
        return True

    replica.lease.acquire, replica.lease.renew, replica.lease.still_mine = counted, never, never
    await world.pass_by(20 * SECOND)
    assert 5 <= len(taken) <= 12


async def test_who_loses_the_lease_in_the_middle_of_a_send_closes_at_once(world):
    first = await world.connected("a")
    world.platform.faults.add("aibot_send_msg", "hang")
    sending = asyncio.create_task(first.send("请补报"))
    await world.until(lambda: world.platform.calls["aibot_send_msg"])
    world.rows.holder, world.rows.until = "b", NOW + 10 * MINUTE
    await world.pass_by(3 * SECOND)
    assert world.desk.wire is None
    with pytest.raises(SendUnknown):
        await sending


async def test_a_replica_that_is_not_connected_tells_a_send_to_come_again(world):
    await world.connected("a")
    second = world.start("b")
    await world.settle()
    with pytest.raises(SendError) as caught:
        await second.send("请补报")
    assert (caught.value.permanent, caught.value.retry_after) == (False, 2 * SECOND)


async def test_a_replica_with_a_wrong_secret_lets_the_other_try(world):
    world.start("a", secret="wrong")
    await world.until(lambda: world.desk.subscriptions)
    second = world.start("b")
    await world.until(lambda: second.channel.connected, step=SECOND)
    assert world.clock.now() - NOW <= 30 * SECOND
    await watched(world, 10 * MINUTE)
    assert connected(world) == ["b"]


async def test_a_replica_that_cannot_reach_the_platform_lets_the_other_try(world):
    world.start("a", url="ws://127.0.0.1:9/aibot")
    await world.settle()
    second = world.start("b")
    await world.until(lambda: second.channel.connected, step=SECOND)
    assert world.clock.now() - NOW <= 30 * SECOND


async def test_a_stop_does_not_hang_with_the_rows(world):
    first = await world.connected("a", lease_seconds=0.05)
    world.rows.hanging.add("a")
    await first.stop()
    assert world.desk.wire is None


async def test_whatever_happens_to_three_replicas_one_is_connected_at_a_time_and_seldom_anew(world):
    """Half an hour of flaps, deaths, restarts and rows out of reach, in an order drawn from a seed."""
    rng = random.Random(2020)  # noqa: S311  # the same every time
    for name in "abc":
        world.start(name)
    numbers, cut_off = iter(range(1000)), 0
    for _ in range(90):
        alive = [replica for replica in world.replicas if not replica.task.done()]
        match rng.choice(["flap", "stop", "away", "back", "nothing", "nothing"]):
            case "flap" if world.desk.wire is not None:
                world.wire().cut()
            case "stop" if len(alive) > 1:
                await rng.choice(alive).stop()
                world.start(f"n{next(numbers)}")
            case "away":
                world.rows.away.add(rng.choice(alive).name)
                cut_off += 1
            case "back":
                world.rows.away.clear()
        await watched(world, 20 * SECOND, displaced=cut_off)
    world.rows.away.clear()
    await world.until(lambda: len(connected(world)) == 1, step=SECOND)
    holder = connected(world)[0]
    await world.desk.say("zhangsan", "@网格助手 日报", chat=GROUP)
    [ear] = [replica.ear for replica in world.replicas if replica.name == holder]
    await world.until(lambda: ear.heard)
    tried = [at for at, _ in world.desk.subscriptions]
    assert max(sum(1 for other in tried if at <= other < at + MINUTE) for at in tried) <= 4
    assert len(tried) <= 2 * 30
