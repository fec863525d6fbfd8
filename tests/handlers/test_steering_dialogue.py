"""Steering the clock by message: who may pause what, more messages for a reason, an emergency, what comes next."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from talking import TODAY, ZONE, Talk, reading, reports, shown

from bot.forms.attention import Budget
from bot.messages import Body, Destination, Entry, Outbound
from bot.reading.meaning import Chatter

AFTERNOON = datetime(2020, 3, 5, 15, 50, tzinfo=ZONE)


async def say(talk: Talk, who, text, *, at=AFTERNOON, group=None):
    return await talk.say(who, Chatter(), text=text, at=at, group=group)


async def directives(talk, at=AFTERNOON):
    async with talk.store.unit_of_work() as uow:
        return await uow.attention.since(at)


async def put(talk, *outbounds, aside=()):
    async with talk.store.unit_of_work() as uow:
        for one in outbounds:
            uow.outbox.put(one)
        await uow.flush()
        if aside:
            await uow.attention.set_aside(aside)
        await uow.commit()


async def claimed(talk, at):
    rows = await talk.store.delivery.claim(now=at, limit=50, lease=timedelta(minutes=1), worker="w")
    return {row.key: row for row in rows}


def chase(key="k", units=("e1", "e2"), **more):
    entries = tuple(Entry(unit, unit, (f"clerk-{unit}",)) for unit in units)
    told = {"form": "daily", "period": TODAY, "drop_when_done": True}
    return replace(
        Outbound(key, "reminder", Destination(group="ent"), Body("还差", entries), AFTERNOON, **told), **more
    )


async def test_an_officer_pauses_the_whole_district_and_what_waits_waits_along(talk):
    await put(talk, chase())
    answer = await say(talk, "duty", "暂停催报 30分钟")
    assert shown(answer) == (
        "已暂停催报（全区）：到16:20为止不发提醒和逾期通知，之后自动恢复，还没报的、还来得及的再催。提前恢复请发：恢复催报。"
    )
    [one] = await directives(talk)
    assert (one.kind, one.by, one.area, one.until_at) == ("pause", "duty", "", AFTERNOON + timedelta(minutes=30))
    assert await claimed(talk, AFTERNOON + timedelta(minutes=29)) == {}
    assert set(await claimed(talk, AFTERNOON + timedelta(minutes=30))) == {"k"}
    assert ("duty", "pause", "area:*") in await talk.audit()


async def test_resuming_sends_what_waited(talk):
    await put(talk, chase())
    await say(talk, "duty", "今天不再催")
    answer = await say(talk, "boss", "恢复催报", at=AFTERNOON + timedelta(minutes=5))
    assert shown(answer) == "已恢复催报：全区。"
    assert set(await claimed(talk, AFTERNOON + timedelta(minutes=5))) == {"k"}
    [one] = await directives(talk)
    assert (one.ended_by, one.ended_at) == ("boss", AFTERNOON + timedelta(minutes=5))
    again = await say(talk, "duty", "恢复催报", at=AFTERNOON + timedelta(minutes=6))
    assert shown(again) == "现在没有暂停中的催报。"


async def test_a_grid_leader_pauses_his_own_grid_only_and_the_officer_hears_of_it(talk):
    answer = await say(talk, "head1", "今天不再催")
    assert "1号网格" in shown(answer)
    [one] = await directives(talk)
    assert one.area == "g1"
    assert [reply.to for reply in answer.replies[1:]] == [Destination(member="duty")]
    assert answer.replies[1].text == "吴五暂停催报（1号网格），到3月6日00:00。"
    refused = await say(talk, "head1", "2号网格暂停催报20分钟")
    assert refused.outcome.data["code"] == "area_not_yours"


async def test_what_already_waits_about_his_grid_waits_along_and_the_rest_goes_out(talk):
    await put(talk, chase(units=("e1", "s1")))
    await say(talk, "head1", "暂停催报 30分钟")
    [row] = [row for row in (await claimed(talk, AFTERNOON)).values() if row.kind == "reminder"]
    assert [entry.unit for entry in row.body.entries] == ["s1"]
    await talk.store.delivery.settle(row.id, state="sent", at=AFTERNOON)
    await say(talk, "head1", "恢复催报", at=AFTERNOON + timedelta(minutes=5))
    rows = await claimed(talk, AFTERNOON + timedelta(minutes=5))
    assert [[e.unit for e in row.body.entries] for row in rows.values() if row.kind == "reminder"] == [["e1"]]


@pytest.mark.parametrize(
    ("who", "text", "code"),
    [
        ("clerk1", "今天不再催", "may_not_steer"),
        ("head1", "加发 3条：台风", "may_not_steer"),
        ("head1", "应急模式 到3月8日 原因 台风", "may_not_steer"),
        ("head1", "接下来发什么", "may_not_steer"),
        ("duty", "暂停催报", "how_long"),
        ("duty", "应急模式", "until_when_and_why"),
        ("duty", "应急模式 到3月8日", "until_when_and_why"),
        ("duty", "应急模式 到3月1日 原因 台风", "no_such_day"),
        ("duty", "应急模式 到9月1日 原因 台风", "too_long"),
        ("duty", "结束应急模式", "no_emergency"),
        ("duty", "加发 3条：台风", "no_number"),
        ("duty", "加发 3条", "no_reason"),
        ("duty", "加发 99条：台风", "how_many"),
    ],
)
async def test_what_may_not_be_or_is_not_whole_is_refused_with_the_mend(talk, who, text, code):
    answer = await say(talk, who, text)
    assert answer.outcome.data["code"] == code
    assert await directives(talk) == ()


async def test_in_a_group_a_clerk_who_talks_to_others_is_not_answered(talk):
    answer = await say(talk, "clerk1", "今天不再催", group="ent")
    assert answer.outcome.kind == "chatter"


async def test_more_messages_go_out_for_a_reason_the_most_urgent_first_without_who_reported(talk):
    talk.preset = replace(talk.preset, attention=(Budget(posts_a_day=2),))
    waiting = [
        chase("digest", (), kind="digest", priority=9),
        chase("first"),
        chase("second", due_at=AFTERNOON + timedelta(minutes=1)),
    ]
    await put(talk, *waiting, aside=["digest", "first", "second"])
    await talk.say("clerk1", reports(reading("e1", on_duty=120)), at=AFTERNOON)
    later = AFTERNOON + timedelta(minutes=10)
    answer = await say(talk, "duty", "加发 2条：台风", at=later)
    assert shown(answer) == "已登记：各群今天可多发2条。留下的先发2条：\n企业群：提醒、提醒"
    [row] = [row for row in (await claimed(talk, later)).values() if row.to.group == "ent"]
    assert [entry.unit for entry in row.body.entries] == ["e2"]
    [one] = await directives(talk, later)
    assert (one.amount, one.reason, one.by) == (2, "台风", "duty")
    assert ("duty", "extra_posts", "group:*") in await talk.audit()


async def test_an_emergency_is_announced_at_its_beginning_and_at_its_end(talk):
    answer = await say(talk, "duty", "应急模式 到3月8日 原因 台风登陆")
    assert shown(answer) == (
        "【应急模式】冯八开启，到3月8日24:00自动结束。原因：台风登陆。期间不限每天条数，不分静默时段。提前结束请发：结束应急模式。"
    )
    assert [(reply.to, reply.kind) for reply in answer.replies[1:]] == [(Destination(group="cmd"), "alert")]
    end = datetime(2020, 3, 9, tzinfo=ZONE)
    assert await claimed(talk, end - timedelta(seconds=1)) == {}
    [row] = (await claimed(talk, end)).values()
    assert row.body.render() == "【应急模式】到期，已自动结束，每天条数和静默时段照常。"


async def test_an_emergency_that_is_ended_early_says_so_once(talk):
    await say(talk, "duty", "应急模式 到3月8日 原因 台风登陆")
    answer = await say(talk, "boss", "结束应急模式", group="cmd", at=AFTERNOON + timedelta(hours=1))
    assert shown(answer) == "【应急模式】王七提前结束，每天条数和静默时段照常。"
    assert answer.replies[1:] == ()
    assert await claimed(talk, datetime(2020, 3, 9, tzinfo=ZONE)) == {}


async def test_what_comes_next_names_when_what_to_whom_and_what_holds_it(talk):
    await say(talk, "head1", "暂停催报 1小时")
    text = shown(await say(talk, "duty", "接下来发什么"))
    lines = text.splitlines()
    assert lines[0].startswith("接下来24小时由时钟发")
    assert any("日报提醒：" in line and "暂停中，16:50再发" in line for line in lines), text
    assert "暂停催报：1号网格，到16:50。恢复请发：恢复催报。" in lines
    async with talk.store.unit_of_work() as uow:
        assert await uow.lists.in_state(("draft",)) == (), "looking drafts nothing"
