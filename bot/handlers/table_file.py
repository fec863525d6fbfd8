"""The verb of tables sent as files: every row goes the way of every report, one receipt tells of all of them.

In a group people share all kinds of files: there only a table of one of our forms is answered, or one that is named
like it. What is wrong with a file is one clear line, and then nothing of it is stored.
"""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

from bot.directory.characters import fold
from bot.forms.definition import FormDef
from bot.handlers.base import Request, Verb
from bot.handlers.filing.items import Asked, Filed, Item, Refused, Stored, refuse
from bot.handlers.filing.storing import file_items, who_may_not
from bot.handlers.reading_context import context_of, is_called
from bot.handlers.unheard import note_unheard
from bot.messages import Answer, Media, Outcome
from bot.reading.meaning import Chatter, ReportMeaning
from bot.reading.sheet import Unreadable
from bot.reading.table_file import Table, looks_like_a_table, read_table
from bot.reading.unheard import unknown_heads
from bot.views.receipt import receipt, unknown_line
from bot.views.table_file import FileReceipt, file_receipt, unreadable

LONG_AGO = timedelta(days=60)  # days before are closed, whatever the form
UNREAD_WORDS = "这条消息里的文字没有登记，请另发一条。"


def _tables(request: Request) -> list[Media]:
    """The tables that the message itself brings: a quoted one was dealt with when it came."""
    return [
        media
        for media in request.inbound.media
        if media.kind == "file"
        and media.content
        and not media.detail.get("quoted")
        and looks_like_a_table(media.name, media.content)
    ]


async def _run(request: Request) -> Answer:
    tables = _tables(request)
    name = tables[0].name or "表格"
    if (refusal := who_may_not(request)) is not None:  # before a byte of it is unpacked
        return refuse(request, refusal.code, refusal.why) if is_ours(request, name) else Answer(Outcome("chatter"))
    if len(tables) > 1:
        return refuse(request, "several_files", "一次请只发一个表格文件。没有登记任何数字。")
    table = await asyncio.to_thread(read_table, name, tables[0].content, context_of(request))
    if isinstance(table, Unreadable):
        if not is_ours(request, name):
            return Answer(Outcome("chatter"))
        return refuse(request, f"file_{table.why}", unreadable(table, name=name, form=request.preset.forms[0]))
    return await _file(request, table, name)


def is_ours(request: Request, name: str) -> bool:
    """Whether a file that could not be read was meant for the bot."""
    titles = [title for form in request.preset.forms for title in (form.name, *form.aliases, "模板", "填报")]
    return is_called(request) or any(fold(title) in fold(name) for title in titles)


async def _file(request: Request, table: Table, name: str) -> Answer:
    form = request.preset.form(table.form)
    units = [row.reading.unit for row in table.rows if row.reading.unit]
    first = min(row.reading.period or request.today for row in table.rows)
    since = max(first, request.today - LONG_AGO) - form.look_back
    note_unheard(
        request,
        ReportMeaning("report", form.id, tuple(row.reading for row in table.rows), unknown_heads(table.unknown)),
    )
    await request.uow.reports.prefetch(form.id, units, since=since)
    items = [Item(row.reading, "report", keep=len(table.rows) == 1, explain=False) for row in table.rows]
    return await file_items(request, form, items, tell=lambda done: _told(request, form, table, name, done))


def _told(request: Request, form: FormDef, table: Table, name: str, done: Sequence[Filed]) -> str:
    extra = () if isinstance(request.meaning, Chatter) else (UNREAD_WORDS,)
    if len(done) == 1 and isinstance(done[0], Stored):
        return "\n".join(filter(None, (receipt(done[0].receipt), unknown_line(table.unknown), *extra)))
    numbered = [(row.number, filed) for row, filed in zip(table.rows, done, strict=True)]
    told = FileReceipt(
        name=name,
        form=form,
        stored=[(number, filed.receipt) for number, filed in numbered if isinstance(filed, Stored)],
        asked=[(n, filed.question) for n, filed in numbered if isinstance(filed, Asked) and filed.question],
        refused=[(number, filed.why) for number, filed in numbered if isinstance(filed, Refused)],
        unknown=table.unknown,
        today=request.today,
    )
    return "\n".join((file_receipt(told, request.directory), *extra))


TABLE_FILE = Verb(
    name="table_file",
    help="发表格：把填好的 .xlsx 或 .csv 直接发来，一行一家；要空表请发“模板”",
    takes=lambda request: bool(_tables(request)),
    run=_run,
)
