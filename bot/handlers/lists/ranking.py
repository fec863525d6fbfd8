"""Rankings in groups: off, unless one officer asks for them with a reason and an end date and another one agrees.

A newcomer's usual mistake is to forbid the question: whoever may ask is answered, but where nobody else reads it.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from bot.handlers.base import Request
from bot.handlers.filing.items import refuse, to_sender
from bot.messages import Answer, Outcome
from bot.reading.list_affairs import AffairSaid
from bot.store.records import AuditLine, Directive
from bot.views.figures import day as day_text

LONGEST = timedelta(days=31)
AGREED_WITHIN = timedelta(days=1)


async def ask(request: Request, said: AffairSaid) -> Answer:
    """公开排名 到3月31日 原因: nothing changes until somebody else agrees."""
    if said.until is None or len(said.reason) < 2:
        return refuse(request, "until_when_and_why", "公开排名要写到哪天和原因，例如：公开排名 到3月31日 原因 冲刺复工")
    if not request.today <= said.until <= request.today + LONGEST:
        return refuse(request, "too_long", f"公开排名最多{LONGEST.days}天，没有改动。")
    until = request.now + AGREED_WITHIN
    asked = Directive("league_asked", request.member.user_id, request.now, until, said.reason, said.until.isoformat())
    await request.uow.attention.end("league_asked", area=None, by=request.member.user_id, at=request.now)
    await request.uow.attention.add(asked)
    _keep(request, "league_asked", until=said.until.isoformat(), reason=said.reason)
    text = f"记下了：公开排名到{day_text(said.until)}。要另一位值班员或领导一天内回复“同意公开排名”才生效。"
    return _answer(request, "league_asked", text)


async def agree(request: Request, _said: AffairSaid) -> Answer:
    """By another one than who asked, while it still waits."""
    waiting = [one for one in await request.uow.attention.since(request.now) if one.kind == "league_asked"]
    if not waiting:
        return refuse(request, "nothing_asked", "没有等着同意的公开排名。")
    asked = waiting[-1]
    if asked.by == request.member.user_id:
        return refuse(request, "own_application", "公开排名要两个人：请另一位值班员或领导同意。")
    last = date.fromisoformat(asked.area)
    until = datetime.combine(last + timedelta(days=1), time(), tzinfo=request.zone).astimezone(UTC)
    await request.uow.attention.end("league_asked", area=None, by=request.member.user_id, at=request.now)
    by = f"{asked.by}+{request.member.user_id}"
    await request.uow.attention.add(Directive("league", by, request.now, until, asked.reason))
    _keep(request, "league_begun", asked_by=asked.by, until=last.isoformat(), reason=asked.reason)
    return _answer(request, "league", f"公开排名已生效，到{day_text(last)}24:00自动结束。结束请发：停止公开排名")


async def stop(request: Request, _said: AffairSaid) -> Answer:
    """Anybody of the command may end it at once."""
    ended = await request.uow.attention.end("league", area=None, by=request.member.user_id, at=request.now)
    if not ended:
        return refuse(request, "no_league", "现在没有公开排名。")
    _keep(request, "league_ended")
    return _answer(request, "league_ended", "公开排名已停止，群里不再给排名。")


async def is_public(request: Request) -> bool:
    """Whether a ranking may be answered where it was asked."""
    if request.group is None or request.group.kind == "command":
        return True
    return any(
        one.kind == "league" and one.from_at <= request.now for one in await request.uow.attention.since(request.now)
    )


def _keep(request: Request, action: str, **detail: object) -> None:
    about = {"message": request.inbound.message_id, **detail}
    request.uow.audit.write(AuditLine(request.now, request.member.user_id, action, "league", about))


def _answer(request: Request, action: str, text: str) -> Answer:
    data: dict[str, Any] = {"action": action}
    return Answer(Outcome("admin", data), (to_sender(request, text),))
