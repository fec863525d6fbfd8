"""Which value belongs to which label: the cheapest way to pair neighbours, in either order.

在岗126人返岗131人 and 126人在岗131人返岗 differ in nothing but the order, so no rule of thumb about order is used:
every neighbouring pair has a price, what stays alone has a price, and the cheapest whole wins. Where the second
best is nearly as cheap, the pair is marked `torn` and never recorded.
"""

from collections.abc import Sequence
from typing import Final

from bot.reading import token as t
from bot.reading.atoms import (
    BECOMES,
    BRACKET,
    CELL,
    COLON,
    DASH,
    EVERY,
    FILL,
    GAP,
    LABEL,
    LIST,
    NAME,
    OOPS,
    PART,
    REST,
    SLASH,
    TOTAL,
    VALUE,
    WALL,
    WORD,
    Atom,
)  # fmt: skip

_NEVER: Final = 99.0
_TORN: Final = 0.35
"""Two ways closer than this are no way."""
_ALONE: Final = {
    "number": 2.5, "noise": 0.0, "weak": 0.3, "zero": 0.8, "vague": 0.2, "unknown": 0.2,
    "normal": 0.0, "yes": 0.0, "no": 0.0,
}  # fmt: skip
_BEHIND_LABEL: Final = {"noise": 0.5, "zero": 0.1, "normal": 0.1}
_COUNTS = frozenset({"number", "weak"})
_THROUGH = frozenset({"weak"})
_SHORT = 3
"""Unknown words up to this length may stand between a label and its number (characters)."""


class Pair:
    """A label (or word), at atoms[place], with its value. `torn`: another pairing would be nearly as cheap."""

    __slots__ = ("label", "label_first", "place", "torn", "value")

    def __init__(self, label: Atom, value: Atom, *, place: int, label_first: bool) -> None:
        self.label = label
        self.value = value
        self.place = place
        self.label_first = label_first
        self.torn = False


def _alone(atom: Atom) -> float:
    if atom.role == VALUE:
        return _ALONE[atom.what]
    return 1.0 if atom.role == LABEL else 0.0


def _is_nought(value: Atom) -> bool:
    return value.number is not None and value.number.value == 0


def _price(first: Atom, second: Atom, link: int) -> float:
    """What it costs to pair two neighbours; `link` stands between them."""
    if first.role in (LABEL, WORD) and second.role == VALUE:
        return _label_then_value(first, second, link)
    if first.role == VALUE and second.role in (LABEL, WORD):
        return _value_then_label(first, second, link)
    return _NEVER


_ADDED: Final = ((SLASH, 0.8), (LIST, 1.5), (NAME, 0.7), (DASH, 0.2))
"""What a mark between a label and its value adds to the price."""


def _label_then_value(label: Atom, value: Atom, link: int) -> float:
    if link & (PART | REST | WALL) or (label.role == WORD and link & BECOMES):
        return _NEVER
    price = _word_then_value(label, value) if label.role == WORD else _BEHIND_LABEL.get(value.what, 0.0)
    if not link:
        return price
    if link & COLON:
        price -= 1.0
    elif link & CELL:
        price -= 0.5
    elif link & GAP:
        price += 0.3
    for mark, added in _ADDED:
        if link & mark:
            price += added
    if link & OOPS and not link & BECOMES:
        price += 0.3
    return price


def _word_then_value(word: Atom, value: Atom) -> float:
    price = -0.5 if word.token.kind == "skip_key" else 0.2
    return price if value.what in ("number", "weak", "noise") else price + 0.3


def _value_then_label(value: Atom, label: Atom, link: int) -> float:
    if link & COLON and value.link & EVERY and (value.what == "zero" or _is_nought(value)):
        return 0.0  # 以下均为0：湖北籍、隔离
    if link & (PART | REST | WALL | COLON | CELL | LIST | SLASH | NAME | TOTAL | DASH | BECOMES | OOPS):
        return _NEVER
    what = value.what
    if what in ("noise", "normal", "unknown", "yes", "no"):
        return _NEVER
    price = {"number": 0.5, "weak": 0.9, "zero": 0.0, "vague": 0.4}[what]
    if label.role == WORD:
        if label.token.kind == "skip_key":
            return _NEVER
        price += 0.1
    if link & GAP:
        price += 0.6 if what in _COUNTS else 0.3
    if link & BRACKET:
        price += 0.5
    return price


def pair(atoms: Sequence[Atom]) -> list[Pair]:
    """The cheapest pairing of a run's atoms, linear in their number. Marks paired atoms as used."""
    size = len(atoms)
    if size < 2:
        return []
    if size == 2:
        return _two(atoms[0], atoms[1])
    if _numbers_lead(atoms):
        return [_given(atoms[at + 1], atoms[at], at + 1) for at in range(0, size, 2)]
    prices = _Prices(atoms)
    best, step = _forward(prices)
    chosen: list[tuple[int, int]] = []
    at = size
    while at > 0:
        if step[at] > 1:
            chosen.append((at - step[at], at - 1))
        at -= step[at]
    chosen.reverse()
    rest = _backward(prices)
    pairs = []
    for i, j in chosen:
        first, second = atoms[i], atoms[j]
        label_first = first.role != VALUE
        if label_first:
            found = Pair(first, second, place=i, label_first=True)
        else:
            found = Pair(second, first, place=j, label_first=False)
        found.torn = best[i + 1] + rest[i + 1] - best[size] < _TORN or (
            j > i + 1 and best[j] + rest[j] - best[size] < _TORN
        )
        first.used = second.used = True
        if found.torn and label_first and j + 1 < size:
            found.torn = not _says_the_same(first, atoms[j + 1])
        pairs.append(found)
    return pairs


def _two(first: Atom, second: Atom) -> list[Pair]:
    """The common case: one label and one value."""
    gain = _alone(first) + _alone(second) - _price(first, second, second.link)
    if gain <= 0:
        return []
    first.used = second.used = True
    if first.role == VALUE:
        found = Pair(second, first, place=1, label_first=False)
    else:
        found = Pair(first, second, place=0, label_first=True)
    found.torn = gain < _TORN
    return [found]


def _says_the_same(label: Atom, other: Atom) -> bool:
    """留守 2 人在岗: the labels on both sides are of one field."""
    return label.role == other.role == LABEL and label.token.value == other.token.value and not other.link & ~FILL


def _numbers_lead(atoms: Sequence[Atom]) -> bool:
    """128 在岗 135 返岗 0 隔离: from the first number to the last label each label has its number before it."""
    if len(atoms) % 2 or atoms[-1].role != LABEL or atoms[0].what != "number":
        return False
    inside = {atom.link & _TYING for atom in atoms[1::2]}
    between = {atom.link & _TYING for atom in atoms[2::2]}
    return (
        all(atom.what == "number" for atom in atoms[::2])
        and all(atom.role == LABEL for atom in atoms[1::2])
        and len(inside) == 1
        and inside <= {0, GAP}
        and (GAP not in inside or between == inside)
    )


_TYING: Final = ~FILL


def _given(label: Atom, value: Atom, place: int) -> Pair:
    label.used = value.used = True
    return Pair(label, value, place=place, label_first=False)


def _link(atoms: Sequence[Atom], i: int, j: int) -> int:
    link = atoms[j].link
    return link | atoms[j - 1].link if j > i + 1 else link


def _tail(atoms: Sequence[Atom], at: int) -> float:
    """1个口罩回收桶: a label behind a number and glued to an unknown word behind it only describes that word."""
    label = atoms[at]
    if _belongs_behind(atoms, at):
        return _NEVER
    if label.role != LABEL or at + 1 >= len(atoms):
        return 0.0
    behind = atoms[at + 1]
    if behind.role != WORD or behind.link or behind.token.kind != t.OTHER:
        return 0.0
    value = atoms[at - 1]
    return 0.0 if value.number is not None and value.number.heads else _NEVER


def _belongs_behind(atoms: Sequence[Atom], at: int) -> bool:
    """在岗无穷: a zero glued to an unknown word is that word's."""
    if atoms[at].what != "zero" or at + 1 >= len(atoms):
        return False
    behind = atoms[at + 1]
    return behind.role == WORD and not behind.link and behind.token.kind == t.OTHER


def _through(between: Atom, first: Atom) -> float:
    """What it costs to pair across a number that is none, or across a short unknown word; 0: not at all."""
    if between.what in _THROUGH:
        return 0.4
    if between.role == WORD and between.token.kind == t.OTHER and between.token.end - between.token.start <= _SHORT:
        return 0.4 if first.role == VALUE or between.link & TOTAL else 1.2
    return 0.0


def _across(atoms: Sequence[Atom], i: int, j: int) -> float:
    """The price of a pair with something between; a colon makes no unknown word known."""
    price = _price(atoms[i], atoms[j], _link(atoms, i, j))
    return max(price, 0.0) if atoms[i + 1].role == WORD else price


class _Prices:
    """What it costs to leave each atom alone, to pair it with its neighbour before it, or with the next but one."""

    __slots__ = ("across", "alone", "pair", "tail", "through")

    def __init__(self, atoms: Sequence[Atom]) -> None:
        size = len(atoms)
        self.alone = [_alone(atom) for atom in atoms]
        self.pair = [_NEVER] * size
        self.across = [_NEVER] * size
        self.through = [0.0] * size
        self.tail = [0.0] * size
        for at in range(1, size):
            price = self.pair[at] = _price(atoms[at - 1], atoms[at], atoms[at].link)
            if at > 1 and (through := _through(atoms[at - 1], atoms[at - 2])):
                self.through[at], self.across[at] = through, _across(atoms, at - 2, at)
            if price < _NEVER or self.through[at]:
                self.tail[at] = _tail(atoms, at)


def _forward(prices: _Prices) -> tuple[list[float], list[int]]:
    """The least cost of the first n atoms, and how many the last step took."""
    best, step = [0.0], [0]
    for at, alone in enumerate(prices.alone):
        cost, took = best[at] + alone, 1
        if at:
            other = best[at - 1] + prices.pair[at] + prices.tail[at]
            if other < cost:
                cost, took = other, 2
        if prices.through[at]:
            other = best[at - 2] + prices.across[at] + prices.through[at] + prices.tail[at]
            if other < cost:
                cost, took = other, 3
        best.append(cost)
        step.append(took)
    return best, step


def _backward(prices: _Prices) -> list[float]:
    """The least cost of the atoms from n on."""
    size = len(prices.alone)
    rest = [0.0] * (size + 1)
    for n in range(size - 1, -1, -1):
        cost = rest[n + 1] + prices.alone[n]
        if n + 1 < size:
            cost = min(cost, rest[n + 2] + prices.pair[n + 1] + prices.tail[n + 1])
        if n + 2 < size and prices.through[n + 2]:
            cost = min(cost, rest[n + 3] + prices.across[n + 2] + prices.through[n + 2] + prices.tail[n + 2])
        rest[n] = cost
    return rest
