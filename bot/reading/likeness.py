"""What an unknown word was probably meant to be: the field or the unit that looks or sounds most like it.

Only ever a suggestion for a person: nothing is read by it.
"""

from collections.abc import Iterator, Sequence

from rapidfuzz import fuzz, process
from rapidfuzz.distance import DamerauLevenshtein

from bot.directory.characters import fold
from bot.directory.model import Directory
from bot.directory.names import sound_of
from bot.forms.definition import FieldDef, FormDef
from bot.reading.vocabulary import names_of

LOOKS = 60.0
"""Of 100: two of three characters are the same, in order."""
NAMED = 3


def field_like(word: str, form: FormDef) -> FieldDef | None:
    """The field one of whose words is near to `word`; None: none is."""
    best, score = None, 0.0
    for field in form.fields:
        for known in (field.label, *field.aliases, *field.homophones):
            found = _likeness(word, fold(known))
            if found > score:
                best, score = field, found
    return best


def units_like(word: str, directory: Directory) -> tuple[str, ...]:
    """Ids of the units that may be meant, at most three, the likeliest first."""
    names = names_of(directory)
    found = names.exact(word) or names.resolve(word, tuple(unit.id for unit in directory.units)).units
    if not found:
        choices = {names.core(fold(name)): u.id for u in directory.units for name in (u.name, *u.aliases)}
        near = process.extract(names.core(word), list(choices), scorer=fuzz.ratio, limit=NAMED, score_cutoff=LOOKS)
        found = tuple(dict.fromkeys(choices[name] for name, _, _ in near))
    return found[:NAMED]


def near_targets(word: str, forms: Sequence[FormDef], directory: Directory) -> tuple[str, ...]:
    """Labels of fields and names of units like a mistyped one, at most three."""
    return tuple(dict.fromkeys(_near(word, forms, directory)))[:NAMED]


def _near(word: str, forms: Sequence[FormDef], directory: Directory) -> Iterator[str]:
    for form in forms:
        if (field := field_like(word, form)) is not None:
            yield field.label
    for unit in units_like(word, directory):
        yield directory.unit_by_id[unit].short_name


def _likeness(word: str, known: str) -> float:
    """Of 100; 0 where it is too little to be named. To sound alike is more than to share characters."""
    looks: float = fuzz.ratio(word, known)
    return max(looks if looks >= LOOKS else 0.0, _sounding(word, known))


def _sounding(word: str, known: str) -> float:
    """到工 and 到岗: as many syllables, each with the same beginning, one letter changed, and not all of them."""
    if len(word) != len(known) or len(word) < 2:
        return 0.0
    pairs = list(zip(sound_of(word).split(), sound_of(known).split(), strict=False))
    if any(one[0] != other[0] or DamerauLevenshtein.distance(one, other) > 1 for one, other in pairs):
        return 0.0
    changed = sum(one != other for one, other in pairs)
    return 100.0 - 10.0 * changed if changed < len(pairs) else 0.0
