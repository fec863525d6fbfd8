"""Reads what is said to a case: opening one, moving it by its words, asking, noting, handing over, joining duplicates.

Every word but a few comes from the types' files. What carries no number and is no opening and no list is left alone:
people talk about 整改 all day.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache
from typing import Literal
from zoneinfo import ZoneInfo

from bot.cases.definition import CaseType
from bot.directory.characters import table
from bot.directory.model import Directory, Member
from bot.reading.called import CALL
from bot.reading.case_facts import facts_in
from bot.reading.case_lists import CaseQuery, read_query
from bot.reading.case_units import Named, named_in
from bot.reading.case_words import ASK, BUILTIN, PARTICLES, POLITE, QUESTION, SEPARATORS, UNDONE
from bot.reading.until import until_in
from bot.reading.vocabulary import names_of

Action = Literal["open", "move", "show", "note", "hand", "join", "part", "facts", "unclear", "query"]
LONGEST = 1500
ELLIPSIS = "…"
_BEHIND_A_NUMBER = "到|怎|进展|进度|状态|情况|如何|完成|办|已|复查|验收|通过|不通过|撤|延期|备注|转|合并|重开|证据"
"""整改单12到哪了 names a case, 隐患 3号车间 does not."""
KEPT = frozenset("，。；：！？（）")


@dataclass(frozen=True, slots=True)
class CaseOrder:
    """What a message says. `kind`: the type's id. `numbers` empty: it named none, and the only one that fits is meant.

    `past`: the deadline that was given does not exist or is over. `and_more`: more than one unit is named.
    """

    action: Action
    kind: str = ""
    numbers: tuple[str, ...] = ()
    word: str = ""
    words: str = ""
    until: datetime | None = None
    past: bool = False
    units: tuple[str, ...] = ()
    unknown: str = ""
    and_more: bool = False
    items: Mapping[str, str] = field(default_factory=dict)
    days: Mapping[str, date] = field(default_factory=dict)
    impossible: tuple[str, ...] = ()
    query: CaseQuery | None = None


@dataclass(frozen=True, slots=True)
class CaseReader:
    """What is needed to read: the types, the names, who speaks, and when."""

    kinds: Sequence[CaseType]
    directory: Directory
    sender: Member
    now: datetime
    zone: ZoneInfo

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    def kind(self, key: str) -> CaseType:
        return next(one for one in self.kinds if one.id == key)

    def by_prefix(self, letter: str) -> CaseType | None:
        return next((one for one in self.kinds if one.prefix == letter), None)


def read_case(text: str, reader: CaseReader, *, quoted: str = "") -> CaseOrder | None:
    """The order, or None. `quoted`: what the bot had said, whose only number is meant where the message has none."""
    if len(text) > LONGEST or not reader.kinds:
        return None
    plain = CALL.sub("", cleaned(text)).strip()
    if not plain:
        return None
    if (order := _numbered(plain, reader)) is not None:
        return order
    if (query := read_query(plain, kinds=reader.kinds, directory=reader.directory)) is not None:
        return CaseOrder("query", query.kind, query=query)
    numbers = _numbers(cleaned(quoted), reader)
    if len({number for number, *_ in numbers}) == 1:
        order = _said_of((numbers[0][0],), "", plain, reader)
        return None if order is None or order.action == "unclear" else order  # 好的, 收到
    return _opening(plain, reader) or _unnumbered(plain, reader)


class _Kept(dict[int, str]):
    """The table of clean characters, but with the text's own punctuation: these words are shown again."""

    def __missing__(self, code: int) -> str:
        self[code] = clean = chr(code) if chr(code) in KEPT else table()[code]
        return clean


@cache
def _kept() -> _Kept:
    return _Kept()


def cleaned(text: str) -> str:
    """Without odd characters."""
    return text.translate(_kept())


def _numbers(text: str, reader: CaseReader) -> list[tuple[str, int, int]]:
    """Each number with its place: Z0012, z-12 after its title, 整改单 0012."""
    prefixes = "".join(kind.prefix for kind in reader.kinds)
    titles = {kind.title: kind.prefix for kind in reader.kinds}
    named = "|".join(re.escape(name) for name in sorted(titles, key=len, reverse=True))
    pattern = re.compile(
        rf"(?<![A-Za-z0-9])(?P<p>[{prefixes}{prefixes.lower()}])[Gg]?[-–—]?(?P<d>\d{{3,6}})(?![A-Za-z0-9])"
        rf"|(?P<t>{named})\s*(?:编号|单号|第)?[\s:：#]*(?P<n>\d{{1,6}})(?=号?(?:$|[\s,，。;；?？]|{_BEHIND_A_NUMBER}))"
    )
    found = []
    for one in pattern.finditer(text):
        prefix = one["p"].upper() if one["p"] else titles[one["t"]]
        found.append((f"{prefix}{int(one['d'] or one['n']):04d}", one.start(), one.end()))
    return found


def _numbered(plain: str, reader: CaseReader) -> CaseOrder | None:
    """A message with a number at its beginning, or behind the word for what to do."""
    found = _numbers(plain, reader)
    if not found:
        return None
    lead = plain[: found[0][1]]
    run = [found[0]]
    for one in found[1:]:  # neighbours: F0001、F0003 和 F0005
        if re.fullmatch(r"[\s、,，;；和与及跟]*(?:号|单|到|至|并入|合并到)?[\s、,，]*", plain[run[-1][2] : one[1]]):
            run.append(one)
        else:
            break
    numbers = tuple(dict.fromkeys(number for number, *_ in run))
    before = POLITE.sub("", lead.strip(SEPARATORS))
    before = re.sub(r"(?:单号|编号|整改单|申请)$", "", before.strip(SEPARATORS)).strip(SEPARATORS)
    rest = plain[run[-1][2] :].strip(SEPARATORS)
    between = plain[run[0][2] : run[1][1]] if len(run) > 1 else ""
    if "到" in between or "并入" in between:
        return _joined(before, numbers, f"{between}{rest}", reader)
    return _said_of(numbers, before, rest, reader)


def _joined(before: str, numbers: tuple[str, ...], words: str, reader: CaseReader) -> CaseOrder | None:
    """合并 Z0012 到 Z0010, Z0012 并入 Z0010."""
    kind = reader.by_prefix(numbers[0][0])
    says_so = "并" in before or "并" in words
    return CaseOrder("join", kind.id if kind else "", numbers) if says_so and len(numbers) > 1 else None


def _said_of(numbers: tuple[str, ...], before: str, rest: str, reader: CaseReader) -> CaseOrder | None:
    kind = reader.by_prefix(numbers[0][0])
    if kind is None:
        return None
    if not before and (re.fullmatch(r"[与和跟同]?重复了?|重复[:：]?|(?:是)?同一[件个]事?", rest)) and len(numbers) > 1:
        return CaseOrder("join", kind.id, numbers)
    words = {word: None for way in kind.ways for word in way.words} | BUILTIN
    if before:
        if before in words:
            return _with_word(before, rest, numbers, kind, reader)
        return CaseOrder("show", kind.id, numbers) if ASK.fullmatch(before) and ASK.fullmatch(rest) else None
    word = next((one for one in sorted(words, key=len, reverse=True) if rest.startswith(one)), "")
    behind = rest[len(word) :]
    if word and not UNDONE.match(behind) and not (QUESTION.search(rest) and len(rest) <= len(word) + 4):
        return _with_word(word, behind, numbers, kind, reader)
    if ASK.fullmatch(rest) or (word and QUESTION.search(rest)):
        return CaseOrder("show", kind.id, numbers)
    facts = facts_in(rest, kind, today=reader.today)
    if facts.items or facts.days or facts.impossible:
        return CaseOrder(
            "facts", kind.id, numbers, words=rest, items=facts.items, days=facts.days, impossible=facts.impossible
        )
    return CaseOrder("unclear", kind.id, numbers, words=rest)


def _with_word(word: str, behind: str, numbers: tuple[str, ...], kind: CaseType, reader: CaseReader) -> CaseOrder:
    words = PARTICLES.sub("", behind).strip(SEPARATORS)
    action: Action = BUILTIN.get(word, "move")
    if action == "join" and len(numbers) == 1:
        return CaseOrder("unclear", kind.id, numbers, word=word)
    order = CaseOrder(action, kind.id, numbers, word=word, words=words)
    if action != "move":
        return order
    asks = any("until" in way.needs for way in kind.ways if word in way.words)
    order = _with_until(order, words, reader, loose=asks)
    facts = facts_in(words, kind, today=reader.today)
    return replace(order, items=facts.items, days=facts.days, impossible=facts.impossible)


def _with_until(order: CaseOrder, words: str, reader: CaseReader, *, loose: bool = False) -> CaseOrder:
    found = until_in(words, now=reader.now, zone=reader.zone, loose=loose)
    if found is None:
        return order
    if found.at is None or found.at <= reader.now:
        return replace(order, past=True)
    if order.action == "move":
        kept = f"{words[: found.start]} {words[found.end :]}".strip(SEPARATORS)
        return replace(order, until=found.at, words=kept if loose else words)
    return replace(order, until=found.at)


def _opens(word: str, plain: str, reader: CaseReader) -> int | None:
    """How many characters of the text are the opening word; its parts stand behind one another (责令…整改).

    A word that begins with … wants a unit's name there, and a deadline: 中光电食堂未分餐，限3天内整改.
    """
    first, *others = word.split(ELLIPSIS)
    at = len(first)
    if not plain.startswith(first):
        return None
    if not first:
        named = names_of(reader.directory).at(plain, 0)
        if named is None or until_in(plain, now=reader.now, zone=reader.zone) is None:
            return None
        at = named[0]
    for part in others:
        if part and (at := plain.find(part, at)) < 0:
            return None
    return len(first)


def _opening(plain: str, reader: CaseReader) -> CaseOrder | None:
    found = [
        (length, kind, word)
        for kind in reader.kinds
        for word in kind.opening
        if (length := _opens(word, plain, reader)) is not None
    ]
    if not found:
        return None
    length, kind, word = max(found, key=lambda one: one[0])
    rest = plain[length:].strip(SEPARATORS)
    if QUESTION.search(plain) or any(
        plain.startswith(one) for way in kind.ways for one in way.words if len(one) > length
    ):
        return None
    named = named_in(rest, reader.directory, reader.sender)
    words = _described(rest, named)
    facts = facts_in(words, kind, today=reader.today, lone=True)
    order = CaseOrder(
        "open", kind.id, word=word, words=words, units=named.units, unknown=named.unknown, and_more=named.and_more,
        items=facts.items, days=facts.days, impossible=facts.impossible,
    )  # fmt: skip
    return order if kind.days else _with_until(order, words, reader)


def _described(rest: str, named: Named) -> str:
    """What is said of the unit: without its name, and without the labels around it."""
    words = f"{rest[: named.start]}{rest[named.end :]}" if named.units or named.unknown else rest
    words = re.sub(r"(?:^|(?<=[\s,，;；。]))(?:被检)?(?:企业|单位|公司名称?|问题|情况|存在问题)[:：]\s*", "", words)
    return words.strip(SEPARATORS)


def _unnumbered(plain: str, reader: CaseReader) -> CaseOrder | None:
    """整改完成 食堂已加隔板: a word of four characters or more that begins the message, without a number."""
    for kind in reader.kinds:
        words = sorted((word for way in kind.ways for word in way.words if len(word) > 3), key=len, reverse=True)
        word = next((one for one in words if plain.startswith(one)), "")
        behind = plain[len(word) :]
        if word and not UNDONE.match(behind) and not QUESTION.search(plain):
            return _with_word(word, behind, (), kind, reader)
    return None
