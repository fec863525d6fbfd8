"""未结事项 in words: what nobody may forget, by age, as numbers only; never the words of a tip-off. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.views.inert import inert

NONE = "没有未结事项。"
SHOWN = 6


@dataclass(frozen=True, slots=True)
class Matter:
    """Something open by its number; `what` may be shown in a group."""

    number: str
    what: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Matters:
    """Everything that is open; `urgent` with who has it.

    `tips` are told as a number alone: their cases are for private eyes.
    `cases`: what a kind of case is called, how many are open and how many of these are overdue.
    `owed`: a form that is owed after an event, and by how many units.
    `missing`: a form's name with how many of how many have not reported today.
    """

    urgent: tuple[Matter, ...] = ()
    tips: tuple[Matter, ...] = ()
    lists: tuple[Matter, ...] = ()
    appeals: tuple[Matter, ...] = ()
    excuses: tuple[Matter, ...] = ()
    missing: tuple[tuple[str, int, int], ...] = ()
    cases: tuple[tuple[str, int, int], ...] = ()
    owed: tuple[tuple[str, int], ...] = ()
    undelivered: int = 0


def matters_text(matters: Matters, now: datetime) -> str:
    """One line a kind, the oldest first."""
    lines = [
        *(f"急件{one.number}（{age(one.since, now)}）{one.what}" for one in matters.urgent[:SHOWN]),
        f"急件共{len(matters.urgent)}件，看请发：急件" if len(matters.urgent) > SHOWN else "",
        f"反映{len(matters.tips)}件没办结，最久的{age(matters.tips[0].since, now)}；私信发“举报列表”看"
        if matters.tips
        else "",
        _line("待批通报", "份", matters.lists, now),
        _line("待答复申诉", "件", matters.appeals, now),
        _line("待批免报", "件", matters.excuses, now),
        *(
            f"{inert(title)}{count}张没办结" + (f"，超期{late}张；看请发：超期的{inert(title)}" if late else "")
            for title, count, late in matters.cases
        ),
        *(f"{inert(form)}（限时）：还有{count}家没报" for form, count in matters.owed),
        *(f"{inert(form)}：今天应报{owed}家，未报{lacking}家" for form, lacking, owed in matters.missing),
        f"没送达{matters.undelivered}条，看请发：未送达" if matters.undelivered else "",
    ]
    told = [one for one in lines if one]
    return "\n".join(["未结事项：", *told]) if told else NONE


def age(since: datetime, now: datetime) -> str:
    """已3天, 已2小时, 已5分钟."""
    span = max(now - since, timedelta())
    if span >= timedelta(days=1):
        return f"已{span.days}天"
    minutes = int(span.total_seconds()) // 60
    return f"已{minutes // 60}小时" if minutes >= 60 else f"已{minutes}分钟"


def _line(name: str, measure: str, found: Sequence[Matter], now: datetime) -> str:
    if not found:
        return ""
    shown = "、".join(
        f"{one.number}{' ' + inert(one.what, 40) if one.what else ''}（{age(one.since, now)}）" for one in found[:SHOWN]
    )
    more = f"等{len(found)}{measure}" if len(found) > SHOWN else ""
    return f"{name}{len(found)}{measure}：{shown}{more}"
