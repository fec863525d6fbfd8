"""Whose name may be put before an approver, with the evidence of each; and who drops out again. Pure.

No accepted reminder, no consequence: only a reminder that a platform took before the deadline makes a unit
publishable. What came after the deadline is shown as evidence, but it warned nobody in time.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Any, Literal, Protocol
from zoneinfo import ZoneInfo

from bot.directory.model import Directory, Unit
from bot.forms.definition import FormDef
from bot.forms.preset import Preset
from bot.messages import Destination, PostKind
from bot.reading.meaning import Figure
from bot.rules.duty import exempt_units, exemptions_on, owed_units
from bot.rules.grades import FIRST, Grade, graded, may_be_listed

NO_MISSES: Mapping[str, Collection[date]] = MappingProxyType({})


class Arrived(Protocol):
    """What is needed of the newest revision of a unit's report."""

    @property
    def values(self) -> Mapping[str, Figure]: ...
    @property
    def counts(self) -> bool: ...
    @property
    def withdrawn(self) -> bool: ...
    @property
    def received_at(self) -> datetime: ...


class Told(Protocol):
    """A post about a unit that a platform accepted."""

    @property
    def unit(self) -> str: ...
    @property
    def kind(self) -> PostKind: ...
    @property
    def sent_at(self) -> datetime: ...
    @property
    def to(self) -> Destination: ...


@dataclass(frozen=True, slots=True)
class Candidate:
    """A unit that may be listed, and why: rule, reminders, exemption check, arrivals (plain JSON values)."""

    unit: Unit
    evidence: Mapping[str, Any]
    grade: Grade = FIRST


@dataclass(frozen=True, slots=True)
class Findings:
    """The day at its cut-off: who may be listed, who may not for want of a reminder, and the counts to disclose.

    `noted`: missed, and the form's rule asks for more. `spared`: never listed, because it is a person, or because
    nobody of its own reports and somebody of the grid does it for it.
    """

    candidates: tuple[Candidate, ...]
    unreminded: tuple[Unit, ...]
    owed: int
    exempt: tuple[Unit, ...]
    noted: tuple[Candidate, ...] = ()
    spared: tuple[Unit, ...] = ()


def findings(
    form: FormDef,
    day: date,
    *,
    directory: Directory,
    preset: Preset,
    zone: ZoneInfo,
    heads: Mapping[str, Arrived],
    told: Iterable[Told],
    cutoff_at: datetime,
    missed: Mapping[str, Collection[date]] = NO_MISSES,
) -> Findings:
    """Owed, less the exempt, less everyone whose report counts by now, on time or mended.

    `missed`: earlier duties of each unit that it missed and that still count.
    """
    due_at = form.due_at(day, zone)
    accepted = _by_unit(told, until=cutoff_at)
    owed = owed_units(form, directory, day, preset)
    missing, unreminded, spared = [], [], []
    for unit in owed:
        head = heads.get(unit.id)
        if head is not None and head.counts:
            continue
        if form.is_void(day):
            unreminded.append(unit)
            continue
        if unit.kind == "person" or not directory.clerks_of(unit.id):
            spared.append(unit)
            continue
        reminders = accepted.get(unit.id, ())
        if not any(one.kind == "reminder" and one.sent_at <= due_at for one in reminders):
            unreminded.append(unit)
            continue
        missing.append((unit, _evidence(form, day, due_at, cutoff_at, reminders, head)))
    grades = graded(form, day, [unit.id for unit, _ in missing], preset=preset, missed=missed)
    found = [Candidate(unit, {**told_of, **_history(grades[unit.id])}, grades[unit.id]) for unit, told_of in missing]
    return Findings(
        tuple(one for one in found if may_be_listed(form.criticism, one.grade)),
        tuple(unreminded),
        len(owed),
        exempt_units(form, directory, day, preset),
        tuple(one for one in found if not may_be_listed(form.criticism, one.grade)),
        tuple(spared),
    )


def standing_of(
    unit_id: str, *, form: FormDef, day: date, directory: Directory, preset: Preset, heads: Mapping[str, Arrived]
) -> Literal["listed", "repaired", "exempt"]:
    """Whether a listed unit still belongs on the list at this instant. Whoever owes nothing any more is exempt."""
    head = heads.get(unit_id)
    if head is not None and head.counts:
        return "repaired"
    unit = directory.unit_by_id.get(unit_id)
    if unit is None or unit_id in exemptions_on(form, directory, day):
        return "exempt"
    owes = Directory(units=(unit,))
    return "listed" if owed_units(form, owes, day, preset) else "exempt"


def reminded_at(evidence: Mapping[str, Any]) -> tuple[tuple[str, datetime], ...]:
    """(kind, moment) of every accepted post in a name's evidence, each once, in order of time."""
    found = {(str(one["kind"]), datetime.fromisoformat(one["sent_at"])) for one in evidence.get("reminders", ())}
    return tuple(sorted(found, key=lambda one: one[1]))


def _by_unit(told: Iterable[Told], *, until: datetime) -> dict[str, list[Told]]:
    found: dict[str, list[Told]] = {}
    for one in told:
        if one.sent_at <= until:
            found.setdefault(one.unit, []).append(one)
    return found


def _evidence(
    form: FormDef, day: date, due_at: datetime, cutoff_at: datetime, told: Sequence[Told], head: Arrived | None
) -> Mapping[str, Any]:
    return {
        "rule": form.id,
        "period": day.isoformat(),
        "due_at": _iso(due_at),
        "cutoff_at": _iso(cutoff_at),
        **({"moved_minutes": round(moved.total_seconds() / 60)} if (moved := form.moved_by(day)) else {}),
        "exemption": None,
        "reminders": [
            {"kind": one.kind, "sent_at": _iso(one.sent_at), "to": one.to.key}
            for one in sorted(told, key=lambda one: (one.sent_at, one.to.key))
        ],
        "arrivals": [] if head is None else [_arrival(form, head)],
    }


def _arrival(form: FormDef, head: Arrived) -> Mapping[str, Any]:
    return {
        "received_at": _iso(head.received_at),
        "withdrawn": head.withdrawn,
        "missing": [key for key in form.required if key not in head.values],
    }


def _history(found: Grade) -> Mapping[str, Any]:
    if found.counted == 1:
        return {}
    return {"history": {"in_a_row": found.in_a_row, "in_week": found.in_week, "counted": found.counted}}


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()
