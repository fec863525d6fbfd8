"""What becomes of a case when somebody says something about it: the way that is taken, or a refusal with the mend.

Pure: who stands how to the case is handed in, and nothing is changed here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.cases.definition import CALLED, CaseType, Deadline, Way, Who
from bot.cases.facts import Lacks

NO_DAYS: Mapping[str, date] = {}


@dataclass(frozen=True, slots=True)
class Said:
    """What was said: the word for what to do, what stands behind it, and until when."""

    word: str
    words: str = ""
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why not, for the person: `why` ends with what may be said instead. Of `lacking` whoever asks tells what."""

    code: str
    why: str


def decide(
    case: CaseType, *, number: str, state: str, said: Said, standing: frozenset[Who], lacks: Lacks | None = None
) -> Way | Refusal:
    """The one way out of this state with that word, if this person may take it and all is there that it needs."""
    way = next((one for one in case.ways_out_of(state) if said.word in one.words), None)
    if way is None:
        open_to = [one for one in case.ways_out_of(state) if may_take(one, standing)]
        instead = "您现在可以发：" + "；".join(example(one, number) for one in open_to) if open_to else "现在不用您处理"
        return Refusal("not_now", f"{number}现在是“{case.state(state).name}”，不能{said.word}。{instead}。")
    if not standing & set(way.by):
        *first, last = [CALLED[who] for who in way.by]
        able = f"{'、'.join(first)}或{last}" if first else last
        return Refusal("may_not", f"{number}要由{able}来{said.word}，您这条没有执行。")
    if standing & set(way.not_by):
        return Refusal(
            "same_person", f"{number}要由另一个人{said.word}：办理和核查不能是同一人，请换一位有权限的同事。"
        )
    missing = "until" in way.needs and said.until is None
    if missing or ("words" in way.needs and not said.words):
        lack = "期限" if missing else "说明"
        return Refusal("incomplete", f"还缺{lack}，没有执行。请发：{example(way, number)}。")
    if lacks is not None and (("items" in way.needs and lacks.items) or ("days" in way.needs and lacks.dates)):
        return Refusal("lacking", f"{number}还不能{said.word}。")
    if "reached" in way.needs and lacks is not None and lacks.ahead is not None:
        day, is_on = lacks.ahead
        return Refusal("not_yet", f"{number}的{day.name}是{is_on.month}月{is_on.day}日，还没到，不能{said.word}。")
    return way


def may_take(way: Way, standing: frozenset[Who]) -> bool:
    """Whether somebody who stands so to the case may go this way."""
    return bool(standing & set(way.by)) and not standing & set(way.not_by)


def example(way: Way, number: str) -> str:
    """What to type."""
    return way.example.replace("{number}", number)


def due_at(
    deadline: Deadline,
    *,
    now: datetime,
    zone: ZoneInfo,
    until: datetime | None = None,
    days: Mapping[str, date] = NO_DAYS,
) -> datetime:
    """24:00 of the day so many days after today, in the district's zone; or `until` where that may be given.

    `days` are the case's own: counted from the one that the deadline names, where that is later than today.
    """
    if deadline.given and until is not None:
        return until
    today = now.astimezone(zone).date()
    return midnight_after(max(today, days.get(deadline.after, today)) + timedelta(days=deadline.days), zone)


def midnight_after(day: date, zone: ZoneInfo) -> datetime:
    """24:00 of that day in that zone."""
    return datetime.combine(day + timedelta(days=1), time(), zone)
