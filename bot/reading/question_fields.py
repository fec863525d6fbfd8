"""What the form adds to the words of questions: which figure one is about, and whether figures are stated instead.

A newcomer's usual mistake is to take the first label found: 返岗 stands in 外省返岗 too, so the longest label wins.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from bot.directory.characters import fold
from bot.directory.lexicon import Lexicon
from bot.forms.definition import FormDef
from bot.reading.concepts import BREAK, Concepts, Signs, listed
from bot.reading.question_words import ALPHABET, DAY, GRID, UNIT, WORDS

_NUMERAL = "[零〇一二两三四五六七八九十百千万]"
_DIGIT = re.compile(rf"[0-9]|{_NUMERAL}")
_FIGURE_AFTER = re.compile(
    rf"(?:人数|员工|人员|数)?[^0-9\n{UNIT}{GRID}{DAY}?？]{{0,3}}(?:[0-9]+|{_NUMERAL}+[人名个例只万千])"
)
_FIGURE_BEFORE = re.compile(rf"(?:[0-9]+|{_NUMERAL}+)\s*[人名个例只]人?(?:已|都)?$")
_FIGURE_OF_A_UNIT = re.compile(
    rf"{UNIT}[ :：{DAY}]*(?:上午|下午|早上|中午|晚上|白班|夜班)?(?:[0-9]+|{_NUMERAL}+)[人名个]"
)
_REMEMBERED = 4096
"""So many words are remembered with whether they are words of the language: people ask the same all day."""
_NEAR = 16
"""So far before a label a figure can begin (characters)."""


class FormWords:
    """The words of one form's questions, compiled once."""

    def __init__(self, form: FormDef) -> None:
        labels: dict[str, str] = {}
        for item in form.fields:
            if item.kind != "text":
                for label in (item.label, *item.aliases, *item.homophones, *item.parts):
                    labels.setdefault(fold(label), item.key)
        words = dict.fromkeys(labels, "figure") | dict.fromkeys(map(fold, (form.name, *form.aliases)), "form")
        words |= dict(listed(WORDS)) | {UNIT: "unit", GRID: "grid", DAY: "day"}
        self._concepts = Concepts(ALPHABET, words)
        self._labels = Lexicon(labels)
        self._known: dict[str, bool] = {}

    def _found(self, text: str) -> Iterator[tuple[int, int, str]]:
        at = 0
        while at < len(text):
            if found := self._labels.longest(text, at):
                yield at, *found
                at = found[0]
            else:
                at += 1

    def field_in(self, text: str) -> str | None:
        """The key of the field with the longest label in `text`; of equal ones the first."""
        found = [(end - start, -start, key) for start, end, key in self._found(text)]
        return max(found)[2] if found else None

    def states_figures(self, text: str) -> bool:
        """在岗126 and 九明409人 are statements, whatever else stands there; names, grids and days are marked before."""
        if not _DIGIT.search(text):
            return False
        if _FIGURE_OF_A_UNIT.search(text):
            return True
        return any(
            _FIGURE_AFTER.match(text, end) or _FIGURE_BEFORE.search(text, max(0, start - _NEAR), start)
            for start, end, _ in self._found(text)
        )

    def knows(self, words: str) -> bool:
        """Whether these are words of the language and nothing else."""
        known = self._known.get(words)
        if known is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            known = self._known[words] = self._concepts.read(words).unknown == 0
        return known

    def signs(self, text: str) -> Signs:
        """The concepts of a question; a "not" at a clause's end asks (报了没), but 谁还没 does not."""
        signs = self._concepts.read(text)
        return Signs(_ASKING_NOT.sub(ALPHABET.sign("ask"), signs.line.strip(BREAK)), signs.unknown)


_ASKING_NOT = re.compile(
    f"(?<=[^{BREAK}{ALPHABET.sign('which')}])[{ALPHABET.sign('not')}](?=$|[{BREAK}{ALPHABET.sign('ask')}])"
)


@dataclass(frozen=True, slots=True)
class _Same:
    """A key equal only to itself: hashing a whole form would cost more than reading."""

    form: FormDef

    def __hash__(self) -> int:
        return id(self.form)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.form is other.form


@lru_cache(maxsize=16)
def _words_of(key: _Same) -> FormWords:
    return FormWords(key.form)


def form_words(form: FormDef) -> FormWords:
    """The words of a form, built once for it."""
    return _words_of(_Same(form))
