"""The verb of corrections: a new revision in which only the stated fields change.

With nothing stored yet it is accepted as the first revision: nobody is sent away for a wrong word.
"""

from bot.handlers.base import Request, Verb
from bot.handlers.filing.items import Item
from bot.handlers.filing.storing import file_items
from bot.messages import Answer
from bot.reading.meaning import ReportMeaning


def _takes(request: Request) -> bool:
    return isinstance(request.meaning, ReportMeaning) and request.meaning.kind == "correction"


async def _run(request: Request) -> Answer:
    meaning = request.meaning
    if not isinstance(meaning, ReportMeaning):
        raise TypeError("a correction verb needs a report's meaning")
    form = request.preset.form(meaning.form)
    items = [Item(reading, "correction") for reading in meaning.items]
    return await file_items(request, form, items, unknown=meaning.unknown)


CORRECTION = Verb(
    name="correction",
    help="改数字：发“更正 在岗 128”，没提到的不变",
    takes=_takes,
    run=_run,
)
