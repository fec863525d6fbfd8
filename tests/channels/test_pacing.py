"""The rates that an administrator writes take the place of those that are built in."""

from datetime import timedelta

import pytest

from bot.channels.base import Limits
from bot.channels.pacing import DAY, HOUR, MINUTE, OF_A_BOT, OF_AN_APP, paced
from bot.channels.registry import KINDS, build_channel
from bot.clock import SystemClock
from bot.config import ChannelSettings
from bot.messages import Rate

BUILT_IN = Limits(100, per_destination=(Rate(28, timedelta(minutes=1)), Rate(950, HOUR)))


def test_nothing_written_leaves_what_is_built_in():
    assert paced(BUILT_IN, {}) == BUILT_IN


def test_a_number_replaces_the_rate_of_its_span_alone():
    assert paced(BUILT_IN, {"per_minute": "10"}).per_destination == (Rate(950, HOUR), Rate(10, MINUTE))
    assert paced(BUILT_IN, {"per_hour": "500"}).per_destination == (BUILT_IN.per_destination[0], Rate(500, HOUR))


def test_nought_takes_a_rate_away():
    assert paced(BUILT_IN, {"per_minute": "0", "per_hour": "0"}).per_destination == ()


def test_an_account_has_rates_of_its_own():
    values = {"account_per_hour": "300", "account_per_day": "4000"}
    assert paced(BUILT_IN, values).per_account == (Rate(300, HOUR), Rate(4000, DAY))
    assert paced(BUILT_IN, values).per_destination == BUILT_IN.per_destination


@pytest.mark.parametrize("written", ["-1", "many", "1.5", "1000001", "２０"])
def test_what_is_no_number_of_messages_is_refused_with_its_key(written):
    with pytest.raises(ValueError, match="per_minute is a whole number"):
        paced(BUILT_IN, {"per_minute": written})


@pytest.mark.parametrize(
    "kind", [kind for kind in KINDS if "per_minute" in (kind.optional or {})], ids=lambda k: k.name
)
async def test_a_channel_of_the_settings_keeps_to_them(kind):
    filled = dict.fromkeys(kind.required, "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG") | {"agent_id": "7"}
    channel = build_channel(
        ChannelSettings("one", kind.name, {**filled, "per_minute": "7"}), clock=SystemClock(), environment={}
    )
    assert Rate(7, MINUTE) in channel.limits.per_destination
    await channel.close()


def test_the_defaults_are_on_the_safe_side_of_thirty_and_a_thousand():
    assert paced(Limits(100), OF_A_BOT).per_destination == (Rate(28, MINUTE), Rate(950, HOUR))


def test_what_one_member_gets_from_all_groups_of_an_app_stays_below_two_hundred_a_minute():
    assert paced(Limits(100), OF_AN_APP).per_groups == (Rate(180, MINUTE), Rate(9500, DAY))
    assert paced(Limits(100), {"groups_per_minute": "0"}).per_groups == ()
