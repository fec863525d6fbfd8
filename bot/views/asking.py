"""What is asked back: the field, the words that were unclear, and what to type to mend it.

Each question can be answered by copying its last words and putting the right number in.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.directory.model import Directory
from bot.forms.checks import Violation
from bot.forms.definition import FieldDef, FormDef
from bot.reading.meaning import Figure, Problem
from bot.views.figures import filed, labelled, line, sample, word
from bot.views.inert import inert

NAMED = 5  # candidates named in a question


@dataclass(frozen=True, slots=True)
class Question:
    """One unit's unclear part. `own` are names of units that the sender may report for.

    `carry_lost`: the message also said 同昨日, which has to be said again with the answer.
    """

    form: FormDef
    unit_name: str | None
    period: date | None
    problems: tuple[Problem, ...] = ()
    broken: tuple[Violation, ...] = ()
    certain: Mapping[str, Figure] | None = None
    own: tuple[str, ...] = ()
    carry_lost: bool = False


def question_lines(question: Question, directory: Directory) -> list[str]:
    """One line a problem, without saying anything twice."""
    lines = [problem_line(p, question, directory) for p in question.problems]
    lines += [broken_line(v, question.form) for v in question.broken]
    return list(dict.fromkeys(lines))


def problem_line(problem: Problem, question: Question, directory: Directory) -> str:
    """One problem in words."""
    words = inert(problem.words)
    if problem.code in ("unit_missing", "unit_ambiguous", "unit_not_yours"):
        return _unit_line(problem, words, question, directory)
    if problem.code == "date_impossible":
        return f"日期“{words}”不对（没有这一天或还没到），请写清是哪天，例如：3月5日"
    if problem.code == "date_ambiguous":
        return f"没看准“{words}”是哪一天，请写清日期，例如：3月5日"
    known = next((f for f in question.form.fields if f.key == problem.field), None)
    if known is None:
        first = question.form.field(question.form.required[0]) if question.form.required else question.form.fields[0]
        said = f"“{words}”没说明是哪一项" if words else "没看出是哪一项的数"
        return f"{said}，请写上名称，例如：{sample(first)}"
    return f"{known.label}：{_figure_trouble(problem, words, known)}，例如：{sample(known)}"


def _figure_trouble(problem: Problem, words: str, field: FieldDef) -> str:
    said = f"您写的是“{words}”，" if words else ""
    match problem.code:
        case "inexact_number":
            return f"{said}请回复准确数字"
        case "not_a_number":
            return f"{said}不是{_wanted(field)}，请回复{_wanted(field)}"
        case "negative":
            return f"{said}不能是负数，请回复正确数字"
        case "fraction":
            return f"{said}要整数，请回复整数"
        case "out_of_range":
            return f"{said}应在{_limits(field)}，请核对后回复"
        case "contradiction":
            several = "和".join(dict.fromkeys(inert(c, 12) for c in problem.candidates[:NAMED]))
            return f"前后写了{several}，请回复以哪个为准" if several else f"{said}前后不一致，请回复以哪个为准"
        case "sum_mismatch":
            return f"{said}与分项合计不符，请核对后回复"
        case "part_exceeds_whole":
            return f"{said}分项大于总数，请核对后回复"
        case _:
            return f"{said}没看明白，请重新回复这一项"


def _wanted(field: FieldDef) -> str:
    return {"yes_no": "“是”或“否”", "choice": "其中一项", "date": "日期"}.get(field.kind, "确切数字")


def _limits(field: FieldDef) -> str:
    if field.min is not None and field.max is not None:
        return f"{field.min}到{field.max}之间"
    return f"{field.min}以上" if field.min is not None else f"{field.max}以下"


def _unit_line(problem: Problem, words: str, question: Question, directory: Directory) -> str:
    names = [inert(directory.unit_by_id[c].name, 30) for c in problem.candidates if c in directory.unit_by_id]
    if problem.code == "unit_not_yours":
        own = "、".join(inert(n) for n in question.own[:NAMED]) + ("等" if len(question.own) > NAMED else "")
        mine = f"（您负责：{own}）" if own else ""
        return f"“{words}”不在您负责的单位里{mine}。写错了请重发；负责单位有变请联系值班员"
    if problem.code == "unit_ambiguous" and names:
        several = "、".join(names[:NAMED]) + ("等" if len(names) > NAMED else "")
        return f"“{words}”可能是：{several}。请回复全名"
    example = names[0] if names else (inert(question.own[0]) if question.own else "")
    said = f"没找到“{words}”这家单位，请核对名称" if words else "没看出是哪家单位，请写上单位名"
    return said + (f"，例如：{example}" if example else "")


def broken_line(violation: Violation, form: FormDef) -> str:
    """An identity that does not hold, in the form's own words, and how to mend it."""
    if violation.led:
        return violation.message
    if violation.edits:
        first, *others = [f"{word(form.field(edit.field))} {edit.value}" for edit in violation.edits]
        also = f"（或{'、'.join(others)}）" if others else ""
        return f"{violation.message}。只错一项的话，可能是：{first}{also}。请核对底册，回复改正的一项，例如：{first}"
    words = [word(form.field(key)) for key in violation.fields]
    return f"{violation.message}。请核对，回复改正的一项，例如：{words[0]} 正确数字"


def asked_back(question: Question, directory: Directory) -> str:
    """The whole answer to a message about one unit: what is unclear first, then what is kept."""
    lines = question_lines(question, directory)
    head = "有一处没看准，还没有登记：" if len(lines) == 1 else f"有{len(lines)}处没看准，还没有登记："
    whose = f"{inert(question.unit_name)} " if question.unit_name else ""
    about = f"{filed(question.form, question.period)}{question.form.name}" if question.period and whose else ""
    out = [f"{whose}{about}" if about else "", head, *lines]
    if question.certain and not question.broken:
        out.append(f"其余已记为草稿：{line(question.form, question.certain)}。补上这一处就登记。")
    if question.carry_lost:
        out.append("回复时请把“其余同昨日”再写一次。")
    return "\n".join(part for part in out if part)


def confirm_carried(
    form: FormDef, *, unit_name: str, period: date, last_day: date, values: Mapping[str, Figure], expected: date
) -> str:
    """同昨日: show what would be taken over and wait for one word."""
    note = "" if last_day == expected else f"（{filed(form, expected)}没有记录，最近一次是{filed(form, last_day)}）"
    return (
        f"{inert(unit_name)}{filed(form, last_day)}报的是{note}：\n{line(form, values)}\n"
        f"{filed(form, period)}与此完全一样请回复：确认\n有变化请写明，例如：{_changed(form)}，其余同昨日"
    )


def _changed(form: FormDef) -> str:
    return sample(next((f for f in form.fields if f.required), form.fields[0]))


def nothing_to_carry(form: FormDef, *, unit_name: str, asked_to_carry: bool) -> str:
    """同昨日 of a unit without a report in the last fortnight, or a report without any figure."""
    first = next((f for f in form.fields if f.required), form.fields[0])
    why = f"近{form.look_back.days}天没有可沿用的{form.name}" if asked_to_carry else f"这条{form.name}里没看到数字"
    return f"{inert(unit_name)}：{why}，还没有登记。请直接报数字，例如：{sample(first)}"


def still_missing(form: FormDef, missing: Sequence[str]) -> str:
    """What a stored report still needs to count."""
    fields = [form.field(key) for key in missing]
    labels = "、".join(f.label for f in fields)
    return f"还差{labels}，回复：{'，'.join(sample(f) for f in fields)}，补上才算报完。"


def kept_line(form: FormDef, values: Mapping[str, Figure], keys: Sequence[str]) -> str:
    """Some stored figures by name, for receipts and questions."""
    return "、".join(labelled(form.field(key), values[key]) for key in keys if key in values)
