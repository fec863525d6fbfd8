"""Which of a district's forms a message is about: the one named, the one asked about, else the one that reads most.

A newcomer's usual mistake is to take the first form for granted: a second one would be chased every evening
and nobody could ever report it.
"""

from collections.abc import Sequence
from dataclasses import replace

from bot.directory.characters import fold
from bot.forms.definition import FormDef
from bot.reading.meaning import Chatter, Context, Meaning, ReportMeaning
from bot.reading.reader import read


def read_among(text: str, context: Context) -> Meaning:
    """What the text means, read against the one of `context.forms` that fits it best; with one form, simply read."""
    forms = context.forms
    if len(forms) < 2:
        return read(text, context)
    if context.draft is not None and (asked := [f for f in forms if f.id == context.draft.form]):
        answer = read(text, replace(context, form=asked[0]))
        if isinstance(answer, ReportMeaning) and answer.kind == "answer":
            return answer
    if (named := _named(text, forms)) is not None:
        return read(text, replace(context, form=named))
    meanings = [read(text, replace(context, form=form)) for form in _owed(context, forms)]
    best = max(meanings, key=_weight)  # the first of equals
    return best if _weight(best) else next((m for m in meanings if not isinstance(m, Chatter)), meanings[0])


def _named(text: str, forms: Sequence[FormDef]) -> FormDef | None:
    """The form whose longest title stands in the text; two that are named equally well name none."""
    said = fold(text[:2000])
    found = [(max((len(t) for t in _titles(form) if t in said), default=0), form) for form in forms]
    longest = max(length for length, _ in found)
    best = [form for length, form in found if length == longest]
    return best[0] if longest and len(best) == 1 else None


def _titles(form: FormDef) -> list[str]:
    return [fold(title) for title in (form.name, *form.aliases, *form.keywords)]


def _owed(context: Context, forms: Sequence[FormDef]) -> Sequence[FormDef]:
    """The forms that the sender's units owe, all of them where that says nothing."""
    kinds = {unit.kind for unit in context.directory.units_of(context.sender)}
    return [form for form in forms if kinds & set(form.owed_by)] or forms


def _weight(meaning: Meaning) -> int:
    """How much of a report was read."""
    if not isinstance(meaning, ReportMeaning):
        return 0
    return sum(3 * len(item.values) + len(item.problems) for item in meaning.items)
