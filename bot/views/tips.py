"""Tip-offs as duty officers see them, in private: masked words, age, state; never who told."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.views.figures import clock, day
from bot.views.inert import inert

SHOWN = 20
_STATES = {"received": "待受理", "assigned": "办理中", "closed": "已办结"}


class Told(Protocol):
    """What a view needs of a tip-off."""

    @property
    def number(self) -> str: ...
    @property
    def place(self) -> str: ...
    @property
    def category(self) -> str: ...
    @property
    def masked_text(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def created_at(self) -> datetime: ...
    @property
    def notes(self) -> tuple[str, ...]: ...
    @property
    def answer(self) -> str: ...
    @property
    def into(self) -> str: ...


def tip_list(tips: Sequence[Told], *, now: datetime) -> str:
    """The open ones, oldest first as given, at most 20."""
    if not tips:
        return "没有未办结的反映。"
    lines = [f"未办结的反映{len(tips)}件："]
    lines += [f"{t.number} {_STATES[t.state]} {inert(t.category)} {_place(t)} {_age(t, now)}" for t in tips[:SHOWN]]
    if len(tips) > SHOWN:
        lines.append(f"等{len(tips)}件")
    lines.append(f"看内容请发：{tips[0].number} 详情")
    return "\n".join(lines)


def maybe_the_same(number: str, others: Sequence[str]) -> str:
    """To the desk: what may be the same matter, to be looked at by a person."""
    return f"可能和{'、'.join(others)}说的是同一件事，请先看：{others[0]} 详情；是同一件请发：{number} 并入 {others[0]}"


def tip_detail(tip: Told, *, now: datetime, zone: ZoneInfo, joined: Sequence[str] = ()) -> str:
    """One tip-off with its masked words and notes; `joined`: those that it stands for."""
    when = f"{day(tip.created_at.astimezone(zone).date())}{clock(tip.created_at, zone)}"
    lines = [f"{tip.number} {_STATES[tip.state]}，{when}收到（{_age(tip, now)}）", f"类别：{inert(tip.category)}"]
    lines += [f"地点：{_place(tip)}", f"内容：{inert(tip.masked_text, 600)}"]
    lines += [f"补充：{inert(note, 300)}" for note in tip.notes]
    if tip.into:
        lines.append(f"已并入{tip.into}，随它一起办结答复；要拆开请发：{tip.number} 拆开")
    if joined:
        lines.append(f"并入这件的：{'、'.join(joined)}（办结时一起答复）")
    if tip.answer:
        lines.append(f"答复：{inert(tip.answer, 300)}")
    return "\n".join(lines)


def _place(tip: Told) -> str:
    return inert(tip.place, 40) or "地点未说明"


def _age(tip: Told, now: datetime) -> str:
    hours = int((now - tip.created_at).total_seconds() // 3600)
    return f"已{hours // 24}天" if hours >= 24 else f"已{hours}小时" if hours else "刚收到"
