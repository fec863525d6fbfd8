"""The verb of the register: who reports for whom, and units that come, are renamed, move or go, all by message.

Whoever may decide about a unit changes it with one line; of everybody else it is an application that waits for a yes.
"""

from bot.handlers.base import Request, Verb
from bot.handlers.registering.asking import about_oneself, about_units
from bot.handlers.registering.deciding import decide, undo
from bot.handlers.registering.listing import changes, clerks_of
from bot.messages import Answer
from bot.reading.meaning import ReportMeaning
from bot.reading.register import RegisterSaid, read_register

_RUN = {
    "join": about_oneself, "leave": about_oneself, "remove": about_units, "add": about_units, "rename": about_units,
    "move": about_units, "close": about_units, "reopen": about_units, "accept": decide, "decline": decide,
    "undo": undo, "who": clerks_of, "history": changes,
}  # fmt: skip


def _said(request: Request) -> RegisterSaid | None:
    meaning = request.meaning
    if isinstance(meaning, ReportMeaning) and any(item.values for item in meaning.items):
        return None
    quoted = request.inbound.quote.text if request.inbound.quote else ""
    said = read_register(request.inbound.text, request.directory, quoted=quoted)
    if said is not None and request.member.role == "resident" and said.action != "join":
        return None
    return said


async def _run(request: Request) -> Answer:
    said = _said(request)
    if said is None:
        raise TypeError("the register needs something said about it")
    return await _RUN[said.action](request, said)


REGISTER = Verb(
    name="register",
    help="新填报人：我是某单位的填报人；网格长、值班员：同意 R3｜新增单位 名称 几号网格｜甲 更名为 乙｜停用单位 名称",
    takes=lambda request: _said(request) is not None,
    run=_run,
)
