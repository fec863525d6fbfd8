"""Chats of the documents, played by the real bot: who speaks, where, and what it really answers.

    ```chat 企业工作群                      where, unless a line says otherwise: 名字（群名）> or 名字（私信）>
    [16:30]                                 the clock; also [3月4日 09:00]
    六顺-温姐> 在岗 180                     a member of tests/rehearsals/district, or 居民
    网格助手> 已收到……                      the real answer, whole; lines that go on begin with two spaces

With an outcome after `chat` the block is a list of messages, each read by itself, one a line; where there is an empty
line they are parted by empty lines, and with `whole` the block is one message: ```chat report 六顺-温姐 on_duty=180
"""

import csv
import re
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, get_args
from zoneinfo import ZoneInfo

from doc_pages import ROOT, Fence

from bot.chatlog import record_from
from bot.commands.preview import previewing
from bot.config import Settings, load_settings
from bot.messages import OutcomeKind
from bot.rehearsal import rehearse

DISTRICT = ROOT / "tests/rehearsals/district"
BOT = "网格助手"
PRIVATE = "私信"
WHOLE = "whole"
ZONE = ZoneInfo("Asia/Shanghai")
FIRST = datetime(2020, 3, 5, 9, 0, tzinfo=ZONE)
RESIDENTS = {"居民": "resident_1", "另一位居民": "resident_2"}
OUTCOMES = get_args(OutcomeKind)
_SPOKEN = re.compile(r"(?P<who>[^\s>（）\[\]]{1,20})(?:（(?P<place>[^）]{1,20})）)?> (?P<text>.*)")
_CLOCK = re.compile(r"\[(?:(?P<month>\d{1,2})月(?P<day>\d{1,2})日)?\s*(?:(?P<hour>\d{1,2}):(?P<minute>\d\d))?\]")


@dataclass
class Spoken:
    """One thing said in a document, or with `at` the clock that is set. `place` is a group's name or 私信."""

    who: str
    place: str
    text: str
    at: datetime | None = None
    heard: list["Spoken"] = field(default_factory=list)  # what the document lets the bot answer


@dataclass(frozen=True)
class People:
    """Members and groups of a district by the names that documents call them."""

    members: Mapping[str, str]
    groups: Mapping[str, str]

    @classmethod
    def of(cls, folder: Path) -> "People":
        members = {row["name"]: row["user_id"] for row in _rows(folder / "members.csv")}
        groups = {row["name"]: row["id"] for row in _rows(folder / "groups.csv")}
        return cls({**members, **RESIDENTS}, groups)

    def place_of(self, to: Mapping[str, str], *, speaker: str) -> str:
        """How a document calls where something was posted: seen by `speaker`, his own private chat is 私信."""
        if "group" in to:
            return next(name for name, key in self.groups.items() if key == to["group"])
        name = next(name for name, key in self.members.items() if key == to["member"])
        return PRIVATE if name == speaker else f"{PRIVATE}{name}"


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def lines_of(text: str, *, place: str) -> list[Spoken]:
    """The lines of a conversation; what the bot says hangs on what went before it."""
    found: list[Spoken] = []
    last: Spoken | None = None
    now = FIRST
    for line in text.splitlines():
        if clock := _CLOCK.fullmatch(line.strip()):
            now = _set(now, clock)
            last = Spoken("", place, "", at=now)
            found.append(last)
        elif spoken := _SPOKEN.fullmatch(line):
            where = spoken["place"] or (found[-1].place if spoken["who"] == BOT and found else place)
            last = Spoken(spoken["who"], where, spoken["text"])
            (found[-1].heard if last.who == BOT and found else found).append(last)
        elif line.startswith("  ") and last is not None:
            last.text += f"\n{line[2:]}"
        elif line.strip():
            raise ValueError(f"neither a clock nor somebody speaking: {line!r}")
    return found


def _set(now: datetime, clock: "re.Match[str]") -> datetime:
    if clock["month"]:
        now = now.replace(month=int(clock["month"]), day=int(clock["day"]))
    return now.replace(hour=int(clock["hour"]), minute=int(clock["minute"])) if clock["hour"] else now


@dataclass
class Played:
    """A line of the document beside what really happened until the next one: the posts, and those that answer it."""

    said: Spoken
    posts: list[Mapping[str, Any]]
    answers: list[Mapping[str, Any]]


async def play(fence: Fence, settings: Settings, people: People) -> list[Played]:
    """Rehearse the conversation of a block, what went before it included."""
    place = fence.info[1] if len(fence.info) > 1 else PRIVATE
    before, shown = lines_of(fence.before, place=place), lines_of(fence.text, place=place)
    records, moments = [], []
    now = FIRST - timedelta(minutes=1)
    for number, line in enumerate((*before, *shown), start=1):
        now = line.at or now + timedelta(minutes=1)
        moments.append(now)
        what: dict[str, Any] = {"at": now.isoformat(), "action": "advance"}
        if line.at is None:
            group = None if line.place == PRIVATE else people.groups[line.place]
            what = {"at": now.isoformat(), "from": people.members[line.who], "group": group, "text": line.text}
        records.append(record_from({**what, "id": f"d{number}"}, number=number))
    posts = [line async for line in rehearse(settings, records) if line["type"] == "post"]
    played = []
    for number in range(len(before), len(records)):
        said = shown[number - len(before)]
        until = moments[number + 1] if number + 1 < len(moments) else now + timedelta(minutes=1)
        inside = [post for post in posts if moments[number] <= datetime.fromisoformat(post["at"]) < until]
        own = [post for post in inside if post.get("in_reply_to") == f"d{number + 1}" and post["kind"] == "reply"]
        here = [post for post in own if people.place_of(post["to"], speaker=said.who) == said.place]
        played.append(Played(said, inside, here))
    return played


def claims_of(fence: Fence) -> tuple[str, str, str, Mapping[str, str]] | None:
    """Of a list: the outcome, who speaks, where, and what its data hold. None: it is a conversation."""
    if len(fence.info) < 2 or fence.info[1] not in OUTCOMES:
        return None
    named = [word for word in fence.info[2:] if "=" not in word and word != WHOLE]
    facts = dict(word.split("=", 1) for word in fence.info[2:] if "=" in word)
    return fence.info[1], named[0], named[1] if len(named) > 1 else PRIVATE, facts


def messages_of(fence: Fence) -> list[str]:
    """The messages of a list."""
    if WHOLE in fence.info:
        return [fence.text.strip("\n")]
    parts = re.split(r"\n[ \t]*\n", fence.text.strip("\n")) if "\n\n" in fence.text else fence.text.splitlines()
    return [part for part in parts if part.strip()]


async def outcomes(
    texts: Sequence[str], settings: Settings, *, who: str, group: str | None
) -> AsyncIterator[Mapping[str, Any]]:
    """The outcome of each message, read by itself against an empty store."""
    async with previewing(settings) as preview:
        for number, text in enumerate(texts, start=1):
            line = {"at": FIRST.isoformat(), "from": who, "group": group, "text": text, "id": f"d{number}"}
            yield await preview.outcome(record_from(line, number=number))


def facts_in(outcome: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What an outcome's data hold, flat: values of the first report, ids, intents."""
    data = outcome["data"]
    reports = [*data.get("reports", ()), *data.get("certain", ())]
    for key, value in (*data.items(), *(reports[0]["values"].items() if reports else ())):
        yield key, str(value).lower() if isinstance(value, bool) else str(value)
    if reports:
        yield "unit", str(reports[0]["unit"])
        yield "period", str(reports[0]["period"])
        yield "units", str(len(reports))
        yield "only", ",".join(sorted(reports[0]["values"]))
    for problem in data.get("problems", ()):
        yield "code", problem["code"]


def small_district() -> tuple[Settings, People]:
    """The twelve units of the rehearsals, which the documents speak of."""
    return load_settings(DISTRICT / "config.toml"), People.of(DISTRICT / "directory")
