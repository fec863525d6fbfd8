"""`gridbot outbox [list|show|resend|drop]`: what was not delivered, to be looked at, sent again or let go.

Only posts show their words: an answer, an alert or a case may be about a tip-off, and then neither what was told
nor to whom it is answered is anybody's business here.
"""

import asyncio
from argparse import ArgumentParser, Namespace
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from bot.commands.base import FINE, PROBLEMS, Command, with_config
from bot.commands.terminal import complain, say
from bot.errors import UsageError

if TYPE_CHECKING:
    from datetime import datetime

    from bot.config import Settings
    from bot.store.records import OutboxRow
    from bot.store.store import Store

ACTIONS = ("list", "show", "resend", "drop")
SHOWN_KINDS = frozenset({"reminder", "overdue", "digest", "escalation", "criticism", "criticism_draft", "retraction"})
MOST = 200
BY = "gridbot outbox"  # in the trail: whoever may use the machine


def arguments(parser: ArgumentParser) -> None:
    """What is done, and with which messages."""
    with_config(parser)
    parser.add_argument("action", nargs="?", default="list", choices=ACTIONS, help="default: list")
    parser.add_argument("ids", nargs="*", type=int, metavar="ID", help="numbers of messages, as the list shows them")
    parser.add_argument("--reason", metavar="TEXT", help="why a message is dropped; kept in the trail")


def run(args: Namespace) -> int:
    """Do it; 1 if a message was not to be had."""
    from bot.config import load_settings

    if args.action == "list" and args.ids:
        raise UsageError("gridbot outbox list takes no numbers; write show, resend or drop before them")
    if args.action != "list" and not args.ids:
        raise UsageError(f"gridbot outbox {args.action}: write the number of a message; gridbot outbox list shows them")
    if args.action == "drop" and not (args.reason or "").strip():
        raise UsageError("gridbot outbox drop: write why, with --reason TEXT")
    return asyncio.run(_run(load_settings(args.config), args))


async def _run(settings: "Settings", args: Namespace) -> int:
    from bot.commands.district import database_is_there
    from bot.store.store import Store

    if not database_is_there(settings):
        raise UsageError("gridbot outbox: there is no database yet; nothing was ever sent")
    store = Store(settings.store_url)
    await store.open()
    try:
        if not await store.is_current():
            raise UsageError("gridbot outbox: the database is of another version; run gridbot db upgrade first")
        if args.action == "list":
            return await _list(store, settings)
        work: Callable[[Store, Settings, int, str], Awaitable[bool]] = {
            "show": _show,
            "resend": _resend,
            "drop": _drop,
        }[args.action]
        done = [await work(store, settings, number, args.reason or "") for number in dict.fromkeys(args.ids)]
        return FINE if all(done) else PROBLEMS
    finally:
        await store.close()


async def _list(store: "Store", settings: "Settings") -> int:
    from bot.clock import SystemClock

    waiting, oldest = await store.delivery.waiting()
    since = f"，最早的 since {_at(oldest, settings)}" if oldest and oldest <= SystemClock().now() else ""
    say(f"等待发送 waiting: {waiting}{since}")
    rows = await store.delivery.dead(limit=MOST)
    if not rows:
        say("没有未送达的消息 nothing is undelivered")
        return FINE
    say(f"未送达 undelivered: {len(rows)}{'+' if len(rows) == MOST else ''}")
    for row in rows:
        say(f"{row.id}  {_at(row.due_at, settings)}  {row.state}  {row.kind}  {_to(row)}  {_first_line(row)}")
        say(f"    {_plain(row.error) or '-'}")
    say("gridbot outbox show ID | resend ID... | drop ID... --reason TEXT")
    return FINE


async def _show(store: "Store", settings: "Settings", number: int, _reason: str) -> bool:
    row = await store.delivery.row(number)
    if row is None:
        return _none(number)
    say(f"编号 id: {row.id}  {row.kind}  {row.state}")
    say(f"发往 to: {_to(row)}")
    told = f"  截至 until {_at(row.expires_at, settings)}" if row.expires_at else ""
    say(f"应发 due: {_at(row.due_at, settings)}{told}")
    if row.state in ("due", "sending"):
        say(f"下次 next try: {_at(row.next_try_at, settings)}")
    say(f"尝试 tries: {row.attempts}  已发 parts sent: {row.part_done}")
    if row.bundle:
        say(f"与其同发 in one message with: {row.bundle}")
    say(f"原因 error: {_plain(row.error) or '-'}")
    if row.kind in SHOWN_KINDS:
        say("正文 text:")
        for line in row.body.render().strip().splitlines():
            say(f"  {_plain(line)}")
    else:
        say("正文不显示，可能涉及举报 the text is not shown: it may be about a tip-off")
    return True


async def _resend(store: "Store", settings: "Settings", number: int, _reason: str) -> bool:
    from bot.clock import SystemClock
    from bot.forms.load import load_preset
    from bot.handlers.resend import SENT_WITHIN, without_the_repaired
    from bot.snapshot import Snapshot
    from bot.store.records import AuditLine

    now = SystemClock().now()
    known = await Snapshot(store, load_preset(settings.preset), zone=settings.zone).known()
    async with store.unit_of_work() as uow:
        row = await uow.outbox.resend(number, now=now, until=now + SENT_WITHIN)
        if row is None:
            return _none(number, "undelivered, or its address is forgotten")
        await without_the_repaired(uow, row, preset=known.preset, directory=known.directory)
        uow.audit.write(AuditLine(now, BY, "sent_again", f"outbox:{number}"))
        await uow.commit()
    say(f"{number}: 已放回，运行中的机器人会发出 put back; the running bot sends it")
    return True


async def _drop(store: "Store", _settings: "Settings", number: int, reason: str) -> bool:
    from bot.clock import SystemClock
    from bot.store.records import AuditLine

    async with store.unit_of_work() as uow:
        row = await uow.outbox.drop(number, why=reason.strip())
        if row is None:
            return _none(number, "unsent, or it is being sent just now")
        line = AuditLine(SystemClock().now(), BY, "dropped", f"outbox:{number}", {"reason": reason.strip()})
        uow.audit.write(line)
        await uow.commit()
    say(f"{number}: 已作废，不再发送 dropped; it will not be sent")
    return True


def _none(number: int, which: str = "there") -> bool:
    complain(f"{number}: 没有这条消息 no message of that number is {which}")
    return False


def _to(row: "OutboxRow") -> str:
    if row.kind in SHOWN_KINDS or row.to.group is not None:
        return _plain(row.to.key)
    return "私聊 in private"


def _first_line(row: "OutboxRow") -> str:
    if row.kind not in SHOWN_KINDS:
        return "（正文不显示）"
    return _plain(row.body.render().strip().partition("\n")[0])[:60]


def _plain(text: str) -> str:
    """Nothing that a terminal would obey."""
    from bot.views.inert import inert

    return inert(text, 2000)


def _at(moment: "datetime", settings: "Settings") -> str:
    return moment.astimezone(settings.zone).strftime("%m-%d %H:%M:%S")


OUTBOX = Command("outbox", "what was not delivered: list, show, send again, drop", arguments, run)
