"""Tokens that die early or cannot be fetched, and addresses where nobody answers: what waits goes out afterwards."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from bot.config import load_settings
from faulty.ledger import Fault, Row
from faulty.sending import WAYS, account, at_rest, held_rows, put_one, ready
from faulty.stage import Stage, a_stage

GROUP = "令牌与网络"
APP, ROBOT = WAYS[0], WAYS[2]
COUNT = 10


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
        await stage.start()
        for number in range(2):
            await put_one(stage, ROBOT, number, hold=bool(number))
        for _ in range(3 * 12):
            await stage.pass_time(timedelta(minutes=5))
        await stage.stop("a")
        config = folder / "config.toml"
        real = stage.settings.channels["bot"].values["ws_url"].replace("ws:", "http:").removesuffix("/aibot")
        config.write_text(config.read_text(encoding="utf-8").replace(base, real), encoding="utf-8")
        await stage.start(settings=load_settings(config))
        await at_rest(stage)
        return account(stage, fault, ROBOT, await held_rows(stage))
