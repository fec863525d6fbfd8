"""Which unit a short answer chooses: a name, half a name that fits one of those asked about, or 第一个."""

import re
from collections.abc import Sequence
from typing import Final

from bot.directory.names import NameIndex
from bot.reading.meaning import Context, Problem

_AROUND: Final = re.compile(
    r"^(?:我们?|我司|本|这|那)?(?:家|边)?(?:说的|指的|报的)?(?:是|系|就是)?"
    r"|(?:的|那家|那个|这家|啊|呀|哦|吧|[。.!~,，])+$"
)
_FIRST: Final = frozenset("第一个 第1个 第一家 第1家 前者 前面 前面那个 前面那家 前一个 前一家 上面那个".split())
_LAST: Final = frozenset("第二个 第2个 第二家 第2家 后者 后面 后面那个 后面那家 后一个 后一家 下面那个".split())


def chosen_unit(text: str, names: NameIndex, context: Context, candidates: Sequence[str]) -> str | Problem | None:
    """The unit's id; a problem when several or another's fit; None when the text names none."""
    if len(candidates) > 1 and text.strip() in _FIRST:
        return candidates[0]
    if len(candidates) == 2 and text.strip() in _LAST:
        return candidates[1]
    own = tuple(unit.id for unit in context.directory.units_of(context.sender))
    for words in dict.fromkeys((text.strip(), _AROUND.sub("", text.strip()))):
        if len(words) < 2:
            continue
        found = names.resolve(words, tuple(candidates) or own)
        if found.verdict not in ("one", "many"):
            continue
        fitting = tuple(unit for unit in found.units if unit in (candidates or own)) or found.units
        if len(fitting) > 1:
            return Problem("unit_ambiguous", words=words, candidates=fitting)
        if fitting[0] not in own:
            return Problem("unit_not_yours", unit=fitting[0], words=words)
        return fitting[0]
    return None
