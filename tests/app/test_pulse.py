"""The pulse goes to an outside watch while all is well, over a real socket and into a real file, and is silent else."""

import asyncio
import logging
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web

from bot.clock import VirtualClock
from bot.pulse import Pulse, PulseRules

NOW = datetime(2020, 3, 5, 1, tzinfo=UTC)


@pytest.fixture
async def watch():
    """A watch on a real port: what was asked of it, and the status that it answers with."""
    heard, status = [], [200]

    async def ping(request):
        heard.append(request.path)
        return web.Response(status=status[0])

    app = web.Application()
    app.router.add_get("/{key}", ping)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    try:
        yield f"http://127.0.0.1:{port}/secret-key", heard, status
    finally:
        await runner.cleanup()


def pulse(rules, ailing="", clock=None):
    async def well():
        return ailing

    return Pulse(rules, ailing=well, clock=clock or VirtualClock(NOW))


async def test_while_all_is_well_the_watch_hears_of_it_and_the_file_is_fresh(watch, tmp_path):
    url, heard, _ = watch
    file = tmp_path / "alive"
    assert await pulse(PulseRules(url, file)).beat()
    assert heard == ["/secret-key"]
    assert file.read_text(encoding="utf-8") == "2020-03-05T01:00:00+00:00 ok\n"


async def test_when_something_ails_nobody_hears_anything(watch, tmp_path, caplog):
    url, heard, _ = watch
    assert not await pulse(PulseRules(url, tmp_path / "alive"), ailing="scheduler").beat()
    assert heard == []
    assert not (tmp_path / "alive").exists()
    assert caplog.records[0].why == "scheduler"


async def test_a_watch_that_refuses_or_is_not_there_stops_nothing_and_its_key_is_in_no_log(watch, tmp_path, caplog):
    url, _, status = watch
    status[0] = 500
    caplog.set_level(logging.DEBUG)
    assert await pulse(PulseRules(url)).beat()
    assert await pulse(PulseRules("http://127.0.0.1:9/secret-key", tmp_path / "no" / "such")).beat()
    messages = [record.getMessage() for record in caplog.records if record.name == "bot.pulse"]
    assert messages == ["the watch took no pulse", "pulse file not written", "the watch was not reached"]
    assert "secret-key" not in caplog.text
    assert "secret-key" not in repr(PulseRules(url))


async def test_it_beats_again_after_its_time_and_not_at_all_where_nobody_watches(tmp_path):
    clock, beats = VirtualClock(NOW), asyncio.Queue()

    async def asked():
        beats.put_nowait(clock.now())
        return "not now"

    rules = PulseRules("", tmp_path / "alive", timedelta(seconds=60))
    running = asyncio.create_task(Pulse(rules, ailing=asked, clock=clock).run())
    try:
        async with asyncio.timeout(5):
            assert await beats.get() == NOW
            await asyncio.sleep(0)
            await clock.move_to(NOW + timedelta(seconds=59))
            assert beats.empty()
            await clock.move_to(NOW + timedelta(seconds=60))
            assert await beats.get() == NOW + timedelta(seconds=60)
    finally:
        running.cancel()
    await pulse(PulseRules()).run()
