"""Which unit and which day each figure belongs to: the only ones named, or those named last before it."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from typing import Final

from bot.reading import token as t
from bot.reading.claims import Claim
from bot.reading.days import Calendar, Day
from bot.reading.runs import Run
from bot.reading.totals import Sweep
from bot.reading.units import Named, Names

_SEVERAL_UNITS: Final = 2
_AS_LONG_AS_A_NAME: Final = range(2, 9)
_SUMS: Final = ("合计", "总计", "共计")
_ALL: Final = re.compile("[均都皆]|全部|以上|各家|各企业|各单位")


@dataclass
class Share:
    """What is said of one unit and day."""

    named: Named | None
    day: Day | None
    claims: list[Claim] = field(default_factory=list)
    zeros: list[Sweep] = field(default_factory=list)
    carry: str | None = None


def _whom(named: Named) -> Hashable:
    """The unit, also of somebody else; what nobody knows is another one each time."""
    problem = named.problem
    if named.unit is not None or problem is None:
        return named.unit
    return (problem.code, problem.unit) if problem.unit is not None else problem


class Owners:
    """Finds the shares that a place of the text belongs to."""

    def __init__(self, named: Sequence[Named], calendar: Calendar) -> None:
        self._named = named
        self._places = [name.at for name in named]
        self._same_place: dict[int, list[Named]] = {}
        for name in named:
            self._same_place.setdefault(name.at, []).append(name)
        self._single = named[0] if named and len({_whom(name) for name in named}) == 1 else None
        firsts: dict[object, Named] = {}
        for name in named:
            firsts.setdefault(_whom(name), name)
        self._firsts = tuple(firsts.values())
        self._calendar = calendar
        self.shares: dict[Hashable, Share] = {}

    def at(self, place: int) -> list[Share]:
        """One share, or one for each of several names at the same place (A、B均无发热)."""
        named = self._name_at(place)
        day = self._calendar.at(place)
        if named is None:
            return [self._share(None, day)]
        return [self._share(name, day) for name in self._same_place[named.at]]

    def everywhere(self) -> list[Share] | None:
        """The shares of every place alike, or None where more than one unit or day is told of."""
        one = (not self._named or self._single is not None) and len(self._calendar.days) < 2
        return self.at(0) if one else None

    def all_before(self, place: int) -> list[Share]:
        """The shares of every unit named before a place."""
        day = self._calendar.at(place)
        shares = [self._share(name, day) for name in self._firsts if name.at <= place]
        return list({id(share): share for share in shares}.values())

    def _name_at(self, place: int) -> Named | None:
        if self._single is not None:
            return self._single
        before = bisect_right(self._places, place)
        return self._named[before - 1] if before else None

    def _share(self, named: Named | None, day: Day | None) -> Share:
        key = (None if named is None else _whom(named), None if day is None else day.day or day.code)
        share = self.shares.get(key)
        if share is None:
            share = self.shares[key] = Share(named, day)
        return share


def said_of_all(names: Sequence[Named], claims: Sequence[Claim], text: str) -> set[int]:
    """The claims (by id) behind a list of units that are said of them all: A在岗180人，B在岗118人，均无发热.

    Where a unit's own figures go on below its name, 均 is said of its figures and not of the units.
    """
    found: set[int] = set()
    if len({name.unit for name in names}) < 2:
        return found
    runs = {name.run for name in names}
    by_line: dict[int, list[Named]] = {}
    for name in names:
        by_line.setdefault(name.line, []).append(name)
    ordered = sorted(claims, key=_place)
    stray = next((claim.at for claim in ordered if claim.run.line not in by_line), None)
    for claim in claims:
        run = claim.run
        if claim.value != 0 or run.number in runs or not _ALL.search(text, run.start, claim.end):
            continue
        if stray is not None and stray < run.start:
            continue
        together = [name for name in by_line.get(run.line, ()) if name.at < claim.at]
        end = bisect_left(ordered, run.start, key=_place)
        if not together:
            alike = end > 0
        else:
            begin = bisect_left(ordered, together[0].at, key=_place)
            alike = len(together) > 1 and _alike(together, ordered[begin:end])
        if alike:
            found.add(id(claim))
    return found


def _place(claim: Claim) -> int:
    return claim.at


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
    every = {run.number for run in runs if "every" in run.kinds}
    by_run: dict[int, list[Claim]] = {}
    for claim in claims:
        if claim.counts:
            by_run.setdefault(claim.run.number, []).append(claim)
    found: list[Named] = []
    for named in names:
        own = by_run.get(named.run, []) if named.several else []
        if not named.several:
            found.append(named)
        elif named.run in every or (own and all(claim.value in (0, True) for claim in own)):
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


def drop_sums_of_units(names: Sequence[Named], claims: Sequence[Claim], runs: Sequence[Run], text: str) -> None:
    """合计 在岗652 below several units is the sum of them all, and none of one; on their own line, where it adds up."""
    if len({_whom(named) for named in names}) < 2:
        return
    lines = {run.line: run.start for run in runs if run.before == t.NEWLINE and _leads_a_sum(run, text)}
    for claim in claims:
        claim.voided |= claim.run.line in lines and claim.at >= lines[claim.run.line]
    totals = [run for run in runs if run.before in (t.STOP, t.COMMA) and "total" in run.kinds]
    if totals:
        _drop_what_adds_up(names, claims, {id(run) for run in totals})


def _drop_what_adds_up(names: Sequence[Named], claims: Sequence[Claim], totals: set[int]) -> None:
    """A在岗12，B在岗13，两家合计在岗25: a figure behind such a word that is the sum of several names' own."""
    places = [name.at for name in names]
    sums: dict[str, dict[int, int]] = {}  # of each field what each name has
    for claim in sorted(claims, key=_place):
        if not claim.counts or not isinstance(claim.value, int):
            continue
        owner, told = bisect_right(places, claim.at), sums.setdefault(claim.field, {})
        if id(claim.run) in totals and len(told) > 1 and sum(told.values()) == claim.value:
            claim.voided = True
        else:
            told.setdefault(owner, claim.value)


def _leads_a_sum(run: Run, text: str) -> bool:
    """合计：, and 合计在岗 as a label of its own."""
    first = run.tokens[0]
    return first.kind == "total" or (first.kind == t.LABEL and text.startswith(_SUMS, first.start))


def doubt_strangers(names: Sequence[Named], claims: Sequence[Claim], finder: Names, text: str) -> None:
    """三小返岗36，南湖居委照昨天: words glued before a label at the head of a clause may be a unit that nobody knows.

    Of who answers for several units the figure is asked about, and is not given to the unit named beside it.
    """
    if not names or not claims or len(finder.own) < _SEVERAL_UNITS:
        return
    of_names = {name.run for name in names}
    for claim in claims:
        run = claim.run
        if run.number in of_names or t.OTHER not in run.kinds or claim.label is None or run.depth:
            continue
        first, second = run.tokens[0], run.tokens[1] if len(run.tokens) > 1 else None
        glued = second is claim.label and not second.gap and first.kind == t.OTHER
        if glued and first.end - first.start in _AS_LONG_AS_A_NAME and finder.is_name(text[first.start : first.end]):
            claim.torn = claim.divided = True
