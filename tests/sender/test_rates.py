"""Rates of destinations and of accounts: ordinary messages leave a tenth to what is urgent, and no place is wasted."""

import random
from dataclasses import replace

import pytest
from outgoing import HOUR, MINUTE, NOW, PLAIN, Post

from bot.channels.base import Address
from bot.errors import SendError, SendUnknown
from bot.messages import Destination, Rate
from bot.rates import windows_of

OTHER = Destination(group="other")
ONE_AN_HOUR = replace(PLAIN, per_destination=(Rate(1, HOUR),))


def test_the_key_of_a_rate_window_does_not_tell_the_robots_key():
    windows = windows_of(Address("hook", "group", "robot-key-CANARY"), PLAIN, priority=5)
    assert "CANARY" not in repr(windows)
    assert [window.key.rpartition(":")[0] for window in windows] == ["hook:group", "hook"]


@pytest.mark.parametrize(("count", "planned"), [(1, 1), (5, 5), (10, 9), (20, 18), (28, 26), (950, 855)])
def test_ordinary_messages_leave_the_last_tenth_to_urgent_ones(count, planned):
    limits = replace(PLAIN, per_destination=(Rate(count, MINUTE),), per_account=(Rate(count, HOUR),))
    to = Address("hook", "group", "r")
    assert [window.rates[0].count for window in windows_of(to, limits, priority=5)] == [planned, planned]
    assert [window.rates[0].count for window in windows_of(to, limits, priority=1)] == [count, count]


async def test_all_destinations_of_an_account_share_its_rate(store):
    post = Post.on(store, limits=replace(PLAIN, per_account=(Rate(1, HOUR),)))
    await post.put("一")
    await post.put("二", to=OTHER)
    await post.sender().run_due(NOW)
    assert len(post.channel.texts) == 1  # whichever asked first
    await post.play(post.sender())
    assert post.channel.times[1] - post.channel.times[0] == HOUR


async def test_an_alert_goes_where_digests_have_filled_what_they_may(store):
    post = Post.on(store, limits=replace(PLAIN, per_account=(Rate(10, HOUR),)))
    await post.put(*(f"汇总{n}" for n in range(12)), priority=9)
    for _ in range(10):
        await post.sender().run_due(NOW)
    assert len(post.channel.texts) == 9
    await post.put("警报", to=OTHER, priority=0)
    await post.sender().run_due(NOW)
    assert post.channel.texts[-1] == "警报"


async def test_a_replica_without_the_connection_burns_no_place_and_another_sends(store):
    post = Post.on(store, limits=ONE_AN_HOUR)
    await post.put("一")
    post.channel.connected = False
    await post.sender().run_due(NOW)
    row = await post.row()
    assert (row.state, row.error) == ("due", "waited for the connection")
    assert row.next_try_at <= NOW + MINUTE / 10
    assert post.channel.parcels == []
    post.clock.set(row.next_try_at)
    post.channel.connected = True
    await post.sender().run_due(post.clock.now())
    assert (await post.row()).state == "sent"


async def test_waiting_for_a_connection_ends_where_the_message_does(store):
    post = Post.on(store)
    post.channel.connected = False
    await post.put("一", expires_at=NOW + MINUTE)
    await post.play(post.sender())
    assert await post.states() == ["expired"]


@pytest.mark.parametrize("counted", [True, False])
async def test_a_place_is_given_back_where_the_platform_counted_nothing(store, counted):
    post = Post.on(store, limits=ONE_AN_HOUR)
    await post.put("一")
    post.channel.script.append(SendError("no token", permanent=False, retry_after=MINUTE, counted=counted))
    await post.play(post.sender())
    waited = post.channel.times[1] - post.channel.times[0]
    assert waited >= HOUR if counted else waited < 2 * MINUTE


async def test_after_a_send_without_an_answer_the_place_stays_taken(store):
    post = Post.on(store, limits=ONE_AN_HOUR)
    await post.put("一", redelivery="resend")
    post.channel.script.append(SendUnknown("no answer"))
    await post.play(post.sender())
    assert post.channel.times[1] - post.channel.times[0] >= HOUR


async def test_no_hour_holds_more_than_the_account_may_send_whatever_fails(store):
    rng = random.Random(3)  # noqa: S311  # seeded, so that a test repeats
    post = Post.on(store, limits=replace(PLAIN, per_account=(Rate(4, HOUR),), per_destination=(Rate(3, MINUTE),)))
    for n in range(12):
        await post.put(f"第{n}条", to=rng.choice([None, OTHER]), redelivery="resend")
    endings = [None, SendUnknown("no answer"), SendError("busy", permanent=False, retry_after=MINUTE)]
    post.channel.script.extend(rng.choice(endings) for _ in range(8))
    await post.play(post.sender())
    assert set(await post.states()) <= {"sent", "unknown"}
    for end in post.channel.times:
        assert sum(end - HOUR < at <= end for at in post.channel.times) <= 4


async def test_what_goes_to_all_groups_counts_together_and_what_goes_to_people_does_not(store):
    post = Post.on(store, limits=replace(PLAIN, per_groups=(Rate(1, HOUR),)))
    await post.put("一")
    await post.put("二", to=OTHER)
    await post.put("私信", to=Destination(member="zhang", channel=post.channel.name))
    await post.sender().run_due(NOW)
    assert "私信" in post.channel.texts
    assert len(post.channel.texts) == 2
    await post.play(post.sender())
    assert post.channel.times[-1] - NOW == HOUR
