"""A criticism list in the little district, what people say about it, and what of it was posted."""

from datetime import UTC, datetime, timedelta

from talking import TODAY, ZONE, Talk

from bot.messages import Answer
from bot.reading.meaning import Chatter, OrderMeaning
from bot.store.records import CriticismList, ListEntry, OutboxRow

EVENING = datetime(2020, 3, 5, 20, 20, tzinfo=ZONE)
CUTOFF = datetime(2020, 3, 5, 20, 0, tzinfo=ZONE).astimezone(UTC)


async def drafted(talk: Talk, *units: str, number: str = "0305-1") -> Talk:
    """A draft of late paper; it is twenty past eight."""
    entries = tuple(ListEntry(unit, "listed", {"reminders": [], "arrivals": []}) for unit in units or ("e1", "e2"))
    async with talk.store.unit_of_work() as uow:
        uow.lists.add(CriticismList(number, "daily", TODAY, "draft", CUTOFF, CUTOFF, ("ent",), entries))
        await uow.flush()
        await uow.commit()
    talk.now = max(talk.now, EVENING)
    return talk


async def say(talk: Talk, who: str, text: str, *, group: str | None = None, at: datetime | None = None) -> Answer:
    return await talk.say(who, Chatter(), text=text, group=group, at=at)


async def order(talk: Talk, who: str, action: str, *units: str, reason: str = "", number: str | None = None) -> Answer:
    meaning = OrderMeaning(action, number, units, reason)  # type: ignore[arg-type]  # one of the four
    return await talk.say(who, meaning, group="cmd")


async def sent(talk: Talk) -> None:
    """The platform takes everything that is due."""
    moment = talk.now + timedelta(seconds=1)
    for row in await talk.store.delivery.claim(now=moment, limit=99, lease=timedelta(60), worker="t"):
        await talk.store.delivery.settle(row.id, state="sent", at=moment)


async def rows(talk: Talk, kind: str = "criticism", number: str = "0305-1") -> list[OutboxRow]:
    async with talk.store.unit_of_work() as uow:
        return [row for row in await uow.outbox.about_list(number) if row.kind == kind]


async def states(talk: Talk, number: str = "0305-1") -> dict[str, str]:
    async with talk.store.unit_of_work() as uow:
        item = await uow.lists.get(number)
    assert item is not None
    return {entry.unit: entry.state for entry in item.entries}
