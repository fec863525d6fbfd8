"""What a case type is, as a district writes it: states, ways between them, deadlines with their ladders.

A state that waits for somebody always has a deadline, and a deadline always somebody above to tell: `proofs` holds
both, so that no open case is ever forgotten. Final states may still have ways out (reopening).
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Who = Literal["clerk", "insider", "grid_worker", "grid_leader", "paired_leader", "leader", "officer", "opener", "doer"]
"""How a person stands to a case. clerk, grid_worker, grid_leader: of the case's unit. paired_leader: 挂钩领导.
insider: whoever the unit itself is written beside, leaders apart. leader, officer: any. opener: who opened it.
doer: who brought it into the state that it is in."""
Need = Literal["words", "until", "items", "days", "reached"]
"""What must be there: words said along (a reason, a proof), until when, every item proven, every day known
and fit, or the first of the days come."""
Level = Literal["unit", "command"]
"""Who sees a case: its unit, its grid and who commands; or only who commands and who opened it."""

CALLED: dict[Who, str] = {
    "clerk": "单位填报员",
    "insider": "本单位人员",
    "grid_worker": "网格员",
    "grid_leader": "网格长",
    "paired_leader": "挂钩领导",
    "leader": "领导",
    "officer": "值班员",
    "opener": "开单人",
    "doer": "上一步经办人",
}

Clock = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
Word = Annotated[str, Field(min_length=2)]


class Frozen(BaseModel):
    """Base of every definition: unknown keys are errors, values never change."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class State(Frozen):
    """Where a case may stand. `waits_for`: whose turn it is; empty in final states."""

    key: str
    name: str
    waits_for: tuple[Who, ...] = ()
    final: bool = False


class Way(Frozen):
    """A transition. `words` are what people type; `not_by` may not take it even when `by` lets them.

    `clears`: the items that are named behind the word stand no more (退回 物资：口罩不够).
    """

    key: str
    words: Annotated[tuple[Word, ...], Field(min_length=1)]
    at: Annotated[tuple[str, ...], Field(min_length=1)]
    to: str
    by: Annotated[tuple[Who, ...], Field(min_length=1)]
    not_by: tuple[Who, ...] = ()
    needs: tuple[Need, ...] = ()
    example: str
    tells: tuple[Who, ...] = ()
    clears: bool = False


class Step(Frozen):
    """One post of a deadline's ladder: so many hours after the deadline (before it: negative), to whom."""

    hours: int
    to: Annotated[tuple[Who, ...], Field(min_length=1)]


class Deadline(Frozen):
    """How long a state may last, to the end of that day. `given`: whoever sends a case there may say another.

    `after`: one of the case's days, from which it is counted where that is later than today.
    """

    state: str
    days: Annotated[int, Field(ge=0, le=90)]
    given: bool = False
    after: str = ""
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]


class Item(Frozen):
    """Something that must be shown with a proof: a condition of an application. `proof`: what proves it."""

    key: str
    name: str
    words: Annotated[tuple[Word, ...], Field(min_length=1)]
    proof: str


class Day(Frozen):
    """A day that must be known: at the latest `ahead` days before the day `before`, where that is written."""

    key: str
    name: str
    words: Annotated[tuple[str, ...], Field(min_length=1)]
    before: str = ""
    ahead: Annotated[int, Field(ge=0, le=90)] = 0


class Gate(Frozen):
    """No `day` before `not_before`, of units of one of these kinds or with one of these tags; of all where none is.

    The first gate that fits a unit holds. `why` is its basis, as people are told it.
    """

    day: str
    not_before: date
    kinds: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    why: str


class CaseType(Frozen):
    """A kind of case with everything that the engine must know of it.

    `called`: what lists of it are called. `opening`: words at the beginning of what opens one; 巡查…整改 asks for the
    second word behind the first, …限…整改 for a unit's name before both, and a deadline. `example`: how one is opened,
    {unit} standing for the unit's name. `asking`: questions after what is still lacking. `one_each`: a unit has one
    open at most. `first`: tags of units that go first where cases wait, in this order. `quiet`: a step that falls
    between these times of day waits for the second.
    """

    id: str
    title: str
    prefix: Annotated[
        str, Field(pattern=r"^[B-DF-QU-Z]$")
    ]  # A alarms, E excuses, R the register, S objections, T tip-offs
    called: Annotated[tuple[Word, ...], Field(min_length=1)]
    opening: Annotated[tuple[Word, ...], Field(min_length=1)]
    opened_by: Annotated[tuple[Who, ...], Field(min_length=1)]
    example: str
    initial: str
    states: Annotated[tuple[State, ...], Field(min_length=2)]
    ways: Annotated[tuple[Way, ...], Field(min_length=1)]
    deadlines: tuple[Deadline, ...] = ()
    seen_by: Level = "unit"
    one_each: bool = False
    items: tuple[Item, ...] = ()
    days: tuple[Day, ...] = ()
    gates: tuple[Gate, ...] = ()
    asking: tuple[Word, ...] = ()
    first: tuple[str, ...] = ()
    quiet: tuple[Clock, Clock] = ("21:30", "07:30")

    def opening_of(self, unit: str = "某某公司") -> str:
        """What to type to open one."""
        return self.example.replace("{unit}", unit)

    @property
    def hand_in(self) -> Way | None:
        """The first way that needs what is to be shown: only where it begins are proofs and days taken."""
        return next((way for way in self.ways if {"items", "days"} & set(way.needs)), None)

    def state(self, key: str) -> State:
        return next(one for one in self.states if one.key == key)

    def ways_out_of(self, state: str) -> tuple[Way, ...]:
        return tuple(way for way in self.ways if state in way.at)

    def deadline_of(self, state: str) -> Deadline | None:
        return next((one for one in self.deadlines if one.state == state), None)
