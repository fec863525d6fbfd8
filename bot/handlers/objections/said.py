"""What a message says in an open dialogue after 不对: which figure, which unit, yes, no, take it back.

Only what can be meant for the dialogue is taken; everything else goes its ordinary way and leaves the dialogue open.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from bot.directory.names import Resolution
from bot.handlers.base import Request
from bot.handlers.filing.items import OBJECTION
from bot.handlers.reading_context import context_of, is_called
from bot.reading.cell_figure import CellFigures
from bot.reading.meaning import Chatter, ProblemCode, ReportMeaning, UnitReading
from bot.reading.objection import Given, agrees, number_alone, numbered, objects, takes_back
from bot.reading.vocabulary import names_of
from bot.store.records import Draft

_ASKED: tuple[ProblemCode, ...] = ("inexact_number", "negative", "fraction", "out_of_range")
"""What may be wrong with a figure that is clearly meant as one; 2:30开会 in a group is none."""
_SHORT = 2  # figures of a message that may be about an earlier day without saying so


@dataclass(frozen=True, slots=True)
class Choice:
    """Which of several units it is about: its place in the draft's candidates."""

    at: int


Said = Literal["no", "yes", "back", "unclear"] | tuple[Given, ...] | UnitReading | Choice


def bare(request: Request) -> str:
    """The words without a mention of the bot."""
    return request.inbound.text[:400].replace(f"@{request.bot_name}", " ").replace("\u2005", " ").strip()


def opened_for(request: Request) -> Draft | None:
    """The dialogue, when it is what was last asked of the sender here."""
    newest = next(iter(request.drafts), None)
    return newest if newest is not None and OBJECTION in newest.asked else None


def said_in(request: Request, opened: Draft) -> Said | None:
    """What the message answers in the open dialogue; None: it is about something else."""
    text = bare(request)
    if agrees(text):
        return "yes"
    if objects(text):
        return "no"
    if takes_back(text):
        return "back"
    if opened.unit is None:
        choice = _chosen(request, opened, text)
        return choice or ("unclear" if is_called(request) and isinstance(request.meaning, Chatter) else None)
    stated = _stated(request, opened)
    given = numbered(text) or _only(opened, text)
    if given is not None:
        read = _read(request, opened, given)
        if stated is not None and len(given) > 1 and not all(code is None for code in read):
            return stated  # a whole report with numbers of its own
        meant = all(code is None or code in _ASKED for code in read)
        if meant or is_called(request) or stated is not None:  # 2 在岗130, where 2 is another field: which one?
            return given
    if stated is not None:
        return stated
    return "unclear" if is_called(request) and isinstance(request.meaning, Chatter) else None


def _chosen(request: Request, opened: Draft, text: str) -> Choice | None:
    number = number_alone(text)
    if number is not None:
        return Choice(number - 1) if 1 <= number <= len(opened.candidates) else None
    units = [candidate.partition("/")[0] for candidate in opened.candidates]
    names = names_of(request.directory)
    found = Resolution("one", names.exact(text)) if names.exact(text) else names.resolve(text, tuple(units))
    fitting = [at for at, unit in enumerate(units) if unit in found.units]
    return Choice(fitting[0]) if len(fitting) == 1 else None


def _stated(request: Request, opened: Draft) -> UnitReading | None:
    """Figures by their names, as in any report, when they can only be meant for the report in question."""
    meaning = request.meaning
    if not isinstance(meaning, ReportMeaning) or meaning.form != opened.form or len(meaning.items) != 1:
        return None
    [item] = meaning.items
    problems = tuple(p for p in item.problems if p.code != "unit_missing")
    if item.unit not in (None, opened.unit) or item.period not in (None, opened.period) or item.carry is not None:
        return None
    if not item.values or any(p.field is None for p in problems):
        return None
    if item.period is None and opened.period != request.today and len(item.values) > _SHORT:
        return None  # a whole report without a day is today's
    return replace(item, unit=opened.unit, period=opened.period, problems=problems)


def _only(opened: Draft, text: str) -> tuple[Given, ...] | None:
    """Of one figure alone its number need not be said."""
    return (Given(1, text),) if len(opened.candidates) == 1 and text.isdecimal() else None


def _read(request: Request, opened: Draft, given: Sequence[Given]) -> list[ProblemCode | None]:
    """What is wrong with each of the figures; None: nothing. A number that is not listed is told apart later."""
    form = request.preset.form(opened.form)
    figures = CellFigures(context_of(request, form))
    keys = [opened.candidates[one.number - 1] if 1 <= one.number <= len(opened.candidates) else None for one in given]
    first = next((field for field in form.fields if field.kind == "count"), form.fields[0])
    read = [
        figures.of_words(form.field(key) if key else first, one.words) for key, one in zip(keys, given, strict=True)
    ]
    return [None if figure is not None else code for figure, code in read]
