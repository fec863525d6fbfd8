"""What was heard and not understood, as a list to work through: how often, where, what it may mean, what to send.

Words that are understood by now (taught meanwhile, or written into the files) are left out.
"""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.directory.model import Directory
from bot.forms.definition import FormDef
from bot.forms.preset import Preset
from bot.reading.likeness import field_like, units_like
from bot.reading.teachable import Held, held_by
from bot.reading.vocabulary import names_of

PRIVATE = "私信"
ELSEWHERE = "其他群"
KINDS = {"label": "项目", "unit": "单位"}
TO_FILL_IN = {"label": "（写项目名）", "unit": "（写单位名）"}


class Seen(Protocol):
    """What is needed of a word that was heard."""

    @property
    def form(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def word(self) -> str: ...
    @property
    def times(self) -> int: ...
    @property
    def last_at(self) -> datetime: ...
    @property
    def groups(self) -> Mapping[str, int]: ...


@dataclass(frozen=True, slots=True)
class Strange:
    """One word of the list. `line`: what to send so that it is understood; "" where only the files can mend it.

    `where`: names of groups, the one where it was heard most first. `like`: what it is most like, may be empty.
    """

    word: str
    kind: str
    times: int
    last_at: datetime
    where: tuple[str, ...]
    like: tuple[str, ...]
    line: str


def review(
    seen: Iterable[Seen], preset: Preset, directory: Directory, *, ignored: Container[str] = ()
) -> tuple[Strange, ...]:
    """The words still unknown and not `ignored`; those that are like something first, then by how often.

    `preset` as it was taught.
    """
    forms = {form.id: form for form in preset.forms}
    found = [
        strange
        for one in seen
        if one.word not in ignored
        and (form := forms.get(one.form)) is not None
        and (strange := _strange(one, form, directory)) is not None
    ]
    return tuple(sorted(found, key=lambda one: (not one.like, -one.times, one.kind, one.word)))


def _strange(one: Seen, form: FormDef, directory: Directory) -> Strange | None:
    held = held_by(one.word, [form], directory)
    if held is not None and _is_clear(one, held):
        return None
    if one.kind == "unit" and names_of(directory).resolve(one.word, ()).verdict == "one":
        return None
    like, line = _label(one, form) if one.kind == "label" else _unit(one, directory)
    return Strange(one.word, KINDS[one.kind], one.times, one.last_at, _where(one, directory), like, line)


def _is_clear(one: Seen, held: Held) -> bool:
    """A name that several units bear is still a question."""
    return held.kind != "whole" and not (one.kind == "unit" and len(held.units) > 1)


def _label(one: Seen, form: FormDef) -> tuple[tuple[str, ...], str]:
    field = field_like(one.word, form)
    like = (field.label,) if field is not None else ()
    return like, _line(one, like)


def _unit(one: Seen, directory: Directory) -> tuple[tuple[str, ...], str]:
    like = tuple(directory.unit_by_id[unit].short_name for unit in units_like(one.word, directory))
    if names_of(directory).exact(one.word):
        return tuple(directory.unit_by_id[u].name for u in names_of(directory).exact(one.word)), ""
    return like, _line(one, like)


def _line(one: Seen, like: tuple[str, ...]) -> str:
    return f"加别名 {one.word} = {like[0] if like else TO_FILL_IN[one.kind]}"


def _where(one: Seen, directory: Directory) -> tuple[str, ...]:
    """Groups by name, the loudest first."""
    loudest = sorted(one.groups, key=lambda group: (-one.groups[group], group))
    names = (_group_name(group, directory) for group in loudest)
    return tuple(dict.fromkeys(names))


def _group_name(group: str, directory: Directory) -> str:
    if not group:
        return PRIVATE
    known = directory.group_by_id.get(group)
    return known.name if known is not None else ELSEWHERE
