"""The pieces that a text is cut into, each with its place in the cleaned text.

`value` depends on the kind: a field key for a label, a Number for a number, unit ids for a unit, a
DateMention for a day. Unknown words are tokens too: they stop a number from reaching a label across them.
"""

from typing import Any, Final

LABEL: Final = "label"  # a field's label; value: field key
KIND_OF: Final = "kind_of"  # the label of a part of a field (居家隔离); value: field key
UNCLEAR: Final = "unclear"  # a label that must be asked about (复工人数); value: field key
LOOKALIKE: Final = "lookalike"  # holds a label but is something else (未返岗); value: (field key, word)
STATE: Final = "state"  # states a yes-or-no field by itself (未复工); value: (field key, bool)
NIL: Final = "nil"  # states a zero by itself (体温正常); value: field key
UNIT: Final = "unit"  # a unit's exact name; value: unit ids
NUMBER: Final = "number"
NOISE: Final = "noise"  # a number that is no count: phone, time, code, room
DAY: Final = "day"
BLANK: Final = "blank"  # — or / where a value should stand
OPEN: Final = "open"
CLOSE: Final = "close"
COLON: Final = "colon"
COMMA: Final = "comma"
LIST: Final = "list"  # 、
SLASH: Final = "slash"
DASH: Final = "dash"
STOP: Final = "stop"  # 。；！
NEWLINE: Final = "newline"
CELL: Final = "cell"  # | or tab
QUESTION: Final = "question"
ENUM: Final = "enum"
OTHER: Final = "other"


class Token:
    """One piece. `gap`: blanks stand before it."""

    __slots__ = ("end", "gap", "kind", "start", "value")

    def __init__(self, kind: str, start: int, end: int, value: Any = None, *, gap: bool = False) -> None:
        self.kind = kind
        self.start = start
        self.end = end
        self.value = value
        self.gap = gap

    def __repr__(self) -> str:
        return f"{self.kind}[{self.start}:{self.end}]{'' if self.value is None else self.value!r}"
