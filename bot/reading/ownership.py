"""Which unit and which day each figure belongs to: the only ones named, or those named last before it."""

from bisect import bisect_right
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field

from bot.reading import token as t
from bot.reading.claims import Claim
from bot.reading.days import Calendar, Day
from bot.reading.runs import Run
from bot.reading.totals import Sweep
from bot.reading.units import Named, Names


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

    def _name_at(self, place: int) -> Named | None:
        if self._single is not None:
            return self._single
        before = bisect_right(self._places, place)
        return self._named[before - 1] if before else None

    def _share(self, named: Named | None, day: Day | None) -> Share:
        key = (named.unit or named.problem if named else None, (day.day or day.code) if day else None)
        return self.shares.setdefault(key, Share(named, day))


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
        elif own and (named.run in every or all(claim.value == 0 for claim in own)):
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
