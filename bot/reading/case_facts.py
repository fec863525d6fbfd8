"""Reads what an application shows: items with their proofs (机制√ 已成立小组), and days (拟2月15日, 老总返岗 2月12日).

A tick alone is no proof: it gives the item with empty words, which stands for nothing.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from bot.cases.definition import CaseType, Day
from bot.reading.dates import RELATIVE, date_at

_MARKS = " \t\n√✓✔☑:：,，;；。、.-—()（）"
_TICKED = re.compile(r"^(?:已|都|均|全部|全)?(?:落实|完成|到位|好|有|具备|齐全|ok|OK|是)?了?$")
_OVER = r"(?=了?(?:$|[\s,，;；。、！!]))"
"""2月15日复工 is a plan, 2月8日开工会议 is not: nothing may stand behind the word."""
LEAST = 4
"""So many characters at least are a proof."""
MOST = 300


class FoundDay(NamedTuple):
    """text[start:end] is a day, None where there is no such one."""

    start: int
    end: int
    day: date | None


class Facts(NamedTuple):
    """What was found: proofs by item ("" where it was only ticked), days by key, keys of days that do not exist."""

    items: Mapping[str, str]
    days: Mapping[str, date]
    impossible: tuple[str, ...] = ()


def facts_in(text: str, kind: CaseType, *, today: date, lone: bool = False) -> Facts:
    """Everything that the text shows of the type's items and days. `lone`: a single bare day is the first of them."""
    found_days, days, impossible = _days(text, kind.days, today), dict[str, date](), list[str]()
    taken: list[tuple[int, int]] = []
    for key, start, end, one in found_days:
        if one.day is None:
            impossible.append(key)
        else:
            days[key] = one.day
        taken.append((start, end))
    if lone and kind.days and not found_days:
        mentions = list(mentions_of(text, today))
        if len(mentions) == 1 and mentions[0].day is not None:
            days[kind.days[0].key] = mentions[0].day
            taken.append((mentions[0].start, mentions[0].end))
    return Facts(_items(_without(text, taken), kind), days, tuple(impossible))


def mentions_of(text: str, today: date) -> Iterable[FoundDay]:
    """Every day in the text, in order."""
    at = 0
    while at < len(text):
        found = _day_at(text, at, today)
        if found is None:
            at += 1
            continue
        yield found
        at = found.end


def _day_at(text: str, at: int, today: date) -> FoundDay | None:
    word = next((one for one in _LONGEST_FIRST if text.startswith(one, at)), None)
    if word is not None:
        return FoundDay(at, at + len(word), today + timedelta(days=RELATIVE[word]))
    if at and text[at - 1].isdigit():
        return None
    found = date_at(text, at, today)
    return None if found is None else FoundDay(at, found.end, found.day)


_LONGEST_FIRST = sorted(RELATIVE, key=len, reverse=True)


def _days(text: str, days: tuple[Day, ...], today: date) -> list[tuple[str, int, int, FoundDay]]:
    """Each day with the word beside it: before it with a few words between, or right behind it."""
    found = []
    for one in mentions_of(text, today):
        before, behind = text[max(0, one.start - 14) : one.start], text[one.end : one.end + 12]
        best: tuple[int, str, int, int] | None = None
        for day in days:
            for word in day.words:
                at = before.rfind(word)
                between = before[at + len(word) :] if at >= 0 else ""
                if at >= 0 and not re.search(r"[,，;；。\n]|\d", between) and (best is None or len(between) < best[0]):
                    best = (len(between), day.key, one.start - len(before) + at, one.end)
        if best is None:
            for day in days:
                word = next(
                    (word for word in day.words if re.match(rf"\s*(?:前|起|日)?{re.escape(word)}{_OVER}", behind)), ""
                )
                if word:
                    best = (0, day.key, one.start, one.end + behind.index(word) + len(word))
                    break
        if best is not None:
            found.append((best[1], best[2], best[3], one))
    return found


def _items(text: str, kind: CaseType) -> dict[str, str]:
    """The words behind each item's name, until the next item's."""
    if not kind.items:
        return {}
    owner = {word: item.key for item in kind.items for word in (*item.words, item.name)}
    example = {item.key: item.proof.strip(_MARKS) for item in kind.items}
    words = "|".join(re.escape(word) for word in sorted(owner, key=len, reverse=True))
    pattern = re.compile(rf"(?:^|(?<=[\s:：,，;；。、√✓✔☑)）]))(?:\d[.、])?({words})")
    places = list(pattern.finditer(text))
    found: dict[str, str] = {}
    ends = [place.start() for place in places[1:]] + [len(text)]
    for place, end in zip(places, ends, strict=False):
        proof = text[place.end() : end].strip(_MARKS)
        proof = re.sub(r"\d[.、]$", "", proof).strip(_MARKS)
        proof = "" if _TICKED.fullmatch(proof) or len(proof) < LEAST else proof[:MOST]
        key = owner[place[1]]
        proof = "" if proof == example[key] else proof  # copied from the line that says what to type
        found[key] = found.get(key) or proof
    return found


def _without(text: str, taken: Iterable[tuple[int, int]]) -> str:
    for start, end in sorted(taken, reverse=True):
        text = f"{text[:start]} {text[end:]}"
    return text
