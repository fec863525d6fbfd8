"""Tables in a text: a line of labels, and lines with as many cells, parted by tabs, bars, commas, slashes or blanks.

A newcomer's usual mistake is to trust the marks: the line of labels may part its cells by + and the rows by blanks.
A line is a row when it has as many cells as the line of labels has columns, and every cell holds what may stand there.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.reading import token as t
from bot.reading.atoms import VALUE, Atom
from bot.reading.claims import Claim, claim_of
from bot.reading.dates import DateMention, date_at
from bot.reading.numerals import Number
from bot.reading.runs import Run
from bot.reading.table_lines import LABELS, cells_of, denies, format_told, is_sum, lines_of
from bot.reading.token import Token
from bot.reading.vocabulary import Vocabulary
from bot.reading.words import NO, YES

_VALUES = frozenset({t.NUMBER, "zero", "vague", "unknown", t.STATE})
_NO_HEADER = frozenset({t.NUMBER, t.NOISE, "zero", t.STATE, t.NIL, "vague", t.DAY, "ask", t.QUESTION, "same", t.STOP})
_NO_DAYS = _NO_HEADER - {t.DAY} | LABELS
_NAMING = frozenset({t.UNIT, t.OTHER})
_STATING = LABELS | _VALUES | {t.NIL, t.CELL}
_NAME_WORDS = frozenset("单位 公司 企业 工厂 工地 项目 项目部 酒店 店 社区 学校 厂 店铺 名称".split())
_DIGITS = re.compile(r"\d+(?:/\d+)+")
_PARTERS = (t.CELL, t.COMMA, t.SLASH, t.LIST, "")


@dataclass(slots=True)
class Row:
    """A row's figures and the words of its name."""

    run: Run
    claims: list[Claim]
    name: list[Token]


@dataclass(frozen=True, slots=True)
class _Column:
    kind: str  # label, name, day, number, other
    label: Token | None = None


class Tables:
    """Finds the tables of one text."""

    def __init__(self, vocabulary: Vocabulary, text: str, today: date) -> None:
        self.vocabulary = vocabulary
        self.text = text
        self.today = today

    def read(self, tokens: Sequence[Token]) -> tuple[list[Row], list[Token]]:
        """The rows of all tables, and the tokens that belong to none."""
        kinds = [token.kind for token in tokens]
        if t.NEWLINE not in kinds or sum(map(kinds.count, LABELS)) < 2:
            return [], list(tokens)
        lines = self._format_first(self._with_own_heads(lines_of(tokens)))
        told = "sample" in kinds
        rows: list[Row] = []
        taken: set[int] = set()
        at = 0
        while at < len(lines):
            columns = (self._header(format_told(lines[at])) if told else []) or self._header(lines[at])
            if columns:
                found = self._rows(lines, at, columns, taken)
            else:
                found = self._by_day(lines, at, taken) or self._by_unit(lines, at, taken)
            if found:
                rows.extend(found)
                taken.add(at)
                at = max(taken)
            at += 1
        if not rows:
            return [], list(tokens)
        gone = {id(token) for number in taken for token in lines[number]}
        return rows, [token for token in tokens if id(token) not in gone]

    def _with_own_heads(self, lines: list[list[Token]]) -> list[list[Token]]:
        """1号网格 2月24日（在岗/返岗/发热） is a heading and a line of labels."""
        found: list[list[Token]] = []
        for line in lines:
            opened = next((at for at, token in enumerate(line) if token.kind == t.OPEN), 0)
            heads = opened and line[-1].kind == t.CLOSE and _STATING.isdisjoint(token.kind for token in line[:opened])
            if heads and self._header(line[opened + 1 : -1]):
                found.extend((line[:opened], line[opened + 1 : -1]))
            else:
                found.append(line)
        return found

    def _format_first(self, lines: list[list[Token]]) -> list[list[Token]]:
        """（单位/在岗/发热） as the last line is the line of labels of the rows above it."""
        last = lines[-1]
        if not last or last[0].kind != t.OPEN or last[-1].kind != t.CLOSE or not (columns := self._header(last[1:-1])):
            return lines
        first = next((at for at, line in enumerate(lines[:-1]) if self._row(line, columns, at) is not None), None)
        return lines if first is None else [*lines[:first], last[1:-1], *lines[first:-1], [last[0], last[-1]]]

    def _rows(self, lines: list[list[Token]], header: int, columns: list[_Column], taken: set[int]) -> list[Row]:
        rows: list[Row] = []
        mine: set[int] = set()
        for number in range(header + 1, len(lines)):
            line = lines[number]
            if not line or all(token.kind in (t.CELL, t.DASH, t.COLON) for token in line):
                if rows or line:
                    mine.add(number)
                continue
            row = self._row(line, columns, number)
            if row is None:
                if is_sum(line) and rows:
                    mine.add(number)
                    continue
                break
            rows.append(row)
            mine.add(number)
        if rows:
            taken.update(mine)
        return rows

    def _by_day(self, lines: list[list[Token]], header: int, taken: set[int]) -> list[Row]:
        """A line of days (项目, 昨日, 今日) over lines of a label and figures: today's column is the report."""
        days = [token for token in lines[header] if token.kind == t.DAY]
        if len(days) < 2 or any(token.kind in _NO_DAYS for token in lines[header]):
            return []
        wanted = next((i for i, day in enumerate(days) if day.value.day == self.today), None)
        rows: list[Row] = []
        mine = {header}
        for number in range(header + 1, len(lines)):
            line = [token for token in lines[number] if token.kind not in (t.CELL, "fill", t.COLON)]
            kinds = [token.kind for token in line]
            if len(line) != len(days) + 1 or kinds[0] not in LABELS or not set(kinds[1:]) <= _VALUES:
                break
            mine.add(number)
            if wanted is not None:
                run = Run(t.NEWLINE, line=number, sentence=-1 - number, depth=0, host=None)
                run.tokens = line
                claim = self._claim([line[1 + wanted]], line[0], run)
                rows.append(Row(run, [claim] if claim else [], []))
        if rows:
            taken.update(mine)
        return rows

    def _by_unit(self, lines: list[list[Token]], header: int, taken: set[int]) -> list[Row]:
        """A line of units (项目, 南湖社区, 高新三小) over lines of a label and a figure for each."""
        units = [token for token in lines[header] if token.kind == t.UNIT]
        if len(units) < 2 or any(token.kind in _NO_HEADER | LABELS for token in lines[header]):
            return []
        rows = [
            Row(Run(t.NEWLINE, line=header, sentence=-1 - i, depth=0, host=None), [], [u]) for i, u in enumerate(units)
        ]
        mine = {header}
        for number in range(header + 1, len(lines)):
            line = [token for token in lines[number] if token.kind not in (t.CELL, "fill", t.COLON)]
            kinds = [token.kind for token in line]
            if len(line) != len(units) + 1 or kinds[0] not in LABELS or not set(kinds[1:]) <= _VALUES:
                break
            mine.add(number)
            for row, unit, value in zip(rows, units, line[1:], strict=True):
                if (claim := self._claim([value], line[0], row.run)) is not None:
                    claim.at = unit.start
                    row.claims.append(claim)
        if len(mine) == 1:
            return []
        for row in rows:
            row.run.tokens = list(row.name)
        taken.update(mine)
        return rows

    def _header(self, line: list[Token]) -> list[_Column]:
        labels = [token for token in line if token.kind in LABELS]
        said = line[1:] if line and self._is_grid(line[0]) else line
        if len(labels) < 2 or any(token.kind in _NO_HEADER for token in said):
            return []
        content = [token for token in line if token.kind not in ("sample", t.ENUM)]
        for parter in _PARTERS:
            cells = cells_of(content, parter, colons=True)
            if len(cells) >= len(labels):
                return [self._column(cell) for cell in cells]
        return []

    def _is_grid(self, token: Token) -> bool:
        """2号网格 above the names of its units."""
        return token.kind == t.NOISE and self._words(token).endswith("格")

    def _column(self, cell: list[Token]) -> _Column:
        labels = [token for token in cell if token.kind in LABELS]
        if labels:
            return _Column("label", labels[-1])
        if any(token.kind == "skip_key" and self.text.startswith("序", token.start) for token in cell):
            return _Column("number")
        words = {self.text[token.start : token.end] for token in cell}
        if any(token.kind == "unit_key" or self._is_grid(token) for token in cell) or words & _NAME_WORDS:
            return _Column("name")
        if any(token.kind == "date_key" for token in cell):
            return _Column("day")
        return _Column("other")

    def _row(self, line: list[Token], columns: list[_Column], number: int) -> Row | None:
        content = self._ungrouped([token for token in line if token.kind != t.ENUM])
        kinds = {token.kind for token in content}
        if not kinds.isdisjoint(LABELS) and kinds.isdisjoint(_VALUES):
            return None  # another line of labels
        for tokens in (content, self._undated(content)) if t.DAY in kinds else (content,):
            for parter in _PARTERS:
                cells: list[list[Token]] = []
                for colons in (False, True):
                    if colons and t.COLON not in kinds and cells and cells[-1]:
                        continue  # the same cells
                    cells = cells_of(tokens, parter, colons=colons)
                    named = parter and len(cells) > 1 and len(cells[0]) > 1 and cells[0][0].kind in _NAMING
                    if named and cells[0][1].gap:
                        cells[:1] = [cells[0][:1], cells[0][1:]]  # 恒信电路 230/238/1
                    for shape in self._shapes(cells, columns):
                        row = self._filled(cells, shape, number)
                        if row is not None:
                            return row
        return None

    def _undated(self, line: list[Token]) -> list[Token]:
        """12/15 below two labels is two figures, 1900/1/1 below three, whatever day they look like."""
        parts: list[Token] = []
        for token in line:
            words = self.text[token.start : token.end]
            if token.kind != t.DAY or not _DIGITS.fullmatch(words) or self._is_recent(token.value):
                parts.append(token)
                continue
            at, gap = token.start, token.gap
            for digits in words.split("/"):
                if at > token.start:
                    parts.append(Token(t.SLASH, at - 1, at))
                end = at + len(digits)
                parts.append(Token(t.NUMBER, at, end, Number(at, end, int(digits)), gap=gap))
                at, gap = end + 1, False
        return parts

    def _is_recent(self, day: DateMention) -> bool:
        """2020/2/26 is no three figures."""
        return not day.weak and day.day is not None and abs(day.day.year - self.today.year) <= 1

    def _ungrouped(self, line: list[Token]) -> list[Token]:
        """312,328 in a line that other commas part are two cells, not one number."""
        if not any(token.kind == t.NUMBER and token.value.grouped for token in line):
            return line
        if any(token.kind in (t.CELL, t.SLASH) for token in line):
            return line
        parts: list[Token] = []
        for token in line:
            if token.kind != t.NUMBER or not token.value.grouped:
                parts.append(token)
                continue
            start = token.start
            for digits in self.text[token.start : token.value.core_end].split(","):
                if start > token.start:
                    parts.append(Token(t.COMMA, start - 1, start))
                number = Number(start, start + len(digits), int(digits))
                parts.append(Token(t.NUMBER, start, start + len(digits), number))
                start += len(digits) + 1
        return parts

    @staticmethod
    def _shapes(cells: list[list[Token]], columns: list[_Column]) -> list[list[_Column]]:
        """The columns as they may fit the cells: as they are, or with a name before them that the header leaves out."""
        shapes = []
        if len(cells) == len(columns):
            shapes.append(columns)
        if len(cells) == len(columns) + 1 and all(column.kind != "name" for column in columns):
            shapes.append([_Column("name"), *columns])
        if len(cells) == len(columns) - 1 and columns[0].kind == "number":
            shapes.append(columns[1:])  # the rows' numbers are gone
        if len(cells) < len(columns) and all(len(cell) == 1 and cell[0].kind in _VALUES for cell in cells):
            bare = [column for column in columns if column.kind == "label"]
            if len(cells) == len(bare):
                shapes.append(bare)
        return shapes

    def _filled(self, cells: list[list[Token]], columns: list[_Column], number: int) -> Row | None:
        run = Run(t.NEWLINE, line=number, sentence=-1 - number, depth=0, host=None)
        run.tokens = [token for cell in cells for token in cell]
        if not run.tokens:
            return None
        row = Row(run, [], [])
        figures = 0
        for cell, column in zip(cells, columns, strict=True):
            if column.kind == "name":
                if any(token.kind in (t.NUMBER, *LABELS) for token in cell):
                    return None
                row.name = cell
            elif column.kind == "day":
                if not self._read_day(cell, run):
                    return None
            elif column.kind == "label" and column.label is not None and cell:
                said = cell[:1] if denies(cell, column.label) else cell  # 无发热
                if any(token.kind in (*LABELS, t.UNIT) for token in said):
                    return None
                claim = self._claim(said, column.label, run)
                if claim is not None:
                    row.claims.append(claim)
                    figures += 1
        return row if figures else None

    def _read_day(self, cell: list[Token], run: Run) -> bool:
        """The day of a row: 2.26 in its column is no number. An empty cell leaves the day of the message."""
        for token in cell:
            if token.kind == t.NUMBER:
                day = date_at(self.text, token.start, self.today)
                if day is None:
                    return False
                place = next(i for i, other in enumerate(run.tokens) if other is token)
                run.tokens[place] = Token(t.DAY, token.start, token.end, day)
            elif token.kind not in (t.DAY, "fill"):
                return False
        return True

    def _words(self, token: Token) -> str:
        return self.text[token.start : token.end]

    def _claim(self, cell: list[Token], label: Token, run: Run) -> Claim | None:
        """The figure of a cell, None for an empty one."""
        field = self.vocabulary.fields[label.value]
        content = [token for token in cell if token.kind not in ("fill", t.DASH, t.SLASH)]
        if not content and field.kind == "yes_no":
            content = cell  # 是
        if not content:
            return None
        value = content[0]
        said = self._words(value)
        if field.kind == "yes_no":
            said = (
                said if said in YES | NO else next((word for word in map(self._words, cell) if word in YES | NO), said)
            )
            value_of = value.value[1] if value.kind == t.STATE else said in YES if said in YES | NO else None
            claim = Claim(field.key, run, label=label, start=cell[0].start, end=cell[-1].end)
            claim.value, claim.code = value_of, None if value_of is not None else "not_a_number"
            return claim
        if field.kind == "text":
            return None
        if value.kind == t.NIL and value.value == field.key:
            value = Token("zero", value.start, value.end)
            content[0] = value
        kind = (
            value.kind
            if value.kind in ("zero", "vague", "unknown")
            else "number"
            if value.kind == t.NUMBER
            else "unknown"
        )
        atom = Atom(VALUE, value, 0, 0, kind)
        if kind == "number":
            atom.number = value.value
        found = claim_of(label, atom, run, self.vocabulary, self.text, mood=0, link=0)
        if found is None:
            return None
        found.start, found.end, found.at = cell[0].start, cell[-1].end, cell[0].start
        if len(content) > 1:
            found.value, found.code = None, "not_a_number"
        return found
