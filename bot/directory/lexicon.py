"""Find the longest known word that starts at a place of a text.

Words are kept by their first characters with the lengths that occur, so a look-up is a few dictionary
reads however many words there are; a trie of nested dictionaries costs ten times the memory for
100,000 unit names and is not faster.
"""

from collections.abc import Iterator, Mapping
from typing import Generic, TypeVar

T = TypeVar("T")


class Lexicon(Generic[T]):
    """A frozen set of words with what they mean. `head` characters index it; shorter words are refused."""

    __slots__ = ("_head", "_lengths", "_words")

    def __init__(self, words: Mapping[str, T], *, head: int = 1) -> None:
        lengths: dict[str, set[int]] = {}
        for word in words:
            if len(word) < head:
                raise ValueError(f"a word of {len(word)} characters in a lexicon with a head of {head}: {word!r}")
            lengths.setdefault(word[:head], set()).add(len(word))
        self._head = head
        self._words = dict(words)
        self._lengths = {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()}

    def __len__(self) -> int:
        return len(self._words)

    @property
    def heads(self) -> frozenset[str]:
        """The first characters of every word, as many as index it."""
        return frozenset(self._lengths)

    def get(self, word: str) -> T | None:
        """The meaning of exactly this word."""
        return self._words.get(word)

    def longest(self, text: str, start: int) -> tuple[int, T] | None:
        """(end, meaning) of the longest word beginning at `start`."""
        lengths = self._lengths.get(text[start : start + self._head])
        if lengths is None:
            return None
        words = self._words
        for length in lengths:
            word = text[start : start + length]
            if word in words:
                return start + len(word), words[word]
        return None

    def each(self, text: str, start: int) -> Iterator[tuple[int, T]]:
        """(end, meaning) of every word beginning at `start`, the longest first."""
        for length in self._lengths.get(text[start : start + self._head], ()):
            word = text[start : start + length]
            if len(word) == length and word in self._words:
                yield start + length, self._words[word]
