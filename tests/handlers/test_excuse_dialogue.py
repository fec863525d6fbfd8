"""Being excused by message: asked for, granted, declined, ended, listed; who may, and what a text unsent loses."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from talking import DISTRICT, MORNING, TODAY, ZONE, Talk, reading, reports, shown

from bot.messages import Body, Destination, Entry, Outbound
from bot.reading.meaning import Chatter
from bot.rules.excusing import excused_directory


async def say(talk: Talk, who, text, *, group=None, at=None):
    """The next message, read with who is excused by now."""
    _, granted = await talk.store.load_excuses()
    talk.directory = excused_directory(DISTRICT, granted)
    return await talk.say(who, Chatter(), text=text, group=group, at=at)


async def rows(talk: Talk):
    async with talk.store.unit_of_work() as uow:
        return await uow.excuses.in_state(("asked", "granted", "declined", "ended"))


def excuse_of(talk: Talk, unit, day):
    return talk.directory.exemption_of(unit, "daily", day)


async def test_a_clerk_asks_an_officer_agrees_and_the_unit_is_excused(talk):
    answer = await say(talk, "clerk1", "申请免报 停产 到3月8日")
    assert shown(answer) == "收到免报申请E1：中光电，3月5日至3月8日，停产。已交值班员审批，批准前请照常上报。"
    notice = answer.replies[1]
    assert notice.to == Destination(group="cmd")
    assert "【免报申请 E1】中光电" in notice.text
    assert "同意请回：同意 E1" in notice.text
    await say(talk, "clerk2", "你好")
    assert excuse_of(talk, "e1", TODAY) is None, "asked is not granted"
    yes = await say(talk, "duty", "同意 E1", group="cmd")
    assert shown(yes).startswith("已登记免报E1：中光电，3月5日至3月8日，停产")
    assert yes.replies[1].to == Destination(member="clerk1")
    await say(talk, "clerk2", "你好")
    assert [excuse_of(talk, "e1", date(2020, 3, day)) is not None for day in (4, 5, 8, 9)] == [False, True, True, False]
    assert excuse_of(talk, "e1", TODAY).approved_by == "duty"
    assert {("clerk1", "excuse_asked", "excuse:1"), ("duty", "excuse_granted", "excuse:1")} <= set(await talk.audit())


async def test_an_application_that_is_declined_tells_its_asker_why(talk):
    await say(talk, "clerk1", "申请免报 停产 到3月8日", group="ent")
    answer = await say(talk, "boss", "不同意 E1 昨天还在开工")
    news = answer.replies[1]
    assert (news.to, news.mentions) == (Destination(group="ent"), ("clerk1",))
    assert "没有批准，原因：昨天还在开工" in news.text
    assert [row.state for row in await rows(talk)] == ["declined"]


async def test_nobody_decides_about_his_own_application_or_twice(talk):
    await say(talk, "head1", "申请免报 中光电 停产 到3月8日")
    assert (await say(talk, "head1", "同意 E1")).outcome.data["code"] == "own_application"
    await say(talk, "duty", "同意 E1")
    again = await say(talk, "boss", "不同意 E1")
    assert "已经批准" in shown(again)
    assert [row.state for row in await rows(talk)] == ["granted"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("申请免报", "免报到哪一天"),
        ("申请免报 停产", "免报到哪一天"),
        ("申请免报 到3月8日", "请写上原因"),
        ("申请免报 停产 到2月30日", "没有这一天"),
        ("申请免报 停产 3月1日到3月2日", "已经过去了"),
    ],
)
async def test_what_is_not_said_is_asked_for_and_nothing_is_kept(talk, text, wanted):
    answer = await say(talk, "clerk1", text)
    assert wanted in shown(answer)
    assert await rows(talk) == ()


async def test_who_reports_for_two_units_says_which(talk):
    assert "华信电子、华信达电子" in shown(await say(talk, "clerk34", "申请免报 停产 到3月8日"))
    assert "请写全名" in shown(await say(talk, "clerk34", "申请免报 华信 停产 到3月8日"))
    await say(talk, "clerk34", "申请免报 华信达电子 停产 到3月8日")
    assert [row.units for row in await rows(talk)] == [("e4",)]


async def test_a_clerk_asks_only_for_his_own_unit_and_never_grants(talk):
    assert (await say(talk, "clerk1", "申请免报 九明制药 停产 到3月8日")).outcome.data["code"] == "unit_not_yours"
    await say(talk, "clerk1", "免报 停产 到3月8日")
    assert [row.state for row in await rows(talk)] == ["asked"]
    assert (await say(talk, "clerk2", "同意 E1")).outcome.data["code"] == "may_not_excuse"


async def test_an_officer_excuses_a_grid_and_it_cascades_to_its_units(talk):
    answer = await say(talk, "duty", "免报 1号网格 3月6日到7日 停电", group="cmd")
    assert shown(answer).startswith("已登记免报E1：1号网格（4家），3月6日至3月7日，停电")
    await say(talk, "duty", "你好")
    assert [excuse_of(talk, unit, date(2020, 3, 6)) is not None for unit in ("e1", "e4", "s1")] == [True, True, False]


async def test_a_grid_leader_excuses_in_his_own_grid_only(talk):
    assert (await say(talk, "head1", "免报 1号网格 今天 停电")).outcome.data["action"] == "excuse_granted"
    assert (await say(talk, "head1", "免报 滨江壹号 今天 停电")).outcome.data["code"] == "may_not_excuse"
    assert (await say(talk, "head1", "全区免报 今天 停电")).outcome.data["code"] == "may_not_excuse"
    assert (await say(talk, "boss", "全区免报 今天 停电")).outcome.data["action"] == "excuse_granted"


async def test_an_excuse_that_is_ended_keeps_the_days_before(talk):
    await say(talk, "duty", "免报 中光电 长期 停产", at=MORNING)
    later = datetime(2020, 3, 9, 9, tzinfo=ZONE)
    answer = await say(talk, "clerk1", "取消免报 E1", at=later)
    assert shown(answer) == "免报E1已取消：中光电从今天起照常上报。"
    await say(talk, "duty", "你好", at=later + timedelta(minutes=1))
    assert [excuse_of(talk, "e1", date(2020, 3, day)) is not None for day in (5, 8, 9)] == [True, True, False]


async def test_the_excused_leave_a_text_that_waits(talk):
    body = Body("未报：", (Entry("e1", "中光电", ("clerk1",)), Entry("e2", "九明制药", ("clerk2",))), joiner="、")
    waiting = Outbound("k", "reminder", Destination(group="ent"), body, MORNING, form="daily", period=TODAY,
                       drop_when_done=True)  # fmt: skip
    async with talk.store.unit_of_work() as uow:
        uow.outbox.put(waiting)
        await uow.commit()
    await say(talk, "duty", "免报 中光电 今天 停电")
    [row] = await talk.store.delivery.claim(
        now=MORNING + timedelta(hours=1), limit=1, lease=timedelta(minutes=1), worker="w"
    )
    assert row.body.render() == "未报：\n九明制药"


async def test_the_list_shows_what_waits_what_holds_and_what_the_files_say(talk):
    await say(talk, "duty", "免报 九明制药 3月5日到3月6日 放假")
    await say(talk, "clerk1", "申请免报 停产 到3月8日")
    text = shown(await say(talk, "duty", "免报名单"))
    assert text.splitlines() == [
        "免报3条：",
        "待批：E2 中光电，3月5日至3月8日，停产",
        "E1 九明制药，3月5日至3月6日，放假",
        "盛景二期，3月1日至3月31日，停工检修（名册）",
    ]
    assert "中光电" not in shown(await say(talk, "head2", "免报名单"))


async def test_a_report_that_speaks_of_being_excused_is_a_report(talk):
    meaning = reports(reading("e1", on_duty=120))
    answer = await talk.say("clerk1", meaning, text="中光电在岗120，明天起免报到3月8日")
    assert answer.outcome.kind == "report"


async def test_a_resident_is_no_applicant(talk):
    answer = await say(talk, "stranger", "申请免报 停产 到3月8日")
    assert answer.outcome.kind != "admin"
    assert await rows(talk) == ()


async def test_a_unit_that_joins_the_grid_later_is_excused_too(talk):
    await say(talk, "duty", "免报 2号网格 长期 停工")
    _, granted = await talk.store.load_excuses()
    new = replace(DISTRICT.units[0], id="new", area="g2")
    grown = excused_directory(replace(DISTRICT, units=(*DISTRICT.units, new)), granted)
    assert grown.exemption_of("new", "daily", TODAY) is not None
