"""What a meaning would lead to, and whether that is what a case says; the handlers' own checks are imitated here."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.directory.files import read_directory
from bot.directory.model import Directory
from bot.forms.checks import violations
from bot.forms.load import load_preset
from bot.reading.meaning import (
    Chatter,
    Context,
    Meaning,
    OpenDraft,
    QuestionMeaning,
    ReportMeaning,
    TipMeaning,
    UnitReading,
    WithdrawalMeaning,
)  # fmt: skip
from bot.reading.reader import read

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2020, 2, 27, 17, 0, tzinfo=ZONE)
CORPUS = Path(__file__).parents[1] / "corpus"
DIRECTORY = read_directory(CORPUS / "directory")
RIVERSIDE = read_directory(CORPUS / "riverside" / "directory")
PRESET = load_preset("heyuan-2020")
FORM = PRESET.forms[0]
HOME = {"clerk": "ent", "duty_officer": "cmd"}
LETTERS = {
    "d": "on_duty", "r": "returned_total", "l": "returned_local", "n": "returned_nonlocal",
    "o": "returned_out_of_province", "h": "hubei_staff", "i": "isolated", "t": "abnormal_temp", "m": "masks_stock",
}  # fmt: skip


def context_of(
    sender: str,
    *,
    at: datetime = NOW,
    private: bool = False,
    draft: OpenDraft | None = None,
    directory: Directory = DIRECTORY,
) -> Context:
    """A message of that sender in his own group."""
    member = directory.member(sender)
    area = member.areas[0] if member.areas else None
    group = None if private else directory.group_by_id.get(HOME.get(member.role, area or ""))
    return Context(
        sender=member, group=group, now=at, zone=ZONE, directory=directory, form=FORM, forms=PRESET.forms,
        private=group is None, categories=PRESET.categories, draft=draft,
    )  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """One unit and day with its figures."""

    unit: str | None
    day: date
    values: dict[str, Any]
    carry: str | None = None


@dataclass
class Outcome:
    """What would become of a message: reports stored, fields asked about, what is certain beside them."""

    kind: str
    reports: list[Entry] = field(default_factory=list)
    certain: list[Entry] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)


def outcome_of(meaning: Meaning, context: Context) -> Outcome:
    """What the handlers would make of the meaning with an empty store."""
    if isinstance(meaning, ReportMeaning):
        return _of_report(meaning, context)
    kinds = {WithdrawalMeaning: "withdrawal", QuestionMeaning: "query", TipMeaning: "tipoff", Chatter: "chatter"}
    return Outcome(kinds.get(type(meaning), "other"))


def _of_report(meaning: ReportMeaning, context: Context) -> Outcome:
    found = Outcome(meaning.kind)
    late = False
    for item in meaning.items:
        asked = _asked_about(item, context)
        unclear = {problem.field for problem in item.problems}
        values = {key: value for key, value in item.as_mapping().items() if key not in unclear}
        entry = Entry(item.unit, item.period or context.today, values, item.carry)
        if asked:
            found.asked |= asked
            found.certain.append(entry)
        elif not 0 <= (context.today - entry.day).days <= 7:
            late = True
        elif not values or item.carry == "all":
            found.asked.add("")
        elif broken := [v for v in violations(FORM, values) if v.severity == "ask"]:
            found.asked |= {key for violation in broken for key in violation.fields}
            found.certain.append(entry)
        else:
            found.reports.append(entry)
    if found.asked:
        found.kind = "ask_back"
    elif late and not found.reports:
        found.kind = "refused"
    return found


def _asked_about(item: UnitReading, context: Context) -> set[str]:
    asked = {problem.field or "" for problem in item.problems}
    asked |= {"unit" for problem in item.problems if problem.code.startswith("unit_")}
    asked |= {"day" for problem in item.problems if problem.code.startswith("date_")}
    if item.unit is None or not context.directory.may_report(context.sender, item.unit):
        asked.add("unit")
    return asked


def judge(
    sender: str, text: str, *, at: datetime = NOW, private: bool = False, directory: Directory = DIRECTORY
) -> Outcome:
    """Read a text as that sender's and say what would become of it."""
    context = context_of(sender, at=at, private=private, directory=directory)
    return outcome_of(read(text, context), context)


def fits(outcome: Outcome, wanted: str) -> bool:
    """Whether the outcome is one of those that a case allows (see cases/reports/README.md)."""
    return any(_fits(outcome, one.strip()) for one in wanted.split(" or "))


def _fits(outcome: Outcome, wanted: str) -> bool:
    if wanted == "-":
        return outcome.kind == "chatter"
    if wanted.startswith("="):
        return outcome.kind == wanted[1:]
    if wanted.startswith("?"):
        fields, _, certain = wanted[1:].partition("|")
        asked = {LETTERS.get(word, {"y": "resumed"}.get(word, word)) for word in fields.split()}
        if outcome.kind != "ask_back" or not asked <= outcome.asked:
            return False
        clear = [entry for entry in (*outcome.certain, *outcome.reports) if entry.values]
        return not certain.strip() or _same(clear, certain)
    return outcome.kind in ("report", "correction", "answer") and _same(outcome.reports, wanted)


def _same(entries: list[Entry], wanted: str) -> bool:
    left = list(entries)
    for part in wanted.split(";"):
        words = part.split()
        unit = next((word.rstrip(":") for word in words if word.startswith("u-")), None)
        day = next((_day(word[1:]) for word in words if word.startswith("@")), NOW.date())
        values = _values([word for word in words if not word.startswith(("u-", "@", "+"))])
        for entry in left:
            stated = {key: value for key, value in entry.values.items() if key != "note"}
            carries = "+" not in words or entry.carry == "rest"
            if (unit in (None, entry.unit)) and entry.day == day and stated == values and carries:
                left.remove(entry)
                break
        else:
            return False
    return not left


def _day(word: str) -> date:
    month, _, day = word.rpartition("-")
    return date(2020, int(month or 2), int(day))


def _values(words: list[str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for word in words:
        if word in ("y", "x"):
            values["resumed"] = word == "y"
        else:
            found = re.fullmatch(r"([a-z])(\d+)", word)
            assert found is not None, f"not a figure of a case: {word}"
            values[LETTERS[found[1]]] = int(found[2])
    return values
