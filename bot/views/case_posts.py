"""What the clock says of a case that waits: to those whose turn it is, and to those above with the evidence. Pure."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.views.cases import WORDS, Shown, moment, reminded, span, waits
from bot.views.inert import inert


def soon(shown: Shown, example: str, *, at: datetime, zone: ZoneInfo) -> str:
    """Before the deadline."""
    case = shown.case
    left = f"还有{span(case.due_at - at)}，{moment(case.due_at, zone)}到期" if case.due_at is not None else ""
    return f"【快到期】{_about(shown)}，{left}。{_mend(example)}"


def overdue(shown: Shown, example: str, *, at: datetime, zone: ZoneInfo) -> str:
    """After it, to those whose turn it is."""
    return f"【已超期】{_about(shown)}，{_since(shown, at, zone)}。{_mend(example)}"


def above(
    shown: Shown, *, at: datetime, zone: ZoneInfo, times: Sequence[datetime], told: str, decides: str = ""
) -> str:
    """After it, to those above: with the evidence. `decides`: what only a person decides, "" for whom that is not."""
    case = shown.case
    return (
        f"【超期上报】{_about(shown)}，{_since(shown, at, zone)}，现在“{shown.state}”，{waits(shown)}。\n"
        f"依据：{moment(case.opened_at, zone)}开单，{told}{reminded(times, zone)}。"
        f"\n{decides}看全部经过请发：{case.number} 证据"
    )


CRITICISM = "是否列入通报由您定，机器人不会自己列。"


def _about(shown: Shown) -> str:
    case = shown.case
    words = f"：{inert(case.text, WORDS)}" if case.text else ""
    return f"{shown.kind.title}{case.number}（{shown.name}）{words}"


def _since(shown: Shown, at: datetime, zone: ZoneInfo) -> str:
    due = shown.case.due_at
    return "" if due is None else f"期限{moment(due, zone)}，已超{span(at - due)}"


def _mend(example: str) -> str:
    return f"办完请发：{example}" if example else ""
