"""What a page tells people to change in a district, carried out: a starter district is changed as they would.

A page changes FILE in three ways, and says each in words: 在 `FILE` 里把 `A` 改成 `B`; a block whose info string is
its language and FILE is added at the end of that file (with 开头: at its beginning), or is the file where it is new
or where the block begins with the file's own first line.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from doc_pages import Fence, fences_in

REPLACED = re.compile(r"在 `(?P<file>[^`\s]+)` 里把 `(?P<old>[^`]+)` 改成 `(?P<new>[^`]+)`")
AT_THE_BEGINNING = "开头"


@dataclass(frozen=True)
class Change:
    """One step of a page, in its order: a change of a file, or a block that is looked at as the district then is."""

    start: int
    fence: Fence | None = None
    file: str = ""
    old: str = ""
    new: str = ""

    def carry_out(self, district: Path) -> None:
        """Change the file. Fails where the page speaks of what is not there."""
        path = district / self.file
        if self.fence is None:
            text = path.read_text(encoding="utf-8")
            assert text.count(self.old) == 1, f"{self.file} holds {text.count(self.old)} times: {self.old}"
            path.write_text(text.replace(self.old, self.new), encoding="utf-8")
            return
        written = path.read_text(encoding="utf-8") if path.exists() else ""
        added = self.fence.text
        if AT_THE_BEGINNING in self.fence.info:
            written = f"{added}{written}"
        elif _is_the_whole(added, written):
            written = added
        else:
            written = f"{written}\n{added}"
        path.write_text(written, encoding="utf-8")


def _is_the_whole(added: str, written: str) -> bool:
    """A table begins with its header, a configuration with its first section."""
    first = added.lstrip().partition("\n")[0]
    return not written or first in (written.partition("\n")[0], "[bot]")


def changes_in(page: Path) -> Iterator[Change]:
    """Every step of the page, in order; blocks that change nothing come along with `file` empty."""
    text = page.read_text(encoding="utf-8")
    blocks = list(fences_in(page))
    found = [
        Change(found.start(), None, found["file"], found["old"], found["new"])
        for found in REPLACED.finditer(text)
        if not any(block.start <= found.start() < block.start + len(block.text) for block in blocks)
    ]
    for block in blocks:
        file = block.info[1] if len(block.info) > 1 and block.language != "chat" else ""
        found.append(Change(block.start, block, file))
    yield from sorted(found, key=lambda change: change.start)
