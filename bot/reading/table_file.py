"""A form's table that somebody sent as a file: every row with figures is a report, every doubt names its cell.

A newcomer's usual mistake is to store what is left of a row when a cell of it is unclear: the row is asked about as a
whole. A blank cell states nothing at all; only 0 or 无 states a zero.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from bot.directory.characters import fold
from bot.forms.definition import FormDef
from bot.reading.cell_figure import CellFigures, day_in, says_nothing
from bot.reading.meaning import Context, Problem, ProblemCode, UnitReading, Value
from bot.reading.sheet import MOST_BYTES, MOST_ROWS, Cell, Sheet, Unreadable
from bot.reading.sheet_csv import sheet_of_csv
from bot.reading.sheet_xlsx import sheets_of_workbook
from bot.reading.table_heads import EXAMPLE, Heads, heads_of
from bot.reading.vocabulary import names_of

TEXT_ENDINGS: Final = (".csv", ".tsv", ".txt")
ENDINGS: Final = (".xlsx", ".xlsm", ".xls", ".et", ".ods", *TEXT_ENDINGS)
_OLE: Final = b"\xd0\xcf\x11\xe0"
_PACKED: Final = b"PK\x03\x04"
_SUM: Final = re.compile(r"(?:合计|总计|小计|共计|总数|累计|汇总)[0-9]*[家个户]?[:：]?")
_NAMED_CELLS: Final = 5


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row with figures: its number in the sheet and what it says."""

    number: int
    reading: UnitReading


@dataclass(frozen=True, slots=True)
class Table:
    """What a file says of one form. `unknown` are heads of columns that no field took, though figures stand there."""

    form: str
    rows: tuple[TableRow, ...]
    unknown: tuple[str, ...] = ()


def looks_like_a_table(name: str, raw: bytes) -> bool:
    """Whether a file may be a table at all, by its name, or without one by its first bytes."""
    return name.lower().endswith(ENDINGS) or ("." not in name and raw.startswith((_OLE, _PACKED)))


def read_table(name: str, raw: bytes, context: Context) -> Table | Unreadable:
    """Read the file against the one of `context.forms` whose heads it has. Never raises, whatever the bytes are."""
    sheets = _sheets(name, raw)
    if isinstance(sheets, Unreadable):
        return sheets
    forms = context.forms or (context.form,)
    found = [(sheet, form, heads) for sheet in sheets for form in forms if (heads := heads_of(sheet, form)) is not None]
    if not found:
        return Unreadable("wrong_template")
    sheet, form, heads = max(found, key=lambda each: _fit(each[0], each[1], each[2], name))
    if others := [other.title for other, _, _ in found if other is not sheet]:
        return Unreadable("two_sheets", "、".join(dict.fromkeys((sheet.title, *others))))
    return _unfit(sheet, heads) or _table(sheet, heads, replace(context, form=form))


def _sheets(name: str, raw: bytes) -> Sequence[Sheet] | Unreadable:
    """By what the bytes are; a name only tells where they do not."""
    if not raw.strip(b"\x00\t\r\n \xef\xbb\xbf"):
        return Unreadable("empty")
    if len(raw) > MOST_BYTES:
        return Unreadable("too_big")
    if raw.startswith(_OLE):
        return Unreadable("encrypted" if "EncryptedPackage".encode("utf-16-le") in raw else "old_kind")
    if raw.startswith(_PACKED):
        return sheets_of_workbook(raw)
    if name.lower().endswith(TEXT_ENDINGS):
        return sheet_of_csv(raw, name.rpartition(".")[0])
    return Unreadable("damaged" if name.lower().endswith(".xlsx") else "not_a_table")


def _fit(sheet: Sheet, form: FormDef, heads: Heads, name: str) -> tuple[int, int]:
    """How much of a sheet is the form's; of equals the one that is named, by its longest title."""
    named = fold(f"{sheet.title} {name}")
    return len(heads.fields), max(len(title) for title in map(fold, (form.name, *form.aliases, "")) if title in named)


def _unfit(sheet: Sheet, heads: Heads) -> Unreadable | None:
    """Why nothing of a sheet is taken, though its heads are the form's."""
    if heads.twice is not None:
        return Unreadable("two_columns", "、".join(heads.twice))
    if sheet.too_wide:
        return Unreadable("too_many_columns")
    if sheet.too_long:
        return Unreadable("too_many_rows")
    formulas = [cell.place for _, cells in sheet.lines for cell in cells.values() if cell.fault == "formula"]
    if formulas:
        several = f"等{len(formulas)}处" if len(formulas) > _NAMED_CELLS else ""
        return Unreadable("formulas", "、".join(formulas[:_NAMED_CELLS]) + several)
    return None


def _table(sheet: Sheet, heads: Heads, context: Context) -> Table | Unreadable:
    reader = _Rows(heads, context)
    rows: list[TableRow] = []
    unknown: set[int] = set()
    for number, cells in sheet.lines[heads.line + 1 :]:
        if not reader.is_of_a_unit(cells):
            continue
        unknown |= heads.unknown.keys() & cells.keys()
        if heads.fields.keys() & cells.keys():
            rows.append(TableRow(number, reader.reading(number, cells)))
    rows = [row for row in rows if row.reading.values or row.reading.problems]
    if not rows:
        return Unreadable("nothing")
    if len(rows) > MOST_ROWS:
        return Unreadable("too_many_rows")
    heads_unknown = tuple(heads.unknown[column] for column in sorted(unknown))
    return Table(context.form.id, tuple(_each_once(rows, context.today)), heads_unknown)


class _Rows:
    """Reads the rows of one sheet."""

    def __init__(self, heads: Heads, context: Context) -> None:
        self._heads = heads
        self._context = context
        self._form = context.form
        self._figures = CellFigures(context)
        self._names = names_of(context.directory)
        self._own = frozenset(unit.id for unit in context.directory.units_of(context.sender))

    def is_of_a_unit(self, cells: Mapping[int, Cell]) -> bool:
        """Neither the template's example nor a sum."""
        said = [fold(str(cell.value)) for cell in (self._at(cells, self._heads.unit), self._at(cells, 0)) if cell]
        return not any(_SUM.fullmatch(words) or words.strip("(（[【").startswith(EXAMPLE) for words in said)

    @staticmethod
    def _at(cells: Mapping[int, Cell], column: int | None) -> Cell | None:
        return cells.get(column) if column is not None else None

    def reading(self, number: int, cells: Mapping[int, Cell]) -> UnitReading:
        """What one row says."""
        unit, problem = self._unit(number, cells)
        period, wrong_day = self._day(cells)
        values: list[Value] = []
        problems = [p for p in (problem, wrong_day) if p is not None]
        for column, key in self._heads.fields.items():
            cell = cells.get(column)
            if cell is None or (isinstance(cell.value, str) and not cell.fault and says_nothing(cell.value)):
                continue
            figure, code = self._figures.of_cell(self._form.field(key), cell)
            words = _shown(cell)
            if figure is None:
                problems.append(Problem(code, key, None, words, cell=cell.place))
            else:
                values.append(Value(key, figure, 0, len(words), words))
        return UnitReading(unit, period, tuple(values), tuple(problems), named=True)

    def _day(self, cells: Mapping[int, Cell]) -> tuple[date | None, Problem | None]:
        """The row's day; without one the day is today, as in a message."""
        cell = self._at(cells, self._heads.day)
        if cell is None:
            return None, None
        if isinstance(cell.value, date):
            return cell.value, None
        words = _shown(cell)
        found = day_in(words, self._context.today) if isinstance(cell.value, str) else "date_impossible"
        if isinstance(found, date):
            return found, None
        return None, Problem(found, None, None, words, cell=cell.place)

    def _unit(self, number: int, cells: Mapping[int, Cell]) -> tuple[str | None, Problem | None]:
        """The row's unit by its number and its name, which must agree; the sender's only one where neither stands."""
        numbered, named = self._at(cells, self._heads.unit_id), self._at(cells, self._heads.unit)
        by_number = self._numbered(numbered)
        if named is None:
            if numbered is None:
                return self._only(number)
            return self._whose((by_number,) if by_number else (), numbered)
        found = self._by_name(_shown(named))
        if by_number is None:
            return self._whose(found, named)
        if by_number in found:
            return self._whose((by_number,), named)
        return None, Problem("unit_ambiguous", None, None, _shown(named), 0, 0, (by_number, *found), named.place)

    def _numbered(self, cell: Cell | None) -> str | None:
        words = _shown(cell) if cell is not None else ""
        return words if words in self._context.directory.unit_by_id else None

    def _by_name(self, words: str) -> tuple[str, ...]:
        return self._names.exact(words) or self._names.resolve(words, self._own).units

    def _only(self, number: int) -> tuple[str | None, Problem | None]:
        if len(self._own) == 1:
            return next(iter(self._own)), None
        return None, Problem("unit_missing", cell=f"第{number}行")

    def _whose(self, units: Sequence[str], cell: Cell) -> tuple[str | None, Problem | None]:
        words = _shown(cell)
        if len(units) != 1:
            code: ProblemCode = "unit_ambiguous" if units else "unit_missing"
            return None, Problem(code, None, None, words, candidates=tuple(units), cell=cell.place)
        [unit] = units
        if unit not in self._own:
            return None, Problem("unit_not_yours", None, unit, words, cell=cell.place)
        return unit, None


def _shown(cell: Cell) -> str:
    """A cell's words as a person is shown them."""
    if isinstance(cell.value, bool):
        return "是" if cell.value else "否"
    return cell.value.isoformat() if isinstance(cell.value, date) else str(cell.value)


def _each_once(rows: Sequence[TableRow], today: date) -> Iterator[TableRow]:
    """A unit's day stands in one row: a second one that says the same is left out, one that differs doubts both."""
    by_duty: dict[tuple[str, date], list[TableRow]] = {}
    for row in rows:
        if row.reading.unit is not None:
            by_duty.setdefault((row.reading.unit, row.reading.period or today), []).append(row)
    for row in rows:
        same = by_duty.get((row.reading.unit or "", row.reading.period or today), [row])
        if len({frozenset(other.reading.as_mapping().items()) for other in same}) > 1:
            others = "、".join(f"第{other.number}行" for other in same if other is not row)
            twice = Problem("contradiction", None, row.reading.unit, others, cell=f"第{row.number}行")
            yield replace(row, reading=replace(row.reading, problems=(*row.reading.problems, twice)))
        elif same[0] is row or row.reading.problems:
            yield row
