"""What the bot says about being excused: to who asks, to who decides, and the list.

Every answer says from when to when, for an excuse is misunderstood by its last day.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from bot.directory.model import Directory, Exemption, Member
from bot.rules.excusing import Granted, units_of
from bot.views.figures import day
from bot.views.inert import inert

NAMED = 5
LISTED = 30


class Numbered(Granted, Protocol):
    """An excuse with its number."""

    @property
    def number(self) -> int: ...
    @property
    def state(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Told:
    """An excuse in words: its number, whom, the days, the reason."""

    number: str
    who: str
    days: str
    reason: str

    @classmethod
    def of(cls, excuse: Numbered, directory: Directory) -> "Told":
        return cls(
            f"E{excuse.number}", _who(excuse, directory), days(excuse.from_day, excuse.to_day), inert(excuse.reason, 60)
        )

    @property
    def line(self) -> str:
        return f"{self.who}，{self.days}，{self.reason}"


def days(first: date, last: date | None) -> str:
    """2月28日至3月3日, 2月28日一天, 2月28日起（到通知恢复为止）"""
    if last is None:
        return f"{day(first)}起（到通知恢复为止）"
    return f"{day(first)}一天" if first == last else f"{day(first)}至{day(last)}"


def asked(told: Told) -> str:
    """To the clerk: it waits."""
    return f"收到免报申请{told.number}：{told.line}。已交值班员审批，批准前请照常上报。"


def application(told: Told, asker: Member) -> str:
    """To whoever decides."""
    return (
        f"【免报申请 {told.number}】{told.who}\n{told.days}\n原因：{told.reason}\n申请人：{inert(asker.name)}\n"
        f"同意请回：同意 {told.number}；不同意请回：不同意 {told.number} 原因"
    )


def granted(told: Told) -> str:
    """To who granted it."""
    return f"已登记免报{told.number}：{told.line}。期间不催报，名单里记作免报。提前恢复请发：取消免报 {told.number}"


def declined(told: Told) -> str:
    """To who declined it."""
    return f"已退回免报申请{told.number}（{told.who}），已告诉申请人照常上报。"


def accepted_to_asker(told: Told) -> str:
    """The good news, with what comes after."""
    return f"免报申请{told.number}已批准：{told.line}。免报期满后请照常上报；提前复产请发：取消免报 {told.number}"


def declined_to_asker(told: Told, why: str) -> str:
    """The bad news, with the mend."""
    because = f"，原因：{inert(why, 60)}" if why else ""
    return f"免报申请{told.number}（{told.days}）没有批准{because}。请照常上报，有疑问请联系值班员。"


def ended(told: Told) -> str:
    """To who ended it."""
    return f"免报{told.number}已取消：{told.who}从今天起照常上报。"


def ended_to_asker(told: Told) -> str:
    """To who had asked for it."""
    return f"免报{told.number}已由值班员取消：{told.who}从今天起请照常上报。"


def ending(units: Sequence[str], last: date) -> tuple[str, str]:
    """Head and tail of the notice on the last day."""
    tomorrow = last + timedelta(days=1)
    return (
        f"【免报到期】以下单位免报到今天（{day(last)}）为止：",
        f"明天（{day(tomorrow)}）起请照常上报。" if units else "",
    )


def listed(rows: Sequence[Numbered], of_files: Sequence[Exemption], directory: Directory) -> str:
    """Applications first, then what holds; what stands in the register's file has no number."""
    lines = [f"待批：{told.number} {told.line}" for told in _told(rows, "asked", directory)]
    lines += [f"{told.number} {told.line}" for told in _told(rows, "granted", directory)]
    for item in of_files:
        unit = directory.unit_by_id.get(item.unit)
        if unit is not None:
            lines.append(
                f"{inert(unit.short_name)}，{days(item.from_day, item.to_day)}，{inert(item.reason, 60)}（名册）"
            )
    if not lines:
        return "现在没有免报的单位，也没有待批的申请。"
    more = f"……共{len(lines)}条，只列出前{LISTED}条。" if len(lines) > LISTED else ""
    return "\n".join(part for part in (f"免报{len(lines)}条：", *lines[:LISTED], more) if part)


def _told(rows: Sequence[Numbered], state: str, directory: Directory) -> list[Told]:
    return [Told.of(row, directory) for row in rows if row.state == state]


def _who(excuse: Numbered, directory: Directory) -> str:
    units = units_of(excuse, directory)
    if excuse.area:
        area = directory.area_by_id.get(excuse.area)
        return f"{inert(area.name) if area else excuse.area}（{len(units)}家）"
    shown = "、".join(inert(unit.short_name) for unit in units[:NAMED])
    return shown + (f"等{len(units)}家" if len(units) > NAMED else "")


def which_unit(own: Sequence[str]) -> str:
    """Nobody said whose."""
    named = f"（您名下有{'、'.join(inert(name) for name in own)}）" if own else ""
    return f"请写上单位全名{named}，例如：申请免报 {inert(own[0]) if own else '单位名'} 停产 到3月5日"


def which_of(names: Sequence[str]) -> str:
    """A name fits several."""
    return f"叫这个名字的有{len(names)}家：{'、'.join(inert(name, 30) for name in names[:6])}。请写全名重发。"


def which_excuse(found: Sequence[Told]) -> str:
    """None or several could be ended."""
    if not found:
        return "没有查到正在免报的记录。看全部请发：免报名单"
    lines = [f"{told.number} {told.line}" for told in found]
    return "\n".join(["请写编号，要取消的是哪一条：", *lines, f"例如：取消免报 {found[0].number}"])


def how_long(*, reason: str, today: date) -> str:
    """Nobody said until when."""
    sample = today + timedelta(days=3)
    return (
        f"免报到哪一天？请重发，例如：申请免报 {inert(reason, 20) or '停产'} 到{day(sample)}；"
        "说不准的写“长期”，恢复时再发“取消免报”。"
    )


def why(first: date, last: date | None) -> str:
    """Nobody said why."""
    until = f"到{day(last)}" if last else "长期"
    return f"请写上原因（停产、放假、检修等），例如：申请免报 停产 {day(first)}{until}"


def no_such_day() -> str:
    """A day that no calendar has."""
    return "日期不对，没有这一天。请核对后重发，例如：申请免报 停产 到3月5日"


def over_already(last: date) -> str:
    """The days asked for are past."""
    return f"{day(last)}已经过去了，免报要在之前申请。漏报的请尽快补报，有特殊情况请联系值班员。"


def no_such(number: str) -> str:
    """A number that nobody gave, or that holds no more."""
    return f"没有编号E{inert(number, 6)}的免报。看全部请发：免报名单"


def decided_already(excuse: Numbered, directory: Directory) -> str:
    """Somebody was first."""
    told = Told.of(excuse, directory)
    states = {"granted": "已经批准", "declined": "已经退回", "ended": "已经取消", "asked": "刚被处理"}
    return f"免报{told.number}（{told.who}）{states[excuse.state]}，不用再处理。"


def may_not() -> str:
    """To somebody without the right."""
    return "免报由值班员、领导或本网格的网格长批准。要给本单位申请请发：申请免报 原因 到几月几日"


def not_your_own() -> str:
    """Nobody decides about his own application."""
    return "自己申请的免报要由别人批准。"


def not_yours() -> str:
    """A unit of somebody else."""
    return "只能替自己填报的单位申请免报。"
