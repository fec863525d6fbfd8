"""Tell a tip-off from a question and from talk, and take its place, kind and time out of it.

A newcomer's usual mistake is to look for 举报: most people only tell what they see, and most who write a
word such as 麻将 or 湖北 only ask something. A tip states that something wrong happens.
"""

from bot.forms.preset import TipCategory
from bot.reading.masking import mask
from bot.reading.meaning import Context, TipFollowUp, TipMeaning
from bot.reading.normalise import Clean
from bot.reading.place import names_a_place, place_in
from bot.reading.question_asker import asker_of, strip_calls
from bot.reading.tip_words import (
    ADDS,
    ASKS,
    CASE,
    CLAUSE,
    COMPLAINS,
    FIGURES,
    HANDLED,
    MANAGED,
    NEWS,
    OTHER,
    PLEAS,
    SERVICE,
    TALK,
    TELLS,
    TRAVEL,
    WHEN,
    WRONG,
)  # fmt: skip

_LONGEST = 1500
"""Who tells more than this has told the place and the kind by then (characters)."""
_SHORTEST = 6
"""Shorter texts tell nothing that could be followed up (characters)."""


def category_of(text: str, categories: tuple[TipCategory, ...]) -> str:
    """The kind whose word comes first, for people begin with what matters; of two there the longer word. Else 其他."""
    places = [
        (text.index(word), -len(word), order, category.name)
        for order, category in enumerate(categories)
        for word in category.words
        if word in text
    ]
    return min(places)[3] if places else OTHER


def _names_wrong(text: str, categories: tuple[TipCategory, ...]) -> bool:
    return bool(WRONG.search(text)) or category_of(text, categories) != OTHER


def _asks_service(text: str) -> bool:
    """A resident's ordinary question: when, where, how, may I. 管不管 and 有人管吗 are complaints."""
    return bool(SERVICE.search(MANAGED.sub("", text)))


def _accuses_beside(text: str) -> bool:
    """Whether a clause beside the question states a wrong; where one comes from is no wrong of itself."""
    stated = [clause for clause in CLAUSE.findall(MANAGED.sub("", text)) if not SERVICE.search(clause)]
    return any(WRONG.search(TRAVEL.sub("", clause)) for clause in stated)


def _tells(text: str, context: Context) -> bool:
    """Whether someone who writes to the bot alone tells that something is wrong."""
    if len(text) < _SHORTEST or TALK.fullmatch(text):
        return False
    strong = COMPLAINS.search(text)
    wrong = WRONG.search(text)
    if _asks_service(text):
        return bool(strong and wrong) or _accuses_beside(text)
    if NEWS.search(text) and not strong:
        return False
    if strong or wrong:
        return True
    if category_of(text, context.categories) != OTHER or PLEAS.search(text):
        return bool(place_in(text, context.directory))
    weak = context.sender.role == "resident" and len(text) > _SHORTEST and not FIGURES.search(text)
    return weak and names_a_place(text, context.directory)


def _tells_in_group(text: str, context: Context) -> bool:
    """In a work group only plain words of telling make a tip; notices about the hotline are none."""
    told = TELLS.search(text)
    if not told or HANDLED.search(text) or _asks_service(text):
        return False
    return _names_wrong(text[told.end() :], context.categories) or bool(place_in(text[told.end() :], context.directory))


def _is_tip(text: str, context: Context) -> bool:
    if not (context.private or context.group is None):
        public = context.group.kind == "public" and bool(COMPLAINS.search(text) or WRONG.search(text))
        return (public and _tells(text, context)) or _tells_in_group(text, context)
    if context.sender.role == "resident":
        return _tells(text, context)
    if FIGURES.search(text) and not COMPLAINS.search(text):
        return False
    return bool(COMPLAINS.search(text) or WRONG.search(text)) and _tells(text, context)


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
    if ASKS.search(rest) and (case or context.sender.role == "resident"):
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
    if follow := _follow_up(text, context):
        return follow
    if not _is_tip(text, context):
        return None
    masked_text, masked = mask(clean.original)
    when = WHEN.search(text)
    return TipMeaning(
        place=mask(place_in(text, context.directory))[0],
        category=category_of(text, context.categories),
        text=clean.original,
        masked_text=masked_text,
        masked=masked,
        when=when[0] if when else "",
    )
