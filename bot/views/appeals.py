"""What is said about an objection to being listed: to who objects, to who decides, and the list of them.

The words of who objects are for the deciders alone: nothing of them goes into a public text.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.messages import Button, Card
from bot.views.figures import clock, day
from bot.views.inert import inert

SHOWN = 200
"""So much of a reason is shown to the deciders (characters)."""
LISTED = 20
_FATES = {
    "accepted": "已采纳", "dismissed": "已答复，维持原通报", "withdrawn": "已由单位撤回", "moot": "已了结，不用再答复",
}  # fmt: skip


class Objection(Protocol):
    """What a view needs of an appeal."""

    @property
    def number(self) -> int: ...
    @property
    def list_number(self) -> str: ...
    @property
    def reason(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def asked_at(self) -> datetime: ...
    @property
    def due_at(self) -> datetime: ...
    @property
    def why(self) -> str: ...


def at(moment: datetime, zone: ZoneInfo) -> str:
    """3月10日18:00"""
    return f"{day(moment.astimezone(zone).date())}{clock(moment, zone)}"


def fate(appeal: Objection, zone: ZoneInfo, *, openly: bool) -> str:
    """S1 and what became of it; the reason of the answer not where many read it (`openly`)."""
    if appeal.state == "open":
        return f"S{appeal.number}处理中，{at(appeal.due_at, zone)}前答复"
    told = appeal.why and appeal.state in ("accepted", "dismissed") and not openly
    why = f"，理由：{inert(appeal.why, SHOWN)}" if told else ""
    return f"S{appeal.number}{_FATES.get(appeal.state, '')}{why}"


def received(appeal: Objection, *, unit_name: str, posted: bool, zone: ZoneInfo) -> str:
    """To who objected."""
    holds = "答复之前，这一条不算数" if posted else "答复之前不会发布贵单位"
    return (
        f"收到申诉S{appeal.number}（{inert(unit_name)}，通报{appeal.list_number}），连同记录交批准人以外的人核，"
        f"{at(appeal.due_at, zone)}前答复您。{holds}。有截图可私信发给我。不申诉了请发：撤回申诉 S{appeal.number}"
    )


def to_decide(appeal: Objection, *, head: str, by: str, chain: str, zone: ZoneInfo) -> str:
    """To the deciders, with the evidence. `head`: whom and which list, `by`: who objected."""
    return (
        f"【申诉 S{appeal.number}】{head}\n理由：{inert(appeal.reason, SHOWN)}（{inert(by)}）\n{chain}\n"
        f"图片（有的话）私信发：看图 S{appeal.number}\n请批准人以外的值班员或领导在{at(appeal.due_at, zone)}前答复。\n"
        f"采纳请回：采纳 S{appeal.number} 公开的理由\n维持请回：维持 S{appeal.number} 理由"
    )


def decision_card(number: int, head: str) -> Card:
    """采纳 by a press; 维持 asks for its reason."""
    buttons = (Button("采纳", f"采纳 S{number}", "go"), Button("维持", f"维持 S{number}", "stop"))
    return Card(f"申诉S{number}", (inert(head, 60), "按下就算您说了这句话；维持要写理由。"), buttons)


def settled_card(number: int, how: str) -> Card:
    """What the card shows once somebody decided."""
    return Card(f"申诉S{number}", (how,))


def accepted_to_asker(appeal: Objection, *, corrected: bool) -> str:
    """To who objected: he was right."""
    where = "已在原群更正致歉" if corrected else "已移出名单，没有发布"
    return f"申诉S{appeal.number}已采纳：贵单位在通报{appeal.list_number}中的一条{where}，不计入任何考核。"


def dismissed_to_asker(appeal: Objection, why: str) -> str:
    """To who objected: it stands, and why."""
    return f"申诉S{appeal.number}已核，维持通报{appeal.list_number}。理由：{inert(why, SHOWN)}"


def moot_to_asker(appeal: Objection) -> str:
    """To who objected: the name is gone already."""
    return f"申诉S{appeal.number}已了结：贵单位已不在通报{appeal.list_number}上。"


def listed(told: Sequence[tuple[Objection, str]], *, now: datetime, zone: ZoneInfo) -> str:
    """Each open objection with its unit's name; what is overdue says so."""
    if not told:
        return "没有未答复的申诉。"
    lines = [f"未答复的申诉{len(told)}件："]
    lines += [line(appeal, name, now=now, zone=zone) for appeal, name in told[:LISTED]]
    if len(told) > LISTED:
        lines.append(f"等{len(told)}件")
    return "\n".join(lines)


def line(appeal: Objection, unit_name: str, *, now: datetime, zone: ZoneInfo) -> str:
    """S1 九溪光电 通报0305-1，3月10日18:00前答复"""
    over = "，已超期" if now > appeal.due_at else ""
    return f"S{appeal.number} {inert(unit_name)} 通报{appeal.list_number}，{at(appeal.due_at, zone)}前答复{over}"


def chase(told: Sequence[tuple[Objection, str]], *, now: datetime, zone: ZoneInfo) -> str:
    """In the morning to the deciders: what is due today, and what is overdue."""
    over = sum(now > appeal.due_at for appeal, _ in told)
    late = f"，其中{over}件已超期，算我们的" if over else ""
    lines = [f"【申诉待答复】{len(told)}件{late}："]
    lines += [line(appeal, name, now=now, zone=zone) for appeal, name in told[:LISTED]]
    return "\n".join([*lines, "答复请回：采纳 编号 公开的理由，或：维持 编号 理由"])
