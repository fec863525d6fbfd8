"""Rules 10 to 16 and 24 to 28 of fair criticism, each by its number: what is said in public, and how it is undone."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from district import DAY
from ladders import CN, form, preset
from lists import drafted, order, rows, say, sent
from pictures import PLACE, exif, jpeg
from talking import DISTRICT, ZONE, reading, reports, shown

import bot
from bot.clock import VirtualClock
from bot.config import load_settings
from bot.directory.model import Unit
from bot.errors import SendError
from bot.forms.attention import Quiet
from bot.forms.fairness import Fairness
from bot.forms.load import load_preset
from bot.media.jpeg import stripped
from bot.reading.meaning import Detail, QuestionMeaning
from bot.rehearsal import Recorder, Stage
from bot.views.posts_wording import BUILT_IN

SOURCE = Path(bot.__file__).parent
REHEARSED = Path(__file__).parents[1] / "rehearsals/district/config.toml"


async def test_rule_10_each_retracted_name_is_retracted_once_in_every_group_that_read_it(talk):
    first = DISTRICT.groups[1]
    second = replace(first, id="grid2", chat_id="grid2", post_chat_id="grid2", areas=("g2",))
    talk.directory = replace(DISTRICT, groups=(*DISTRICT.groups, second))
    await drafted(talk, "e1", "e2", "s1")
    await order(talk, "duty", "publish")
    await sent(talk)
    for _ in range(2):
        await order(talk, "boss", "retract", "e1", reason="漏收")
    await order(talk, "boss", "retract", "s1", reason="停电")
    retracted = await rows(talk, "retraction")
    assert sorted(row.to.group for row in retracted) == ["ent", "grid2"]
    for row in retracted:
        assert "【更正】通报0305-1中" in row.body.render()
        assert "现予更正并致歉，不计入任何考核。更正号0305-1-G" in row.body.render()


async def test_rule_11_a_list_names_units_and_nobody_else_and_says_its_number_and_that_corrections_hold(talk):
    talk.directory = replace(
        DISTRICT, members=tuple(replace(one, phone=f"1380000{n:04}") for n, one in enumerate(DISTRICT.members))
    )
    await drafted(talk)
    await order(talk, "duty", "publish")
    [row] = await rows(talk)
    text = row.body.render()
    assert re.search(r"【通报0305-1】.*截止18:00，统计至20:2\d.*以更正为准。", text, re.DOTALL)
    assert not row.body.mentions
    for member in talk.directory.members:
        assert member.phone not in text
        assert member.name not in text or member.user_id == "duty", "whoever signs stands there by name"


async def test_rule_11_after_sixty_days_nobody_is_told_of_it_any_more(talk):
    await drafted(talk)
    await order(talk, "duty", "publish")
    later = talk.now + timedelta(days=61)
    assert "没有查到" in shown(await say(talk, "clerk1", "为什么有我", at=later))
    assert "无此通报" in shown(await say(talk, "clerk1", "核验 0305-1", at=later))


async def test_rule_12_rankings_are_private_unless_two_officers_want_them_public_until_a_day(talk):
    ranking = QuestionMeaning("rate", detail=Detail(of_reports=True, by_grid=True))
    assert "只在私信和指挥部群里给" in shown(await talk.say("duty", ranking, group="ent"))
    assert (await say(talk, "duty", "公开排名 原因 冲刺")).outcome.data["code"] == "until_when_and_why"
    await say(talk, "duty", "公开排名 到3月6日 原因 冲刺复工")
    assert (await say(talk, "duty", "同意公开排名")).outcome.data["code"] == "own_application"
    await say(talk, "boss", "同意公开排名")
    assert "只在私信" not in shown(await talk.say("duty", ranking, group="ent"))
    after = datetime(2020, 3, 7, 0, 0, tzinfo=ZONE)
    assert "只在私信和指挥部群里给" in shown(await talk.say("duty", ranking, group="ent", at=after))


def test_rule_12_no_step_of_a_ladder_can_post_a_ranking():
    told = " ".join(BUILT_IN.values())
    assert not re.search("排名|倒数|末位|前三|后三", told)


@pytest.mark.parametrize(("wrong", "paused"), [(0, False), (1, False), (2, True), (4, True)])
async def test_rule_13_naming_pauses_itself_once_too_many_names_were_wrong(talk, wrong, paused):
    talk.preset = replace(talk.preset, criticism=Fairness(pause_over=2, pause_least=2))
    units = ("e1", "e2", "e3", "e4", "s1")
    await drafted(talk, *units)
    await order(talk, "duty", "publish")
    for unit in units[:wrong]:
        await order(talk, "boss", "retract", unit, reason="漏收", number="0305-1")
    await drafted(talk, "e2", number="0305-2")
    answer = await order(talk, "admin", "publish", number="0305-2")
    assert (answer.outcome.data.get("code") == "criticism_paused") is paused


async def test_rule_14_a_list_approved_at_night_is_read_in_the_morning(talk):
    talk.preset = replace(talk.preset, quiet=(Quiet.model_validate({"from": "20:00", "to": "07:30"}),))
    await drafted(talk)
    await order(talk, "duty", "publish")
    [row] = await rows(talk)
    assert row.due_at == datetime(2020, 3, 6, 7, 30, tzinfo=ZONE)


def test_rule_14_an_answer_to_an_appeal_is_due_in_working_hours():
    from bot.handlers.appeals.asking import ANSWERED_AT

    assert 9 <= ANSWERED_AT.hour <= 18


def test_rule_15_a_photo_loses_where_it_was_taken_and_no_form_asks_for_one():
    assert stripped(jpeg(exif())) == jpeg()
    assert PLACE not in stripped(jpeg(exif()))
    kinds = {field.kind for one in load_preset("heyuan-2020").forms for field in one.fields}
    assert not kinds & {"image", "location"}


async def test_rule_16_nothing_that_groups_read_by_the_clock_tells_where_anybody_comes_from(stage):
    stage.preset = preset(load_preset("heyuan-2020").form("daily"))
    ticker = stage.ticker()
    stage.clock.set(datetime(2020, 3, 5, 9, 0, tzinfo=CN))
    await stage.report("e1")
    rows_of_day = await stage.play(ticker, datetime(2020, 3, 5, 23, 59, tzinfo=CN))
    assert len(rows_of_day) > 8
    for row in rows_of_day:
        assert not re.search("湖北|武汉|鄂|籍贯", row.body.render()), row.kind
    origin = {"hubei_staff"}
    one = load_preset("heyuan-2020").form("daily")
    assert not origin & {*one.digest_fields, *(rate.field for rate in one.digest_rates)}


async def test_rule_24_a_bad_number_and_a_correction_are_no_miss(stage):
    stage.preset = preset(form(criticism={"in_a_row": 2}))
    ticker = stage.ticker()
    for back in (0, 1):
        day = DAY + timedelta(days=back)
        stage.clock.set(datetime(day.year, day.month, day.day, 9, 0, tzinfo=CN))
        for unit in ("e1", "e2", "e3", "s1"):
            await stage.report(unit, day=day)
        await stage.report("e1", day=day, at=stage.clock.now() + timedelta(hours=8))
        await stage.play(ticker, datetime(day.year, day.month, day.day, 20, 30, tzinfo=CN))
    async with stage.store.unit_of_work() as uow:
        assert await uow.lists.misses("daily", since=DAY, before=DAY + timedelta(days=5)) == ()


async def test_rule_24_a_receipt_thanks_for_a_figure_and_threatens_nobody(talk):
    answer = await talk.say("clerk1", reports(reading("e1", on_duty=5, abnormal_temp=9)), group="ent")
    assert not re.search("通报|批评|追责|考核", shown(answer))


async def test_rule_25_a_number_that_we_never_published_is_said_to_be_none_of_ours(talk):
    await drafted(talk)
    for number in ("0305-1", "0305-9", "9999-1"):
        assert shown(await say(talk, "stranger", f"核验 通报{number}")).startswith("无此通报")
    await order(talk, "duty", "publish")
    assert shown(await say(talk, "stranger", "核验 通报0305-1")).startswith("通报0305-1是真的")


def test_rule_26_nothing_erases_a_list_an_appeal_or_a_line_of_the_trail():
    erasing = re.compile(r"delete\(\s*(audit|criticism_lists|criticism_entries|lists|entries|appeals)\b")
    for path in (SOURCE / "store").rglob("*.py"):
        assert not erasing.search(path.read_text(encoding="utf-8")), path.name
    assert "update(audit)" not in "".join(path.read_text("utf-8") for path in (SOURCE / "store").glob("*.py"))


async def test_rule_26_what_widens_publicity_needs_a_second_person(talk):
    await say(talk, "admin", "公开排名 到3月6日 原因 冲刺复工")
    assert (await say(talk, "admin", "同意公开排名")).outcome.data["code"] == "own_application"


async def test_rule_27_whom_the_grid_reports_for_is_never_listed(stage):
    stage.directory = replace(stage.directory, units=(*stage.directory.units, Unit("v1", "路边摊", "site", "g2")))
    said = await stage.play(stage.ticker(), datetime(2020, 3, 5, 20, 30, tzinfo=CN))
    async with stage.store.unit_of_work() as uow:
        [item] = await uow.lists.in_state(("draft",))
    assert "v1" not in {entry.unit for entry in item.entries}
    assert "由网格员代报的，一律不列入1家：路边摊" in next(
        row.body.render() for row in said if row.kind == "criticism_draft"
    )


class Silent(Recorder):
    """A platform that takes nothing between two moments."""

    def __init__(self, clock, written, since, until) -> None:
        super().__init__("chat", clock, written)
        self._moments = clock, since, until

    async def send(self, parcel):
        clock, since, until = self._moments
        if since <= clock.now() < until:
            raise SendError("away", permanent=False, retry_after=timedelta(minutes=1))
        return await super().send(parcel)


async def test_rule_28_forty_minutes_without_the_platform_around_the_deadline_make_nobody_late(tmp_path):
    down, back = datetime(2020, 3, 5, 17, 40, tzinfo=CN), datetime(2020, 3, 5, 18, 20, tzinfo=CN)
    clock, written = VirtualClock(datetime(2020, 3, 5, 15, 0, tzinfo=CN).astimezone(UTC)), []
    recorder = Silent(clock, written, down.astimezone(UTC), back.astimezone(UTC))
    stage = Stage(load_settings(REHEARSED), clock, f"sqlite:///{tmp_path}/r.db", 1, recorder, written)
    await stage.start()
    try:
        app = stage.replicas[0]
        for minute in range(4 * 60):
            moment = datetime(2020, 3, 5, 15, 1, tzinfo=CN).astimezone(UTC) + timedelta(minutes=minute)
            await stage.settle(moment)
            if moment.astimezone(CN).strftime("%H:%M") in ("17:45", "18:35"):
                await _report(stage, moment, "u_e2" if moment < back else "u_e3")
            await app.pulse.run_due(moment)
        async with app.store.unit_of_work() as uow:
            heads = await uow.reports.heads_of(app.preset.forms[0], DAY)
    finally:
        await stage.stop()
    assert {unit: head.status for unit, head in heads.items()} == {"e2": "on_time", "e3": "on_time"}
    told = [line["text"] for line in written if line.get("kind") == "alert"]
    assert any("消息平台中断" in text and "截止顺延到18:" in text for text in told)
    overdue = [line["at"].astimezone(CN) for line in written if line.get("kind") == "overdue"]
    assert overdue
    assert all(at >= datetime(2020, 3, 5, 18, 45, tzinfo=CN) for at in overdue), overdue


async def _report(stage, moment, sender):
    from bot.messages import Inbound

    await stage.say(Inbound("chat", f"m{sender}", sender, "ent", "在岗41", moment, moment))
    await stage.send()
