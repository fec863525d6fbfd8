"""What was not delivered is told to the duty officers, once, and again only when it fails anew."""

from datetime import timedelta

import pytest
from ladders import at

from bot.messages import Body, Destination, Entry, Outbound
from bot.scheduler.undelivered import EVERY, Undelivered

NOW = at(2020, 3, 5, 20, 30)


@pytest.fixture
def watch(stage):
    stage.clock.set(NOW)

    async def snapshot():
        return stage.directory

    return Undelivered(store=stage.store, delivery=stage.store.delivery, snapshot=snapshot, clock=stage.clock)


async def posted(stage, key, *, kind="criticism", state="refused"):
    """A post that ended in that state; its row."""
    now = stage.clock.now()
    async with stage.store.unit_of_work() as uow:
        body = Body("【通报0305-1】日报逾期", (Entry("e1", "中光电"),))
        uow.outbox.put(Outbound(key, kind, Destination(group="ent"), body, now))
        await uow.flush()
        await uow.commit()
    [row] = await stage.store.delivery.claim(now=now, limit=5, lease=timedelta(seconds=30), worker="t")
    await stage.store.delivery.settle(row.id, state=state, at=now, error="no answer")
    return row


async def alarms(stage):
    rows = await stage.store.delivery.claim(now=stage.clock.now(), limit=50, lease=timedelta(seconds=30), worker="t")
    for row in rows:
        await stage.store.delivery.settle(row.id, state="sent", at=stage.clock.now())
    return [(row.to.member, row.body.render()) for row in rows]


@pytest.mark.parametrize("state", ["refused", "held", "unknown"])
async def test_a_list_that_did_not_arrive_is_told_once_with_what_to_do(stage, watch, state):
    row = await posted(stage, "list:0305-1", state=state)
    assert await watch.next_due() == NOW
    assert await watch.run_due(NOW) == 1
    [(officer, text)] = await alarms(stage)
    assert officer == "duty"
    assert "通报0305-1" in text
    assert f"重发 {row.id}" in text
    assert await watch.next_due() is None
    assert await watch.run_due(NOW + EVERY) == 0


async def test_an_answer_that_did_not_reach_who_told_is_told_by_its_case_and_without_him(stage, watch):
    now = stage.clock.now()
    async with stage.store.unit_of_work() as uow:
        body = Body("您反映的T0007已办结：已劝离")
        uow.outbox.put(Outbound("case:T0007", "case", Destination(member="wx_teller"), body, now))
        await uow.flush()
        await uow.commit()
    [row] = await stage.store.delivery.claim(now=now, limit=5, lease=timedelta(seconds=30), worker="t")
    await stage.store.delivery.settle(row.id, state="refused", at=now, error="48 hours")
    await watch.run_due(NOW)
    [(officer, text)] = await alarms(stage)
    assert officer == "duty"
    assert text.startswith("【未送达】T0007的答复没有送到反映人")
    assert "wx_teller" not in text
    assert "重发" not in text.replace("不用重发", "")


async def test_an_alert_that_nobody_got_is_told_and_an_alarm_about_it_is_not(stage, watch):
    await posted(stage, "alert:1", kind="alert")
    assert await watch.run_due(NOW) == 1
    [row] = await stage.store.delivery.claim(now=NOW, limit=5, lease=timedelta(seconds=30), worker="t")
    await stage.store.delivery.settle(row.id, state="refused", at=NOW, error="gone")
    later = NOW + 2 * EVERY
    stage.clock.set(later)
    assert await watch.run_due(later) == 0


async def test_after_a_restart_nothing_is_told_twice(stage, watch):
    await posted(stage, "list:0305-1")
    await watch.run_due(NOW)
    await alarms(stage)

    async def snapshot():
        return stage.directory

    again = Undelivered(store=stage.store, delivery=stage.store.delivery, snapshot=snapshot, clock=stage.clock)
    await again.run_due(NOW)
    assert await alarms(stage) == []


async def test_a_reply_that_did_not_arrive_is_not_told(stage, watch):
    await posted(stage, "reply:1", kind="reply")
    assert await watch.next_due() is None


async def test_it_looks_seldom_and_says_when_it_will_look_again(stage, watch):
    await watch.run_due(NOW)
    await posted(stage, "list:0305-1")
    assert await watch.next_due() == NOW + EVERY
    assert await watch.run_due(NOW) == 0
    stage.clock.set(NOW + EVERY)
    assert await watch.run_due(NOW + EVERY) == 1
