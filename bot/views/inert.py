"""Text typed by people, made harmless before the bot says it again: short, on one line, mentioning nobody.

Names from the directory go through here too: a unit may be called "@所有人" or "[点我](http://…)".
"""

import re
import unicodedata

_SPACE = re.compile(r"\s+")
_LOOK_ALIKES = str.maketrans("@<>[]`|*_{}", "＠＜＞［］｀｜＊＿｛｝")
_UNSEEN = {"Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp"}  # control, format, private, unassigned, surrogate, separators


def inert(text: str, limit: int = 24) -> str:
    """At most `limit` characters of `text` in one line; no mention, markup or control character survives.

    Full-width look-alikes keep it readable. What is cut is shown by "…".
    """
    visible = "".join(c for c in text[: limit * 8] if c.isspace() or unicodedata.category(c) not in _UNSEEN)
    safe = _SPACE.sub(" ", visible).translate(_LOOK_ALIKES).strip()
    return safe if len(safe) <= limit else safe[: limit - 1].rstrip() + "…"
