"""Writes the bot's real answers into the documents: `python tests/docs/rewrite.py`, after its wording has changed.

People's lines are never touched. Read the difference before you commit it: the documents say what the bot does, and
what it does may be the mistake.
"""

import asyncio
from difflib import SequenceMatcher

from doc_pages import Fence, fences
from doc_talks import BOT, People, Played, Spoken, claims_of, play, small_district

ELSEWHERE = "表单与时刻.md"


def told(line: Played, people: People) -> list[tuple[str, str]]:
    """What the bot said there, as the page should show it: every answer, and the posts that it shows already."""
    happened = [(people.place_of(post["to"], speaker=line.said.who), post["text"]) for post in line.posts]
    answers = [post["text"] for post in line.answers]
    kept = [(line.said.place, text) for text in answers]
    for shown in line.said.heard:
        near = [one for one in happened if one[0] == shown.place and one not in kept]
        if shown.place == line.said.place and answers and not near:
            continue
        if not near:
            raise SystemExit(
                f"nothing was posted to {shown.place} after {line.said.text or line.said.at}: {shown.text}"
            )
        kept.append(max(near, key=lambda one: SequenceMatcher(None, one[1], shown.text).ratio()))
    return [one for one in happened if one in kept]


def written(fence: Fence, played: list[Played], people: People) -> str:
    """The block with its people's lines as they are and the real answers."""
    default = fence.info[1] if len(fence.info) > 1 else "私信"
    lines: list[str] = []
    for line in played:
        lines += _spoken(line.said, default) if line.said.at is None else [_clock(fence, line.said)]
        for place, text in told(line, people):
            where = "" if place == line.said.place else f"（{place}）"
            lines += _indented(f"{BOT}{where}> ", text)
    return "\n".join(lines) + "\n"


def _clock(fence: Fence, said: Spoken) -> str:
    assert said.at is not None
    short, long = f"[{said.at:%H:%M}]", f"[{said.at.month}月{said.at.day}日 {said.at:%H:%M}]"
    return long if long in fence.text else short


def _spoken(said: Spoken, default: str) -> list[str]:
    where = "" if said.place == default else f"（{said.place}）"
    return _indented(f"{said.who}{where}> ", said.text)


def _indented(head: str, text: str) -> list[str]:
    first, *rest = text.split("\n")
    return [head + first, *(f"  {line}" for line in rest)]


async def main() -> None:
    settings, people = small_district()
    for page in dict.fromkeys(fence.page for fence in fences("chat")):
        text = page.read_text(encoding="utf-8")
        for fence in reversed([f for f in fences("chat") if f.page == page and claims_of(f) is None]):
            if page.name != ELSEWHERE:
                new = written(fence, await play(fence, settings, people), people)
                text = text[: fence.start] + new + text[fence.start + len(fence.text) :]
        page.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(main())
