"""The outbox inside a unit of work: once for each key, units that drop out, what was accepted."""

from datetime import timedelta

import pytest
from shelf import DAY, DONE, GROUP, MINUTE, NOW, inbound, notice, outbound
from sqlalchemy import select, text

from bot.messages import Attachment, Body, Button, Card, Destination, Outcome
from bot.store.records import Reminder
from bot.store.tables import outbox, outbox_units

TOMORROW = DAY + timedelta(days=1)


async def put(store, *outbounds):
    async with store.unit_of_work() as uow:
        for one in outbounds:
            uow.outbox.put(one)
        await uow.commit()


async def claimed(store, *, now=NOW, limit=50):
    return await store.delivery.claim(now=now, limit=limit, lease=MINUTE, worker="w")


async def send_all(store, *, at=NOW):
    while rows := await claimed(store, now=at):
        for row in rows:
            await store.delivery.settle(row.id, state="sent", at=at)


async def bodies(store):
    async with store.unit_of_work() as uow:
        rows = (await uow.outbox._connection.once(select(outbox.c.key, outbox.c.state, outbox.c.body))).all()
    return {key: (state, [entry["unit"] for entry in body.get("entries", ())]) for key, state, body in rows}


async def test_a_message_comes_back_as_it_was_put(store):
    attachment = Attachment("日报.xlsx", "application/zip", b"\x00\xff")
    card = Card("通报草稿0305-1", ("日报",), (Button("发布", "发布通报 0305-1", "go"), Button("驳回", "驳回 0305-1")))
    one = notice(
        "k1", "e1", "e2", mentions=("duty",), expires_at=NOW + MINUTE, redelivery="hold", priority=2,
        in_reply_to="m1", attachments=(attachment,), to=Destination(member="u1", channel="wecom"), card=card,
    )  # fmt: skip
    await put(store, one)
    [row] = await claimed(store)
    kept = "key kind to body mentions due_at expires_at redelivery priority in_reply_to attachments card".split()
    assert {name: getattr(row, name) for name in kept} == {name: getattr(one, name) for name in kept}
    assert row.body.render() == one.body.render()


async def test_a_key_is_put_once_for_ever(store):
    await put(store, outbound("k1", body=Body("一")), outbound("k1", body=Body("二")), notice("n1", "e1"))
    await send_all(store)
    await put(store, outbound("k1", body=Body("三")), notice("n1", "e1", "e2"), notice("n2", "e3"), notice("n2", "e4"))
    assert [row.key for row in await claimed(store)] == ["n2"]
    assert await bodies(store) == {"k1": ("sent", []), "n1": ("sent", ["e1"]), "n2": ("sending", ["e3"])}
    async with store.unit_of_work() as uow:
        named = (await uow.outbox._connection.once(select(outbox_units.c.unit))).scalars()
        assert sorted(named) == ["e1", "e3"]  # of a dropped text no unit counts as named


async def test_a_unit_that_did_its_part_leaves_the_unsent_texts_about_that_duty(store):
    await put(
        store,
        notice("one", "e1", "e2"),
        notice("two", "e2", "e3"),
        notice("alone", "e2"),
        notice("other day", "e2", period=TOMORROW),
        notice("other form", "e2", form="weekly"),
        notice("stays", "e2", drop_when_done=False),
    )
    async with store.unit_of_work() as uow:
        assert await uow.outbox.drop_unit("daily", "e2", DAY) == 3
        assert await uow.outbox.drop_unit("daily", "e2", DAY) == 0
        assert await uow.outbox.drop_unit("daily", "e9", DAY) == 0
        await uow.commit()
    assert await bodies(store) == {
        "one": ("due", ["e1"]),
        "two": ("due", ["e3"]),
        "alone": ("emptied", []),
        "other day": ("due", ["e2"]),
        "other form": ("due", ["e2"]),
        "stays": ("due", ["e2"]),
    }
    assert "alone" not in [row.key for row in await claimed(store)]


async def test_several_units_leave_one_text_in_one_unit_of_work(store):
    await put(store, notice("one", "e1", "e2", "e3"))
    async with store.unit_of_work() as uow:
        for unit in ("e1", "e3"):
            assert await uow.outbox.drop_unit("daily", unit, DAY) == 1
        await uow.commit()
    [row] = await claimed(store)
    assert row.body.render() == "还差1家：\n1号网格：e2公司\n请尽快"
    assert row.body.mentions == ("clerk-e2",)


async def test_a_dropped_unit_stays_in_the_text_when_the_unit_of_work_is_rolled_back(store):
    await put(store, notice("one", "e1", "e2"))
    async with store.unit_of_work() as uow:
        assert await uow.outbox.drop_unit("daily", "e1", DAY) == 1
        await uow.flush()
    assert await bodies(store) == {"one": ("due", ["e1", "e2"])}


@pytest.mark.parametrize(
    "tried",
    [
        {"state": "sending", "next_try_at": NOW + MINUTE},
        {"state": "sent"},
        {"state": "due", "error": "unsure: no answer", "next_try_at": NOW + MINUTE},
        {"state": "due", "error": "sent again: no answer", "next_try_at": NOW + MINUTE},
        {"state": "due", "part_done": 1, "next_try_at": NOW + MINUTE},
    ],
    ids=lambda tried: f"{tried['state']} {tried.get('error', '')}{tried.get('part_done', '')}",
)
async def test_a_text_that_somebody_may_have_read_is_frozen(store, tried):
    await put(store, notice("one", "e1", "e2"))
    [row] = await claimed(store)
    await store.delivery.settle(row.id, at=NOW, **tried)
    async with store.unit_of_work() as uow:
        assert await uow.outbox.drop_unit("daily", "e1", DAY) == 0


async def test_a_text_that_waits_for_its_turn_or_was_turned_away_still_loses_who_reports(store):
    await put(store, notice("one", "e1", "e2"))
    [row] = await claimed(store)
    await store.delivery.settle(row.id, state="due", at=NOW, error="too many messages", next_try_at=NOW + MINUTE)
    async with store.unit_of_work() as uow:
        assert await uow.outbox.drop_unit("daily", "e1", DAY) == 1
        await uow.commit()
    [row] = await claimed(store, now=NOW + 2 * MINUTE)
    assert [entry.unit for entry in row.body.entries] == ["e2"]


async def test_a_text_put_in_the_same_unit_of_work_loses_its_unit_too(store):
    await put(store, notice("old", "e1", "e2"))
    async with store.unit_of_work() as uow:
        assert await uow.outbox.drop_unit("daily", "e1", DAY) == 1
        uow.outbox.put(notice("new", "e1", "e2"))
        assert await uow.outbox.drop_unit("daily", "e1", DAY) == 1
        assert await uow.outbox.drop_unit("daily", "e2", DAY) == 2
        await uow.commit()
    assert await bodies(store) == {"old": ("emptied", []), "new": ("emptied", [])}


async def test_the_unsent_texts_of_a_duty_are_read_once_for_a_whole_batch(store, monkeypatch):
    async with store.unit_of_work() as uow:
        await uow.outbox.drop_unit("daily", "e0", DAY)

        async def asked(*_):
            raise AssertionError("the database was asked")

        monkeypatch.setattr(uow.outbox._connection, "rows", asked)
        for number in range(64):
            uow.outbox.put(outbound(f"k{number}"))
            await uow.outbox.drop_unit("daily", f"e{number}", DAY)


async def test_accepted_reminders_and_overdue_notices_are_evidence_for_each_unit_they_named(store):
    to_other = Destination(group="grid1")
    await put(
        store,
        notice("r1", "e1", "e2"),
        notice("o1", "e2", kind="overdue", to=to_other, due_at=NOW + MINUTE),
        notice("d1", "e1", kind="digest"),
        notice("other day", "e1", period=TOMORROW),
    )
    async with store.unit_of_work() as uow:
        await uow.outbox.drop_unit("daily", "e1", DAY)
        await uow.commit()
    assert [row.key for row in await claimed(store)] == ["r1"]
    async with store.unit_of_work() as uow:
        assert await uow.outbox.accepted_about("daily", DAY) == ()  # claimed is not accepted
    await send_all(store, at=NOW + 2 * MINUTE)
    async with store.unit_of_work() as uow:
        assert await uow.outbox.accepted_about("daily", DAY) == (
            Reminder("e2", "reminder", NOW + 2 * MINUTE, GROUP),
            Reminder("e2", "overdue", NOW + 2 * MINUTE, to_other),
        )


@pytest.mark.parametrize("state", ["refused", "unknown", "held", "expired"])
async def test_what_was_not_accepted_is_no_evidence(store, state):
    await put(store, notice("r1", "e1"))
    [row] = await claimed(store)
    await store.delivery.settle(row.id, state=state, at=NOW)
    async with store.unit_of_work() as uow:
        assert await uow.outbox.accepted_about("daily", DAY) == ()


async def test_the_rows_of_a_list_are_found_by_its_whole_number(store):
    await put(
        store,
        outbound("list:0305-1:a"),
        outbound("list:0305-12:a"),
        outbound("list:0305-1"),
        outbound("alist:0305-1:a"),
    )
    async with store.unit_of_work() as uow:
        uow.outbox.put(outbound("list:0305-1:b"))
        assert [row.key for row in await uow.outbox.about_list("0305-1")] == ["list:0305-1:a", "list:0305-1:b"]
        assert await uow.outbox.about_list("0305-2") == ()


async def test_once_it_is_said_nothing_tells_to_whom_a_tip_off_was_answered(store):
    """The receipt and the outcome go to whoever told: the address is kept until they are sent, no longer."""
    private = Destination(member="resident-7", channel="chat")
    async with store.unit_of_work() as uow:
        uow.inbox.remember(inbound("m1", sender="resident-7"), Outcome("tipoff"), (), keep_text=False)
        uow.inbox.remember(inbound("m2", sender="resident-7"), DONE, (), keep_text=True)
        uow.outbox.put(outbound("receipt", to=private, in_reply_to="m1", mentions=("resident-7",)))
        uow.outbox.put(outbound("outcome", to=private, kind="case", in_reply_to="m9", due_at=NOW + MINUTE))
        uow.outbox.put(outbound("expired", to=private, kind="case", expires_at=NOW, due_at=NOW + 2 * MINUTE))
        uow.outbox.put(outbound("ordinary", to=private, in_reply_to="m2", due_at=NOW + 3 * MINUTE))
        await uow.commit()
    sent = []
    while rows := await claimed(store, now=NOW + 5 * MINUTE):
        for row in rows:
            sent.append((row.key, row.to))
            await store.delivery.settle(row.id, state="refused" if row.key == "outcome" else "sent", at=NOW)
    assert sent == [("receipt", private), ("outcome", private), ("ordinary", private)]
    async with store.unit_of_work() as uow:
        rows = (await uow.outbox._connection.once(text("SELECT * FROM outbox ORDER BY id"))).all()
    assert [row.key for row in rows if "resident-7" in str(row)] == ["ordinary"]
    assert [row.to for row in await store.delivery.dead()] == [Destination(member="(sealed)", channel="chat")]
