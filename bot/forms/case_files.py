"""Reads the case types of a preset's folder: cases/*.toml, with every problem of every file and its line.

A preset need not have any; a type with a fault is never used.
"""

from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from bot.cases.definition import CaseType
from bot.cases.proofs import faults_of
from bot.errors import ConfigError, Trouble
from bot.forms.plain import troubles_of
from bot.forms.toml_text import TomlText, read_toml
from bot.text_files import read_text_file


def read_cases(folder: Path, troubles: list[Trouble]) -> tuple[CaseType, ...]:
    """The case types in the order of their file names; what is wrong is added to `troubles`."""
    found: list[tuple[CaseType, TomlText]] = []
    for path in sorted((folder / "cases").glob("*.toml")):
        try:
            text = read_toml(read_text_file(path), str(path))
        except ConfigError as error:
            troubles += error.troubles
            continue
        try:
            case = CaseType.model_validate(text.data)
        except ValidationError as error:
            troubles += troubles_of(error, CaseType, text)
            continue
        troubles += [text.trouble(*fault) for fault in faults_of(case)]
        found.append((case, text))
    troubles += _claimed_twice(found)
    return tuple(case for case, _ in found)


def _claimed_twice(cases: list[tuple[CaseType, TomlText]]) -> Iterator[Trouble]:
    """Prefixes and opening words say which type is meant."""
    owners: dict[str, str] = {}
    for case, text in cases:
        named = [("id", case.id), ("prefix", case.prefix), *(("opening", word) for word in case.opening)]
        named += [(key, word) for key in ("called", "asking") for word in getattr(case, key)]
        for key, word in named:
            if (owner := owners.setdefault(word, text.file)) != text.file:
                yield text.trouble((key,), f'"{word}" already stands for the cases of {owner}', "write another")
