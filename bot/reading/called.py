"""Who is called first is not what is said: the mentions and blanks at the head of a message, taken off.

`said_plainly` gives the characters that reading understands; `CALL` alone leaves them as they were typed.
"""

import re
from typing import Final

from bot.directory.characters import table

CALL: Final = re.compile(r"^(?:\s*@[^\s\u2005@]{1,24}[\s\u2005]+|\s+)+")
"""@网格助手 and blanks before the words."""


def said_plainly(text: str) -> str:
    """What is said behind the calls, in plain characters, without blanks around it."""
    return CALL.sub("", text.translate(table())).strip()
