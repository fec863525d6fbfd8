"""The evening's figures in words: coverage, totals, rates with their fractions, who is still missing.

Pure. A total says how many units gave the figure; a unit that did not report is in no total, and it is said.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.directory.model import Directory
from bot.forms.definition import FormDef
from bot.forms.preset import Preset
from bot.rules.calendar import is_guessed
from bot.rules.duty import subject_units
from bot.rules.tally import Coverage, Head, Total, by_area, in_scope, said_yes
from bot.views.figures import rate, thousands
from bot.views.lists import area_label
from bot.views.posts import unit_names
from bot.views.posts_wording import say

NAMED = 12  # names of a grid's missing in its short digest


@dataclass(frozen=True, slots=True)
class Digest:
    """A day's figures: who owed and did, the sums, and the heads that they were made of."""

    form: FormDef
    day: date
    cover: Coverage
    totals: tuple[Total, ...]
    heads: Mapping[str, Head]


def digest(part: Digest, *, directory: Directory, preset: Preset, facts: Mapping[str, object]) -> str:
    """The whole one, for the command group."""
    lines = [say("digest.head", preset.wording, facts)]
    if part.form.calendar == "working_days" and is_guessed(part.day, preset):
        lines.append(say("digest.guessed", preset.wording, facts))
    lines += _covered(part)
    lines += _rates(part, directory, preset)
    lines += _sums(part)
    if part.cover.missing:
        lines.append("未报：" + "；".join(_missing_by_grid(part, directory)))
        lines.append("未报单位的数不在合计内。名单请问：谁没报")
    return "\n".join(lines)


def short_digest(part: Digest, *, directory: Directory, preset: Preset, facts: Mapping[str, object]) -> str:
    """One grid's, for its group: coverage, the two chief figures, the names that are missing."""
    lines = [say("digest.head", preset.wording, facts), *_covered(part), *_sums(part)[:2]]
    if part.cover.missing:
        names = list(unit_names(part.cover.missing[:NAMED], directory).values())
        more = f"等{len(part.cover.missing)}家" if len(part.cover.missing) > NAMED else ""
        lines.append(f"未报：{'、'.join(names)}{more}")
    return "\n".join(lines)


def _covered(part: Digest) -> list[str]:
    cover = part.cover
    late = f"（其中迟报{len(cover.late)}家）" if cover.late else ""
    told = [
        f"应报{len(cover.owed)}家，已报{cover.done}家{late}，未报{len(cover.missing)}家；免报{len(cover.exempt)}家不计。"
    ]
    if cover.owed:
        told.append(f"上报率 {rate(cover.done, len(cover.owed))}，按时率 {rate(len(cover.on_time), len(cover.owed))}")
    return told


def _rates(part: Digest, directory: Directory, preset: Preset) -> list[str]:
    """Of the whole register, the exempt and the silent included: who does not report is not thereby working."""
    register = subject_units(part.form, directory, part.day, preset)
    told = []
    for wanted in part.form.digest_rates:
        units = in_scope(register, wanted.of or None)
        if units:
            told.append(f"{wanted.label} {rate(len(said_yes(units, part.heads, wanted.field)), len(units))}")
    return ["，".join(told)] if told else []


def _sums(part: Digest) -> list[str]:
    known = {total.field: total for total in part.totals}
    told = []
    for key in part.form.digest_fields:
        if key in known:
            field = part.form.field(key)
            what = "是" if field.kind == "yes_no" else ""
            unit = field.unit or ("家" if field.kind == "yes_no" else "")
            told.append(f"{field.label}{what} {thousands(known[key].total)}{unit}（{known[key].units}家填报）")
    return told


def _missing_by_grid(part: Digest, directory: Directory) -> list[str]:
    counts = {area: len(units) for area, units in by_area(part.cover.missing).items()}
    return [f"{area_label(area)}{counts[area.id]}家" for area in directory.areas if area.id in counts] + [
        f"未分网格{number}家" for area, number in counts.items() if area not in directory.area_by_id
    ]
