"""Names the known word that a mistyped one was probably meant to be.

The answer is half a sentence for `Trouble.mend`: one near word, or the whole list where nothing is near.
"""

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word closest to `word`, or None when none is close."""
    choices = {choice.lower(): choice for choice in known}
    found = get_close_matches(word.lower(), list(choices), n=1, cutoff=0.6)
    return choices[found[0]] if found else None


def meant(word: str, known: Iterable[str]) -> str:
    """ "did you mean grace?", or "known are due, grace, opens"."""
    choices = sorted(set(known))
    near = nearest(word, choices)
    if near is not None:
        return f"did you mean {near}?"
    return f"known are {', '.join(choices)}" if choices else "nothing may stand here"
