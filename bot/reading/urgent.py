"""Reads what is said to an urgent item: 收到 A3, A3 办结 已送医, 急件, and a bare 收到, whose item is not said."""

import re
from dataclasses import dataclass
from typing import Literal

from bot.reading.called import CALL, said_plainly

LONGEST = 500
_NUMBER = r"[Aa]\s?(?P<number>\d{1,6})"
_TAKEN = r"(?:收到|已收到|知道了|我来|我来办|我处理|认领|接了|马上处理|马上去)"
_TAKE = re.compile(
    rf"(?:{_TAKEN}[\s,，:：]*{_NUMBER}|{_NUMBER.replace('number', 'before')}[\s,，:：]*{_TAKEN})(?:了|啦)?"
)
_CLOSE = re.compile(
    rf"(?:{_NUMBER}[\s,，:：]*(?:已)?(?:办结|办完|处理完|完成|解除|结案)(?:了)?|"
    rf"(?:办结|办完|解除|结案)[\s,，:：]*{_NUMBER.replace('number', 'behind')})(?:[\s,，:：]+(?P<words>.+))?",
    re.DOTALL,
)
_LIST = re.compile(r"(?:看|查|有|还有)?(?:哪些|什么)?(?:没办结的|未办结的|没人收的)?急件(?:列表|清单|有哪些)?")
_BARE = re.compile(r"(?:收到|已收到)(?:了|啦)?")
_QUOTED = re.compile(r"【急】[Aa](?P<number>\d{1,6})(?!\d)")
_TAIL = re.compile(r"[\s。.!！?？~]+$")


@dataclass(frozen=True, slots=True)
class UrgentOrder:
    """What a message says. `number` "": a bare 收到, of whatever waits for the sender."""

    action: Literal["take", "close", "list"]
    number: str = ""
    words: str = ""


def read_urgent(text: str, *, quoted: str = "") -> UrgentOrder | None:
    """The order, or None where the message is none. `quoted`: the words that it answers to."""
    if len(text) > LONGEST:
        return None
    plain = _TAIL.sub("", said_plainly(text))
    if found := _TAKE.fullmatch(plain):
        return UrgentOrder("take", f"A{found['number'] or found['before']}")
    as_written = _TAIL.sub("", CALL.sub("", text).strip())  # a note is for people: its signs stay
    if found := _CLOSE.fullmatch(as_written) or _CLOSE.fullmatch(plain):
        return UrgentOrder("close", f"A{found['number'] or found['behind']}", " ".join((found["words"] or "").split()))
    if plain and _LIST.fullmatch(plain):
        return UrgentOrder("list")
    if _BARE.fullmatch(plain):
        answered = _QUOTED.search(quoted)
        return UrgentOrder("take", f"A{answered['number']}" if answered else "")
    return None
