"""What of a run can be paired: labels, values, words that hold a number back, and how they hang together.

`link` says what stands between an atom and the one before it, `mood` what was said about it (planned, of yesterday,
about so many ...). Words that say nothing leave no trace.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final

from bot.reading import token as t
from bot.reading.numerals import Number
from bot.reading.runs import GROUP, Run
from bot.reading.token import Token
from bot.reading.vocabulary import Vocabulary
from bot.reading.words import NO, YES

# What stands between two atoms.
GAP: Final = 1
COLON: Final = 2
LIST: Final = 4
SLASH: Final = 8
CELL: Final = 16
DASH: Final = 32
JOIN: Final = 64
TOTAL: Final = 128
EVERY: Final = 256
EACH: Final = 512  # 分别
PART: Final = 1024  # 其中
NAME: Final = 2048  # a unit, a day, a title
BRACKET: Final = 4096
BECOMES: Final = 8192
FILL: Final = 16384
REST: Final = 32768
OOPS: Final = 65536
LEFT: Final = 131072  # 还有, 库存
WALL: Final = 262144  # nothing pairs across it

# What was said about an atom.
PLAN: Final = 1
PAST: Final = 2
DELTA: Final = 4
COMPARE: Final = 8
ABOUT: Final = 16  # inexact
DENIED: Final = 32
USE: Final = 64
HEARD: Final = 128
SAMPLE: Final = 256
SHARE: Final = 512  # in 其中
MINUS: Final = 1024
TENTATIVE: Final = 2048  # behind a plan, and maybe still part of it
HELD_BACK: Final = PLAN | PAST | DELTA | COMPARE | DENIED | HEARD | SAMPLE
"""Moods in which a figure is none of the report's."""

LABEL, WORD, VALUE, FACT = "label", "word", "value", "fact"


class Atom:
    """One thing to pair.

    `role`: a label (of `fields`), a word that is no field, a value, or a fact that needs no partner (未复工).
    `what` tells values apart: number, noise, weak, zero, vague, unknown, normal, yes, no, asked.
    """

    __slots__ = ("apart", "fields", "link", "mood", "number", "role", "token", "used", "what")

    def __init__(self, role: str, token: Token, link: int, mood: int, what: str = "") -> None:
        self.role = role
        self.token = token
        self.link = link
        self.mood = mood
        self.what = what
        self.number: Number | None = None
        self.fields: list[Token] = []  # of a label: the label tokens, more than one in a list or a compound
        self.used = False
        self.apart = 0  # of a label of several fields: 0 glued together, 1 blanks between, 2 list marks between

    def __repr__(self) -> str:
        return f"{self.role}:{self.what}{self.token!r} link={self.link} mood={self.mood}"


_LABELS = frozenset({t.LABEL, t.KIND_OF, t.UNCLEAR})
_WORDS = frozenset({t.LOOKALIKE, t.OTHER, "role", "skip_key", "sample"})
_LINKS: dict[str, int] = {
    t.COLON: COLON, t.LIST: LIST, t.SLASH: SLASH, t.CELL: CELL, t.DASH: DASH, "join": JOIN, "total": TOTAL | FILL, "every": EVERY | FILL,
    "respectively": EACH | FILL, t.UNIT: NAME, t.DAY: NAME, "title": NAME, "date_key": NAME, "unit_key": NAME, "until": NAME, GROUP: BRACKET,
    "becomes": BECOMES, "fill": FILL, "rest": REST, "same": REST, "oops": OOPS, "notice": OOPS, "ask": 0, "order": 0, "left": LEFT | FILL, "sorry": OOPS,
}  # fmt: skip
_MOODS: dict[str, int] = {
    "plan": PLAN, "past": PAST, "delta": DELTA, "compare": COMPARE, "inexact": ABOUT, "not": DENIED, "miswrote": DENIED, "use": USE, "heard": HEARD, "survey": HEARD,
    "sample": SAMPLE, "part": SHARE, "minus": MINUS,
}  # fmt: skip
_ALL = frozenset("全部 全体 全员 所有人".split())
_ONCE = ~(DELTA | COMPARE | ABOUT | DENIED | MINUS)
"""Moods that end with the next value; the others last to the end of the run."""
_SIMPLE_VALUES = {"zero": "zero", "vague": "vague", "unknown": "unknown", "normal": "normal"}


def atoms_of(
    run: Run, vocabulary: Vocabulary, text: str, today: date, mood: int = 0, *, yes_no_wanted: bool = False
) -> list[Atom]:
    """The atoms of one run in order. `mood` is what was said before it and still holds.

    `yes_no_wanted`: the run before ended with a label that is answered by 是 or 否.
    """
    atoms: list[Atom] = []
    link = 0
    tokens = run.tokens
    for at, token in enumerate(tokens):
        kind = token.kind
        if token.gap:
            link |= GAP
        if yes_no_wanted and kind not in (t.COLON, t.CELL, t.DASH, GROUP):
            yes_no_wanted = False
            said = text[token.start : token.end]
            what = "yes" if said in YES else "no" if said in NO else ""
            if what:
                atoms.append(Atom(VALUE, token, link, mood, what))
                link = 0
                continue
        if (
            kind == "fill"
            and at == len(tokens) - 1
            and at
            and tokens[at - 1].kind == t.LABEL
            and text[token.start : token.end] in _ALL
        ):
            atoms.append(Atom(VALUE, token, link, mood, "vague"))  # 在岗全部
        elif kind in _LINKS:
            link |= _LINKS[kind]
            if kind == "left":
                mood &= ~USE
            elif kind == t.DAY and token.value.relative and token.value.day > today:  # 明天返岗20人 is a plan
                mood |= PLAN
        elif kind in _LABELS:
            atom = Atom(LABEL, token, link, mood)
            atom.fields.append(token)
            atoms.append(atom)
            link = 0
            yes_no_wanted = vocabulary.fields[token.value].kind in ("yes_no", "choice")
        elif kind == t.NUMBER:
            atom = Atom(VALUE, token, link, mood, "number")
            atom.number = token.value
            if token.value.measure in ("temperature", "percent", "container"):
                atom.what = "weak"
            atoms.append(atom)
            link = 0
            mood &= _ONCE
        elif kind == t.NOISE:
            atoms.append(Atom(VALUE, token, link, mood, "noise"))
            link = 0
            mood &= _ONCE | USE
        elif kind == "normal" and not _answers(tokens, at):
            link |= FILL
        elif kind in _SIMPLE_VALUES:
            atoms.append(Atom(VALUE, token, link, mood, _SIMPLE_VALUES[kind]))
            link = 0
            mood &= _ONCE
        elif kind in (t.STATE, t.NIL):
            atoms.append(Atom(FACT, token, link, mood))
            link = 0
        elif kind in _WORDS:
            atoms.append(Atom(WORD, token, link, mood))
            link = 0
            if kind == "sample" and starts_sample(tokens, at):
                mood |= SAMPLE
        elif kind == "misreported":
            link |= OOPS
            if at + 1 < len(tokens) and tokens[at + 1].kind == t.NUMBER:  # 少报了2人
                mood |= DELTA
        elif kind == "not" and _takes_back(tokens, at, text):
            link |= OOPS
        elif kind in _MOODS:
            mood |= _MOODS[kind]
            if kind == "part":
                link |= PART
            elif kind == "use" and atoms and atoms[-1].role == VALUE and not link & ~(GAP | FILL):
                atoms[-1].mood |= USE
    return atoms


def _answers(tokens: Sequence[Token], at: int) -> bool:
    """体温异常：正常 answers its label; 312人正常在岗 says nothing."""
    before = tokens[at - 1].kind if at else ""
    behind = tokens[at + 1].kind if at + 1 < len(tokens) else ""
    return (
        before in (t.COLON, t.CELL, "fill", *_LABELS)
        and behind not in (t.NUMBER, *_LABELS)
        and any(token.kind in _LABELS for token in tokens[:at])
    )


def starts_sample(tokens: Sequence[Token], at: int) -> bool:
    """例 at the head of a clause begins an example; inside one it is a word like any other."""
    return all(token.kind in ("fill", "title", t.ENUM, t.COLON, t.DAY) for token in tokens[:at])


def _takes_back(tokens: Sequence[Token], at: int, text: str) -> bool:
    """126 不是 是128 takes back, 128不是126 denies what follows."""
    if at + 1 == len(tokens):
        return any(token.kind == t.NUMBER for token in tokens[:at])
    behind = tokens[at + 1]
    return behind.kind == "fill" and text[behind.start : behind.end].startswith(("是", "应", "系"))
