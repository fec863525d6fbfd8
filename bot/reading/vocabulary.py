"""Everything known of one form and one directory, compiled once: the words, their meaning, the names.

Compiling takes some milliseconds and a message takes a fraction of one, so a vocabulary is kept per form and
directory snapshot (both are frozen, and a new snapshot is a new object).
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from bot.directory.characters import fold
from bot.directory.lexicon import Lexicon
from bot.directory.model import Directory
from bot.directory.names import NameIndex
from bot.forms.definition import FieldDef, FormDef
from bot.reading import token as t
from bot.reading.affixes import Affixed, Meaning, Words
from bot.reading.all_normal import looked_at
from bot.reading.dates import RELATIVE
from bot.reading.hearing import sounds_of
from bot.reading.measures import measures
from bot.reading.words import AFTER, MORE, NONE, NOT_YET, SAME_BY_RHYTHM, WORDS

_ENDS = ("解除", "结束", "完成", "期满")
_BEFORE = ("现", "已", "实", "现有", "实际", "目前", "共", "共有", "在职", "总", "合计", "累计")


class Vocabulary:
    """The lexicon of one form together with the names of one directory."""

    def __init__(self, form: FormDef, directory: Directory) -> None:
        self.form = form
        self.directory = directory
        self.fields: dict[str, FieldDef] = {field.key: field for field in form.fields}
        self.words = _words_of(form)
        self.names = names_of(directory)
        self.members = Lexicon(
            {name: member.user_id for member in directory.members if len(name := fold(member.name)) >= 2}
        )
        self.measures = measures(w for field in form.fields if field.kind in ("count", "decimal") for w in field.units)
        self.initials = frozenset(start[0] for start in (*self.words.begun, *self.names.lexicon.pairs))
        self.note = next((field.key for field in form.fields if field.kind == "text"), None)
        self.counts = frozenset(field.key for field in form.fields if field.kind == "count")
        self.stocks = frozenset(
            field.key for field in form.fields if field.kind == "count" and field.unit not in ("", "人")
        )
        self.worded = frozenset(field.key for field in form.fields if field.kind in ("date", "choice"))
        self.states = {
            fold(phrase): (field.key, value)
            for field in form.fields
            for value, phrases in ((True, field.yes), (False, field.no))
            for phrase in phrases
        }
        self.answered = frozenset(field.key for field in form.fields if field.kind in ("yes_no", "choice"))
        self.required = form.required
        self.letters = frozenset(
            ch
            for field in form.fields
            if field.kind == "count"
            for label in (field.label, *field.aliases)
            for ch in label
        )
        self.zeros = tuple(field.key for field in form.fields if field.zero_report)
        spoken = {fold(label): f.key for f in form.fields for label in (f.label, *f.aliases)}
        self.endings = {field.key: found for field in form.fields if (found := _endings(field))}
        self.sounds = sounds_of(spoken)
        self.looked_at = looked_at(form.fields)
        self.shorts = {short: field.key for field in form.fields for short in field.shorts}
        self.longest_label = max(map(len, spoken), default=0)

    def above(self, key: str) -> tuple[str, ...]:
        """The wholes that a field is part of, the nearest first."""
        found: list[str] = []
        parent = self.fields[key].part_of
        while parent is not None and parent not in found:
            found.append(parent)
            parent = self.fields[parent].part_of
        return tuple(found)

    def stops(self, text: str, at: int) -> bool:
        """Whether a known word or name longer than one character begins here."""
        found = self.words.longest(text, at)
        if found is not None and found[0] - at > 1:
            return found[1][0] != "vague"  # 四十几 is no 四 and a 十几
        return self.names.at(text, at) is not None

    def label_end(self, text: str, at: int) -> int:
        """Where the label that begins here ends; 0: none begins."""
        found = self.words.longest(text, at)
        return found[0] if found is not None and found[1][0] == t.LABEL else 0


def _words_of(form: FormDef) -> Words:
    """Words of the language, what affixes make of the form's labels, and the form's own, which win."""
    common: dict[str, Meaning] = {}
    for kind, listed in WORDS.items():
        for word in listed.split():
            common.setdefault(word, (kind, word))
    for word in SAME_BY_RHYTHM.get(form.period, "").split():
        common[word] = ("same", word)
    common.update({word: (t.DAY, offset) for word, offset in RELATIVE.items()})
    common.update({fold(title): ("title", title) for title in (form.name, *form.aliases, *form.keywords)})
    labels = _labels(form)
    excluded = {fold(phrase) for field in form.fields for phrase in field.excluded}
    own: dict[str, Meaning] = {}
    for field in form.fields:
        own.update(_about_field(field))
    own.update({label: (t.LABEL, key) for label, key in labels.items() if label not in excluded})
    for field in form.fields:
        own.update({fold(phrase): (t.UNCLEAR, field.key) for phrase in field.unclear})
    return Words(own, common, _affixed(form, labels))


def _affixed(form: FormDef, labels: Mapping[str, str]) -> list[Affixed]:
    """The labels of counts by what may stand before them; behind all of them the same words stand."""
    alike: dict[tuple[tuple[str, ...], tuple[str, ...]], dict[str, str]] = {}
    for field in form.fields:
        if field.kind == "count":
            stems = alike.setdefault((tuple(_prefixes(field)), tuple(NONE) if field.zero_report else ()), {})
            stems.update({label: key for label, key in labels.items() if key == field.key})
            stems.update({fold(part): field.key for part in field.parts})
    behind = Lexicon(dict.fromkeys(AFTER, t.LOOKALIKE))
    return [
        Affixed(
            Lexicon(stems),
            Lexicon({**dict.fromkeys(prefixes, t.LOOKALIKE), **dict.fromkeys(none, t.NIL)}),
            behind,
            frozenset({t.NIL}),
        )
        for (prefixes, none), stems in alike.items()
    ]


def _labels(form: FormDef) -> dict[str, str]:
    """Every label with its field's key: as the form has them, and with 现, 已, 共 and their like before them."""
    labels: dict[str, str] = {}
    for field in form.fields:
        for label in (field.label, *field.aliases, *field.homophones):
            labels.setdefault(fold(label), field.key)
    counts = {field.key: field for field in form.fields if field.kind == "count"}
    for label, key in list(labels.items()):
        for before in _BEFORE if key in counts else ():
            if not (before == "累计" and counts[key].zero_report):
                labels.setdefault(before + label, key)
    return labels


def _about_field(field: FieldDef) -> dict[str, Meaning]:
    """What is listed as something else, what states the field by itself, or is a kind of it."""
    words: dict[str, Meaning] = {fold(part): (t.KIND_OF, field.key) for part in field.parts}
    words.update({fold(phrase): (t.NIL, field.key) for phrase in field.nil})
    words.update({fold(phrase): (t.LOOKALIKE, (field.key, "excluded")) for phrase in field.excluded})
    for value, phrases in ((True, field.yes), (False, field.no)):
        words.update({fold(phrase): (t.STATE, (field.key, value)) for phrase in phrases if len(fold(phrase)) > 1})
    words.update({fold(choice): (t.STATE, (field.key, choice)) for choice in field.choices})
    return words


def _endings(field: FieldDef) -> tuple[str, ...]:
    """What ends being counted there: 解除, where the form has 隔离解除 as something else."""
    excluded = {fold(phrase) for phrase in field.excluded}
    return tuple(end for end in _ENDS if any(fold(label) + end in excluded for label in field.aliases))


def _prefixes(field: FieldDef) -> Sequence[str]:
    """未 makes something else of 返岗, 累计 of 隔离, and nothing of 口罩 or 外省."""
    if field.zero_report:
        return MORE
    return NOT_YET if field.part_of is None and field.unit in ("", "人") else ()


class _Same:
    """A key that is equal only to itself: hashing a whole directory would cost more than reading."""

    __slots__ = ("directory", "form")

    def __init__(self, form: FormDef | None, directory: Directory) -> None:
        self.form = form
        self.directory = directory

    def __hash__(self) -> int:
        return id(self.form) ^ id(self.directory)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.form is other.form and self.directory is other.directory


@lru_cache(maxsize=8)
def _names_of(key: _Same) -> NameIndex:
    return NameIndex(key.directory)


@lru_cache(maxsize=16)
def _vocabulary_of(key: _Same) -> Vocabulary:
    assert key.form is not None  # noqa: S101  # vocabulary_of never leaves it out
    return Vocabulary(key.form, key.directory)


def names_of(directory: Directory) -> NameIndex:
    """The names of a snapshot, built once for it."""
    return _names_of(_Same(None, directory))


def vocabulary_of(form: FormDef, directory: Directory) -> Vocabulary:
    """The vocabulary of a form and a snapshot, compiled once for the pair."""
    return _vocabulary_of(_Same(form, directory))
