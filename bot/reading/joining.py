"""Runs that only make sense together: a label and, behind a comma, a bracket or a line's end, its value.

A newcomer's usual mistake is to join whatever stands next: a stack of labels over a stack of values is a column, and
a label under a label with one value below them is not the first one's.
"""

from collections.abc import Sequence
from typing import Final

from bot.reading import token as t
from bot.reading.atoms import ABOUT, BRACKET, COLON, EACH, EVERY, GAP, LABEL, LIST, SHARE, VALUE, WORD, Atom
from bot.reading.phrase import Phrase, only_a_value, only_labels

_ALIKE: Final = ("一样", "相同", "一致", "一样多")
_GUESSES: Final = frozenset({"inexact", "fill"})


def unbracket(phrases: Sequence[Phrase]) -> None:
    """150（在岗）, 在岗（126）, 三项（湖北、隔离、发热）全0: what is alone in a bracket belongs to what is outside."""
    if all(phrase.run.host is None for phrase in phrases):
        return
    by_run = {id(phrase.run): phrase for phrase in phrases}
    for phrase in phrases:
        host = phrase.run.host
        if host is not None and "inexact" in phrase.run.kinds and phrase.run.kinds <= _GUESSES:
            _doubt(by_run[id(host)].atoms, host.tokens[phrase.run.host_at].start)
        if host is None or not phrase.atoms or any(atom.mood & SHARE for atom in phrase.atoms):
            continue
        outer = by_run[id(host)]
        at = _place(outer.atoms, host.tokens[phrase.run.host_at].start)
        before = outer.atoms[at - 1] if at else None
        after = outer.atoms[at] if at < len(outer.atoms) else None
        if only_labels(phrase.atoms) and "every" in phrase.run.kinds:
            belongs = False  # （都是在岗） is said of all before it
        elif only_labels(phrase.atoms):
            belongs = _names_the_value(outer.atoms, at) or _stands_before_a_value(before, after)
        else:
            lone = phrase.lone is not None and phrase.atoms[0].what != "noise"
            answered = after is not None and after.role == VALUE
            belongs = lone and before is not None and before.role == LABEL and not answered
        if belongs:
            phrase.atoms[0].link |= BRACKET
            outer.atoms[at:at] = phrase.atoms
            phrase.atoms = []


def _doubt(atoms: Sequence[Atom], place: int) -> None:
    """140人（估计）."""
    at = _place(atoms, place)
    if at and atoms[at - 1].what == "number":
        atoms[at - 1].mood |= ABOUT


def _place(atoms: Sequence[Atom], place: int) -> int:
    """How many atoms stand before a place of the text; looked for from the end, where brackets are read."""
    at = len(atoms)
    while at and atoms[at - 1].token.start >= place:
        at -= 1
    return at


def _names_the_value(atoms: Sequence[Atom], at: int) -> bool:
    """150（在岗）: the number before the bracket has no label of its own before it."""
    if not at or atoms[at - 1].role != VALUE or atoms[at - 1].what != "number":
        return False
    return not (at > 1 and atoms[at - 2].role == LABEL and not atoms[at - 2].link & BRACKET)


def _stands_before_a_value(before: Atom | None, after: Atom | None) -> bool:
    """三项（湖北、隔离、发热）全0."""
    return after is not None and after.role == VALUE and (before is None or before.role not in (LABEL, VALUE))


def gather(phrases: Sequence[Phrase], text: str) -> None:
    """湖北籍，隔离，发热均为0 and 在岗，返岗分别是128，135: 均 and 分别 speak of all labels before them."""
    for at, phrase in enumerate(phrases):
        if not at or not phrase.atoms or phrase.atoms[-1].role != VALUE:
            continue
        link = phrase.atoms[-1].link
        if link & EVERY and phrases[at - 1].run.after == t.COMMA:
            _drop_alike(phrases[at - 1], text)
        if not (link & (EVERY | EACH) or _heads_a_row(phrases, at)):
            continue
        back = at - 1
        while back >= 0 and phrases[back].run.after == t.COMMA and _all_labels(phrases[back].atoms):
            phrase.atoms[0].link |= LIST
            phrase.atoms[0:0] = phrases[back].atoms
            phrases[back].atoms = []
            back -= 1
        if link & (EACH | COLON):
            wanted = sum(atom.role == LABEL for atom in phrase.atoms)
            for following in phrases[at + 1 : at + wanted]:
                if not only_a_value(following):
                    break
                following.atoms[0].link |= LIST
                phrase.atoms.extend(following.atoms)
                following.atoms = []


def _drop_alike(phrase: Phrase, text: str) -> None:
    """在岗和返岗一样，都是31人."""
    last = phrase.atoms[-1] if phrase.atoms else None
    if last is not None and last.role == WORD and text[last.token.start : last.token.end] in _ALIKE:
        phrase.atoms.pop()


def _all_labels(atoms: Sequence[Atom]) -> bool:
    return bool(atoms) and all(atom.role == LABEL for atom in atoms)


def _heads_a_row(phrases: Sequence[Phrase], at: int) -> bool:
    """在岗，返岗，隔离：312，328，4: as many labels before the colon as numbers behind it."""
    atoms = phrases[at].atoms
    if len(atoms) != 2 or atoms[0].role != LABEL or not atoms[1].link & COLON:
        return False
    labels = values = 0
    while at > labels and _is_listed(phrases[at - 1 - labels]):
        labels += 1
    while at + 1 + values < len(phrases) and values <= labels and only_a_value(phrases[at + 1 + values]):
        values += 1
    return labels == values > 0


def _is_listed(phrase: Phrase) -> bool:
    return phrase.run.after == t.COMMA and len(phrase.atoms) == 1 and phrase.atoms[0].role == LABEL


def join(phrases: Sequence[Phrase]) -> None:
    """A label alone and a value alone behind it are one phrase; so are stacked labels and stacked values."""
    if all(phrase.lone is None for phrase in phrases):
        return
    phrases = [phrase for phrase in phrases if phrase.run.depth == 0 or _says_something(phrase)]
    at = 0
    while at < len(phrases):
        if (end := _values_above_labels(phrases, at)) > at:
            at = end
            continue
        labels = at
        while labels < len(phrases) and phrases[labels].run.depth == 0 and only_labels(phrases[labels].atoms):
            labels += 1
        if labels == at:
            at += 1
            continue
        values = labels
        while values < len(phrases) and only_a_value(phrases[values]):
            values += 1
        _put_together(phrases, at, labels, values)
        at = values


def _says_something(phrase: Phrase) -> bool:
    """在岗人数（人）: the bracket between a label and its value below says nothing."""
    return any(atom.role in (LABEL, VALUE) for atom in phrase.atoms)


def _values_above_labels(phrases: Sequence[Phrase], first: int) -> int:
    """312, 在岗, 328, 返岗, each on a line of its own: every value is of the label below it. Returns where they end."""
    at = first
    while at + 1 < len(phrases) and _alone_on_a_line(phrases[at]) and only_labels(phrases[at + 1].atoms):
        at += 2
    if at - first < 4 or (at < len(phrases) and _alone_on_a_line(phrases[at])):
        return first
    for value in range(first, at, 2):
        phrases[value + 1].atoms.extend(phrases[value].atoms)
        phrases[value + 1].atoms[-1].link |= GAP
        phrases[value].atoms = []
    return at


def _alone_on_a_line(phrase: Phrase) -> bool:
    lone = phrase.lone
    return (
        lone is not None
        and lone.what == "number"
        and phrase.run.before in ("", t.NEWLINE)
        and len(phrase.run.tokens) == 1
    )


def _put_together(phrases: Sequence[Phrase], first: int, labels: int, values: int) -> None:
    """Labels stand in phrases[first:labels], values in phrases[labels:values]."""
    count = values - labels
    stacked = labels - first
    wanted = sum(atom.role == LABEL for atom in phrases[labels - 1].atoms)
    if not count:
        return
    if stacked > 1 and count == stacked and wanted == 1:
        for label, value in zip(range(first, labels), range(labels, values), strict=True):
            _give(phrases[label], phrases[value])
    elif wanted > 1:
        for value in range(labels, min(values, labels + wanted)):
            _give(phrases[labels - 1], phrases[value])
    elif stacked == 1 or count == 1:
        _give(phrases[labels - 1], phrases[labels])


def _give(label: Phrase, value: Phrase) -> None:
    value.atoms[0].link |= GAP
    label.atoms.extend(value.atoms)
    value.atoms = []
