"""Labels under the words of a text: which words gave which value. Pure; widths are those of a terminal.

A Chinese character takes two columns. Labels that would run into one another go to further lines.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len

GAP = 2  # columns between two labels


@dataclass(frozen=True, slots=True)
class Note:
    """What is to stand under text[start:end]; `wrong` marks a problem."""

    start: int
    end: int
    label: str
    wrong: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """A label or a mark at a column of an annotation line."""

    column: int
    text: str
    wrong: bool


@dataclass(frozen=True, slots=True)
class Lines:
    """One line of the text with what stands under it: a line of marks, then lines of labels."""

    text: str
    below: tuple[tuple[Piece, ...], ...]


def annotated(text: str, notes: Sequence[Note]) -> list[Lines]:
    """Every line of the text with its notes; a note over several lines stands under the first of them."""
    found, start = [], 0
    for line in text.split("\n"):
        end = start + len(line)
        here = [note for note in notes if start <= note.start <= end and note.end > note.start]
        found.append(Lines(line, _below(line, sorted(here, key=lambda note: note.start), start)))
        start = end + 1
    return found


def _below(line: str, notes: Sequence[Note], offset: int) -> tuple[tuple[Piece, ...], ...]:
    if not notes:
        return ()
    marks, rows = [], list[list[Piece]]()
    covered = 0
    for note in notes:
        column = cell_len(line[: note.start - offset])
        width = max(1, cell_len(line[note.start - offset : note.end - offset]))
        begin = max(column, covered)
        if begin < column + width:
            marks.append(Piece(begin, "‾" * (column + width - begin), note.wrong))
            covered = column + width
        _place(rows, Piece(column, note.label, note.wrong))
    return (tuple(marks), *(tuple(row) for row in rows))


def _place(rows: list[list[Piece]], piece: Piece) -> None:
    """Into the first row in which nothing stands there yet."""
    for row in rows:
        last = row[-1]
        if last.column + cell_len(last.text) + GAP <= piece.column:
            row.append(piece)
            return
    rows.append([piece])


def drawn(row: Sequence[Piece]) -> str:
    """The row as plain text."""
    line, width = "", 0
    for piece in row:
        line += " " * (piece.column - width) + piece.text
        width = piece.column + cell_len(piece.text)
    return line
