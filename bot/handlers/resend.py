"""The verb of what was not delivered: 未送达 lists it, 重发 12 sends one again, by an officer's word only.

Whoever repaired his miss meanwhile falls out of the text before it goes out a second time.
"""

import re
from datetime import timedelta

from bot.directory.model import Directory, Role
from bot.forms.preset import Preset
from bot.handlers.base import Request, Verb
from bot.handlers.filing.items import note, refuse, to_sender
from bot.messages import Answer, Outcome, PostKind, Reply
from bot.rules.criticism import standing_of
from bot.store.records import OutboxRow
from bot.store.unit_of_work import UnitOfWork
from bot.views.undelivered import sent_again, undelivered_list

OFFICERS: frozenset[Role] = frozenset({"duty_officer", "admin"})
KINDS: tuple[PostKind, ...] = ("criticism", "retraction", "criticism_draft", "reminder", "overdue", "digest", "alert")
LOOK_BACK = timedelta(days=3)
SENT_WITHIN = timedelta(hours=4)
MOST = 50
_LIST = re.compile(r"(?:@\S+\s*)?(?:未送达|没发出去的|未发出)(?:的?消息|列表|清单)?[。?？]?")
_AGAIN = re.compile(r"(?:@\S+\s*)?(?:重发|补发)\s*(?:未送达)?\s*(\d{1,12})[。]?")


def _takes(request: Request) -> bool:
    text = request.inbound.text[:100].strip()
    found = _LIST.fullmatch(text) or _AGAIN.fullmatch(text)
    return request.member.role in OFFICERS and found is not None


async def _run(request: Request) -> Answer:
    found = _AGAIN.fullmatch(request.inbound.text[:100].strip())
    if found is None:
        rows = await request.uow.outbox.undelivered(kinds=KINDS, since=request.now - LOOK_BACK, limit=MOST)
        return Answer(Outcome("admin", {"verb": "undelivered"}), (_said(request, rows),))
    row = await request.uow.outbox.resend(int(found[1]), now=request.now, until=request.now + SENT_WITHIN)
    if row is None:
        return refuse(request, "unknown_message", f"没有编号{found[1]}的未送达消息。发“未送达”可看全部。")
    await without_the_repaired(request.uow, row, preset=request.preset, directory=request.directory)
    note(request, "sent_again", f"outbox:{row.id}")
    return Answer(
        Outcome("admin", {"verb": "resend", "message": row.id}),
        (to_sender(request, sent_again(row, request.directory)),),
    )


def _said(request: Request, rows: tuple[OutboxRow, ...]) -> Reply:
    return to_sender(request, undelivered_list(rows, request.directory))


async def without_the_repaired(uow: UnitOfWork, row: OutboxRow, *, preset: Preset, directory: Directory) -> None:
    """Take everybody out of the row who would not be listed in it today."""
    if row.form is None or row.period is None or not row.body.entries or row.form.startswith("list:"):
        return  # of a list that a person wrote nobody is taken out by a report
    form = preset.form(row.form)
    heads = await uow.reports.heads_of(form, row.period)
    for unit in dict.fromkeys(entry.unit for entry in row.body.entries):
        standing = standing_of(unit, form=form, day=row.period, directory=directory, preset=preset, heads=heads)
        if standing != "listed":
            await uow.outbox.drop_unit(row.form, unit, row.period)


RESEND = Verb(
    name="resend",
    help="未送达的消息：发“未送达”查看，“重发 编号”再发一次",
    takes=_takes,
    run=_run,
    roles=OFFICERS,
)
