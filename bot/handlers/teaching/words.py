"""Carries out an order about a word: learn it, forget it, list what was learned; or says why not.

What is refused changes nothing and is told with the mend; what is done leaves a line in the trail.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from bot.directory.characters import fold
from bot.forms.definition import FormDef
from bot.handlers.base import Request
from bot.handlers.teaching.orders import AliasOrder
from bot.reading.likeness import NAMED, near_targets
from bot.reading.teachable import Held, flaw_of, held_by
from bot.reading.vocabulary import names_of
from bot.store.records import AuditLine, LearnedWord
from bot.views import words as say


@dataclass(frozen=True, slots=True)
class Done:
    """The line for the officer. `code`: why it was refused, "" when it was done; then `entry` says what."""

    text: str
    code: str = ""
    entry: Mapping[str, Any] = field(default_factory=dict)
    did: Literal["added", "removed", "ignored", "heeded"] = "added"


@dataclass(frozen=True, slots=True)
class _Target:
    """A field of some forms, or with form "" a unit: (form, key or id) of each, and the name to say."""

    name: str
    places: tuple[tuple[str, str], ...]

    @property
    def of_unit(self) -> bool:
        return not self.places[0][0]


async def teach(request: Request, order: AliasOrder, *, freed: Container[str] = ()) -> Done:
    """Another name for a field (in every form that has it) or for a unit. `freed`: dropped in this very message."""
    word = order.word
    found = _targets(request, order.target)
    if not found:
        return _no_target(request, order)
    if len(found) > 1:
        names = [request.directory.unit_by_id[one.places[0][1]].name for one in found[:NAMED]]
        return Done(say.several_targets(word, order.target, names), "several_targets")
    target = found[0]
    if (flaw := flaw_of(word, of_unit=target.of_unit)) is not None:
        return Done(say.flawed(word, flaw), flaw)
    learned = [one for one in await request.uow.words.learned() if one.word == word]
    if (refusal := _taught(request, word, target, learned)) is not None:
        return refusal
    if word not in freed and (refusal := _held(request, word, target, learned)) is not None:
        return refusal
    for form, key in target.places:
        await request.uow.words.learn(LearnedWord(form, word, key, request.member.user_id, request.now))
    await request.uow.words.heed(word)
    entry = _entry(word, target.places)
    _note(request, "alias_added", word, entry)
    return Done(say.taught(word, target.name, of_unit=target.of_unit), entry=entry)


async def drop(request: Request, word: str) -> Done:
    """Forget a taught word, in every form."""
    learned = await request.uow.words.learned()
    mine = [one for one in learned if one.word == word]
    if not mine:
        known = held_by(word, request.preset.forms, request.directory)
        of_files = known is not None and known.kind in ("label", "unit")
        near = [one.word for one in learned if set(one.word) & set(word)][:NAMED]
        return Done(say.not_taught(word, near, of_files=of_files), "not_taught")
    for one in mine:
        await request.uow.words.unlearn(one.form, word)
    entry = _entry(word, [(one.form, one.target) for one in mine])
    _note(request, "alias_removed", word, entry)
    return Done(say.untaught(word, _name_of(request, mine[0]) or mine[0].target), entry=entry, did="removed")


async def listed(request: Request) -> tuple[str, int]:
    """What was taught, by whom and when; the newest first. The text, and how many there are."""
    learned = (await request.uow.words.learned())[::-1]
    lines = [
        say.learned_line(
            one.word,
            _name_of(request, one),
            by=request.directory.member(one.by).name or one.by,
            at=one.at,
            zone=request.zone,
        )
        for one in learned[: say.LISTED]
    ]
    ignored = [one.word for one in await request.uow.words.ignored()][::-1]
    told = (say.learned_list(lines, len(learned)), say.ignored_line(ignored))
    return "\n".join(filter(None, told)), len(learned)


def _targets(request: Request, name: str) -> list[_Target]:
    """What is called so: a field, else every unit of that name."""
    places = [
        (form, definition.key)
        for form in request.preset.forms
        for definition in form.fields
        if name in (definition.key, *map(fold, (definition.label, *definition.aliases, *definition.homophones)))
    ]
    if places:
        form, key = places[0]
        label = form.field(key).label
        same = [(one.id, other) for one, other in places if one.field(other).label == label]
        return [_Target(label, tuple(dict.fromkeys(same)))]
    units = names_of(request.directory).exact(name)
    if not units and name in request.directory.unit_by_id:
        units = (name,)
    return [_Target(request.directory.unit_by_id[unit].short_name, (("", unit),)) for unit in units]


def _no_target(request: Request, order: AliasOrder) -> Done:
    """Unknown; or the two stand the wrong way round."""
    turned = bool(_targets(request, order.word)) and flaw_of(order.target, of_unit=True) is None
    if turned and held_by(order.target, request.preset.forms, request.directory) is None:
        return Done(say.turned_round(order.word, order.target), "unknown_target")
    near = near_targets(order.target, request.preset.forms, request.directory)
    return Done(say.no_target(order.word, order.target, near), "unknown_target")


def _taught(request: Request, word: str, target: _Target, learned: Sequence[LearnedWord]) -> Done | None:
    """Refused because of what the word was taught to mean before; what is gone since bars nothing."""
    if not learned or not (holder := _name_of(request, learned[0])):
        return None
    if {(one.form, one.target) for one in learned} >= set(target.places):
        return Done(say.known_already(word, target.name), "known_already")
    return Done(say.means_another(word, holder, target.name, learned=True), "means_another")


def _held(request: Request, word: str, target: _Target, learned: Sequence[LearnedWord]) -> Done | None:
    """Refused because of what the files or the language say; None: the word is free."""
    if learned:
        return None  # it was free when it was taught
    forms = _forms(request, target)
    held = held_by(word, forms, request.directory)
    if held is None or (target.of_unit and held.kind == "whole"):
        return None
    return _refused(request, word, target, held, forms)


def _refused(request: Request, word: str, target: _Target, held: Held, forms: Sequence[FormDef]) -> Done:
    if held.kind in ("common", "whole"):
        return Done(say.common(word), "common")
    if held.kind == "unit":
        if held.units == (target.places[0][1],):
            return Done(say.known_already(word, target.name), "known_already")
        holder = "、".join(request.directory.unit_by_id[unit].short_name for unit in held.units[:NAMED])
        return Done(say.means_another(word, holder, target.name, learned=False), "means_another")
    label = next((f.label for form in forms for f in form.fields if f.key == held.target), held.target)
    if held.kind == "variant":
        return Done(say.kept_apart(word, label), "kept_apart")
    if held.target in [key for _, key in target.places]:
        return Done(say.known_already(word, target.name), "known_already")
    return Done(say.means_another(word, label, target.name, learned=False), "means_another")


def _forms(request: Request, target: _Target) -> Sequence[FormDef]:
    """The forms in which the word would be found."""
    if target.of_unit:
        return request.preset.forms
    wanted = {form for form, _ in target.places}
    return [form for form in request.preset.forms if form.id in wanted]


def _name_of(request: Request, learned: LearnedWord) -> str:
    """The field's label or the unit's short name; "" when it is gone."""
    if not learned.form:
        unit = request.directory.unit_by_id.get(learned.target)
        return unit.short_name if unit else ""
    fields = [f for form in request.preset.forms if form.id == learned.form for f in form.fields]
    return next((f.label for f in fields if f.key == learned.target), "")


def _entry(word: str, places: Iterable[tuple[str, str]]) -> dict[str, Any]:
    form, target = next(iter(places))
    return {"word": word, "kind": "label" if form else "unit", "target": target}


def _note(request: Request, action: str, word: str, entry: Mapping[str, Any]) -> None:
    """Who did it, in the trail."""
    detail = {"message": request.inbound.message_id, "kind": entry["kind"], "target": entry["target"]}
    request.uow.audit.write(AuditLine(request.now, request.member.user_id, action, word, detail))
