"""Column types: moments, words and JSON, which mean the same on both databases.

SQLite keeps no time zones and PostgreSQL keeps no NUL characters; whoever takes a plain DateTime or Text
column finds out in production. The converters are given to SQLAlchemy directly: `process_bind_param` would
cost a second call for every value.
"""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

UNKNOWN = "\ufffd"
Convert = Callable[[Any], Any]  # a value on its way into or out of the driver


class Moment(TypeDecorator[datetime]):
    """An instant: refuses naive values, gives aware ones in UTC. On SQLite a text that sorts by time."""

    impl = DateTime
    cache_ok = True

    def __init__(self) -> None:
        super().__init__(timezone=True)

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return Text() if dialect.name == "sqlite" else DateTime(timezone=True)

    def bind_processor(self, dialect: Dialect) -> Convert:
        return _moment_text if dialect.name == "sqlite" else _moment

    def result_processor(self, dialect: Dialect, coltype: object) -> Convert:  # noqa: ARG002  # the interface
        return moment_reader(dialect.name)


class Words(TypeDecorator[str]):
    """Text compared and sorted by code point on both databases; what neither can keep becomes U+FFFD."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return Text(collation="C") if dialect.name == "postgresql" else Text()

    def bind_processor(self, dialect: Dialect) -> Convert:  # noqa: ARG002  # the interface
        return _words

    def result_processor(self, dialect: Dialect, coltype: object) -> None:  # noqa: ARG002  # the interface
        return None


class Json(TypeDecorator[Any]):
    """A JSON value as text: equal values are equal bytes, and Chinese stays readable."""

    impl = Text
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Convert:  # noqa: ARG002  # the interface
        return _json

    def result_processor(self, dialect: Dialect, coltype: object) -> Convert:  # noqa: ARG002  # the interface
        return parsed


def storable(text: str) -> str:
    """The text without NUL and lone surrogates, which a database would refuse."""
    if text.isascii():
        return text.replace("\0", UNKNOWN) if "\0" in text else text
    try:
        text.encode()
    except UnicodeEncodeError:
        text = "".join(UNKNOWN if "\ud800" <= letter <= "\udfff" else letter for letter in text)
    return text.replace("\0", UNKNOWN) if "\0" in text else text


def dumped(value: Any) -> str:
    """JSON with sorted keys and nothing escaped that need not be."""
    return _ENCODER.encode(value)


def parsed(text: str | None) -> Any:
    """The value of a JSON text; None stays None."""
    if text is None:
        return None
    return [] if text == "[]" else _DECODER.raw_decode(text)[0]


def moment_reader(dialect: str) -> Convert:
    """What makes a moment of what that database's driver gives."""
    return _moment_from_text if dialect == "sqlite" else _moment


def _moment(value: datetime | None) -> datetime | None:
    if value is None:
        return None
    if value.tzinfo is None:
        raise ValueError("a moment without a time zone cannot be stored")
    return value if value.tzinfo is UTC else value.astimezone(UTC)


def _moment_text(value: datetime | None) -> str | None:
    moment = _moment(value)
    return None if moment is None else moment.isoformat(" ", "microseconds")[:26]


def _moment_from_text(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text).replace(tzinfo=UTC)


def _words(text: str | None) -> str | None:
    return text if text is None or (text.isascii() and "\0" not in text) else storable(text)


def _json(value: Any) -> str | None:
    if value is None:
        return None
    return "[]" if value in ((), []) else storable(dumped(value))


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, date):  # a datetime too
        return value.isoformat()
    if isinstance(value, frozenset | set):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} is no JSON value")


_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False, default=_plain)
_DECODER = json.JSONDecoder()
