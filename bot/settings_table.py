"""One table of a configuration file: reads typed values out of it and collects what is wrong.

Reading a key that is wrong gives its default, so that everything wrong is found in one go; the troubles are
shared by all tables of a file. Whoever reads decides at the end to refuse what nobody asked for.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from bot.errors import ConfigError, Trouble
from bot.forms.toml_text import TomlText
from bot.nearest import meant, nearest
from bot.text_files import read_text_file


class Table:
    """A table at `at` in the text. Paths are relative to `folder`, secrets may stand in `environment`."""

    def __init__(
        self,
        text: TomlText,
        at: tuple[str, ...],
        *,
        folder: Path,
        environment: Mapping[str, str],
        troubles: list[Trouble] | None = None,
        data: Mapping[str, Any] | None = None,
    ) -> None:
        self.folder = folder
        self.broken = False  # something else than a table is written there
        self.troubles: list[Trouble] = [] if troubles is None else troubles
        self._text = text
        self._at = at
        self._environment = environment
        self._data = text.data if data is None else data
        self._known: dict[str, None] = {}

    def trouble(self, key: str, what: str, mend: str = "") -> None:
        """Something is wrong with the key, or with the whole table when it is empty. Said once."""
        found = self._text.trouble((*self._at, key) if key else self._at, what, mend)
        if found not in self.troubles:
            self.troubles.append(found)

    def has(self, key: str) -> bool:
        """Whether the key, its _env or its _file is written."""
        return any(name in self._data for name in (key, f"{key}_env", f"{key}_file"))

    def names(self) -> tuple[str, ...]:
        """Every key of the table, in the order of the file."""
        return tuple(self._data)

    def table(self, name: str) -> "Table":
        """A table inside; an empty one where none is written."""
        self._known[name] = None
        written = self._data.get(name, {})
        inner = Table(
            self._text,
            (*self._at, name),
            folder=self.folder,
            environment=self._environment,
            troubles=self.troubles,
            data=written if isinstance(written, dict) else {},
        )
        if not isinstance(written, dict):
            inner.broken = True
            self.trouble(name, f"{name} is not a table", f"write [{'.'.join((*self._at, name))}] on a line of its own")
        return inner

    def text(self, key: str, default: str) -> str:
        """A text that is not blank."""
        value = self._taken(key, default)
        if not isinstance(value, str):
            self.trouble(key, f"{_told(value)} is not a text", 'write it in quotes: "..."')
            return default
        if key in self._data and not value.strip():
            self.trouble(key, "the text is empty", "write something or take the line out")
            return default
        return value

    def loose(self, key: str, default: str) -> str:
        """A text that may also be written as a number or as true and false."""
        value = self._data.get(key)
        if isinstance(value, bool):
            self._known[key] = None
            return str(value).lower()
        if isinstance(value, int):
            self._known[key] = None
            return str(value)
        return self.text(key, default)

    def whole(self, key: str, default: int, *, least: int, most: int) -> int:
        """A whole number between `least` and `most`."""
        value = self._taken(key, default)
        if not isinstance(value, int) or isinstance(value, bool):
            self.trouble(key, f"{_told(value)} is not a whole number", "write digits without quotes")
            return default
        if not least <= value <= most:
            self.trouble(key, f"{value} is not between {least} and {most}")
            return default
        return value

    def path(self, key: str) -> Path | None:
        """A path, made absolute; None: not written."""
        value = self.text(key, "")
        return (self.folder / value).expanduser().resolve() if value else None

    def secret(self, key: str, default: str) -> str:
        """A text given as itself, as `<key>_env` (a variable's name) or as `<key>_file`. Never told in a trouble."""
        env, file = f"{key}_env", f"{key}_file"
        written = [name for name in (key, env, file) if name in self._data]
        self._known |= dict.fromkeys((key, env, file))
        if len(written) > 1:
            self.trouble(written[1], f"{' and '.join(written)} say the same", "keep one of them")
            return default
        if env in self._data:
            return self._from_environment(env, default)
        if file in self._data:
            return self._from_file(file, default)
        value = self._data.get(key, default)
        if isinstance(value, str) and (value.strip() or key not in self._data):
            return value
        what = "the text is empty" if isinstance(value, str) else "this is not a text"
        self.trouble(key, what, 'write it in quotes: "..."')
        return default

    def mistyped(self, key: str, known: Iterable[str]) -> str | None:
        """The key that is written where `key` is meant, by the look of it; None: no such thing."""
        choices = set(known)
        strange = (name for name in self._data if name not in choices)
        return next((name for name in strange if nearest(name, choices) == key), None)

    def refuse(self, key: str, known: Iterable[str]) -> None:
        """A trouble for a key that nobody asked for; `known` are those that may stand there."""
        owner = f"[{'.'.join(self._at)}]" if self._at else "this file"
        self.trouble(key, f"unknown key {key!r} in {owner}", meant(key, known))

    def refuse_unknown(self) -> None:
        """A trouble for every key that nobody asked for."""
        for key in self._data:
            if key not in self._known:
                self.refuse(key, self._known)

    def _taken(self, key: str, default: Any) -> Any:
        self._known[key] = None
        return self._data.get(key, default)

    def _from_environment(self, key: str, default: str) -> str:
        name = self.text(key, "")
        if not name:
            return default
        value = self._environment.get(name, "")
        if not value.strip():
            self.trouble(key, f"the variable {name} is not set", "set it before the start")
            return default
        return value.strip()

    def _from_file(self, key: str, default: str) -> str:
        path = self.path(key)
        if path is None:
            return default
        try:
            value = read_text_file(path).strip()
        except ConfigError as error:
            self.trouble(key, f"{path}: {error.troubles[0].what}", error.troubles[0].mend)
            return default
        if not value:
            self.trouble(key, f"{path} is empty", "put the secret into it")
        return value or default


def _told(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    told = f'"{value}"' if isinstance(value, str) else str(value)
    return told if len(told) <= 40 else told[:37] + "..."
