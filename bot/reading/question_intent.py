"""What a question wants, from the words left when names, grids and days are taken out.

A newcomer's usual mistake is the order: 导出未报名单 is an export, 给没报的发个提醒 a reminder and 未报率
a rate, though all three hold the word for missing; the wishes with a verb of their own come first.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from bot.reading import question_words as words
from bot.reading.meaning import Intent
from bot.reading.question_asker import Asker

_SHORT_ASK = 16
_SHORT = 10
"""Bare keywords (未报名单, 12格未报, 今日汇总) are questions up to this length (characters)."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The text without names (`whole`) and also without days (`text`), and what was found in it."""

    text: str
    whole: str
    named_unit: bool
    named_grid: bool
    named_field: bool
    scope: bool
    days: int
    has_span: bool
    asker: Asker

    @property
    def questions(self) -> bool:
        return bool(words.QUESTION.search(self.text) or words.REQUEST.search(self.text))

    @property
    def short(self) -> bool:
        return len(self.text) <= _SHORT


def _helps(asked: Asked) -> bool:
    text = asked.text
    if words.NOTICE.search(text):
        return False
    if words.ABOUT_BOT.search(text):
        return asked.asker.addressed or (asked.short and not re.search(r"帮助.|.{3}功能", text))
    if words.TEMPLATE.search(text):
        if re.search(r"按(?:照|此|这个|统一)?.{0,4}(?:格式|模板|模版)|格式(?:错|不对)", text) and not asked.questions:
            return False
        return bool(words.TEMPLATE_ASKED.search(text)) or len(text) <= 8
    if words.HOW.search(text):
        return asked.asker.addressed or (bool(words.HOW_OBJECT.search(text)) and len(text) <= 20)
    return asked.asker.addressed and re.fullmatch(r"[?？]+|说明|怎么弄|怎么搞", text) is not None


def _status(asked: Asked) -> bool:
    if words.PROGRESS.search(asked.whole):
        return asked.asker.leads or asked.asker.addressed
    found = words.STATUS.search(asked.text)
    if not found:
        return False
    about_bot = re.search(r"机器人|助手|bot|系统|程序|小助理|状态|ping|^在线", found[0], re.IGNORECASE)
    return asked.asker.addressed or about_bot is not None


def _exports(asked: Asked) -> bool:
    if words.HOW.search(asked.text) or words.NOTICE.search(asked.text):
        return False
    found = words.EXPORT.search(asked.text)
    if not found:
        return False
    if found[0] in words.NOUN_TABLE:
        bare = asked.short and not words.MISSING.search(asked.text)
        return bool(words.EXPORT_VERB.search(asked.text.replace(found[0], ""))) or bare
    return True


def _reminds(asked: Asked) -> bool:
    if not words.REMIND.search(asked.text) or words.NOT_REMIND.search(asked.text):
        return False
    if words.NOTICE_TO_ALL.search(asked.text):
        return asked.asker.addressed
    if asked.asker.to_another or re.search(r"你(?:去|来|们)?(?:催|提醒)|口罩|物资|货", asked.text):
        return False
    about = words.MISSING.search(asked.text) or asked.named_unit or asked.named_grid
    order = re.search(
        r"催一?[催下报遍]|催催|再催|提醒|督促|敲打|艾特|圈一下|@一|通知一下|(?:通知|叫|让|喊)(?:他们|没|未|还没)|喊一下|叫一下|戳一下|去催|发.{0,4}催",
        asked.text,
    )
    return bool(about or (order and (asked.short or asked.asker.addressed)))


def _rates(asked: Asked) -> bool:
    if not words.RATE.search(asked.text) or words.STATED.search(asked.text):
        return False
    return asked.questions or len(asked.text) <= 14 or asked.asker.addressed


def _trends(asked: Asked) -> bool:
    figure = asked.named_field or asked.named_unit or asked.named_grid
    if words.TREND.search(asked.whole):
        return asked.questions or asked.has_span or asked.short or asked.asker.addressed or figure
    calls_sum = re.search(r"汇总|总结|合计|小结|周报|月报|没|未|报了", asked.text)
    return asked.days > 1 and asked.named_field and not calls_sum


def _missing(asked: Asked) -> bool:
    if asked.named_field and not words.SHORT_OF_PEOPLE.search(asked.text):  # 口罩还剩多少
        return False
    if words.ALL_REPORTED.search(asked.text) and (asked.scope or asked.named_grid) and not asked.named_unit:
        return True
    if not words.MISSING.search(asked.text):
        return False
    bare = len(asked.text.replace("\ue000", "")) <= 8 and not re.search(
        r"我|马上|等下|稍后|今天没报|了$|因为", asked.text
    )
    return bool(words.LISTING.search(asked.text)) or bare


def _unit(asked: Asked) -> bool:
    if not asked.named_unit:
        return False
    bare = words.UNIT_NOUNS.fullmatch(asked.text) is not None
    wanted = words.UNIT_ASKED.search(asked.text) or words.MISSING.search(asked.text) or words.SUMMARY.search(asked.text)
    if asked.asker.addressed and (bare or len(asked.text) <= 4):
        return True
    if bare and asked.asker.role != "grid_worker":  # a worker's bare name is the head of a report to come
        return True
    return bool(wanted) and (asked.questions or bare)


def _own(asked: Asked) -> bool:
    if not asked.asker.own_units or asked.named_unit or words.NOT_OWN.search(asked.text):
        return False
    return bool(words.OWN.search(asked.whole) and words.OWN_SUBJECT.search(asked.whole)) and len(asked.text) <= 24


def _summary(asked: Asked) -> bool:
    text = asked.text
    if asked.named_unit:
        return False
    if asked.named_field and (asked.scope or asked.named_grid or words.WHOLE_DISTRICT.search(text)):
        bare = words.UNIT_NOUNS.fullmatch(words.SCOPE_WORDS.sub("", text))
        if bare:
            return True
    if not words.SUMMARY.search(text):
        return False
    if words.SUMS_UP.search(text) or words.ABOUT_REPORTS.search(text):
        return True
    if words.GENERAL_STATE.fullmatch(text) and (asked.has_span or asked.named_grid or len(text) > 3):
        return True
    about = asked.named_field or asked.named_grid or words.WHOLE_DISTRICT.search(text)
    return bool(about and words.FIGURE_ASKED.search(text))


_WISHES: tuple[tuple[Intent, Callable[[Asked], bool]], ...] = (
    ("status", _status),
    ("help", _helps),
    ("export", _exports),
    ("remind", _reminds),
    ("rate", _rates),
    ("unit", _own),
    ("trend", _trends),
    ("unit", _unit),
    ("missing", _missing),
    ("summary", _summary),
)
_OPEN_TO_ALL: frozenset[Intent] = frozenset({"help", "status"})


def _heard(asked: Asked, intent: Intent) -> bool:
    """Whether this asker's words are meant for the bot."""
    asker = asked.asker
    if asker.to_another:
        return False
    if intent in _OPEN_TO_ALL or (intent == "unit" and _own(asked)):
        return True
    if words.NOTICE.search(asked.text) and intent != "remind":
        return False
    if intent == "remind" and re.search(r"大家|各(?:企业|单位|位)|请各", asked.text):
        return asker.addressed
    if asker.role == "resident" and len(asked.whole) > _SHORT_ASK:  # who tells a story asks for no figures
        return False
    if asker.addressed:
        return not (words.NOT_TO_BOT.search(asked.text) and intent in ("summary", "unit"))
    if not asker.leads or words.NOT_TO_BOT.search(asked.text):
        return False
    return not (words.TO_A_PERSON.search(asked.whole) or words.SPOKEN_OF.search(asked.whole))


def intent_of(asked: Asked) -> Intent | None:
    """The first wish that fits and is meant for the bot."""
    for intent, wants in _WISHES:
        if wants(asked):
            return intent if _heard(asked, intent) else None
    return None
