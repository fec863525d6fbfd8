"""The access token: fetched once for many, renewed in time, given up on before the platform bans us."""

import asyncio
from datetime import timedelta

import pytest
from channel_doors import NOW, SECRET

from bot.channels.base import Parcel
from bot.channels.token_memory import MemoryTokens
from bot.channels.token_seal import Seal
from bot.errors import SendError, SendUnknown

MINUTE = timedelta(minutes=1)


async def together(door, count=10):
    return await asyncio.gather(*(door.send("在", key=f"k:{n}") for n in range(count)), return_exceptions=True)


async def test_ten_callers_without_a_token_fetch_one(world):
    door = world.door("app to a member")
    assert not [result for result in await together(door) if isinstance(result, Exception)]
    assert world.platform.calls["gettoken"] == 1


async def test_ten_callers_with_a_dead_token_fetch_one(world):
    door = world.door("app to a member")
    await door.send("先", key="first")
    world.platform.expire_token()
    assert not [result for result in await together(door) if isinstance(result, Exception)]
    assert world.platform.calls["gettoken"] == 2
    assert len(door.shown()) == 11


async def test_two_processes_that_share_the_token_fetch_one_between_them(world):
    tokens = MemoryTokens()
    first, second = world.app(world.api(tokens=tokens)), world.app(world.api(tokens=tokens))
    door = world.door("app to a member")
    for channel in (first, second):
        door.channel = channel
        await door.send("在", key=channel.name)
    assert world.platform.calls["gettoken"] == 1


async def test_a_token_is_renewed_before_the_platform_lets_it_die(world):
    door = world.door("app to a member")
    await door.send("一")
    world.clock.advance(timedelta(minutes=114))
    await door.send("二", key="k:2")
    assert world.platform.calls["gettoken"] == 1
    world.clock.advance(timedelta(minutes=2))
    await door.send("三", key="k:3")
    assert world.platform.calls["gettoken"] == 2
    assert all(code == 0 for _, code in world.platform.answers)


async def test_a_token_that_dies_again_at_once_is_not_fetched_again_for_a_minute(world):
    door = world.door("app to a member")
    await door.send("一")
    world.platform.faults.add("message/send", "code", code=42001, times=3)
    with pytest.raises(SendError) as first:
        await door.send("二", key="k:2")
    with pytest.raises(SendError) as second:
        await door.send("三", key="k:3")
    assert [first.value.permanent, second.value.permanent] == [False, False]
    assert second.value.retry_after == MINUTE
    assert world.platform.calls["gettoken"] == 2
    world.clock.advance(MINUTE)
    await door.send("四", key="k:4")


@pytest.mark.parametrize("code", [40014, 42001, 41001])
async def test_whatever_says_that_the_token_is_dead_renews_it(world, code):
    door = world.door("app to its group")
    await door.send("一")
    world.platform.faults.add("appchat/send", "code", code=code)
    await door.send("二")
    assert world.platform.calls["gettoken"] == 2
    assert [shown.text for shown in door.shown()] == ["一", "二"]


async def test_a_wrong_secret_is_tried_three_times_and_then_once_an_hour(world):
    door = world.door("app to a member")
    door.channel = world.app(world.api(secret="wrong"))
    for _ in range(3):
        results = await together(door)
        assert all(isinstance(result, SendError) and not result.permanent for result in results)
        world.clock.advance(MINUTE)
    for _ in range(57):
        await together(door)
        world.clock.advance(MINUTE)
    assert world.platform.calls["gettoken"] == 3
    world.clock.advance(3 * MINUTE)
    await together(door)
    assert world.platform.calls["gettoken"] == 4


async def test_neither_replicas_nor_restarts_add_up_with_a_wrong_secret(world):
    tokens = MemoryTokens()
    door = world.door("app to a member")
    for _ in range(50):
        door.channel = world.app(world.api(secret="wrong", tokens=tokens))
        await together(door, 3)
        world.clock.advance(MINUTE)
    assert world.platform.calls["gettoken"] == 3


async def test_a_new_secret_is_asked_with_at_once(world):
    tokens = MemoryTokens()
    door = world.door("app to a member")
    door.channel = world.app(world.api(secret="wrong", tokens=tokens))
    for _ in range(4):
        await together(door)
        world.clock.advance(MINUTE)
    door.channel = world.app(world.api(tokens=tokens))
    await door.send("在")
    assert len(door.shown()) == 1


async def test_a_secret_that_was_mended_before_the_third_try_works_again(world):
    door = world.door("app to a member")
    world.platform.faults.add("gettoken", "code", code=40001, times=2)
    for _ in range(2):
        with pytest.raises(SendError):
            await door.send("在")
        world.clock.advance(MINUTE)
    await door.send("在")
    assert len(door.shown()) == 1


@pytest.mark.parametrize("kind", ["cut", "lost", "hang", "garbage", "truncated", "empty", "bad_gateway", "busy"])
async def test_without_a_token_the_message_has_certainly_not_gone_out(world, kind):
    door = world.door("app to a member")
    world.platform.faults.add("gettoken", kind, times=10)
    results = await together(door)
    assert all(isinstance(result, SendError) and not isinstance(result, SendUnknown) for result in results)
    assert {result.retry_after for result in results} == {timedelta(seconds=5)}
    assert world.platform.calls["gettoken"] <= 2  # the HTTP client repeats a GET whose connection broke, once


async def test_while_no_token_is_to_be_had_it_is_asked_for_ever_more_slowly(world):
    door = world.door("app to a member")
    world.platform.faults.add("gettoken", "cut", times=1000)
    for _ in range(600):
        with pytest.raises(SendError):
            await door.send("在")
        world.clock.advance(timedelta(seconds=1))
    assert world.platform.calls["gettoken"] <= 2 * 14
    world.platform.faults.clear()
    world.clock.advance(MINUTE)
    await door.send("在")


@pytest.mark.parametrize(
    "answer",
    [
        {"errcode": 0},
        {"errcode": 0, "access_token": ""},
        {"errcode": 0, "access_token": 7},
        {"errcode": 0, "access_token": "t", "expires_in": "soon"},
        {"errcode": 0, "access_token": "t", "expires_in": -1},
    ],
)
async def test_an_answer_without_a_token_in_it_is_no_token(world, monkeypatch, answer):
    monkeypatch.setattr(world.platform, "gettoken", lambda corp_id, secret: answer)
    with pytest.raises(SendError) as caught:
        await world.door("app to a member").send("在")
    assert not caught.value.permanent
    assert world.platform.calls["message/send"] == 0


async def test_a_token_kept_from_before_a_restart_is_used(world):
    tokens = MemoryTokens()
    door = world.door("app to a member")
    await world.app(world.api(tokens=tokens)).send(a_parcel(door))
    door.channel = world.app(world.api(tokens=tokens))
    await door.send("在")
    assert world.platform.calls["gettoken"] == 1


async def test_a_token_that_somebody_else_sealed_is_no_token(world):
    tokens, seal = MemoryTokens(), Seal("app", SECRET)
    await tokens.save(seal.name, version=0, value=Seal("app", "another").close("t"), good_until=NOW + MINUTE)
    door = world.door("app to a member")
    door.channel = world.app(world.api(tokens=tokens))
    await door.send("在")
    assert world.platform.calls["gettoken"] == 1
    assert len(door.shown()) == 1


def a_parcel(door):
    return Parcel(to=door.address, kind="reply", text="在", key="k:9")
