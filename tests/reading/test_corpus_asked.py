"""What people ask and tell: the questions and tip-offs of the corpus, nearly all understood, no number shown."""

import json
from dataclasses import dataclass
from datetime import date, datetime

import pytest
from judging import CORPUS, DIRECTORY, RIVERSIDE, context_of

from bot.reading.masking import mask
from bot.reading.meaning import Chatter, QuestionMeaning, TipMeaning
from bot.reading.reader import read

RIGHT = 0.97
HELD = {"": DIRECTORY, "riverside": RIVERSIDE}


@dataclass(frozen=True)
class Line:
    text: str
    expect: dict
    meaning: object


def lines(name):
    found = []
    for folder, directory in HELD.items():
        book = CORPUS / folder / name
        rows = book.read_text(encoding="utf-8").splitlines() if book.exists() else []
        for row in map(json.loads, rows):
            alone = row.get("private", False) or (
                directory.member(row["sender"]).role == "resident" and not row.get("in_group")
            )
            where = context_of(
                row["sender"], at=datetime.fromisoformat(row["sent_at"]), private=alone, directory=directory
            )
            found.append(Line(row["text"], row["expect"], read(row["text"], where)))
    return found


def answers(line):
    """Whether the question was understood as its truth says; what is chatter must stay unanswered."""
    found, truth = line.meaning, line.expect
    if truth["kind"] == "chatter":
        return isinstance(found, Chatter)
    if not isinstance(found, QuestionMeaning) or found.intent not in (truth["intent"], *truth.get("also_ok", [])):
        return False
    same = (
        truth.get("grid", found.grid) == found.grid,
        truth.get("grids", list(found.grids)) == list(found.grids),
        truth.get("unit", found.unit_name) == found.unit_name,
        date.fromisoformat(truth["date"]) == found.to_day if "date" in truth else True,
        truth.get("scope", found.scope) == found.scope,
    )
    return all(same)


def told(line):
    """Whether a tip-off was told from talk, its place found, and its numbers seen."""
    found, truth = line.meaning, line.expect
    if not isinstance(found, TipMeaning):
        return truth["kind"] == "not_tipoff"
    place = truth.get("place") or ""
    there = not place or bool(found.place and (place in found.place or found.place in place))
    return truth["kind"] == "tipoff" and there and (found.masked or not truth.get("contains_phone"))


@pytest.mark.parametrize("name", ["queries.jsonl", "own_queries.jsonl"])
def test_nearly_all_questions_are_understood(name):
    read_lines = lines(name)
    wrong = [line.text for line in read_lines if not answers(line)]
    assert len(wrong) / len(read_lines) <= 1 - RIGHT, wrong


@pytest.mark.parametrize("name", ["tipoffs.jsonl", "own_tipoffs.jsonl"])
def test_nearly_all_tip_offs_are_told_from_talk_with_their_place(name):
    read_lines = lines(name)
    wrong = [line.text for line in read_lines if not told(line)]
    assert len(wrong) / len(read_lines) <= 1 - RIGHT, wrong


@pytest.mark.parametrize("name", ["tipoffs.jsonl", "own_tipoffs.jsonl"])
def test_what_may_be_shown_of_a_tip_off_holds_nothing_more_to_mask(name):
    tips = [line.meaning for line in lines(name) if isinstance(line.meaning, TipMeaning)]
    assert [tip.masked_text for tip in tips if mask(tip.masked_text)[1] or mask(tip.place)[1]] == []
