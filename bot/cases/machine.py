"""What becomes of a case when somebody says something about it: the way that is taken, or a refusal with the mend.

Pure: who stands how to the case is handed in, and nothing is changed here.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.cases.definition import CALLED, CaseType, Deadline, Way, Who


@dataclass(frozen=True, slots=True)
class Said:
    """What was said: the word for what to do, what stands behind it, and the days it gives."""

    word: str
    words: str = ""
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why not, for the person: `why` ends with what may be said instead."""

    code: str
    why: str


def decide(case: CaseType, *, number: str, state: str, said: Said, standing: frozenset[Who]) -> Way | Refusal:
    """The one way out of this state with that word, if this person may take it and said all that it needs."""
    way = next((one for one in case.ways_out_of(state) if said.word in one.words), None)
    if way is None:
        open_to = [one for one in case.ways_out_of(state) if may_take(one, standing)]
        instead = "您现在可以发：" + "；".join(example(one, number) for one in open_to) if open_to else "现在不用您处理"
        return Refusal("not_now", f"{number}现在是“{case.state(state).name}”，不能{said.word}。{instead}。")
    if standing & set(way.not_by):
        return Refusal(
            "same_person", f"{number}要由另一个人{said.word}：办理和核查不能是同一人，请换一位有权限的同事。"
        )
    if not may_take(way, standing):
        able = "、".join(CALLED[who] for who in way.by)
        return Refusal("may_not", f"{number}由{able}{said.word}，没有执行。")
    missing = "days" in way.needs and said.days is None
    if missing or ("words" in way.needs and not said.words):
        lacks = "期限" if missing else "说明"
        return Refusal("incomplete", f"还缺{lacks}，没有执行。请发：{example(way, number)}。")
    return way


def may_take(way: Way, standing: frozenset[Who]) -> bool:
    """Whether somebody who stands so to the case may go this way."""
    return bool(standing & set(way.by)) and not standing & set(way.not_by)


def example(way: Way, number: str) -> str:
    """What to type."""
    return way.example.replace("{number}", number)


def due_at(deadline: Deadline, *, now: datetime, zone: ZoneInfo, days: int | None = None) -> datetime:
    """24:00 of the day so many days after today, in the district's zone; `days` counts where the deadline lets it."""
    span = days if deadline.given and days is not None else deadline.days
    return midnight_after(now.astimezone(zone).date() + timedelta(span), zone)


def midnight_after(day: date, zone: ZoneInfo) -> datetime:
    """24:00 of that day in that zone."""
    return datetime.combine(day + timedelta(1), time(), zone)
