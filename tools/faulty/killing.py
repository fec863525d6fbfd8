"""The faults that need a bot in a process of its own: it dies at the worst moment and is started again."""

import asyncio
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from time import monotonic

from bot.channels.codec import Codec
from bot.clock import SystemClock
from bot.config import load_settings
from bot.messages import Body, Destination, Outbound
from bot.parcels import RESENT
from bot.standin.calls import Line
from bot.standin.platform import App as TenantApp
from bot.standin.platform import Platform
from bot.standin.server import standing_in
from bot.store.records import OutboxRow
from bot.store.store import Store
from faulty.ledger import Fault, Row
from faulty.sending import words
from faulty.stage import AES_KEY, AGENT, CORP, ROBOT, SECRET, TOKEN, write_directory

GROUP = "突然断电、被杀"
CONFIG = """[bot]
name = "网格助手"
timezone = "Asia/Shanghai"
[store]
url = "sqlite:///{folder}/gridbot.db"
[directory]
path = "directory"
[preset]
name = "heyuan-2020"
[web]
host = "127.0.0.1"
port = {port}
[channels.app]
kind = "wecom_app"
corp_id = "{corp}"
agent_id = "{agent}"
secret = "{secret}"
token = "{token}"
aes_key = "{key}"
api_base = "{base}"
[channels.hook]
kind = "wecom_webhook"
api_base = "{base}"
"""
READY_WITHIN, ENDED_WITHIN = 60.0, 90.0  # seconds
ROUNDS = 5


def free_port() -> int:
    """One that nobody has."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def configured(folder: Path, base: str) -> tuple[Path, int]:
    """The district with an app and a robot; its configuration and its port."""
    write_directory(folder / "directory")
    groups = folder / "directory" / "groups.csv"
    kept = [line for line in groups.read_text(encoding="utf-8").splitlines() if ",bot," not in line]
    groups.write_text("\n".join(kept) + "\n", encoding="utf-8")
    port, config = free_port(), folder / "config.toml"
    given = {"corp": CORP, "agent": AGENT, "secret": SECRET, "token": TOKEN, "key": AES_KEY, "base": base}
    config.write_text(CONFIG.format(folder=folder, port=port, **given), encoding="utf-8")
    return config, port


@asynccontextmanager
async def process(config: Path, port: int, moment: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """The bot in a process, from the moment on when it answers; ended at the end, whatever became of it."""
    program = str(Path(__file__).with_name("dying.py"))
    with (config.parent / "log.txt").open("ab") as log:
        bot = await asyncio.create_subprocess_exec(sys.executable, program, str(config), moment, stdout=log, stderr=log)
    try:
        until = monotonic() + READY_WITHIN
        while monotonic() < until and bot.returncode is None:
            with suppress(OSError):
                _, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.close()
                break
            await asyncio.sleep(0.05)
        yield bot
    finally:
        if bot.returncode is None:
            with suppress(ProcessLookupError):
                bot.terminate()
            with suppress(TimeoutError):
                async with asyncio.timeout(8):
                    await bot.wait()
        if bot.returncode is None:
            bot.kill()
            await bot.wait()


def a_platform() -> Platform:
    """On the real clock, as the bot's own process is."""
    return Platform(TenantApp(CORP, AGENT, SECRET), clock=SystemClock(), robots=[ROBOT])


async def before_the_answer(folder: Path, fault: Fault) -> Row:
    """Committed and killed before the answer, five times; the platform calls again."""
    platform = a_platform()
    async with standing_in(platform) as base:
        config, port = configured(folder, base)
        codec = Codec(token=TOKEN, aes_key=AES_KEY, receive_id=CORP)
        line = Line(platform, codec, TOKEN, f"http://127.0.0.1:{port}/callback/app", SystemClock())
        plain = {f"u{n}": line.message(f"u{n}", f"日报 在岗{n + 10}人", number=900 + n) for n in range(ROUNDS)}
        try:
            for who, text in plain.items():
                async with process(config, port, "answer") as bot:
                    await line.deliver(text, who)
                    await bot.wait()
            async with process(config, port, "never"):
                said = [await line.deliver(text, who) for who, text in plain.items()]
        finally:
            await line.close()
    settings = load_settings(config)
    today = SystemClock().now().astimezone(settings.zone).date()
    store = Store(settings.store_url)
    await store.open()
    try:
        async with store.unit_of_work() as uow:
            found = [await uow.reports.revisions("daily", f"e{n}", today) for n in range(ROUNDS)]
    finally:
        await store.close()
    right = sum(bool(one) and one[-1].values["on_duty"] == n + 10 for n, one in enumerate(found))
    extra = sum(max(0, len(one) - 1) for one in found)
    told = "平台再送，答的是同一句" if all(one.acknowledged and one.text for one in said) else "没有答复"
    return Row(fault, put=ROUNDS, sent=right, lost=ROUNDS - right, doubled=extra, told=told)


async def before_the_record(folder: Path, fault: Fault, to: Destination, screen: str) -> Row:
    """Sent and killed before that is written down: once for what may be repeated, once for what may not."""
    platform = a_platform()
    async with standing_in(platform) as base:
        config, port = configured(folder, base)
        settings = load_settings(config)
        async with process(config, port, "never"):
            pass  # the schema and the directory are there from here on
        store = Store(settings.store_url)
        await store.open()
        try:
            for number in range(2):
                message = Outbound(f"list:fault:{number}", "case", to, Body(words(number)), SystemClock().now())
                async with store.unit_of_work() as uow:
                    uow.outbox.put(replace(message, redelivery="hold" if number else "resend"))
                    await uow.commit()
                async with process(config, port, "record") as bot:
                    await bot.wait()
                async with process(config, port, "never"):
                    rows = await ended(store)
        finally:
            await store.close()
    shown = [[seen for seen in platform.seen if seen.chat == screen and words(n) in seen.text] for n in range(2)]
    marked = sum(RESENT in seen.text for copies in shown for seen in copies[1:])
    listed = [row.state for row in rows if row.state in ("refused", "held", "unknown", "expired")]
    return Row(
        fault,
        put=2,
        sent=sum(map(bool, shown)),
        listed=len(listed),
        held=listed.count("held"),
        lost=sum(not copies and rows[n].state == "sent" for n, copies in enumerate(shown)),
        doubled=sum(max(0, len(copies) - 1) for copies in shown) - marked,
        marked=marked,
        delay=max((copies[0].at - rows[n].due_at for n, copies in enumerate(shown) if copies), default=timedelta()),
    )


async def ended(store: Store) -> list[OutboxRow]:
    """Wait until nothing is on its way any more: a lease lasts half a minute."""
    until = monotonic() + ENDED_WITHIN
    while True:
        async with store.unit_of_work() as uow:
            rows = list(await uow.outbox.about_list("fault"))
        if all(row.state not in ("due", "sending") for row in rows) or monotonic() > until:
            return rows
        await asyncio.sleep(0.5)
