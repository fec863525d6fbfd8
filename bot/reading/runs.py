"""Cut tokens into runs: the pieces between hard marks, with brackets taken out into runs of their own.

A newcomer's usual mistake is to split at every bracket: 在岗人数（人）：126 is one run with a group in it, and what
stands inside a bracket is said about what stands before it (its host).
"""

from collections.abc import Sequence
from typing import Final

from bot.reading import token as t
from bot.reading.token import Token

GROUP: Final = "group"
"""Stands in a run where a closed bracket was."""

PARTICLE: Final = "particle"
"""吗 and its like end a sentence where no mark does."""

_SAYS = frozenset({t.LABEL, t.KIND_OF, t.NUMBER, t.OTHER, t.STATE, t.NIL, "ask", "oops", "notice", "sorry"})
_FIGURES = frozenset({t.NUMBER, "zero", t.STATE, t.NIL})
_STATES = frozenset({t.LABEL, t.KIND_OF, t.COLON, t.STATE, t.NIL, t.DAY})
_HARD = frozenset({t.NEWLINE, t.STOP, t.COMMA, t.QUESTION, t.ENUM})
_ENDS_SENTENCE = frozenset({t.NEWLINE, t.STOP, t.QUESTION})
_CUTTING = _HARD | {t.OPEN, t.CLOSE, t.UNIT, PARTICLE}
"""Before or behind these a run may end; anything else only goes on with it."""
_LONGEST_RUN = 120
"""Nobody says so much without a mark (tokens); it bounds the time that a run takes."""
_DEEPEST = 6
_MOST_LINES = 12
"""A bracket closed so many lines later was never meant to hold all of them."""


_MENDS = frozenset({"becomes", "oops", "notice", "misreported", "miswrote"})


class Run:
    """Tokens between two hard marks. `before` and `after` are those marks ("" at the ends of the text).

    `host` is the run in whose bracket this one stands, at `host.tokens[host_at]`. `kinds` are the kinds of its tokens;
    ask for them only when the run is whole.
    """

    __slots__ = ("after", "before", "depth", "host", "host_at", "kinds", "line", "number", "sentence", "tokens")
    kinds: frozenset[str]

    def __init__(self, before: str, *, line: int, sentence: int, depth: int, host: "Run | None") -> None:
        self.tokens: list[Token] = []
        self.before = before
        self.after = ""
        self.line = line
        self.sentence = sentence
        self.depth = depth
        self.host = host
        self.host_at = len(host.tokens) - 1 if host is not None else 0
        self.number = 0

    def __getattr__(self, name: str) -> frozenset[str]:
        """The kinds, when they are asked for the first time: every later stage asks for them again and again."""
        if name != "kinds":
            raise AttributeError(name)
        self.kinds = frozenset([token.kind for token in self.tokens])
        return self.kinds

    def says_something(self) -> bool:
        """Whether more than small words stand in it so far."""
        return any(token.kind in _SAYS for token in self.tokens)

    @property
    def start(self) -> int:
        return self.tokens[0].start

    @property
    def end(self) -> int:
        return self.tokens[-1].end


def _pairs(tokens: Sequence[Token]) -> dict[int, int]:
    """Which closing bracket belongs to which opening one; unmatched ones are in no pair."""
    pairs: dict[int, int] = {}
    waiting: list[tuple[int, int]] = []
    lines = 0
    for at, token in enumerate(tokens):
        kind = token.kind
        if kind == t.NEWLINE:
            lines += 1
        elif kind == t.OPEN:
            waiting.append((at, lines))
        elif kind == t.CLOSE and waiting:
            opened, line = waiting.pop()
            if lines - line <= _MOST_LINES and len(waiting) < _DEEPEST:
                pairs[opened] = at
    return pairs


def mends_another_day(run: Run) -> bool:
    """（昨日更正为295人）: an aside that is of the day that it names, and leaves what is said outside alone."""
    return bool(run.depth) and t.DAY in run.kinds and t.NUMBER in run.kinds and bool(run.kinds & _MENDS)


def runs_of(tokens: Sequence[Token]) -> list[Run]:
    """The runs of a text in the order in which they begin; none is empty."""
    cutter = _Cutter(tokens)
    for at, token in enumerate(tokens):
        if token.kind in _CUTTING:
            cutter.take(at, token)
        elif (current := cutter.current) is not None and len(current.tokens) < _LONGEST_RUN:
            current.tokens.append(token)
        else:
            cutter.run().tokens.append(token)
    return cutter.runs


class _Cutter:
    """Where the cutting stands: the run that goes on, those that go on behind open brackets, line and sentence."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens
        self.pairs = _pairs(tokens) if any(token.kind == t.OPEN for token in tokens) else {}
        self.closing = set(self.pairs.values())
        self.runs: list[Run] = []
        self.current: Run | None = None
        self.outer: list[Run | None] = []
        self.before = ""
        self.line = self.sentence = 0

    def take(self, at: int, token: Token) -> None:
        """Take a token before or behind which a run may end."""
        kind = token.kind
        current = self.current
        if kind in _HARD and not (kind == t.QUESTION and self._stands_for_a_value(at)):
            if current is not None:
                current.after, self.current = kind, None
            self.before = kind
            if kind in _ENDS_SENTENCE:
                self.sentence += 1
                self.line += kind == t.NEWLINE
        elif kind == t.OPEN and at in self.pairs:
            self.run().tokens.append(Token(GROUP, token.start, self.tokens[self.pairs[at]].end, gap=token.gap))
            self.outer.append(self.current)
            self.current, self.before = None, t.OPEN
        elif kind == t.CLOSE and at in self.closing:
            self._end(t.CLOSE, t.CLOSE)
            self.current = self.outer.pop()
        elif kind in (t.OPEN, t.CLOSE):
            self._end(kind, kind)
        else:
            if kind == t.UNIT and current is not None and self._begins_anew(at, current):
                self._end("", "")  # a name behind a blank begins anew
            if kind == t.QUESTION:
                token = Token("unknown", token.start, token.end, gap=token.gap)
            self.run().tokens.append(token)
            if kind == PARTICLE:
                self._end(t.QUESTION, PARTICLE)

    def _begins_anew(self, at: int, current: Run) -> bool:
        """A name behind a blank, or glued between two figures: 在岗三百人二棉在岗四百人, 三百人在岗二棉四百人在岗."""
        if self.tokens[at].gap:
            return current.says_something()
        behind = self.tokens[at + 1].kind if at + 1 < len(self.tokens) else ""
        if self.tokens[at - 1].kind == t.LIST and at > 1:
            at -= 1  # 恒信电路在岗193、恒信达在岗248
        before = self.tokens[at - 1].kind
        if before == t.CELL:
            return current.says_something() and any(token.kind == t.UNIT for token in current.tokens)
        if before == t.CLOSE and behind == t.OPEN:
            return current.tokens[0].kind in (t.UNIT, t.OTHER)  # 泰丰（在岗72）千禧（在岗230）
        if before == t.LABEL and at >= 2:
            return self.tokens[at - 2].kind == t.NUMBER and behind == t.NUMBER
        listed = before == t.NUMBER and behind == t.NUMBER and at > 1 and self.tokens[at - 2].kind == t.UNIT
        return listed or (before in _FIGURES and behind in _STATES)

    def _stands_for_a_value(self, at: int) -> bool:
        """在岗人数：？"""
        return at > 0 and self.tokens[at - 1].kind == t.COLON and self.current is not None

    def _end(self, after: str, before: str) -> None:
        if self.current is not None:
            self.current.after = after
            self.current = None
        self.before = before

    def run(self) -> Run:
        """The run that goes on, or a new one."""
        current = self.current
        if current is not None and len(current.tokens) >= _LONGEST_RUN:
            self._end("", "")
            current = None
        if current is None:
            outer = self.outer
            host = outer[-1] if outer else None
            current = Run(self.before, line=self.line, sentence=self.sentence, depth=len(outer), host=host)
            current.number = len(self.runs)
            self.current = current
            self.runs.append(current)
        return current
