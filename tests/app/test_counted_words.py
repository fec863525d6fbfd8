"""What the smart bot says of its own accord counts as its posts do: a welcome, a word about waiting."""

import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest
from public_stage import SECOND, a_stage, until_said

from bot import texts
from bot.errors import StoreAway
from bot.messages import Body, Destination, Outbound


@pytest.fixture
async def stage(tmp_path):
    async with a_stage(tmp_path) as made:
        await made.start()
        await made.until(lambda: made.app.channels["bot"].connected, most=timedelta(minutes=2), step=SECOND)
        yield made


def stamps(stage):
    """How many places of the smart bot's windows are taken."""
    file = stage.settings.store_url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(file)) as held:
        return held.execute("SELECT count(*) FROM send_stamps WHERE destination LIKE 'bot:member:%'").fetchone()[0]


async def fill(stage, user, count):
    """So many posts to one member, all within the minute."""
    async with stage.app.store.unit_of_work() as uow:
        for n in range(count):
            to = Destination(member=user, channel="bot")
            uow.outbox.put(Outbound(f"fill:{n}", "alert", to, Body(f"第{n}条"), stage.clock.now(), priority=0))
        await uow.commit()
    stage.app.sender.wake()
    await until_said(stage, lambda: stamps(stage) >= count)


async def test_a_welcome_takes_a_place(stage):
    await stage.desk.deliver(stage.desk.event("enter_chat", user="u0"))
    await until_said(stage, lambda: stage.platform.chat("aibot:u0"))
    assert stamps(stage) == 1


async def test_where_the_minute_is_full_nobody_is_welcomed_and_no_call_is_made(stage):
    stage.desk.spoken.add("u0")
    await fill(stage, "u0", 28)
    await stage.desk.deliver(stage.desk.event("enter_chat", user="u0"))
    for _ in range(30):
        await stage.pass_time(timedelta(0))
    assert stage.platform.calls["aibot_respond_welcome_msg"] == 0
    assert stamps(stage) == 28


async def test_a_word_about_waiting_takes_a_place_and_is_said_though_the_store_is_away(stage):
    take_in = stage.app.dispatcher.handle

    async def away(_batch):
        raise StoreAway("away")

    stage.app.dispatcher.handle = away
    await stage.desk.say("u0", "日报 在岗126人")
    await until_said(stage, lambda: texts.still_working() in stage.desk.screens.texts("u0"))
    assert stamps(stage) == 1
    stage.app.dispatcher.handle = take_in
    await until_said(stage, lambda: "126" in "".join(stage.desk.screens.texts("u0")))
