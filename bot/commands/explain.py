"""One message for people: the text with the values under their words, every problem with its place, the answer.

In colour on a terminal: what was understood is green, what is asked back is red.
"""

from collections.abc import Iterator, Mapping
from typing import TextIO

from rich.console import Console
from rich.text import Text

from bot.commands.preview import Explained
from bot.commands.summary import OUTCOMES
from bot.commands.underlines import Note, Piece, annotated
from bot.forms.definition import FormDef
from bot.reading.meaning import Problem, QuestionMeaning, ReportMeaning, TipMeaning, WithdrawalMeaning
from bot.views.figures import day, figure

UNDERSTOOD, WRONG, QUIET = "green", "bold red", "dim"
PROBLEMS = {
    "inexact_number": "数字不确切", "not_a_number": "不是数字", "negative": "负数", "fraction": "不是整数",
    "out_of_range": "超出范围", "contradiction": "前后矛盾", "sum_mismatch": "合计不符",
    "part_exceeds_whole": "分项大于总数",
    "unit_missing": "没有单位", "unit_ambiguous": "单位有几个可能", "unit_not_yours": "不是本人负责的单位",
    "date_impossible": "日期不对", "date_ambiguous": "日期不清楚", "field_unclear": "不清楚是哪一项",
}  # fmt: skip


def explain(message: Explained, stream: TextIO) -> None:
    """Print it."""
    console = Console(file=stream, highlight=False, markup=False, soft_wrap=True)
    kind = message.submitted.outcome.kind
    console.print(Text.assemble((OUTCOMES.get(kind, kind), "bold"), f"（{kind}）"))
    for lines in annotated(_visible(message.inbound.text), list(_notes(message))):
        console.print(Text(f"  {lines.text}"))
        for row in lines.below:
            console.print(_row(row))
    for told in _told(message):
        console.print(told)
    for reply in message.submitted.replies:
        where = "" if reply.to is None else f"（另发给 {reply.to.group or reply.to.member}）"
        console.print(Text(f"答复{where}：", style="bold"))
        console.print(Text("\n".join(f"  {_visible(line)}" for line in reply.text.split("\n"))))


def _visible(text: str) -> str:
    """The text with every control character as one visible one, so that places stay and no terminal is driven."""
    return "".join(ch if ch == "\n" or ch.isprintable() else "·" for ch in text)


def _row(row: tuple[Piece, ...]) -> Text:
    line = Text("  ")
    for piece in row:
        line.append(" " * max(0, piece.column + 2 - line.cell_len))
        line.append(piece.text, style=WRONG if piece.wrong else UNDERSTOOD)
    return line


def _notes(message: Explained) -> Iterator[Note]:
    """What stands under the words: values, and problems that have a place."""
    meaning, form = message.meaning, message.form
    if isinstance(meaning, ReportMeaning):
        for item in meaning.items:
            for value in item.values:
                label = f"{_label(form, value.field)} {figure(value.value)}"
                yield Note(value.start, value.end, label)
    for problem in _problems(message):
        if problem.end > problem.start:
            yield Note(problem.start, problem.end, f"✗{_problem(problem, form)}", wrong=True)


def _problems(message: Explained) -> Iterator[Problem]:
    meaning = message.meaning
    if isinstance(meaning, ReportMeaning):
        for item in meaning.items:
            yield from item.problems
    elif isinstance(meaning, WithdrawalMeaning | QuestionMeaning):
        yield from meaning.problems


def _told(message: Explained) -> Iterator[Text]:
    """Whose report of which day, what could not be told by a place in the text, and what a question asks."""
    meaning, form, data = message.meaning, message.form, message.submitted.outcome.data
    if isinstance(meaning, ReportMeaning):
        for item in meaning.items:
            unit = message.directory.unit_by_id.get(item.unit or "")
            whose = _visible(unit.name) if unit else "（单位未定）"
            when = day(item.period) if item.period else "当天"
            carried = {"rest": "，其余同上次", "all": "，同上次"}.get(item.carry or "", "")
            yield Text(f"{whose}，{when}{form.name}：{len(item.values)} 项{carried}")
        for word in meaning.unknown:
            yield Text(f"没有登记：{_visible(word)}", style=QUIET)
    if isinstance(meaning, TipMeaning):
        yield Text(f"类别 {meaning.category}，地点 {_visible(meaning.place) or '未说明'}")
    if isinstance(meaning, QuestionMeaning):
        yield Text(_visible("，".join(f"{key}={value}" for key, value in data.items())))
    if data.get("why"):
        yield Text(f"原因：{_visible(str(data['why']))}", style=WRONG)
    yield from _asked(data, form)


def _asked(data: Mapping[str, object], form: FormDef) -> Iterator[Text]:
    """Every problem of the outcome with its words and place, counted from 1."""
    problems = data.get("problems")
    for problem in problems if isinstance(problems, list | tuple) else ():
        field = f"{_label(form, problem['field'])}：" if problem["field"] else ""
        words = f"“{_visible(problem['words'])}”" if problem["words"] else ""
        place = f"（第{problem['start'] + 1}至{problem['end']}字）" if problem["end"] > problem["start"] else ""
        code = str(problem["code"])
        yield Text(f"✗ {field}{words}{place}{PROBLEMS.get(code, code)} {code}", style=WRONG)


def _label(form: FormDef, key: str) -> str:
    return next((field.label for field in form.fields if field.key == key), key)


def _problem(problem: Problem, form: FormDef) -> str:
    label = _label(form, problem.field) if problem.field else ""
    return f"{label}{PROBLEMS.get(problem.code, problem.code)}"
