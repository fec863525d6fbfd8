"""What a question wants, by rules over the concepts that are left when names, grids and days are taken out.

A newcomer's usual mistake is the order: 导出未报名单 is an export, 给没报的发个提醒 a reminder and 未报率
a rate, though all three hold the words for missing; the wishes with a verb of their own come first.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from bot.reading import question_rules as rules
from bot.reading.concepts import BREAK, Signs
from bot.reading.meaning import Intent
from bot.reading.question_asker import Asker


@dataclass(frozen=True)
class Asked:
    """The concepts of a text, and what was found in it before."""

    signs: Signs
    named_unit: bool
    named_grid: bool
    named_field: bool
    scope: bool
    days: int
    has_span: bool
    states_rate: bool
    past: bool
    asker: Asker

    def says(self, rule: re.Pattern[str]) -> bool:
        """Whether the text holds what a rule describes."""
        return rule.search(self.signs.line) is not None

    @cached_property
    def size(self) -> int:
        """How many words that mean something, unknown characters included."""
        return len(self.signs.line) - self.signs.line.count(BREAK)

    @cached_property
    def asks(self) -> bool:
        return self.says(rules.ASKS)

    @cached_property
    def wants(self) -> bool:
        return self.says(rules.WANTS)

    @cached_property
    def plain(self) -> bool:
        """Few unknown words: a question to the bot is made of words that it knows."""
        return self.signs.unknown <= (3 if self.asker.addressed else 0) + self.size // 4

    @cached_property
    def missing(self) -> bool:
        return self.says(rules.NOT_REPORTED) or self.says(rules.LACKS)


def _status(asked: Asked) -> bool:
    if asked.says(rules.PROGRESS):
        return asked.asker.leads or asked.asker.addressed
    if asked.says(rules.BOT_STATE):
        return asked.asks or asked.asker.addressed or asked.says(rules.YOU_STATE)
    if asked.says(rules.YOU_STATE):
        return asked.asks or asked.asker.addressed or asked.size <= 2
    return asked.asker.addressed and asked.says(rules.BARE_STATE)


def _helps(asked: Asked) -> bool:
    if asked.says(rules.ORDER) or not asked.plain:
        return False
    addressed = asked.asker.addressed
    if asked.says(rules.TEMPLATE):
        if asked.says(rules.BY_TEMPLATE) and not asked.asks:
            return False
        return asked.says(rules.TEMPLATE_ASKED) or asked.size <= 3
    if asked.says(rules.ABILITY):
        return True
    if asked.says(rules.MANUAL) and not asked.named_unit:
        return addressed or (asked.size <= 4 and asked.signs.unknown == 0)
    if asked.named_unit or asked.says(rules.HOW_NOT):
        return False
    if asked.past and asked.says(rules.ME):
        return False
    if asked.says(rules.HOW) or (asked.says(rules.WHAT) and not asked.past and not asked.says(rules.NOT_REPORTED)):
        return addressed or (
            asked.says(rules.OF_REPORTS) and not asked.says(rules.THIS_ONE) and asked.signs.unknown <= 2
        )
    return addressed and asked.says(rules.ONLY_ASKS)


def _exports(asked: Asked) -> bool:
    if asked.says(rules.HOW) or asked.says(rules.ORDER) or not asked.plain:
        return False
    if asked.says(rules.EXPORT):
        return True
    if asked.says(rules.TABLE_WANTED):
        return not asked.says(rules.TABLE_SENT)
    return asked.says(rules.TABLE_BARE) or (asked.says(rules.TABLE_ASKED) and not asked.missing)


def _reminds(asked: Asked) -> bool:
    if asked.says(rules.NO_URGE) or asked.asker.to_another:
        return False
    if asked.says(rules.TO_ALL):
        return asked.asker.addressed
    if asked.says(rules.CALL):
        return asked.plain
    if not asked.says(rules.URGE):
        return False
    about = asked.missing or asked.named_unit or asked.named_grid or asked.scope
    return (about and asked.plain) or asked.size <= 3 or asked.asker.addressed


def _rates(asked: Asked) -> bool:
    if (asked.states_rate and not asked.asks) or not asked.plain:
        return False
    return asked.says(rules.RATE) or asked.says(rules.RESUMED)


def _own(asked: Asked) -> bool:
    own = asked.asker.own_units
    if not own or (asked.named_unit and not asked.asker.names_own) or asked.says(rules.NOT_OWN):
        return False
    if not asked.plain or asked.says(rules.OTHERS) or not (asked.says(rules.MINE) or asked.asker.addressed):
        return False
    if asked.says(rules.OWN_REPORT) or asked.says(rules.RECEIVED):
        return True
    return asked.says(rules.OWN_FIGURE) and asked.wants


def _trends(asked: Asked) -> bool:
    if not asked.plain:
        return False
    figure = asked.named_field or asked.named_unit or asked.named_grid
    if asked.says(rules.CHANGE) or asked.says(rules.COMPARED):
        return asked.asks or asked.wants or asked.has_span or figure or asked.size <= 3
    if asked.says(rules.DAILY) and not asked.missing:
        return asked.wants or asked.days > 1 or asked.size <= 3
    if asked.days > 1 and asked.asker.leads and asked.says(rules.ONLY_DAYS):
        return True
    told = asked.wants or asked.signs.unknown == 0
    return asked.days > 1 and asked.named_field and told and not asked.says(rules.SUMS)


def _missing(asked: Asked) -> bool:
    if not asked.plain or (asked.named_field and not asked.says(rules.SHORT_OF_UNITS)):  # 口罩还剩多少
        return False
    counts = asked.named_unit or asked.missing or asked.says(rules.REPORTS_COME)
    if asked.says(rules.ALL_REPORTED) and not counts:
        return asked.scope or asked.named_grid or asked.size <= 5
    if not asked.missing:
        return False
    return asked.wants or (asked.says(rules.MISSING_BARE) and not asked.named_unit)


def _excused(asked: Asked) -> bool:
    return asked.plain and asked.says(rules.EXCUSED) and not asked.named_unit


def _unit(asked: Asked) -> bool:
    if not asked.named_unit or not asked.plain or asked.says(rules.EXCUSED_SAID):
        return False
    bare = asked.says(rules.UNIT_BARE) and not asked.past
    if asked.asker.addressed and (bare or asked.size <= 3):
        return True
    if bare and asked.asker.role != "grid_worker":  # a worker's bare name is the head of a report to come
        return True
    return asked.says(rules.UNIT_ASKED) and asked.wants


def _summary(asked: Asked) -> bool:
    if asked.named_unit or not asked.plain:
        return False
    if asked.says(rules.SUMMARY_BARE) and not asked.past:
        return asked.says(rules.SUM) or asked.says(rules.SUMMARY_CORE)
    if asked.says(rules.SUM) and (asked.wants or asked.signs.unknown == 0):
        return True
    if asked.says(rules.REPORTS_COME):
        return True
    return asked.says(rules.FIGURE_ASKED) and asked.wants


_WISHES: tuple[tuple[Intent, Callable[[Asked], bool]], ...] = (
    ("status", _status),
    ("help", _helps),
    ("export", _exports),
    ("remind", _reminds),
    ("rate", _rates),
    ("unit", _own),
    ("trend", _trends),
    ("missing", _excused),
    ("unit", _unit),
    ("missing", _missing),
    ("summary", _summary),
)
_OPEN_TO_ALL: frozenset[Intent] = frozenset({"help", "status"})
_SHORT_ASK = 10
"""A resident who writes more words than this tells a story, and asks for no figures."""


def _heard(asked: Asked, intent: Intent) -> bool:
    """Whether this asker's words are meant for the bot."""
    asker = asked.asker
    if asker.to_another:
        return False
    if intent in _OPEN_TO_ALL or (intent == "unit" and _own(asked)):
        return True
    if intent == "remind":
        return asker.addressed or (asker.leads and not asker.calls_somebody and not asked.says(rules.OFF_TOPIC))
    if asked.says(rules.ORDER) or (asker.role == "resident" and asked.size > _SHORT_ASK):
        return False
    if asker.addressed:
        return not (asked.says(rules.OFF) and intent in ("summary", "unit"))
    if not asker.leads or asker.calls_somebody or asked.says(rules.OFF) or asked.says(rules.TO_PEOPLE):
        return False
    return asked.asks or asked.says(rules.NOUN) or not asked.says(rules.SPOKEN)


def intent_of(asked: Asked) -> Intent | None:
    """The first wish that fits and is meant for the bot."""
    for intent, wants in _WISHES:
        if wants(asked):
            return intent if _heard(asked, intent) else None
    return None
