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
_HARD = frozenset({t.NEWLINE, t.STOP, t.COMMA, t.QUESTION, t.ENUM})
_ENDS_SENTENCE = frozenset({t.NEWLINE, t.STOP, t.QUESTION})
_LONGEST_RUN = 120
"""Nobody says so much without a mark (tokens); it bounds the time that a run takes."""
_DEEPEST = 6
_MOST_LINES = 12
"""A bracket closed so many lines later was never meant to hold all of them."""


class Run:
    """Tokens between two hard marks. `before` and `after` are those marks ("" at the ends of the text).

    `host` is the run in whose bracket this one stands, at `host.tokens[host_at]`.
    """

    __slots__ = ("_kinds", "after", "before", "depth", "host", "host_at", "line", "number", "sentence", "tokens")

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
        self._kinds: frozenset[str] | None = None

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of its tokens; ask only when the run is whole."""
        if self._kinds is None:
            self._kinds = frozenset([token.kind for token in self.tokens])
        return self._kinds

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


def runs_of(tokens: Sequence[Token]) -> list[Run]:
    """The runs of a text in the order in which they begin; none is empty."""
    has_brackets = any(token.kind == t.OPEN for token in tokens)
    pairs = _pairs(tokens) if has_brackets else {}
    closing = set(pairs.values())
    runs: list[Run] = []
    current: Run | None = None
    outer: list[Run | None] = []  # the runs that go on behind the open brackets
    before, line, sentence = "", 0, 0
    for at, token in enumerate(tokens):
        kind = token.kind
        if kind == t.QUESTION and at and tokens[at - 1].kind == t.COLON and current is not None:
            current.tokens.append(Token("unknown", token.start, token.end, gap=token.gap))  # 在岗人数：？
            continue
        if (
            kind == t.UNIT
            and token.gap
            and current is not None
            and any(other.kind in _SAYS for other in current.tokens)
        ):
            current.after, before, current = "", "", None  # a name behind a blank begins anew
        if kind in _HARD or (kind in (t.OPEN, t.CLOSE) and at not in pairs and at not in closing):
            if current is not None:
                current.after = kind
                current = None
            before = kind
            if kind in _ENDS_SENTENCE:
                sentence += 1
                line += kind == t.NEWLINE
            continue
        if at in closing:
            if current is not None:
                current.after = t.CLOSE
            current = outer.pop()
            before = t.CLOSE
            continue
        if current is not None and len(current.tokens) >= _LONGEST_RUN:
            current.after, before, current = "", "", None
        if current is None:
            current = Run(before, line=line, sentence=sentence, depth=len(outer), host=outer[-1] if outer else None)
            current.number = len(runs)
            runs.append(current)
        if kind == t.OPEN:
            current.tokens.append(Token(GROUP, token.start, tokens[pairs[at]].end, gap=token.gap))
            outer.append(current)
            current, before = None, t.OPEN
            continue
        current.tokens.append(token)
        if kind == PARTICLE:
            current.after, before, current = t.QUESTION, PARTICLE, None
    return runs
