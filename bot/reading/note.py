"""The note of a report: its words are kept as they are, and set no other field, no unit and no day.

One thing in it is heard all the same: 今日已全面复工 under 备注 contradicts 是否复工：否 above it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.reading import token as t
from bot.reading.claims import Claim
from bot.reading.runs import Run
from bot.reading.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Note:
    """The words text[start:end] behind 备注, and the runs that they were."""

    start: int
    end: int
    runs: tuple[Run, ...] = field(repr=False)


def cut_note(runs: list[Run], key: str | None) -> tuple[list[Run], Note | None]:
    """The runs without those of the note: what stands behind its label to the end of the line."""
    if key is not None:
        for run in runs:
            for at, token in enumerate(run.tokens):
                if token.kind == t.LABEL and token.value == key:
                    return _cut(runs, run, at)
    return runs, None


def _cut(runs: list[Run], run: Run, at: int) -> tuple[list[Run], Note | None]:
    behind = run.tokens[at + 1 :]
    while behind and behind[0].kind in (t.COLON, t.CELL, t.DASH):
        behind = behind[1:]
    line = [other for other in runs if other.line == run.line and other.number > run.number]
    if len(behind) == 1 and behind[0].kind == "zero":  # 备注：无，口罩500
        line = []
    taken = ([_part_of(run, behind)] if behind else []) + line
    kept = _part_of(run, run.tokens[:at])
    gone = {id(other) for other in line}
    rest = [
        kept if other is run else other for other in runs if id(other) not in gone and (other is not run or kept.tokens)
    ]
    for other in rest:
        if other.host is run:
            other.host = kept if other.host_at < at else None  # 在岗（12人）备注：无; or the bracket is the note's own
    if not taken:
        return rest, None
    return rest, Note(taken[0].start, max(other.end for other in taken), tuple(taken))


def _part_of(run: Run, tokens: list[t.Token]) -> Run:
    part = Run(run.before, line=run.line, sentence=run.sentence, depth=run.depth, host=run.host)
    part.tokens, part.number, part.after = tokens, run.number, run.after
    return part


def contradictions(note: Note | None, claims: Sequence[Claim], vocabulary: Vocabulary, text: str) -> list[Claim]:
    """Claims of the note that deny what is stated outside it."""
    if note is None:
        return []
    stated = {claim.field: claim.value for claim in claims if claim.counts}
    found = [
        _yes(key, note)
        for key in vocabulary.answered
        if stated.get(key) is False and _says_yes(vocabulary.fields[key].yes, text[note.start : note.end])
    ]
    for run in note.runs:
        for token in run.tokens:
            if token.kind == t.STATE and stated.get(token.value[0], token.value[1]) != token.value[1]:
                claim = Claim(token.value[0], run, label=None, start=token.start, end=token.end)
                claim.value = token.value[1]
                found.append(claim)
    return found


def _says_yes(words: Sequence[str], said: str) -> bool:
    """本项目已于2月20日复工: 已复工 with a day inside it."""
    return any(
        word.startswith("已") and re.search(rf"已经?于?[^,。;，；申计拟准预待未不]{{0,12}}{re.escape(word[1:])}", said)
        for word in words
        if len(word) > 2
    )


def _yes(key: str, note: Note) -> Claim:
    claim = Claim(key, note.runs[0], label=None, start=note.start, end=note.end)
    claim.value = True
    return claim
