"""Forms that are owed after an event: asked for by an alarm or an officer's word, and done with the report."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from talking import ZONE, reading, shown

from bot.forms.definition import FieldDef, FormDef
from bot.messages import Destination
from bot.reading.meaning import Chatter, ReportMeaning
from bot.rules.duty import is_duty_day

TEN = datetime(2020, 3, 5, 10, 0, tzinfo=ZONE)
HANDLED = FormDef.model_validate(
    {
        "id": "handled", "name": "处置情况", "owed_by": ("enterprise",),
        "fields": (FieldDef(key="contacts", label="密接", required=True),),
        "event": {"on": "alarm", "fields": ("abnormal_temp",), "within": "24h"},
    }
)  # fmt: skip


@pytest.fixture
def talk(talk):
    talk.preset = replace(talk.preset, forms=(*talk.preset.forms, HANDLED))
    return talk


async def say(talk, who, text, *, at=TEN, group=None):
    return await talk.say(who, Chatter(), text=text, at=at, group=group)


async def report(talk, who, form, unit, *, at=TEN, **fields):
    return await talk.say(who, ReportMeaning("report", form, (reading(unit, **fields),)), at=at, group="ent")


async def pending(talk):
    async with talk.store.unit_of_work() as uow:
        return await uow.occasions.pending()


async def told(talk, to):
    rows = await talk.store.delivery.claim(now=TEN, limit=50, lease=timedelta(minutes=1), worker="w")
    return [row for row in rows if row.to == to and row.key.startswith("occasion:")]


async def test_an_alarm_asks_the_unit_for_the_form_once_and_its_group_hears_by_when(talk):
    await report(talk, "clerk1", "daily", "e1", on_duty=120, abnormal_temp=2)
    [owed] = await pending(talk)
    assert (owed.form, owed.unit, owed.due_at) == ("handled", "e1", TEN + timedelta(hours=24))
    [row] = await told(talk, Destination(group="ent"))
    assert row.body.render() == (
        "【限时】请在3月6日10:00前报处置情况（3月5日日报体温异常）：\n中光电\n报法：处置情况 密接 126"
    )
    assert row.mentions == ("clerk1",)
    await talk.say(
        "clerk1", ReportMeaning("correction", "daily", (reading("e1", abnormal_temp=3),)), at=TEN, group="ent"
    )
    assert len(await pending(talk)) == 1


async def test_the_report_is_in_time_by_the_moment_of_the_event_and_ends_it(talk):
    await report(talk, "clerk1", "daily", "e1", on_duty=120, abnormal_temp=2)
    answer = await report(talk, "clerk1", "handled", "e1", at=TEN + timedelta(hours=23), contacts=3)
    assert shown(answer).startswith("已收到，中光电 3月6日处置情况，按时。")
    assert await pending(talk) == ()


async def test_a_report_after_it_is_late_with_its_own_deadline(talk):
    await report(talk, "clerk1", "daily", "e1", on_duty=120, abnormal_temp=2)
    answer = await report(talk, "clerk1", "handled", "e1", at=TEN + timedelta(hours=25), contacts=3)
    assert "迟报（10:00截止）" in shown(answer)
    unasked = await report(talk, "clerk2", "handled", "e2", at=TEN + timedelta(hours=25), contacts=3)
    assert "按时" in shown(unasked)


async def test_nobody_owes_it_by_the_day(talk):
    assert not is_duty_day(HANDLED, TEN.date(), talk.preset)


async def test_an_officer_asks_for_it_by_name_and_takes_it_back(talk):
    answer = await say(talk, "duty", "布置 处置情况 中光电、九明制药 12小时内 原因：复查", group="cmd")
    assert shown(answer) == "已布置处置情况：中光电、九明制药，3月5日22:00前报。没报的到时成急件。"
    assert [(one.unit, one.cause) for one in await pending(talk)] == [("e1", "复查"), ("e2", "复查")]
    again = await say(talk, "boss", "布置 处置情况 中光电 2天")
    assert shown(again) == "已经布置过、还没报的：中光电。"
    open_now = shown(await say(talk, "duty", "未结事项"))
    assert "处置情况（限时）：还有2家没报" in open_now
    assert shown(await say(talk, "duty", "取消布置 处置情况 中光电")) == "已取消处置情况：中光电，不用报了。"
    assert shown(await say(talk, "duty", "取消布置 处置情况 中光电")) == "这几家现在没有要限时报的。"
    assert [one.unit for one in await pending(talk)] == ["e2"]


@pytest.mark.parametrize(
    ("who", "text", "code"),
    [
        ("head1", "布置 处置情况 中光电", "may_not_ask_for"),
        ("duty", "布置 处置情况", "which_unit"),
        ("duty", "布置 处置情况 华信", "which_unit"),
    ],
)
async def test_what_may_not_be_or_is_not_whole_is_refused(talk, who, text, code):
    assert (await say(talk, who, text)).outcome.data["code"] == code
    assert await pending(talk) == ()


@pytest.mark.parametrize("text", ["布置一下明天的会场", "今天布置了消杀任务", "布置 日报 中光电"])
async def test_other_talk_of_arranging_is_none(talk, text):
    assert (await say(talk, "duty", text, group="cmd")).outcome.data.get("action") is None
