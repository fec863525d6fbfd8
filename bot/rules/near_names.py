"""Units whose names are easily taken for one another, to be shown side by side before one is named in public. Pure."""

from collections.abc import Iterable
from itertools import chain, islice

from rapidfuzz.distance import Levenshtein

from bot.directory.characters import fold
from bot.directory.model import Directory, Unit

NEAR = 1
"""So many characters differ at most."""
LOOKED_AT = 200


def near_names(units: Iterable[Unit], directory: Directory, *, most: int = 10) -> tuple[tuple[Unit, Unit], ...]:
    """At most so many pairs (listed, like it), each once. One pass over the directory, whoever is listed.

    Of a list of hundreds nobody reads pairs: they are looked for among its first `LOOKED_AT` names.
    """
    wanted = tuple(islice(units, LOOKED_AT))
    parts = {part for unit in wanted for part in _parts(unit.short_name)}
    by_part: dict[str, list[Unit]] = {}
    for unit in directory.units:
        for part in _parts(unit.short_name):
            if part in parts and len(known := by_part.setdefault(part, [])) < LOOKED_AT:
                known.append(unit)
    found: dict[frozenset[str], tuple[Unit, Unit]] = {}
    for unit in wanted:
        name = fold(unit.short_name)
        for other in chain.from_iterable(by_part.get(part, ()) for part in _parts(unit.short_name)):
            if other.id != unit.id and _alike(name, fold(other.short_name)):
                found.setdefault(frozenset((unit.id, other.id)), (unit, other))
        if len(found) >= most:
            break
    return tuple(found.values())[:most]


def _parts(name: str) -> tuple[str, str]:
    """Who differs in one character begins or ends alike."""
    return f"^{name[:2]}", f"{name[-2:]}$"


def _alike(one: str, other: str) -> bool:
    if min(len(one), len(other)) < 2:
        return False
    return Levenshtein.distance(one, other, score_cutoff=NEAR) <= NEAR or (
        abs(len(one) - len(other)) <= 2 and (one.startswith(other) or other.startswith(one))
    )
