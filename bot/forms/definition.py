"""What a report form is: fields, identities, anomalies, times and the ladder of posts, read from TOML.

A form is data that a duty officer can read and change; adding one needs no Python. Times of day are
in the district's zone; a moment of the ladder is relative: "opens", "due-2h", "due+30m", "grace+0m".
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, model_validator

from bot.directory.model import GroupKind, UnitKind
from bot.forms.event import EventDef
from bot.forms.frozen import FrozenDay
from bot.forms.identity import Identity
from bot.forms.list_rule import ListRule
from bot.forms.moments import Moment, RelativeMoment, duration
from bot.forms.praise import PraiseRule
from bot.forms.rhythm import LONGEST, first_day, into, last_day, within
from bot.forms.terms import FormerTerms, Terms
from bot.messages import PostKind, Redelivery

FieldKind = Literal["count", "decimal", "temperature", "money", "yes_no", "choice", "date", "text"]
DAY = timedelta(days=1)
LOOK_BACK = {"daily": 14, "weekly": 35, "monthly": 93}
"""Days, by the rhythm of a form: two weeks, five weeks, three months."""


class Frozen(BaseModel):
    """Base of every definition: unknown keys are errors, values never change."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class FieldDef(Frozen):
    """One thing that a form asks for.

    `aliases` are other words for the label, longest match wins. `excluded` are words that contain a
    label but are something else (今日新增返岗, 隔离房). `part_of` names the field whose breakdown it is.
    `nil` are phrases that state 0 by themselves (体温均正常). `parts` are labels of a kind of it (居家隔离, 医用口罩):
    alone they stand for it, beside a total they do not. `unclear` words with a number are asked about (累计到岗).
    `zero_report`: a bare 零报告 states 0 for it.
    """

    key: str
    label: str
    aliases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    homophones: tuple[str, ...] = ()
    nil: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    unclear: tuple[str, ...] = ()
    kind: FieldKind = "count"
    unit: str = ""
    shorts: tuple[str, ...] = ()  # single characters that stand for it before a number, beside other labels: 返31
    units: tuple[str, ...] = ()  # measure words that fit: 人 名 个
    required: bool = False
    min: int | None = 0
    max: int | None = 1_000_000
    part_of: str | None = None
    zero_report: bool = False
    choices: tuple[str, ...] = ()
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()
    example: str = ""


class Anomaly(Frozen):
    """Odd against the unit's last value: more than `ratio` and at least `least` away."""

    field: str
    ratio: float = 0.3
    least: int = 20
    direction: Literal["both", "up", "down"] = "both"
    message: str = ""


class Alarm(Frozen):
    """A value that somebody on duty must hear of at once: at least, at most, or a yes, a no, one of the choices."""

    field: str
    at_least: float | None = None
    at_most: float | None = None
    equals: bool | str | None = None
    message: str = ""

    @model_validator(mode="after")
    def _names_one_border(self) -> "Alarm":
        if (self.at_least is None) + (self.at_most is None) + (self.equals is None) != 2:
            raise ValueError("an alarm has one border; write at_least = 37.3, at_most = 5 or equals = true")
        return self

    def rings(self, value: object) -> bool:
        """Whether the value is one of those. A decimal is a text of digits; a yes or no is no number."""
        if self.equals is not None:
            return value == self.equals and isinstance(value, bool) == isinstance(self.equals, bool)
        if isinstance(value, bool):
            return False
        try:
            number = float(str(value))
        except ValueError:
            return False
        return number >= self.at_least if self.at_least is not None else number <= (self.at_most or 0.0)


class Step(Frozen):
    """One rung of the ladder: when, about whom, to which groups, in which words.

    `about`: all units that owe, those missing, those late. `to`: kinds of group, or privately "clerk", "grid_leader"
    and the paired "leader", and a draft to each "duty_officer", who may decide in private (to a "clerk" only that his
    unit stands on one). `catch_up`: how late it may still be said; "until_due" for reminders.
    `repeat`: said again after so long, `at_most` times in all. `habit`: spares who is not later than usual (None: the
    first of several reminders does). `mentions_each`: people mentioned in one message at most (0: what the platform
    allows).
    `expects`: of a form that is owed several times a week, so many by then (0: all).
    `criticism` as kind never comes from a step: a step may only draft (criticism_draft).
    """

    name: str
    kind: PostKind
    at: Moment
    about: Literal["all", "missing", "late", "none"] = "missing"
    to: tuple[GroupKind | Literal["clerk", "grid_leader", "leader", "duty_officer"], ...]
    wording: str
    mention: bool = False
    silent_when_empty: bool = True
    catch_up: str = "2h"
    redelivery: Redelivery = "resend"
    expects: int = Field(default=0, ge=0)
    repeat: str = ""
    at_most: int = Field(default=1, ge=1, le=20)
    habit: bool | None = None
    mentions_each: int = Field(default=0, ge=0)
    turn: int = 1  # of a repeated step: which time it is

    @model_validator(mode="after")
    def _repeats_so_often(self) -> "Step":
        if bool(self.repeat) != (self.at_most > 1):
            raise ValueError('repeat and at_most belong together; write repeat = "30m" and at_most = 3')
        if self.repeat and duration(self.repeat) <= timedelta():
            raise ValueError('repeat is no time at all; write repeat = "30m"')
        if self.repeat and self.kind not in ("reminder", "overdue"):
            raise ValueError("only reminders and overdue notices are repeated; take repeat and at_most out")
        if self.habit and (self.kind != "reminder" or self.about != "missing"):
            raise ValueError("only a reminder of the missing waits for their habits; take habit out")
        if self.turn != 1:
            raise ValueError("turn is kept by the bot; take the line out")
        return self

    @property
    def turns(self) -> tuple["Step", ...]:
        """Itself and its repetitions, each a step of its own: overdue, overdue.2, overdue.3."""
        if not self.repeat:
            return (self,)
        apart = duration(self.repeat)
        later = (
            self.model_copy(
                update={
                    "name": f"{self.name}.{turn}",
                    "at": RelativeMoment(self.at.anchor, self.at.offset + (turn - 1) * apart),
                    "turn": turn,
                }
            )
            for turn in range(2, self.at_most + 1)
        )
        return (self, *later)


class RateDef(Frozen):
    """One rate of the digest: how many units of a kind or with a tag say yes to a field, of all in the register."""

    label: str
    field: str
    of: str = ""  # a unit kind (enterprise) or a tag (above_scale); empty: every unit that the form is about


class SlotDef(Frozen):
    """One of several times a day at which a form is owed. `words` name it in a message: 早上, 早班."""

    id: str
    name: str
    words: tuple[str, ...] = ()
    opens: str
    due: str


class FormDef(Terms):
    """A report form with its duty: who owes it, for which periods, by when.

    `main`: what is said without naming a form is about this one, where it fits as well as another.
    `times`: in each week on so many different days (weekly forms only); reports then stand under their own day.
    `every`: a report holds for so many days, its own included (daily forms only). `former` are terms of before, the
    oldest first: kept by the bot, not written in the file.
    """

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    main: bool = False
    owed_by: tuple[UnitKind, ...]
    owed_tags: tuple[str, ...] = ()
    starts_on: date | None = None
    ends_on: date | None = None
    draft_life: str = "2h"
    fields: tuple[FieldDef, ...] = Field(min_length=1)
    identities: tuple[Identity, ...] = ()
    anomalies: tuple[Anomaly, ...] = ()
    alarms: tuple[Alarm, ...] = ()
    event: EventDef | None = None
    ladder: tuple[Step, ...] = ()
    slots: tuple[SlotDef, ...] = ()
    family: str = ""  # of the form of one slot: the id in the file
    former: tuple[FormerTerms, ...] = ()
    digest_fields: tuple[str, ...] = ()
    digest_rates: tuple[RateDef, ...] = ()
    criticism: ListRule = ListRule()
    praise: PraiseRule = PraiseRule()
    frozen: tuple[FrozenDay, ...] = ()

    @model_validator(mode="after")
    def _times_hang_together(self) -> "FormDef":
        if self.former or self.family or self.frozen:
            raise ValueError("former, family and frozen are kept by the bot; take the line out")
        if self.event and (self.ladder or self.slots or self.period != "daily" or self.every > 1):
            raise ValueError("a form with [event] is owed unit by unit; take ladder, slots, period and every out")
        if self.slots and (self.period != "daily" or self.every > 1):
            raise ValueError('slots need a daily form; write period = "daily"')
        if len({slot.id for slot in self.slots}) < len(self.slots):
            raise ValueError("two slots have the same id; let each have its own")
        if self.times > 1 and self.period != "weekly":
            raise ValueError('times needs a weekly form; write period = "weekly"')
        if self.every > 1 and self.period != "daily":
            raise ValueError('every needs a daily form; write period = "daily"')
        if self.calendar != "every_day" and self.period != "daily":
            raise ValueError('working days are asked for one by one; leave calendar out, or write period = "daily"')
        return self

    @model_validator(mode="after")
    def _names_hang_together(self) -> "FormDef":
        keys = [f.key for f in self.fields]
        if twice := {k for k in keys if keys.count(k) > 1}:
            raise ValueError(f"field key written twice: {', '.join(sorted(twice))}")
        known = set(keys)
        for used, where in [
            *((f.part_of, f"fields.{f.key}.part_of") for f in self.fields if f.part_of),
            *((k, "identities.fields") for i in self.identities for k in i.fields),
            *((a.field, "anomalies.field") for a in self.anomalies),
            *((a.field, "alarms.field") for a in self.alarms),
            *((k, "digest_fields") for k in self.digest_fields),
            *((r.field, "digest_rates.field") for r in self.digest_rates),
        ]:
            if used not in known:
                raise ValueError(f"{where} names no field of this form: {used}")
        if lost := [s.name for s in self.ladder if "duty_officer" in s.to and s.kind != "criticism_draft"]:
            raise ValueError(f"only a criticism_draft goes to a duty_officer: {', '.join(lost)}")
        if lost := [s.name for s in self.ladder if s.expects > self.times]:
            raise ValueError(f"more is expected than the form asks for: {', '.join(lost)}")
        names = [s.name for s in self.steps]
        if twice := {n for n in names if names.count(n) > 1}:
            raise ValueError(f"ladder step written twice: {', '.join(sorted(twice))}")
        if any(s.kind == "criticism" for s in self.ladder):
            raise ValueError("a ladder step may draft a criticism list (criticism_draft), never post one")
        return self

    def moment(self, step: Step, day: date, zone: ZoneInfo) -> datetime:
        """When a step of the ladder is due for `day`, in UTC."""
        anchors = {"opens": self.opens_at, "due": self.due_at, "grace": self.grace_at, "expires": self.expires_at}
        anchor = anchors[step.at.anchor](day, zone)
        return anchor + step.at.offset if abs(step.at.offset) < DAY else _later(anchor, step.at.offset, zone)

    def field(self, key: str) -> FieldDef:
        return next(f for f in self.fields if f.key == key)

    @property
    def required(self) -> tuple[str, ...]:
        return tuple(f.key for f in self.fields if f.required)

    @property
    def steps(self) -> tuple[Step, ...]:
        """The ladder with every repetition as a step of its own."""
        return tuple(turn for step in self.ladder for turn in step.turns)

    @property
    def terms(self) -> Terms:
        """What the file says of when the form is owed."""
        return Terms(**{name: getattr(self, name) for name in Terms.model_fields})

    def terms_on(self, day: date) -> Terms:
        """What was in force on `day`."""
        return next((one for one in self.former if day <= one.until), self)

    def duty_of(self, day: date) -> date:
        """The day that names the duty to which `day` belongs: itself, its Monday, its first of the month."""
        return first_day(self.terms_on(day).period, day)

    def filed_under(self, day: date) -> date:
        """The period under which a report for `day` is kept; of several a week each has its own day."""
        return day if self.terms_on(day).times > 1 else self.duty_of(day)

    def window(self, duty: date) -> tuple[date, date]:
        """The first and last period of the reports that count for a duty."""
        terms = self.terms_on(duty)
        if terms.times > 1:
            return duty, last_day(terms.period, duty)
        return duty - timedelta(days=terms.every - 1), duty

    def judged_on(self, duty: date) -> date:
        """The day whose excuses count: the one on which it is due."""
        terms = self.terms_on(duty)
        if terms.period == "daily":
            return duty
        days = into(within(terms.due, terms.period), terms.period, duty).days
        return min(duty + timedelta(days=days), last_day(terms.period, duty))

    def opens_at(self, day: date, zone: ZoneInfo) -> datetime:
        return self._moment("opens", day, zone)

    def due_at(self, day: date, zone: ZoneInfo) -> datetime:
        """Reports of `day` taken in up to and including this moment are on time (24:00 is the next midnight)."""
        return self._moment("due", day, zone)

    def grace_at(self, day: date, zone: ZoneInfo) -> datetime:
        """Until here a late report still mends the miss without consequence."""
        longer = self._frozen(day)
        return _later(self.due_at(day, zone), duration(self.terms_on(day).grace), zone) + (
            longer.grace_by if longer else timedelta()
        )

    def expires_at(self, day: date, zone: ZoneInfo) -> datetime:
        """After this no report for the day is taken any more."""
        return _later(self.due_at(day, zone), duration(self.terms_on(day).expires), zone)

    @property
    def look_back(self) -> timedelta:
        """How far before a report the last one is looked for that figures may be taken over from."""
        return timedelta(days=max(LOOK_BACK[self.period], 3 * self.every))

    def farthest(self) -> timedelta:
        """How long after the midnight of a duty's first day any of its moments is at most."""
        terms = (self, *self.former)
        longest = max(timedelta(days=LONGEST[one.period]) for one in terms)
        moved = max((one.due_by + one.grace_by for one in self.frozen), default=timedelta())
        return longest + moved + max(duration(span) for one in terms for span in (one.grace, one.expires))

    def moved_by(self, day: date) -> timedelta:
        """By how much the due moment moved, because we were away."""
        found = self._frozen(day)
        return found.due_by if found else timedelta()

    def is_void(self, day: date) -> bool:
        """Whether nothing of the duty can be judged, because we were away."""
        found = self._frozen(day)
        return found is not None and found.void

    def _frozen(self, day: date) -> FrozenDay | None:
        if not self.frozen:
            return None
        duty = self.duty_of(day)
        return next((one for one in self.frozen if one.day == duty), None)

    def _moment(self, name: Literal["opens", "due"], day: date, zone: ZoneInfo) -> datetime:
        terms, duty = self.terms_on(day), self.duty_of(day)
        written = terms.opens if name == "opens" else terms.due
        moment = _at(duty, into(within(written, terms.period), terms.period, duty), zone)
        moved = self._frozen(day) if name == "due" else None
        return moment if moved is None else moment + moved.due_by


def _at(day: date, span: timedelta, zone: ZoneInfo) -> datetime:
    """`span` after local midnight as a wall-clock time, in UTC: 18:00 stays 18:00 across a change of offset."""
    days, rest = divmod(span, timedelta(days=1))
    minutes, seconds = divmod(int(rest.total_seconds()), 60)
    clock = time(*divmod(minutes, 60), seconds)
    return datetime.combine(day + timedelta(days=days), clock, tzinfo=zone).astimezone(UTC)


def _later(moment: datetime, span: timedelta, zone: ZoneInfo) -> datetime:
    """Whole days go by the calendar, hours and minutes by time that passes: 2h are two hours."""
    days, rest = divmod(span, timedelta(days=1))
    local = moment.astimezone(zone)
    then = datetime.combine(local.date() + timedelta(days=days), local.time(), tzinfo=zone).replace(fold=local.fold)
    return then.astimezone(UTC) + rest
