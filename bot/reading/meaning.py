"""What a text means, as data: the result types of `reading`.

Every figure carries the span of the words that gave it, counted in characters of the text as it
came in (before any cleaning). A `Problem` is asked back; nothing with a problem is ever stored.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from bot.directory.model import Directory, Group, Member
from bot.forms.definition import FormDef
from bot.forms.preset import TipCategory
from bot.messages import Quote

Figure = int | bool | str
ProblemCode = Literal[
    "inexact_number", "not_a_number", "negative", "fraction", "out_of_range", "contradiction",
    "sum_mismatch", "part_exceeds_whole", "unit_missing", "unit_ambiguous", "unit_not_yours",
    "date_impossible", "date_ambiguous", "field_unclear",
]  # fmt: skip
Intent = Literal["missing", "summary", "unit", "rate", "trend", "export", "remind", "help", "status"]


class Value(NamedTuple):
    """One figure: which field, what value, and the words `text[start:end]` that state it."""

    field: str
    value: Figure
    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to ask back about, with its words and place. `candidates` are unit ids or values.

    `cell`: where in a table that was sent as a file it stands (C5); there are no spans then.
    """

    code: ProblemCode
    field: str | None = None
    unit: str | None = None
    words: str = ""
    start: int = 0
    end: int = 0
    candidates: tuple[str, ...] = ()
    cell: str = ""


@dataclass(frozen=True, slots=True)
class UnitReading:
    """What one message says of one unit and one day.

    `unit` is None when it is missing, ambiguous or not the sender's (a problem says which).
    `carry` names what is taken over from the last report: "rest" (其余同昨日), "all" (同昨日) or None.
    `zeros`: the sender made a collective zero statement (零报告, 均为0).
    """

    unit: str | None
    period: date | None
    values: tuple[Value, ...] = ()
    problems: tuple[Problem, ...] = ()
    carry: Literal["rest", "all"] | None = None
    named: bool = False  # the unit was named in the text, not taken from the sender
    unit_words: str = ""  # the words that named it

    def as_mapping(self) -> dict[str, Figure]:
        return {value.field: value.value for value in self.values}


@dataclass(frozen=True, slots=True)
class ReportMeaning:
    """A report, a correction of one, or a short answer to what the bot asked about an open draft."""

    kind: Literal["report", "correction", "answer"]
    form: str
    items: tuple[UnitReading, ...]
    unknown: tuple[str, ...] = ()  # label-like words with a number that no field took
    strangers: tuple[str, ...] = ()  # words where a unit's name stands, of which the problems say nothing


@dataclass(frozen=True, slots=True)
class WithdrawalMeaning:
    """Take a report back: 撤回今天的日报. `unit` None with a problem when unclear."""

    form: str
    unit: str | None
    period: date | None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Detail:
    """What more an intent means. `late`, `excused`: those are meant, not the missing. `every_day`: on each of the days.

    `of_reports`: the rate of reports handed in, not of units at work. `by_grid`: one figure for each grid.
    """

    late: bool = False
    excused: bool = False
    every_day: bool = False
    of_reports: bool = False
    by_grid: bool = False


@dataclass(frozen=True, slots=True)
class QuestionMeaning:
    """A question to the bot. Days are inclusive; one day: both the same. `scope` is a unit kind or tag.

    `grids`, `units`: several grids (numbers) or units (ids) that were named, in their order; then `grid` and `area`, or
    `unit`, are None. `without`: unit kinds and areas' ids that the words leave out (除了工地).
    """

    intent: Intent
    form: str | None = None
    area: str | None = None
    grid: int | None = None
    unit: str | None = None
    unit_name: str | None = None
    scope: str | None = None
    field: str | None = None
    from_day: date | None = None
    to_day: date | None = None
    problems: tuple[Problem, ...] = ()
    grids: tuple[int, ...] = ()
    units: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    detail: Detail = Detail()


@dataclass(frozen=True, slots=True)
class TipMeaning:
    """A tip-off. `text` is the original, `masked_text` is what may be shown; `place` may be empty."""

    place: str
    category: str
    text: str
    masked_text: str
    masked: bool
    when: str = ""


@dataclass(frozen=True, slots=True)
class TipFollowUp:
    """About an existing case: asks its progress, or adds words to it.

    `alone`: what the words tell by themselves, for a sender who has no case that they could be added to.
    """

    case: str
    ask: bool
    text: str = ""
    masked_text: str = ""
    alone: TipMeaning | None = None


@dataclass(frozen=True, slots=True)
class OrderMeaning:
    """A decision about a criticism list: 发布通报, 驳回, 剔除 某某, 撤销/更正 某某 (with reason)."""

    action: Literal["publish", "reject", "strike", "retract"]
    number: str | None = None  # the list's number when it was written
    units: tuple[str, ...] = ()
    reason: str = ""
    problems: tuple[Problem, ...] = ()
    praise: bool = False  # the word was 表扬, so of several drafts the praise is meant


@dataclass(frozen=True, slots=True)
class Chatter:
    """Nothing for the bot. `addressed`: the sender spoke to the bot, so he gets a word of help.

    `unknown`: as of a report, when nothing else is said and the sender is somebody who reports.
    """

    addressed: bool = False
    unknown: tuple[str, ...] = ()


Meaning = ReportMeaning | WithdrawalMeaning | QuestionMeaning | TipMeaning | TipFollowUp | OrderMeaning | Chatter


@dataclass(frozen=True, slots=True)
class OpenDraft:
    """What the bot last asked this sender about: a short answer is read against it."""

    form: str
    unit: str | None
    period: date | None
    asked: tuple[str, ...]  # field keys asked about, in order; "unit" or "period" may be among them
    values: Mapping[str, Figure] = field(default_factory=dict)
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True)
class Context:
    """Everything a reading may know besides the text. `now` is aware; days are in `zone`.

    `form` is what a text is read against, `forms` are all that it may be about (see choice.py).
    """

    sender: Member
    group: Group | None
    now: datetime
    zone: ZoneInfo
    directory: Directory
    form: FormDef
    forms: tuple[FormDef, ...] = ()
    bot_name: str = "网格助手"
    mentions_bot: bool | None = None
    draft: OpenDraft | None = None
    quote: Quote | None = None
    private: bool = False
    categories: tuple[TipCategory, ...] = ()

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()
