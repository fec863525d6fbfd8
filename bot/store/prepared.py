"""Statements that are asked again and again: Core's text, compiled once, and our own loop over the values.

SQLAlchemy's handling of single parameters and columns costs more than the database does. A statement here
is written in Core like any other; only what it would do anew for every execution is kept.
"""

from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import BindParameter, Delete, Dialect, Insert, Select, Table, Update, bindparam, literal_column
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.visitors import iterate
from sqlalchemy.types import TypeEngine

from bot.errors import StoreError

Values = Mapping[str, Any]
Convert = Callable[[Any], Any]
Core = Select[Any] | Update | Delete | Insert


class Prepared:
    """A SELECT, or a change that returns nothing and takes no list. Made at module level, never in a call."""

    def __init__(self, statement: Core) -> None:
        self._statement = statement
        self._lists = [one.key for one in iterate(statement) if isinstance(one, BindParameter) and one.expanding]
        self._compiled: dict[tuple[Any, ...], Text] = {}

    def text(self, dialect: Dialect, values: Values) -> "Text":
        """For that database and for lists as long as those of the values."""
        shape = (dialect.name, *[len(values[key]) for key in self._lists if key in values])
        text = self._compiled.get(shape)
        if text is None:
            text = self._compiled[shape] = Text(self.core(dialect), dialect, values)
        return text

    def core(self, dialect: Dialect) -> Core:  # noqa: ARG002  # for those that differ
        """The statement as Core has it."""
        return self._statement


class Adding(Prepared):
    """An INSERT of rows.

    `constants` are SQL texts, the same in every row. Of a row whose key `once_by` is there already, the
    columns `overwriting` are taken, and the rest is dropped.
    """

    def __init__(
        self,
        table: Table,
        *,
        constants: Mapping[str, str] | None = None,
        once_by: Sequence[str] = (),
        overwriting: Sequence[str] = (),
    ) -> None:
        super().__init__(table.insert())
        self._table = table
        self._constants = constants or {}
        self._once_by = once_by
        self._overwriting = overwriting

    def core(self, dialect: Dialect) -> Core:
        table = self._table
        insert = postgresql.insert(table) if dialect.name == "postgresql" else sqlite.insert(table)
        own = table.autoincrement_column  # numbered by the database
        columns: dict[str, Any] = {column.key: bindparam(column.key) for column in table.c if column is not own}
        columns |= {key: literal_column(sql) for key, sql in self._constants.items()}
        statement = insert.values(columns).inline()  # inline: no id is asked back
        if self._overwriting:
            new = {name: statement.excluded[name] for name in self._overwriting}
            return statement.on_conflict_do_update(index_elements=self._once_by, set_=new)
        return statement.on_conflict_do_nothing(index_elements=self._once_by) if self._once_by else statement


class Text:
    """SQL with positional parameters, and what its values go through on the way in and out."""

    def __init__(self, statement: Core, dialect: Dialect, values: Values) -> None:
        if isinstance(statement, Select):  # its lists are written out, one parameter for each value
            filled = statement.params(dict(values))
            compiled = filled.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})
        else:
            compiled = statement.compile(dialect=dialect)
        self.sql = str(compiled)
        self._constants = {name: bind.value for name, bind in compiled.binds.items() if name not in values}
        first_of = {f"{name}_1": name for name, bind in compiled.binds.items() if bind.expanding}
        self._lists = frozenset(first_of.values())
        places = (first_of.get(name, name) for name in compiled.positiontup or ())
        names = [name for name in places if name in compiled.binds]  # a list's other places go with its first
        self._plan = [(name, _binding(compiled.binds[name].type, dialect)) for name in names]
        columns = list(statement.selected_columns) if isinstance(statement, Select) else []
        names = [column.key or "" for column in columns]
        self._row: Any = namedtuple("Row", names, rename=True)._make  # type: ignore[attr-defined]  # noqa: PYI024  # its columns are known only here
        processors = (_reading(column.type, dialect) for column in columns)
        self._out = [(place, convert) for place, convert in enumerate(processors) if convert is not None]

    def values(self, values: Values) -> tuple[Any, ...]:
        """In the order of the text. Raises StoreError for a value that its column does not take."""
        if self._constants:
            values = {**self._constants, **values}
        try:
            if self._lists:
                return tuple(self._with_lists(values))
            return tuple([values[name] if convert is None else convert(values[name]) for name, convert in self._plan])
        except (TypeError, ValueError) as error:
            raise StoreError(f"a value cannot be stored ({type(error).__name__})") from None

    def _with_lists(self, values: Values) -> Iterator[Any]:
        for name, convert in self._plan:
            several = values[name] if name in self._lists else (values[name],)
            yield from several if convert is None else map(convert, several)

    def rows(self, found: Iterable[Sequence[Any]]) -> list[Any]:
        """Named tuples, converted."""
        if not self._out:
            return [self._row(row) for row in found]
        converted = []
        for row in found:
            cells = list(row)
            for place, convert in self._out:
                cells[place] = convert(cells[place])
            converted.append(self._row(cells))
        return converted


def _binding(kind: TypeEngine[Any], dialect: Dialect) -> Convert | None:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _reading(kind: TypeEngine[Any], dialect: Dialect) -> Convert | None:
    return kind.dialect_impl(dialect).result_processor(dialect, None)
