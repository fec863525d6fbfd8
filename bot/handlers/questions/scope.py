"""What a question is about: form, days, units; and whether its sender may know.

Who names no area means his own: a clerk his units, a grid leader his grid, a commanding role the zone
(or the grids that the group he asks in is bound to).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from bot import texts
from bot.directory.model import COMMANDING, Area, Unit
from bot.forms.definition import FormDef
from bot.handlers.base import Request
from bot.handlers.filing.items import refuse, to_sender
from bot.messages import Answer, Outcome
from bot.reading.meaning import QuestionMeaning
from bot.rules.tally import in_scope
from bot.views.inert import inert

SCOPES: Mapping[str, str] = {
    "enterprise": "企业", "site": "工地", "shop": "商户", "community": "小区", "school": "学校",
    "hotel": "酒店", "rental": "出租屋", "above_scale": "规上企业",
    "area": "网格", "work_group": "工作组", "checkpoint": "卡点", "person": "个人", "post": "岗位",
}  # fmt: skip


MOST_PARTS = 6  # grids told one by one


@dataclass(frozen=True)
class Scope:
    """A question that may be answered. `title` names what it is about, `data` is the outcome's.

    `aside`: what of it may not be answered, "" for nothing. `parts`: the scopes to be told one after another.
    """

    form: FormDef
    units: tuple[Unit, ...]
    first: date
    last: date
    title: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    aside: str = ""
    parts: tuple["Scope", ...] = ()

    @property
    def unit_ids(self) -> frozenset[str]:
        return frozenset(unit.id for unit in self.units)


def resolve(request: Request, meaning: QuestionMeaning) -> Scope | Answer:
    """The scope, or the refusal that answers instead."""
    form = request.preset.form(meaning.form) if meaning.form else request.preset.forms[0]
    first = meaning.from_day or meaning.to_day or request.today
    last = max(first, meaning.to_day or first)
    if form.duty_of(first) == form.duty_of(last):
        first = last = form.duty_of(last)
    data: dict[str, Any] = {"intent": meaning.intent, "form": form.id}
    days = {"from": first.isoformat(), "to": last.isoformat()}
    if meaning.unit is not None:
        unit = request.directory.unit_by_id.get(meaning.unit)
        if unit is None or not request.directory.may_ask(request.member, unit_id=unit.id):
            return refuse(request, "may_not_ask", texts.may_not_ask())
        about = data | {"unit": unit.id, "unit_name": unit.name} | days
        return Scope(form, (unit,), first, last, inert(unit.short_name), about)
    if meaning.units:
        return _units(request, meaning, Scope(form, (), first, last, data=data | days))
    found = _areas(request, meaning)
    if isinstance(found, Answer):
        return found
    areas, units = found
    scoped = _left(in_scope(units, meaning.scope), meaning.without)
    if len(areas) == 1:
        data["area"] = areas[0].id
    if meaning.grids:
        data |= {"grids": list(meaning.grids), "areas": [area.id for area in areas]}
    elif meaning.grid is not None or (len(areas) == 1 and areas[0].kind == "grid" and areas[0].number is not None):
        data["grid"] = meaning.grid if meaning.grid is not None else areas[0].number
    if request.member.role == "clerk" and len(scoped) == 1:
        data |= {"unit": scoped[0].id, "unit_name": scoped[0].name}
    if meaning.scope:
        data["scope"] = meaning.scope
    if meaning.without:
        data["without"] = list(meaning.without)
    data |= days
    aside = f"{'、'.join(f'{n}号网格' for n in left)}您不能查。" if (left := _not_seen(meaning, areas)) else ""
    title = _title(request, areas, meaning)
    whole = Scope(form, scoped, first, last, title, data, aside)
    return replace(whole, parts=_parts(request, meaning, areas, whole))


def _parts(request: Request, meaning: QuestionMeaning, areas: tuple[Area, ...], whole: Scope) -> tuple[Scope, ...]:
    """Of a few grids that were named each is told by itself, in their order."""
    if not meaning.grids or not 1 < len(areas) <= MOST_PARTS:
        return ()
    return tuple(
        replace(
            whole,
            units=tuple(unit for unit in whole.units if unit.area == area.id),
            title=_title(request, (area,), meaning),
            aside="",
        )
        for area in areas
    )


def _left(units: tuple[Unit, ...], without: tuple[str, ...]) -> tuple[Unit, ...]:
    """The units less those of a kind, tag or area that was left out."""
    return tuple(
        unit for unit in units
        if not any(word in (unit.kind, unit.area) or word in unit.tags for word in without)
    )  # fmt: skip


def _units(request: Request, meaning: QuestionMeaning, blank: Scope) -> Scope | Answer:
    """Several units that were named, less those that the sender may not ask about; these are said."""
    directory = request.directory
    named = [directory.unit_by_id[one] for one in meaning.units if one in directory.unit_by_id]
    seen = tuple(unit for unit in named if directory.may_ask(request.member, unit_id=unit.id))
    if not seen:
        return refuse(request, "may_not_ask", texts.may_not_ask())
    hidden = [inert(unit.short_name) for unit in named if unit not in seen]
    data = {**blank.data, "units": [unit.id for unit in seen], "unit_names": [unit.name for unit in seen]}
    title = "、".join(inert(unit.short_name) for unit in seen) + " "
    return replace(
        blank, units=seen, title=title, data=data, aside=f"{'、'.join(hidden)}您不能查。" if hidden else ""
    )  # fmt: skip


def _not_seen(meaning: QuestionMeaning, areas: Sequence[Area]) -> list[int]:
    """The grids that were named and are not among those that may be told of."""
    seen = {area.number for area in areas}
    return [number for number in meaning.grids if number not in seen]


def _no_such_grid(request: Request, meaning: QuestionMeaning, grid: int) -> Answer:
    data = {"intent": meaning.intent, "grid": grid}
    text = f"没有{grid}号网格，请核对编号。"
    return Answer(Outcome("query", data), (to_sender(request, text),))


def _areas(request: Request, meaning: QuestionMeaning) -> tuple[tuple[Area, ...], tuple[Unit, ...]] | Answer:
    """The areas asked about with their units; for a clerk no area and his own units."""
    directory, member = request.directory, request.member
    if meaning.grids:
        return _several(request, meaning)
    named = _named_area(request, meaning)
    if isinstance(named, Answer):
        return named
    if named is not None:
        if not directory.may_ask(member, area_id=named.id):
            return refuse(request, "may_not_ask", texts.may_not_ask())
        return (named,), directory.units_in([named.id])
    if member.role == "clerk" and member.units:
        return (), directory.units_of(member)
    if member.role in ("grid_leader", "grid_worker") and member.areas:
        own = tuple(directory.area_by_id[a] for a in member.areas if a in directory.area_by_id)
        return own, directory.units_in(member.areas)
    if member.role not in COMMANDING:
        return refuse(request, "may_not_ask", texts.may_not_ask())
    if request.group is not None and request.group.kind == "grid" and request.group.areas:
        bound = tuple(directory.area_by_id[a] for a in request.group.areas if a in directory.area_by_id)
        return bound, directory.units_in(request.group.areas)
    zones = tuple(area for area in directory.areas if area.kind == "zone")
    return zones, directory.units


def _several(request: Request, meaning: QuestionMeaning) -> tuple[tuple[Area, ...], tuple[Unit, ...]] | Answer:
    """Every grid that was named; one that is not there, or that the sender may not ask about, is said."""
    directory = request.directory
    found = []
    for number in meaning.grids:
        area = directory.grid_numbered(number)
        if area is None:
            return _no_such_grid(request, meaning, number)
        if directory.may_ask(request.member, area_id=area.id):
            found.append(area)
    if not found:
        return refuse(request, "may_not_ask", texts.may_not_ask())
    return tuple(found), directory.units_in([area.id for area in found])


def _named_area(request: Request, meaning: QuestionMeaning) -> Area | Answer | None:
    directory = request.directory
    if meaning.area is not None and meaning.area in directory.area_by_id:
        return directory.area_by_id[meaning.area]
    if meaning.grid is None:
        return None
    return directory.grid_numbered(meaning.grid) or _no_such_grid(request, meaning, meaning.grid)


def _title(request: Request, areas: tuple[Area, ...], meaning: QuestionMeaning) -> str:
    if request.member.role == "clerk":
        where = "您的单位"
    elif not areas:
        where = "全区"
    elif len(areas) > 3:
        where = f"{len(areas)}个网格"
    else:
        where = "、".join("全区" if area.kind == "zone" else inert(area.name) for area in areas)
    scope = meaning.scope
    by_id = request.directory.area_by_id
    out = "、".join(inert(by_id[w].name) if w in by_id else SCOPES.get(w, inert(w)) for w in meaning.without)
    without = f"（不含{out}）" if out else ""
    return where + (SCOPES.get(scope, inert(scope)) if scope else "") + without + " "
