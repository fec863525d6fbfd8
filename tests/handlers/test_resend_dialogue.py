"""未送达 and 重发: an officer sees what did not arrive and sends it again, without who mended his miss."""

from datetime import timedelta

import pytest
from talking import TODAY, reading, reports, shown

from bot.messages import Body, Destination, Entry, Outbound
from bot.reading.meaning import Chatter

LEASE = timedelta(seconds=30)


async def failed(talk, *, state="held"):
    """A list that ended in that state; its id."""
    async with talk.store.unit_of_work() as uow:
        body = Body("【通报0305-1】日报逾期", (Entry("e1", "中光电"), Entry("e2", "九明制药")))
        uow.outbox.put(
            Outbound("list:0305-1", "criticism", Destination(group="ent"), body, talk.now, form="daily", period=TODAY,
                     drop_when_done=True)
        )  # fmt: skip
        await uow.flush()
        await uow.commit()
    [row] = await talk.store.delivery.claim(now=talk.now, limit=5, lease=LEASE, worker="t")
    await talk.store.delivery.settle(row.id, state=state, at=talk.now, error="unsure: no answer")
    return row.id


async def test_the_officer_sees_it_and_sends_it_again(talk):
    number = await failed(talk)
    assert f"重发 {number}" in shown(await talk.say("duty", Chatter(), text="未送达"))
    answer = await talk.say("duty", Chatter(), text=f"重发 {number}")
    assert answer.outcome.kind == "admin"
    [row] = await talk.store.delivery.claim(now=talk.now, limit=5, lease=LEASE, worker="t")
    assert [entry.unit for entry in row.body.entries] == ["e1", "e2"]
    assert row.state == "due"


async def test_who_reported_meanwhile_is_not_named_the_second_time(talk):
    number = await failed(talk)
    await talk.say("clerk1", reports(reading("e1", on_duty=9)))
    await talk.say("duty", Chatter(), text=f"重发 {number}")
    [row] = await talk.store.delivery.claim(now=talk.now, limit=5, lease=LEASE, worker="t")
    assert [entry.unit for entry in row.body.entries] == ["e2"]


@pytest.mark.parametrize("text", ["重发 999", "重发 999999999999"])
async def test_an_unknown_number_is_refused_in_a_word(talk, text):
    answer = await talk.say("duty", Chatter(), text=text)
    assert answer.outcome.kind == "refused"


async def test_what_was_sent_cannot_be_sent_again(talk):
    number = await failed(talk, state="sent")
    assert (await talk.say("duty", Chatter(), text=f"重发 {number}")).outcome.kind == "refused"
    assert "没有未送达" in shown(await talk.say("duty", Chatter(), text="未送达"))


@pytest.mark.parametrize("who", ["clerk1", "head1", "boss", "res1"])
async def test_nobody_else_may(talk, who):
    number = await failed(talk)
    assert (await talk.say(who, Chatter(), text=f"重发 {number}")).outcome.kind == "chatter"
