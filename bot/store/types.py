"""Column types: moments, words and JSON, which mean the same on both databases.

SQLite keeps no time zones and PostgreSQL keeps no NUL characters; whoever takes a plain DateTime or Text
column finds out in production.
"""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

UNKNOWN = "\ufffd"


class Moment(TypeDecorator[datetime]):
    """An instant: refuses naive values, gives aware ones in UTC. On SQLite a text that sorts by time."""

    impl = DateTime
    cache_ok = True

    def __init__(self) -> None:
        super().__init__(timezone=True)

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return Text() if dialect.name == "sqlite" else DateTime(timezone=True)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        moment = value.astimezone(UTC)
        return moment.isoformat(" ", "microseconds")[:26] if dialect.name == "sqlite" else moment

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if dialect.name == "sqlite":
            return datetime.fromisoformat(value).replace(tzinfo=UTC)
        moment: datetime = value.astimezone(UTC)
        return moment


class Words(TypeDecorator[str]):
    """Text compared and sorted by code point on both databases; what neither can keep becomes U+FFFD."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return Text(collation="C") if dialect.name == "postgresql" else Text()

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002  # the interface
        return None if value is None else storable(value)


class Json(TypeDecorator[Any]):
    """A JSON value as text: equal values are equal bytes, and Chinese stays readable."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002  # the interface
        return None if value is None else storable(dumped(value))

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:  # noqa: ARG002  # the interface
        return None if value is None else json.loads(value)


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


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, date):  # a datetime too
        return value.isoformat()
    if isinstance(value, frozenset | set):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} is no JSON value")


_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False, default=_plain)
