"""The words of a district: those that nobody understood, counted by the day, and those that were taught.

What is heard is gathered and goes to the database in one statement at `flush`; a batch without a strange word
asks nothing. Every change of the taught words moves a version, which every process watches.
"""

from datetime import date
from typing import Any

from sqlalchemy import Dialect, bindparam, case, delete, func, select

from bot.store.connection import Connection
from bot.store.counters import next_of, value_of
from bot.store.prepared import Adding, Core, Prepared
from bot.store.records import IgnoredWord, LearnedWord, SeenWord, UnheardWord
from bot.store.tables import ignored_words, learned_words, unknown_words

VERSION = "learned_words"
"""The name of the counter that moves."""
_KEY = ("day", "form", "kind", "word", "chat_group")


class _Counting(Adding):
    """Of a word that was heard on that day already, the times are added up."""

    def core(self, dialect: Dialect) -> Core:
        statement: Any = super().core(dialect)
        old, new = unknown_words.c, statement.excluded
        heard = {  # replicas need not come in the order of the clock
            "times": old.times + new.times,
            "first_at": case((old.first_at < new.first_at, old.first_at), else_=new.first_at),
            "last_at": case((old.last_at > new.last_at, old.last_at), else_=new.last_at),
        }
        return statement.on_conflict_do_update(index_elements=_KEY, set_=heard)  # type: ignore[no-any-return]  # either dialect's insert


_HEARD = _Counting(unknown_words)
_SEEN = Prepared(
    select(
        unknown_words.c.form,
        unknown_words.c.kind,
        unknown_words.c.word,
        unknown_words.c.chat_group,
        func.sum(unknown_words.c.times).label("times"),
        func.min(unknown_words.c.first_at).label("first_at"),
        func.max(unknown_words.c.last_at).label("last_at"),
    )
    .where(unknown_words.c.day.between(bindparam("first"), bindparam("last")))
    .group_by(unknown_words.c.form, unknown_words.c.kind, unknown_words.c.word, unknown_words.c.chat_group)
    .order_by(unknown_words.c.form, unknown_words.c.kind, unknown_words.c.word, unknown_words.c.chat_group)
)
_FORGET_HEARD = Prepared(delete(unknown_words).where(unknown_words.c.day < bindparam("before")))
_LEARNED = Prepared(
    select(learned_words).order_by(learned_words.c.taught_at, learned_words.c.form, learned_words.c.word)
)
_LEARN = Adding(learned_words, once_by=("form", "word"), overwriting=("target", "taught_by", "taught_at"))
_UNLEARN = Prepared(
    delete(learned_words).where(
        learned_words.c.form == bindparam("of_form"),
        learned_words.c.word == bindparam("of_word"),
    )
)
_IGNORED = Prepared(select(ignored_words).order_by(ignored_words.c.ignored_at, ignored_words.c.word))
_IGNORE = Adding(ignored_words, once_by=("word",))
_HEED = Prepared(delete(ignored_words).where(ignored_words.c.word == bindparam("of_word")))


class WordRows:
    """`Words` of the unit of work."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._waiting: dict[tuple[date, str, str, str, str], dict[str, Any]] = {}

    def heard(self, word: UnheardWord) -> None:
        key = (word.day, word.form, word.kind, word.word, word.group)
        row = self._waiting.get(key)
        if row is None:
            told = {"times": 1, "first_at": word.at, "last_at": word.at}
            self._waiting[key] = dict(zip(_KEY, key, strict=True)) | told
        else:
            row["times"] += 1
            row["first_at"] = min(row["first_at"], word.at)
            row["last_at"] = max(row["last_at"], word.at)

    async def seen(self, first: date, last: date) -> tuple[SeenWord, ...]:
        await self.flush()
        found: dict[tuple[str, str, str], SeenWord] = {}
        for row in await self._connection.rows(_SEEN, {"first": first, "last": last}):
            key = (row.form, row.kind, row.word)
            found[key] = _added(found.get(key), row)
        return tuple(sorted(found.values(), key=lambda seen: (-seen.times, seen.form, seen.kind, seen.word)))

    async def forget_heard(self, before: date) -> int:
        await self.flush()
        return await self._connection.run(_FORGET_HEARD, {"before": before})

    async def learned(self) -> tuple[LearnedWord, ...]:
        return await learned_of(self._connection)

    async def learn(self, word: LearnedWord) -> None:
        row = {
            "form": word.form, "word": word.word, "target": word.target, "taught_by": word.by, "taught_at": word.at,
        }  # fmt: skip
        await self._connection.run(_LEARN, [row])
        await next_of(self._connection, VERSION)

    async def unlearn(self, form: str, word: str) -> bool:
        gone = await self._connection.run(_UNLEARN, {"of_form": form, "of_word": word})
        if gone:
            await next_of(self._connection, VERSION)
        return gone > 0

    async def ignored(self) -> tuple[IgnoredWord, ...]:
        rows = await self._connection.rows(_IGNORED)
        return tuple(IgnoredWord(row.word, row.ignored_by, row.ignored_at) for row in rows)

    async def ignore(self, word: IgnoredWord) -> None:
        row = {"word": word.word, "ignored_by": word.by, "ignored_at": word.at}
        await self._connection.run(_IGNORE, [row])

    async def heed(self, word: str) -> bool:
        return await self._connection.run(_HEED, {"of_word": word}) > 0

    async def flush(self) -> None:
        if self._waiting:
            waiting, self._waiting = self._waiting, {}
            await self._connection.run(_HEARD, list(waiting.values()))


async def learned_of(connection: Connection) -> tuple[LearnedWord, ...]:
    """Every taught word, in the order in which they were taught."""
    rows = await connection.rows(_LEARNED)
    return tuple(LearnedWord(row.form, row.word, row.target, row.taught_by, row.taught_at) for row in rows)


async def learned_version(connection: Connection) -> int:
    """Moves with every change of the taught words; 0: none was ever taught."""
    return await value_of(connection, VERSION)


def _added(seen: SeenWord | None, row: Any) -> SeenWord:
    """What was heard in one group added to what was heard in others."""
    times = int(row.times)
    if seen is None:
        return SeenWord(row.form, row.kind, row.word, times, row.first_at, row.last_at, {row.chat_group: times})
    return SeenWord(
        seen.form,
        seen.kind,
        seen.word,
        seen.times + times,
        min(seen.first_at, row.first_at),
        max(seen.last_at, row.last_at),
        {**seen.groups, row.chat_group: times},
    )
