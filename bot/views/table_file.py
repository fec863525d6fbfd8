"""What is said of a table that was sent as a file: one short receipt for all its rows, every doubt at its cell.

The file is the clerk's own copy of the figures, so the receipt repeats none of them but their sums.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bot.directory.model import Directory
from bot.forms.definition import FieldDef, FormDef
from bot.reading.meaning import Problem
from bot.reading.sheet import MOST_BYTES, MOST_COLUMNS, MOST_ROWS, Unreadable
from bot.views.asking import Question
from bot.views.figures import sample, span, thousands
from bot.views.inert import inert
from bot.views.receipt import Receipt, odd_text, unknown_line

SHOWN = 10  # cells or rows that were unclear
NAMED = 3  # units named in a line about many
_NAME = 30  # characters of a file's name


@dataclass(frozen=True, slots=True)
class FileReceipt:
    """A file whose rows were filed, each by its number; `unknown` are heads of columns that no field took.

    `today` is the day of rows that name none.
    """

    name: str
    form: FormDef
    stored: Sequence[tuple[int, Receipt]]
    asked: Sequence[tuple[int, Question]]
    refused: Sequence[tuple[int, str]]
    unknown: Sequence[str]
    today: date


def file_receipt(item: FileReceipt, directory: Directory) -> str:
    """A few short lines, however many rows there are."""
    lines = [_head(item), _sums(item), *_doubts(item)]
    if unclear := _unclear(item, directory):
        lines += unclear[:SHOWN]
        if len(unclear) > SHOWN:
            lines.append(f"……另有{len(unclear) - SHOWN}处，改好再发会接着列出。")
        lines.append(_mend(item))
    lines.append(unknown_line(item.unknown))
    return "\n".join(part for part in lines if part)


def _head(item: FileReceipt) -> str:
    done, left = len(item.stored), len(item.asked) + len(item.refused)
    days = sorted({receipt.period for _, receipt in item.stored})
    when = f"{span(days[0], days[-1])}" if days else ""
    late = sum(receipt.status == "late" for _, receipt in item.stored)
    behind = f"（迟报{late}行）" if late else ""
    whose = f"“{inert(item.name, _NAME)}”"
    if not left:
        return f"{whose}{done}行已全部登记，{when}{item.form.name}{behind}。"
    if not done:
        return f"{whose}共{left}行，都没有登记："
    return f"{whose}共{done + left}行，已登记{done}行，{when}{item.form.name}{behind}；下面{left}行没有登记："


def _sums(item: FileReceipt) -> str:
    """What the stored rows of one day come to, for whoever compares it with his own sum."""
    if len(item.stored) < 2 or len({receipt.period for _, receipt in item.stored}) > 1:
        return ""
    wanted = [f for f in item.form.fields if f.kind == "count" and (f.required or f.key in item.form.digest_fields)]
    told = []
    for field in wanted:
        figures = [r.stored[field.key] for _, r in item.stored if field.key in r.stored]
        if figures:
            total = sum(figure for figure in figures if isinstance(figure, int))
            few = f"（{len(figures)}家）" if len(figures) < len(item.stored) else ""
            told.append(f"{field.label} {thousands(total)}{few}")
    return f"合计：{'、'.join(told)}" if told else ""


def _doubts(item: FileReceipt) -> Iterator[str]:
    missing = [(r.unit_name, r.missing) for _, r in item.stored if r.missing]
    if missing:
        labels = "、".join(f.label for f in item.form.fields if any(f.key in keys for _, keys in missing))
        yield f"还差{labels}，补上才算报完：{_several([name for name, _ in missing])}"
    odd = [
        f"{inert(receipt.unit_name)} {words}"
        for _, receipt in item.stored
        for words in (*(odd_text(oddity, item.form) for oddity in receipt.odd), *receipt.warned)
    ]
    if odd:
        more = f"；等{len(odd)}处" if len(odd) > NAMED else ""
        yield f"请核对：{'；'.join(odd[:NAMED])}{more}。没错不用回复"


def _mend(item: FileReceipt) -> str:
    """What to do next. A single row waits like a message, so a word is enough."""
    if len(item.asked) == 1 and not item.stored and not item.refused:
        question = item.asked[0][1]
        field = next((f for p in question.problems for f in item.form.fields if f.key == p.field), None)
        if field is not None:
            return f"改好后把文件再发一次，或直接回复，例如：{sample(field)}"
    return "改好后把文件再发一次就行，已登记的不会重复计。"


def _several(names: Sequence[str]) -> str:
    told = "、".join(inert(name) for name in names[:NAMED])
    return f"{told}等{len(names)}家" if len(names) > NAMED else told


def _unclear(item: FileReceipt, directory: Directory) -> list[str]:
    """One line a doubt, in the order of the rows."""
    lines: list[tuple[int, str]] = [(number, f"第{number}行 {why}") for number, why in item.refused]
    for number, question in item.asked:
        whose = f" {inert(question.unit_name)}" if question.unit_name else ""
        lines += [(number, _at_cell(problem, question, directory)) for problem in question.problems]
        lines += [(number, f"第{number}行{whose}：{broken.message}") for broken in question.broken]
    return [words for _, words in sorted(lines, key=lambda each: each[0])]


def _at_cell(problem: Problem, question: Question, directory: Directory) -> str:
    """C5 在岗人数：“三十来人”不是准确数字"""
    field = next((f for f in question.form.fields if f.key == problem.field), None)
    what = f" {field.label}" if field is not None else ""
    return f"{problem.cell}{what}：{_trouble(problem, field, directory)}"


def _trouble(problem: Problem, field: FieldDef | None, directory: Directory) -> str:
    said = f"“{inert(problem.words)}”" if problem.words else ""
    if field is not None and problem.code == "out_of_range":
        return f"{said}超出范围，应在{field.min or 0}到{field.max}之间" if field.kind != "text" else "太长了，请写短些"
    if field is not None and problem.code == "not_a_number":
        wanted = {"yes_no": "“是”或“否”", "choice": "、".join(field.choices), "date": "日期"}.get(field.kind, "数字")
        return f"{said}没看懂，请填{wanted}"
    match problem.code:
        case "unit_missing":
            return f"没找到{said}这家单位，请写全称" if said else "没写是哪家单位"
        case "unit_ambiguous":
            names = [inert(directory.unit_by_id[u].name, 30) for u in problem.candidates if u in directory.unit_by_id]
            return f"{said}可能是{'、'.join(names[:NAMED])}，请写全称，并与单位编号一致"
        case "unit_not_yours":
            return f"{said}不在您负责的单位里"
        case "date_impossible" | "date_ambiguous":
            return f"{said}没看懂是哪一天，请写成2020-03-05这样"
        case "contradiction" if field is None:
            return f"同一家同一天报了两次（另见{inert(problem.words, 40)}），数字不同，请只留一行"
        case "inexact_number":
            return f"{said}不是准确数字"
        case "negative":
            return f"{said}不能是负数"
        case "fraction":
            return f"{said}不是整数"
        case _:
            return f"{said}没看懂，请只填一个数"


def unreadable(why: Unreadable, *, name: str, form: FormDef) -> str:
    """One line: what is wrong with the file, and the mend."""
    most = f"{MOST_BYTES // 2**20} MB"
    told = {
        "empty": "是空的",
        "too_big": f"太大了（最多{most}）。请只留填报的那张表再发",
        "encrypted": "加了密码，打不开。请取消密码后再发",
        "old_kind": "是旧格式。请另存为 .xlsx 再发",
        "not_a_table": "不是我能读的表格。请用 .xlsx 或 .csv",
        "damaged": "打不开，可能已损坏。请用表格软件另存为 .xlsx 再发",
        "macros": "带有宏。请另存为普通的 .xlsx 再发",
        "links": "引用了别的文件。请全选、“选择性粘贴—数值”后再发",
        "formulas": f"里有公式（{why.detail}），公式我不算。请“选择性粘贴—数值”后再发",
        "nothing": "里没有填数字（示例行和合计行不算）",
        "too_many_rows": f"超过{MOST_ROWS}行。请分成几个文件发",
        "too_many_columns": f"超过{MOST_COLUMNS}列。请只留填报的那张表再发",
        "too_many_sheets": "工作表太多了。请只留填报的那张表再发",
        "coding": "的文字编码认不出来。请另存为 UTF-8 的 .csv 或 .xlsx 再发",
        "two_sheets": f"里有几张填报表（{inert(why.detail, 40)}），不知道以哪张为准。请只留一张再发",
        "two_columns": f"的表头“{inert(why.detail, 40)}”是同一项，不知道以哪列为准。请只留一列再发",
    }
    if why.why == "wrong_template":
        return f"“{inert(name, _NAME)}”的表头不是{form.name}的，没有登记。发“模板”我给您一张填报表。"
    return f"“{inert(name, _NAME)}”{told[why.why]}。没有登记任何数字。"


def template_sent(form: FormDef, count: int) -> str:
    """What goes with an empty table."""
    return f"{form.name}填报表见附件，已填好{count}家单位和今天的日期。填好数字后把文件发给我就行，空着的格子不算。"
