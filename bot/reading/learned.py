"""The words that officers taught, put into the forms and the directory that reading works with.

A newcomer's usual mistake is to make new objects every time: vocabularies are kept per object, so a form or a
directory that nothing was taught about must stay the very same one. What the files say wins in silence.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from bot.directory.characters import fold
from bot.directory.model import Directory, Unit
from bot.forms.definition import FieldDef, FormDef
from bot.forms.preset import Preset


class Taught(Protocol):
    """What is needed of a taught word: a field's key of `form`, or with form "" a unit's id."""

    @property
    def form(self) -> str: ...
    @property
    def word(self) -> str: ...
    @property
    def target(self) -> str: ...


def taught_preset(preset: Preset, words: Sequence[Taught]) -> Preset:
    """The preset whose forms know the words too; the very same one when none of them is a form's."""
    forms = tuple(_taught_form(form, [word for word in words if word.form == form.id]) for form in preset.forms)
    if all(new is old for new, old in zip(forms, preset.forms, strict=True)):
        return preset
    return replace(preset, forms=forms)


def taught_directory(directory: Directory, words: Sequence[Taught]) -> Directory:
    """The directory whose units bear the words too; the very same one when none of them is a unit's.

    A name that the register gives to any unit stays as it is there.
    """
    wanted = {word.word: word.target for word in words if not word.form and word.target in directory.unit_by_id}
    if wanted:
        for unit in directory.units:
            for name in (unit.name, *unit.aliases):
                wanted.pop(fold(name), None)
    if not wanted:
        return directory
    added = _by_target(wanted)
    units = tuple(_taught_unit(unit, added[unit.id]) if unit.id in added else unit for unit in directory.units)
    return replace(directory, units=units)


def words_of(field: FieldDef) -> Iterable[str]:
    """Every word of a field that a form's file gives a meaning to."""
    said = (field.aliases, field.homophones, field.excluded, field.nil, field.parts, field.unclear, field.yes, field.no)
    yield field.label
    for words in said:
        yield from words


def _taught_form(form: FormDef, words: Sequence[Taught]) -> FormDef:
    keys = {field.key for field in form.fields}
    known = {fold(word) for field in form.fields for word in words_of(field)} if words else set()
    wanted = {word.word: word.target for word in words if word.target in keys and word.word not in known}
    if not wanted:
        return form
    added = _by_target(wanted)
    fields = tuple(
        field.model_copy(update={"aliases": _after(field.aliases or (field.label,), added[field.key])})
        if field.key in added
        else field
        for field in form.fields
    )
    return form.model_copy(update={"fields": fields})


def _taught_unit(unit: Unit, words: Sequence[str]) -> Unit:
    return replace(unit, aliases=_after(unit.aliases or (unit.name,), words))


def _after(names: tuple[str, ...], words: Sequence[str]) -> tuple[str, ...]:
    """Behind the names that are there: the first of them is what people are shown."""
    return (*names, *words)


def _by_target(words: Mapping[str, str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for word, target in words.items():
        found.setdefault(target, []).append(word)
    return found
