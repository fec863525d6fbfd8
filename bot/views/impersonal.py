"""An officer's typed reason before it stands in a public text: no person's name, number or address in it.

A newcomer's usual mistake is to strike every name: 阿香 is a clerk, and 阿香米粉 is the unit that the text is about.
"""

import re

from bot.directory.model import Directory
from bot.reading.masking import mask
from bot.views.inert import inert

SOMEBODY = "有关人员"


def impersonal(text: str, directory: Directory, limit: int) -> str:
    """On one line, at most `limit` characters, with numbers masked and members' names replaced."""
    said = inert(mask(text)[0], limit)
    named = {inert(member.name) for member in directory.members}
    for name in sorted((name for name in named if len(name) > 1 and name in said), key=len, reverse=True):
        said = SOMEBODY.join(_apart(said, name, directory))
    return said


def _apart(said: str, name: str, directory: Directory) -> list[str]:
    """The text parted at the name, but not where it is within the name of a unit."""
    around = {called for unit in directory.units for called in (unit.name, *unit.aliases) if name in called != name}
    spared = "|".join(re.escape(called) for called in sorted(around, key=len, reverse=True))
    pattern = re.compile(f"(?P<unit>{spared})|{re.escape(name)}" if spared else re.escape(name))
    parts, begun = [], 0
    for found in pattern.finditer(said):
        if not (spared and found["unit"]):
            parts.append(said[begun : found.start()])
            begun = found.end()
    return [*parts, said[begun:]]
