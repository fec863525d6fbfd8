"""What a new directory changes in an old one, noun by noun: the preview of an import."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any

from bot.directory.model import Directory, Exemption

NOUNS = ("areas", "units", "members", "groups", "exemptions")


@dataclass(frozen=True, slots=True)
class Named:
    """One thing by its id and its name; `what` are the columns that change."""

    id: str
    name: str
    what: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of one noun, each in the order of its directory."""

    noun: str
    added: tuple[Named, ...] = ()
    changed: tuple[Named, ...] = ()
    retired: tuple[Named, ...] = ()

    @property
    def empty(self) -> bool:
        return not (self.added or self.changed or self.retired)


def difference(old: Directory, new: Directory) -> tuple[Change, ...]:
    """One change a noun, also where nothing changes. Versions and the order of rows are not compared."""
    return tuple(_change(noun, getattr(old, noun), getattr(new, noun)) for noun in NOUNS)


def _change(noun: str, old: Iterable[Any], new: Iterable[Any]) -> Change:
    before, after = _keyed(old), _keyed(new)
    return Change(
        noun,
        added=tuple(Named(_id(v), _name(v)) for key, v in after.items() if key not in before),
        changed=tuple(
            Named(_id(v), _name(v), _columns(before[key], v))
            for key, v in after.items()
            if key in before and before[key] != v
        ),
        retired=tuple(Named(_id(v), _name(v)) for key, v in before.items() if key not in after),
    )


def _keyed(values: Iterable[Any]) -> dict[tuple[Any, ...], Any]:
    """By id; exemptions have none and may be written twice: they go by unit, form, first day and count."""
    found: dict[tuple[Any, ...], Any] = {}
    for value in values:
        key: tuple[Any, ...] = (_id(value),)
        if isinstance(value, Exemption):
            key = (value.unit, value.form, value.from_day)
            key = (*key, sum(1 for other in found if other[:3] == key))
        found[key] = value
    return found


def _id(value: Any) -> str:
    for name in ("id", "user_id", "unit"):
        if hasattr(value, name):
            return str(getattr(value, name))
    raise TypeError(f"no noun of a directory: {type(value).__name__}")


def _name(value: Any) -> str:
    if isinstance(value, Exemption):
        until = value.to_day.isoformat() if value.to_day else ""
        return f"{value.form or '*'} {value.from_day.isoformat()}..{until}"
    return str(value.name)


def _columns(before: Any, after: Any) -> tuple[str, ...]:
    return tuple(f.name for f in fields(after) if getattr(before, f.name) != getattr(after, f.name))
