"""Every way in which a send can fail, on every channel: one message that may be repeated, and one that may not.

Each is put into the outbox while the fault waits for the next call of that channel's endpoint, and the clock runs
until both have ended.
"""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta

from bot.channels.feishu import SAME
from bot.channels.wecom_errors import REACTIONS, Reaction
from bot.messages import Body, Destination, Outbound, Redelivery
from bot.parcels import RESENT
from bot.standin.faults import FaultKind
from bot.standin.switches import SWITCHES
from bot.store.records import OutboxRow
from faulty.ledger import Fault, Row
from faulty.stage import CHAT, FEISHU_ROOM, FOLLOWER, RESIDENT, ROBOT, ROOM, Stage

GROUP, CODES = "发送", "发送：平台回的错误码"
ENDED = timedelta(hours=26)
SMALL, LARGE = timedelta(seconds=10), timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Way:
    """One way out: where to, on which screen it shows, which endpoint of the stand-in it takes."""

    name: str
    to: Destination
    screen: str
    endpoint: str


WAYS = (
    Way("应用私信", Destination(member="u0", channel="app"), "member:u0", "message/send"),
    Way("应用群聊", Destination(group="room"), f"appchat:{ROOM}", "appchat/send"),
    Way("群机器人", Destination(group="cmd"), f"robot:{ROBOT}", "webhook/send"),
    Way("智能机器人长连接", Destination(group="ent-1"), f"aibot:{CHAT}", "aibot_send_msg"),
    Way("微信客服", Destination(member=RESIDENT, channel="kf"), f"kf:{RESIDENT}", "kf/send_msg"),
    Way("飞书群", Destination(group="fs-1"), f"feishu:{FEISHU_ROOM}", "feishu/send"),
    Way("公众号", Destination(member=FOLLOWER, channel="mp"), f"official:{FOLLOWER}", "message/custom/send"),
)
LABELS = {switch.kind: switch.label.partition("：")[2] for switch in SWITCHES if switch.name.startswith("robot-")}
KINDS: tuple[FaultKind, ...] = (
    "cut", "lost", "hang", "garbage", "truncated", "empty", "busy", "bad_gateway", "redirect", "pieces", "string",
)  # fmt: skip
REACTION_NAMES = {
    Reaction.EXPIRED: "令牌失效",
    Reaction.CREDENTIALS: "密钥或编号错",
    Reaction.ADDRESS: "服务器地址未加白名单",
    Reaction.PERMISSION: "没有权限",
    Reaction.FREQUENCY: "发得太快",
    Reaction.CONCURRENCY: "同时太多",
    Reaction.RECIPIENT: "成员不可见",
    Reaction.CONTENT: "内容不收",
    Reaction.CHAT: "群不在了",
    Reaction.WINDOW: "过了回复时限",
    Reaction.SESSION: "会话被人工接走",
    Reaction.ACCOUNT: "客服账号没配好",
    Reaction.BUSY: "系统繁忙",
}
OF_FEISHU = {wecom: own for own, wecom in SAME.items()}
CODES_OF = {reaction: [code for code, one in REACTIONS.items() if one is reaction] for reaction in Reaction}


def code_on(way: Way, code: int) -> int:
    """How the platform of that way says what the code means on WeCom."""
    return OF_FEISHU.get(code, code) if way.endpoint.startswith("feishu/") else code


def by_kind(way: Way, kind: FaultKind) -> Fault:
    """The line of one kind of failure on one way."""
    label = "回空" if kind == "empty" else LABELS[kind]
    return Fault(GROUP, label, way.name)


def by_code(way: Way, reaction: Reaction) -> Fault:
    """The line of all codes that mean the same, on one way."""
    codes = "、".join(map(str, CODES_OF[reaction]))
    return Fault(CODES, f"{REACTION_NAMES[reaction]}（{codes}）", way.name)


async def ready(stage: Stage, way: Way) -> None:
    """What the way needs before anything can be said on it."""
    stage.kf.person(RESIDENT).wrote_at, stage.kf.person(RESIDENT).answers = stage.clock.now(), 0
    stage.official.wrote(FOLLOWER)
    if way.endpoint == "aibot/response":
        await stage.ask(way.to.member or "")
    elif way.endpoint.startswith("aibot"):
        bot = stage.app.channels["bot"]
        if not await stage.until(lambda: bool(getattr(bot, "connected", False)), most=ENDED, step=timedelta(seconds=1)):
            raise AssertionError("the long connection does not come up")


async def put_one(stage: Stage, way: Way, number: int, *, hold: bool) -> None:
    """One message with words of its own."""
    redelivery: Redelivery = "hold" if hold else "resend"
    key, body, now = f"list:fault:{number}", Body(words(number)), stage.clock.now()
    message = Outbound(key, "case", way.to, body, now, redelivery=redelivery, in_reply_to=stage.asked or None)
    async with stage.app.store.unit_of_work() as uow:
        uow.outbox.put(message)
        await uow.commit()
    stage.app.sender.wake()


def words(number: int) -> str:
    """What stands in message `number`, and in no other."""
    return f"第{number:04}号通知，请知悉。"


async def held_rows(stage: Stage) -> list[OutboxRow]:
    """What was put, as the outbox has it."""
    async with stage.app.store.unit_of_work() as uow:
        return list(await uow.outbox.about_list("fault"))


async def at_rest(stage: Stage) -> list[OutboxRow]:
    """Run on until everything that was put has ended."""
    end = stage.clock.now() + ENDED
    while stage.clock.now() < end:
        await stage.settled()
        rows = await held_rows(stage)
        if all(row.state not in ("due", "sending") for row in rows):
            return rows
        due = await stage.app.sender.next_due()
        away = due - stage.clock.now() if due is not None else SMALL
        await stage.pass_time(min(max(away, timedelta(seconds=1)), LARGE if away > LARGE else SMALL))
    return await held_rows(stage)


async def quiet(stage: Stage) -> None:
    """Let what is told about the last fault go out, so that the next one does not hit it instead of ours."""
    for _ in range(3):
        await stage.pass_time(SMALL)
    for _ in range(30):
        due = await stage.app.sender.next_due()
        if due is None or due - stage.clock.now() > LARGE:
            return
        await stage.pass_time(SMALL)


async def play(stage: Stage, fault: Fault, way: Way, break_it: Callable[[int], None], *, times: int = 1) -> Row:
    """Two messages for each of `times` faults: `break_it(n)` lets the next call fail."""
    await stage.start()
    await ready(stage, way)
    for number in range(times * 2):
        await quiet(stage)
        await ready(stage, way)
        break_it(number // 2)
        await put_one(stage, way, number, hold=bool(number % 2))
        await at_rest(stage)
    return account(stage, fault, way, await held_rows(stage))


def account(stage: Stage, fault: Fault, way: Way, rows: list[OutboxRow]) -> Row:
    """What the screens show against what the outbox says."""
    shown = [seen for seen in stage.platform.seen if seen.chat == way.screen]
    found = {
        row.id: [seen for seen in shown if words(int(row.key.rsplit(":", 1)[1])) in seen.text] for row in rows
    }  # fmt: skip
    marked = sum(RESENT in seen.text for copies in found.values() for seen in copies[1:])
    extra = sum(max(0, len(copies) - 1) for copies in found.values())
    listed = [row for row in rows if row.state in ("refused", "held", "unknown", "expired")]
    delays = [copies[0].at - row.due_at for row in rows if (copies := found[row.id])]
    return Row(
        fault,
        put=len(rows),
        sent=sum(bool(copies) for copies in found.values()),
        listed=len(listed),
        held=sum(row.state == "held" for row in listed),
        lost=sum(not found[row.id] and row not in listed for row in rows),
        doubled=extra - marked,
        marked=marked,
        delay=max(delays, default=timedelta()),
        told=told_to(stage),
    )


def told_to(stage: Stage) -> str:
    """Whom the bot told that something is to be mended, and by which way."""
    file = stage.settings.store_url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(file)) as outbox:
        rows = outbox.execute(
            "SELECT DISTINCT to_member, to_group FROM outbox WHERE key LIKE 'trouble:%' AND state = 'sent'"
        ).fetchall()
    names = {"boss": "管理员", "duty": "值班员"}
    groups = {"cmd": "指挥部群", "room": "应用群"}
    told = {names.get(member, "收信人") if member else groups.get(group, "群") for member, group in rows}
    return "、".join(sorted(told))
