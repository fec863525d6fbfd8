"""Officers' directives, and the outbox as the attention rules see it: told once, set aside, released, put off."""

from datetime import timedelta

import pytest
from shelf import DAY, GROUP, MINUTE, NOW, notice, outbound

from bot.messages import Destination
from bot.store.records import AuditLine, Directive

HOUR = timedelta(hours=1)
PAUSE = Directive("pause", "duty", NOW, NOW + HOUR, "", "g1")


async def put(store, *rows, aside=()):
    async with store.unit_of_work() as uow:
        for one in rows:
            uow.outbox.put(one)
        await uow.flush()
        if aside:
            await uow.attention.set_aside(aside)
        await uow.commit()


async def claimed(store, now):
    rows = await store.delivery.claim(now=now, limit=50, lease=MINUTE, worker="w")
    return [row.key for row in rows]


async def test_a_directive_comes_back_equal_while_it_may_hold(store):
    async with store.unit_of_work() as uow:
        number = await uow.attention.add(PAUSE)
        await uow.attention.add(Directive("extra", "duty", NOW, NOW + HOUR, "台风", group="ent", amount=3))
        found = await uow.attention.since(NOW + HOUR - MINUTE)
        assert [one.kind for one in found] == ["pause", "extra"]
        assert found[0] == Directive("pause", "duty", NOW, NOW + HOUR, "", "g1", id=number)
        assert await uow.attention.since(NOW + HOUR) == ()


async def test_ending_one_keeps_its_time_and_leaves_the_other_areas_alone(store):
    async with store.unit_of_work() as uow:
        await uow.attention.add(PAUSE)
        await uow.attention.add(Directive("pause", "duty", NOW, NOW + HOUR, "", "g2"))
        ended = await uow.attention.end("pause", area="g1", by="head1", at=NOW + MINUTE)
        assert [one.area for one in ended] == ["g1"]
        assert await uow.attention.end("pause", area="g1", by="head1", at=NOW + MINUTE) == ()
        [g1, g2] = await uow.attention.since(NOW)
        assert (g1.ended_at, g1.ended_by, g2.ended_at) == (NOW + MINUTE, "head1", None)
        assert [one.area for one in await uow.attention.since(NOW + 2 * MINUTE)] == ["g2"]
        assert len(await uow.attention.end("pause", area=None, by="duty", at=NOW + 2 * MINUTE)) == 1


async def test_what_was_said_or_will_be_is_told_once_a_moment_without_what_nobody_reads(store):
    later = NOW + HOUR
    await put(
        store,
        notice("a", "e1"),
        notice("b", "e2"),
        notice("c", "e3", due_at=later),
        outbound("reply"),
        notice("aside", "e1", due_at=later + MINUTE),
        outbound("alert", kind="alert", due_at=later),
        outbound("d", kind="digest", to=Destination(group="cmd"), due_at=later),
        aside=["aside"],
    )
    async with store.unit_of_work() as uow:
        assert await uow.attention.told_since(NOW) == ((GROUP.key, NOW), ("group:cmd", later), (GROUP.key, later))
        assert await uow.attention.told_since(NOW + MINUTE) == (("group:cmd", later), (GROUP.key, later))


async def test_what_was_set_aside_is_in_nobodys_way_until_it_is_released(store):
    await put(store, notice("a", "e1", due_at=NOW - MINUTE), notice("b", "e2"), aside=["a"])
    assert await claimed(store, NOW) == ["b"]
    async with store.unit_of_work() as uow:
        assert await uow.attention.aside(since=NOW) == ()
        [row] = await uow.attention.aside(since=NOW - HOUR, group="ent")
        assert (row.key, row.state) == ("a", "aside")
        assert await uow.attention.aside(since=NOW - HOUR, group="cmd") == ()
        assert await uow.attention.release([row.id], now=NOW + HOUR) == 1
        assert await uow.attention.release([row.id], now=NOW + HOUR) == 0
        await uow.commit()
    [other] = await store.delivery.claim(
        now=NOW + HOUR,
        limit=9,
        lease=MINUTE,
        worker="w",
    )  # the lease of b ran out
    assert other.key in ("a", "b")


async def test_the_most_urgent_of_what_was_set_aside_comes_first(store):
    rows = [notice("digest", "e1", priority=9), notice("late", "e2", due_at=NOW + MINUTE), notice("early", "e3")]
    await put(store, *rows, aside=["digest", "late", "early"])
    async with store.unit_of_work() as uow:
        assert [row.key for row in await uow.attention.aside(since=NOW)] == ["early", "late", "digest"]


async def test_what_makes_no_sense_any_more_is_not_released(store):
    await put(store, notice("a", "e1", expires_at=NOW + MINUTE), aside=["a"])
    async with store.unit_of_work() as uow:
        [row] = await uow.attention.aside(since=NOW)
        assert await uow.attention.release([row.id], now=NOW + MINUTE) == 0


async def test_what_waits_is_put_off_and_called_back(store):
    await put(store, notice("a", "e1"), outbound("digest", kind="digest", form="daily", period=DAY))
    until = NOW + HOUR
    async with store.unit_of_work() as uow:
        assert await uow.attention.postpone(["reminder", "overdue"], until=until) == 1
        await uow.commit()
    assert await claimed(store, NOW + MINUTE) == ["digest"]
    async with store.unit_of_work() as uow:
        assert await uow.attention.hasten(["reminder"], until=until, now=NOW + 2 * MINUTE) == 1
        assert await uow.attention.hasten(["reminder"], until=until, now=NOW + 2 * MINUTE) == 0
        await uow.commit()


async def test_what_waits_about_one_grid_is_cut_out_and_waits_alone(store):
    until = NOW + HOUR
    await put(store, notice("mixed", "e1", "e2", "e1b"), notice("whole", "e1"), notice("other", "e2"))
    async with store.unit_of_work() as uow:
        assert await uow.attention.postpone_about(["reminder"], {"e1", "e1b"}, until=until) == 2
        await uow.commit()
    rows = {}
    for now in (NOW, NOW + MINUTE, NOW + 2 * MINUTE):
        for row in await store.delivery.claim(now=now, limit=9, lease=MINUTE, worker="w"):
            await store.delivery.settle(row.id, state="sent", at=now)
            rows[row.key] = [entry.unit for entry in row.body.entries]
    assert rows == {"mixed": ["e2"], "other": ["e2"]}
    async with store.unit_of_work() as uow:
        assert {one.unit for one in await uow.outbox.accepted_about("daily", DAY)} == {"e2"}, "no evidence of a telling"
        assert await uow.outbox.drop_unit("daily", "e1b", DAY) == 1, "who reports meanwhile leaves what waits"
        await uow.commit()
    later = await store.delivery.claim(now=until, limit=9, lease=MINUTE, worker="w")
    assert [[entry.unit for entry in row.body.entries] for row in later] in ([["e1"]], [["e1"], ["e1"]])


async def test_what_would_be_too_late_by_then_is_dropped_and_the_others_are_called_back(store):
    until = NOW + HOUR
    await put(store, notice("late", "e1", expires_at=NOW + MINUTE), notice("mixed", "e1", "e2"))
    async with store.unit_of_work() as uow:
        await uow.attention.postpone_about(["reminder"], {"e1"}, until=until)
        assert await uow.attention.hasten_about(["reminder"], {"e1"}, until=until, now=NOW + MINUTE) == 1
        assert await uow.attention.hasten_about(["reminder"], {"e1"}, until=until, now=NOW + MINUTE) == 0
        await uow.commit()
    found = []
    for now in (NOW, NOW + MINUTE):
        for row in await store.delivery.claim(now=now, limit=9, lease=MINUTE, worker="w"):
            await store.delivery.settle(row.id, state="sent", at=now)
            found.append([entry.unit for entry in row.body.entries])
    assert found == [["e2"], ["e1"]]


@pytest.mark.parametrize("taken", [False, True])
async def test_an_announcement_can_be_withdrawn_until_somebody_may_have_read_it(store, taken):
    await put(store, outbound("end"))
    if taken:
        await claimed(store, NOW)
    async with store.unit_of_work() as uow:
        assert await uow.attention.withdraw("end") is not taken
        assert await uow.attention.withdraw("nothing") is False


async def test_the_fates_of_a_day_are_counted_by_state_and_by_the_trail(store):
    await put(store, notice("a", "e1"), notice("b", "e2"), notice("later", "e3", due_at=NOW + HOUR), aside=["b"])
    async with store.unit_of_work() as uow:
        for action in ("post_skipped", "post_skipped", "something_else"):
            uow.audit.write(AuditLine(NOW, "scheduler", action, "x"))
        await uow.flush()
        assert await uow.attention.fates(NOW, NOW + HOUR) == {"due": 1, "aside": 1, "post_skipped": 2}
        assert await uow.attention.fates(NOW - HOUR, NOW) == {}
