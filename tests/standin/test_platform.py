"""The stand-in refuses what the platform refuses and drops in silence what the platform drops in silence."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.clock import VirtualClock
from bot.standin.media import MOST_BYTES, Part
from bot.standin.platform import App, Platform

NOW = datetime(2020, 3, 5, 1, 2, tzinfo=UTC)
APP = App("corp", 1000002, "secret", frozenset({"zhangsan", "lisi"}))


@pytest.fixture
def clock():
    return VirtualClock(NOW)


@pytest.fixture
def platform(clock):
    made = Platform(APP, clock=clock, robots=["robot"])
    made.chats.add("grid1")
    return made


def token_of(platform):
    return platform.gettoken("corp", "secret")["access_token"]


def to_member(user="zhangsan", text="在", **more):
    return {"touser": user, "msgtype": "text", "agentid": 1000002, "text": {"content": text}} | more


def say(text="在", **more):
    return {"msgtype": "text", "text": {"content": text} | more}


def code_of(answer):
    return answer["errcode"]


def part(content=b"123456", *, name="media", filename="a.csv", told=""):
    return Part(name, filename, content, told)


def test_a_token_stays_the_same_while_it_lives_and_dies_when_its_time_is_over(platform, clock):
    first = token_of(platform)
    assert token_of(platform) == first
    assert code_of(platform.message_send(first, to_member())) == 0
    clock.advance(timedelta(hours=2))
    assert code_of(platform.message_send(first, to_member())) == 42001
    assert token_of(platform) != first


def test_whoever_does_not_know_the_secret_gets_no_token(platform):
    assert code_of(platform.gettoken("corp", "wrong")) == 40001
    assert code_of(platform.gettoken("other", "secret")) == 40013
    assert [code_of(platform.message_send(token, to_member())) for token in ("", "made-up")] == [41001, 40014]


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        (to_member(agentid=7), 301002),
        (to_member(""), 82001),
        (to_member("|".join(map(str, range(1001)))), 82002),
        (to_member("stranger"), 81013),
        (to_member("@all"), 81013),
        (to_member(msgtype="hologram"), 40008),
        (to_member(text=" "), 44004),
        (to_member(text=7), 44004),
        (to_member(msgtype="file", file={}), 41006),
        (to_member(msgtype="file", file={"media_id": "MEDIA-9999"}), 40007),
    ],
)
def test_a_message_that_the_platform_would_not_take_is_refused(platform, payload, code):
    assert code_of(platform.message_send(token_of(platform), payload)) == code
    assert platform.seen == []


def test_members_outside_the_scope_are_named_though_the_answer_says_ok(platform):
    answer = platform.message_send(token_of(platform), to_member("zhangsan|stranger"))
    assert (code_of(answer), answer["invaliduser"]) == (0, "stranger")
    assert platform.chat("member:zhangsan") == ["在"]


def test_an_identical_message_is_dropped_in_silence_while_its_check_lasts(platform, clock):
    token, checked = token_of(platform), to_member(enable_duplicate_check=1, duplicate_check_interval=1800)
    for _ in range(2):
        assert code_of(platform.message_send(token, checked)) == 0
    assert (len(platform.seen), len(platform.dropped)) == (1, 1)
    clock.advance(timedelta(minutes=30))
    platform.message_send(token, checked)
    assert len(platform.seen) == 2


def test_the_thirty_first_message_of_a_minute_vanishes_in_silence(platform, clock):
    token = token_of(platform)
    answers = [platform.message_send(token, to_member(text=str(n))) for n in range(31)]
    assert {code_of(answer) for answer in answers} == {0}
    assert len(platform.chat("member:zhangsan")) == 30
    clock.advance(timedelta(minutes=1))
    platform.message_send(token, to_member(text="next"))
    assert platform.chat("member:zhangsan")[-1] == "next"


def test_the_twenty_first_message_of_a_robots_minute_is_refused_aloud(platform, clock):
    assert [code_of(platform.webhook_send("robot", say(str(n)))) for n in range(21)] == [0] * 20 + [45009]
    clock.advance(timedelta(minutes=1))
    assert code_of(platform.webhook_send("robot", say())) == 0


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        (say("x" * 2048), 0),
        (say("x" * 2049), 40058),
        ({"msgtype": "markdown", "markdown": {"content": "x" * 4096}}, 0),
        ({"msgtype": "markdown", "markdown": {"content": "x" * 4097}}, 40058),
        (say(mentioned_list="zhangsan"), 40058),
        (say(mentioned_list=[7]), 40058),
        ({"msgtype": "text"}, 44004),
        ({}, 40008),
    ],
)
def test_a_robot_says_what_fits_and_is_well_formed(platform, payload, code):
    assert code_of(platform.webhook_send("robot", payload)) == code


def test_an_unknown_robot_or_chat_is_refused(platform):
    assert code_of(platform.webhook_send("other", say())) == 93000
    assert code_of(platform.webhook_upload("other", "file", part())) == 93000
    assert code_of(platform.appchat_send(token_of(platform), say() | {"chatid": "other"})) == 86003


def test_phones_light_up_by_the_lists_and_by_every_mention_in_the_words(platform):
    platform.webhook_send("robot", say("看 <@lisi>", mentioned_list=["zhangsan"], mentioned_mobile_list=["138"]))
    platform.webhook_send("robot", {"msgtype": "markdown_v2", "markdown_v2": {"content": "<@lisi>"}})
    assert [seen.mentions for seen in platform.seen] == [("zhangsan", "lisi", "138"), ()]


@pytest.mark.parametrize(
    ("kind", "upload", "code"),
    [
        ("file", part(), 0),
        ("file", part(told="6"), 0),
        ("file", part(told="7"), 40058),
        ("voice", part(), 40004),
        ("file", None, 41005),
        ("file", part(name="other"), 41005),
        ("file", part(filename=""), 41005),
        ("file", part(b"12345"), 44001),
        ("file", part(b"x" * (MOST_BYTES + 1)), 45001),
    ],
)
def test_an_upload_is_looked_at_as_the_platform_looks_at_it(platform, kind, upload, code):
    assert code_of(platform.media_upload(token_of(platform), kind, upload)) == code
    assert code_of(platform.webhook_upload("robot", kind, upload)) == code


def test_a_file_is_good_for_its_owner_and_for_three_days(platform, clock):
    mine = platform.webhook_upload("robot", "file", part())["media_id"]
    payload = {"msgtype": "file", "file": {"media_id": mine}}
    platform.robots.add("other")
    assert code_of(platform.webhook_send("other", payload)) == 40007
    assert code_of(platform.message_send(token_of(platform), to_member() | payload)) == 40007
    assert code_of(platform.webhook_send("robot", payload)) == 0
    assert [(seen.kind, seen.text, seen.file.content) for seen in platform.seen] == [("file", "a.csv", b"123456")]
    clock.advance(timedelta(days=3))
    assert code_of(platform.webhook_send("robot", payload)) == 40007
