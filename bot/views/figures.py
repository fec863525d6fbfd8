"""Figures in the few characters of a chat line: labels, values, changes, days, rates.

A rate is never printed without its fraction, and a total never without how many gave a figure.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from bot.forms.definition import FieldDef, FormDef
from bot.forms.rhythm import last_day
from bot.reading.meaning import Figure
from bot.views.inert import inert

_EXAMPLES = {
    "count": "126", "decimal": "12.5", "temperature": "36.5", "money": "5000",
    "yes_no": "是", "date": "3月5日", "text": "一句话说明",
}  # fmt: skip


def day(moment: date) -> str:
    """3月5日"""
    return f"{moment.month}月{moment.day}日"


def span(first: date, last: date) -> str:
    """One day, or 3月1日至3月5日."""
    return day(first) if first == last else f"{day(first)}至{day(last)}"


def filed(form: FormDef, period: date) -> str:
    """The period of a report: 3月5日; of a week 3月2日至3月8日, of a month 2020年3月."""
    return day(period) if form.terms_on(period).times > 1 else owed(form, period)


def owed(form: FormDef, duty: date) -> str:
    """The period of a duty: the same, and of several reports a week the week."""
    rhythm = form.terms_on(duty).period
    if rhythm == "monthly":
        return f"{duty.year}年{duty.month}月"
    return span(duty, last_day(rhythm, duty))


def clock(moment: datetime, zone: ZoneInfo) -> str:
    """18:00 in the district's zone."""
    return moment.astimezone(zone).strftime("%H:%M")


def due(moment: datetime, period: date, zone: ZoneInfo) -> str:
    """When a period is due: "18:00" on the day itself, "3月6日24:00" style when it falls on another one."""
    local = moment.astimezone(zone)
    if local.date() == period:
        return local.strftime("%H:%M")
    if (local.hour, local.minute) == (0, 0) and (local.date() - period).days == 1:
        return "24:00"
    return f"{day(local.date())}{local:%H:%M}"


def thousands(number: int) -> str:
    """37,873"""
    return f"{number:,}"


def measure(field: FieldDef) -> str:
    """What its number counts: 人, 只; a yes-no counts 家."""
    return field.unit or next(iter(field.units), "家" if field.kind == "yes_no" else "")


def figure(value: Figure) -> str:
    """One value as a person says it: 是/否 for yes-no, typed text shortened and made harmless."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int):
        return str(value)
    return inert(value, 30)


def labelled(field: FieldDef, value: Figure) -> str:
    """在岗人数 126"""
    return f"{field.label} {figure(value)}"


def line(form: FormDef, values: Mapping[str, Figure], keys: Iterable[str] | None = None) -> str:
    """The values in the order of the form, joined by 、; `keys` limits which."""
    wanted = None if keys is None else set(keys)
    known = [f for f in form.fields if f.key in values and (wanted is None or f.key in wanted)]
    return "、".join(labelled(f, values[f.key]) for f in known)


def change(value: Figure, before: Figure | None) -> str:
    """↑3, ↓2, or nothing where there is no change or no number to compare with."""
    if before is None or isinstance(value, bool | str) or isinstance(before, bool | str) or value == before:
        return ""
    return f"↑{value - before}" if value > before else f"↓{before - value}"


def word(field: FieldDef) -> str:
    """The word by which a field may be named in an answer: its label or, where that is shorter, its first alias."""
    return min((field.label, *field.aliases[:1]), key=len)


def sample(field: FieldDef) -> str:
    """What to type to give the field: 在岗 126."""
    value = field.example or (field.choices[0] if field.choices else _EXAMPLES.get(field.kind, "126"))
    return f"{word(field)} {value}"


def rate(part: int, whole: int) -> str:
    """102/105＝97.1%; without a whole there is no rate."""
    if whole <= 0:
        return f"{part}/{whole}（没有可比的总数）"
    percent = (Decimal(part * 100) / Decimal(whole)).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
    return f"{part}/{whole}＝{percent}%"
