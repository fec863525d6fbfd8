"""What of the files that people send is kept: which kinds, how big, how long, and without what tells of their maker.

A picture of a tip-off holds the place, the moment and the device of its sender: that goes before anything is written.
Documents (PDF, Word, tables) are kept as they are, and so is who their programs say wrote them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

from bot.media import jpeg
from bot.media.containers import stripped_gif, stripped_mp4, stripped_png
from bot.media.signs import ENDINGS, PICTURES, TEXT, UNKNOWN, is_text, media_type_of

KeptKind = Literal["image", "file", "video"]
Why = Literal["too_big", "kind", "not_a_picture", "broken", "empty"]
MEGABYTE = 1024 * 1024
KINDS: tuple[KeptKind, ...] = ("image", "file", "video")
_STRIPPERS: Mapping[str, Callable[[bytes], bytes | None]] = {
    "image/jpeg": jpeg.stripped,
    "image/png": stripped_png,
    "image/gif": stripped_gif,
    "video/mp4": stripped_mp4,
}


@dataclass(frozen=True, slots=True)
class MediaRules:
    """What a district decides. `most`: bytes by kind; a kind that is not in it is not kept. `keep` None: for ever."""

    most: Mapping[str, int] = field(
        default_factory=lambda: {"image": 10 * MEGABYTE, "file": 20 * MEGABYTE, "video": 20 * MEGABYTE}
    )
    keep: timedelta | None = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class Fit:
    """A file as it is kept: its bytes, what it really is, and a name whose ending says so."""

    content: bytes = field(repr=False)
    media_type: str
    name: str


@dataclass(frozen=True, slots=True)
class Unfit:
    """A file that is not kept. `why` is a code that a view has words for."""

    why: Why


def judged(content: bytes, *, kind: str, name: str, rules: MediaRules) -> Fit | Unfit:
    """`kind` is what the platform called it, `name` what its sender did; neither is believed."""
    most = rules.most.get(kind)
    if most is None:
        return Unfit("kind")
    if not content:
        return Unfit("empty")
    if len(content) > most:
        return Unfit("too_big")
    media_type = media_type_of(content)
    if media_type == UNKNOWN and kind == "file" and is_text(content):
        media_type = TEXT
    if kind == "image" and media_type not in PICTURES:
        return Unfit("not_a_picture")
    if media_type not in ENDINGS or (kind == "video" and media_type != "video/mp4"):
        return Unfit("kind")
    plain = _STRIPPERS[media_type](content) if media_type in _STRIPPERS else content
    return Unfit("broken") if plain is None else Fit(plain, media_type, fitting_name(name, media_type))


def fitting_name(name: str, media_type: str) -> str:
    """The name with an ending that its type may have: a text that is called .bat is handed to nobody as one."""
    endings = ENDINGS.get(media_type, (".bin",))
    return name if name.lower().endswith(endings) else (name or "file") + endings[0]
