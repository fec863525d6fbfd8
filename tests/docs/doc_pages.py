"""The documents as data: every page, its fenced blocks, its links, the commands it names.

A block's info string says what is claimed of it: `chat` is a conversation or a list of messages (see `doc_talks`),
`toml FILE` a file of a district, `sh` commands. A comment <!-- 此前 ... --> right above a chat is what went before.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SKIPPED = ("node_modules", "build", "dist")
_FENCE = re.compile(r"^(```+)[ \t]*([^\n`]*)\n(.*?)^\1[ \t]*$", re.MULTILINE | re.DOTALL)
_BEFORE = re.compile(r"<!-- 此前\n((?:(?!-->).)*)-->\n*\Z", re.DOTALL)
_LINK = re.compile(r"!?\[[^\]\n]*\]\(<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\)")
_CODE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")


@dataclass(frozen=True)
class Fence:
    """One fenced block: where it begins, the words of its info string, its lines, what went before it."""

    page: Path
    line: int
    info: tuple[str, ...]
    text: str
    start: int  # of the text within the page
    before: str = ""

    @property
    def language(self) -> str:
        return self.info[0] if self.info else ""

    @property
    def name(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"


@cache
def pages() -> tuple[Path, ...]:
    """Every page of the project, in order."""
    found = [path for path in ROOT.rglob("*.md") if not _hidden(path.relative_to(ROOT))]
    return tuple(sorted(found))


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") or part in SKIPPED for part in path.parts)


def fences_in(page: Path) -> Iterator[Fence]:
    """Every fenced block of the page."""
    text = page.read_text(encoding="utf-8")
    for found in _FENCE.finditer(text):
        before = _BEFORE.search(text, 0, found.start())
        yield Fence(
            page=page,
            line=text.count("\n", 0, found.start()) + 1,
            info=tuple(found[2].split()),
            text=found[3],
            start=found.start(3),
            before=before[1] if before else "",
        )


def fences(*languages: str) -> tuple[Fence, ...]:
    """Every block of these languages, of every page."""
    return tuple(fence for page in pages() for fence in fences_in(page) if fence.language in languages)


def prose_of(page: Path) -> str:
    """The page without its fenced blocks; lines stay where they are."""
    text = page.read_text(encoding="utf-8")
    return _FENCE.sub(lambda found: "\n" * found[0].count("\n"), text)


def links_in(page: Path) -> Iterator[tuple[int, str]]:
    """Every link of the page: its line and its target."""
    prose = _CODE.sub("", prose_of(page))
    for found in _LINK.finditer(prose):
        yield prose.count("\n", 0, found.start()) + 1, found[1]


def code_spans_in(page: Path) -> Iterator[tuple[int, str]]:
    """Every `span` of code in the prose: its line and its words."""
    prose = prose_of(page)
    for found in _CODE.finditer(prose):
        yield prose.count("\n", 0, found.start()) + 1, found[1]


def anchors_of(page: Path) -> frozenset[str]:
    """The anchors of the page's headings, as a forge makes them."""
    heads = re.findall(r"^#{1,6}\s+(.+?)\s*$", prose_of(page), re.MULTILINE)
    return frozenset(re.sub(r"[^\w\- ]", "", head.replace("`", "").lower()).replace(" ", "-") for head in heads)
