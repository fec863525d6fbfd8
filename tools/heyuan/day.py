"""Puts the recorded day together: every line with its time and what it was meant to become.

A newcomer's usual mistake is to draw random numbers in a new place: everything after it moves. New scenes
go to the end of `lines`, with numbers of their own.
"""

import json
from dataclasses import dataclass
from random import Random

from heyuan import district as districts
from heyuan import figures as reckoning
from heyuan import reporting, scenes, talk
from heyuan.district import District, Unit
from heyuan.figures import Figures
from heyuan.script import Line, record

SEED = 20200305
AFTER_THE_DRAFT = "20:17:40"
"""One enterprise mends its miss between the draft of the list and its publication."""


@dataclass
class Day:
    """District, figures, the lines in order; who never reports, whose name is struck, who mends it late."""

    district: District
    figures: dict[str, Figures]
    lines: list[Line]
    silent: set[str]
    struck: Unit
    mended: Unit


def compose() -> Day:
    """The whole day; the same on every machine."""
    rng = Random(SEED)
    district = districts.build(rng)
    figures, silent_enterprises = reckoning.enterprises(rng, district)
    figures |= reckoning.others(rng, district)
    exempt = {unit.id for unit in districts.exempt_units(district)}
    silent = {unit.id for unit in silent_enterprises}
    for kind, count in (("site", 2), ("shop", 4)):
        free = [u for u in district.of_kind(kind) if u.id not in exempt]
        silent |= {u.id for u in rng.sample(free, count)}
    for absent in silent | exempt:
        figures.pop(absent, None)
    lines, used = scenes.played(rng, district, figures)
    listed = [u for u in district.of_kind("shop") if u.grid >= 19 and u.id in figures and rng.random() < 0.6]
    lines += reporting.shop_lists(rng, listed, figures)
    used |= {u.id for u in listed} | _shown(district)
    late = reporting.late_ones(rng, district, figures, used)
    mended, *others = late
    lines.append(reporting.late(rng, mended, figures[mended.id], at=AFTER_THE_DRAFT))
    lines += [reporting.late(rng, unit, figures[unit.id]) for unit in others]
    done = {u for line in lines for u in line.want.reports}
    for unit in district.units:
        if unit.id in figures and unit.id not in done:
            lines.append(reporting.ordinary(rng, unit, figures[unit.id]))
    lines += talk.chatter(rng, district) + talk.questions(district) + talk.tips()
    struck = silent_enterprises[1]
    lines += talk.decision(struck)
    return Day(district, figures, sorted(lines, key=lambda line: line.at), silent, struck, mended)


def _shown(district: District) -> set[str]:
    """Units that questions of the day are about: they report on time and in an ordinary way."""
    return {district.named(name).id for name in ("中光电", "农夫山泉", "先科", "九明", "欧华")} | {
        district.of_kind("enterprise")[index].id for index in (60, 90)
    }


def jsonl(day: Day) -> str:
    """The day as a chat log (CONTRACT section 4)."""
    return "".join(
        json.dumps(record(line, number), ensure_ascii=False) + "\n" for number, line in enumerate(day.lines, start=1)
    )
