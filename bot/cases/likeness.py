"""Whether two cases tell of much the same: a hint for people, never a decision."""

from rapidfuzz import fuzz

ALIKE = 55
"""Per cent of likeness from which on it is worth a question; in tests: 消防通道堵塞 and 消防通道又堵了 are."""


def alike(one: str, other: str) -> bool:
    """Texts of a few characters are never alike."""
    return len(one) > 3 and len(other) > 3 and fuzz.partial_ratio(one, other) >= ALIKE
