"""The lines of a table and their cells: parted by bars, tabs, commas, slashes, colons or blanks.

A newcomer's usual mistake is to count the marks: a bar at both ends of a line makes no cell, and neither does the last
colon.
"""

from collections.abc import Sequence

from bot.reading import token as t
from bot.reading.token import Token

LABELS = frozenset({t.LABEL, t.KIND_OF, t.UNCLEAR})


def lines_of(tokens: Sequence[Token]) -> list[list[Token]]:
    """The tokens by line, without the line marks."""
    lines: list[list[Token]] = [[]]
    for token in tokens:
        if token.kind == t.NEWLINE:
            lines.append([])
        else:
            lines[-1].append(token)
    return lines


def cells_of(tokens: Sequence[Token], parter: str, *, colons: bool) -> list[list[Token]]:
    """The cells of a line; "" parts by blanks, `colons` by colons as well. Bars at both ends make no cells."""
    cells: list[list[Token]] = [[]]
    for token in tokens:
        if token.kind == parter or (colons and token.kind == t.COLON):
            cells.append([])
            continue
        if not parter and token.gap and cells[-1]:
            cells.append([])
        cells[-1].append(token)
    while colons and len(cells) > 1 and not cells[-1]:
        cells = cells[:-1]
    if parter == t.CELL:
        while cells and not cells[0]:
            cells = cells[1:]
        if tokens and tokens[0].kind == t.CELL and cells and not cells[-1]:
            cells = cells[:-1]
    return cells


def denies(cell: Sequence[Token], label: Token) -> bool:
    """无发热 below 发热."""
    return len(cell) == 2 and cell[0].kind == "zero" and cell[1].kind == t.LABEL and cell[1].value == label.value


def format_told(line: list[Token]) -> list[Token]:
    """What a line tells of the format of those below it: （格式：单位 在岗 返岗）."""
    opened = next((at for at, token in enumerate(line) if token.kind == t.OPEN), None)
    inner = line[opened + 1 :] if opened is not None else line
    closed = next((at for at, token in enumerate(inner) if token.kind == t.CLOSE), len(inner))
    inner = inner[:closed]
    colon = next((at for at, token in enumerate(inner) if token.kind == t.COLON), None)
    if colon is None:
        return inner if opened is not None else []
    return inner[colon + 1 :] if all(token.kind not in LABELS for token in inner[:colon]) else []


def is_sum(line: Sequence[Token]) -> bool:
    """合计 below the rows is no row."""
    return any(token.kind == "total" for token in line[:2])
