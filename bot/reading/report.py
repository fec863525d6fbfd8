"""Read a text as a report: everything that it states, and of whom and when.

Nothing here decides whether the text is a report at all (see kind.py); it says what one would state.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.reading import token as t
from bot.reading.additions import add_up
from bot.reading.all_normal import spell_out_normal
from bot.reading.assembly import Assembly
from bot.reading.atoms import BECOMES, HELD_BACK, NAME
from bot.reading.changed import doubt_changes
from bot.reading.claims import Claim, settle_dashes
from bot.reading.continuing import continue_labels
from bot.reading.corrections import Mending, mend, without_overridden
from bot.reading.days import Calendar, days_in, settle_days
from bot.reading.frame import Frame
from bot.reading.given_words import take_given
from bot.reading.hearing import hear_labels
from bot.reading.lists_of_units import share_labels
from bot.reading.loose import doubt_bare_numbers, doubt_loose_numbers
from bot.reading.meaning import Context, UnitReading
from bot.reading.normalise import Clean
from bot.reading.note import Note, contradictions, cut_note
from bot.reading.numbering import without_numbering
from bot.reading.ownership import (
    Owners,
    Share,
    doubt_strangers,
    drop_sums_of_grids,
    drop_sums_of_units,
    one_each,
    said_of_all,
)
from bot.reading.parts import settle_parts
from bot.reading.phrase import Phrase
from bot.reading.runs import Run, runs_of
from bot.reading.shorthand import spell_out
from bot.reading.spreading import phrases_of
from bot.reading.standing import label_afterwards, repeat_labels
from bot.reading.statements import state
from bot.reading.sums import claim_sums, doubt_divided
from bot.reading.tables import Row, Tables
from bot.reading.token import Token
from bot.reading.tokenise import tokens_of
from bot.reading.totals import Sweep, carried, sweeping_zeros
from bot.reading.units import Named, Names
from bot.reading.up_to_now import take_what_is_now
from bot.reading.vocabulary import Vocabulary

_LONG = 2000
"""From so many tokens on, without one that states anything, nobody need look for figures: ten thousand bare numbers."""
_STATING = frozenset({t.LABEL, t.KIND_OF, t.UNCLEAR, t.LOOKALIKE, t.NIL, t.STATE, t.UNIT, "same", "rest"})


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
    note: Note | None
    kinds: frozenset[str]  # of all tokens in the runs

    @property
    def counted(self) -> list[Claim]:
        """The claims that speak of the day."""
        return [claim for claim in self.claims if not claim.voided and not claim.mood & HELD_BACK]


class Reporter:
    """Reads one text as a report."""

    def __init__(self, clean: Clean, frame: Frame, vocabulary: Vocabulary, context: Context) -> None:
        self.clean = clean
        self.text = clean.text
        self.frame = frame
        self.vocabulary = vocabulary
        self.context = context
        self.today = context.today
        self.assembly = Assembly(clean, vocabulary, context)

    def draft(self) -> Draft:
        """Find what the text states."""
        rows, tokens = Tables(self.vocabulary, self.text, self.today).read(self._tokens())
        tokens, given = take_given(tokens, self.vocabulary)
        runs, note = cut_note(runs_of(tokens), self.vocabulary.note)
        leads = self.context.sender.role not in ("clerk", "grid_worker")
        finder = Names(self.clean, self.vocabulary, self.context)
        phrases = phrases_of(runs, self.vocabulary, self.text, self.today, leads=leads)
        state(phrases, self.vocabulary, self.text, self.today)
        label_afterwards(phrases, self.vocabulary, self.text)
        repeat_labels(phrases, self.vocabulary, self.text, finder.is_name)
        share_labels(phrases, self.vocabulary, self.text, finder.is_name)
        take_what_is_now(phrases, self.vocabulary, self.text)
        claim_sums(phrases, self.vocabulary, self.text)
        doubt_divided(phrases, self.vocabulary, self.text)
        continue_labels(phrases, self.vocabulary, self.text)
        mending = mend(phrases, self.vocabulary, self.text, self.today)
        mending.places.extend(doubt_loose_numbers(phrases, self.vocabulary, self.text))
        doubt_bare_numbers(phrases, self.vocabulary, self.text, finder.is_name)
        claims = [claim for phrase in phrases for claim in phrase.claims]
        claims.extend(claim for row in rows for claim in row.claims)
        claims.extend(one.claim(runs) for one in given)
        runs.extend(row.run for row in rows)
        settle_dashes(claims)
        claims.sort(key=lambda claim: claim.at)
        named = self._named(finder, runs, rows, claims)
        doubt_strangers(named, claims, finder, self.text)
        calendar, compared = settle_days(days_in(runs, claims, self.text, self.today), self.text, self.today, claims)
        _void_compared(claims, phrases, compared)
        carry, carries = carried(runs, self.text)
        if carry is not None:
            doubt_changes(phrases, claims, self.vocabulary, self.text)
            claims.sort(key=lambda claim: claim.at)
        zeros = sweeping_zeros(runs, self.text)
        claims.extend(contradictions(note, claims, self.vocabulary, self.text))
        settle_parts(claims, phrases, self.vocabulary, self.text)
        kinds = frozenset[str]().union(*[run.kinds for run in runs])
        return Draft(runs, phrases, claims, named, calendar, mending, zeros, carry, carries, note, kinds)

    def _tokens(self) -> list[Token]:
        tokens: list[Token] = []
        for start, end in self.frame.spans:
            tokens.extend(tokens_of(self.clean, self.vocabulary, self.today, start, end))
        kinds = {token.kind for token in tokens}
        if len(tokens) > _LONG and kinds.isdisjoint(_STATING):
            return []
        if t.OTHER in kinds:
            tokens = hear_labels(tokens, self.text, self.vocabulary.sounds, self.vocabulary.longest_label)
        if self.vocabulary.shorts:
            tokens = spell_out(tokens, self.text, self.vocabulary.shorts)
        tokens = add_up(tokens, self.text)
        if "normal" in kinds:
            tokens = spell_out_normal(tokens, self.text, self.vocabulary.looked_at)
        return without_numbering(tokens, self.text)

    def _named(self, finder: Names, runs: Sequence[Run], rows: Sequence[Row], claims: Sequence[Claim]) -> list[Named]:
        """The units named at the heads of clauses, in rows of tables, and by who spoke in a copied chat."""
        of_rows = {id(row.run) for row in rows}
        names = finder.names_in([run for run in runs if id(run) not in of_rows] if of_rows else runs)
        others = [finder.of_row(row.name, row.run) for row in rows]
        others.extend(finder.of_speaker(speaker.at, speaker.units) for speaker in self.frame.speakers)
        names.extend(named for named in others if named is not None)
        names.sort(key=_place)
        names = one_each(finder, names, claims, runs)
        drop_sums_of_units(names, claims, runs, self.text)
        drop_sums_of_grids(names, claims, runs, self.text)
        return names

    def items(self, draft: Draft) -> list[UnitReading]:
        """One reading a unit and day."""
        owners = Owners(draft.named, draft.calendar)
        counted = draft.counted
        if counted and (shares := owners.everywhere()) is not None:
            for share in shares:
                share.claims.extend(counted)
        else:
            of_all = said_of_all(draft.named, counted, self.text)
            for claim in counted:
                for share in owners.all_before(claim.at) if id(claim) in of_all else owners.at(claim.at):
                    share.claims.append(claim)
        for sweep in draft.zeros:
            if len(draft.named) > 1 and _is_of_other_units(sweep, draft.claims):
                continue
            for share in owners.at(sweep.start):
                share.zeros.append(sweep)
        for sweep in draft.carries:
            for share in owners.at(sweep.start):
                share.carry = "rest" if sweep.rest or (len(draft.named) < 2 and draft.carry == "rest") else "all"
        for share in owners.shares.values():
            share.claims = without_overridden(share.claims, draft.mending.places)
        if not owners.shares:
            owners.at(draft.note.start if draft.note is not None else 0)
        return [
            self.assembly.reading(share, draft.calendar, draft.note if number == 0 else None)
            for number, share in enumerate(owners.shares.values())
        ]

    def unplaced(self, draft: Draft, start: int, end: int) -> UnitReading:
        """A reading of figures that no label places: asked about as a whole."""
        share: Share = Owners(draft.named, draft.calendar).at(start)[0]
        reading = self.assembly.reading(share, draft.calendar, None)
        return replace(reading, problems=(*reading.problems, self.assembly.problem("field_unclear", None, start, end)))


def _place(named: Named) -> int:
    return named.at


def _is_of_other_units(sweep: Sweep, claims: Sequence[Claim]) -> bool:
    """隔离科达2人，其余0: the other units, not the other fields."""
    at = bisect_left(claims, sweep.start, key=lambda claim: claim.at)
    before = claims[at - 1] if at else None
    return before is not None and bool(before.link & NAME) and before.run.sentence == sweep.run.sentence


def _void_compared(claims: Sequence[Claim], phrases: Sequence[Phrase], places: Sequence[int]) -> None:
    """昨日在岗120人 beside today's figure is no statement; behind 昨天是182 the day has its number already."""
    if not places:
        return
    told = {
        id(phrase.run): ([token.start for token in phrase.run.tokens if token.kind == t.DAY], phrase.loose)
        for phrase in phrases
        if t.DAY in phrase.run.kinds
    }
    for claim in claims:
        days, loose = told.get(id(claim.run), ((), ()))
        before = [day for day in days if day < claim.end]
        if before and before[-1] in places and not claim.link & BECOMES:
            claim.voided |= not any(before[-1] < atom.token.start < claim.start for atom in loose)
