"""The verb of reports: one unit or many, each stored, asked back or refused on its own.

All the deciding is in `filing`, which corrections and completed drafts go through as well.
"""

from bot.handlers.base import Request, Verb
from bot.handlers.filing.items import Item
from bot.handlers.filing.storing import file_items
from bot.messages import Answer
from bot.reading.meaning import ReportMeaning


def _takes(request: Request) -> bool:
    return isinstance(request.meaning, ReportMeaning) and request.meaning.kind == "report"


async def _run(request: Request) -> Answer:
    meaning = request.meaning
    if not isinstance(meaning, ReportMeaning):
        raise TypeError("a report verb needs a report")
    form = request.preset.form(meaning.form)
    items = [Item(reading, "report") for reading in meaning.items]
    return await file_items(request, form, items, unknown=meaning.unknown)


REPORT = Verb(
    name="report",
    help="报日报：直接发“在岗 126，返岗 131”；多家就一家一行，写上单位名",
    takes=_takes,
    run=_run,
)
