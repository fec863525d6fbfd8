"""Joins tip-offs that tell of the same thing, and takes them apart again: by duty officers, in private, noted.

Whoever told keeps his own number and hears of the outcome; that somebody else told of it too he never learns.
"""

import re
import unicodedata

from bot import texts
from bot.handlers.base import Request
from bot.handlers.filing.items import note, refuse, to_sender
from bot.messages import Answer, Outcome, Reply
from bot.store.records import Tip

_NUMBER = re.compile(r"[Tt]\d{4,}")


async def join(request: Request, tip: Tip, words: str) -> Answer:
    """The second stands for both from now on."""
    named = unicodedata.normalize("NFKC", words).strip().upper()
    if not _NUMBER.fullmatch(named):
        return refuse(request, "unknown_case", f"请写并入哪一件，例如：{tip.number} 并入 T0001")
    tips = request.uow.tips
    other = await tips.get(named)
    if other is None:
        return refuse(request, "unknown_case", f"没有编号{named}，请核对。发“举报列表”可看全部未办结的。")
    if why := await _why_not(request, tip, other):
        return refuse(request, "cannot_join", f"不能并入：{why}。")
    await tips.join(tip.number, other.number)
    note(request, "tip_joined", tip.number)
    told: list[Reply] = []
    if other.state == "assigned" and tip.state == "received":
        await tips.set_state(tip.number, state="assigned", answer=tip.answer, area=tip.area)
        address = await tips.reply_address(tip.number)
        if address is not None:
            told.append(Reply(texts.tip_taken_up(tip.number), to=address, kind="case"))
    text = f"{tip.number}已并入{other.number}，以后只对{other.number}办理；办结时两位反映人都会收到答复，互相不知道。"
    return Answer(_outcome(tip, into=other.number), (to_sender(request, text), *told))


async def take_apart(request: Request, tip: Tip) -> Answer:
    """It stands for itself again."""
    if not tip.into:
        return refuse(request, "not_joined", f"{tip.number}没有并入别的反映，不用拆开。")
    await request.uow.tips.join(tip.number, "")
    note(request, "tip_parted", tip.number)
    text = f"{tip.number}已从{tip.into}拆开，单独办理。"
    return Answer(_outcome(tip, into=""), (to_sender(request, text),))


async def _why_not(request: Request, tip: Tip, other: Tip) -> str:
    if other.number == tip.number:
        return "是同一个编号"
    if other.state == "closed":
        return f"{other.number}已经办结"
    if other.into:
        return f"{other.number}自己已并入{other.into}，请并入{other.into}"
    if await request.uow.tips.joined_to(tip.number):
        return f"已有别的反映并入{tip.number}，请反过来并"
    return ""


def _outcome(tip: Tip, *, into: str) -> Outcome:
    data = {"case": tip.number, "case_type": "tipoff", "from_state": tip.state, "to_state": tip.state, "into": into}
    return Outcome("case", data)
