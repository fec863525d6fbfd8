"""The cards of a case: steps that need no words as buttons, and what became of it. Pure.

A button says the very words that a person would type, so it grants nothing that he may not do by typing.
"""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from bot.cases.definition import Way
from bot.messages import Button, Card
from bot.views.cases import Shown, moment
from bot.views.inert import inert

MOST = 3
LABEL = 10  # characters that a platform shows of a button
_SAID_ALONG = {"words", "until"}


def about(number: str) -> str:
    """What all cards of a case are about."""
    return f"case:{number}"


def turn_card(shown: Shown, ways: Sequence[Way], *, zone: ZoneInfo) -> Card | None:
    """Beside the word to somebody whose turn it is; None: whatever he can do needs words."""
    number = shown.case.number
    easy = [way for way in ways if not _SAID_ALONG & set(way.needs) and way.to != shown.case.state][:MOST]
    if not easy:
        return None
    due = shown.case.due_at
    lines = (f"{shown.name}，现在“{shown.state}”", f"期限{moment(due, zone)}" if due is not None else "")
    buttons = tuple(Button(way.words[0][:LABEL], f"{number} {way.words[0]}", "go") for way in easy)
    return Card(f"{shown.kind.title}{number}", tuple(line for line in lines if line), buttons, about(number))


def settled_card(shown: Shown, word: str) -> Card:
    """What every card of the case shows once somebody took a step."""
    number = shown.case.number
    return Card(
        f"{shown.kind.title}{number}", (f"{shown.name}：{inert(word)}，现在“{shown.state}”",), about=about(number)
    )
