"""What must hold of a case type before any case is opened: all can be reached and ended, and no one waits for ever.

A fault names the key in the file where it stands; whoever read the file turns that into a line.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from bot.cases.definition import CaseType, Day, Item


class Fault(NamedTuple):
    """Where in the definition, what is wrong, and how to mend it."""

    path: tuple[str | int, ...]
    what: str
    mend: str


def faults_of(case: CaseType) -> tuple[Fault, ...]:
    """Names first: where a state is misspelt, what can be reached means nothing."""
    return tuple(_names(case)) or (*_reach(case), *_waiting(case), *_ladders(case), *_facts(case))


def _names(case: CaseType) -> Iterator[Fault]:
    keys = [state.key for state in case.states]
    known = f"write one of {', '.join(keys)}"
    for at, key in enumerate(keys):
        if key in keys[:at]:
            yield Fault(("states", at, "key"), f"state {key} is written twice", "give each a key of its own")
    if case.initial not in keys:
        yield Fault(("initial",), f"{case.initial} is no state", known)
    for number, way in enumerate(case.ways):
        for part, named in (("at", way.at), ("to", (way.to,))):
            for key in named:
                if key not in keys:
                    yield Fault(("ways", number, part), f"{key} is no state", known)
    deadlines = [one.state for one in case.deadlines]
    for number, key in enumerate(deadlines):
        if key not in keys:
            yield Fault(("deadlines", number, "state"), f"{key} is no state", known)
        elif key in deadlines[:number]:
            yield Fault(("deadlines", number, "state"), f"{key} has two deadlines", "put their steps together")
    yield from _words(case)
    yield from _days(case)


def _words(case: CaseType) -> Iterator[Fault]:
    """In one state a word means one way."""
    for state in case.states:
        taken: dict[str, str] = {}
        for way in case.ways_out_of(state.key):
            for word in way.words:
                if (other := taken.setdefault(word, way.key)) != way.key:
                    what = f"in {state.key}, {word} stands for {other} and for {way.key}"
                    yield Fault(("ways", case.ways.index(way), "words"), what, "let it stand for one of them")


def _reach(case: CaseType) -> Iterator[Fault]:
    reached = _closure({case.initial}, lambda key: {way.to for way in case.ways_out_of(key)})
    ends = {state.key for state in case.states if state.final}
    ending = _closure(ends, lambda key: {start for way in case.ways if way.to == key for start in way.at})
    for number, state in enumerate(case.states):
        if state.key not in reached:
            yield Fault(("states", number), f"nothing leads to {state.key}", f"add a way with to = {state.key}")
        if not state.final and not case.ways_out_of(state.key):
            yield Fault(("states", number), f"nothing leads out of {state.key}", "add a way, or write final = true")
        elif state.key not in ending:
            yield Fault(("states", number), f"a case in {state.key} can never end", "add a way to a final state")


def _closure(start: Iterable[str], onward: Callable[[str], set[str]]) -> set[str]:
    found, waiting = set[str](), list(start)
    while waiting:
        key = waiting.pop()
        if key not in found:
            found.add(key)
            waiting.extend(onward(key))
    return found


def _waiting(case: CaseType) -> Iterator[Fault]:
    """Who is waited for can act, and does not wait for ever."""
    for number, state in enumerate(case.states):
        at = ("states", number)
        if state.final:
            if state.waits_for or case.deadline_of(state.key):
                yield Fault(at, f"{state.key} is final, and still waits", "take waits_for and its deadline away")
            continue
        if not state.waits_for:
            yield Fault(at, f"nobody is waited for in {state.key}", 'write waits_for = ["..."]')
        able = {who for way in case.ways_out_of(state.key) for who in way.by if who not in way.not_by}
        for who in state.waits_for:
            if who not in able:
                yield Fault(at, f"{state.key} waits for {who}, who can do nothing there", "name them in by of a way")
        if case.seen_by == "command" and not set(state.waits_for) & {"leader", "officer", "opener"}:
            yield Fault(at, f"{state.key} waits for people who may not see the case", 'name "officer" or "leader"')
        if case.deadline_of(state.key) is None:
            yield Fault(at, f"{state.key} has no deadline", f"add [[deadlines]] with state = {state.key}")


def _ladders(case: CaseType) -> Iterator[Fault]:
    """A deadline is owned: when it has passed somebody above those who are waited for is told."""
    for number, deadline in enumerate(case.deadlines):
        at = ("deadlines", number)
        hours = [step.hours for step in deadline.steps]
        if hours != sorted(set(hours)):
            yield Fault(at, f"the steps of {deadline.state} are not in order", "write the earliest first, each once")
        waited = set(case.state(deadline.state).waits_for)
        if not any(step.hours >= 0 and set(step.to) - waited for step in deadline.steps):
            what = f"when {deadline.state} is overdue nobody above hears of it"
            yield Fault(at, what, "add a step with hours of 0 or more to somebody else")


def _days(case: CaseType) -> Iterator[Fault]:
    """Days that are measured against each other, and gates, name days that are there."""
    days = [day.key for day in case.days]
    known = f"write one of {', '.join(days) or 'the keys of [[days]]'}"
    for number, day in enumerate(case.days):
        if day.before and day.before not in days:
            yield Fault(("days", number, "before"), f"{day.before} is no day", known)
    for number, deadline in enumerate(case.deadlines):
        if deadline.after and deadline.after not in days:
            yield Fault(("deadlines", number, "after"), f"{deadline.after} is no day", known)
    for number, gate in enumerate(case.gates):
        if gate.day not in days:
            yield Fault(("gates", number, "day"), f"{gate.day} is no day", known)


def _facts(case: CaseType) -> Iterator[Fault]:
    """What must be shown is asked for by some way, and no way asks for what nobody can show."""
    needed = {need for way in case.ways for need in way.needs}
    for need, there in (("items", case.items), ("days", case.days)):
        if there and need not in needed:
            yield Fault((need, 0), f"no way needs {need}", f'write needs = ["{need}"] in the way that they are for')
        if need in needed and not there:
            number = next(at for at, way in enumerate(case.ways) if need in way.needs)
            yield Fault(("ways", number, "needs"), f"{need} are needed and none is written", f"add [[{need}]]")
    yield from _shown_words("items", case.items)
    yield from _shown_words("days", case.days)


def _shown_words(part: str, shown: Iterable[Item | Day]) -> Iterator[Fault]:
    """A word means one item, or one day."""
    seen: dict[str, str] = {}
    for number, one in enumerate(shown):
        for word in one.words:
            if (other := seen.setdefault(word, one.key)) != one.key:
                what = f"{word} stands for {other} and for {one.key}"
                yield Fault((part, number, "words"), what, "let it stand for one of them")
