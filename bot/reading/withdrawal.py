"""Taking a report back: 撤回今天的日报, 刚才那条作废.

A newcomer's usual mistake is to hear 作废 in 前面的作废，重新报：在岗128: with a figure it is a correction.
"""

import re

from bot.reading.meaning import Context, Problem, WithdrawalMeaning
from bot.reading.report import Draft

_TAKES_BACK = re.compile(
    r"(?:撤回|撤销|收回|取消|作废|删除|删掉|撤掉|不算|当没报).{0,12}(?:日报|上报|报表|报告|数据|那条|这条|上一条|那份|报的|填的|发的)"
    r"|(?:日报|上报|报表|数据|那条|这条|上一条|前面|刚才|刚刚|刚发|刚报|之前).{0,12}(?:撤回|撤销|收回|作废|删除|删掉|撤掉|不算|当没报|取消)"
    r"|(?:请|我要|帮我|麻烦)?(?:撤回|作废)[吧了一下。.!！~]*"
)
_NOT = re.compile(r"了一条|一条消息|[?？]|[吗么]\s*$|怎么|如何|不要|别|能不能|可以")


def read_withdrawal(text: str, draft: Draft, context: Context) -> WithdrawalMeaning | None:
    """A withdrawal, or None. `text` is the cleaned text without mentions."""
    if len(text) > 60 or draft.counted or draft.zeros or _NOT.search(text) or not _TAKES_BACK.search(text):
        return None
    problems: list[Problem] = []
    unit: str | None = None
    if draft.named:
        unit = draft.named[0].unit
        if draft.named[0].problem is not None:
            problems.append(draft.named[0].problem)
    else:
        own = context.directory.units_of(context.sender)
        if len(own) == 1:
            unit = own[0].id
        else:
            problems.append(Problem("unit_missing"))
    day = draft.calendar.days[0] if draft.calendar.days else None
    if day is not None and day.code is not None:
        problems.append(Problem(day.code))
    return WithdrawalMeaning(context.form.id, unit, day.day if day else None, tuple(problems))
