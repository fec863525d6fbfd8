"""Template cards on the stand-in: what the platform checks of one, who sees it, and what becomes of it when pressed.

The platform cuts or refuses what is too long, the documents do not say which; here it is refused, so that a bot
that relies on being cut is found out.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from xml.etree import ElementTree as ET

_TASK = re.compile(r"[0-9A-Za-z_@-]{1,128}")
CODE_LIVES = timedelta(hours=72)
TITLE, SUBTITLE, BUTTON, KEY_BYTES, MOST_BUTTONS = 26, 112, 10, 1024, 6


def refusal_of(card: object) -> str:
    """Why the platform would not take this card; empty: it does."""
    if not isinstance(card, dict) or card.get("card_type") != "button_interaction":
        return "invalid card_type"
    title = card.get("main_title")
    title = title.get("title") if isinstance(title, dict) else None
    if not isinstance(title, str) or not title.strip() or len(title) > TITLE:
        return "invalid main_title"
    if not isinstance(card.get("sub_title_text", ""), str) or len(card.get("sub_title_text", "")) > SUBTITLE:
        return "invalid sub_title_text"
    if not _TASK.fullmatch(str(card.get("task_id"))):
        return "invalid task_id"
    buttons = card.get("button_list")
    if not isinstance(buttons, list) or not 1 <= len(buttons) <= MOST_BUTTONS:
        return "invalid button_list"
    return "" if all(map(_is_button, buttons)) else "invalid button"


def notice_refusal_of(card: object) -> str:
    """The same of a robot's card, which nobody can press and which must open something."""
    if not isinstance(card, dict) or card.get("card_type") not in ("text_notice", "news_notice"):
        return "invalid card_type"
    title, action = card.get("main_title"), card.get("card_action")
    if not isinstance(title, dict) or not 1 <= len(str(title.get("title") or "")) <= TITLE:
        return "invalid main_title"
    if len(str(card.get("sub_title_text") or "")) > SUBTITLE:
        return "invalid sub_title_text"
    opens = isinstance(action, dict) and action.get("type") == 1 and str(action.get("url") or "").startswith("http")
    return "" if opens else "invalid card_action"


def card_in(answer: ET.Element) -> dict[str, Any]:
    """The card of a passive answer in XML, as it would stand in JSON."""
    card = answer.find("TemplateCard")
    if card is None:
        raise ValueError("no TemplateCard")
    return {
        "card_type": card.findtext("CardType"),
        "main_title": {"title": card.findtext("MainTitle/Title")},
        "sub_title_text": card.findtext("SubTitleText") or "",
        "button_list": [
            {"text": one.findtext("Text"), "key": one.findtext("Key"), "style": int(one.findtext("Style") or 0)}
            for one in card.iterfind("ButtonList")
        ],
        "replace_text": card.findtext("ReplaceText"),
    }


def _is_button(button: object) -> bool:
    if not isinstance(button, dict):
        return False
    text, key = button.get("text"), button.get("key")
    return (
        isinstance(text, str)
        and isinstance(key, str)
        and 1 <= len(text) <= BUTTON
        and 1 <= len(key.encode()) <= KEY_BYTES
        and button.get("style") in (1, 2, 3, 4)
    )


class Cards:
    """The cards of one tenant as they stand now, by chat and task id."""

    def __init__(self) -> None:
        self._shown: dict[tuple[str, str], Mapping[str, Any]] = {}
        self._codes: dict[str, tuple[tuple[str, ...], str, datetime]] = {}

    def code_for(self, users: Iterable[str], task: str, *, now: datetime) -> str:
        """What changes that card once, within 72 hours."""
        code = f"RESPONSE-{len(self._codes) + 1}-{task}"
        self._codes[code] = (tuple(users), task, now + CODE_LIVES)
        return code

    def change(self, code: str, users: Sequence[object], card: Mapping[str, Any], *, now: datetime) -> str:
        """Why it is not taken; empty: it is."""
        readers, task, until = self._codes.get(code, ((), "", now))
        whole = {**card, "task_id": task}
        if until <= now or not set(users) <= set(readers):
            return "invalid response_code"
        if why := refusal_of(whole):
            return why
        del self._codes[code]
        for user in readers:
            if user in users:
                self.update(f"member:{user}", task, whole)
        return ""

    def show(self, chat: str, card: Mapping[str, Any]) -> bool:
        """A card appears; False: its task id was used before in that chat."""
        place = (chat, str(card["task_id"]))
        if place in self._shown:
            return False
        self._shown[place] = card
        return True

    def update(self, chat: str, task: str, card: Mapping[str, Any]) -> bool:
        """The card changes for its readers; False: there is none of that task id."""
        if (chat, task) not in self._shown:
            return False
        self._shown[chat, task] = card
        return True

    def standing(self) -> list[tuple[str, Mapping[str, Any]]]:
        """Every card with its chat, oldest first."""
        return [(chat, card) for (chat, _), card in self._shown.items()]

    def in_chat(self, chat: str) -> list[Mapping[str, Any]]:
        """The cards that stand in a chat, oldest first."""
        return [card for (where, _), card in self._shown.items() if where == chat]

    def key_of(self, chat: str, label: str) -> tuple[str, str]:
        """The task id and key of the newest button with that label. Raises LookupError where there is none."""
        for (where, task), card in reversed(self._shown.items()):
            for button in card["button_list"] if where == chat else ():
                if button["text"] == label and not card.get("replace_text"):
                    return task, button["key"]
        raise LookupError(label)
