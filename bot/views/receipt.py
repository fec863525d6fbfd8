"""Receipts: what was understood, whether it was in time, what changed, what is missing or odd.

A receipt is the clerk's only proof and only proof-reading: every stored figure that the message did
not itself state (kept from before, carried over) is shown as such.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.forms.definition import FormDef
from bot.reading.as_read import AsRead
from bot.reading.meaning import Figure
from bot.rules.anomaly import Oddity
from bot.views.asking import kept_line, still_missing
from bot.views.figures import change, figure, filed, labelled, line, word
from bot.views.inert import inert

SHOWN = 8  # figures of one unit in a line of a list
READ = 3  # words shown with what they gave


@dataclass(frozen=True, slots=True)
class Receipt:
    """One unit's stored report, ready to be told. `as_read` are words that did not simply state their figure.

    `previous` is the day's report before this message, `last` the last one of an earlier day.
    `due` is the deadline in words. `unit_as_read`: the mistyped words that were taken for the unit's name.
    `nothing_to_carry`: it said 同昨日, but there was no earlier report. `urgent`: items that somebody on duty hears of.
    """

    form: FormDef
    unit_name: str
    period: date
    kind: str
    status: str
    stated: Mapping[str, Figure]
    stored: Mapping[str, Figure]
    due: str
    carried: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    odd: tuple[Oddity, ...] = ()
    warned: tuple[str, ...] = ()
    previous: Mapping[str, Figure] | None = None
    last: Mapping[str, Figure] | None = None
    last_day: date | None = None
    nothing_to_carry: bool = False
    as_read: tuple[AsRead, ...] = ()
    unit_as_read: str = ""
    urgent: tuple[str, ...] = ()


def receipt(item: Receipt) -> str:
    """The answer to a message about one unit: a few short lines."""
    lines = [_head(item), _body(item)]
    lines += [part for part in (_as_read(item), _kept(item), _carried(item)) if part]
    lines += _doubts(item)
    if item.urgent:
        lines.append(told_the_watch(item.urgent))
    if item.missing:
        lines.append(still_missing(item.form, item.missing))
    if item.nothing_to_carry:
        lines.append(f"近{item.form.look_back.days}天没有可沿用的记录，其余各项没有登记，请补报数字。")
    return "\n".join(part for part in lines if part)


def receipts(items: Sequence[Receipt], questions: Sequence[str]) -> str:
    """The answer to a message about many units: one line each, the unclear ones last."""
    lines = []
    if items:
        late = sum(item.status == "late" for item in items)
        when = "" if not late else f"（迟报{late}家）"
        lines.append(f"已登记{len(items)}家{when}：")
    lines += [_one_line(item) for item in items]
    if questions:
        lines.append(f"还有{len(questions)}家没看准，未登记，请逐家补上（带单位名）：")
        lines += [f"？{question}" for question in questions]
    return "\n".join(lines)


def _head(item: Receipt) -> str:
    whose = f"{inert(item.unit_name)} {filed(item.form, item.period)}{item.form.name}"
    if item.missing:
        return f"先记下了，{whose}还没报完。"
    when = "按时" if item.status == "on_time" else f"迟报（{item.due}截止）"
    changed = item.previous is not None and bool(_moves(item))
    did = "已更正" if item.kind == "correction" else "已更新" if changed else "已收到"
    return f"{did}，{whose}，{when}。"


def _body(item: Receipt) -> str:
    if item.previous is not None and (moved := _moves(item)):
        return moved
    if not item.stated:
        return ""
    if item.previous is not None:
        return f"{line(item.form, item.stated)}（与原来登记的相同，没有改动）"
    told = []
    compared = False
    for definition in item.form.fields:
        if definition.key in item.stated:
            value = item.stated[definition.key]
            moved = change(value, (item.last or {}).get(definition.key))
            compared = compared or bool(moved)
            told.append(labelled(definition, value) + moved)
    legend = f"（箭头为较{filed(item.form, item.last_day)}）" if compared and item.last_day else ""
    return "、".join(told) + legend


def _moves(item: Receipt) -> str:
    """Old → new of every field that this message changed; new ones as they are."""
    before = item.previous or {}
    told = []
    for definition in item.form.fields:
        key = definition.key
        if key not in item.stated:
            continue
        now = item.stored[key]
        if key not in before:
            told.append(labelled(definition, now))
        elif before[key] != now:
            told.append(f"{definition.label} {figure(before[key])}→{figure(now)}")
    return "、".join(told)


def _kept(item: Receipt) -> str:
    """What stays from earlier messages of the same day."""
    kept = [k for k in item.stored if k not in item.stated and k not in item.carried]
    same = [k for k in item.stated if item.previous and item.previous.get(k) == item.stated[k]]
    if item.previous is None or not (kept or (same and _moves(item))):
        return ""
    return f"其余不变：{kept_line(item.form, item.stored, [*same, *kept] if _moves(item) else kept)}"


def _carried(item: Receipt) -> str:
    if not item.carried:
        return ""
    first = word(item.form.field(item.carried[0]))
    when = filed(item.form, item.last_day) if item.last_day else "上次"
    told = kept_line(item.form, item.stored, item.carried)
    return f"沿用{when}：{told}。如不对请更正，例如：更正 {first} 正确数字"


def _as_read(item: Receipt) -> str:
    """按“三百二十六个人上班”记为在岗人数 326: where the words did not simply say so; first how a unit was spelled."""
    told = [f"“{inert(item.unit_as_read)}”认作{inert(item.unit_name)}"] if item.unit_as_read else []
    told += [f"按“{inert(one.words)}”记为{line(item.form, item.stored, one.fields)}" for one in item.as_read[:READ]]
    more = "等" if len(item.as_read) > READ else ""
    return f"{'；'.join(told)}{more}。有误回复：不对" if told else ""


def _doubts(item: Receipt) -> list[str]:
    told = [
        f"请核对：{odd_text(o, item.form)}。没错不用回复，有误请发：更正 {word(item.form.field(o.field))} 正确数字"
        for o in item.odd
    ]
    told += [f"请核对：{text}" for text in item.warned]
    return told


def odd_text(oddity: Oddity, form: FormDef) -> str:
    """在岗人数 126，上次是400，少了274"""
    if oddity.message:
        return oddity.message
    moved = oddity.now - oddity.before
    how = f"多了{moved}" if moved > 0 else f"少了{-moved}"
    return f"{form.field(oddity.field).label} {oddity.now}，上次是{oddity.before}，{how}"


def told_the_watch(numbers: Sequence[str]) -> str:
    """A figure of the report was an alarm."""
    return f"已告知值班人员（{'、'.join(numbers)}），请保持电话畅通。"


def _one_line(item: Receipt) -> str:
    keys = [f.key for f in item.form.fields if f.key in item.stated][:SHOWN]
    before = item.previous or {}
    told = "、".join(
        labelled(item.form.field(key), item.stored[key])
        if before.get(key, item.stored[key]) == item.stored[key]
        else f"{item.form.field(key).label} {figure(before[key])}→{figure(item.stored[key])}"
        for key in keys
    )
    more = []
    if item.status == "late":
        more.append("迟报")
    if item.carried:
        before_that = filed(item.form, item.last_day) if item.last_day else "上次"
        more.append(f"沿用{before_that}：{line(item.form, item.stored, item.carried)}")
    if item.missing:
        more.append("还差" + "、".join(item.form.field(k).label for k in item.missing))
    more += [f"“{inert(item.unit_as_read)}”认作这家"] if item.unit_as_read else []
    more += [f"按“{inert(one.words)}”记" for one in item.as_read[:1]]
    more += [f"请核对{odd_text(oddity, item.form)}" for oddity in item.odd]
    more += [f"已告知值班人员{number}" for number in item.urgent]
    tail = f"（{'；'.join(more)}）" if more else ""
    return f"✓{inert(item.unit_name)} {filed(item.form, item.period)} {told}{tail}"


def unknown_line(words: Sequence[str]) -> str:
    """Words with a number that no field took: said, so that nobody believes them stored."""
    if not words:
        return ""
    several = "、".join(f"“{inert(w, 16)}”" for w in words[:3]) + ("等" if len(words) > 3 else "")
    return f"{several}不在表内，没有登记。"
