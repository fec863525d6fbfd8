"""A form's empty table, to be filled in and sent back: the asker's units with the day, and how to fill it in.

It is read by bot/reading/table_file.py, which knows it by its heads: what is written here must be found there.
"""

import io
import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from bot.directory.model import Unit
from bot.forms.definition import FieldDef, FormDef
from bot.messages import Attachment
from bot.reading.sheet import MOST_ROWS
from bot.reading.table_heads import DAY, EXAMPLE, UNIT, UNIT_ID, head
from bot.views.workbook import XLSX, Cell

GUIDE = "填写说明"
_LIST = 250  # characters of a list of choices that a spreadsheet takes
_NUMBERS = ("count", "decimal", "temperature", "money")
_EXAMPLES = {"count": "126", "decimal": "12.5", "temperature": "36.5", "money": "5000", "yes_no": "是"}
_HOW = {
    "count": "整数", "decimal": "数字", "temperature": "体温，如36.5", "money": "金额，元", "yes_no": "填“是”或“否”",
    "date": "日期，如2020-03-05", "text": "一句话",
}  # fmt: skip
_HEAD = PatternFill("solid", fgColor="DDEBF7")
_REQUIRED = PatternFill("solid", fgColor="FCE4D6")
_GREY = Font(italic=True, color="808080")


def about(form: FormDef, units: Iterable[Unit]) -> list[Unit]:
    """Those of the units that the form is about, by kind and by tag (any of them)."""
    tags = frozenset(form.owed_tags)
    return [unit for unit in units if unit.kind in form.owed_by and (not tags or tags & unit.tags)]


def heads(form: FormDef) -> list[str]:
    """The heads of the template's columns."""
    return [DAY, UNIT_ID, UNIT, *(head(field) for field in form.fields)]


def rows(form: FormDef, units: Sequence[Unit], day: date | None) -> list[tuple[Cell, ...]]:
    """A row for every unit, with its figures left empty. `day` None: that is left empty too."""
    return [(day, unit.id, unit.name, *(None for _ in form.fields)) for unit in units[:MOST_ROWS]]


def example_row(form: FormDef, day: date | None) -> tuple[Cell, ...]:
    """A row that shows what a filled one looks like; it is skipped when it comes back."""
    words = [field.example or _EXAMPLES.get(field.kind, "") or "".join(field.choices[:1]) for field in form.fields]
    figures = [int(word) if word.isdecimal() else word for word in words]
    return (day, EXAMPLE, f"{EXAMPLE}（不用删，不算数）", *figures)


def template(
    form: FormDef, units: Sequence[Unit], *, day: date | None, name: str, bot_name: str = "网格助手"
) -> Attachment:
    """The .xlsx: the table itself, then a sheet that says how to fill it in."""
    book = Workbook()
    sheet: Any = book.active
    sheet.title = form.name[:31]
    sheet.freeze_panes = "D2"
    _write_heads(sheet, form)
    _write(sheet, 2, example_row(form, day))
    for cell in sheet[2]:
        cell.font = _GREY
    filled = rows(form, units, day)
    for number, row in enumerate(filled, start=3):
        _write(sheet, number, row)
    _validate(sheet, form, last=max(len(filled) + 2, 3 if units else 200))
    _write_guide(book.create_sheet(GUIDE), form, bot_name)
    stream = io.BytesIO()
    book.save(stream)
    return Attachment(name, XLSX, stream.getvalue())


def _write_heads(sheet: Any, form: FormDef) -> None:
    _write(sheet, 1, heads(form))
    required = [False, False, True, *(field.required for field in form.fields)]
    for cell, wanted in zip(sheet[1], required, strict=True):
        cell.font = Font(bold=True)
        cell.fill = _REQUIRED if wanted else _HEAD
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        width = 28 if cell.column == 3 else max(10, min(24, 2 * len(str(cell.value)) + 2))
        sheet.column_dimensions[get_column_letter(cell.column)].width = width


def _write(sheet: Any, line: int, row: Sequence[Cell]) -> None:
    """Text stays text whatever it begins with: a name from the register must not be run as a formula."""
    for column, value in enumerate(row, start=1):
        if value is None:
            continue
        cell = sheet.cell(line, column)
        if isinstance(value, str):
            cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
            cell.data_type = "s"
            cell.quotePrefix = value[:1] in ("=", "+", "-", "@")
        else:
            cell.value = ("是" if value else "否") if isinstance(value, bool) else value
        if isinstance(value, date):
            cell.number_format = "yyyy-mm-dd"


def _validate(sheet: Any, form: FormDef, *, last: int) -> None:
    """What a spreadsheet itself can keep out. It warns and does not bar: what it lets through is asked about."""
    for column, field in enumerate(form.fields, start=4):
        rule = _rule(field)
        if rule is None:
            continue
        rule.errorStyle = "warning"
        rule.errorTitle, rule.error = field.label[:30], f"{field.label}：{how(field)}"[:200]
        sheet.add_data_validation(rule)
        letter = get_column_letter(column)
        rule.add(f"{letter}2:{letter}{last}")


def _rule(field: FieldDef) -> DataValidation | None:
    if field.kind in ("yes_no", "choice"):
        listed = ",".join(("是", "否") if field.kind == "yes_no" else field.choices)
        return DataValidation(type="list", formula1=f'"{listed}"', allow_blank=True) if len(listed) < _LIST else None
    if field.kind not in _NUMBERS or (field.min is None and field.max is None):
        return None
    rule = DataValidation(type="whole" if field.kind == "count" else "decimal", allow_blank=True)
    if field.min is None:
        rule.operator, rule.formula1 = "lessThanOrEqual", field.max
    elif field.max is None:
        rule.operator, rule.formula1 = "greaterThanOrEqual", field.min
    else:
        rule.operator, rule.formula1, rule.formula2 = "between", field.min, field.max
    return rule


def how(field: FieldDef) -> str:
    """How a field is filled in, in a few words: 整数，0到1000000."""
    told = _HOW.get(field.kind) or "填其中一项：" + "、".join(field.choices)
    if field.kind not in _NUMBERS or (field.min is None and field.max is None):
        return told
    if field.min is not None and field.max is not None:
        return f"{told}，{field.min}到{field.max}"
    return f"{told}，{field.min}以上" if field.min is not None else f"{told}，{field.max}以下"


def _write_guide(sheet: Any, form: FormDef, bot_name: str) -> None:
    lines: list[tuple[Cell, ...]] = [
        (f"{form.name}填写说明",),
        ("1. 一行报一家单位一天。表头（橙色的必填）和单位编号请不要改；没有您的单位时，把单位全称写在“单位”一列。",),
        ("2. 没有的项填0或“无”；空着表示这一项没报，原来登记过的保持不变。一项都没填的行不算。",),
        ("3. 只填数字，不要写公式（有公式请先“选择性粘贴—数值”），不要合并单元格，不要加密。",),
        (f"4. 填好后把文件直接发给{bot_name}，每天{form.due}前；有看不准的格会按格子告诉您，改好再发一次即可。",),
        ("",),
        ("项目", "必填", "怎么填", "也叫"),
    ]
    for field in form.fields:
        required = "必填" if field.required else ""
        lines += [(field.label, required, how(field), "、".join(field.aliases[:4]))]
    told = [words for identity in form.identities if (words := _relation(form, identity.expression))]
    if told:
        lines += [("",), ("各项之间要对得上：",), *((words,) for words in told)]
    for number, line in enumerate(lines, start=1):
        _write(sheet, number, line)
    sheet["A1"].font = Font(bold=True)
    for letter, width in (("A", 22), ("B", 8), ("C", 34), ("D", 48)):
        sheet.column_dimensions[letter].width = width


_SIGNS = {"==": "＝", "<=": "≤", ">=": "≥", "!=": "≠", "<": "＜", ">": "＞", "+": "＋", "-": "－", "*": "×", "/": "÷"}
_TOKENS = re.compile(r"[A-Za-z_]\w*|[<>=!]=|[-+*/<>]|\d+(?:\.\d+)?|\s+|(.)")


def _relation(form: FormDef, expression: str) -> str:
    """累计返岗＝本市籍＋非本市籍; nothing where it cannot be said so simply."""
    labels = {field.key: field.label for field in form.fields}
    told = []
    for found in _TOKENS.finditer(expression):
        word = found[0]
        if found[1] or (word[0].isalpha() and word not in labels):
            return ""
        told.append(labels.get(word) or _SIGNS.get(word) or word.strip())
    return "".join(told)
