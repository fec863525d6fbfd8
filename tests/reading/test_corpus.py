"""The independent corpus: no figure recorded that a careful clerk would not have, and nearly every message right."""

import json
from datetime import date, datetime

import pytest
from judging import CORPUS, DIRECTORY, RIVERSIDE, judge

RIGHT = 0.99
ASKED_THOUGH_CLEAR = 0.01


BOOKS = {
    "daily.jsonl": DIRECTORY,
    "further.jsonl": DIRECTORY,
    "riverside/daily.jsonl": RIVERSIDE,
}
"""Each file of messages with the directory of the people who wrote them."""


def messages_of(book):
    lines = (CORPUS / book).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def truths(expect):
    """(unit name, day) -> (values, lenient values) of what the text states."""
    entries = expect.get("reports") or [expect]
    return {(e["unit"], date.fromisoformat(e["date"])): (e.get("values", {}), e.get("lenient", {})) for e in entries}


def unit_names(directory):
    return {unit.id: unit.name for unit in directory.units}


def wrong_figures(expect, outcome, names):
    """How many figures were recorded that the truth does not have."""
    if expect["kind"] == "chatter" and outcome.kind not in expect.get("also_ok", []):
        return sum(len(entry.values) for entry in outcome.reports)
    if expect["kind"] == "reject":
        fields = set(expect.get("fields", []))
        whole = bool(fields & {"unit", "date"}) or not fields
        clear = {(e["unit"], e["date"]) for e in expect.get("certain_reports", [])}
        doubtful = [entry for entry in outcome.reports if (names.get(entry.unit), entry.day.isoformat()) not in clear]
        return sum(len(entry.values) if whole else len(fields & entry.values.keys()) for entry in doubtful)
    if expect["kind"] == "chatter":
        return 0
    known = truths(expect)
    wrong = 0
    for entry in outcome.reports:
        values, lenient = known.get((names.get(entry.unit), entry.day), ({}, {}))
        for key, value in entry.values.items():
            fits = values.get(key) == value or value in lenient.get(key, [])
            wrong += not fits and key != "note"
    return wrong


def is_right(expect, outcome, names):
    allowed = {"ask_back" if kind == "reject" else kind for kind in expect.get("also_ok", [])}
    if outcome.kind in allowed:
        return True
    if expect["kind"] == "reject":
        return outcome.kind == "ask_back"
    if expect["kind"] == "chatter":
        return outcome.kind == "chatter"
    if outcome.kind not in ("report", "correction"):
        return False
    stated = {(names.get(entry.unit), entry.day): entry.values for entry in outcome.reports}
    return all(
        all(stated.get(place, {}).get(key) == value or key == "note" for key, value in values.items())
        and place in stated
        for place, (values, _) in truths(expect).items()
    )


@pytest.fixture(scope="module", params=BOOKS)
def read(request):
    """Every message of a book with its truth, what would become of it, and the names of the book's units."""
    directory = BOOKS[request.param]
    names = unit_names(directory)
    return [
        (
            line,
            judge(line["sender"], line["text"], at=datetime.fromisoformat(line["sent_at"]), directory=directory),
            names,
        )
        for line in messages_of(request.param)
    ]


def test_no_wrong_figure_is_ever_recorded(read):
    wrong = [line["text"] for line, outcome, names in read if wrong_figures(line["expect"], outcome, names)]
    assert wrong == []


def test_nearly_all_messages_are_read_exactly(read):
    wrong = [line["text"] for line, outcome, names in read if not is_right(line["expect"], outcome, names)]
    assert len(wrong) / len(read) <= 1 - RIGHT, wrong


def test_hardly_any_clear_message_is_asked_back(read):
    clear = [entry for entry in read if entry[0]["expect"]["kind"] in ("report", "correction")]
    asked = [
        line["text"]
        for line, outcome, names in clear
        if outcome.kind == "ask_back" and not is_right(line["expect"], outcome, names)
    ]
    assert len(asked) / len(clear) <= ASKED_THOUGH_CLEAR
