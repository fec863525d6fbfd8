"""Who asks, and whether he speaks to the bot: role, mention, private chat, a quotation above a rule.

A newcomer's usual mistake is to trust the platform's mention flag alone: it is often absent, and the
mention is then only text, with a half or full width sign and a space that may be missing.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from bot.directory.characters import fold
from bot.directory.model import COMMANDING, Unit
from bot.reading.meaning import Context

_QUOTED = re.compile(r"^[「『\[\"“].{1,400}[」』\]\"”]\s*\n\s*(?:[-—_=]\s*){3,}", re.DOTALL)
_FACES = re.compile(r"\[[\u4e00-\u9fffA-Za-z]{1,6}\]")
_OTHER = re.compile(r"@(?![一下他她没未出遍来]|所有[没未]|全部[没未])[^\s\u2005@]{1,24}[\s\u2005]?")
_TITLE = (
    r"(?:(?<![复开返停覆动完])工|(?<!汇)总|姐|哥|经理|主任|会计|文员|师傅|老板|科长?|主管|老师|书记|队长|组长|厂长)"
)
_CALL = re.compile(
    r"^[小老阿][\u4e00-\u9fff](?:[\s,，:：]|你)"
    rf"|^[\u4e00-\u9fff]{{1,3}}{_TITLE}(?:[\s,，:：]|你)|[\u4e00-\u9fff]{_TITLE}[,，:：]"
)
_POLITE = re.compile(
    r"^(?:请问(?:一?下)?|麻烦(?:你|您)?|你好|您好|领导好?|各位|在吗|早上好|下午好|晚上好|大家好|帮忙|帮我|帮(?!助)|劳烦|辛苦)[,，。!！~\s呀啊]*"
)
_SPACES = re.compile(r"[ \t\u2005]+")


@dataclass(frozen=True, slots=True)
class Asker:
    """`leads`: may ask in free wording. `addressed`: mentioned the bot, or writes to it alone.

    `calls_somebody`: begins with a person's name and title (王工，...). `names_own`: the unit named is his.
    """

    leads: bool
    addressed: bool
    private: bool
    to_another: bool
    calls_somebody: bool
    quotes_others: bool
    own_units: tuple[Unit, ...]
    role: str
    names_own: bool = False


@lru_cache(maxsize=8)
def _mention(bot_name: str) -> re.Pattern[str]:
    return re.compile(rf"@\s*{re.escape(fold(bot_name))}")


def asker_of(text: str, context: Context) -> Asker:
    """How the sender stands to the bot and to the district in this message."""
    sender = context.sender
    mention = _mention(context.bot_name)
    unaddressed = mention.sub("", text) if "@" in text else text
    mentioned = unaddressed != text if context.mentions_bot is None else context.mentions_bot
    private = context.private or context.group is None
    others = _OTHER.search(unaddressed) is not None
    own = context.directory.units_of(sender) if sender.role == "clerk" else ()
    return Asker(
        leads=sender.role in COMMANDING or sender.role in ("grid_leader", "grid_worker"),
        addressed=mentioned or private,
        private=private,
        to_another=others and not mentioned,
        calls_somebody=_CALL.search(unaddressed.lstrip()) is not None,
        quotes_others=bool(_QUOTED.match(text)) and not (mentioned or private),
        own_units=tuple(own),
        role=sender.role,
    )


def strip_calls(text: str, context: Context) -> str:
    """The text without a quotation above a rule, mentions, faces, greetings and doubled blanks."""
    text = _QUOTED.sub("", text)
    bare = _OTHER.sub(" ", _mention(context.bot_name).sub(" ", text)) if "@" in text else text
    bare = _SPACES.sub(" ", _FACES.sub("", bare)).strip(" ,，:：\n")
    while (shorter := _POLITE.sub("", bare)) != bare and any(map(str.isalnum, shorter)):
        bare = shorter.strip()
    return bare
