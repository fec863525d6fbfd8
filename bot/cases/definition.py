"""What a case type is, as a district writes it: states, ways between them, deadlines with their ladders.

A state that waits for somebody always has a deadline, and a deadline always somebody above to tell: `proofs` holds
both, so that no open case is ever forgotten. Final states may still have ways out (reopening).
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Who = Literal["clerk", "grid_worker", "grid_leader", "paired_leader", "leader", "officer", "opener", "doer"]
"""How a person stands to a case. clerk, grid_worker, grid_leader: of the case's unit. paired_leader: 挂钩领导.
leader, officer: any. opener: who opened it. doer: who brought it into the state that it is in."""
Need = Literal["words", "days"]
"""What must be said along: words (a reason, a proof), or until when."""

CALLED: dict[Who, str] = {
    "clerk": "单位填报员",
    "grid_worker": "网格员",
    "grid_leader": "网格长",
    "paired_leader": "挂钩领导",
    "leader": "领导",
    "officer": "值班员",
    "opener": "开单人",
    "doer": "上一步经办人",
}

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
    """A transition. `words` are what people type; `not_by` may not take it even when `by` lets them."""

    key: str
    words: Annotated[tuple[Word, ...], Field(min_length=1)]
    at: Annotated[tuple[str, ...], Field(min_length=1)]
    to: str
    by: Annotated[tuple[Who, ...], Field(min_length=1)]
    not_by: tuple[Who, ...] = ()
    needs: tuple[Need, ...] = ()
    example: str
    tells: tuple[Who, ...] = ()


class Step(Frozen):
    """One post of a deadline's ladder: so many hours after the deadline (before it: negative), to whom."""

    hours: int
    to: Annotated[tuple[Who, ...], Field(min_length=1)]


class Deadline(Frozen):
    """How long a state may last, to the end of that day. `given`: whoever sends a case there may say another."""

    state: str
    days: Annotated[int, Field(ge=0, le=90)]
    given: bool = False
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]


class CaseType(Frozen):
    """A kind of case with everything that the engine must know of it."""

    id: str
    title: str
    prefix: Annotated[str, Field(pattern=r"^[A-DF-SU-Z]$")]  # T is the tip-offs', E the excuses'
    opening: Annotated[tuple[Word, ...], Field(min_length=1)]
    opened_by: Annotated[tuple[Who, ...], Field(min_length=1)]
    example: str
    initial: str
    states: Annotated[tuple[State, ...], Field(min_length=2)]
    ways: Annotated[tuple[Way, ...], Field(min_length=1)]
    deadlines: tuple[Deadline, ...] = ()

    def state(self, key: str) -> State:
        return next(one for one in self.states if one.key == key)

    def ways_out_of(self, state: str) -> tuple[Way, ...]:
        return tuple(way for way in self.ways if state in way.at)

    def deadline_of(self, state: str) -> Deadline | None:
        return next((one for one in self.deadlines if one.state == state), None)
