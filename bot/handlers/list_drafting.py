"""The verb of drafts that a person writes: 表扬 单位 事由, 起草通报 Z0003 事由. It posts nothing."""

from bot.directory.model import COMMANDING, Role
from bot.handlers.base import Request, Verb
from bot.handlers.lists.drafting import draft_praise, draft_work
from bot.messages import Answer
from bot.reading.list_drafting import DraftSaid, read_drafting

DRAFTING: frozenset[Role] = frozenset({*COMMANDING, "grid_leader"})
_SIGNS = ("表扬", "表揚", "起草")


def _said(request: Request) -> DraftSaid | None:
    """Clerks and grid workers praise each other in words; only who may draft is heard."""
    if request.member.role not in DRAFTING or not any(sign in request.inbound.text for sign in _SIGNS):
        return None
    return read_drafting(request.inbound.text, request.directory)


async def _run(request: Request) -> Answer:
    said = _said(request)
    if said is None:
        raise TypeError("this verb needs what is to be drafted")
    if said.kind == "praise":
        return await draft_praise(request, said)
    return await draft_work(request, said)


LIST_DRAFTING = Verb(
    name="list_drafting",
    help="起草：表扬 单位名 事由｜起草通报 整改单号 事由（另一个人批准）",
    takes=lambda request: _said(request) is not None,
    run=_run,
    roles=DRAFTING,
)
