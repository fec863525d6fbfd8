"""Which of a district's forms a message is about: the one named, the one asked about, else the one that reads most.

A newcomer's usual mistake is to take the first form for granted: a second one would be chased every evening
and nobody could ever report it.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.directory.characters import fold
from bot.directory.model import UnitKind
from bot.forms.definition import FormDef
from bot.forms.slots import meant
from bot.reading.meaning import Chatter, Context, Meaning, ReportMeaning
from bot.reading.reader import read

_LOOKED_AT = 2000
"""Characters in which a form or its slot is named."""


def read_among(text: str, context: Context) -> Meaning:
    """What the text means, read against the one of `context.forms` that fits it best; with one form, simply read."""
    forms = context.forms
    if len(forms) < 2:
        return read(text, context)
    if context.draft is not None and (asked := [f for f in forms if f.id == context.draft.form]):
        answer = read(text, replace(context, form=asked[0]))
        if isinstance(answer, ReportMeaning) and answer.kind == "answer":
            return answer
    forms = meant(forms, text[:_LOOKED_AT], _time_of_day(context))
    if len(forms) == 1:
        return read(text, replace(context, form=forms[0]))
    if (named := _named(text, forms)) is not None:
        meaning = read(text, replace(context, form=named))
        if not isinstance(meaning, Chatter):
            return meaning  # 其中4人在卡点: a title in passing, and nothing of its form
    meanings = [read(text, replace(context, form=form)) for form in _owed(context, forms)]
    best = max(meanings, key=_weight)  # the first of equals
    return best if _weight(best) else next((m for m in meanings if not isinstance(m, Chatter)), meanings[0])


def _time_of_day(context: Context) -> timedelta:
    local = context.now.astimezone(context.zone)
    return timedelta(hours=local.hour, minutes=local.minute)


def _named(text: str, forms: Sequence[FormDef]) -> FormDef | None:
    """The form whose longest title stands in the text; two that are named equally well name none."""
    said = fold(text[:_LOOKED_AT])
    found = [(max((len(t) for t in _titles(form) if t in said), default=0), form) for form in forms]
    longest = max(length for length, _ in found)
    best = [form for length, form in found if length == longest]
    return best[0] if longest and len(best) == 1 else None


def _titles(form: FormDef) -> list[str]:
    return [fold(title) for title in (form.name, *form.aliases, *form.keywords)]


def _owed(context: Context, forms: Sequence[FormDef]) -> Sequence[FormDef]:
    """The forms that the sender's units owe, all of them where that says nothing."""
    own = {(unit.kind, unit.tags) for unit in context.directory.units_of(context.sender)}
    return [form for form in forms if any(_owes(form, kind, tags) for kind, tags in own)] or forms


def _owes(form: FormDef, kind: UnitKind, tags: frozenset[str]) -> bool:
    return kind in form.owed_by and (not form.owed_tags or not tags.isdisjoint(form.owed_tags))


def _weight(meaning: Meaning) -> int:
    """How much of a report was read."""
    if not isinstance(meaning, ReportMeaning):
        return 0
    return sum(3 * len(item.values) + len(item.problems) for item in meaning.items)
