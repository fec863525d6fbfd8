"""What scheduled posts and lists say, as bodies of one entry a unit grouped by grid. Pure.

A unit is called by its short name, or by its full one where the short name fits two: a name on a list that
could be somebody else's would accuse both.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.directory.model import Directory, Member, Unit
from bot.forms.definition import FormDef
from bot.messages import Body, Entry
from bot.rules.audience import told_for
from bot.rules.criticism import Candidate, Findings, reminded_at
from bot.rules.near_names import near_names
from bot.views import figures
from bot.views.inert import inert
from bot.views.lists import area_label
from bot.views.posts_wording import say

KINDS: Mapping[str, str] = {
    "enterprise": "企业", "site": "工地", "shop": "商铺", "community": "社区", "school": "学校", "hotel": "酒店",
    "rental": "出租屋",
    "area": "网格", "work_group": "工作组", "checkpoint": "卡点", "person": "个人", "post": "岗位",
}  # fmt: skip
ROOM = 40  # characters of a unit's name and of a reason's line in a public text
NAMED = 30  # names in a sentence of the command group


def facts_of(form: FormDef, day: date, at: datetime, zone: ZoneInfo) -> dict[str, object]:
    """What every sentence about a duty may use."""
    shown = [f for f in form.fields if f.required] + [f for f in form.fields if not f.required and f.kind == "count"]
    return {
        "day": figures.owed(form, day),
        "form": inert(form.name),
        "due": figures.due(form.due_at(day, zone), day, zone),
        "grace": figures.due(form.grace_at(day, zone), day, zone),
        "at": figures.due(at, day, zone),
        "who": "、".join(KINDS.get(kind, kind) for kind in form.owed_by),
        "moved": round(form.moved_by(day).total_seconds() / 60) or "",
        "example": "，".join(figures.sample(f) for f in shown[:3]),
    }


def unit_names(units: Iterable[Unit], directory: Directory) -> dict[str, str]:
    """How each unit is called: unmistakably, on one line, mentioning nobody."""
    said = Counter(unit.short_name for unit in directory.units)
    return {u.id: inert(u.short_name if said[u.short_name] <= 1 else u.name, ROOM) for u in units}


def listing(
    units: Sequence[Unit],
    directory: Directory,
    *,
    head: str,
    tail: str,
    mention: bool,
    gaps: Mapping[str, Sequence[str]],
) -> Body:
    """A body that names the units by grid. `gaps`: labels that an unfinished report still needs, by unit id."""
    names = unit_names(units, directory)
    entries = [
        Entry(
            unit.id,
            names[unit.id] + (f"（已发，还差{'、'.join(gaps[unit.id])}）" if gaps.get(unit.id) else ""),
            told_for(unit, directory) if mention else (),
            label=_label(unit, directory),
        )
        for unit in by_grid(units, directory)
    ]
    return Body(head, tuple(entries), tail, joiner="、")


def by_grid(units: Iterable[Unit], directory: Directory) -> tuple[Unit, ...]:
    """Units of one grid side by side, grids in the order of the directory."""
    order = {area.id: number for number, area in enumerate(directory.areas)}
    return tuple(sorted(units, key=lambda unit: order.get(unit.area, len(order))))


def draft_body(
    found: Findings, directory: Directory, *, facts: Mapping[str, object], wording: Mapping[str, str],
    zone: ZoneInfo, form: FormDef,
) -> Body:  # fmt: skip
    """The draft for the command group: every name with its evidence, who may not be listed, how to decide."""
    facts = {**facts, "owed": found.owed, "exempt": len(found.exempt)}
    names = unit_names([c.unit for c in found.candidates], directory)
    units = {c.unit.id: c for c in found.candidates}
    entries = tuple(
        Entry(
            unit.id,
            names[unit.id] + _arrivals(units[unit.id].evidence, zone, form) + repeated(units[unit.id].evidence),
            label=f"{area_label(directory.area_by_id.get(unit.area))}（{_reminders(units[unit.id], zone)}）：",
        )
        for unit in sorted(
            by_grid([c.unit for c in found.candidates], directory),
            key=lambda unit: [at for _, at in reminded_at(units[unit.id].evidence)],
        )
    )
    left = "\n".join(
        part
        for part in (
            _alike(found, directory),
            _moved(facts),
            _noted(found, directory, wording),
            _left_out(found, directory, wording),
        )
        if part
    )
    if not entries:
        return Body("\n".join(part for part in (say("draft.none", wording, facts), left) if part))
    head = say("draft.head", wording, facts)
    tail = "\n".join(part for part in (left, say("draft.how", wording, facts)) if part)
    return Body(head, entries, tail, joiner="、")


def criticism_body(
    units: Sequence[Unit], directory: Directory, *, facts: Mapping[str, object], wording: Mapping[str, str]
) -> Body:
    """The public list: names of units only, never a person's beside the signature."""
    return listing(
        units,
        directory,
        head=say("criticism.head", wording, facts),
        tail=say("criticism.tail", wording, facts),
        mention=False,
        gaps={},
    )


def signature(member: Member) -> str:
    """职务姓名 of who answers for a list."""
    name, title = inert(member.name) or inert(member.user_id), inert(member.title)
    return name if not title or title in name else f"{title}{name}"


def _label(unit: Unit, directory: Directory) -> str:
    return f"{area_label(directory.area_by_id.get(unit.area))}："


def _reminders(candidate: Candidate, zone: ZoneInfo) -> str:
    """提醒16:00、17:30，逾期通知18:10"""
    told: dict[str, list[str]] = {}
    for kind, at in reminded_at(candidate.evidence):
        told.setdefault("逾期通知" if kind == "overdue" else "提醒", []).append(figures.clock(at, zone))
    return "，".join(f"{word}{'、'.join(dict.fromkeys(times))}已送达" for word, times in told.items())


def _arrivals(evidence: Mapping[str, Any], zone: ZoneInfo, form: FormDef) -> str:
    """What did arrive, in brackets: an unfinished report or one that was taken back; nothing says 未收到."""
    for one in evidence.get("arrivals", ()):
        at = figures.clock(datetime.fromisoformat(one["received_at"]), zone)
        if one["withdrawn"]:
            return f"（{at}已撤回）"
        labels = "、".join(form.field(key).label for key in one["missing"])
        return f"（{at}已发，还差{labels}）"
    return ""


def _alike(found: Findings, directory: Directory) -> str:
    """华信电子与华信达电子（不在名单上）: names that could be taken for one another."""
    listed = {one.unit.id for one in found.candidates}
    pairs = near_names((one.unit for one in found.candidates), directory)
    told = [
        f"{inert(one.short_name, ROOM)}与{inert(other.short_name, ROOM)}"
        + ("" if other.id in listed else "（不在名单上）")
        for one, other in pairs
    ]
    return f"名称相近，请看清：{'；'.join(told)}。" if told else ""


def _moved(facts: Mapping[str, object]) -> str:
    moved = facts.get("moved")
    return f"当天因我们中断，截止已顺延{moved}分钟，到{facts['due']}。" if moved else ""


def repeated(evidence: Mapping[str, Any]) -> str:
    """（连续2次，7天内3次）: how often it missed by what counts; nothing of a first miss."""
    history = evidence.get("history")
    if not history:
        return ""
    told = [f"连续{history['in_a_row']}次"] if history["in_a_row"] > 1 else []
    told += [f"7天内{history['in_week']}次"] if history["in_week"] > history["in_a_row"] else []
    return f"（{'，'.join(told) or '近期第{}次'.format(history['counted'])}）"


def _noted(found: Findings, directory: Directory, wording: Mapping[str, str]) -> str:
    """Who missed and may not be listed yet: the command knows, no group does."""
    return _named("draft.noted", [one.unit for one in found.noted], directory, wording)


def _left_out(found: Findings, directory: Directory, wording: Mapping[str, str]) -> str:
    told = (
        _named("draft.unreminded", found.unreminded, directory, wording),
        _named("draft.spared", found.spared, directory, wording),
    )
    return "\n".join(part for part in told if part)


def _named(key: str, units: Sequence[Unit], directory: Directory, wording: Mapping[str, str]) -> str:
    if not units:
        return ""
    named = unit_names(units[:NAMED], directory)
    told = "、".join(named.values()) + ("等" if len(units) > NAMED else "")
    return say(key, wording, {"units": len(units), "names": told})
