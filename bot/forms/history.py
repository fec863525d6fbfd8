"""What becomes of the terms of a form when its file changes: the old ones hold until the new ones begin. Pure.

A newcomer's usual mistake is to compare with what is in force today: a change that has not begun yet is taken back
by writing the file as it was.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from bot.forms.preset import Preset
from bot.forms.terms import FormerTerms, Terms, applies_from

BEGINNING = date(1970, 1, 1)
"""Since when the first terms of a form are in force."""


@dataclass(frozen=True, slots=True)
class Begun:
    """Terms and the first day on which they are in force."""

    from_day: date
    terms: Terms


def continued(known: Sequence[Begun], current: Terms, today: date) -> tuple[Begun, ...]:
    """`known` (in order of their days) with what the file says now; the very same when nothing changed."""
    if not known:
        return (Begun(BEGINNING, current),)
    if known[-1].terms == current:
        return tuple(known)
    begun = tuple(one for one in known if one.from_day <= today)
    if begun[-1].terms == current:
        return begun
    return (*begun, Begun(applies_from(current, today), current))


def former(history: Sequence[Begun]) -> tuple[FormerTerms, ...]:
    """Everything but the last, each until the day before the next."""
    return tuple(
        FormerTerms(**one.terms.model_dump(), until=after.from_day - timedelta(days=1))
        for one, after in pairwise(history)
    )


def with_history(preset: Preset, histories: Mapping[str, Sequence[Begun]]) -> Preset:
    """The preset whose forms know their former terms, by form id."""
    forms = tuple(
        form.model_copy(update={"former": former(histories[form.id])}) if len(histories.get(form.id, ())) > 1 else form
        for form in preset.forms
    )
    return replace(preset, forms=forms)
