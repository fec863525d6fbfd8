"""Tell a tip-off from a question and from talk, and take its place, kind and time out of it.

A newcomer's usual mistake is to look for 举报: most people only tell what they see, and most who write a
word such as 麻将 or 湖北 only ask something. A tip states that something wrong happens.
"""

import re
from dataclasses import dataclass, replace
from functools import cached_property

from bot.reading import tip_rules as rules
from bot.reading.concepts import Signs
from bot.reading.masking import mask
from bot.reading.meaning import Context, TipFollowUp, TipMeaning
from bot.reading.normalise import Clean
from bot.reading.place import Place, find_place
from bot.reading.question import read_question
from bot.reading.question_asker import asker_of, strip_calls
from bot.reading.tip_kinds import category_of
from bot.reading.tip_patterns import (
    ADDS,
    ASKS,
    CASE,
    CLAUSE,
    DEALT_WITH,
    EARLIER,
    FIGURES,
    HANDLED,
    ORDERS,
    SAYS_NOTHING,
    SETTLED,
    TALK,
    TELLS,
    V_NOT_V,
    WHEN,
    WORRIED,
)

_LONGEST = 1500
"""Who tells more than this has told the place and the kind by then (characters)."""
_SHORT_ASK = 12
"""So short a question after progress is about a case though it names none (characters)."""
_CALL = 4
"""A clause with a question mark that is no longer only calls (characters)."""
_A_STORY = 12
"""From this length on a text that leads to somebody by number tells of him (characters)."""
_SHORTEST = 6
"""Shorter texts tell nothing that could be followed up (characters)."""


@dataclass(frozen=True)
class _Told:
    """A text with its concepts, and what is found in it when asked for."""

    text: str
    context: Context

    @cached_property
    def signs(self) -> Signs:
        return rules.concepts().read(self.text)

    @cached_property
    def place(self) -> Place | None:
        return find_place(self.text, self.signs, self.context.directory)

    @cached_property
    def category(self) -> str:
        return category_of(self.text, self.context.categories)

    def says(self, rule: re.Pattern[str]) -> bool:
        """Whether the text holds what a rule describes."""
        return rule.search(self.signs.line) is not None

    @cached_property
    def contact(self) -> bool:
        """Whether somebody can be found by a number or an account."""
        return mask(self.text)[1]

    @cached_property
    def wrong(self) -> bool:
        if self.says(rules.OWN_TRAVEL):
            return self.says(rules.WRONG_HERE)
        return self.says(rules.WRONG)

    @cached_property
    def clauses(self) -> list["_Told"]:
        """Each clause that says something, as a text of its own: no greeting, no thanks, no bare number."""
        found = [_Told(clause, self.context) for clause in CLAUSE.findall(self.text)]
        return [clause for clause in found if not clause.calls and not SAYS_NOTHING.fullmatch(clause.text)]

    @cached_property
    def calls(self) -> bool:
        """城管吗？ asks nothing: it only calls."""
        return len(self.text) <= _CALL and self.says(rules.CALLS)

    @cached_property
    def asks(self) -> bool:
        """A resident's ordinary question: when, where, how, may I. 管不管 and 有人管吗 are complaints."""
        if self.says(rules.MANAGED):
            return False
        return self.says(rules.SERVICE) or V_NOT_V.search(self.text) is not None


def _tells(told: _Told) -> bool:
    """Whether someone who writes to the bot alone tells that something is wrong."""
    if len(told.text) < _SHORTEST or TALK.fullmatch(told.text):
        return False
    if (SETTLED.search(told.text) or ORDERS.search(told.text)) and not told.wrong:
        return False
    strong = told.says(rules.TOLD)
    clauses = told.clauses or [told]
    if told.place is None and WORRIED.search(told.text):
        return False
    if any(clause.asks for clause in clauses):
        told_of = [clause for clause in clauses if not clause.asks]
        if (strong and told.wrong) or any(clause.says(rules.WRONG_HERE) for clause in told_of):
            return True
        where = told.place is not None and told.place.proper and told.category != rules.OTHER
        return where and any(clause.says(rules.WEARY) for clause in told_of)
    kind = any(clause.says(rules.KIND_WORDS) for clause in clauses)
    if strong or told.wrong:
        return strong or not kind or told.place is not None
    if kind or told.says(rules.WISHES) or told.says(rules.ABOUT_ONESELF):
        return False
    if told.category != rules.OTHER or told.says(rules.WEARY):
        return told.place is not None or told.contact
    if told.context.sender.role != "resident" or FIGURES.search(told.text):
        return False
    told_of_somebody = told.contact and sum(len(clause.text) for clause in told.clauses) >= _A_STORY
    return told_of_somebody or (told.place is not None and told.place.proper)


def _tells_in_group(told: _Told) -> bool:
    """In a work group only plain words of telling make a tip; notices about the hotline are none."""
    found = TELLS.search(told.text)
    if not found or HANDLED.search(told.text):
        return False
    what = _Told(told.text[found.end() :], told.context)
    return what.wrong or what.category != rules.OTHER or (what.place is not None and what.place.proper)


def _is_tip(told: _Told, clean: Clean) -> bool:
    context = told.context
    if not (context.private or context.group is None):
        public = context.group.kind == "public" and (told.says(rules.TOLD) or told.wrong)
        return (public and _tells(told)) or _tells_in_group(told)
    if context.sender.role == "resident":
        return _tells(told)
    if told.says(rules.TELL):
        return _tells(told)
    if (
        FIGURES.search(told.text)
        or DEALT_WITH.search(told.text)
        or (told.says(rules.ME) and not told.says(rules.I_SAW))
    ):
        return False
    return (
        told.says(rules.SEEN_BY_STAFF)
        and told.place is not None
        and _tells(told)
        and read_question(clean, context) is None
    )


def _speaks_of_an_earlier_one(text: str) -> bool:
    return len(text) <= _SHORT_ASK or EARLIER.search(text) is not None


def _follow_up(text: str, context: Context) -> TipFollowUp | None:
    """T0001 到哪了 asks, T0001 补充：… adds; without a number the handler takes the sender's newest case."""
    number = CASE.search(text)
    case = f"T{number[1]}" if number else ""
    rest = (text[: number.start()] + text[number.end() :]).strip(" ,，:：。") if number else text
    if not case and not (context.private or context.group is None):
        return None
    if adds := ADDS.match(rest):
        words = rest[adds.end() :].strip(" ,，:：")
        return TipFollowUp(case, ask=False, text=words, masked_text=mask(words)[0]) if words else None
    if ASKS.search(rest) and (case or (context.sender.role == "resident" and _speaks_of_an_earlier_one(rest))):
        return TipFollowUp(case, ask=True)
    if case and not rest:
        return TipFollowUp(case, ask=True)
    if case and number and number.start() == 0 and len(rest) >= 4 and (context.private or context.group is None):
        return TipFollowUp(case, ask=False, text=rest, masked_text=mask(rest)[0])
    return None


def read_tip(clean: Clean, context: Context) -> TipMeaning | TipFollowUp | None:
    """A tip-off, something about an earlier one, or None. Never raises; `text` is the original words."""
    if asker_of(clean.text, context).quotes_others:
        return None
    text = strip_calls(clean.text[:_LONGEST], context)
    told = _Told(text, context)
    if follow := _follow_up(text, context):
        alone = None if follow.case or follow.ask or not _is_tip(told, clean) else _tip(told, clean)
        return replace(follow, alone=alone)
    return _tip(told, clean) if _is_tip(told, clean) else None


def _tip(told: _Told, clean: Clean) -> TipMeaning:
    masked_text, masked = mask(clean.original)
    when = WHEN.search(told.text)
    return TipMeaning(
        place=mask(_as_written(told, clean))[0],
        category=told.category,
        text=clean.original,
        masked_text=masked_text,
        masked=masked,
        when=when[0] if when else "",
    )


def _as_written(told: _Told, clean: Clean) -> str:
    """The place in the characters of the person who tells; the calls before the text are no part of it."""
    if told.place is None:
        return ""
    words = told.text[told.place.start : told.place.end]
    at = clean.text.find(words)
    return clean.words(at, at + len(words)) if at >= 0 else words
