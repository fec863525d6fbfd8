"""Every fault that is played, in the order of the table. `quick`: played in every run of the tests too."""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

from bot.channels.wecom_errors import Reaction
from bot.messages import Destination
from bot.standin.faults import FaultKind
from bot.standin.switches import SWITCHES
from faulty import databases, hearing, killing, late, scenes, sending, together, tokens
from faulty.ledger import Fault, Row
from faulty.sending import CODES_OF, KINDS, WAYS, Way
from faulty.stage import ROBOT, Stage, a_stage

PAGE = "模拟平台页面上的开关：前两次出故障"
QUICK = ("app-busy", "app-40014", "robot-45009", "group-86003", "said-twice", "said-forged")
PlayOnStage = Callable[[Stage, Fault], Awaitable[Row]]


@dataclass(frozen=True, slots=True)
class Entry:
    """A fault and how it is played, given an empty folder."""

    fault: Fault
    play: Callable[[Path], Awaitable[Row]]
    quick: bool = True


def entries() -> list[Entry]:
    """All of them."""
    played = [*_sends(), *_codes(), *_tokens(), *_heard(), *_connection(), *_databases(), *_kills()]
    return [*played, *_switches(), *_specials()]


def _on_stage(fault: Fault, play: PlayOnStage, *, quick: bool = True) -> Entry:
    async def played(folder: Path) -> Row:
        async with a_stage(folder) as stage:
            return await play(stage, fault)

    return Entry(fault, played, quick)


def _sends() -> Iterator[Entry]:
    for kind in KINDS:
        for way in WAYS:
            if kind == "redirect" and way.endpoint.startswith("aibot"):
                continue  # a connection that stands cannot be redirected
            yield _on_stage(sending.by_kind(way, kind), _kind(way, kind), quick=kind in ("lost", "cut"))
        yield _on_stage(sending.by_kind(late.LATE, kind), late.by_kind(kind), quick=kind == "lost")
    for name, play in (("过了一小时才答", late.after_an_hour), ("重启以后才答", late.after_a_restart)):
        yield _on_stage(Fault(sending.GROUP, name, late.LATE.name), play, quick=False)
    yield _on_stage(Fault(sending.GROUP, "两台一起发，中途停掉一台", "群机器人"), together.two_send)


def _kind(way: Way, kind: FaultKind) -> PlayOnStage:
    async def play(stage: Stage, fault: Fault) -> Row:
        return await sending.play(stage, fault, way, lambda _: stage.platform.faults.add(way.endpoint, kind))

    return play


def _codes() -> Iterator[Entry]:
    for reaction in Reaction:
        for way in WAYS:
            yield _on_stage(sending.by_code(way, reaction), _code(way, reaction), quick=reaction is Reaction.FREQUENCY)


def _code(way: Way, reaction: Reaction) -> PlayOnStage:
    codes = CODES_OF[reaction]

    async def play(stage: Stage, fault: Fault) -> Row:
        def break_it(number: int) -> None:
            stage.platform.faults.add(way.endpoint, "code", code=sending.code_on(way, codes[number]))

        return await sending.play(stage, fault, way, break_it, times=len(codes))

    return play


def _tokens() -> Iterator[Entry]:
    for name, play in (
        ("令牌每次都提前作废", tokens.dead_in_between),
        ("取令牌时断线、不回、乱回（十种）", tokens.no_token),
        ("密钥错，管理员改好", tokens.wrong_secret),
    ):
        yield _on_stage(Fault(tokens.GROUP, name, "应用私信"), play, quick=False)
    for name, base in (
        ("平台地址拒绝连接三小时", "http://127.0.0.1:9"),
        ("域名解析不了三小时", "http://gridbot-nowhere.invalid"),
    ):
        yield _away(Fault(tokens.GROUP, name, "群机器人"), base)
    silent = Fault(tokens.GROUP, "平台地址连得上但一声不响一小时", "群机器人")
    yield Entry(silent, lambda folder: tokens.nobody_answers(folder, silent), quick=False)


def _away(fault: Fault, base: str) -> Entry:
    async def play(folder: Path) -> Row:
        return await tokens.nobody_there(folder, fault, base)

    return Entry(fault, play, quick=False)


def _heard() -> Iterator[Entry]:
    for name, place, play in (
        ("同一条消息送四遍", "应用回调", hearing.app_twice),
        ("迟到十分钟", "应用回调", hearing.app_late),
        ("次序全乱、同时到", "应用回调", hearing.app_mixed),
        ("六百条同时到", "应用回调", hearing.app_burst),
        ("平台接口全不回，消息照来", "应用回调", hearing.app_hanging),
        ("同一条消息送两遍", "智能机器人回调", hearing.called_twice),
        ("同一条消息送两遍", "公众号回调", hearing.official_twice),
        ("同一条消息送五遍，隔到六小时后", "飞书回调", hearing.feishu_again),
        ("来消息的通知同时来五遍", "微信客服", hearing.kf_twice),
        ("来消息的通知没来", "微信客服", hearing.kf_no_call),
        ("取到哪里的记号丢了，全部再来一遍", "微信客服", hearing.kf_cursor_lost),
        ("取消息时断线三次", "微信客服", hearing.kf_page("cut")),
        ("取消息时乱回三次", "微信客服", hearing.kf_page("garbage")),
        ("取消息时只回一半三次", "微信客服", hearing.kf_page("truncated")),
        ("图片的链接已经失效，一半", "应用回调", together.dead_links),
        ("图片的链接过了五分钟，一半", "智能机器人长连接", late.dead_pictures),
        ("表格文件的链接过了五分钟，一半", "智能机器人长连接", late.dead_tables),
        ("取消息时太频繁三次", "微信客服", hearing.kf_page("code", 45009)),
    ):
        quick = play in (together.dead_links, hearing.app_twice, hearing.kf_cursor_lost, hearing.official_twice)
        yield _on_stage(Fault(hearing.GROUP, name, place), play, quick=quick)


def _connection() -> Iterator[Entry]:
    for name, play in (
        ("连着连着断了", hearing.over(hearing.cut)),
        ("被新连接踢下线", hearing.over(hearing.kicked)),
        ("一声不响，心跳也不回", hearing.over(hearing.silent)),
        ("半个帧之后断开", hearing.over(hearing.rubbish)),
        ("断线后三次连不上", hearing.over(hearing.refused_connects)),
        ("同一条消息送两遍", hearing.ws_twice),
        ("两台一起开，连着的一台死了", hearing.take_over),
    ):
        yield _on_stage(Fault(hearing.CONNECTION, name, "智能机器人长连接"), play, quick=play is hearing.ws_twice)


def _databases() -> Iterator[Entry]:
    for name, place, play in (
        ("被别的程序锁住", "SQLite，接收", databases.locked),
        ("发出之后被锁住，记不下来", "SQLite，群机器人", databases.locked_while_sending),
        ("满了，后来又有空间", "SQLite，接收", databases.full),
        ("突然停了又起来", "PostgreSQL，接收", databases.broken_off),
    ):
        yield _on_stage(Fault(databases.GROUP, name, place), play, quick=play is databases.locked)


def _kills() -> Iterator[Entry]:
    yield _killed(Fault(killing.GROUP, "存好了还没答复时 kill -9，五次", "应用回调"), killing.before_the_answer)
    for place, to, screen in (
        ("应用私信", Destination(member="u0", channel="app"), "member:u0"),
        ("群机器人", Destination(group="cmd"), f"robot:{ROBOT}"),
    ):
        fault = Fault(killing.GROUP, "发出去还没记下时 kill -9，两次", place)
        yield _killed(fault, partial(killing.before_the_record, to=to, screen=screen))


def _killed(fault: Fault, play: Callable[[Path, Fault], Awaitable[Row]]) -> Entry:
    async def played(folder: Path) -> Row:
        return await play(folder, fault)

    return Entry(fault, played, quick=False)


def _switches() -> Iterator[Entry]:
    """Every switch of the stand-in's page, under the name that it has there."""
    for switch in SWITCHES:
        yield _scene(
            Fault(PAGE, switch.label, "六条消息"), partial(scenes.of_switch, switch), quick=switch.name in QUICK
        )


def _specials() -> Iterator[Entry]:
    for label, scene in (
        ("平台接口一直不回时，成员照常发消息", scenes.slow_api),
        ("数据库被别的程序占住2秒", scenes.locked_database),
        ("还没发完就重启", scenes.stopped_half_way),
    ):
        yield _scene(Fault(PAGE, label, "一连串消息"), scene, quick=False)


def _scene(fault: Fault, scene: Callable[[], Awaitable[scenes.Row]], *, quick: bool) -> Entry:
    async def played(_folder: Path) -> Row:
        row = await scene()
        return Row(
            fault,
            put=row.put,
            sent=row.seen,
            listed=row.held,
            lost=row.lost,
            doubled=0 if row.may_double else row.doubled,
            marked=row.doubled if row.may_double else 0,
            delay=timedelta(minutes=row.late),
            told="；".join(filter(None, (row.told, *row.remarks))),
        )

    return Entry(fault, played, quick)
