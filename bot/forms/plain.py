"""Pydantic's findings about a definition as sentences for the person who wrote the file.

A duty officer reads these: no type names of Python, always what may stand there instead.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from bot.errors import Trouble
from bot.forms.toml_text import TomlText
from bot.nearest import meant

WANTED = {
    "string": ("a text", 'write it in quotes: "..."'),
    "int": ("a whole number", "write digits without quotes"),
    "float": ("a number", "write digits without quotes"),
    "bool": ("yes or no", "write true or false without quotes"),
    "date": ("a day", "write it as 2020-03-05"),
    "tuple": ("a list", 'write ["...", "..."]'),
    "model": ("a table", "write it under a [heading] of its own"),
    "dict": ("a table", "write it under a [heading] of its own"),
}


def troubles_of(
    error: ValidationError, model: type[BaseModel], text: TomlText, at: tuple[str | int, ...] = ()
) -> list[Trouble]:
    """One trouble for each finding, at its key. `at` is where in the file the model stands."""
    found = [_trouble(one, model, text, at) for one in error.errors(include_url=False)]
    return list(dict.fromkeys(found))


def _trouble(finding: Mapping[str, Any], model: type[BaseModel], text: TomlText, at: tuple[str | int, ...]) -> Trouble:
    path = tuple(_written(finding["loc"], text.data, at))
    kind = str(finding["type"])
    given = finding.get("input")
    context: Mapping[str, Any] = finding.get("ctx", {})
    if kind == "extra_forbidden":
        owner = _model_at(model, finding["loc"][:-1])
        return text.trouble((*at, *path), f"unknown key {path[-1]!r}", meant(str(path[-1]), _keys(owner)))
    if kind == "missing":
        return text.trouble((*at, *path[:-1]), f"{path[-1]} is missing", f"add a line {path[-1]} = ...")
    if kind == "literal_error":
        choices = tuple(_choices(model, finding["loc"]))
        mend = meant(str(given), choices) if choices else f"write {context.get('expected', '')}"
        return text.trouble((*at, *path), f"{_told(given)} is none of the known words", mend)
    if kind == "value_error":
        what, _, mend = str(context.get("error", finding["msg"])).partition("; ")
        return text.trouble((*at, *path), what, mend)
    if kind == "too_short":
        return text.trouble((*at, *path), "the list is empty", "write at least one")
    wanted, mend = WANTED.get(kind.partition("_")[0], ("", ""))
    if not wanted:
        return text.trouble((*at, *path), str(finding["msg"]))
    return text.trouble((*at, *path), f"{_told(given)} is not {wanted}", mend)


def _keys(model: type[BaseModel]) -> list[str]:
    """As they are written in a file."""
    return [field.alias or name for name, field in model.model_fields.items()]


def _written(loc: Sequence[str | int], data: Any, at: Sequence[str | int]) -> Iterator[str | int]:
    """The parts of pydantic's path that stand in the file: it also names the branches of a union."""
    here = data
    for step in at:
        here = here[step]
    for position, step in enumerate(loc):
        last = position == len(loc) - 1
        if isinstance(here, Mapping):
            if step not in here and not last:
                continue
            yield step
            here = here.get(step)
        elif isinstance(here, list | tuple) and isinstance(step, int):
            yield step
            here = here[step] if step < len(here) else None


def _model_at(model: type[BaseModel], loc: Sequence[str | int]) -> type[BaseModel]:
    """The definition that the path leads into."""
    for step in loc:
        if isinstance(step, str) and step in model.model_fields:
            inner = _inner_model(model.model_fields[step].annotation)
            model = inner or model
    return model


def _inner_model(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for one in get_args(annotation) if (found := _inner_model(one)) is not None), None)


def _choices(model: type[BaseModel], loc: Sequence[str | int]) -> Iterator[str]:
    """Every word that the field's annotation allows."""
    names = [step for step in loc if isinstance(step, str)]
    owner = model
    for name in names:
        if name not in owner.model_fields:
            break
        annotation = owner.model_fields[name].annotation
        inner = _inner_model(annotation)
        if inner is None:
            yield from _words(annotation)
            break
        owner = inner


def _words(annotation: Any) -> Iterator[str]:
    for one in get_args(annotation):
        if isinstance(one, str):
            yield one
        else:
            yield from _words(one)


def _told(given: Any) -> str:
    """What was written, shortened."""
    if isinstance(given, bool):
        return "true" if given else "false"
    told = f'"{given}"' if isinstance(given, str) else str(given)
    return told if len(told) <= 60 else told[:57] + "..."
