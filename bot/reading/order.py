"""Hears decisions about criticism lists: 发布通报, 驳回, 剔除 某某, 更正/撤销 某某. Words only, no rights, no lists.

A newcomer's usual mistake is to take every 更正 for an order: most of them mend figures. Without the word
通报 or a list's number, 更正 and 撤销 are orders only from an approver who names a unit and states no figure.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.directory.characters import fold
from bot.directory.model import COMMANDING
from bot.directory.names import NameIndex
from bot.reading.called import CALL
from bot.reading.meaning import Context, OrderMeaning, Problem
from bot.reading.normalise import Clean
from bot.reading.vocabulary import names_of

_NUMBER = r"(?:[【\[(（]?(?:通报|表扬)?(?:草稿)?(?:编号|号)?[:：]?\s*(?P<number>\d{4}-\d{1,3})[】\])）]?)"
_LIST = r"(?P<list>通报|名单|表扬)"
_WORDS = ("发布", "签发", "驳回", "剔除", "移出", "移除", "撤销", "更正", "撤回", "收回")
"""Every order holds one of these."""
_LONGEST = 400
"""A longer text is no order (characters)."""
_PUBLISH = re.compile(
    rf"(?:请|可以|同意|批准|确认|现在|马上|立即)*(?:发布|签发)(?:{_LIST})?\s*{_NUMBER}?(?:吧|了)?[\s。.!！~]*"
)
_REJECT = re.compile(rf"(?:驳回|不予?发布|不同意发布)(?:{_LIST})?\s*{_NUMBER}?(?P<rest>.*)", re.DOTALL)
_STRIKE = re.compile(
    rf"(?:从?(?:{_LIST})?\s*{_NUMBER}?\s*(?:中|里|上)?\s*)?(?:把)?(?:剔除|移出|移除)\s*(?P<rest>.*)", re.DOTALL
)
_RETRACT = re.compile(rf"(?:撤销|更正|撤回|收回)\s*(?:{_LIST})?\s*{_NUMBER}?(?P<rest>.*)", re.DOTALL)
_INNER_NUMBER = re.compile(rf"^[\s:：,，]*(?:通报|名单)?{_NUMBER}")
_QUOTED_NUMBER = re.compile(r"【?(?:通报|表扬)(?:草稿)?(\d{4}-\d{1,3})】?")
_BEFORE_NAMES = re.compile(r"[\s:：,，、]*(?:中的?|里的?|上的?|单位|企业)?[\s:：,，、]*")
_BETWEEN = re.compile(r"[\s]*(?:[、,，]|和|与|及)?[\s]*")
_TOKEN = re.compile(r"[^\s,，:：、。;；!！]+")
_AFTER_NAME = re.compile(r"(?:有限公司|公司|工地|项目部)?")
_REASON = re.compile(r"^[\s:：,，。;；、]*(?:(?:原因|理由)(?:是|为)?[:：]?|因为|因)?\s*")
_ASKS = re.compile(r"[?？]|[吗么呢]\s*$|怎么|如何|什么时候")


@dataclass
class _Named:
    """Units that words name, what could not be told, and where the names end."""

    units: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    end: int = 0


def read_order(clean: Clean, context: Context) -> OrderMeaning | None:
    """The decision that a message states, or None. A question about a list is none."""
    if not any(map(clean.text.__contains__, _WORDS)):
        return None
    call = CALL.match(clean.text)
    start = call.end() if call else 0
    text = clean.text[start:].rstrip()
    if not text or len(text) > _LONGEST or _ASKS.search(text):
        return None
    number = _quoted_number(context)
    if found := _PUBLISH.fullmatch(text):
        written = found["number"] or number
        praise = found["list"] == "表扬"
        return OrderMeaning("publish", written, praise=praise) if found["list"] or written else None
    approver = context.sender.role in COMMANDING
    if found := _REJECT.fullmatch(text):
        written = found["number"] or number
        if not (approver or found["list"] or written):
            return None
        return OrderMeaning("reject", written, reason=_reason(clean, start + found.start("rest")))
    if found := _STRIKE.fullmatch(text):
        return _about_units("strike", clean, start, found, context, number)
    found = _RETRACT.fullmatch(text)
    if found is None or not (found["list"] or found["number"] or approver):
        return None
    if not (found["list"] or found["number"]) and _is_about_a_report(text, context):
        return None
    order = _about_units("retract", clean, start, found, context, number)
    named = order.units or any(p.candidates for p in order.problems)
    return order if found["list"] or found["number"] or named else None


def _about_units(
    action: str, clean: Clean, start: int, found: "re.Match[str]", context: Context, quoted: str | None
) -> OrderMeaning:
    number, at = found["number"], start + found.start("rest")
    if number is None and (inner := _INNER_NUMBER.match(found["rest"])):
        number, at = inner["number"], at + inner.end()
    spoken_of = bool(found["list"] or number)
    named = _names(clean, at, names_of(context.directory), whole_list=action == "retract" and spoken_of)
    return OrderMeaning(
        "strike" if action == "strike" else "retract",
        number or quoted,
        units=tuple(dict.fromkeys(named.units)),
        reason=_reason(clean, named.end),
        problems=tuple(named.problems),
    )


def _names(clean: Clean, at: int, index: NameIndex, *, whole_list: bool) -> _Named:
    """Exact names one after the other; if there is none, the first word as the start of a name.

    `whole_list`: no name is no problem, for the order may be about the list. "unit_ambiguous" is a name that
    several bear, where the list may tell; "unit_missing" with candidates is always asked about.
    """
    text = clean.text
    before = _BEFORE_NAMES.match(text, at)
    at = before.end() if before else at
    named = _Named(end=at)
    for start, end, units in _exact(text, at, index):
        if longer := _runs_on(text, start, end, units, index):
            named.problems.append(_problem("unit_missing", clean, start, end + 1, (*units, *longer)))
        elif len(units) == 1:
            named.units.append(units[0])
        else:
            named.problems.append(_problem("unit_ambiguous", clean, start, end, units))
        named.end = end
    if named.units or named.problems:
        return named
    word = _TOKEN.match(text, at)
    if word is None:
        if not whole_list:
            named.problems.append(Problem("unit_missing"))
        return named
    loose = index.resolve(word.group(), ())
    if loose.verdict == "one":
        named.units.append(loose.units[0])
    elif loose.verdict == "many":
        named.problems.append(_problem("unit_missing", clean, *word.span(), loose.units))
    elif not whole_list:
        named.problems.append(_problem("unit_missing", clean, *word.span(), ()))
    if loose.verdict != "none" or not whole_list:
        named.end = word.end()
    return named


def _runs_on(text: str, start: int, end: int, units: tuple[str, ...], index: NameIndex) -> tuple[str, ...]:
    """Others whose name begins with one character more: 万泉 in 万泉塑… is perhaps not 万泉."""
    found = index.resolve(text[start : end + 1], ()) if _TOKEN.match(text, end) else None
    return () if found is None else tuple(unit for unit in found.units if unit not in units)


def _exact(text: str, at: int, index: NameIndex) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Names from `at` on with only an enumeration between them."""
    while (hit := index.at(text, at)) is not None:
        end, units = hit
        while end < len(text) and any(name.startswith(text[at : end + 1]) for name in index.names_of(units[0])):
            end += 1  # 东岸物 is half of 东岸物流, not 东岸 and a reason
        after = _AFTER_NAME.match(text, end)
        end = after.end() if after else end
        yield at, end, units
        between = _BETWEEN.match(text, end)
        at = between.end() if between else end


def _problem(code: str, clean: Clean, start: int, end: int, candidates: tuple[str, ...]) -> Problem:
    begins, ends = clean.span(start, end)
    return Problem(
        "unit_ambiguous" if code == "unit_ambiguous" else "unit_missing",
        words=clean.words(start, end), start=begins, end=ends, candidates=candidates,
    )  # fmt: skip


def _reason(clean: Clean, at: int) -> str:
    """The words after the names, as they were written."""
    lead = _REASON.match(clean.text[at:])
    at += lead.end() if lead else 0
    return clean.words(at, len(clean.text)).strip(" \n\t。.!！") if at < len(clean.text) else ""


def _quoted_number(context: Context) -> str | None:
    """The number of the list that the quoted message is about."""
    found = _QUOTED_NUMBER.search(context.quote.text) if context.quote else None
    return found[1] if found else None


def _is_about_a_report(text: str, context: Context) -> bool:
    """Whether a form, or one of its labels with a figure, stands in the text: then it mends a report."""
    form = context.form
    if any(fold(word) in text for word in (form.name, *form.aliases)):
        return True
    labels = {fold(word) for f in form.fields for word in (f.label, *f.aliases) if len(fold(word)) > 1}
    return any(
        re.search(rf"{re.escape(label)}[^0-9\n]{{0,6}}[0-9零一二两三四五六七八九十百千万]", text)
        for label in labels
        if label in text
    )
