"""Everything known of one form and one directory, compiled once: the words, their meaning, the names.

Compiling takes some milliseconds and a message takes a fraction of one, so a vocabulary is kept per form and
directory snapshot (both are frozen, and a new snapshot is a new object).
"""

from dataclasses import dataclass
from functools import lru_cache

from bot.directory.characters import fold
from bot.directory.lexicon import Lexicon
from bot.directory.model import Directory
from bot.directory.names import NameIndex
from bot.forms.definition import FieldDef, FormDef
from bot.reading import token as t
from bot.reading.dates import RELATIVE
from bot.reading.measures import measures
from bot.reading.numerals import NumberReader
from bot.reading.words import AFTER, MORE, NOT_YET, WORDS

Meaning = tuple[str, object]
_BEFORE = ("现", "已", "实", "现有", "实际", "目前", "共", "共有", "在职", "总", "合计", "累计")


class Vocabulary:
    """The lexicon of one form together with the names of one directory."""

    def __init__(self, form: FormDef, directory: Directory) -> None:
        self.form = form
        self.directory = directory
        self.fields: dict[str, FieldDef] = {field.key: field for field in form.fields}
        self.words = Lexicon(_form_words(form))
        self.names = names_of(directory)
        self.members = Lexicon(
            {name: member.user_id for member in directory.members if len(name := fold(member.name)) >= 2},
            head=2,
        )
        self.numbers = NumberReader(measures())
        self.note = next((field.key for field in form.fields if field.kind == "text"), None)
        self.counts = frozenset(field.key for field in form.fields if field.kind == "count")
        self.stocks = frozenset(
            field.key for field in form.fields if field.kind == "count" and field.unit not in ("", "人")
        )
        self.zeros = tuple(field.key for field in form.fields if field.zero_report)

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


def _form_words(form: FormDef) -> dict[str, Meaning]:
    """Words of the language, then the form's own, which win; a look-alike never replaces a label."""
    words: dict[str, Meaning] = {}
    for kind, listed in WORDS.items():
        for word in listed.split():
            words.setdefault(word, (kind, word))
    words.update({word: (t.DAY, offset) for word, offset in RELATIVE.items()})
    for title in (form.name, *form.aliases, *form.keywords):
        words[fold(title)] = ("title", title)
    labels: dict[str, str] = {}
    for field in form.fields:
        for label in (field.label, *field.aliases, *field.homophones):
            labels.setdefault(fold(label), field.key)
    for field in form.fields:
        if field.kind not in ("yes_no", "text"):
            for label in [word for word, key in labels.items() if key == field.key]:
                for before in _BEFORE if field.kind == "count" else ():
                    if not (before == "累计" and field.zero_report):
                        labels.setdefault(before + label, field.key)
    for field in form.fields:
        own = [word for word, key in labels.items() if key == field.key]
        parts = [fold(part) for part in field.parts]
        words.update(dict.fromkeys(parts, (t.KIND_OF, field.key)))
        own += parts
        if field.kind == "count":
            persons = field.part_of is None and field.unit in ("", "人")
            before = MORE if field.zero_report else NOT_YET if persons else ()
            for label in own:
                for prefix in before:
                    words[prefix + label] = (t.LOOKALIKE, (field.key, prefix))
                for suffix in AFTER:
                    words[label + suffix] = (t.LOOKALIKE, (field.key, suffix))
                if field.zero_report:
                    for none in (
                        "未",
                        "不",
                        "没",
                        "未有",
                        "没有人",
                        "无人",
                        "尚未",
                        "都没",
                        "没人",
                        "冇人",
                        "均未",
                        "都未",
                    ):
                        words[none + label] = (t.NIL, field.key)
        for phrase in field.nil:
            words[fold(phrase)] = (t.NIL, field.key)
        for phrase in field.excluded:
            words[fold(phrase)] = (t.LOOKALIKE, (field.key, "excluded"))
        for value, phrases in ((True, field.yes), (False, field.no)):
            for phrase in phrases:
                if len(fold(phrase)) > 1:
                    words[fold(phrase)] = (t.STATE, (field.key, value))
    excluded = {fold(phrase) for field in form.fields for phrase in field.excluded}
    for label, key in labels.items():
        if label not in excluded:
            words[label] = (t.LABEL, key)
    for field in form.fields:
        words.update({fold(phrase): (t.UNCLEAR, field.key) for phrase in field.unclear})
    return words


@dataclass(frozen=True, slots=True)
class _Same:
    """A key that is equal only to itself: hashing a whole directory would cost more than reading."""

    form: FormDef | None
    directory: Directory

    def __hash__(self) -> int:
        return hash((id(self.form), id(self.directory)))

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
