"""What groups are told when the clocks stood still for an absence of ours."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.forms.definition import FormDef
from bot.views import figures
from bot.views.inert import inert

BOT = "bot"
SHOWN = 3
"""Of a long absence the last duties are told; the earlier ones can only be void."""


def stood_still(
    kind: str, from_at: datetime, until_at: datetime, frozen: Sequence[tuple[FormDef, date]], zone: ZoneInfo
) -> str:
    """From when to when, and by when each duty is to be done now. `frozen` in order; never empty."""
    what = "机器人停机" if kind == BOT else "消息平台中断"
    begun = from_at.astimezone(zone).date()
    told = [_moved(form, day, zone) for form, day in sorted(frozen, key=lambda one: one[1])[-SHOWN:]]
    told += [f"更早的{len(frozen) - SHOWN}期都不算迟报"] if len(frozen) > SHOWN else []
    minutes = round((until_at - from_at).total_seconds() / 60)
    lasted = f"{minutes}分钟" if minutes < 120 else f"约{round(minutes / 60)}小时"
    return (
        f"【说明】{figures.day(begun)}{figures.clock(from_at, zone)}至{figures.due(until_at, begun, zone)}{what}"
        f"{lasted}，责任在我们：{'；'.join(told)}。没有回执的请重发。"
    )


def _moved(form: FormDef, day: date, zone: ZoneInfo) -> str:
    name = f"{figures.owed(form, day)}{inert(form.name)}"
    if form.is_void(day):
        return f"{name}不算迟报，也不通报"
    due = figures.due(form.due_at(day, zone), day, zone)
    return f"{name}截止顺延到{due}，宽限到{figures.due(form.grace_at(day, zone), day, zone)}，之前报的不算迟"
