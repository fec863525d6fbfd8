"""Moods that reach beyond their run: a plan goes on behind its comma, so does what is handed on; hearsay, a sentence.

A newcomer's usual mistake is to let a mood end at the comma: 明天预计到岗130人，返岗138人 states no figure at all.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final

from bot.reading import token as t
from bot.reading.atoms import (
    HEARD,
    LABEL,
    PLAN,
    SAMPLE,
    SHARE,
    SURVEY,
    TENTATIVE,
    USE,
    VALUE,
    Atom,
    AtomReader,
    starts_sample,
)  # fmt: skip
from bot.reading.phrase import Phrase
from bot.reading.runs import Run
from bot.reading.vocabulary import Vocabulary

_PLANNED: Final = ("预计", "计划", "拟", "准备", "即将", "将", "明")
_NOW: Final = ("现", "目前", "当前", "今", "实", "已", "留守", "值班", "看场", "仍")
_OURS: Final = ("我", "本", "咱")
_ONLY_PART: Final = frozenset({"part", t.COLON, "fill"})
_LASTING: Final = frozenset({"heard", "sample"})
_MAY_PLAN: Final = frozenset({"plan", t.DAY, t.LOOKALIKE})
_FACTS: Final = frozenset({t.STATE, t.NIL})
_HERE: Final = frozenset({t.DAY, t.STATE, t.NIL, t.UNIT, "left"})


def phrases_of(runs: Sequence[Run], vocabulary: Vocabulary, text: str, today: date, *, leads: bool) -> list[Phrase]:
    """Every run as a phrase, in the moods that hold there. `leads`: the sender shows others how to report."""
    found: list[Phrase] = []
    reader = AtomReader(vocabulary, text, today)
    mood, sentence, line, samples = 0, -1, -1, 0
    wanted = sharing = False
    before: Phrase | None = None
    for run in runs:
        if run.sentence != sentence:
            mood &= ~HEARD
            sentence = run.sentence
        if run.line != line:
            mood, line = samples if leads else 0, run.line
        sharing = sharing and _shares(run, vocabulary)
        if mood & HEARD and _speaks_of_us(run, text):
            mood &= ~HEARD  # 隔壁厂复工了，我们在岗128
        so_far = mood | SHARE if sharing else mood
        if before is not None and before.atoms and before.atoms[-1].mood & SURVEY:
            so_far |= _surveyed(run, before, vocabulary)
        phrase = Phrase(run, reader.read(run, so_far, yes_no_wanted=wanted))
        kinds = run.kinds
        sharing = sharing or ("part" in kinds and kinds <= _ONLY_PART)
        for at, token in enumerate(run.tokens if kinds & _LASTING else ()):
            if token.kind == "heard":
                mood |= HEARD
            elif token.kind == "sample" and starts_sample(run.tokens, at):
                mood |= SAMPLE
                if run.tokens[-1].kind in ("sample", t.COLON) and run.after in (t.NEWLINE, ""):
                    samples = SAMPLE  # 例： on a line of its own
        last = phrase.atoms[-1] if phrase.atoms else None
        wanted = last is not None and last.role == LABEL and vocabulary.fields[last.token.value].kind == "yes_no"
        found.append(phrase)
        before = phrase
    _spread_plans(found, text)
    _spread_use(found)
    return found


def _surveyed(run: Run, before: Phrase, vocabulary: Vocabulary) -> int:
    """Whether what was counted among others before a run goes on in it."""
    if run.tokens[0].kind == "part" and before.run.sentence == run.sentence:
        return SURVEY  # 登记返回12人，其中湖北2人
    if before.run.after == t.COMMA and _shares(run, vocabulary):
        return SURVEY  # 在湖北的学生3人，在外省的12人
    return 0


def _speaks_of_us(run: Run, text: str) -> bool:
    """我们在岗128, 现上报：我公司在岗128."""
    for token in run.tokens:
        if token.kind not in ("fill", t.COLON, t.DAY):
            return False
        if token.kind == "fill" and text.startswith(_OURS, token.start):
            return True
    return False


def _shares(run: Run, vocabulary: Vocabulary) -> bool:
    """Whether a run below a 其中 of its own line still tells parts of a whole."""
    labels = [token for token in run.tokens if token.kind == t.LABEL]
    return bool(labels) and all(vocabulary.fields[token.value].part_of is not None for token in labels)


def _spread_plans(phrases: Sequence[Phrase], text: str) -> None:
    """计划明天复工，到岗100人: behind a plan the next clause may still be plan, unless it says that it is of today.

    Where today's figures were told before, it surely is one in a sentence that begins with the plan, or for a field
    that was told: 在岗409，返岗420。明日预计在岗415，返岗425.
    """
    planning = [not phrase.run.kinds.isdisjoint(_MAY_PLAN) and _plans(phrase) for phrase in phrases]
    if not any(planning):
        return
    planned, told, told_in = -1, False, -1
    stated: set[str] = set()
    for phrase, plans in zip(phrases, planning, strict=True):
        kinds = phrase.run.kinds
        has_values = any(atom.role == VALUE for atom in phrase.atoms)
        if phrase.run.sentence == planned and not plans:
            if (kinds & _HERE and not phrase.run.depth) or _says_now(phrase, text):
                planned = -1
            elif has_values and not told:
                _set_mood(phrase, TENTATIVE)
            elif has_values and (told_in != planned or _fields(phrase) <= stated):
                _set_mood(phrase, PLAN)
        if (has_values and not plans and phrase.run.sentence != planned) or kinds & _FACTS:
            told, told_in = True, phrase.run.sentence
            stated |= _fields(phrase)
        if plans:
            planned = phrase.run.sentence


def _set_mood(phrase: Phrase, mood: int) -> None:
    for atom in phrase.atoms:
        atom.mood |= mood


def _fields(phrase: Phrase) -> set[str]:
    return {atom.token.value for atom in phrase.atoms if atom.role == LABEL}


def _plans(phrase: Phrase) -> bool:
    return "plan" in phrase.run.kinds or any(atom.mood & PLAN or _is_planned(atom) for atom in phrase.atoms)


def _is_planned(atom: Atom) -> bool:
    return atom.token.kind == t.LOOKALIKE and bool(atom.token.value[1].startswith(_PLANNED))


def _says_now(phrase: Phrase, text: str) -> bool:
    """现在, 目前, 实到, 留守在岗: this clause is of today."""
    for token in phrase.run.tokens:
        words = text[token.start : token.end]
        if token.kind == "fill" and words.startswith(_NOW):
            return True
        if token.kind == t.LABEL and (words.startswith(_NOW) or len(words) > 2):
            return True
    return False


def _spread_use(phrases: Sequence[Phrase]) -> None:
    """发货3车，口罩2万只: what is handed on goes on behind a comma, until a word says what is left."""
    if not any("use" in phrase.run.kinds for phrase in phrases):
        return
    used = -1
    for phrase in phrases:
        if phrase.run.sentence == used:
            for atom in phrase.atoms:
                atom.mood |= USE
        goods = any(atom.role == VALUE and atom.mood & USE and not _counts_people(atom) for atom in phrase.atoms)
        used = phrase.run.sentence if goods and not any(atom.role == LABEL for atom in phrase.atoms) else -1


def _counts_people(atom: Atom) -> bool:
    """送货18人 hands nothing on."""
    return atom.number is not None and atom.number.heads
