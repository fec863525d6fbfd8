"""Assemble what a text says into a report: claims given to units and days, checked against each other.

Nothing here decides whether the text is a report at all (see kind.py); it says what one would state.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from bot.reading import token as t
from bot.reading.atoms import PART, SHARE
from bot.reading.claims import Claim, says_today, settle_dashes
from bot.reading.corrections import Mending, mend, overridden
from bot.reading.days import Calendar, Day, days_in, settle_days
from bot.reading.frame import Frame
from bot.reading.meaning import Context, Problem, ReportMeaning, UnitReading, Value
from bot.reading.normalise import Clean
from bot.reading.runs import Run, runs_of
from bot.reading.standing import repeat_labels
from bot.reading.statements import Phrase, Statements
from bot.reading.token import Token
from bot.reading.sums import claim_sums
from bot.reading.tables import Tables
from bot.reading.tokenise import tokens_of, without_numbering
from bot.reading.totals import Sweep, carried, sweeping_zeros
from bot.reading.units import Named, Names
from bot.reading.vocabulary import Vocabulary


@dataclass
class Draft:
    """Everything found in a text, before it is decided what it means."""

    runs: list[Run]
    phrases: list[Phrase]
    claims: list[Claim]
    named: list[Named]
    calendar: Calendar
    mending: Mending
    zeros: list[Sweep]
    carry: str | None
    carries: tuple[Sweep, ...]
    note: tuple[int, int] | None
    items: list[UnitReading] = field(default_factory=list)

    @property
    def counted(self) -> list[Claim]:
        return [claim for claim in self.claims if claim.counts]

    def kinds(self) -> set[str]:
        return {token.kind for run in self.runs for token in run.tokens}


class Reporter:
    """Reads one text as a report."""

    def __init__(self, clean: Clean, frame: Frame, vocabulary: Vocabulary, context: Context) -> None:
        self.clean = clean
        self.text = clean.text
        self.frame = frame
        self.vocabulary = vocabulary
        self.context = context
        self.today = context.today

    def draft(self) -> Draft:
        tokens: list[Token] = []
        for start, end in self.frame.spans:
            tokens.extend(tokens_of(self.clean, self.vocabulary, self.today, start, end))
        tokens = without_numbering(tokens)
        rows, tokens = Tables(self.vocabulary, self.text).read(tokens)
        runs = runs_of(tokens)
        runs, noted, note = self._without_note(runs)
        phrases = Statements(self.vocabulary, self.text, self.today, leads=self._leads()).phrases(runs)
        repeat_labels(phrases, self.vocabulary, self.text)
        claim_sums(phrases, self.vocabulary, self.text)
        mending = mend(phrases, self.vocabulary, self.text)
        claims = [claim for phrase in phrases for claim in phrase.claims]
        finder = Names(self.clean, self.vocabulary, self.context)
        names = finder.names_in(runs)
        for row in rows:
            claims.extend(row.claims)
            if (named := finder.of_row(row.name, row.run)) is not None:
                names.append(named)
            runs.append(row.run)
        settle_dashes(claims)
        claims.sort(key=lambda claim: claim.at)
        names.extend(self._speakers(finder, claims))
        names.sort(key=lambda named: named.at)
        names = self._one_each(finder, names, claims, runs)
        _drop_sums_of_units(names, claims, runs)
        days = days_in(runs, claims, self.text, self.today)
        calendar, compared = settle_days(days, self.text, self.today)
        for place in compared:
            _void_run(claims, runs, place)
        carry, carries = carried(runs)
        found = Draft(
            runs, phrases, claims, names, calendar, mending, sweeping_zeros(runs, self.text), carry, carries, note
        )
        found.claims.extend(self._noted_states(noted, claims))
        _breakdowns(found, self.vocabulary)
        gone = overridden(found.claims, mending.places)
        found.claims = [claim for i, claim in enumerate(found.claims) if i not in gone]
        return found

    def _leads(self) -> bool:
        return self.context.sender.role not in ("clerk", "grid_worker")

    def _speakers(self, finder: Names, claims: Sequence[Claim]) -> list[Named]:
        """Who spoke in a copied chat, for what follows that names no unit itself."""
        return [named for speaker in self.frame.speakers if (named := finder.of_speaker(speaker.at, speaker.units))]

    def _one_each(
        self, finder: Names, names: list[Named], claims: Sequence[Claim], runs: Sequence[Run]
    ) -> list[Named]:
        """Names in a row share a zero or what is said of each (均); any other figure is a question."""
        found: list[Named] = []
        for named in names:
            if not named.several:
                found.append(named)
                continue
            own = [claim for claim in claims if claim.run.number == named.run and claim.counts]
            every = any(token.kind == "every" for run in runs if run.number == named.run for token in run.tokens)
            if own and (every or all(claim.value == 0 for claim in own)):
                found.extend(finder.each(named))
            elif own:
                found.append(finder.together(named))
        return found

    def _without_note(self, runs: list[Run]) -> tuple[list[Run], list[Run], tuple[int, int] | None]:
        """The runs without those of a note, those of the note, and where its text stands."""
        key = self.vocabulary.note
        if key is None:
            return runs, [], None
        for number, run in enumerate(runs):
            for at, token in enumerate(run.tokens):
                if token.kind == t.LABEL and token.value == key:
                    return self._cut_note(runs, number, at)
        return runs, [], None

    def _cut_note(self, runs: list[Run], number: int, at: int) -> tuple[list[Run], list[Run], tuple[int, int] | None]:
        run = runs[number]
        label = run.tokens[at]
        behind = run.tokens[at + 1 :]
        while behind and behind[0].kind in (t.COLON, t.CELL, t.DASH):
            behind = behind[1:]
        line = [other for other in runs[number + 1 :] if other.line == run.line]
        if behind and behind[0].kind == "zero" and len(behind) == 1 and line:
            line = []
        rest = [other for other in runs if other is not run and other not in line]
        kept = Run(run.before, line=run.line, sentence=run.sentence, depth=run.depth, host=run.host)
        kept.tokens = run.tokens[:at]
        kept.number = run.number
        taken = Run(run.before, line=run.line, sentence=run.sentence, depth=run.depth, host=run.host)
        taken.tokens = behind
        rest = sorted([*rest, *([kept] if kept.tokens else [])], key=lambda r: r.number)
        noted = ([taken] if behind else []) + line
        if not noted:
            return rest, [], None
        return rest, noted, (noted[0].start, max(other.end for other in noted))

    def _noted_states(self, noted: Sequence[Run], claims: Sequence[Claim]) -> list[Claim]:
        """A note sets no field, but 今日已全面复工 in it contradicts 是否复工：否."""
        found = []
        stated = {claim.field: claim.value for claim in claims if claim.counts}
        for run in noted:
            for token in run.tokens:
                if token.kind == t.STATE and stated.get(token.value[0], token.value[1]) != token.value[1]:
                    claim = Claim(token.value[0], run, label=None, start=token.start, end=token.end)
                    claim.value = token.value[1]
                    found.append(claim)
        return found

    def items(self, draft: Draft) -> list[UnitReading]:
        """One reading a unit and day."""
        groups: dict[tuple[object, object], _Share] = {}
        for claim in draft.claims:
            if claim.counts:
                for share in self._shares(groups, draft, claim.at):
                    share.claims.append(claim)
        for sweep in draft.zeros:
            self._share(groups, draft, sweep.start).zeros.append(sweep)
        for sweep in draft.carries:
            self._share(groups, draft, sweep.start).carry = draft.carry
        for named in draft.named:
            if named.problem is None and draft.named and not groups:
                self._share(groups, draft, named.at)
        if not groups and draft.note is not None:
            self._share(groups, draft, draft.note[0])
        return [self._reading(share, draft, first=number == 0) for number, share in enumerate(groups.values())]

    def unplaced(self, draft: Draft, start: int, end: int) -> UnitReading:
        """A reading of figures that no label places: asked about as a whole."""
        groups: dict[tuple[object, object], _Share] = {}
        reading = self._reading(self._share(groups, draft, start), draft, first=False)
        return replace(reading, problems=(*reading.problems, self._problem("field_unclear", None, start, end)))

    def _shares(self, groups: "dict[tuple[object, object], _Share]", draft: Draft, at: int) -> "list[_Share]":
        """The shares of what stands at `at`: one, or one for each of several names at the same place."""
        named = self._unit_at(draft, at)
        same = [other for other in draft.named if named is not None and other.at == named.at]
        return [self._share_of(groups, other, draft.calendar.at(at)) for other in (same or [named])]

    def _share(self, groups: "dict[tuple[object, object], _Share]", draft: Draft, at: int) -> "_Share":
        return self._share_of(groups, self._unit_at(draft, at), draft.calendar.at(at))

    def _share_of(
        self, groups: "dict[tuple[object, object], _Share]", named: Named | None, day: Day | None
    ) -> "_Share":
        key = (named.unit or named.problem if named else None, (day.day or day.code) if day else None)
        share = groups.get(key)
        if share is None:
            share = groups[key] = _Share(named, day)
        return share

    def _unit_at(self, draft: Draft, at: int) -> Named | None:
        names = draft.named
        if not names:
            return None
        distinct = {named.unit or named.problem for named in names}
        if len(distinct) == 1:
            return names[0]
        before = [named for named in names if named.at <= at]
        return before[-1] if before else None

    def _reading(self, share: "_Share", draft: Draft, *, first: bool) -> UnitReading:
        named = share.named
        problems: list[Problem] = []
        unit: str | None = named.unit if named else None
        if named is not None and named.problem is not None:
            problems.append(named.problem)
        elif named is None:
            own = self.context.directory.units_of(self.context.sender)
            if len(own) == 1:
                unit = own[0].id
            else:
                problems.append(Problem("unit_missing"))
        period = share.day.day if share.day else None
        if share.day is not None and share.day.code is not None:
            problems.append(self._problem(share.day.code, None, share.day.at, share.day.end))
        if draft.calendar.clash:
            one, two = draft.calendar.clash
            problems.append(self._problem("date_ambiguous", None, one.at, two.end))
        values, more = self._settled(share)
        if first and draft.note is not None and self.vocabulary.note is not None:
            start, end = draft.note
            begin, stop = self.clean.span(start, end)
            words = self.clean.original[begin:stop].strip()
            if words:
                values.append(Value(self.vocabulary.note, words, begin, stop, words))
        return UnitReading(
            unit, period, tuple(values), (*problems, *more), share.carry, named is not None and named.unit is not None  # type: ignore[arg-type]  # "rest" or "all"
        )

    def _settled(self, share: "_Share") -> tuple[list[Value], list[Problem]]:
        """The values and problems of one unit and day."""
        values: list[Value] = []
        problems: list[Problem] = []
        by_field: dict[str, list[Claim]] = {}
        for claim in share.claims:
            by_field.setdefault(claim.field, []).append(claim)
        for field_ in self.vocabulary.form.fields:
            claims = by_field.get(field_.key)
            if claims:
                outcome = self._one(field_.key, claims)
                if isinstance(outcome, Value):
                    values.append(outcome)
                elif outcome is not None:
                    problems.append(outcome)
        if share.zeros:
            known = {value.field for value in values} | {problem.field for problem in problems}
            sweep = share.zeros[0]
            begin, stop = self.clean.span(sweep.start, sweep.end)
            for key in self.vocabulary.zeros:
                if key not in known:
                    values.append(Value(key, 0, begin, stop, self.clean.original[begin:stop]))
        return values, problems

    def _one(self, key: str, claims: list[Claim]) -> Value | Problem | None:
        """What several claims of one field come to."""
        sure = [claim for claim in claims if not (claim.part or claim.torn or claim.unclear)]
        if not sure:
            sure = _single_part(claims)
            if not sure:
                first = claims[0]
                return self._problem("field_unclear", key, first.start, first.end)
        sure = _without_day_own(sure, self.text)
        if bad := next((claim for claim in sure if claim.code is not None), None):
            return self._problem(bad.code or "not_a_number", key, bad.start, bad.end)
        distinct = {claim.value for claim in sure}
        if len(distinct) > 1:
            total = _total_of(sure)
            if total is None:
                last = sure[-1]
                return replace(
                    self._problem("contradiction", key, last.start, last.end),
                    candidates=tuple(_shown(claim.value) for claim in sure),
                )
            sure = [total]
        claim = sure[-1]
        assert claim.value is not None  # noqa: S101  # a claim without a code has a value
        begin, stop = self.clean.span(claim.start, claim.end)
        return Value(key, claim.value, begin, stop, self.clean.original[begin:stop])

    def _problem(self, code: str, key: str | None, start: int, end: int) -> Problem:
        begin, stop = self.clean.span(start, end)
        return Problem(code, key, None, self.clean.original[begin:stop], begin, stop)  # type: ignore[arg-type]  # one of the codes


@dataclass
class _Share:
    """What is said of one unit and day."""

    named: Named | None
    day: Day | None
    claims: list[Claim] = field(default_factory=list)
    zeros: list[Sweep] = field(default_factory=list)
    carry: str | None = None


def _drop_sums_of_units(names: Sequence[Named], claims: Sequence[Claim], runs: Sequence[Run]) -> None:
    """合计 在岗652 below several units is the sum of them all, and none of one."""
    if len({named.unit or named.problem for named in names}) < 2:
        return
    for run in runs:
        if run.before == t.NEWLINE and run.tokens[0].kind == "total":
            for claim in claims:
                claim.voided |= claim.run.line == run.line and claim.at >= run.start


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value)


def _void_run(claims: Sequence[Claim], runs: Sequence[Run], place: int) -> None:
    for run in runs:
        if run.start <= place < run.end:
            for claim in claims:
                if claim.run is run and claim.at > place:
                    claim.voided = True


def _single_part(claims: Sequence[Claim]) -> list[Claim]:
    """A part alone stands for the field: 居家隔离2人."""
    parts = [claim for claim in claims if claim.part and not claim.torn and not claim.unclear]
    return parts if len(parts) == 1 or (parts and {c.value for c in parts} == {0}) else []


def _without_day_own(claims: list[Claim], text: str) -> list[Claim]:
    """今日返岗15人，累计返岗140人: the cumulative one is the field's."""
    totals = [claim for claim in claims if claim.total]
    if totals and len({claim.value for claim in claims}) > 1:
        own = [claim for claim in claims if not claim.total and says_today(claim, text)]
        return [claim for claim in claims if claim not in own]
    return claims


def _total_of(claims: Sequence[Claim]) -> Claim | None:
    """The one said to be the sum, when the others add up to it."""
    totals = [claim for claim in claims if claim.total]
    others = [claim.value for claim in claims if not claim.total]
    if len({claim.value for claim in totals}) != 1 or not all(isinstance(value, int) for value in others):
        return None
    total = totals[-1]
    return total if sum(int(value) for value in others if value is not None) == total.value else None


def _breakdowns(draft: Draft, vocabulary: Vocabulary) -> None:
    """Figures inside a bracket or behind 其中 that break down another field than their own whole are no field's."""
    last: Claim | None = None
    for claim in draft.claims:
        host = _host(claim, draft.claims, last)
        if host is not None and claim.counts:
            field = vocabulary.fields[claim.field]
            whole = vocabulary.fields[host.field]
            if any(token.kind in ("oops", "notice", "becomes") for token in claim.run.tokens):
                continue
            if host.field == claim.field and claim.label is not None or (whole.zero_report and claim.value != 0 and field.kind == "count") or (
                field.part_of is not None and host.field not in _wholes(claim.field, vocabulary) and whole.kind == "count" and not _stated(draft.claims, field.part_of)
            ):
                claim.voided = True
        if not claim.mood & SHARE and claim.run.depth == 0:
            last = claim


def _host(claim: Claim, claims: Sequence[Claim], last: Claim | None) -> Claim | None:
    run = claim.run
    if run.host is not None:
        place = run.host.tokens[run.host_at].start
        before = [c for c in claims if c.end <= place and c.run is run.host]
        return before[-1] if before else None
    if claim.mood & SHARE:
        return last
    return None


def _wholes(key: str, vocabulary: Vocabulary) -> set[str]:
    found: set[str] = set()
    parent = vocabulary.fields[key].part_of
    while parent is not None:
        found.add(parent)
        parent = vocabulary.fields[parent].part_of
    siblings = {f.key for f in vocabulary.form.fields if f.part_of in found}
    return found | siblings | {key}


def _stated(claims: Sequence[Claim], key: str) -> bool:
    return any(claim.field == key and claim.counts for claim in claims)
