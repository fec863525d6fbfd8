"""Urgent items in words: told, told again, taken on, done; and why something is urgent. Pure."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.directory.model import Directory
from bot.forms.definition import Alarm, FormDef
from bot.messages import Button, Card
from bot.reading.meaning import Figure
from bot.views import figures
from bot.views.inert import inert
from bot.views.matters import age
from bot.views.roster import clock, people

MAY_NOT = "这件由当班的人、值班员或领导收。您看到异常请直接告诉值班员。"
NO_NOTE = "请写上怎么处理的，例如：{number} 办结 已送医，同班组已测温。"
NONE_OPEN = "现在没有急件。"
SHOWN = 20


class Item(Protocol):
    """What a view needs of an urgent item."""

    @property
    def number(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def opened_at(self) -> datetime: ...
    @property
    def taken_by(self) -> str: ...
    @property
    def taken_at(self) -> datetime | None: ...


def alarm_text(
    form: FormDef, alarm: Alarm, value: Figure, *, unit: str, period: date, reporter: str, at: datetime, zone: ZoneInfo
) -> str:
    """中光电 3月5日日报 体温异常 2人（赵一10:05报）"""
    field = form.field(alarm.field)
    said = f"{field.label} {figures.figure(value)}{figures.measure(field)}"
    because = f"，{inert(alarm.message)}" if alarm.message else ""
    who = f"（{inert(reporter)}{clock(at, zone)}报）"
    return f"{inert(unit)} {figures.filed(form, period)}{form.name} {said}{who}{because}"


def not_sure(text: str) -> str:
    """The report that it stands in is being asked back."""
    return f"{text}（这份报表别的数还在核对）"


def late_tip_text(number: str, stage: str, span: timedelta) -> str:
    """By its number only: the command group may read it."""
    what = "没有受理" if stage == "taken_up" else "没有办结"
    return f"反映{number}收到{spoken(span)}还{what}"


def not_taken_over_text(names: str, since: datetime, span: timedelta, zone: ZoneInfo) -> str:
    """Nobody said 接班."""
    return f"{names}的班{clock(since, zone)}开始，{spoken(span)}没回接班"


def question_text(group: str, who: str, words: str) -> str:
    """What somebody asked and nobody answered."""
    return f"{inert(group)}有人问（{inert(who)}）：“{inert(words, 80)}”，没答上来，请去答一句"


def handed_on(number: str, names: str) -> str:
    """In the group where it was asked."""
    to = f"已转给{names}" if names else "现在没有当班的人可转，已记入未结事项"
    return f"这句我答不上来，{to}（{number}）。"


def told(item: Item, *, again: bool, wait: timedelta, now: datetime) -> str:
    """To whoever is on the rung."""
    head = f"【急】{item.number} "
    if again:
        head += f"{age(item.opened_at, now)}没人收到："
    how = f"请{spoken(wait)}内回：收到 {item.number}" if not again else f"请回：收到 {item.number}"
    return f"{head}{item.text}。\n{how}"


def told_together(items: Sequence[Item], now: datetime) -> str:
    """Several that wait for the same people, in one message."""
    items = sorted(items, key=lambda one: one.opened_at)
    lines = [f"{one.number} {age(one.opened_at, now)}：{one.text}" for one in items[:SHOWN]]
    more = [f"等{len(items)}件，看全部请发：急件"] if len(items) > SHOWN else []
    return "\n".join([f"【急】还有{len(items)}件没人收到：", *lines, *more, f"请逐件回，例如：收到 {items[0].number}"])


def told_card(item: Item) -> Card:
    """收到 as a button, where the platform has them."""
    return Card(f"急件{item.number}", (inert(item.text, 60),), (Button("收到", f"收到 {item.number}", "go"),))


def taken_card(item: Item, by: str, at: datetime, directory: Directory, zone: ZoneInfo) -> Card:
    """What the pressed card shows from then on."""
    return Card(f"急件{item.number}", (f"{people(directory, (by,))}{clock(at, zone)}收到",))


def taken(item: Item) -> str:
    """To who took it on."""
    return f"{item.number}由您认领。办完请发：{item.number} 办结 怎么处理的"


def answered(item: Item) -> str:
    """To who took a question on: with that it is done."""
    return f"{item.number}记下了，请在群里答一句。"


def taken_news(item: Item, by: str, directory: Directory) -> str:
    """To the others who heard of it."""
    return f"{item.number}由{people(directory, (by,))}认领。"


def taken_already(item: Item, directory: Directory, zone: ZoneInfo) -> str:
    """Somebody was first."""
    if item.state == "closed":
        return f"{item.number}已经办结。"
    when = clock(item.taken_at, zone) if item.taken_at is not None else ""
    return f"{item.number}已由{people(directory, (item.taken_by,))}{when}认领。"


def closed(item: Item) -> str:
    """To who closed it."""
    return f"{item.number}已办结，告诉过的人都会收到一句。"


def closed_news(item: Item, by: str, why: str, directory: Directory) -> str:
    """To everybody who heard of it; `by` "": it ended by itself."""
    who = f"{people(directory, (by,))}：" if by else ""
    return f"{item.number}已办结（{inert(item.text, 60)}）。{who}{inert(why, 200)}"


def changed_news(number: str, text: str) -> str:
    """The figure moved while somebody has it."""
    return f"{number}有新情况：{text}。"


def not_done_yet(item: Item, now: datetime) -> str:
    """To who took it on and has not closed it."""
    since = item.taken_at or item.opened_at
    return f"{item.number}您认领{age(since, now)}，还没办结：{item.text}。办完请发：{item.number} 办结 怎么处理的"


def unknown(number: str) -> str:
    """No such number."""
    return f"没有急件{inert(number)}。发“急件”看没办结的。"


def which(items: Sequence[Item]) -> str:
    """A bare 收到 where several wait."""
    return f"收到哪一件？请回：{' 或 '.join(f'收到 {one.number}' for one in items[:6])}"


def listing(items: Sequence[Item], directory: Directory, now: datetime, *, text_of: Callable[[Item], str]) -> str:
    """Those that are not closed, the oldest first. `text_of`: what may be shown of one there."""
    if not items:
        return NONE_OPEN
    lines = [f"没办结的急件{len(items)}件："]
    for one in items[:SHOWN]:
        state = f"{people(directory, (one.taken_by,))}在办" if one.state == "taken" else "没人收到"
        lines.append(f"{one.number} {age(one.opened_at, now)}，{state}：{text_of(one)}")
    if len(items) > SHOWN:
        lines.append(f"等{len(items)}件")
    return "\n".join(lines)


def spoken(span: timedelta) -> str:
    """15分钟, 2小时, 3天."""
    minutes = int(span.total_seconds()) // 60
    if minutes >= 2880:
        return f"{minutes // 1440}天"
    return f"{minutes // 60}小时" if minutes >= 120 or minutes == 60 else f"{minutes}分钟"
