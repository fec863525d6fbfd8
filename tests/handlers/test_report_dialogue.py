"""Reports: what is clear is stored and told, what is not is asked back, and nothing is stored in silence."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from talking import TODAY, ZONE, reading, reports, shown

from bot.messages import Body, Destination, Entry, Outbound
from bot.reading.meaning import Problem

YESTERDAY = date(2020, 3, 4)
EVENING = datetime(2020, 3, 4, 17, 0, tzinfo=ZONE)
LATE = datetime(2020, 3, 5, 18, 0, 1, tzinfo=ZONE)


async def test_a_clear_report_is_stored_and_its_receipt_says_what_was_understood(talk):
    answer = await talk.say("clerk1", reports(reading("e1", on_duty=126, returned_total=131)))
    assert answer.outcome.kind == "report"
    assert answer.outcome.data == {
        "reports": [
            {
                "form": "daily", "unit": "e1", "unit_name": "河源中光电通讯技术有限公司", "period": "2020-03-05",
                "values": {"on_duty": 126, "returned_total": 131},
                "stored": {"on_duty": 126, "returned_total": 131},
                "status": "on_time", "revision": 1, "warnings": [],
            }
        ]
    }  # fmt: skip
    assert shown(answer) == "已收到，中光电 3月5日日报，按时。\n在岗人数 126、累计返岗 131"
    head = await talk.head("e1")
    assert head is not None
    assert head.counts


async def test_in_a_group_the_receipt_names_its_sender(talk):
    answer = await talk.say("clerk1", reports(reading("e1", on_duty=126)), group="ent")
    assert answer.replies[0].mentions == ("clerk1",)
    private = await talk.say("clerk1", reports(reading("e1", on_duty=127)))
    assert private.replies[0].mentions == ()


async def test_one_second_after_the_deadline_is_late_and_the_receipt_says_so(talk):
    answer = await talk.say("clerk1", reports(reading("e1", on_duty=126)), at=LATE)
    assert answer.outcome.data["reports"][0]["status"] == "late"
    assert "迟报（18:00截止）" in shown(answer)


async def test_our_own_delay_makes_nobody_late(talk):
    sent = LATE - timedelta(seconds=1)
    answer = await talk.say("clerk1", reports(reading("e1", on_duty=126)), at=sent, delay=timedelta(minutes=40))
    assert answer.outcome.data["reports"][0]["status"] == "on_time"


async def test_mending_a_report_after_the_deadline_does_not_make_it_late(talk):
    await talk.say("clerk1", reports(reading("e1", on_duty=126)))
    answer = await talk.say("clerk1", reports(reading("e1", on_duty=127), kind="correction"), at=LATE)
    assert answer.outcome.data["reports"][0]["status"] == "on_time"


async def test_an_unclear_figure_is_asked_back_and_nothing_of_it_is_counted(talk):
    problem = Problem("inexact_number", "on_duty", words="三十来人", start=2, end=6)
    answer = await talk.say("clerk1", reports(reading("e1", problem, returned_total=40)))
    assert answer.outcome.kind == "ask_back"
    assert answer.outcome.data["problems"] == [
        {"code": "inexact_number", "field": "on_duty", "unit": "e1", "words": "三十来人", "start": 2, "end": 6}
    ]
    assert answer.outcome.data["certain"][0]["values"] == {"returned_total": 40}
    assert answer.outcome.data["reports"] == []
    assert "在岗人数：您写的是“三十来人”，请回复准确数字，例如：在岗 126" in shown(answer)
    assert "其余已记为草稿：累计返岗 40" in shown(answer)
    assert await talk.head("e1") is None
    [draft] = await talk.drafts("clerk1")
    assert (draft.asked, dict(draft.values)) == (("on_duty",), {"returned_total": 40})


async def test_a_figure_that_is_unclear_is_never_stored_even_if_the_reading_also_gives_a_value(talk):
    problem = Problem("contradiction", "on_duty", words="126", candidates=("126", "128"))
    answer = await talk.say("clerk1", reports(reading("e1", problem, on_duty=126)))
    assert answer.outcome.data["certain"][0]["values"] == {}
    assert "前后写了126和128，请回复以哪个为准" in shown(answer)


async def test_one_unclear_unit_does_not_spoil_the_others(talk):
    ambiguous = Problem("unit_ambiguous", "unit", words="华信", candidates=("e3", "e4"))
    answer = await talk.say(
        "worker1",
        reports(reading("e1", on_duty=490), reading(None, ambiguous, on_duty=160), reading("e2", on_duty=409)),
        group="grid1",
    )
    assert answer.outcome.kind == "ask_back"
    assert [r["unit"] for r in answer.outcome.data["reports"]] == ["e1", "e2"]
    assert [c["unit"] for c in answer.outcome.data["certain"]] == ["e1", None, "e2"]
    text = shown(answer)
    assert text.splitlines()[:3] == [
        "已登记2家：",
        "✓中光电 3月5日 在岗人数 490",
        "✓九明制药 3月5日 在岗人数 409",
    ]
    assert "“华信”可能是：河源市华信电子有限公司、河源华信达电子有限公司。请回复全名" in text
    assert (await talk.head("e1")).counts
    assert (await talk.head("e2")).counts


async def test_a_missing_required_field_is_stored_but_does_not_count_yet(talk):
    answer = await talk.say("clerk1", reports(reading("e1", masks_stock=500)))
    report = answer.outcome.data["reports"][0]
    assert report["warnings"] == [{"code": "field_missing", "field": "on_duty", "text": "还差在岗人数"}]
    assert "还差在岗人数，回复：在岗 126，补上才算报完。" in shown(answer)
    head = await talk.head("e1")
    assert not head.counts
    done = await talk.say("clerk1", reports(reading("e1", on_duty=126)))
    assert done.outcome.data["reports"][0]["stored"] == {"on_duty": 126, "masks_stock": 500}
    assert (await talk.head("e1")).counts


async def test_the_time_of_the_missing_field_decides_whether_it_was_in_time(talk):
    await talk.say("clerk1", reports(reading("e1", masks_stock=500)))
    done = await talk.say("clerk1", reports(reading("e1", on_duty=126)), at=LATE)
    assert done.outcome.data["reports"][0]["status"] == "late"


async def test_a_second_report_replaces_what_it_states_and_keeps_the_rest(talk):
    await talk.say("clerk1", reports(reading("e1", on_duty=126, isolated=2)))
    answer = await talk.say("clerk1", reports(reading("e1", on_duty=130)))
    report = answer.outcome.data["reports"][0]
    assert report["values"] == {"on_duty": 130}
    assert report["stored"] == {"on_duty": 130, "isolated": 2}
    assert report["revision"] == 2
    assert shown(answer) == "已更新，中光电 3月5日日报，按时。\n在岗人数 126→130\n其余不变：现隔离 2"


async def test_a_sum_that_does_not_fit_is_asked_back_with_both_sides(talk):
    answer = await talk.say(
        "clerk1", reports(reading("e1", returned_total=140, returned_local=95, returned_nonlocal=60))
    )
    assert answer.outcome.kind == "ask_back"
    assert answer.outcome.data["problems"][0]["code"] == "sum_mismatch"
    assert "155" in shown(answer)
    assert "140" in shown(answer)
    assert await talk.head("e1") is None


async def test_a_sum_is_checked_on_the_merged_whole_not_only_on_the_message(talk):
    await talk.say(
        "clerk1", reports(reading("e1", on_duty=90, returned_total=100, returned_local=60, returned_nonlocal=40))
    )
    answer = await talk.say("clerk1", reports(reading("e1", returned_total=110)))
    assert answer.outcome.kind == "ask_back"
    assert (await talk.head("e1")).values["returned_total"] == 100


async def test_a_jump_is_stored_and_questioned(talk):
    await talk.say("clerk1", reports(reading("e1", on_duty=400)), at=EVENING)
    answer = await talk.say("clerk1", reports(reading("e1", on_duty=126)), at=EVENING + timedelta(days=1))
    assert [w["code"] for w in answer.outcome.data["reports"][0]["warnings"]] == ["jump"]
    text = shown(answer)
    assert "在岗人数 126↓274（箭头为较3月4日）" in text
    assert "请核对：在岗人数 126，上次是400，少了274" in text
    assert (await talk.head("e1")).values["on_duty"] == 126


async def test_small_changes_are_shown_without_a_question(talk):
    await talk.say("clerk1", reports(reading("e1", on_duty=123, isolated=1)), at=EVENING)
    answer = await talk.say("clerk1", reports(reading("e1", on_duty=126, isolated=1)), at=EVENING + timedelta(days=1))
    assert shown(answer).splitlines()[1:] == ["在岗人数 126↑3、现隔离 1（箭头为较3月4日）"]


async def test_the_rest_as_yesterday_is_carried_and_shown_back(talk):
    await talk.say("clerk1", reports(reading("e1", on_duty=120, isolated=2, masks_stock=900, note="正常")), at=EVENING)
    answer = await talk.say("clerk1", reports(reading("e1", carry="rest", on_duty=126)), at=EVENING + timedelta(days=1))
    report = answer.outcome.data["reports"][0]
    assert report["values"] == {"on_duty": 126}
    assert report["stored"] == {"on_duty": 126, "isolated": 2, "masks_stock": 900}  # a note is about its own day
    assert "沿用3月4日：现隔离 2、口罩库存 900。如不对请更正，例如：更正 隔离 正确数字" in shown(answer)


async def test_the_same_as_yesterday_waits_for_one_word(talk):
    await talk.say("clerk1", reports(reading("e1", on_duty=120, isolated=2)), at=EVENING)
    answer = await talk.say("clerk1", reports(reading("e1", carry="all")), at=EVENING + timedelta(days=1))
    assert answer.outcome.kind == "ask_back"
    assert "在岗人数 120、现隔离 2" in shown(answer)
    assert "确认" in shown(answer)
    assert await talk.head("e1") is None


async def test_the_rest_as_yesterday_of_a_gap_is_asked_not_assumed(talk):
    await talk.say("clerk1", reports(reading("e1", on_duty=120, isolated=2)), at=EVENING - timedelta(days=3))
    answer = await talk.say("clerk1", reports(reading("e1", carry="rest", on_duty=126)), at=EVENING + timedelta(days=1))
    assert answer.outcome.kind == "ask_back"
    assert "3月4日没有记录，最近一次是3月1日" in shown(answer)
    assert await talk.head("e1") is None


async def test_the_same_as_yesterday_without_a_yesterday_asks_for_figures(talk):
    answer = await talk.say("clerk1", reports(reading("e1", carry="all")))
    assert answer.outcome.kind == "ask_back"
    assert "没有可沿用的日报" in shown(answer)


async def test_what_is_stated_beside_the_rest_as_yesterday_is_stored_even_without_a_yesterday(talk):
    answer = await talk.say("clerk1", reports(reading("e1", carry="rest", on_duty=126)))
    assert answer.outcome.kind == "report"
    assert "近14天没有可沿用的记录，其余各项没有登记" in shown(answer)


async def test_a_stranger_is_refused_politely_and_it_is_recorded(talk):
    answer = await talk.say("somebody", reports(reading("e1", on_duty=99999)))
    assert answer.outcome.kind == "refused"
    assert answer.outcome.data["code"] == "not_registered"
    assert await talk.head("e1") is None
    assert ("somebody", "refused", "not_registered") in await talk.audit()


async def test_a_leader_asks_and_does_not_report(talk):
    answer = await talk.say("boss", reports(reading("e1", on_duty=1)))
    assert answer.outcome.data["code"] == "role"


async def test_a_clerk_without_a_unit_is_told_whom_to_ask(talk):
    answer = await talk.say("nobody", reports(reading(None, Problem("unit_missing"), on_duty=1)))
    assert answer.outcome.data["code"] == "no_unit"


async def test_a_unit_that_is_not_his_is_asked_back_whatever_the_reading_thought(talk):
    answer = await talk.say("clerk2", reports(reading("e1", named=True, on_duty=2000)))
    assert answer.outcome.kind == "ask_back"
    assert answer.outcome.data["problems"][0]["code"] == "unit_not_yours"
    assert "不在您负责的单位里（您负责：九明制药）" in shown(answer)
    assert await talk.head("e1") is None
    assert ("clerk2", "asked_back", "unit_not_yours") in await talk.audit()


async def test_a_grid_worker_reports_for_his_grid_and_not_for_another(talk):
    inside = await talk.say("worker1", reports(reading("e2", on_duty=5)))
    outside = await talk.say("worker1", reports(reading("s1", on_duty=5)))
    assert inside.outcome.kind == "report"
    assert outside.outcome.kind == "ask_back"


async def test_a_duty_officer_reports_for_anybody(talk):
    answer = await talk.say("duty", reports(reading("s1", on_duty=5)))
    assert answer.outcome.kind == "report"


async def test_a_day_that_has_not_come_is_refused(talk):
    answer = await talk.say("clerk1", reports(reading("e1", period=date(2020, 3, 7), on_duty=5)))
    assert answer.outcome.data["code"] == "future_day"


async def test_a_day_that_is_closed_is_refused(talk):
    answer = await talk.say("clerk1", reports(reading("e1", period=date(2020, 2, 20), on_duty=5)))
    assert answer.outcome.data["code"] == "expired"
    assert await talk.head("e1", date(2020, 2, 20)) is None


async def test_yesterday_may_still_be_handed_in_as_late(talk):
    answer = await talk.say("clerk1", reports(reading("e1", period=YESTERDAY, on_duty=5)))
    report = answer.outcome.data["reports"][0]
    assert (report["period"], report["status"]) == ("2020-03-04", "late")


async def test_several_days_in_one_message_are_several_reports(talk):
    answer = await talk.say(
        "clerk1", reports(reading("e1", period=YESTERDAY, on_duty=5), reading("e1", period=TODAY, on_duty=6))
    )
    assert [r["period"] for r in answer.outcome.data["reports"]] == ["2020-03-04", "2020-03-05"]


async def test_the_same_unit_twice_in_one_message_makes_two_revisions(talk):
    answer = await talk.say("worker1", reports(reading("e1", on_duty=5), reading("e1", isolated=1)))
    assert [r["revision"] for r in answer.outcome.data["reports"]] == [1, 2]
    assert (await talk.head("e1")).values == {"on_duty": 5, "isolated": 1}


async def test_a_complete_report_takes_its_unit_out_of_what_is_not_yet_sent(talk):
    async with talk.store.unit_of_work() as uow:
        body = Body("催报{count}家：", (Entry("e1", "中光电", ("clerk1",)), Entry("e2", "九明制药", ("clerk2",))))
        uow.outbox.put(
            Outbound(
                "reminder:1", "reminder", Destination(group="ent"), body, talk.now + timedelta(hours=1),
                form="daily", period=TODAY, drop_when_done=True,
            )
        )  # fmt: skip
        await uow.flush()
        await uow.commit()
    await talk.say("clerk1", reports(reading("e1", on_duty=126)))
    [row] = await talk.store.delivery.claim(
        now=talk.now + timedelta(hours=2), limit=5, lease=timedelta(minutes=1), worker="test"
    )
    assert row.body.render() == "催报1家：\n九明制药"


async def test_words_with_a_number_that_no_field_took_are_said(talk):
    meaning = reports(reading("e1", on_duty=126))
    answer = await talk.say("clerk1", type(meaning)("report", "daily", meaning.items, ("测温枪 3",)))
    assert shown(answer).splitlines()[-1] == "“测温枪 3”不在表内，没有登记。"


async def test_a_misspelled_name_is_shown_with_the_unit_that_it_was_taken_for(talk):
    item = replace(reading("e1", named=True, on_duty=126), unit_words="中光店通讯")
    assert "“中光店通讯”认作中光电。有误回复：不对" in shown(await talk.say("clerk1", reports(item)))
    item = replace(item, unit_words="河源中光电公司")
    assert "认作" not in shown(await talk.say("clerk1", reports(item)))


async def test_in_a_list_the_misspelled_name_stands_at_its_unit(talk):
    wrong = replace(reading("e1", named=True, on_duty=126), unit_words="中光店通讯")
    right = replace(reading("e2", named=True, on_duty=5), unit_words="九明制药")
    lines = shown(await talk.say("worker1", reports(wrong, right))).split("\n")
    assert "“中光店通讯”认作这家" in lines[1]
    assert "认作" not in lines[2]
