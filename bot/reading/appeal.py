"""Reads what is said about objections to a criticism list: 申诉 0305-1 理由, 采纳 S1, 维持 S1 理由, 申诉名单.

A newcomer's usual mistake is to look for a figure in it: 申诉 当天17:50已报在岗120人 is a reason, not a report.
"""

import re
from dataclasses import dataclass, replace
from typing import Literal

from bot.directory.characters import table
from bot.directory.model import Directory
from bot.reading.called import CALL
from bot.reading.vocabulary import names_of

Action = Literal["ask", "accept", "dismiss", "withdraw", "list"]
LONGEST = 500
"""A longer text is no objection (characters)."""
_S = r"[sS]\s*(?P<number>\d{1,6})(?!\d)"
_LISTED = r"(?:[【\[(（]?\s*(?:对|就)?(?:通报|名单)?\s*(?:编号|号)?[:：]?\s*(?P<list>\d{4}-\d{1,3})\s*[】\])）]?)"
_LIST = re.compile(
    r"(?:查看?|看看?|列出?)?(?:所有|全部|现在|目前|待答复的?|未决的?)?的?(?:申诉|异议)(?:名单|列表|清单|情况)[。.!！]*"
    r"|(?:现在|目前|还)?有(?:哪些|几件|多少)(?:件)?(?:申诉|异议)(?:没答复|未决|待答复)?[。.!！?？]*"
)
_ACCEPT = re.compile(rf"(?:采纳|支持|同意)(?:申诉|异议)?\s*{_S}(?:申诉|异议)?(?P<rest>.*)", re.DOTALL)
_DISMISS = re.compile(
    rf"(?:维持|不予?采纳|不支持|驳回|不同意)(?:原通报|原决定|申诉|异议)?\s*{_S}(?P<rest>.*)", re.DOTALL
)
_WITHDRAW = re.compile(rf"(?:撤回|撤销|取消)(?:申诉|异议)\s*(?:{_S})?[。.!！]*")
_YES = re.compile(r"采纳(?:申诉)?[。.!！]*(?P<rest>.*)", re.DOTALL)
_NO = re.compile(r"(?:维持|不采纳)(?:原通报|原决定)?(?P<rest>.*)", re.DOTALL)
_ASK = re.compile(
    rf"(?:{_LISTED}[,，:：\s]*)?(?:我们?|我司|我单位|本公司|本单位|我店|本店)?(?:要|想|现在?|需要)?(?:提出?)?"
    r"(?:申诉|有?异议|不服)(?:[:：,，。\s]|(?=[^\u4e00-\u9fff])|(?=通报|名单)|$)(?P<rest>.*)",
    re.DOTALL,
)
_NUMBERED = re.compile(rf"^[\s:：,，]*{_LISTED}")
_QUOTED_APPEAL = re.compile(r"【申诉\s*S(\d{1,6})】")
_QUOTED_LIST = re.compile(r"【?通报(?:草稿)?(\d{4}-\d{1,3})】?")
_ASKS = re.compile(r"[?？]\s*$|[吗么呢]\s*[。.!！]*$|^(?:怎么|如何|怎样)")
_LEAD = re.compile(r"^(?:[\s:：,，。;；、]|(?:原因|理由)(?:是|为)?[:：]?|因为)+")


@dataclass(frozen=True, slots=True)
class AppealSaid:
    """`number`: of the appeal, "" where none is said; `list_number`: of the list; `units` that the words begin with."""

    action: Action
    number: str = ""
    list_number: str = ""
    units: tuple[str, ...] = ()
    reason: str = ""


def read_appeal(text: str, directory: Directory, *, quoted: str = "") -> AppealSaid | None:
    """What is said, or None. `quoted`: the message that it answers."""
    if len(text) > LONGEST:
        return None
    folded = text.translate(table()).rstrip()
    plain = CALL.sub("", folded).lstrip()
    said = _said(plain, directory, quoted)
    if said is None or not said.reason or len(folded) != len(text.rstrip()):
        return said
    at = folded.rfind(said.reason)
    return replace(said, reason=text[at : at + len(said.reason)])


def _said(plain: str, directory: Directory, quoted: str) -> AppealSaid | None:
    """The same in folded characters."""
    if _LIST.fullmatch(plain):
        return AppealSaid("list")
    if found := _ACCEPT.fullmatch(plain):
        return AppealSaid("accept", found["number"], reason=_reason(found["rest"]))
    if found := _DISMISS.fullmatch(plain):
        return AppealSaid("dismiss", found["number"], reason=_reason(found["rest"]))
    if found := _WITHDRAW.fullmatch(plain):
        return AppealSaid("withdraw", found["number"] or "")
    if about := _QUOTED_APPEAL.search(quoted):
        if found := _YES.fullmatch(plain):
            return AppealSaid("accept", about[1], reason=_reason(found["rest"]))
        if found := _NO.fullmatch(plain):
            return AppealSaid("dismiss", about[1], reason=_reason(found["rest"]))
    found = _ASK.fullmatch(plain)
    if found is None or _ASKS.search(plain):
        return None
    return _asked(found["list"], found["rest"], directory, quoted)


def _asked(said: str | None, rest: str, directory: Directory, quoted: str) -> AppealSaid:
    if said is None and (inner := _NUMBERED.match(rest)):
        said, rest = inner["list"], rest[inner.end() :]
    if said is None and (about := _QUOTED_LIST.search(quoted)):
        said = about[1]
    rest = rest[_lead(rest) :]
    units: tuple[str, ...] = ()
    if (hit := names_of(directory).at(rest, 0)) is not None and hit[0] > 1:
        units, rest = hit[1], rest[hit[0] :]
    return AppealSaid("ask", list_number=said or "", units=units, reason=_reason(rest))


def _lead(words: str) -> int:
    found = _LEAD.match(words)
    return found.end() if found else 0


def _reason(words: str) -> str:
    """The words without what leads up to them."""
    return words[_lead(words) :].strip(" \n\t。.!！")
