"""Cases in words: what was opened and moved, how one stands, what is lacking, lists. Pure.

In a group neither the words of a case nor anybody's name is shown: only numbers, units, states and moments.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.cases.definition import CALLED, CaseType, Gate, Who
from bot.cases.facts import Lacks
from bot.directory.model import Unit
from bot.views.figures import day
from bot.views.inert import inert

WORDS = 120
SHOWN = 20
MOVED_MEANWHILE = "这张单刚刚被别人办了一步，这条没有执行。请先发编号看现在的状态。"
NOTHING_TODO = "现在没有轮到您办的单子。"


class Standing(Protocol):
    """What a view needs of a case."""

    @property
    def number(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def opened_at(self) -> datetime: ...
    @property
    def due_at(self) -> datetime | None: ...
    @property
    def closed(self) -> bool: ...
    @property
    def into(self) -> str: ...
    @property
    def items(self) -> Mapping[str, str]: ...
    @property
    def days(self) -> Mapping[str, date]: ...


@dataclass(frozen=True, slots=True)
class Shown:
    """A case with its type and unit, as they are now."""

    case: Standing
    kind: CaseType
    unit: Unit | None

    @property
    def name(self) -> str:
        """The unit's short name; its place where the directory knows it no more."""
        return inert(self.unit.short_name) if self.unit is not None else "（名册里已没有的单位）"

    @property
    def state(self) -> str:
        if self.case.into:
            return f"已并入{self.case.into}"
        return self.kind.state(self.case.state).name


def moment(at: datetime, zone: ZoneInfo) -> str:
    """3月5日12:00; a midnight is the 24:00 of the day before."""
    local = at.astimezone(zone)
    if (local.hour, local.minute) == (0, 0):
        return f"{day(local.date() - timedelta(days=1))}24:00"
    return f"{day(local.date())}{local:%H:%M}"


def span(length: timedelta) -> str:
    """2天5小时, 9小时, 20分钟."""
    minutes = int(length.total_seconds() // 60)
    days, hours = minutes // 1440, minutes % 1440 // 60
    if days:
        return f"{days}天{hours}小时" if hours else f"{days}天"
    return f"{hours}小时" if hours else f"{minutes}分钟"


def called(whos: Iterable[Who]) -> str:
    """单位填报员、网格长或值班员"""
    *first, last = [CALLED[who] for who in whos]
    return f"{'、'.join(first)}或{last}" if first else last


def due(shown: Shown, *, now: datetime, zone: ZoneInfo) -> str:
    """期限3月3日24:00，还有5小时; of a closed case and of one without a deadline nothing."""
    at = shown.case.due_at
    if at is None or shown.case.closed:
        return ""
    left = f"还有{span(at - now)}" if at > now else f"已超期{span(now - at)}"
    return f"期限{moment(at, zone)}，{left}"


def waits(shown: Shown) -> str:
    """等单位填报员; nothing of a closed case."""
    who = () if shown.case.closed else shown.kind.state(shown.case.state).waits_for
    return f"等{called(who)}" if who else ""


def opened(shown: Shown, *, given: bool, zone: ZoneInfo) -> str:
    """To whoever opened it."""
    case = shown.case
    deadline = f"，期限{moment(case.due_at, zone)}" if case.due_at is not None else ""
    rule = shown.kind.deadline_of(shown.case.state)
    may_say = rule is not None and rule.given
    default = "（没写期限，按规定天数）" if may_say and not given else ""
    return (
        f"已开{shown.kind.title}{case.number}：{shown.name}{deadline}{default}。现在：{shown.state}，{waits(shown)}。"
    )


def to_do(shown: Shown, *, zone: ZoneInfo) -> str:
    """In private, to those whose turn it is."""
    case = shown.case
    deadline = f"\n期限：{moment(case.due_at, zone)}" if case.due_at is not None else ""
    words = f"\n内容：{inert(case.text, WORDS)}" if case.text else ""
    return f"【{shown.kind.title}{case.number}】{shown.name}，现在“{shown.state}”{words}{deadline}"


def moved(shown: Shown, word: str, *, zone: ZoneInfo) -> str:
    """To whoever moved it: one line."""
    case = shown.case
    deadline = f"，期限{moment(case.due_at, zone)}" if case.due_at is not None and not case.closed else ""
    then = f"，{waits(shown)}{deadline}" if waits(shown) else ""
    return f"{case.number}（{shown.name}）{word}：已记下，现在“{shown.state}”{then}。"


def news(shown: Shown, word: str, words: str, *, zone: ZoneInfo) -> str:
    """In private, to those who are told of a step."""
    said = f"：{inert(words, WORDS)}" if words else ""
    case = shown.case
    deadline = f"，期限{moment(case.due_at, zone)}" if case.due_at is not None and not case.closed else ""
    return f"【{shown.kind.title}{case.number}】{shown.name}，{word}{said}。现在“{shown.state}”{deadline}。"


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing of a case's history: when, by whom (a role, with the name in private), what, and the words."""

    at: datetime
    who: str
    what: str
    words: str = ""


def detail(
    shown: Shown, happened: Sequence[Happened], *, files: int, holder: str, now: datetime, zone: ZoneInfo, private: bool
) -> str:
    """How a case stands and how it came to that."""
    case = shown.case
    lines = [f"{case.number} {shown.kind.title}，{shown.name}"]
    if private and case.text:
        lines.append(f"内容：{inert(case.text, WORDS)}")
    parts = [shown.state, f"已转给{holder}" if holder else waits(shown), due(shown, now=now, zone=zone)]
    lines.append("现在：" + "，".join(part for part in parts if part))
    if private:
        lines += _facts(shown)
    lines += [_line(one, zone, private=private) for one in happened]
    if files and private:
        lines.append(f"照片和文件{files}个，发“看图 {case.number}”看。")
    return "\n".join(lines)


def _facts(shown: Shown) -> list[str]:
    lines = [
        f"{'√' if shown.case.items.get(item.key) else '×'}{item.name}"
        + (f"：{inert(shown.case.items[item.key], 40)}" if shown.case.items.get(item.key) else "")
        for item in shown.kind.items
    ]
    return lines + [
        f"{one.name}：{day(shown.case.days[one.key])}" for one in shown.kind.days if one.key in shown.case.days
    ]


def _line(one: Happened, zone: ZoneInfo, *, private: bool) -> str:
    local = one.at.astimezone(zone)
    words = f"：{inert(one.words, 60)}" if one.words and private else ""
    return f"{day(local.date())}{local:%H:%M} {one.what}（{one.who}）{words}"


def lacking(shown: Shown, lacks: Lacks, *, gate: Gate | None, mend: str) -> str:
    """What an application still lacks, one line each, and what to type."""
    case = shown.case
    lines = lack_lines(lacks)
    if not lines:
        return f"{case.number}（{shown.name}）：条件都齐了，现在“{shown.state}”。" + (f"请发：{mend}" if mend else "")
    head = f"{case.number}（{shown.name}）现在“{shown.state}”，还差{len(lines)}项："
    tail = [f"{gate.why}，最早{day(gate.not_before)}。"] if gate is not None and not lacks.early else []
    return "\n".join([head, *lines, *tail, *([f"补齐请发：{mend}", handled_by(shown.kind)] if mend else [])])


def handled_by(kind: CaseType) -> str:
    """Who looks at it once it is handed in, and how soon: 提交以后由网格员或网格长办，1天内。"""
    way = kind.hand_in
    if way is None:
        return ""
    deadline = kind.deadline_of(way.to)
    soon = "" if deadline is None else f"，{deadline.days}天内" if deadline.days else "，当天"
    return f"{way.words[0]}以后由{called(kind.state(way.to).waits_for)}办{soon}。"


def lack_lines(lacks: Lacks) -> list[str]:
    """One line for everything that is lacking."""
    return [
        *(f"· {item.name}：还缺证明（{item.proof}）" for item in lacks.items),
        *(f"· {one.name}：还没写是哪天" for one in lacks.days),
        *(f"· {one.day.name}是{day(one.is_on)}，最迟应是{day(one.latest)}" for one in lacks.late),
        *(f"· 早于准许的日期：{gate.why}，最早{day(gate.not_before)}" for gate in lacks.early),
    ]


def not_opened_yet(kind: CaseType, name: str, *, gate: Gate | None) -> str:
    """Of a unit that has no case of the type: everything that one needs."""
    lines = [f"{name}还没有{kind.title}。需要："]
    lines += [f"· {item.name}（{item.proof}）" for item in kind.items]
    for one in kind.days:
        other = next((other.name for other in kind.days if other.key == one.before), "")
        lines.append(f"· {one.name}" + (f"，最迟在{other}前{one.ahead}天" if other else ""))
    if gate is not None:
        lines.append(f"· {gate.why}，最早{day(gate.not_before)}")
    return "\n".join([*lines, f"请发：{kind.opening_of(name)}", handled_by(kind)])


def listed(
    title: str, found: Sequence[tuple[Shown, str]], *, now: datetime, zone: ZoneInfo, total: int | None = None
) -> str:
    """One line a case, with what is said of each beside it; at most 20."""
    count = len(found) if total is None else total
    if not found:
        return f"没有{title}。"
    lines = [f"{title}{count}张："]
    for shown, beside in found[:SHOWN]:
        parts = [shown.state, due(shown, now=now, zone=zone), beside]
        lines.append(f"{shown.case.number} {shown.name} " + "，".join(part for part in parts if part))
    if count > SHOWN:
        lines.append(f"只列前{SHOWN}张，请加网格或单位再问。")
    return "\n".join(lines)


def summed(title: str, kind: CaseType, counts: Mapping[str, int], *, merged: int, late: int) -> str:
    """Every case that was ever opened is in exactly one part: 整改单共12张＝未办结6（…）＋已办结5＋已撤销1."""
    still = {state.key: counts.get(state.key, 0) for state in kind.states if not state.final}
    whole = sum(counts.values()) + merged
    parts = "、".join(f"{kind.state(key).name}{count}" for key, count in still.items() if count)
    told = [f"未办结{sum(still.values())}" + (f"（{parts}" + (f"；超期{late}" if late else "") + "）" if parts else "")]
    told += [f"{state.name}{counts.get(state.key, 0)}" for state in kind.states if state.final]
    told += [f"并入别的单{merged}"] if merged else []
    return f"{title}共{whole}张＝{'＋'.join(told)}。" if whole else f"还没有{title}。"


def reminded(times: Sequence[datetime], zone: ZoneInfo) -> str:
    """提醒送达2次，末次2月28日16:00; only what a platform accepted is counted."""
    return f"提醒送达{len(times)}次，末次{moment(max(times), zone)}" if times else "还没有送达的提醒"
