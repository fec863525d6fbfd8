"""Whether a word may be taught as another name for a field or a unit, and what it means already.

A taught word is found in every text from then on, longest match first: a short or an ordinary one would spoil the
reading of other messages, so such words are refused whoever asks.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from bot.directory.model import Directory
from bot.forms.definition import FormDef
from bot.reading import token as t
from bot.reading.masking import mask
from bot.reading.vocabulary import Vocabulary, names_of, vocabulary_of

Flaw = Literal["short", "long", "marks", "number", "personal"]
_LONGEST: Final = {False: 12, True: 24}
_NUMERALS = "0-9零〇一二三四五六七八九十百千万亿两几半廿卅壹贰叁肆伍陆柒捌玖拾"
_NUMBER = re.compile(rf"[{_NUMERALS}.%]+")
_EDGED = re.compile(rf"[0-9].*|.*[{_NUMERALS}]")
_PLAIN = re.compile(r"[\w()·&.\-]+")
_LETTER = re.compile(r"[^\W\d_]")
_DIGITS = re.compile(r"[0-9]{5}")
_OF_FIELDS = frozenset({t.LABEL, t.KIND_OF, t.UNCLEAR, t.LOOKALIKE, t.STATE, t.NIL})


@dataclass(frozen=True, slots=True)
class Held:
    """What a word means already.

    `kind`: a "label" of the field `target`; a "variant", which the form tells apart from that field (未返岗);
    a "unit" or several; a "common" word of the language; or one that is only taken "whole" (五金, 万达).
    """

    kind: Literal["label", "variant", "unit", "common", "whole"]
    target: str = ""
    units: tuple[str, ...] = ()


def flaw_of(word: str, *, of_unit: bool) -> Flaw | None:
    """What is wrong with a folded word as a name, whatever it is to stand for; None: nothing."""
    if _NUMBER.fullmatch(word):
        return "number"
    if len(word) < 2 or not _LETTER.search(word):
        return "short"
    if not _PLAIN.fullmatch(word):
        return "marks"
    if _DIGITS.search(word) or mask(word)[1]:
        return "personal"
    if len(word) > _LONGEST[of_unit]:
        return "long"
    return "number" if not of_unit and _EDGED.fullmatch(word) else None


def held_by(word: str, forms: Sequence[FormDef], directory: Directory) -> Held | None:
    """What the folded word means in one of these forms or in the directory; None: it is free."""
    if units := names_of(directory).exact(word):
        return Held("unit", units=units)
    for form in forms:
        found = known_as(word, vocabulary_of(form, directory))
        if found is not None:
            return _held(*found)
    return None


def known_as(word: str, vocabulary: Vocabulary) -> tuple[str, object] | None:
    """The kind and value of exactly this word; None: it is no word of the form or the language."""
    found = vocabulary.words.longest(word, 0)
    return found[1] if found is not None and found[0] == len(word) else None


def _held(kind: str, value: object) -> Held:
    if kind not in _OF_FIELDS:
        return Held("whole" if kind == t.OTHER else "common")
    key = value[0] if isinstance(value, tuple) else value
    return Held("label" if kind in (t.LABEL, t.KIND_OF) else "variant", str(key))
