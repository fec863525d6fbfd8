"""A day on the ladder: who is named where, who falls out, what the draft holds, what the digest says."""

from datetime import timedelta

import pytest
from district import DAY, DISTRICT
from ladders import LADDER, at, form, preset

from bot.directory.model import Exemption


def named(row):
    return [entry.unit for entry in row.body.entries]


def of(rows, kind):
    return {row.to.group: row for row in rows if row.kind == kind}


async def test_an_opening_note_names_nobody_and_goes_to_each_group_once(stage):
    rows = await stage.play(stage.ticker(), at(2020, 3, 5, 12))
    assert sorted(row.to.group for row in rows) == ["ent", "grid1", "grid2"]
    assert all(not row.body.entries and not row.body.mentions for row in rows)
    assert "3月5日" in rows[0].body.render()


async def test_a_reminder_names_each_missing_unit_in_one_group_only(stage):
    ticker = stage.ticker()
    await stage.play(ticker, at(2020, 3, 5, 10))
    await stage.report("e1")
    rows = await stage.play(ticker, at(2020, 3, 5, 16, 5))
    assert {row.to.group: named(row) for row in rows} == {"ent": ["e2", "e3"], "grid2": ["s1"]}
    assert of(rows, "reminder")["ent"].body.mentions == ("c2", "c3")
    text = of(rows, "reminder")["ent"].body.render()
    assert "还有2家" in text
    assert "1号网格：九明制药\n2号网格：华信电子" in text
    assert "盛景" not in "".join(row.body.render() for row in rows)


async def test_a_site_is_named_in_its_grids_group_and_mentions_its_clerk(stage):
    rows = await stage.play(stage.ticker(), at(2020, 3, 5, 16, 5))
    assert of(rows, "reminder")["grid2"].body.mentions == ("cs",)


async def test_a_unit_that_reports_before_the_send_falls_out_of_the_text(stage):
    ticker = stage.ticker()
    await stage.play(ticker, at(2020, 3, 5, 15))
    stage.holding = True
    await stage.play(ticker, at(2020, 3, 5, 16))
    await stage.report("e2")
    await stage.report("s1")
    stage.holding = False
    rows = await stage.play(ticker, at(2020, 3, 5, 16, 1))
    assert {row.to.group: named(row) for row in rows} == {"ent": ["e1", "e3"]}
    assert "还有2家" in rows[0].body.render()


async def test_an_unfinished_report_is_reminded_of_what_it_lacks(stage):
    ticker = stage.ticker()
    await stage.play(ticker, at(2020, 3, 5, 10))
    await stage.report("e1", complete=False)
    rows = await stage.play(ticker, at(2020, 3, 5, 16, 5))
    assert "中光电（已发，还差在岗人数）" in of(rows, "reminder")["ent"].body.render()


async def test_when_all_have_reported_nobody_is_written_to_but_the_digest_comes(stage):
    ticker = stage.ticker()
    await stage.play(ticker, at(2020, 3, 5, 10))
    for unit in ("e1", "e2", "e3", "s1"):
        await stage.report(unit)
    rows = await stage.play(ticker, at(2020, 3, 5, 23))
    assert {row.kind for row in rows} == {"digest"}
    assert await stage.lists() == ()


async def test_the_draft_holds_each_name_with_its_evidence_and_is_shown_to_the_command_group_only(stage):
    ticker = stage.ticker()
    for unit in ("e1", "e2"):
        await stage.report(unit)
    rows = await stage.play(ticker, at(2020, 3, 5, 20, 30))
    [item] = await stage.lists()
    assert (item.state, item.number, item.period) == ("draft", "0305-1", DAY)
    assert [entry.unit for entry in item.entries] == ["e3", "s1"]
    evidence = item.entries[0].evidence
    assert [one["kind"] for one in evidence["reminders"]] == ["reminder", "reminder", "overdue"]
    assert (evidence["rule"], evidence["exemption"], evidence["arrivals"]) == ("daily", None, [])
    drafts = of(rows, "criticism_draft")
    assert list(drafts) == ["cmd"]
    text = drafts["cmd"].body.render()
    for words in (
        "通报草稿0305-1",
        "拟通报2家",
        "提醒16:00、17:30已送达，逾期通知18:10已送达",
        "免报1家",
        "发布通报 0305-1",
    ):
        assert words in text
    assert not of(rows, "criticism")


async def test_without_an_accepted_reminder_a_unit_cannot_be_listed_and_it_is_said(stage):
    stage.refusing = {"grid2"}
    rows = await stage.play(stage.ticker(), at(2020, 3, 5, 20, 30))
    [item] = await stage.lists()
    assert [entry.unit for entry in item.entries] == ["e1", "e2", "e3"]
    assert "未送达提醒，不列入1家：滨江壹号" in of(rows, "criticism_draft")["cmd"].body.render()


async def test_a_draft_goes_with_its_buttons_to_the_group_and_where_it_is_said_to_each_officer(stage):
    steps = tuple(
        one | {"to": ("command", "duty_officer")} if one["kind"] == "criticism_draft" else one for one in LADDER
    )
    rows = await stage.play(stage.ticker(preset=preset(form(ladder=steps))), at(2020, 3, 5, 20, 30))
    drafts = [row for row in rows if row.kind == "criticism_draft"]
    assert [(row.to.group, row.to.member) for row in drafts] == [("cmd", None), (None, "duty")]
    assert drafts[0].body == drafts[1].body
    for row in drafts:
        assert [button.words for button in row.card.buttons][:2] == ["发布通报 0305-1", "驳回 0305-1"]
    assert len(await stage.lists()) == 1


def test_only_a_draft_goes_to_the_officers():
    with pytest.raises(ValueError, match="duty_officer"):
        form(ladder=(LADDER[0] | {"to": ("duty_officer",)},))


async def test_if_nobody_was_reminded_there_is_no_list_at_all(stage):
    stage.refusing = {"grid2", "ent"}
    rows = await stage.play(stage.ticker(), at(2020, 3, 5, 20, 30))
    assert await stage.lists() == ()
    text = of(rows, "criticism_draft")["cmd"].body.render()
    assert "没有可以通报的单位" in text
    assert "未送达提醒，不列入4家" in text


async def test_who_mended_in_the_grace_time_is_not_drafted(stage):
    ticker = stage.ticker()
    await stage.play(ticker, at(2020, 3, 5, 19))
    for unit in ("e1", "e2", "e3"):
        await stage.report(unit)
    await stage.play(ticker, at(2020, 3, 5, 20, 30))
    [item] = await stage.lists()
    assert [entry.unit for entry in item.entries] == ["s1"]


async def test_an_exemption_of_that_day_keeps_a_name_off(stage):
    ticker = stage.ticker()
    await stage.play(ticker, at(2020, 3, 5, 19))
    excused = Exemption("e1", "daily", DAY, DAY, "停产", "duty")
    stage.directory = type(DISTRICT)(**{**vars_of(DISTRICT), "exemptions": (*DISTRICT.exemptions, excused)})
    rows = await stage.play(ticker, at(2020, 3, 5, 20, 30))
    [item] = await stage.lists()
    assert "e1" not in [entry.unit for entry in item.entries]
    assert "免报2家" in of(rows, "criticism_draft")["cmd"].body.render()


def vars_of(directory):
    return {name: getattr(directory, name) for name in ("version", "areas", "units", "members", "groups", "exemptions")}


async def test_no_clock_ever_posts_a_list(stage):
    rows = await stage.play(stage.ticker(), at(2020, 3, 12, 12))
    assert "criticism" not in {row.kind for row in rows}
    assert {item.state for item in await stage.lists()} == {"draft"}


async def test_the_digest_tells_rates_with_their_fractions_and_who_is_exempt(stage):
    ticker = stage.ticker()
    await stage.report("e1")
    await stage.report("s1", at=at(2020, 3, 5, 18, 30))
    rows = await stage.play(ticker, at(2020, 3, 5, 22))
    told = of(rows, "digest")
    assert sorted(told) == ["cmd", "grid1", "grid2"]
    text = told["cmd"].body.render()
    for words in (
        "应报4家，已报2家（其中迟报1家），未报2家；免报1家不计",
        "上报率 2/4＝50.0%",
        "按时率 1/4＝25.0%",
        "在岗人数 14人（2家填报）",
    ):
        assert words in text
    assert "未报：华信电子" in told["grid2"].body.render()


async def test_who_reported_while_we_were_asleep_is_not_called_overdue(stage):
    ticker = stage.ticker()
    await stage.play(ticker, at(2020, 3, 5, 15))
    stage.clock.set(at(2020, 3, 5, 18, 50))
    for unit in ("e1", "e2", "s1"):
        await stage.report(unit)
    rows = await stage.play(stage.ticker(), at(2020, 3, 5, 18, 51))
    assert {row.kind: named(row) for row in rows} == {"overdue": ["e3"]}
    skipped = {line.subject for line in await stage.trail("post_skipped")}
    assert skipped == {"daily.reminder", "daily.last"}


async def test_a_reminder_is_not_sent_after_the_deadline_even_from_the_outbox(stage):
    ticker = stage.ticker()
    await stage.play(ticker, at(2020, 3, 5, 15))
    stage.holding = True
    await stage.play(ticker, at(2020, 3, 5, 18, 5))
    stage.holding = False
    assert await stage.play(ticker, at(2020, 3, 5, 18, 6)) == []


async def test_a_deadline_moved_during_the_day_drafts_no_second_list_and_repeats_no_words(stage):
    await stage.play(stage.ticker(), at(2020, 3, 5, 20, 30))
    later = preset(form(due="19:00"))
    rows = await stage.play(stage.ticker(preset=later), at(2020, 3, 5, 21, 30))
    assert not of(rows, "criticism_draft")
    assert len(await stage.lists()) == 1


async def test_the_next_days_list_has_its_own_number(stage):
    await stage.play(stage.ticker(), at(2020, 3, 5, 12) + timedelta(days=2))
    assert sorted(item.number for item in await stage.lists()) == ["0305-1", "0306-1"]
