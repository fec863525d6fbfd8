"""Two numbers in one breath: 在岗126呃128, 181改为118, 不是655是665. The second is meant, and the first is taken back.

A newcomer's usual mistake is to look for words of mending alone: 在岗128不是126 has one too, and means the first.
"""

from datetime import date
from typing import Final

from bot.reading import token as t
from bot.reading.atoms import BECOMES, DELTA, DENIED, FILL, NAME, OOPS, RISES, WORD, Atom
from bot.reading.phrase import Phrase
from bot.reading.runs import Run

INTERJECTIONS: Final = ("哦", "噢", "喔", "啊", "呃", "额", "嗯", "哎", "唉", "诶", "欸", "应该", "不", "错")
"""Words with which people stop to mend what they said."""
_BREATH: Final = 4
"""So many characters fit into one breath between two numbers."""
_MENDS: Final = OOPS | BECOMES | RISES
_TAKEN_BACK: Final = frozenset({"number", "vague"})
_MEANT: Final = frozenset({"number", "zero"})


def take_back(phrase: Phrase, text: str, today: date) -> None:
    """在岗126不对是128, 181改为118, 由126增加到128: of two numbers with such words between them the second is meant."""
    if len(phrase.atoms) < 2:
        return
    kept: list[Atom] = []
    for atom in phrase.atoms:
        if len(kept) > 1 and atom.what == kept[-2].what == "number" and _is_a_stop(kept[-1], text):
            kept.pop()  # 在岗255人 不 256人
        if kept and _is_meant(phrase, kept[-1], atom, text, today):
            before = kept.pop()
            if atom.link & (RISES | NAME):
                atom.link = FILL
            else:
                phrase.replaced.append(before)
                atom.link = before.link | atom.link & BECOMES
            atom.mood &= ~before.mood
        kept.append(atom)
    if len(kept) == 2 and kept[0].what == kept[1].what == "number" and kept[1].mood & DENIED and not kept[0].mood:
        phrase.replaced.append(kept.pop())  # 是93不是98
    phrase.atoms = kept


def _is_meant(phrase: Phrase, before: Atom, atom: Atom, text: str, today: date) -> bool:
    """Whether the atom stands for the one before it."""
    numbers = before.what in _TAKEN_BACK and atom.what in _MEANT
    if not numbers and not before.mood & DENIED:
        return False
    mends = (
        atom.link & _MENDS
        or _moves_on(phrase.run, before, atom, today)
        or _hesitates(before, atom, text)
        or _sets_right(before, atom, text)
    )
    if not mends or not numbers or atom.mood & DELTA or _of_another_day(phrase.run, before, atom, today):
        return False
    return atom.what == "number" or bool(atom.link & BECOMES)


def _of_another_day(run: Run, before: Atom, atom: Atom, today: date) -> bool:
    """在岗298人（昨日更正为295人）: the second number is of the day named between the two."""
    days = [
        token.value.day
        for token in run.tokens
        if token.kind == t.DAY and before.token.end <= token.start < atom.token.start
    ]
    return bool(days) and days[-1] is not None and days[-1] < today


def _is_a_stop(word: Atom, text: str) -> bool:
    """不, 错, said by itself."""
    return word.role == WORD and text[word.token.start : word.token.end] in INTERJECTIONS


def _hesitates(before: Atom, atom: Atom, text: str) -> bool:
    """在岗126呃128, and not 在岗128不是126 nor 在岗126嗯昨天是128."""
    if atom.link & NAME:
        return False
    between = text[before.token.end : atom.token.start].strip(" …")
    return 0 < len(between) <= _BREATH and between.startswith(INTERJECTIONS) and not between.endswith("不是")


def _sets_right(before: Atom, atom: Atom, text: str) -> bool:
    """返岗不是655是665."""
    if not before.mood & DENIED or atom.what != "number" or atom.link & ~FILL:
        return False
    if not text[before.token.end : atom.token.start].startswith(("是", "而是", "应", "系")):
        return False
    atom.link |= BECOMES
    return True


def _moves_on(run: Run, before: Atom, atom: Atom, today: date) -> bool:
    """在岗昨天126今天128: the days are glued to their numbers."""
    if not atom.link & NAME or not before.link & NAME:
        return False
    days = {token.end: token.value.day for token in run.tokens if token.kind == t.DAY}
    then, now = days.get(before.token.start), days.get(atom.token.start)
    return now == today and then is not None and then < today
