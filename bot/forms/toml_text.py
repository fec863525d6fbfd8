"""A TOML text together with the line of every key, so that a trouble can name where it stands.

`tomllib` tells no positions. It decides what is valid; only then is the text walked a second time for the
lines, which may therefore take the syntax for granted.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.errors import ConfigError, Trouble

Path = tuple[str | int, ...]

_AT = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)$")
_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_STRING = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"{3,5}' r"|'''.*?'{3,5}" r'|"(?:[^"\\\n]|\\.)*"' r"|'[^'\n]*'", re.DOTALL
)
_SCALAR = re.compile(r"[^,\]}\n#]+")
_DOT = re.compile(r"[ \t]*\.[ \t]*")


@dataclass(frozen=True)
class TomlText:
    """What the text says, and the line (from 1) of each key path; items of arrays are numbered from 0."""

    file: str
    data: Mapping[str, Any]
    lines: Mapping[Path, int] = field(repr=False)

    def line_of(self, path: Sequence[str | int]) -> int | None:
        """The line of the path, or of the nearest thing around it; None: nothing of it is written."""
        known = tuple(path)
        while known and known not in self.lines:
            known = known[:-1]
        return self.lines.get(known)

    def trouble(self, path: Sequence[str | int], what: str, mend: str = "") -> Trouble:
        """A trouble at the key, with its line where it is written."""
        place, line = self.place(path), self.line_of(path)
        parts = ([f"line {line}"] if line else []) + ([f"key {place}"] if place else [])
        return Trouble(self.file, ", ".join(parts), what, mend)

    def place(self, path: Sequence[str | int]) -> str:
        """ "fields.on_duty.kind": an item of an array goes by its key, name or field, else by its number from 1."""
        names, here = [], self.data
        for step in path:
            here = _inside(here, step)
            names.append(_called(here, step) if isinstance(step, int) else step)
        return ".".join(names)


def read_toml(text: str, file: str) -> TomlText:
    """The text, understood. Raises ConfigError with the place when it is no TOML."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError([_not_toml(str(error), file)]) from None
    except RecursionError:
        raise ConfigError([Trouble(file, "", "this is nested too deeply")]) from None
    return TomlText(file, data, _Walk(text).lines)


def _not_toml(message: str, file: str) -> Trouble:
    found = _AT.search(message)
    what = _AT.sub("", message)
    place = f"line {found[1]}, column {found[2]}" if found and found[1] else "end of the file" if found else ""
    mend = 'texts stand in straight quotes, name = "value"' if "value" in what.lower() else "see the TOML syntax"
    return Trouble(file, place, f"this is not TOML: {what[:1].lower()}{what[1:]}", mend)


def _inside(here: Any, step: str | int) -> Any:
    try:
        return here[step]
    except (KeyError, IndexError, TypeError):
        return None


def _called(item: Any, number: int) -> str:
    if isinstance(item, Mapping):
        for key in ("key", "name", "field", "label"):
            if isinstance(item.get(key), str):
                return str(item[key])
    return str(number + 1)


class _Walk:
    """One pass over a valid text. `lines` is filled as the keys come."""

    def __init__(self, text: str) -> None:
        self.lines: dict[Path, int] = {}
        self._text = text
        self._at = 0
        self._line = 1
        self._counted = 0
        self._rows: dict[Path, int] = {}
        table: Path = ()
        while self._skip_blank():
            if text.startswith("[[", self._at):
                table = self._header(2)
                self._rows[table] = self._rows.get(table, -1) + 1
                table = (*table, self._rows[table])
                self._note(table)
            elif text[self._at] == "[":
                table = self._header(1)
                self._note(table)
            else:
                self._pair(table)

    def _skip_blank(self) -> bool:
        found = _BLANK.match(self._text, self._at)
        self._at = found.end() if found else self._at
        return self._at < len(self._text)

    def _note(self, path: Path) -> None:
        self._line += self._text.count("\n", self._counted, self._at)
        self._counted = self._at
        for end in range(1, len(path) + 1):
            self.lines.setdefault(path[:end], self._line)

    def _header(self, brackets: int) -> Path:
        """`[a.b]` with every array of tables on the way standing for its newest item."""
        self._at += brackets
        full: Path = ()
        names = self._key()
        for position, name in enumerate(names):
            full = (*full, name)
            last = position == len(names) - 1
            if full in self._rows and not (last and brackets == 2):
                full = (*full, self._rows[full])
        self._at = self._text.index("]" * brackets, self._at) + brackets
        return full

    def _key(self) -> list[str]:
        names = []
        while True:
            self._skip_blank()
            if (quoted := _STRING.match(self._text, self._at)) is not None:
                names.append(next(iter(tomllib.loads(f"{quoted[0]} = 0"))))
                self._at = quoted.end()
            elif (bare := _BARE.match(self._text, self._at)) is not None:
                names.append(bare[0])
                self._at = bare.end()
            dot = _DOT.match(self._text, self._at)
            if dot is None:
                return names
            self._at = dot.end()

    def _pair(self, table: Path) -> None:
        start = self._at
        path = (*table, *self._key())
        end, self._at = self._at, start
        self._note(path)
        self._at = self._text.index("=", end) + 1
        self._value(path)

    def _value(self, path: Path) -> None:
        self._skip_blank()
        opening = self._text[self._at]
        if opening == "[":
            self._at += 1
            number = 0
            while not self._closes("]"):
                self._note((*path, number))
                self._value((*path, number))
                number += 1
        elif opening == "{":
            self._at += 1
            while not self._closes("}"):
                self._pair(path)
        else:
            found = _STRING.match(self._text, self._at) or _SCALAR.match(self._text, self._at)
            self._at = found.end() if found else self._at + 1

    def _closes(self, bracket: str) -> bool:
        """Whether the array or inline table ends here; a comma before the next item is stepped over."""
        self._skip_blank()
        if self._text[self._at] == ",":
            self._at += 1
            self._skip_blank()
        if self._text[self._at] == bracket:
            self._at += 1
            return True
        return False
