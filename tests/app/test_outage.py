"""A platform that nobody reaches, seen by the whole bot: over real addresses where nobody answers, and back again."""

from dataclasses import replace
from datetime import timedelta

import pytest
from public_stage import SECOND, a_stage

MINUTE = timedelta(minutes=1)


@pytest.fixture
async def stage(tmp_path):
    async with a_stage(tmp_path) as made:
        yield made


def elsewhere(settings, name, **values):
    """The settings with that channel at another address."""
    one = settings.channels[name]
    channels = dict(settings.channels) | {name: replace(one, values=dict(one.values) | values)}
    return replace(settings, channels=channels)


async def hours(stage, count):
    """So long goes by, and the scheduler looks as it does every few seconds; no step is longer than a send's lease."""
    for _ in range(int(count * 180)):
        await stage.pass_time(20 * SECOND)
        await stage.app.outages.run_due(stage.clock.now())


def told(stage, word):
    return {who: [t for t in stage.platform.chat(f"member:{who}") if word in t] for who in ("boss", "duty", "u0")}


async def test_a_smart_bot_that_cannot_connect_is_told_by_the_app_though_nothing_waits_for_it(stage):
    right = stage.settings
    await stage.start(settings=elsewhere(right, "bot", ws_url="ws://127.0.0.1:9/aibot"))
    await hours(stage, 0.9)
    assert told(stage, "【平台") == {"boss": [], "duty": [], "u0": []}
    await hours(stage, 0.5)
    away = told(stage, "【平台连不上】渠道bot")
    assert [len(away[who]) for who in ("boss", "duty", "u0")] == [1, 1, 0]
    await stage.stop("a")
    await stage.start("b", settings=right)
    await stage.until(lambda: stage.app.channels["bot"].connected, most=5 * MINUTE, step=SECOND)
    await hours(stage, 0.1)
    back = told(stage, "【平台恢复】渠道bot")
    assert [len(back[who]) for who in ("boss", "duty", "u0")] == [1, 1, 0]


async def test_customer_service_that_cannot_be_asked_is_told_though_nobody_calls(stage):
    await stage.start(settings=elsewhere(stage.settings, "kf", api_base="http://127.0.0.1:9"))
    await hours(stage, 1.5)
    away = told(stage, "【平台连不上】渠道kf")
    assert [len(away[who]) for who in ("boss", "duty", "u0")] == [1, 1, 0]


async def test_while_everything_answers_nobody_is_told_anything(stage):
    await stage.start()
    await hours(stage, 2)
    assert told(stage, "【平台") == {"boss": [], "duty": [], "u0": []}
    assert await stage.app.store.outages.all() == {}
