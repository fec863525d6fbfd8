"""The dialogue after 不对: what is stored, numbered, and how to say which figure is wrong.

The example always repeats a stored figure: whoever copies it by mistake changes nothing.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from bot.forms.definition import FormDef
from bot.reading.meaning import Figure
from bot.views.figures import figure, filed, labelled, line, word
from bot.views.inert import inert

LISTED = 10  # units to choose from


def which_figure(form: FormDef, *, unit_name: str, period: date, values: Mapping[str, Figure]) -> str:
    """The stored figures by number, and how to answer."""
    known = [field for field in form.fields if field.key in values]
    lines = [f"{n}. {labelled(field, values[field.key])}" for n, field in enumerate(known, start=1)]
    return "\n".join(
        (f"{inert(unit_name)} {filed(form, period)}{form.name}现在登记的是：", *lines, how_to_answer(form, values))
    )


def how_to_answer(form: FormDef, values: Mapping[str, Figure]) -> str:
    """What may be answered: a number and a figure, a field that is not listed, take back, or nothing is wrong."""
    known = [field.key for field in form.fields if field.key in values]
    told = [(at, values[key]) for at, key in enumerate(known, start=1) if values[key] and type(values[key]) is int]
    if not known:
        return "哪一项不对？请写名称和正确数字。"
    at, value = (told or [(1, values[known[0]])])[:2][-1]
    example = f"，例如：{at} {figure(value)}"
    others = next((field for field in form.fields if field.key not in values and field.kind == "count"), None)
    more = f"；没列出的写名称，例如：{word(others)} 0" if others is not None else ""
    return f"哪一项不对？请回复 序号 正确数字{example}{more}。\n全部作废回复：撤回；没问题回复：确认"


def which_unit(form: FormDef, listed: Sequence[tuple[str, date, Mapping[str, Figure]]]) -> str:
    """Several units were stored at once: which is it about?"""
    lines = [
        f"{n}. {inert(name)} {filed(form, period)}：{line(form, values)}"
        for n, (name, period, values) in enumerate(listed[:LISTED], start=1)
    ]
    if len(listed) > LISTED:
        lines.append(f"……共{len(listed)}家")
    return "\n".join((f"刚才登记了{len(listed)}家，是哪一家不对？请回复序号或单位名：", *lines))


def not_understood(words: str) -> str:
    """Something was answered that names no figure."""
    return f"没看明白“{inert(words)}”，还没有改。"


def not_listed(number: int, count: int) -> str:
    """There is no such number in the list."""
    return f"没有第{number}项（共{count}项），还没有改。"


def left_as_it_is(form: FormDef, *, unit_name: str, period: date) -> str:
    """All is right after all."""
    return f"好的，{inert(unit_name)} {filed(form, period)}{form.name}没有改动。"


def nothing_stored(form: FormDef, *, unit_name: str, period: date) -> str:
    """What was stored is gone meanwhile."""
    return f"{inert(unit_name)} {filed(form, period)}现在没有登记的{form.name}，请直接重新报。"


def not_stored_yet(last: str) -> str:
    """不对 after a question: nothing was stored, so there is nothing to mend; the question once more."""
    return f"刚才那条还没有登记，没有记错的数。\n{last}"
