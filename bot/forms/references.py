"""What a form file says about its own parts, checked on the raw text: keys written twice, names of no field.

The definition refuses the same things, but one at a time and without a line; here each stands at its place.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.errors import Trouble
from bot.forms.toml_text import Path, TomlText
from bot.nearest import meant


def reference_troubles(text: TomlText) -> list[Trouble]:
    """Every key written twice and every reference to a field that the form does not have."""
    fields = _tables(text.data, "fields")
    keys = [key for _, item in fields if isinstance(key := item.get("key"), str)]
    found = [*_twice(text, "fields", "key"), *_twice(text, "ladder", "name")]
    for path, used in _references(text.data):
        if isinstance(used, str) and keys and used not in keys:
            found.append(text.trouble(path, f'"{used}" is no field of this form', meant(used, keys)))
    for number, step in _tables(text.data, "ladder"):
        if step.get("kind") == "criticism":
            what = "no clock posts a criticism list: a step may only draft one"
            found.append(text.trouble(("ladder", number, "kind"), what, 'write kind = "criticism_draft"'))
    return found


def _tables(data: Mapping[str, Any], name: str) -> list[tuple[int, Mapping[str, Any]]]:
    """The tables of an array with their numbers; nothing where something else is written."""
    items = data.get(name)
    if not isinstance(items, list):
        return []
    return [(number, item) for number, item in enumerate(items) if isinstance(item, dict)]


def _twice(text: TomlText, name: str, key: str) -> Iterator[Trouble]:
    seen: dict[str, int] = {}
    for number, item in _tables(text.data, name):
        value = item.get(key)
        if not isinstance(value, str):
            continue
        if value in seen:
            line = text.line_of((name, seen[value], key))
            yield text.trouble((name, number, key), f'"{value}" is written twice', f"it also stands in line {line}")
        seen.setdefault(value, number)


def _references(data: Mapping[str, Any]) -> Iterator[tuple[Path, Any]]:
    """Every place that names a field."""
    for number, item in _tables(data, "fields"):
        if "part_of" in item:
            yield ("fields", number, "part_of"), item["part_of"]
    for number, item in _tables(data, "identities"):
        for position, used in enumerate(_list(item.get("fields"))):
            yield ("identities", number, "fields", position), used
    for name in ("anomalies", "alarms", "digest_rates"):
        for number, item in _tables(data, name):
            if "field" in item:
                yield (name, number, "field"), item["field"]
    for position, used in enumerate(_list(data.get("digest_fields"))):
        yield ("digest_fields", position), used


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
