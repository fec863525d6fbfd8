"""Our cards as WeCom's template cards: the same structure for the app and for both modes of the smart bot (wecom 2.8).

A button's key holds the words that its press says and the day it was made, no secret and no right: who forges one
has said these words himself. A press after a month says nothing, because a list's number comes again.
"""

import hashlib
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.channels import markup
from bot.errors import SendError, SendUnknown
from bot.messages import ButtonStyle, Card

TITLE, LINES, LABEL = 26, 112, 10  # characters
KEY_BYTES = 1024
GOOD_FOR = timedelta(days=31)
DONE = "done"
BUSY = -1
_SAYS = "say"
_STYLES: Mapping[ButtonStyle, int] = {"go": 1, "plain": 2, "stop": 3}


def task_id(key: str) -> str:
    """The platform's id of the card that goes with a parcel of that key; the same for every try."""
    return f"card-{hashlib.sha256(key.encode('utf-8', 'replace')).hexdigest()[:40]}"


def key_of(words: str, made_at: datetime) -> str:
    """What the platform hands back when the button is pressed."""
    return f"{_SAYS}:{made_at.astimezone(UTC).date().isoformat()}:{words}"


def words_of(key: str, now: datetime) -> str:
    """The words that a press says; empty where the key is none of ours, is used up, or is too old."""
    kind, _, rest = key.partition(":")
    day, _, words = rest.partition(":")
    try:
        age = now.astimezone(UTC).date() - date.fromisoformat(day)
    except ValueError:
        return ""
    return words if kind == _SAYS and timedelta(days=-1) <= age <= GOOD_FOR else ""


def template_card(card: Card, *, task: str, now: datetime) -> dict[str, Any] | None:
    """The card with its buttons; None where none of them can be one: then only the text is said.

    What is too long is cut, but for the words of a button: half of them could say something else.
    """
    shown = [
        {"text": _line(button.label, LABEL), "style": _STYLES[button.style], "key": key_of(button.words, now)}
        for button in card.buttons
    ]
    buttons = [button for button in shown if str(button["text"]).strip() and _is_carried(str(button["key"]))]
    return {**_head(card, task), "button_list": buttons} if buttons else None


def settled_card(card: Card, *, task: str) -> dict[str, Any]:
    """What a pressed card shows from now on: one grey button that says nothing."""
    label = _line(card.title, LABEL)
    return {
        **_head(card, task),
        "button_list": [{"text": label, "style": _STYLES["plain"], "key": DONE}],
        "replace_text": label,
    }


def notice_card(card: Card, *, url: str) -> dict[str, Any]:
    """The card where nobody can press: what it is about, and an address that it opens. A robot shows no other kind."""
    return {
        "card_type": "text_notice",
        "main_title": {"title": _line(card.title, TITLE)},
        "sub_title_text": markup.plain("\n".join(card.lines[:1]))[:LINES],  # what follows speaks of buttons
        "card_action": {"type": 1, "url": url},
    }


def settled_xml(card: Card) -> str:
    """The same as part of a passive answer (wecom 1.7); every text in a CDATA section of its own."""
    head = _head(card, "")
    said = markup.cdata(head["main_title"]["title"]), markup.cdata(head["sub_title_text"])
    label = markup.cdata(_line(card.title, LABEL))
    return (
        "<TemplateCard><CardType><![CDATA[button_interaction]]></CardType>"
        f"<MainTitle><Title>{said[0]}</Title></MainTitle><SubTitleText>{said[1]}</SubTitleText>"
        f"<ButtonList><Text>{label}</Text><Style>{_STYLES['plain']}</Style><Key><![CDATA[{DONE}]]></Key></ButtonList>"
        f"<ReplaceText>{label}</ReplaceText></TemplateCard>"
    )


def is_let_go(error: SendError) -> bool:
    """Whether a card that was answered so is given up: its words were said before it, and no try will mend it.

    A code that nobody knows is a refusal here; what has no answer, or must wait, is tried again as any message.
    """
    return error.permanent or (isinstance(error, SendUnknown) and error.code not in (None, BUSY))


def _head(card: Card, task: str) -> dict[str, Any]:
    return {
        "card_type": "button_interaction",
        "main_title": {"title": _line(card.title, TITLE)},
        "sub_title_text": markup.plain("\n".join(card.lines))[:LINES],
        "task_id": task,
    }


def _is_carried(key: str) -> bool:
    try:
        return len(key.encode()) <= KEY_BYTES
    except UnicodeEncodeError:
        return False


def _line(text: str, most: int) -> str:
    return " ".join(markup.plain(text).split("\n"))[:most]
