"""The places in which messages may still be answered: which is whose, for how long, and what becomes of streams."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.channels import aibot_exchanges
from bot.channels.aibot_exchanges import Exchanges
from bot.channels.base import Address
from bot.messages import Inbound

NOW = datetime(2020, 3, 5, 1, 2, tzinfo=UTC)
GROUP = Address("bot", "group", "wrX")
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


def said(message_id="m1", *, chat="wrX", sender="zhangsan"):
    return Inbound("bot", message_id, sender, chat, "日报", NOW, NOW)


@pytest.fixture
def places():
    return Exchanges(slow_after=3 * SECOND, stream_life=5 * MINUTE)


def test_a_place_is_found_by_its_message_and_its_chat(places):
    place = places.begin("CB-1", said(), now=NOW)
    assert places.of("m1", GROUP, now=NOW) is place
    for message_id, to in ((None, GROUP), ("m2", GROUP), ("m1", Address("bot", "member", "wrX"))):
        assert places.of(message_id, to, now=NOW) is None


def test_a_private_message_has_its_place_at_its_sender(places):
    place = places.begin("CB-1", said(chat=None), now=NOW)
    assert places.of("m1", Address("bot", "member", "zhangsan"), now=NOW) is place


def test_a_place_is_over_after_23_hours_and_with_its_connection(places):
    place = places.begin("CB-1", said(), now=NOW)
    assert places.of("m1", GROUP, now=NOW + timedelta(hours=22, minutes=59)) is place
    assert places.of("m1", GROUP, now=NOW + timedelta(hours=23)) is None
    places.clear()
    assert places.of("m1", GROUP, now=NOW) is None
    assert not places.is_open(place)


def test_a_message_that_comes_again_has_its_newest_place(places):
    older = places.begin("CB-1", said(), now=NOW)
    newer = places.begin("CB-2", said(), now=NOW)
    assert places.of("m1", GROUP, now=NOW) is newer
    places.end(older)
    assert places.of("m1", GROUP, now=NOW) is newer


def test_the_stream_of_an_older_place_is_left_to_the_platform(places):
    places.streaming(places.begin("CB-1", said(), now=NOW), "s", now=NOW)
    places.begin("CB-2", said(), now=NOW)
    assert list(places.dying(NOW + 5 * MINUTE)) == []


def test_only_so_many_places_are_kept(places, monkeypatch):
    monkeypatch.setattr(aibot_exchanges, "MOST", 3)
    for number in range(5):
        places.begin(f"CB-{number}", said(f"m{number}"), now=NOW)
    assert [bool(places.of(f"m{number}", GROUP, now=NOW)) for number in range(5)] == [False, False, True, True, True]


def test_the_slow_ones_are_told_once_and_one_a_chat_and_minute(places):
    first = places.begin("CB-1", said("m1"), now=NOW)
    places.begin("CB-2", said("m2"), now=NOW)
    other = places.begin("CB-3", said("m3", chat="wrY"), now=NOW)
    assert list(places.slow(NOW + 2 * SECOND)) == []
    assert list(places.slow(NOW + 3 * SECOND)) == [first, other]
    assert list(places.slow(NOW + 4 * SECOND)) == []
    places.streaming(first, "s1", now=NOW + 3 * SECOND)
    assert [slow.message_id for slow in places.slow(NOW + 70 * SECOND)] == ["m2", "m3"]


def test_what_is_stored_is_not_slow_any_more_and_keeps_its_place(places):
    place = places.begin("CB-1", said(), now=NOW)
    places.settle(place)
    assert list(places.slow(NOW + MINUTE)) == []
    assert places.of("m1", GROUP, now=NOW) is place


def test_a_stream_is_dying_when_its_life_is_over_unless_its_last_text_is_on_its_way(places):
    first, second = places.begin("CB-1", said("m1"), now=NOW), places.begin("CB-2", said("m2"), now=NOW)
    for place in (first, second):
        places.streaming(place, "s", now=NOW)
    places.finishing(second, "s")
    assert list(places.dying(NOW + 5 * MINUTE - SECOND)) == []
    assert list(places.dying(NOW + 5 * MINUTE)) == [first]
