"""Write a sentence as a line of concepts, one sign a word, and look for rules of concepts in it.

没有及时上报, 还没把日报交上来 and 冇报 are all "not ~ report": what a language can say in a thousand ways is a few
concepts in a few orders. A newcomer's usual mistake is to write a rule for a sentence: add the missing word to its
concept, and the rules hold for it. Words that say nothing (的, 一下, 到底) leave no sign; unknown ones leave a dot.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from bot.directory.lexicon import Lexicon

FILL = "fill"
"""The concept whose words leave no sign."""
BREAK = ","
"""The sign of a clause's end; no gap of a rule reaches across it."""
UNKNOWN = "."
_FIRST = 0xE100
_BREAKS = frozenset(",，。.;；!！:：、\n()（）~…—-\"'“”《》【】[]|/")
_COUNTS = frozenset("0123456789第一二三四五六七八九十百千零〇两几好上成") | frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_RUN = re.compile(r"[0-9]+|[A-Za-z]+")


@dataclass(frozen=True, slots=True)
class Signs:
    """A sentence as concepts: `line` holds one sign for each word; `unknown` counts characters nobody knows."""

    line: str
    unknown: int
    starts: tuple[int, ...] = ()
    """Where the word of each sign begins; one more than there are signs, the last where the text ends."""


class Alphabet:
    """Names of concepts and their signs. Rules of one alphabet are written with its names."""

    def __init__(self, *concepts: str) -> None:
        self._signs = {concept: chr(_FIRST + at) for at, concept in enumerate(concepts)}

    def sign(self, concept: str) -> str:
        """The sign of a concept; a word of no concept of this alphabet is a mistake of the table."""
        return self._signs[concept]

    def rule(self, *patterns: str) -> re.Pattern[str]:
        """What any of the patterns finds.

        `a b`: one behind the other; `a|b`: either; `a?`, `a*`, `a+`: perhaps, any number, some; `~3`: at most three
        signs between, of whatever kind, in one clause; `!a|b`: not this next; `.`: an unknown; `^`, `$`: the ends.
        """
        return re.compile("|".join("".join(map(self._part, pattern.split())) for pattern in patterns))

    def _part(self, part: str) -> str:
        if part in ("^", "$", BREAK):
            return part
        if part.startswith("~"):
            return f"[^{BREAK}]{{0,{part[1:]}}}?"
        if part.startswith("!"):
            return f"(?!{self._class(part[1:])})"
        if part.endswith(("?", "*", "+")):
            return f"{self._class(part[:-1])}{part[-1]}"
        return self._class(part)

    def _class(self, part: str) -> str:
        signs = "".join(re.escape(name) if name in (UNKNOWN, BREAK) else self._signs[name] for name in part.split("|"))
        return f"[{signs}]"


class Concepts:
    """Words and patterns with their concepts, ready to read sentences."""

    def __init__(
        self, alphabet: Alphabet, words: Mapping[str, str], patterns: Iterable[tuple[re.Pattern[str], str]] = ()
    ) -> None:
        """`words`: word -> concept; longer words win over their parts. `patterns`: what begins with a number."""
        signs = {word: "" if concept == FILL else alphabet.sign(concept) for word, concept in words.items()}
        self._words = Lexicon(signs)
        self._patterns = tuple((pattern, alphabet.sign(concept)) for pattern, concept in patterns)

    def read(self, text: str) -> Signs:
        """The signs of `text`, in one pass."""
        signs: list[str] = []
        starts: list[int] = []
        unknown = at = 0
        while at < len(text):
            ch = text[at]
            found = self._words.longest(text, at)
            if self._patterns and ch in _COUNTS:
                found = self._counted(text, at, found)
            if found is None:
                end, sign = at + 1, BREAK if ch in _BREAKS else "" if ch.isspace() else UNKNOWN
                if sign == UNKNOWN:
                    unknown += 1
                    run = _RUN.match(text, at)
                    end = run.end() if run else end
            else:
                end, sign = found
            if sign:
                signs.append(sign)
                starts.append(at)
            at = end
        return Signs("".join(signs), unknown, (*starts, len(text)))

    def _counted(self, text: str, at: int, word: tuple[int, str] | None) -> tuple[int, str] | None:
        """The first pattern that finds something here, unless a word is as long."""
        for pattern, sign in self._patterns:
            if found := pattern.match(text, at):
                return word if word is not None and word[0] >= found.end() else (found.end(), sign)
        return word


def listed(table: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The (word, concept) pairs of a table that lists the words of each concept, parted by blanks."""
    for concept, words in table.items():
        for word in words.split():
            yield word, concept
