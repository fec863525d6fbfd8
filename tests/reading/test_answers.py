"""Short answers to an open draft: the table in cases/answers.txt."""

from datetime import date
from pathlib import Path

import pytest
from judging import LETTERS, context_of

from bot.reading.meaning import Chatter, OpenDraft, QuestionMeaning, ReportMeaning, WithdrawalMeaning
from bot.reading.reader import read

DAY = date(2020, 2, 27)


def cases():
    lines = (Path(__file__).parent / "cases" / "answers.txt").read_text(encoding="utf-8").splitlines()
    for line in lines:
        if line and not line.startswith("#"):
            yield [part.strip() for part in line.split(" | ")]


def draft_of(words):
    """ "on_duty masks_stock of u-03" or "unit of u-05/u-06": what was asked, and of whom."""
    asked, _, unit = words.partition(" of ")
    units = tuple(unit.split("/"))
    fields = tuple(LETTERS.get(word, word) for word in asked.split())
    known = units[0] if "unit" not in fields else None
    period = DAY if "period" not in fields else None
    return OpenDraft("daily", known, period, fields, {"hubei_staff": 1}, units if known is None else ())


def means(meaning, wanted):
    kind, *rest = wanted.split()
    if kind == "-":
        return isinstance(meaning, Chatter | QuestionMeaning)
    if kind == "withdrawal":
        return isinstance(meaning, WithdrawalMeaning)
    if not isinstance(meaning, ReportMeaning) or kind not in ("any", meaning.kind):
        return False
    [item] = meaning.items
    if not rest:
        return not item.values and not item.problems
    asked = {problem.field for problem in item.problems} | {p.code.split("_")[0] for p in item.problems}
    if rest[0].startswith("?"):
        field = rest[0][1:]
        return bool(item.problems) and (not field or LETTERS.get(field, field) in asked)
    if rest[0] in ("unit", "day"):
        found = item.unit if rest[0] == "unit" else str(item.period and item.period.day)
        return found == rest[1] and not item.problems
    values = (
        {"resumed": w == "y"} if (w := rest[0]) in ("y", "x") else {LETTERS[w[0]]: int(w[1:]) for w in rest if w != "+"}
    )
    return item.as_mapping() == values and not item.problems and ("+" not in rest or item.carry == "rest")


@pytest.mark.parametrize(("who", "draft", "text", "wanted"), list(cases()), ids=lambda cell: cell[:30])
def test_a_short_answer_is_read_against_what_was_asked(who, draft, text, wanted):
    meaning = read(text, context_of(who, draft=draft_of(draft)))
    assert any(means(meaning, one.strip()) for one in wanted.split(" or ")), meaning


def test_a_bare_number_without_a_draft_is_talk():
    assert isinstance(read("312", context_of("c03")), Chatter)


def test_an_answer_has_its_words_and_their_place():
    meaning = read("核实了，是 312 人", context_of("c03", draft=draft_of("d of u-03")))
    [value] = meaning.items[0].values
    assert "核实了，是 312 人"[value.start : value.end] == value.words
    assert "312" in value.words
