"""Which figure a question is about, and whether a text states figures instead of asking for them.

A newcomer's usual mistake is to take the first label found: 返岗 stands in 外省返岗 too, so the longest label wins.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from bot.directory.characters import fold
from bot.forms.definition import FormDef

_HOLE = "\ue000"
_NUMERAL = "[零〇一二两三四五六七八九十百千万]"


class FieldWords:
    """The labels of a form, compiled once."""

    def __init__(self, form: FormDef) -> None:
        words: dict[str, tuple[int, str]] = {}
        for order, item in enumerate(form.fields):
            if item.kind != "text":
                for label in (item.label, *item.aliases):
                    words.setdefault(fold(label), (order, item.key))
        self._words = words
        labels = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
        self._any = re.compile(labels)
        self._stated = re.compile(
            rf"(?:{labels})(?:人数|员工|人员|数)?[^0-9\n{_HOLE}?？]{{0,3}}[0-9]+"
            rf"|(?:{labels})(?:人数|员工|人员|数)?[^0-9\n{_HOLE}?？]{{0,3}}{_NUMERAL}+[人名个例只万千]"
            rf"|(?:[0-9]+|{_NUMERAL}+)\s*[人名个例只]人?(?:已|都)?(?:{labels})"
        )

    def field_in(self, text: str) -> str | None:
        """The key of the field with the longest label in `text`; of equal ones the later of the form."""
        found = [(len(m[0]), self._words[m[0]]) for m in self._any.finditer(text)]
        return max(found)[1][1] if found else None

    def states_figures(self, text: str) -> bool:
        """在岗126 is a statement, whatever else stands there; names, grids and days are taken out before."""
        return self._stated.search(text) is not None


@dataclass(frozen=True, slots=True)
class _Same:
    """A key equal only to itself: hashing a whole form would cost more than reading."""

    form: FormDef

    def __hash__(self) -> int:
        return id(self.form)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.form is other.form


@lru_cache(maxsize=16)
def _words_of(key: _Same) -> FieldWords:
    return FieldWords(key.form)


def field_words(form: FormDef) -> FieldWords:
    """The words of a form, built once for it."""
    return _words_of(_Same(form))
