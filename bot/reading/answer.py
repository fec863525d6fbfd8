"""Short answers to what the bot asked: 126, 是, 华信电子, 昨天, 口罩500, read against the open draft.

A newcomer's usual mistake is to take every number after a question for its answer: 5台车 and 12号开会 are none, and
of two fields asked about a bare number answers nobody knows which.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.reading import token as t
from bot.reading.atoms import ABOUT, VALUE, Atom
from bot.reading.chosen import chosen_unit
from bot.reading.claims import claim_of
from bot.reading.meaning import Context, OpenDraft, Problem, ReportMeaning, UnitReading, Value
from bot.reading.report import Draft, Reporter
from bot.reading.runs import Run
from bot.reading.token import Token
from bot.reading.words import NO, YES

CONFIRM: Final = "confirm"
_LONGEST: Final = 40
_FOREIGN: Final = 4
"""So many unknown characters may stand before a bare number: 核实了是126."""
_SAYS_YES: Final = frozenset("确认 确认无误 确认一样 无误 没错 正确 是 是的 对 对的 一样 没变化".split())
_VALUES: Final = frozenset({t.NUMBER, "zero", "vague", "unknown"})
_OTHERWISE: Final = frozenset(
    {t.NOISE, "plan", "past", "use", "ask", "particle", "heard", "compare", "same", "rest", "role", "title"}
)


@dataclass(frozen=True)
class _Said:
    """The short text that may be an answer."""

    text: str
    tokens: Sequence[Token]
    values: Sequence[Token]
    reporter: Reporter
    draft: Draft
    context: Context

    def of_kind(self, kind: str) -> list[Token]:
        return [token for token in self.tokens if token.kind == kind]


def read_answer(reporter: Reporter, draft: Draft, open_draft: OpenDraft) -> ReportMeaning | None:
    """The answer that a short text gives to the open draft, or None when it is none."""
    context = reporter.context
    text = "".join(reporter.text[start:end] for start, end in reporter.frame.spans).strip()
    if not text or len(text) > _LONGEST:
        return None
    tokens = [token for run in draft.runs for token in run.tokens]
    said = _Said(text, tokens, [token for token in tokens if token.kind in _VALUES], reporter, draft, context)
    for read in (_labelled, _yes, _unit, _day, _bare):
        reading = read(said, open_draft)
        if reading is not None:
            return ReportMeaning("answer", context.form.id, (reading,))
    return None


def _reading(open_draft: OpenDraft, said: _Said, *found: Value | Problem) -> UnitReading:
    named = said.draft.named[0] if said.draft.named else None
    unit = named.unit if named is not None and named.unit is not None else open_draft.unit
    values = tuple(item for item in found if isinstance(item, Value))
    problems = tuple(item for item in found if isinstance(item, Problem))
    return UnitReading(unit, open_draft.period, values, problems, named=named is not None)


def _labelled(said: _Said, open_draft: OpenDraft) -> UnitReading | None:
    """口罩500 where that was asked about, or from somebody whose unit only the draft knows."""
    counted = said.draft.counted
    if not counted or said.draft.named or said.draft.zeros or said.draft.carry is not None:
        return None
    asked = set(open_draft.asked)
    alone = len(said.context.directory.units_of(said.context.sender)) == 1
    if not all(claim.field in asked for claim in counted) and (alone or open_draft.unit is None):
        return None
    items = said.reporter.items(said.draft)
    if len(items) != 1:
        return None
    problems = tuple(problem for problem in items[0].problems if problem.code != "unit_missing")
    return UnitReading(open_draft.unit, items[0].period or open_draft.period, items[0].values, problems)


def _yes(said: _Said, open_draft: OpenDraft) -> UnitReading | None:
    """确认 to carried figures, 是 or 否 to the one question of that kind."""
    bare = said.text.rstrip("。.!~了 ")
    if CONFIRM in open_draft.asked:
        return UnitReading(open_draft.unit, open_draft.period) if bare in _SAYS_YES else None
    fields = said.reporter.vocabulary.fields
    asked = [key for key in open_draft.asked if key in fields and fields[key].kind == "yes_no"]
    if len(asked) != 1 or (bare not in YES and bare not in NO):
        return None
    return _reading(open_draft, said, _value(said, asked[0], bare in YES))


def _value(said: _Said, key: str, value: bool) -> Value:  # noqa: FBT001  # the figure itself
    begin, end = said.reporter.clean.span(0, len(said.reporter.text))
    return Value(key, value, begin, end, said.reporter.clean.original[begin:end])


def _unit(said: _Said, open_draft: OpenDraft) -> UnitReading | None:
    """The unit that was asked for, by name, by half a name that now fits one, or as 第一个."""
    if "unit" not in open_draft.asked or said.values or said.draft.counted:
        return None
    found = chosen_unit(said.text, said.reporter.vocabulary.names, said.context, open_draft.candidates)
    if found is None:
        return None
    if isinstance(found, Problem):
        start = said.reporter.text.find(found.words)
        placed = said.reporter.assembly.problem(found.code, None, start, start + len(found.words))
        placed = replace(placed, unit=found.unit, candidates=found.candidates)
        return UnitReading(None, open_draft.period, problems=(placed,), named=True)
    return UnitReading(found, open_draft.period, named=True)


def _day(said: _Said, open_draft: OpenDraft) -> UnitReading | None:
    """The day that was asked for."""
    days = said.of_kind(t.DAY)
    if "period" not in open_draft.asked or len(days) != 1 or said.values or _strange(said) > _FOREIGN:
        return None
    mention = days[0].value
    if mention.day is None or mention.day > said.context.today:
        problem = said.reporter.assembly.problem(mention.code or "date_impossible", None, days[0].start, days[0].end)
        return UnitReading(open_draft.unit, None, problems=(problem,))
    return UnitReading(open_draft.unit, mention.day)


def _bare(said: _Said, open_draft: OpenDraft) -> UnitReading | None:
    """A number and nothing that it could be of."""
    fields = said.reporter.vocabulary.fields
    asked = [key for key in open_draft.asked if key in fields]
    labels = any(token.kind in (t.LABEL, t.KIND_OF, t.LOOKALIKE, t.DAY) for token in said.tokens)
    if not asked or not said.values or labels or any(run.kinds & _OTHERWISE for run in said.draft.runs):
        return None
    if _strange(said) > _FOREIGN or _goes_on(said):
        return None
    first, last = said.values[0], said.values[-1]
    if len(asked) > 1:
        return _reading(open_draft, said, said.reporter.assembly.problem("field_unclear", None, first.start, last.end))
    if len(said.values) > 1 and not said.draft.mending.notice:
        return _reading(
            open_draft, said, said.reporter.assembly.problem("not_a_number", asked[0], first.start, last.end)
        )
    return _reading(open_draft, said, *_figure(said, asked[0], last))


def _strange(said: _Said) -> int:
    return sum(token.end - token.start for token in said.of_kind(t.OTHER))


def _goes_on(said: _Said) -> bool:
    """126人吃饭: unknown words behind the number say what it is of."""
    return any(token.start >= said.values[-1].end for token in said.of_kind(t.OTHER))


def _figure(said: _Said, key: str, token: Token) -> list[Value | Problem]:
    about = ABOUT if any("inexact" in run.kinds for run in said.draft.runs) else 0
    atom = Atom(VALUE, token, 0, about, "number" if token.kind == t.NUMBER else token.kind)
    if token.kind == t.NUMBER:
        atom.number = token.value
        if token.value.measure in ("percent", "temperature", "container"):
            atom.what = "weak"
    label = Token(t.LABEL, token.start, token.start, key)
    run = Run("", line=0, sentence=0, depth=0, host=None)
    claim = claim_of(label, atom, run, said.reporter.vocabulary, said.reporter.text, mood=about, link=0)
    if claim is None:
        return [said.reporter.assembly.problem("not_a_number", key, token.start, token.end)]
    minus = said.reporter.text[token.start - 1 : token.start] == "-"
    if claim.code is not None or claim.value is None or minus:
        code = "negative" if minus else claim.code or "not_a_number"
        return [said.reporter.assembly.problem(code, key, token.start - minus, token.end)]
    begin, end = said.reporter.clean.span(token.start, token.end)
    return [Value(key, claim.value, begin, end, said.reporter.clean.original[begin:end])]
