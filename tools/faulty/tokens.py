"""Tokens that die early or cannot be fetched, and addresses where nobody answers: what waits goes out afterwards."""

import socket
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bot.config import load_settings
from faulty.ledger import Fault, Row
from faulty.sending import WAYS, account, at_rest, held_rows, put_one, ready
from faulty.stage import Stage, a_stage

GROUP = "令牌与网络"
APP, ROBOT = WAYS[0], WAYS[2]
COUNT = 10
HOUR = timedelta(hours=1)
AWAY, BACK, PEOPLE = "【平台连不上】渠道hook", "【平台恢复】渠道hook", 2
OF_BASE = ("wecom_app", "wecom_webhook", "wecom_bot")


async def with_messages(stage: Stage, fault: Fault, break_it: Callable[[int], None]) -> Row:
    """Ten messages, and before each of them something breaks."""
    await stage.start()
    await ready(stage, APP)
    for number in range(COUNT):
        break_it(number)
        await put_one(stage, APP, number, hold=False)
        await at_rest(stage)
    return account(stage, fault, APP, await held_rows(stage))


async def dead_in_between(stage: Stage, fault: Fault) -> Row:
    """The token is taken back before every message."""
    return await with_messages(stage, fault, lambda _: stage.platform.expire_token())


async def no_token(stage: Stage, fault: Fault) -> Row:
    """Fetching one fails in another way each time."""
    kinds = ("cut", "hang", "garbage", "truncated", "empty", "busy", "bad_gateway", "redirect", "pieces", "string")

    def break_it(number: int) -> None:
        stage.platform.expire_token()
        stage.platform.faults.add("gettoken", kinds[number])  # type: ignore[arg-type]  # its kinds

    return await with_messages(stage, fault, break_it)


async def wrong_secret(stage: Stage, fault: Fault) -> Row:
    """The secret is wrong until an administrator mends it."""
    stage.platform.faults.add("gettoken", "code", code=40001, times=4)
    return await with_messages(stage, fault, lambda _: None)


async def nobody_there(folder: Path, fault: Fault, base: str) -> Row:
    """Nobody answers at the platform's address for three hours; then the bot is started with the right one."""
    async with a_stage(folder, base=base) as stage:
        stage.desk.spoken |= {"boss", "duty"}  # who hears by the smart bot must have spoken to it
        await stage.start()
        for number in range(2):
            await put_one(stage, ROBOT, number, hold=bool(number))
        await _until(stage, AWAY, at_least=timedelta(hours=3), step=timedelta(minutes=1))
        await stage.stop("a")
        config = folder / "config.toml"
        config.write_text(config.read_text(encoding="utf-8").replace(base, _real(stage)), encoding="utf-8")
        await stage.start(settings=load_settings(config))
        await at_rest(stage)
        await _until(stage, BACK)
        return _told_twice(stage, account(stage, fault, ROBOT, await held_rows(stage)))


async def nobody_answers(folder: Path, fault: Fault) -> Row:
    """Somebody takes every connection and says nothing, while messages come; told after half an hour."""
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        base = f"http://127.0.0.1:{silent.getsockname()[1]}"
        async with a_stage(folder, base=base) as stage:
            stage.desk.spoken |= {"boss", "duty"}
            settings = replace(stage.settings, away_after=timedelta(minutes=30))
            app = await stage.start(settings=settings)
            for number in range(2):
                before = app.contacts["hook"].missed_at
                await put_one(stage, ROBOT, number, hold=bool(number))
                await stage.until(
                    lambda before=before: app.contacts["hook"].missed_at != before,  # type: ignore[misc]  # bound now
                    most=HOUR,
                    step=timedelta(seconds=5),
                )
                if not number:
                    await stage.pass_time(timedelta(minutes=35))
            await _until(stage, AWAY)
            await stage.stop("a")
            real = _real(stage)
            channels = {
                name: replace(one, values=dict(one.values) | {"api_base": real}) if one.kind in OF_BASE else one
                for name, one in settings.channels.items()
            }
            await stage.start(settings=replace(settings, channels=channels))
            await put_one(stage, ROBOT, 2, hold=False)
            await at_rest(stage)
            await _until(stage, BACK)
            return _told_twice(stage, account(stage, fault, ROBOT, await held_rows(stage)))


async def _until(
    stage: Stage, word: str, *, at_least: timedelta = timedelta(), step: timedelta = timedelta(seconds=11)
) -> None:
    """So long, and until both people have that on their screens; the bot looks every ten seconds."""
    begun = stage.clock.now()
    while stage.clock.now() - begun < at_least or _told(stage, word) < PEOPLE:
        if stage.clock.now() - begun > 12 * HOUR:
            raise AssertionError(f"nobody was told {word}")
        small = stage.clock.now() - begun >= at_least
        await stage.pass_time(timedelta(seconds=11) if small else step)
        await stage.app.outages.run_due(stage.clock.now())


def _told(stage: Stage, word: str) -> int:
    return sum(word in seen.text for seen in stage.platform.seen)


def _real(stage: Stage) -> str:
    """The address at which the stand-in really is."""
    return stage.settings.channels["bot"].values["ws_url"].replace("ws:", "http:").removesuffix("/aibot")


def _told_twice(stage: Stage, row: Row) -> Row:
    """That it was away, and that it was back, each once to everybody."""
    found = _told(stage, AWAY), _told(stage, BACK)
    wrong = (
        "" if found == (PEOPLE, PEOPLE) else f"told {found[0]} times that it is away, {found[1]} times that it is back"
    )
    return replace(row, told=f"{row.told}（连不上、恢复各一次）", wrong=row.wrong or wrong)
