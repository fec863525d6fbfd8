"""What a unit owes after an event, in words: asked for, reminded, overdue, arranged. Pure."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.directory.model import Directory, Unit
from bot.forms.definition import FormDef
from bot.messages import Body, Entry
from bot.rules.audience import told_for
from bot.views import figures
from bot.views.inert import inert
from bot.views.posts import unit_names
from bot.views.roster import clock

MAY_NOT = "限时上报由值班员或领导布置，没有执行。"
NO_UNIT = "请写明哪几家，例如：布置 {form} 单位名 24小时"
NOTHING_ASKED = "这几家现在没有要限时报的。"


def moment(at: datetime, zone: ZoneInfo) -> str:
    """3月6日10:05"""
    local = at.astimezone(zone)
    return f"{local.month}月{local.day}日{clock(at, zone)}"


def asked_for(
    form: FormDef, units: Sequence[Unit], directory: Directory, *, due_at: datetime, cause: str, zone: ZoneInfo
) -> Body:
    """To the units' group, each mentioned."""
    why = f"（{inert(cause, 60)}）" if cause else ""
    head = f"【限时】请在{moment(due_at, zone)}前报{inert(form.name)}{why}："
    return Body(head, _entries(units, directory), f"报法：{_sample(form)}", joiner="、")


def reminder(form: FormDef, unit: Unit, directory: Directory, *, due_at: datetime, zone: ZoneInfo) -> Body:
    """Before the end, to the same."""
    head = f"【限时】{inert(form.name)}{moment(due_at, zone)}截止，还没有收到："
    return Body(head, _entries([unit], directory), f"报法：{_sample(form)}", joiner="、")


def overdue(form: FormDef, unit: Unit, cause: str, due_at: datetime, zone: ZoneInfo) -> str:
    """As an urgent item."""
    why = f"（{inert(cause, 60)}）" if cause else ""
    return f"{inert(unit.short_name)}没有按时报{inert(form.name)}{why}，{moment(due_at, zone)}截止"


def arranged(form: FormDef, units: Sequence[Unit], known: Sequence[Unit], due_at: datetime, zone: ZoneInfo) -> str:
    """To who arranged it."""
    lines = []
    if units:
        names = "、".join(inert(unit.short_name) for unit in units)
        lines.append(f"已布置{inert(form.name)}：{names}，{moment(due_at, zone)}前报。没报的到时成急件。")
    if known:
        lines.append(f"已经布置过、还没报的：{'、'.join(inert(unit.short_name) for unit in known)}。")
    return "\n".join(lines)


def taken_back(form: FormDef, units: Sequence[Unit]) -> str:
    """To who took it back."""
    return f"已取消{inert(form.name)}：{'、'.join(inert(unit.short_name) for unit in units)}，不用报了。"


def _entries(units: Sequence[Unit], directory: Directory) -> tuple[Entry, ...]:
    names = unit_names(units, directory)
    return tuple(Entry(unit.id, names[unit.id], told_for(unit, directory)) for unit in units)


def _sample(form: FormDef) -> str:
    shown = [field for field in form.fields if field.required] or list(form.fields[:1])
    return f"{inert(form.name)} {'，'.join(figures.sample(field) for field in shown[:3])}"
