"""The verb of a place that somebody shares from a map: it goes to what he told last, beside its words.

In private only. What the platforms call its parts differs; the coordinates are kept as the platform wrote them.
"""

from bot import texts
from bot.handlers.base import Request, Verb
from bot.handlers.fallback import FALLBACK
from bot.handlers.tip import to_desk
from bot.handlers.tip_file_sender import newest_open_of
from bot.messages import Answer, Media, Outcome, Reply
from bot.reading.masking import mask

_WORDS = ("name", "Poiname", "address", "Label")
_COORDINATES = (("latitude", "Location_X"), ("longitude", "Location_Y"))
LONGEST = 120


def _shared(request: Request) -> Media | None:
    return next((media for media in request.inbound.media if media.kind == "location"), None)


def place_of(media: Media) -> str:
    """What a shared place says: its name and address, then north and east; empty for nothing."""
    told = dict.fromkeys(_said(media, key) for key in _WORDS)
    words = " ".join(word for word in told if word)[:LONGEST]
    numbers = [_said(media, first) or _said(media, second) for first, second in _COORDINATES]
    point = f"（北纬{numbers[0][:10]}，东经{numbers[1][:10]}）" if all(numbers) else ""
    return words + point


def _said(media: Media, key: str) -> str:
    value = media.detail.get(key)
    return str(value).strip() if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


async def _run(request: Request) -> Answer:
    media = _shared(request)
    number = await newest_open_of(request)
    tip = await request.uow.tips.get(number) if number is not None else None
    if media is None or number is None or tip is None or not (place := place_of(media)):
        return await FALLBACK.run(request)
    words = f"位置：{place}"
    await request.uow.tips.add_note(number, masked_text=mask(words)[0], text=words, at=request.now)
    replies = (Reply(texts.tip_noted(number)), *to_desk(request, texts.tip_note_for_the_desk(number)))
    data = {"case": number, "case_type": "tipoff", "from_state": tip.state, "to_state": tip.state}
    return Answer(Outcome("case", data), replies)


TIP_PLACE = Verb(
    name="tip_place",
    help="",
    takes=lambda request: request.private and not request.inbound.text.strip() and _shared(request) is not None,
    run=_run,
)
