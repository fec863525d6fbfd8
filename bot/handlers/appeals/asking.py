"""Takes an objection in: which list, which of the sender's units, still in time, and why; then it waits for somebody.

A draft is known to the command alone: what is said about one in a group is answered in private.
"""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from bot.directory.model import COMMANDING
from bot.handlers.base import Request
from bot.handlers.filing.items import refuse, to_sender
from bot.handlers.lists.chain import chain_of
from bot.handlers.lists.finding import called, keep, names_on
from bot.handlers.lists.mending import may_have_been_read
from bot.messages import Answer, Destination, Outcome, Reply
from bot.reading.appeal import AppealSaid
from bot.reading.masking import mask
from bot.rules.calendar import working_day_after
from bot.store.records import Appeal, CriticismList, ListEntry
from bot.views import appeals as say
from bot.views.posts import signature

LOOK_BACK = timedelta(days=60)
OBJECTED = ("draft", "approved", "posted")
ANSWERED_AT = time(18)
Found = tuple[CriticismList, ListEntry]


async def ask(request: Request, said: AppealSaid) -> Answer:
    """One objection, or what is still to be said."""
    units = _units(request, said)
    if isinstance(units, Answer):
        return units
    found = await _entry(request, said, units)
    if isinstance(found, Answer):
        return found
    item, entry = found
    if (no := await _not_again(request, item, entry)) is not None:
        return no
    if len(said.reason) < 2:
        text = f"请写上理由，例如：申诉 {item.number} 当天17:50已在网格群报送"
        return _private(request, item, refuse(request, "appeal_unclear", text))
    day = working_day_after(request.today, request.preset.criticism.decide_within, request.preset)
    appeal = Appeal(
        number=await request.uow.appeals.next_number(),
        list_number=item.number,
        period=item.period,
        unit=entry.unit,
        reason=mask(said.reason)[0],
        state="open",
        asked_by=request.member.user_id,
        asked_at=request.now,
        due_at=datetime.combine(day, ANSWERED_AT, tzinfo=request.zone).astimezone(UTC),
    )
    await request.uow.appeals.add(appeal)
    keep(request, "appeal_opened", item, appeal=f"S{appeal.number}", units=[entry.unit])
    posted = await _withheld_or_posted(request, item, entry.unit)
    return _taken(request, item, entry, appeal, posted=posted, chain=await chain_of(request, item, entry))


async def _withheld_or_posted(request: Request, item: CriticismList, unit: str) -> bool:
    """Whether it was read already; what is approved and not sent yet loses the name now."""
    if item.state == "draft":
        return False
    await request.uow.outbox.drop_unit(item.duty, unit, item.period)
    if await may_have_been_read(request, item, unit):
        return True
    await request.uow.lists.mark_entry(
        item.number, unit, "disputed", reason="objection open", by=request.member.user_id
    )
    return False


def _units(request: Request, said: AppealSaid) -> tuple[str, ...] | Answer:
    """The sender's units, or the one that he named."""
    if len(said.units) > 1:
        names = "、".join(names_on(request, said.units[:6]))
        return refuse(request, "unit_ambiguous", f"这个名称不止一家：{names}。请写全称再发一次。")
    if not said.units and request.member.role in COMMANDING:
        return refuse(request, "unit_missing", "替单位登记申诉请写上单位名，例如：申诉 0305-1 单位名 理由")
    units = said.units or tuple(unit.id for unit in request.directory.units_of(request.member))
    if not units or any(not request.directory.may_ask(request.member, unit_id=unit) for unit in units):
        return refuse(request, "unit_not_yours", "只能替自己单位（或自己网格的单位）申诉。")
    return units


async def _entry(request: Request, said: AppealSaid, units: tuple[str, ...]) -> Found | Answer:
    """The one name that is meant."""
    since = request.today - LOOK_BACK
    every = [
        found
        for unit in units
        for found in await request.uow.lists.entries_of(unit, since=since)
        if said.list_number in ("", found[0].number) and found[0].kind != "praise"
    ]
    standing = [(i, e) for i, e in every if e.state in ("listed", "disputed") and i.state in OBJECTED]
    if not standing:
        where = f"通报{said.list_number}" if said.list_number else "近60天的通报"
        over = "已经不算数了，不用申诉" if every else "没有查到您的单位"
        return refuse(request, "appeal_unclear", f"{where}里{over}。")
    in_time = [(i, e) for i, e in standing if _in_time(request, i)]
    if not in_time:
        days = request.preset.criticism.object_within
        text = (
            f"通报{standing[0][0].number}发布已超过{days}个工作日，不能再申诉。有新情况请联系值班员，值班员可以更正。"
        )
        return refuse(request, "appeal_late", text)
    if len(in_time) == 1:
        return in_time[0]
    if any(item.state == "draft" for item, _ in in_time) and not request.private:
        posted = [one for one in in_time if one[0].state != "draft"]
        if len(posted) == 1:
            return posted[0]
    told = "、".join(f"{i.number} {names_on(request, [e.unit])[0]}" for i, e in in_time[:6])
    answer = refuse(
        request, "appeal_unclear", f"有{len(in_time)}条：{told}。请写上编号和单位名，例如：申诉 0305-1 单位名 理由"
    )
    return _private(request, in_time[0][0], answer)


def _in_time(request: Request, item: CriticismList) -> bool:
    if item.approved_at is None:
        return True
    posted_on = item.approved_at.astimezone(request.zone).date()
    return request.today <= working_day_after(posted_on, request.preset.criticism.object_within, request.preset)


async def _not_again(request: Request, item: CriticismList, entry: ListEntry) -> Answer | None:
    """One objection for each name: it waits, or it was answered."""
    own = [one for one in await request.uow.appeals.of_list(item.number, item.period) if one.unit == entry.unit]
    last = next((one for one in reversed(own) if one.state in ("open", "dismissed")), None)
    if last is None:
        return None
    return _private(
        request, item, refuse(request, "appeal_again", f"申诉{say.fate(last, request.zone, openly=False)}。")
    )


def _taken(
    request: Request, item: CriticismList, entry: ListEntry, appeal: Appeal, *, posted: bool, chain: str
) -> Answer:
    [name] = names_on(request, [entry.unit])
    state = "已发布" if posted else "还没有发布"
    head = f"{name}对通报{item.number}（{called(request, item)}，{state}）有异议"
    told = say.to_decide(appeal, head=head, by=signature(request.member), chain=chain, zone=request.zone)
    card = say.decision_card(appeal.number, head)
    data: dict[str, Any] = {"list": item.number, "action": "appeal", "units": [entry.unit]}
    own = to_sender(request, say.received(appeal, unit_name=name, posted=posted, zone=request.zone))
    answer = Answer(Outcome("approval", data | {"appeal": f"S{appeal.number}"}), (own,))
    answer = _private(request, item, answer)
    return Answer(
        answer.outcome,
        (*answer.replies, *(Reply(told, to=to, kind="case", card=card) for to in deciders(request))),
    )


def deciders(request: Request) -> tuple[Destination, ...]:
    """The command groups; where there is none, every duty officer and leader."""
    groups = [Destination(group=group.id) for group in request.directory.command_groups]
    people = [m for m in request.directory.members if m.role in ("duty_officer", "leader")]
    return tuple(groups or [Destination(member=one.user_id) for one in people])


def _private(request: Request, item: CriticismList, answer: Answer) -> Answer:
    """In a group nothing is said of a draft."""
    if request.private or item.state != "draft" or (request.group is not None and request.group.kind == "command"):
        return answer
    private = Reply(answer.replies[0].text, to=Destination(member=request.member.user_id))
    return Answer(answer.outcome, (to_sender(request, "已私信告诉您。"), private))
