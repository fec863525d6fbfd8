"""Find the longest known word that starts at a place of a text.

Words are kept by their first two characters with the lengths that occur, so a look-up is a few dictionary
reads however many words there are; a trie of nested dictionaries costs ten times the memory for
100,000 unit names and is not faster.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Generic, TypeVar

T = TypeVar("T")


class Lexicon(Generic[T]):
    """A frozen set of words with what they mean."""

    __slots__ = ("_lengths", "_words")

    def __init__(self, words: Mapping[str, T]) -> None:
        lengths: dict[str, set[int]] = {}
        for word in words:
            if len(word) > 1:
                lengths.setdefault(word[:2], set()).add(len(word))
        self._words = dict(words)
        self._lengths = {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()}

    def __len__(self) -> int:
        return len(self._words)

    def __iter__(self) -> Iterator[str]:
        return iter(self._words)

    @property
    def pairs(self) -> Collection[str]:
        """The first two characters of the longer words: where none of them stands, no such word begins."""
        return self._lengths.keys()

    def get(self, word: str) -> T | None:
        """The meaning of exactly this word."""
        return self._words.get(word)

    def longest(self, text: str, start: int) -> tuple[int, T] | None:
        """(end, meaning) of the longest word beginning at `start`."""
        words = self._words
        for length in self._lengths.get(text[start : start + 2], ()):
            word = text[start : start + length]
            if word in words:
                return start + len(word), words[word]
        word = text[start : start + 1]
        return (start + 1, words[word]) if word in words else None

    def each(self, text: str, start: int) -> Sequence[tuple[int, T]]:
        """(end, meaning) of every word beginning at `start`, the longest first."""
        words = self._words
        lengths = self._lengths.get(text[start : start + 2])
        found: list[tuple[int, T]] = []
        for length in lengths or ():
            word = text[start : start + length]
            if len(word) == length and word in words:
                found.append((start + length, words[word]))
        word = text[start : start + 1]
        if word in words:
            found.append((start + 1, words[word]))
        return found
