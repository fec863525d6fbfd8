"""Whether a well-formed form also makes sense: its times, its fields among one another, its ladder.

Everything here would otherwise be noticed in the evening, in the group: a reminder after the deadline, an
alias that two fields claim, an identity that can never be evaluated.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from bot.errors import Trouble
from bot.forms.definition import FieldDef, FormDef, Step
from bot.forms.identities import identity_troubles
from bot.forms.moments import duration
from bot.forms.rhythm import into, within
from bot.forms.toml_text import Path, TomlText
from bot.nearest import meant

COUNTED = ("count", "decimal", "temperature", "money")
_LONG_MONTH = date(2024, 1, 1)  # and a Monday
_KEY = re.compile(r"[a-z][a-z0-9_]*")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")


def form_troubles(form: FormDef, text: TomlText) -> list[Trouble]:
    """Every trouble of one form, in the order of the file."""
    found = [
        *_name_troubles(form, text),
        *_time_troubles(form, text),
        *_field_troubles(form, text),
        *_word_troubles(form, text),
        *identity_troubles(form, text),
        *_alarm_troubles(form, text),
        *_digest_troubles(form, text),
    ]
    found += [
        text.trouble(("slots", number), trouble.what, trouble.mend)
        for number, slot in enumerate(form.slots)
        for trouble in _time_troubles(form.model_copy(update={"opens": slot.opens, "due": slot.due}), text)
    ]
    spans = _spans(form)
    if spans is not None:
        for number, step in enumerate(form.ladder):
            for turn in step.turns:
                if troubles := list(_step_troubles(turn, ("ladder", number), spans, text)):
                    found += troubles
                    break
    return found


def _name_troubles(form: FormDef, text: TomlText) -> Iterator[Trouble]:
    if not _ID.fullmatch(form.id):
        yield text.trouble(("id",), f'"{form.id}" is no id', "write letters, digits, - or _, such as daily")
    if not form.name.strip():
        yield text.trouble(("name",), "the name is empty", "write what people call the form, such as 日报")
    if not form.owed_by:
        yield text.trouble(("owed_by",), "nobody owes this form", 'write kinds of unit, such as ["enterprise"]')
    if form.starts_on and form.ends_on and form.ends_on < form.starts_on:
        yield text.trouble(("ends_on",), "the form ends before it starts", f"it starts on {form.starts_on}")


def _time_troubles(form: FormDef, text: TomlText) -> Iterator[Trouble]:
    times = {name: _parsed(lambda text: _into(form, text), getattr(form, name)) for name in ("opens", "due")}
    spans = {name: _parsed(duration, getattr(form, name)) for name in ("grace", "expires", "draft_life")}
    for name, value in {**times, **spans}.items():
        if isinstance(value, str):
            what, _, mend = value.partition("; ")
            yield text.trouble((name,), what, mend)
    opens, due, grace, expires = times["opens"], times["due"], spans["grace"], spans["expires"]
    if isinstance(opens, timedelta) and isinstance(due, timedelta) and due <= opens:
        yield text.trouble(("due",), f"due {form.due} is not after opens {form.opens}", "let the form open earlier")
    if isinstance(grace, timedelta) and isinstance(expires, timedelta) and expires < grace:
        what = f"expires {form.expires} is shorter than grace {form.grace}"
        yield text.trouble(("expires",), what, "a report must be taken as long as the grace lasts")


def _alarm_troubles(form: FormDef, text: TomlText) -> Iterator[Trouble]:
    """A border needs a number, a yes or a word a field that has them; a pair of both would never ring."""
    for number, alarm in enumerate(form.alarms):
        field = form.field(alarm.field)
        if alarm.equals is None and field.kind not in COUNTED:
            what = f"{field.key} is no number ({field.kind}), so nothing is at least or at most"
            yield text.trouble(("alarms", number, "field"), what, "write equals = ..., or name another field")
        elif isinstance(alarm.equals, bool) and field.kind != "yes_no":
            what = f"{field.key} is no yes or no ({field.kind})"
            yield text.trouble(("alarms", number, "equals"), what, "write at_least = ..., or name another field")
        elif isinstance(alarm.equals, str) and alarm.equals not in field.choices:
            what = f'"{alarm.equals}" is no choice of {field.key}'
            yield text.trouble(("alarms", number, "equals"), what, meant(alarm.equals, field.choices))


def _into(form: FormDef, text: str) -> timedelta:
    """How far into a period it is; raises ValueError."""
    return into(within(text, form.period), form.period, _LONG_MONTH)


def _parsed(parse: Callable[[str], timedelta], written: str) -> timedelta | str:
    try:
        return parse(written)
    except ValueError as error:
        return str(error)


def _spans(form: FormDef) -> dict[str, timedelta] | None:
    """How long after the midnight of its period's first day each anchor is; None while a time is not readable."""
    try:
        opens, due = _into(form, form.opens), _into(form, form.due)
        return {
            "opens": opens, "due": due, "grace": due + duration(form.grace), "expires": due + duration(form.expires),
        }  # fmt: skip
    except ValueError:
        return None


def _field_troubles(form: FormDef, text: TomlText) -> Iterator[Trouble]:
    for number, field in enumerate(form.fields):
        at: Path = ("fields", number)
        if not _KEY.fullmatch(field.key):
            yield text.trouble((*at, "key"), f'"{field.key}" is no key', "write small letters, digits and _")
        if not field.label.strip():
            yield text.trouble((*at, "label"), "the label is empty", "write what people call it, such as 在岗人数")
        if field.min is not None and field.max is not None and field.max < field.min:
            yield text.trouble((*at, "max"), f"max {field.max} is below min {field.min}")
        if (field.kind == "choice") != bool(field.choices):
            mend = 'write choices = ["...", "..."]' if field.kind == "choice" else 'only kind = "choice" has choices'
            yield text.trouble((*at, "choices"), "choices and kind do not fit together", mend)
        if field.kind != "yes_no" and (field.yes or field.no):
            which = "yes" if field.yes else "no"
            yield text.trouble((*at, which), f"a {field.kind} has no words for {which}", 'write kind = "yes_no"')
        if _leads_back(form, field):
            what = "a field cannot be part of itself"
            yield text.trouble((*at, "part_of"), what, "name the field whose breakdown it is")


def _leads_back(form: FormDef, field: FieldDef) -> bool:
    seen, current = {field.key}, field.part_of
    while current is not None:
        if current == field.key:
            return True
        if current in seen:
            return False
        seen.add(current)
        current = form.field(current).part_of
    return False


def _word_troubles(form: FormDef, text: TomlText) -> Iterator[Trouble]:
    """A word that stands for two fields would be read as either; one that is also excluded as neither."""
    owners: dict[str, tuple[FieldDef, Path]] = {}
    for number, field in enumerate(form.fields):
        excluded = {_bare(word) for word in field.excluded}
        for path, word in _words(field, number):
            if not word.strip():
                yield text.trouble(path, "an empty word", "take it out")
                continue
            owner, other = owners.setdefault(_bare(word), (field, path))
            if owner is not field:
                what = f'"{word}" already stands for {owner.label} (line {text.line_of(other)})'
                yield text.trouble(path, what, "let it stand for one field only")
            elif _bare(word) in excluded:
                yield text.trouble(path, f'"{word}" also stands in excluded', "take it out of one of the two")


def _words(field: FieldDef, number: int) -> Iterator[tuple[Path, str]]:
    yield ("fields", number, "label"), field.label
    for name in ("aliases", "homophones", "nil", "parts", "unclear"):
        for position, word in enumerate(getattr(field, name)):
            yield ("fields", number, name, position), word


def _bare(word: str) -> str:
    return "".join(word.split()).casefold()


def _digest_troubles(form: FormDef, text: TomlText) -> Iterator[Trouble]:
    for number, anomaly in enumerate(form.anomalies):
        at: Path = ("anomalies", number)
        if form.field(anomaly.field).kind not in COUNTED:
            yield text.trouble((*at, "field"), f"{anomaly.field} is no number that could jump")
        for name in ("ratio", "least"):
            if getattr(anomaly, name) < 0:
                yield text.trouble((*at, name), f"{name} is below 0")
    for position, key in enumerate(form.digest_fields):
        if form.field(key).kind not in COUNTED:
            yield text.trouble(("digest_fields", position), f"{key} is no number that could be added up")
    for number, rate in enumerate(form.digest_rates):
        if form.field(rate.field).kind != "yes_no":
            what = f"{rate.field} is not answered by yes or no"
            yield text.trouble(("digest_rates", number, "field"), what, "a rate counts who says yes")


def _step_troubles(step: Step, at: Path, spans: dict[str, timedelta], text: TomlText) -> Iterator[Trouble]:
    moment, due = spans[step.at.anchor] + step.at.offset, spans["due"]
    if moment < timedelta() or moment > spans["expires"]:
        yield text.trouble((*at, "at"), "the moment is not between the day's start and its expiry")
    if step.kind == "reminder" and step.about != "none" and moment >= due:
        yield text.trouble((*at, "at"), "a reminder after the deadline reminds of nothing", 'write "due-30m"')
    if step.kind in ("overdue", "criticism_draft") and moment < due:
        yield text.trouble((*at, "at"), f"nobody is overdue before the deadline ({step.kind})", 'write "due+10m"')
    if step.about == "late" and moment < due:
        yield text.trouble((*at, "about"), "nobody is late before the deadline")
    if not step.to:
        yield text.trouble((*at, "to"), "it goes to nobody", 'write kinds of group, such as ["enterprise"]')
    if step.catch_up == "until_due":
        if moment >= due:
            yield text.trouble((*at, "catch_up"), "until_due fits steps before the deadline only", 'write "2h"')
    elif isinstance(trouble := _parsed(duration, step.catch_up), str):
        what, _, mend = trouble.partition("; ")
        yield text.trouble((*at, "catch_up"), what, f"{mend}, or until_due")
