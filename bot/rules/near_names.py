"""Units whose names are easily taken for one another, to be shown side by side before one is named in public. Pure."""

from collections.abc import Iterable
from itertools import chain

from rapidfuzz.distance import Levenshtein

from bot.directory.characters import fold
from bot.directory.model import Directory, Unit

NEAR = 1
"""So many characters differ at most."""


def near_names(units: Iterable[Unit], directory: Directory) -> tuple[tuple[Unit, Unit], ...]:
    """Pairs (listed, like it); each pair once. One pass over the directory for each beginning or end of a name."""
    wanted = tuple(units)
    by_part: dict[str, list[Unit]] = {}
    parts = {part for unit in wanted for part in _parts(fold(unit.short_name))}
    for unit in directory.units:
        for part in parts & set(_parts(fold(unit.short_name))):
            by_part.setdefault(part, []).append(unit)
    found: dict[frozenset[str], tuple[Unit, Unit]] = {}
    for unit in wanted:
        name = fold(unit.short_name)
        for other in chain.from_iterable(by_part.get(part, ()) for part in _parts(name)):
            if other.id != unit.id and _alike(name, fold(other.short_name)):
                found.setdefault(frozenset((unit.id, other.id)), (unit, other))
    return tuple(found.values())


def _parts(name: str) -> tuple[str, str]:
    """Who differs in one character begins or ends alike."""
    return f"^{name[:2]}", f"{name[-2:]}$"


def _alike(one: str, other: str) -> bool:
    if min(len(one), len(other)) < 2:
        return False
    return Levenshtein.distance(one, other, score_cutoff=NEAR) <= NEAR or (
        abs(len(one) - len(other)) <= 2 and (one.startswith(other) or other.startswith(one))
    )
