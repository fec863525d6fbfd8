"""The log: a sentence and its fields on one line, without query strings and without secrets.

Scrubbing happens where lines are written, not where they are said: a library's error may hold a URL.
"""

import logging
import re
import sys
from collections.abc import Iterable
from urllib.parse import urlsplit

from bot.channels.registry import KIND_BY_NAME
from bot.config import Settings

_ORDINARY = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
_QUERY = re.compile(r"(?<=[^\s?])\?[^\s\"')>\]]*=[^\s\"')>\]]*")
_PASSWORD = re.compile(r"(://[^\s/:@]*:)[^\s/@]+(?=@)")
SHORTEST = 6  # characters of a secret worth looking for: shorter ones would black out ordinary words


class Sentence(logging.Formatter):
    """2020-03-05T09:02:00+0800 WARNING batch failed size=3 error=ValueError

    `traces` False: without tracebacks, where a person watches who did not ask for a log.
    """

    def __init__(self, secrets: Iterable[str] = (), *, traces: bool = True) -> None:
        super().__init__(datefmt="%Y-%m-%dT%H:%M:%S%z")
        self._traces = traces
        self._secrets = sorted((s for s in secrets if len(s) >= SHORTEST), key=len, reverse=True)

    def format(self, record: logging.LogRecord) -> str:
        line = f"{self.formatTime(record, self.datefmt)} {record.levelname} {record.getMessage()}"
        fields = {key: value for key, value in vars(record).items() if key not in _ORDINARY}
        line = " ".join([line, *(f"{key}={_shown(value)}" for key, value in fields.items())])
        if record.exc_info and self._traces:
            line = f"{line}\n{self.formatException(record.exc_info)}"
        return self.scrubbed(line)

    def scrubbed(self, line: str) -> str:
        """Without query strings, passwords of URLs and the secrets of the configuration."""
        line = _PASSWORD.sub(r"\1***", _QUERY.sub("?...", line))
        for secret in self._secrets:
            line = line.replace(secret, "***")
        return line


def _shown(value: object) -> str:
    text = str(value)
    bare = text.isprintable() and not any(ch.isspace() or ch in "\"'=" for ch in text)
    return text if text and bare else repr(text)


def secrets_of(settings: Settings) -> tuple[str, ...]:
    """Everything of a configuration that must never be read in a log."""
    found = [
        value
        for channel in settings.channels.values()
        for key, value in channel.values.items()
        if key in KIND_BY_NAME[channel.kind].secret
    ]
    password = urlsplit(settings.store_url).password
    return (*found, password) if password else tuple(found)


def keep_log(level: int, *, secrets: Iterable[str] = (), traces: bool = False) -> None:
    """One handler for the whole process, to standard error; libraries speak up from warnings on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Sentence(secrets, traces=traces))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("bot").setLevel(level)
