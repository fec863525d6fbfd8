"""What can go wrong on the way in: calls twice, late, out of order, in bursts, while the platform answers nobody.

"Sent" counts the messages that are stored with the figures that were written; "doubled" what is stored twice.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from time import perf_counter, process_time
from typing import cast

from bot.channels.wecom_bot_ws import WecomBotWs
from bot.standin.feishu_calls import FeishuLine
from faulty.ledger import Fault, Row
from faulty.stage import (
    CHAT,
    FEISHU_APP,
    FEISHU_KEY,
    FEISHU_ROOM,
    FOLLOWER,
    RESIDENT,
    START,
    TOKEN,
    Stage,
)

GROUP, CONNECTION = "接收", "长连接"
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
MANY = 30
LONGEST_WAIT = 5.0  # seconds, of the platform
TIP = "我要举报，1号网格建设路{n}号有店铺没有消毒"
Play = Callable[[Stage, Fault], Awaitable[Row]]


async def reports(stage: Stage) -> dict[str, list[int]]:
    """The figure of every revision of every unit's report of the day."""
    day = START.date()
    async with stage.app.store.unit_of_work() as uow:
        heads = (await uow.reports.heads_between("daily", day, day)).get(day, {})
        return {
            unit: [cast("int", one.values["on_duty"]) for one in await uow.reports.revisions("daily", unit, day)]
            for unit in sorted(heads)
        }


async def tips(stage: Stage) -> int:
    """How many tip-offs are stored."""
    async with stage.app.store.unit_of_work() as uow:
        return len(await uow.tips.open_tips())


async def of_reports(stage: Stage, fault: Fault, wanted: dict[str, int], *, told: str = "") -> Row:
    """Every unit's last figure against what was said last."""
    found = await reports(stage)
    right = sum(found.get(unit, [None])[-1] == figure for unit, figure in wanted.items())
    extra = sum(len(figures) - 1 for figures in found.values())
    return Row(fault, put=len(wanted), sent=right, lost=len(wanted) - right, doubled=extra, told=told)


async def app_twice(stage: Stage, fault: Fault) -> Row:
    """Each call four times, the copies at once and later."""
    await stage.start()
    line, wanted = stage.line(), {}
    for n in range(MANY):
        plain = line.message(f"u{n}", f"日报 在岗{n + 10}人", number=900 + n)
        answers = await asyncio.gather(*(line.deliver(plain, f"u{n}") for _ in range(3)))
        await stage.pass_time(5 * SECOND)
        answers.append(await line.deliver(plain, f"u{n}"))
        if len({said.text for said in answers}) != 1:
            raise AssertionError("a repeat was answered otherwise")
        wanted[f"e{n}"] = n + 10
    return await of_reports(stage, fault, wanted, told="重复的都得到同一句回答")


async def app_late(stage: Stage, fault: Fault) -> Row:
    """Calls that were on their way for ten minutes."""
    await stage.start()
    line, at = stage.line(), stage.clock.now()
    await stage.pass_time(10 * MINUTE)
    for n in range(MANY):
        await line.deliver(line.message(f"u{n}", f"日报 在岗{n + 10}人", number=900 + n, at=at), f"u{n}")
    return await of_reports(stage, fault, {f"e{n}": n + 10 for n in range(MANY)})


async def app_mixed(stage: Stage, fault: Fault) -> Row:
    """Everybody's calls in another order than they were written, all at once."""
    await stage.start()
    line, at = stage.line(), stage.clock.now()
    plains = [
        (f"u{n}", line.message(f"u{n}", f"日报 在岗{n + 10}人", number=900 + n, at=at + n * SECOND))
        for n in range(MANY)
    ]
    await stage.pass_time(MINUTE)
    await asyncio.gather(*(line.deliver(plain, who) for who, plain in reversed(plains)))
    return await of_reports(stage, fault, {f"e{n}": n + 10 for n in range(MANY)})


async def app_burst(stage: Stage, fault: Fault) -> Row:
    """Six hundred tip-offs at once.

    On a machine that others use too, what counts is the time that this process worked, clients and platform included.
    """
    await stage.start()
    line = stage.line(answer_seconds=60.0)
    spent: list[float] = []
    worked: list[float] = []

    async def one(n: int) -> None:
        begun, busy = perf_counter(), process_time()
        await line.say(f"resident{n}", TIP.format(n=n))
        spent.append(perf_counter() - begun)
        worked.append(process_time() - busy)

    await asyncio.gather(*(one(n) for n in range(600)))
    count = await tips(stage)
    calm, wrong = max(spent) < LONGEST_WAIT, ""
    if not calm and max(worked) >= LONGEST_WAIT:
        wrong = f"an answer took {max(spent):.1f} s, {max(worked):.1f} s of work"
    told = "都在平台等的5秒以内答复" if calm else "机器被别人占着时测的；按程序自己用的时间算，都在5秒以内"
    return Row(fault, 600, count, lost=max(0, 600 - count), doubled=max(0, count - 600), told=told, wrong=wrong)


async def app_hanging(stage: Stage, fault: Fault) -> Row:
    """Every interface of the platform hangs, sends are waiting in it, and people go on writing."""
    await stage.start()
    for endpoint in ("message/send", "webhook/send", "appchat/send", "media/get"):
        stage.platform.faults.add(endpoint, "hang", times=200)
    line, spent = stage.line(), []
    for n in range(20):
        await line.say(f"resident{n}", TIP.format(n=n))  # the officers are told of each: those calls hang
    for n in range(200):
        begun = perf_counter()
        await line.say(f"other{n}", TIP.format(n=n + 100))
        spent.append(perf_counter() - begun)
    slow = sorted(spent)[int(len(spent) * 0.99)]
    count = await tips(stage)
    wrong = "" if slow < 1 else f"the 99th percentile of the answers is {slow:.1f} s"
    return Row(fault, 220, count, lost=220 - count, told="99%的答复在1秒以内", wrong=wrong)


async def called_twice(stage: Stage, fault: Fault) -> Row:
    """A smart bot's calls, each twice."""
    await stage.start()
    line = stage.bot_line()
    for n in range(MANY):
        body = line._desk.body(f"u{n}", "text", {"content": f"日报 在岗{n + 10}人"})  # noqa: SLF001  # as its own `say`
        first, again = await line.deliver(body), await line.deliver(body)
        if first.text != again.text:
            raise AssertionError("a repeat was answered otherwise")
    return await of_reports(stage, fault, {f"e{n}": n + 10 for n in range(MANY)}, told="重复的都得到同一句回答")


async def official_twice(stage: Stage, fault: Fault) -> Row:
    """A follower's calls, each twice."""
    await stage.start()
    line = stage.official_line()
    for n in range(MANY):
        plain = line.message(f"{FOLLOWER}{n}", "text", MsgId=str(n + 1), Content=TIP.format(n=n))
        await line.deliver(plain, f"{FOLLOWER}{n}")
        await line.deliver(plain, f"{FOLLOWER}{n}")
    count = await tips(stage)
    return Row(fault, put=MANY, sent=count, lost=max(0, MANY - count), doubled=max(0, count - MANY))


async def feishu_again(stage: Stage, fault: Fault) -> Row:
    """Feishu posts an event again after 15 seconds, 5 minutes, an hour and six, as it does where it got no answer."""
    await stage.start()
    line = FeishuLine(FEISHU_APP, FEISHU_KEY, TOKEN, stage.clock)
    events = [line.said(f"u{n}", f"日报 在岗{n + 10}人", chat=FEISHU_ROOM) for n in range(MANY)]
    for span in (timedelta(0), 15 * SECOND, 5 * MINUTE, timedelta(hours=1), timedelta(hours=6)):
        await stage.pass_time(span)
        if {await stage.feishu_says(event, line) for event in events} != {200}:
            raise AssertionError("an event was not taken")
    return await of_reports(stage, fault, {f"e{n}": n + 10 for n in range(MANY)})


async def kf_heard(stage: Stage, fault: Fault, wanted: int) -> Row:
    """Wait until so many tip-offs are there, then longer, for what would be too many."""
    held = 0

    async def looked() -> bool:
        nonlocal held
        held = await tips(stage)
        return held >= wanted

    end = stage.clock.now() + timedelta(hours=2)
    while not await looked() and stage.clock.now() < end:
        await stage.pass_time(10 * SECOND)
    for _ in range(60):
        await stage.pass_time(10 * SECOND)
    await looked()
    return Row(fault, put=wanted, sent=held, lost=max(0, wanted - held), doubled=max(0, held - wanted))


def kf_said(stage: Stage) -> None:
    """Residents write to customer service."""
    for n in range(MANY):
        stage.kf.say(f"{RESIDENT}{n}", TIP.format(n=n))


async def kf_twice(stage: Stage, fault: Fault) -> Row:
    """The call that something is there comes five times, and all at once."""
    await stage.start()
    line = stage.kf_line()
    kf_said(stage)
    await asyncio.gather(*(line.call() for _ in range(5)))
    return await kf_heard(stage, fault, MANY)


async def kf_no_call(stage: Stage, fault: Fault) -> Row:
    """No call comes at all."""
    await stage.start()
    await stage.settled()
    kf_said(stage)
    return await kf_heard(stage, fault, MANY)


async def kf_cursor_lost(stage: Stage, fault: Fault) -> Row:
    """The mark of how far was fetched is gone: everything comes again."""
    app = await stage.start()
    kf_said(stage)
    await stage.kf_line().call()
    await kf_heard(stage, fault, MANY)
    held = await app.store.cursors.load("kf")
    was = held[0] if held else ""
    await app.store.cursors.move("kf", was=was, to="", at=stage.clock.now())
    await stage.kf_line().call()
    return await kf_heard(stage, fault, MANY)


def kf_page(kind: str, code: int = 0) -> Play:
    """Fetching fails three times."""

    async def play(stage: Stage, fault: Fault) -> Row:
        await stage.start()
        kf_said(stage)
        stage.platform.faults.add("kf/sync_msg", kind, code=code, times=3)  # type: ignore[arg-type]  # one of its kinds
        await stage.kf_line().call()
        return await kf_heard(stage, fault, MANY)

    return play


# --- the long connection ----------------------------------------------------------------------------


def connected(stage: Stage) -> list[str]:
    """Which replicas have the connection."""
    return [name for name, (app, _) in stage.replicas.items() if cast("WecomBotWs", app.channels["bot"]).connected]


async def told_over(stage: Stage, first: int, count: int) -> None:
    """Clerks report in the group, one after the other."""
    for n in range(first, first + count):
        if not await stage.until(lambda: bool(connected(stage)), most=10 * MINUTE, step=SECOND):
            raise AssertionError("the long connection does not come up")
        before = len(stage.platform.seen)
        await stage.desk.say(f"u{n}", f"@网格助手 日报 在岗{n + 10}人", chat=CHAT)
        await stage.until(lambda before=before: len(stage.platform.seen) > before, most=MINUTE, step=SECOND / 10)  # type: ignore[misc]  # bound now


def over(break_it: Callable[[Stage], Awaitable[object]]) -> Play:
    """Ten reports before and ten after the connection was broken."""

    async def play(stage: Stage, fault: Fault) -> Row:
        await stage.start()
        await told_over(stage, 0, 10)
        since = stage.clock.now()
        await break_it(stage)
        if not await stage.until(lambda: not connected(stage), most=5 * MINUTE, step=SECOND):
            raise AssertionError("nobody noticed that the connection is broken")
        await stage.until(lambda: bool(connected(stage)), most=10 * MINUTE, step=SECOND)
        away = stage.clock.now() - since
        await told_over(stage, 10, 10)
        row = await of_reports(stage, fault, {f"e{n}": n + 10 for n in range(20)})
        return Row(fault, put=row.put, sent=row.sent, lost=row.lost, doubled=row.doubled, delay=away)

    return play


async def cut(stage: Stage) -> None:
    """The connection breaks without a word."""
    stage.desk.wire.cut()  # type: ignore[union-attr]  # it is the stand-in's own


async def kicked(stage: Stage) -> None:
    """The platform says that a newer connection took over, and closes."""
    await stage.desk.displace()


async def silent(stage: Stage) -> None:
    """Nothing is answered any more, heartbeats neither."""
    stage.platform.faults.add("ping", "hang", times=4)


async def rubbish(stage: Stage) -> None:
    """Half a frame, and the end."""
    stage.desk.wire.half()  # type: ignore[union-attr]  # it is the stand-in's own


async def refused_connects(stage: Stage) -> None:
    """It breaks, and connecting fails three times."""
    stage.platform.faults.add("aibot/connect", "bad_gateway", times=3)
    await cut(stage)


async def ws_twice(stage: Stage, fault: Fault) -> Row:
    """Each message twice over the connection."""
    await stage.start()
    await stage.until(lambda: bool(connected(stage)), most=MINUTE, step=SECOND)
    for n in range(MANY):
        body = stage.desk.body(f"u{n}", "text", {"content": f"@网格助手 日报 在岗{n + 10}人"}, chat=CHAT)
        await stage.desk.deliver(body)
        await stage.desk.deliver(body)
        await stage.settled(200)
    await stage.pass_time(SECOND)
    return await of_reports(stage, fault, {f"e{n}": n + 10 for n in range(MANY)})


async def take_over(stage: Stage, fault: Fault) -> Row:
    """Two replicas; the one with the connection dies."""
    await stage.start("a")
    await stage.until(lambda: bool(connected(stage)), most=MINUTE, step=SECOND)
    await stage.start("b")
    await told_over(stage, 0, 10)
    for _ in range(30):
        await stage.pass_time(SECOND)
        if len(connected(stage)) > 1:
            raise AssertionError("two replicas are connected")
    await stage.stop(connected(stage)[0])
    since = stage.clock.now()
    await stage.until(lambda: bool(connected(stage)), most=10 * MINUTE, step=SECOND / 10)
    away = stage.clock.now() - since
    await told_over(stage, 10, 10)
    row = await of_reports(stage, fault, {f"e{n}": n + 10 for n in range(20)})
    told = f"平台看到的互相踢：{stage.desk.displaced}次"
    return Row(fault, put=20, sent=row.sent, lost=row.lost, doubled=row.doubled, delay=away, told=told)
