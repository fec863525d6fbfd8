"""The trail of a list or of some days in plain lines, for a duty officer to print: when, who, what, about what.

It holds what was decided and pointers to messages, never the words of a tip-off: those are in no line of the trail.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from bot.views.figures import clock, day
from bot.views.inert import inert

LONGEST = 80
SHOWN = 40
"""Lines in one message; the command prints all."""
ACTIONS: Mapping[str, str] = {
    "list_drafted": "起草", "list_drafted_again": "转入新草稿", "list_struck": "剔除", "list_rejected": "驳回",
    "list_closed": "结案（都已补报）", "list_published": "批准发布", "list_corrected": "更正",
    "list_retracted": "整份撤销",
    "list_held": "暂缓", "list_lapsed": "过期作废", "list_verified": "核验", "appeal_opened": "申诉",
    "appeal_accepted": "采纳申诉", "appeal_dismissed": "维持（申诉不成立）", "appeal_withdrawn": "撤回申诉",
    "appeal_moot": "申诉了结（名单已改）", "why_listed": "查为什么有我",
    "refused": "没有执行", "list_unclear": "没听清", "list_trail_read": "看经过",
    "criticism_paused": "通报自动暂停", "criticism_resumed": "恢复通报", "absence": "我们中断", "remind": "催报",
    "pause": "暂停催报", "resume": "恢复催报", "excuse_asked": "申请免报", "excuse_granted": "批准免报",
    "excuse_declined": "不批免报", "excuse_ended": "取消免报", "post_skipped": "定时消息过时未发",
    "post_failed": "定时消息出错", "post_not_said": "定时消息没发", "post_set_aside": "定时消息超条数",
    "league_asked": "要求公开排名", "league_begun": "公开排名开始", "league_ended": "公开排名停止",
    "sent_again": "重发", "alias_added": "加别名", "alias_removed": "删别名", "export": "导出",
    "extra_posts": "加发", "emergency_begun": "应急模式开始", "emergency_ended": "应急模式结束",
}  # fmt: skip
"""What each action is called; one that is not here is shown by its code."""


class Line(Protocol):
    """One line of the trail."""

    @property
    def at(self) -> datetime: ...
    @property
    def who(self) -> str: ...
    @property
    def action(self) -> str: ...
    @property
    def subject(self) -> str: ...
    @property
    def detail(self) -> Mapping[str, Any]: ...


Name = Callable[[str], str]
"""How a member or a unit of that id is called."""


def trail_line(line: Line, *, person: Name, unit: Name, zone: ZoneInfo) -> str:
    """3月5日20:21 值班员值班-小史 批准发布：九溪光电（企业工作群）"""
    at = f"{day(line.at.astimezone(zone).date())}{clock(line.at, zone)}"
    who = "机器人" if line.who == "scheduler" else person(line.who)
    return f"{at} {who} {ACTIONS.get(line.action, line.action)}{told(line.detail, unit=unit)}"


def told(detail: Mapping[str, Any], *, unit: Name) -> str:
    """Units, appeal, reason; nothing else of a line is for reading."""
    parts = [str(detail["appeal"])] if detail.get("appeal") else []
    units = detail.get("units") or []
    if units:
        parts.append("、".join(unit(one) for one in units[:10]) + (f"等{len(units)}家" if len(units) > 10 else ""))
    if detail.get("disputed"):
        parts.append("申诉未决没有列入：" + "、".join(unit(one) for one in detail["disputed"][:10]))
    if detail.get("again"):
        parts.append(f"通报{detail['again']}")
    reason = detail.get("reason") or detail.get("why") or ""
    if isinstance(reason, str) and reason:
        parts.append(f"原因：{inert(reason, LONGEST)}")
    return f"：{'，'.join(parts)}" if parts else ""


def trail(head: str, lines: Sequence[str]) -> str:
    """The lines under a head, at most so many."""
    more = [f"（共{len(lines)}条，只列最近{SHOWN}条；全部请管理员运行 gridbot audit）"] if len(lines) > SHOWN else []
    return "\n".join([head, *more, *lines[-SHOWN:]])
