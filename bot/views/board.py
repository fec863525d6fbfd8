"""The figures of the board: one day of one form, by grid, for a screen on the command post's wall.

Pure. Every rate keeps its fraction, and who is exempt or silent is said, as in every other answer.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.directory.model import Directory
from bot.forms.definition import FormDef
from bot.forms.preset import Preset
from bot.rules.tally import Coverage, Head, coverage, in_scope, said_yes, totals
from bot.views.figures import owed, rate, thousands
from bot.views.inert import inert
from bot.views.lists import area_label
from bot.views.posts import unit_names

NAMED = 8  # names in one grid's line


@dataclass(frozen=True, slots=True)
class GridLine:
    """One grid: who owed, who did, who is missing by name (`more`: how many are not named)."""

    name: str
    owed: int
    done: int
    late: int
    exempt: int
    missing: tuple[str, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Board:
    """Everything that the page shows, as text and numbers."""

    title: str
    covered: tuple[tuple[str, str], ...]
    rates: tuple[tuple[str, str], ...]
    sums: tuple[tuple[str, str], ...]
    grids: tuple[GridLine, ...]


def board(form: FormDef, period: date, *, directory: Directory, preset: Preset, heads: Mapping[str, Head]) -> Board:
    """The day's board. `heads` by unit id."""
    cover = coverage(form, period, directory=directory, preset=preset, heads=heads)
    counted = [heads[unit.id].values for unit in (*cover.on_time, *cover.late)]
    return Board(
        title=f"{owed(form, period)}{inert(form.name)}",
        covered=_covered(cover),
        rates=_rates(form, directory, heads),
        sums=tuple(
            (form.field(t.field).label, f"{thousands(t.total)}{form.field(t.field).unit}（{t.units}家填报）")
            for t in totals(form, counted)
            if form.field(t.field).kind != "yes_no"
        ),
        grids=_grids(cover, directory),
    )


def _covered(cover: Coverage) -> tuple[tuple[str, str], ...]:
    return (
        ("上报率", rate(cover.done, len(cover.owed))),
        ("按时率", rate(len(cover.on_time), len(cover.owed))),
        ("未报", f"{len(cover.missing)}家"),
        ("迟报", f"{len(cover.late)}家"),
        ("免报", f"{len(cover.exempt)}家"),
    )


def _rates(form: FormDef, directory: Directory, heads: Mapping[str, Head]) -> tuple[tuple[str, str], ...]:
    told = []
    for wanted in form.digest_rates:
        units = in_scope(directory.units, wanted.of or None)
        if units:
            told.append((wanted.label, rate(len(said_yes(units, heads, wanted.field)), len(units))))
    return tuple(told)


def _grids(cover: Coverage, directory: Directory) -> tuple[GridLine, ...]:
    names = unit_names(cover.missing, directory)
    lines = []
    for area in directory.areas:
        owed = [unit for unit in cover.owed if unit.area == area.id]
        exempt = sum(unit.area == area.id for unit in cover.exempt)
        if not owed and not exempt:
            continue
        missing = [names[unit.id] for unit in cover.missing if unit.area == area.id]
        lines.append(
            GridLine(
                name=area_label(area),
                owed=len(owed),
                done=len(owed) - len(missing),
                late=sum(unit.area == area.id for unit in cover.late),
                exempt=exempt,
                missing=tuple(missing[:NAMED]),
                more=max(0, len(missing) - NAMED),
            )
        )
    return tuple(lines)
