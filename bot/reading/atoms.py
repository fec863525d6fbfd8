"""What of a run can be paired: labels, values, words that hold a number back, and how they hang together.

`link` says what stands between an atom and the one before it, `mood` what was said about it (planned, of yesterday,
about so many ...). Words that say nothing leave no trace.
"""

import re
from collections.abc import Callable, Sequence
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
RISES: Final = 524288  # 增加到

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
SURVEY: Final = 4096
TENTATIVE: Final = 2048  # behind a plan, and maybe still part of it
HELD_BACK: Final = PLAN | PAST | DELTA | COMPARE | DENIED | HEARD | SAMPLE | SURVEY
"""Moods in which a figure is none of the report's."""

LABEL, WORD, VALUE, FACT = "label", "word", "value", "fact"


class Atom:
    """One thing to pair.

    `role`: a label, a word that is no field, a value, or a fact that needs no partner (未复工).
    `place`: the token's in its own run; an atom may move into another phrase.
    `what` tells values apart: number, noise, weak, zero, vague, unknown, normal, yes, no.
    """

    __slots__ = ("link", "mood", "number", "place", "role", "token", "used", "what")

    def __init__(self, role: str, token: Token, link: int, mood: int, what: str = "") -> None:
        self.role = role
        self.token = token
        self.link = link
        self.mood = mood
        self.what = what
        self.number: Number | None = None
        self.place = 0
        self.used = False

    def __repr__(self) -> str:
        return f"{self.role}:{self.what}{self.token!r} link={self.link} mood={self.mood}"


_LABELS = frozenset({t.LABEL, t.KIND_OF, t.UNCLEAR})
_LINKS: dict[str, int] = {
    t.COLON: COLON, t.LIST: LIST, t.SLASH: SLASH, t.CELL: CELL, t.DASH: DASH, "join": JOIN,
    "total": TOTAL | FILL, "every": EVERY | FILL, "respectively": EACH | FILL, "left": LEFT | FILL, "fill": FILL,
    "rises": RISES | FILL, t.UNIT: NAME, t.DAY: NAME, "title": NAME, "date_key": NAME, "unit_key": NAME, "until": NAME,
    GROUP: BRACKET, "becomes": BECOMES, "arrow": 0, "rest": REST, "same": REST,
    "oops": OOPS, "notice": OOPS, "sorry": OOPS, "misreported": OOPS, "ask": 0, "order": 0,
}  # fmt: skip
"""What a token adds to the link of the atom behind it."""
_MOODS: dict[str, int] = {
    "plan": PLAN, "past": PAST, "delta": DELTA, "compare": COMPARE, "inexact": ABOUT, "not": DENIED, "miswrote": DENIED,
    "use": USE, "heard": HEARD, "survey": SURVEY, "part": SHARE, "minus": MINUS,
}  # fmt: skip
"""What a token says about what is behind it."""
_ALL = frozenset("全部 全体 全员 所有人".split())
_OF_THESE = re.compile(r"(?:员工|职工|工人|人员|教职工|同事|人)(?:中|当中|之中)(?![心央国午学])")
_OWN_STAFF = frozenset("员工 职工 工作人员 教职工 教职员工 店员 本店 本店员工 我店 本公司 本司".split())
"""Behind guests and visitors these lead back to the unit's own people."""
_JOINS = frozenset({"join", t.LIST})
_NOT_EVEN = ("都", "也", "都没", "都冇", "也没", "都无", "也无")
_AMONG = frozenset("中 里 内".split())
_NOW = ("现", "目前", "当前")
_ONCE = ~(DELTA | COMPARE | ABOUT | DENIED | MINUS)
"""Moods that end with the next value; the others last to the end of the run."""
_WEAK = frozenset({"temperature", "percent", "container"})
_BEFORE_YES = frozenset({t.COLON, t.CELL, t.DASH, GROUP})


class AtomReader:
    """The link and the mood that hold while the tokens of a run are read; one reader serves all runs of a text."""

    __slots__ = ("at", "atoms", "link", "mood", "text", "today", "tokens", "vocabulary", "yes_no_wanted")

    def __init__(self, vocabulary: Vocabulary, text: str, today: date) -> None:
        self.vocabulary = vocabulary
        self.text = text
        self.today = today
        self.tokens: Sequence[Token] = ()
        self.atoms: list[Atom] = []
        self.link = self.mood = self.at = 0
        self.yes_no_wanted = False

    def read(self, run: Run, mood: int = 0, *, yes_no_wanted: bool = False) -> list[Atom]:
        """The atoms of one run in order. `mood` is what was said before it and still holds.

        `yes_no_wanted`: the run before ended with a label that is answered by 是 or 否.
        """
        self.tokens, self.atoms = run.tokens, []
        self.link, self.mood, self.yes_no_wanted = 0, mood, yes_no_wanted
        for at, token in enumerate(run.tokens):
            self.at = at
            if token.gap:
                self.link |= GAP
            kind = token.kind
            if self.yes_no_wanted and kind not in _BEFORE_YES and self._yes_or_no(token):
                continue
            if kind in _LINKS:
                self.link |= _LINKS[kind]
            if kind in _TAKES:
                _TAKES[kind](self, token, at)
        return self.atoms

    def _add(self, role: str, token: Token, what: str = "") -> Atom:
        atom = Atom(role, token, self.link, self.mood, what)
        atom.place = self.at
        self.atoms.append(atom)
        self.link = 0
        return atom

    def _yes_or_no(self, token: Token) -> bool:
        self.yes_no_wanted = False
        said = self.text[token.start : token.end]
        what = "yes" if said in YES else "no" if said in NO else ""
        if what:
            self._add(VALUE, token, what)
        return bool(what)

    def take_label(self, token: Token, at: int) -> None:
        if self.mood:
            if self.mood & (USE | SURVEY):
                self._end_of_talk(token)
            if self.mood & (PLAN | PAST):
                self._mind_now(token, at)
        self._add(LABEL, token)
        self.yes_no_wanted = token.value in self.vocabulary.answered

    def _end_of_talk(self, label: Token) -> None:
        """登记住户431人 在岗14人: behind a blank or a figure the unit's own staff is spoken of again."""
        if label.value not in self.vocabulary.stocks:
            self.mood &= ~USE
        before = self.tokens[self.at - 1] if self.at else None
        own = before is not None and self.text[before.start : before.end] in _OWN_STAFF
        if own or (label.gap and self.atoms and self.atoms[-1].role == VALUE):
            self.mood &= ~SURVEY

    def take_number(self, token: Token, at: int) -> None:  # noqa: ARG002
        if self.link & LIST and self.atoms and self.atoms[-1].role == LABEL and self.text[token.start - 1] == "+":
            self.mood |= DELTA  # 返岗+2
        if _OF_THESE.match(self.text, token.end):
            self.link |= FILL
            return  # 86名员工中在岗41人
        number: Number = token.value
        weak = number.measure in _WEAK
        self._add(VALUE, token, "weak" if weak else "number").number = number
        self.mood &= _ONCE
        if weak or number.amount is not None:
            self.mood &= ~PAST  # 体温最高37.0 在岗98人

    def take_noise(self, token: Token, at: int) -> None:  # noqa: ARG002
        self._add(VALUE, token, "noise")
        self.mood &= _ONCE

    def take_value(self, token: Token, at: int) -> None:
        if token.kind == "normal" and not _answers(self.tokens, at):
            self.link |= FILL
            return
        if token.kind == "zero" and self._not_even_one(token):
            self.atoms[-1].link |= self.atoms.pop(-2).link
        if token.kind == "zero" and self._is_of_the_next(at):
            self.link |= WALL
        self._add(VALUE, token, token.kind)
        self.mood &= _ONCE

    def _not_even_one(self, zero: Token) -> bool:
        """一个发烧的都没有: the one is no figure."""
        if len(self.atoms) < 2 or self.atoms[-1].role != LABEL or self.link & ~FILL:
            return False
        one, label = self.atoms[-2].number, self.atoms[-1]
        between = self.text[label.token.end : zero.start] + self.text[zero.start : zero.start + 1]
        return one is not None and one.value == 1 and not label.link & ~FILL and between.endswith(_NOT_EVEN)

    def _is_of_the_next(self, at: int) -> bool:
        """在岗2人 无发热: behind a figure, and glued to a label of who is watched."""
        behind = self.tokens[at + 1] if at + 1 < len(self.tokens) else None
        if behind is None or behind.kind != t.LABEL or behind.gap or not at or self.tokens[at - 1].kind != t.NUMBER:
            return False
        return self.vocabulary.fields[behind.value].zero_report

    def take_fact(self, token: Token, at: int) -> None:  # noqa: ARG002
        self._add(FACT, token)

    def take_word(self, token: Token, at: int) -> None:
        self._add(WORD, token)
        if token.kind == "sample" and starts_sample(self.tokens, at):
            self.mood |= SAMPLE

    def take_all(self, token: Token, at: int) -> None:
        """在岗全部: how many that is was not said."""
        said = self.text[token.start : token.end]
        before = self.tokens[at - 1].kind if at else ""
        if said in _AMONG:
            if before == t.NUMBER:
                self.mood |= SHARE  # 隔离2人中1人为湖北籍
                self.link |= PART
            elif self._among_watched():
                self.mood |= DENIED  # 隔离人员中1人为湖北籍
                self.link |= PART
        elif said == "各" and before == t.LABEL:
            self.link |= EVERY  # 湖北籍和隔离各1人
        if self.mood & SURVEY and before in _JOINS and "工" in said:
            self.mood &= ~SURVEY  # 客人及员工体温全部正常
        if self.mood & (PLAN | PAST):
            self._mind_now(token, at)
        if before == t.LABEL and at == len(self.tokens) - 1 and said in _ALL:
            self._add(VALUE, token, "vague")

    def _among_watched(self) -> bool:
        last = self.atoms[-1] if self.atoms else None
        if last is None or last.role != LABEL or self.link & ~FILL:
            return False
        return self.vocabulary.fields[last.token.value].zero_report

    def _mind_now(self, token: Token, at: int) -> None:
        """预计3月6日复工 现在看店在岗1人."""
        apart = token.gap or (at and self.tokens[at - 1].kind in (t.STATE, t.NUMBER))
        if apart and self.text.startswith(_NOW, token.start):
            self.mood &= ~(PLAN | PAST)

    def take_left(self, token: Token, at: int) -> None:  # noqa: ARG002
        self.mood &= ~USE

    def take_arrow(self, token: Token, at: int) -> None:  # noqa: ARG002
        """150→151 replaces, 在岗→150 points."""
        behind_a_figure = bool(self.atoms) and self.atoms[-1].what == "number"
        self.link |= BECOMES if behind_a_figure else COLON

    def take_day(self, token: Token, at: int) -> None:  # noqa: ARG002
        day = token.value.day
        if day is None or day <= self.today:
            return
        if token.value.relative or self.text.startswith(("起", "开始", "后", "之后", "以后"), token.end):
            self.mood |= PLAN  # 明天返岗20人, 3月1日起第二批150人返岗

    def take_misreported(self, token: Token, at: int) -> None:  # noqa: ARG002
        if at + 1 < len(self.tokens) and self.tokens[at + 1].kind == t.NUMBER:  # 少报了2人
            self.mood |= DELTA

    def take_mood(self, token: Token, at: int) -> None:
        if token.kind == "not" and _takes_back(self.tokens, at, self.text):
            self.link |= OOPS
            return
        self.mood |= _MOODS[token.kind]
        if token.kind == "part":
            self.link |= PART
        elif token.kind == "use" and not self._has_its_number(at):
            if self.atoms and self.atoms[-1].role == VALUE and not self.link & ~(GAP | FILL):
                self.atoms[-1].mood |= USE
        elif token.kind == "inexact" and at + 1 == len(self.tokens) and at:
            self._guessed()
        elif token.kind == "survey" and self.atoms:
            self.link |= WALL  # 47人在岗 住客32人

    def _has_its_number(self, at: int) -> bool:
        """在岗6人 卖出21杯: what was handed on is behind the word."""
        behind = self.tokens[at + 1] if at + 1 < len(self.tokens) else None
        return behind is not None and self.tokens[at].gap and behind.kind in (t.NUMBER, t.NOISE)

    def _guessed(self) -> None:
        """在岗140人估计."""
        if self.atoms and self.atoms[-1].what == "number":
            self.atoms[-1].mood |= ABOUT


_Take = Callable[[AtomReader, Token, int], None]
_TAKES: Final[dict[str, _Take]] = {
    **dict.fromkeys(_MOODS, AtomReader.take_mood),
    **dict.fromkeys(_LABELS, AtomReader.take_label),
    **dict.fromkeys((t.LOOKALIKE, t.OTHER, "role", "skip_key", "sample"), AtomReader.take_word),
    **dict.fromkeys(("zero", "vague", "unknown", "normal"), AtomReader.take_value),
    t.NUMBER: AtomReader.take_number,
    t.NOISE: AtomReader.take_noise,
    t.STATE: AtomReader.take_fact,
    t.NIL: AtomReader.take_fact,
    "fill": AtomReader.take_all,
    "left": AtomReader.take_left,
    "arrow": AtomReader.take_arrow,
    t.DAY: AtomReader.take_day,
    "misreported": AtomReader.take_misreported,
}
"""Tokens that become atoms, that say something about those behind them, or that tie and do more than that."""


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
