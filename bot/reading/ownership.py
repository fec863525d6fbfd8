"""Which unit and which day each figure belongs to: the only ones named, or those named last before it."""

import re
from bisect import bisect_right
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from typing import Final

from bot.reading import token as t
from bot.reading.claims import Claim
from bot.reading.days import Calendar, Day
from bot.reading.runs import Run
from bot.reading.totals import Sweep
from bot.reading.units import Named, Names

_ALL: Final = re.compile("[均都皆]|全部|以上|各家|各企业|各单位")


@dataclass
class Share:
    """What is said of one unit and day."""

    named: Named | None
    day: Day | None
    claims: list[Claim] = field(default_factory=list)
    zeros: list[Sweep] = field(default_factory=list)
    carry: str | None = None


class Owners:
    """Finds the shares that a place of the text belongs to."""

    def __init__(self, named: Sequence[Named], calendar: Calendar) -> None:
        self._named = named
        self._places = [name.at for name in named]
        self._same_place: dict[int, list[Named]] = {}
        for name in named:
            self._same_place.setdefault(name.at, []).append(name)
        self._single = named[0] if named and len({name.unit or name.problem for name in named}) == 1 else None
        self._calendar = calendar
        self.shares: dict[Hashable, Share] = {}

    def at(self, place: int) -> list[Share]:
        """One share, or one for each of several names at the same place (A、B均无发热)."""
        named = self._name_at(place)
        day = self._calendar.at(place)
        same = self._same_place[named.at] if named is not None else [None]
        return [self._share(name, day) for name in same]

    def all_before(self, place: int) -> list[Share]:
        """The shares of every unit named before a place."""
        day = self._calendar.at(place)
        shares = [self._share(name, day) for name in self._named[: bisect_right(self._places, place)]]
        return list({id(share): share for share in shares}.values())

    def _name_at(self, place: int) -> Named | None:
        if self._single is not None:
            return self._single
        before = bisect_right(self._places, place)
        return self._named[before - 1] if before else None

    def _share(self, named: Named | None, day: Day | None) -> Share:
        key = (named.unit or named.problem if named else None, (day.day or day.code) if day else None)
        return self.shares.setdefault(key, Share(named, day))


def said_of_all(names: Sequence[Named], claims: Sequence[Claim], text: str) -> set[int]:
    """The claims (by id) behind a list of units that are said of them all: A在岗180人，B在岗118人，均无发热.

    Where a unit's own figures go on below its name, 均 is said of its figures and not of the units.
    """
    found: set[int] = set()
    if len({name.unit for name in names}) < 2:
        return found
    runs = {name.run for name in names}
    lines = {name.line for name in names}
    first = {name.line: name.at for name in reversed(names)}
    for claim in claims:
        if claim.run.number in runs or not _ALL.search(text, claim.run.start, claim.end) or claim.value != 0:
            continue
        before = [other for other in claims if other.at < claim.run.start]
        listed = all(other.run.line in lines for other in before)
        together = [name for name in names if name.line == claim.run.line and name.at < claim.at]
        if listed and (
            len(together) > 1 and _alike(together, before) if first.get(claim.run.line, claim.at) < claim.at else before
        ):
            found.add(id(claim))
    return found


def _alike(names: Sequence[Named], claims: Sequence[Claim]) -> bool:
    """The same fields are told of each."""
    told: dict[int, set[str]] = {name.at: set() for name in names}
    places = sorted(told)
    for claim in claims:
        at = bisect_right(places, claim.at)
        if at:
            told[places[at - 1]].add(claim.field)
    return len({frozenset(fields) for fields in told.values()}) == 1


def one_each(finder: Names, names: Sequence[Named], claims: Sequence[Claim], runs: Sequence[Run]) -> list[Named]:
    """Names in a row share a zero or what is said of each (均); any other figure is a question."""
    if not any(named.several for named in names):
        return list(names)
    every = {run.number for run in runs if any(token.kind == "every" for token in run.tokens)}
    found: list[Named] = []
    for named in names:
        own = [claim for claim in claims if claim.run.number == named.run and claim.counts] if named.several else []
        if not named.several:
            found.append(named)
        elif own and (named.run in every or all(claim.value in (0, True) for claim in own)):
            found.extend(finder.each(named))
        elif own:
            found.append(finder.together(named))
    return found


def drop_sums_of_grids(names: Sequence[Named], claims: Sequence[Claim], runs: Sequence[Run], text: str) -> None:
    """1号网格今天在岗合计1400人 names no unit: it is the sum of a grid's."""
    if names or not claims:
        return
    noises = (token for run in runs for token in run.tokens if token.kind == t.NOISE)
    if any(text[token.start : token.end].endswith("格") for token in noises):
        for claim in claims:
            claim.voided = True


def drop_sums_of_units(names: Sequence[Named], claims: Sequence[Claim], runs: Sequence[Run]) -> None:
    """合计 在岗652 below several units is the sum of them all, and none of one."""
    if len({named.unit or named.problem for named in names}) < 2:
        return
    lines = {run.line: run.start for run in runs if run.before == t.NEWLINE and run.tokens[0].kind == "total"}
    for claim in claims:
        claim.voided |= claim.run.line in lines and claim.at >= lines[claim.run.line]
