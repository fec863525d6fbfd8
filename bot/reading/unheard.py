"""Words of a text that stand where a label or a unit's name stands and that nobody knows: 到工126, 老陈五金 在岗12.

Nothing is guessed of them; they are only counted, so that somebody can teach them. A newcomer's usual mistake is
to take every word beside a number: the clause must hold nothing but the word and its number.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Literal

from bot.directory.characters import fold
from bot.reading import token as t
from bot.reading.atoms import COLON, HELD_BACK, SHARE, USE, Atom
from bot.reading.meaning import Chatter, Meaning, Problem, QuestionMeaning, ReportMeaning, WithdrawalMeaning
from bot.reading.report import Draft
from bot.reading.runs import GROUP, Run
from bot.reading.teachable import flaw_of, known_as
from bot.reading.token import Token
from bot.reading.vocabulary import Vocabulary

Kind = Literal["label", "unit"]

_AROUND = frozenset(
    {t.CELL, t.LIST, t.SLASH, t.COLON, t.ENUM, t.NUMBER, t.UNIT, t.DAY, "title", "until", "zero", "fill", "join", GROUP}
)
"""What may stand before a label that begins a statement."""
_BETWEEN = frozenset({t.COLON, t.CELL, t.DASH, "fill", "total"})
_BEFORE_NAME = frozenset({t.DAY, "title", "fill", t.ENUM, t.COLON, "until", "date_key", "unit_key"})
_TALK = frozenset({"ask", "order", "plan", "heard", "compare", "use", "survey", "sample", t.QUESTION, "particle"})
_LONGEST_LABEL, _LONGEST_NAME = 8, 12
_LABEL = re.compile(r"(?!其中)\D*[\u4e00-\u9fff]\D*[\u4e00-\u9fff]\D*")
_BRACKETED = re.compile(r"[(\[【][^)\]】]*[)\]】]")
_OF_PEOPLE = frozenset("人员工数")
_SHORT = 40
"""Longer talk is no report in other words."""
MOST = 20
"""So many words of one message are counted."""


def unknown_labels(draft: Draft, text: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Of a report: words with a number that no field took, in order."""
    found = [word for phrase in draft.phrases if phrase.words for word in _labels(phrase.run, phrase.words, text)]
    return tuple(dict.fromkeys(word for word in found if known_as(word, vocabulary) is None))


def only_unknown_labels(draft: Draft, text: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The same of a text that says nothing else: a report in words that only its sender knows."""
    words = unknown_labels(draft, text, vocabulary) if len(text) <= _SHORT else ()
    if not words or any(token.kind in _TALK for run in draft.runs for token in run.tokens):
        return ()
    strange = (token for run in draft.runs for token in run.tokens if token.kind == t.OTHER)
    known = "".join(words)
    return words if all(text[token.start : token.end] in known for token in strange) else ()


def unknown_heads(heads: Sequence[str]) -> tuple[str, ...]:
    """Of heads of columns that no field took: those that could be taught, folded, without what stands in brackets."""
    bare = (_BRACKETED.sub("", fold(words)) for words in heads)
    taught = (word for word in bare if len(word) <= _LONGEST_LABEL and _LABEL.fullmatch(word) is not None)
    return tuple(dict.fromkeys(word for word in taught if flaw_of(word, of_unit=False) is None))


def strangers(draft: Draft, text: str) -> tuple[str, ...]:
    """Words at the head of what is stated, or alone above it, where a unit's name stands."""
    stating = {id(claim.run) for claim in draft.counted}
    found = []
    for run, after in zip(draft.runs, (*draft.runs[1:], None), strict=True):
        heads = id(run) in stating
        alone = after is not None and id(after) in stating and len(run.tokens) == 1 and run.after == t.NEWLINE
        if (heads or alone) and (name := _leading_name(run, text)):
            found.append(name)
    return tuple(dict.fromkeys(found))


def not_understood(meaning: Meaning) -> Iterator[tuple[Kind, str]]:
    """("label" or "unit", folded word) of what in a meaning was not understood and could be taught, each once."""
    return islice(dict.fromkeys(_not_understood(meaning)), MOST)


def _not_understood(meaning: Meaning) -> Iterator[tuple[Kind, str]]:
    if isinstance(meaning, ReportMeaning | Chatter):
        for word in meaning.unknown:
            yield "label", word
    problems: Sequence[Problem] = ()
    if isinstance(meaning, ReportMeaning):
        for word in meaning.strangers:
            yield "unit", word
        for item in meaning.items:
            yield from _units(item.problems)
    elif isinstance(meaning, WithdrawalMeaning | QuestionMeaning):
        problems = meaning.problems
    yield from _units(problems)


def _units(problems: Sequence[Problem]) -> Iterator[tuple[Kind, str]]:
    for problem in problems:
        if problem.code in ("unit_missing", "unit_ambiguous") and problem.words:
            word = fold(problem.words)
            if flaw_of(word, of_unit=True) is None:
                yield "unit", word


def _labels(run: Run, pairs: Sequence[tuple[Atom, Atom]], text: str) -> Iterator[str]:
    tokens = run.tokens
    places = {id(token): at for at, token in enumerate(tokens)}
    for word, value in pairs:
        token = word.token
        if token.kind != t.OTHER or (word.mood | value.mood) & (HELD_BACK | SHARE | USE) or not _counts(value):
            continue
        at, end = places.get(id(token), -1), places.get(id(value.token), -1)
        if 0 <= at < end and _alone(tokens, at, end):
            label = _label(tokens, at, text)
            fits = len(label) <= _LONGEST_LABEL and _LABEL.fullmatch(label) is not None
            if fits and flaw_of(label, of_unit=False) is None:
                yield label


def _label(tokens: Sequence[Token], at: int, text: str) -> str:
    """The unknown word; a single character together with the words for people glued to it: 到 + 工人 + 数."""
    start, end = tokens[at].start, tokens[at].end
    if end - start == 1:
        for token in tokens[at + 1 :]:
            if token.kind != "fill" or token.gap or not _OF_PEOPLE & set(text[token.start : token.end]):
                break
            end = token.end
    return text[start:end]


def _counts(value: Atom) -> bool:
    """A plain count of people or things; 无 only behind a colon."""
    if value.number is not None:
        return value.number.value is not None and value.number.measure in (None, "head", "piece")
    return value.what == "zero" and bool(value.link & COLON)


def _alone(tokens: Sequence[Token], at: int, end: int) -> bool:
    """Whether the word at `at` begins a statement that ends with the value at `end`."""
    if at and tokens[at - 1].kind not in _AROUND:
        return False
    if any(token.kind not in _BETWEEN for token in tokens[at + 1 : end]):
        return False
    behind = tokens[end + 1] if end + 1 < len(tokens) else None
    return behind is None or behind.kind != t.OTHER or behind.gap


def _leading_name(run: Run, text: str) -> str:
    """The unknown word that a run begins with, "" when it begins with something known."""
    for token in run.tokens:
        if token.kind == t.OTHER:
            word = text[token.start : token.end]
            return word if len(word) <= _LONGEST_NAME and flaw_of(word, of_unit=True) is None else ""
        if token.kind not in _BEFORE_NAME:
            break
    return ""
