"""What a text says of many fields at once: zeros for all (零报告, 其余均为0) and figures carried over (其余同昨日)."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from bot.reading import token as t
from bot.reading.runs import Run

_SWEEPING = frozenset({"title", "rest", "every"})
_QUIET = frozenset(
    {
        "fill",
        "rest",
        "every",
        "zero",
        "total",
        t.COLON,
        t.DAY,
        "title",
        t.UNIT,
        "until",
        "join",
        "oops",
        "becomes",
        t.LIST,
    }
)


class Sweep(NamedTuple):
    """A statement about all other fields, at text[start:end]."""

    start: int
    end: int
    run: Run
    rest: bool = False  # of what the unit's other fields are


def sweeping_zeros(runs: Sequence[Run], text: str) -> list[Sweep]:
    """零报告, 其余均为0, 以上均无: zeros for all fields that a zero report covers."""
    found = []
    for run in runs:
        if not run.kinds & _SWEEPING:
            continue
        kinds = [token.kind for token in run.tokens]
        for at, token in enumerate(run.tokens):
            if token.kind == "title" and text[token.start : token.end] == "零报告":
                found.append(Sweep(token.start, token.end, run))
            elif token.kind == "rest" and at + 1 < len(kinds):
                end = _zero_behind(run, at + 1)
                if end is not None:
                    found.append(Sweep(token.start, end, run))
            elif token.kind == "every" and all(kind in _QUIET for kind in kinds[:at]) and "rest" not in kinds[:at]:
                end = _zero_behind(run, at)
                if end is not None:
                    found.append(Sweep(token.start, end, run))
    return found


def _zero_behind(run: Run, at: int) -> int | None:
    """The end of a zero that stands at `at`, small words before it and nothing of its own behind it."""
    tokens = run.tokens
    while at < len(tokens) and tokens[at].kind in ("fill", "every", "total", t.COLON, "title", "join"):
        at += 1
    if at >= len(tokens):
        return None
    token = tokens[at]
    zero = token.kind == "zero" or (token.kind == t.NUMBER and token.value.value == 0)
    if not zero:
        return None
    behind = [other.kind for other in tokens[at + 1 :]]
    return token.end if all(kind in _QUIET for kind in behind) else None


def carried(runs: Sequence[Run], text: str) -> tuple[Literal["rest", "all"] | None, tuple[Sweep, ...]]:
    """同昨日, 其余同昨日. Words beside it that nobody understands make it talk about something else."""
    sweeps = []
    rest = False
    for run in runs:
        if "same" not in run.kinds:
            continue
        kinds = [token.kind for token in run.tokens]
        at = kinds.index("same")
        begun = kinds.index(t.COLON) if t.COLON in kinds[:at] else 0  # 粤丰达：同昨天
        if kinds[begun:].count(t.OTHER) and "rest" not in kinds and t.LABEL not in kinds:
            continue
        said = run.tokens[max(0, at - 1)].start  # 余同昨日
        left = text.startswith("余", said) or text.startswith("余", run.tokens[at].start)
        left = left or "rest" in kinds or t.LABEL in kinds
        sweeps.append(Sweep(run.tokens[at].start, run.tokens[at].end, run, left))
        rest = rest or left
    if not sweeps:
        return None, ()
    return ("rest" if rest else "all"), tuple(sweeps)
