"""Whose case it is: the unit that a message names, exactly, or by what stands where its name would stand.

Never the closest name in silence: what fits several units, or none, is asked back.
"""

import re
from dataclasses import dataclass

from bot.directory.model import Directory, Member
from bot.reading.vocabulary import names_of

_JOINED = re.compile(r"\s*(?:[、,，]|和|与|及|跟)\s*")
_HEAD = re.compile(r"^(?P<name>[\u4e00-\u9fffA-Za-z0-9（）()]{2,24})(?=$|[\s:：,，。;；])")


@dataclass(frozen=True, slots=True)
class Named:
    """The ids that text[start:end] may mean; `unknown`: words that stand there and fit no unit.

    `and_more`: another unit is named right behind it.
    """

    units: tuple[str, ...] = ()
    unknown: str = ""
    start: int = 0
    end: int = 0
    and_more: bool = False


def named_in(text: str, directory: Directory, sender: Member) -> Named:
    """The first name of the text; one that fits several units means the sender's own one, if it is one."""
    index = names_of(directory)
    start, found = next(((at, one) for at in range(len(text)) if (one := index.at(text, at))), (0, None))
    if found is not None:
        end, ids = found
        joined = _JOINED.match(text, end)
        more = joined is not None and index.at(text, joined.end()) is not None
        return Named(_own(ids, directory, sender), and_more=more, start=start, end=end)
    head = _HEAD.match(text)
    if head is None or sender.role == "clerk":
        return Named()
    resolution = index.resolve(head["name"], ())
    if resolution.units:
        return Named(_own(resolution.units, directory, sender), start=head.start(), end=head.end())
    return Named(unknown=head["name"], start=head.start(), end=head.end())


def _own(ids: tuple[str, ...], directory: Directory, sender: Member) -> tuple[str, ...]:
    if len(ids) < 2 or sender.role not in ("clerk", "grid_worker", "grid_leader"):
        return ids
    own = tuple(one for one in ids if directory.may_report(sender, one))
    return own if len(own) == 1 else ids
