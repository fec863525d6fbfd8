"""Corrections make revisions, withdrawals take back, and nothing earlier is lost."""

from datetime import datetime

from talking import TODAY, ZONE, reading, reports, shown

from bot.reading.meaning import Problem, WithdrawalMeaning

LATE = datetime(2020, 3, 5, 18, 30, tzinfo=ZONE)
TAKE_BACK = WithdrawalMeaning("daily", "e1", TODAY)


async def test_a_correction_changes_what_it_states_and_shows_old_and_new(talk):
    await talk.say("clerk1", reports(reading("e1", on_duty=126, isolated=2)))
    answer = await talk.say("clerk1", reports(reading("e1", on_duty=128), kind="correction"))
    assert answer.outcome.kind == "correction"
    report = answer.outcome.data["reports"][0]
    assert (report["values"], report["stored"], report["revision"]) == (
        {"on_duty": 128}, {"on_duty": 128, "isolated": 2}, 2,
    )  # fmt: skip
    assert shown(answer) == "已更正，中光电 3月5日日报，按时。\n在岗人数 126→128\n其余不变：现隔离 2"
    async with talk.store.unit_of_work() as uow:
        kept = await uow.reports.revisions("daily", "e1", TODAY)
    assert [r.values["on_duty"] for r in kept] == [126, 128]


async def test_a_correction_that_changes_nothing_says_so(talk):
    await talk.say("clerk1", reports(reading("e1", on_duty=126)))
    answer = await talk.say("clerk1", reports(reading("e1", on_duty=126), kind="correction"))
    assert "没有改动" in shown(answer)


async def test_a_correction_before_any_report_is_the_first_revision(talk):
    answer = await talk.say("clerk1", reports(reading("e1", masks_stock=500), kind="correction"))
    report = answer.outcome.data["reports"][0]
    assert (answer.outcome.kind, report["revision"]) == ("correction", 1)
    assert "还差在岗人数" in shown(answer)


async def test_a_correction_that_breaks_a_sum_is_asked_back_and_the_old_figures_stay(talk):
    said = reading("e1", on_duty=90, returned_total=100, returned_local=60, returned_nonlocal=40)
    await talk.say("clerk1", reports(said))
    answer = await talk.say("clerk1", reports(reading("e1", returned_local=70), kind="correction"))
    assert answer.outcome.kind == "ask_back"
    assert (await talk.head("e1")).values["returned_local"] == 60


async def test_a_withdrawn_report_counts_as_not_handed_in(talk):
    await talk.say("clerk1", reports(reading("e1", on_duty=126)))
    answer = await talk.say("clerk1", TAKE_BACK)
    assert answer.outcome.kind == "withdrawal"
    assert answer.outcome.data["revision"] == 2
    assert shown(answer) == "已撤回中光电 3月5日的日报，现在算未报。请在18:00前重新报。"
    head = await talk.head("e1")
    assert head.withdrawn
    assert not head.counts
    assert ("clerk1", "withdrawal", "daily/e1/2020-03-05") in await talk.audit()


async def test_a_report_after_a_withdrawal_starts_anew_and_is_judged_by_its_own_time(talk):
    await talk.say("clerk1", reports(reading("e1", on_duty=126, isolated=2)))
    await talk.say("clerk1", TAKE_BACK)
    answer = await talk.say("clerk1", reports(reading("e1", on_duty=127)), at=LATE)
    report = answer.outcome.data["reports"][0]
    assert (report["stored"], report["status"], report["revision"]) == ({"on_duty": 127}, "late", 3)


async def test_after_the_deadline_a_withdrawal_says_that_it_is_urgent(talk):
    await talk.say("clerk1", reports(reading("e1", on_duty=126)))
    answer = await talk.say("clerk1", TAKE_BACK, at=LATE)
    assert "已过18:00截止，请尽快补报" in shown(answer)


async def test_nothing_to_withdraw_is_said_and_changes_nothing(talk):
    answer = await talk.say("clerk1", TAKE_BACK)
    assert answer.outcome.data["revision"] is None
    assert shown(answer) == "中光电 3月5日没有已登记的日报，不用撤回。"


async def test_a_withdrawal_drops_the_open_question_too(talk):
    await talk.say("clerk1", reports(reading("e1", Problem("inexact_number", "on_duty", words="三十来人"))))
    answer = await talk.say("clerk1", TAKE_BACK)
    assert "草稿已作废" in shown(answer)
    assert await talk.drafts("clerk1") == ()


async def test_a_stranger_cannot_withdraw(talk):
    await talk.say("clerk1", reports(reading("e1", on_duty=126)))
    assert (await talk.say("somebody", TAKE_BACK)).outcome.data["code"] == "not_registered"
    assert (await talk.say("clerk2", TAKE_BACK)).outcome.data["code"] == "unit_not_yours"
    assert (await talk.head("e1")).counts


async def test_which_one_to_withdraw_is_asked_when_it_is_not_clear(talk):
    meaning = WithdrawalMeaning("daily", None, TODAY, (Problem("unit_missing"),))
    answer = await talk.say("clerk34", meaning)
    assert answer.outcome.kind == "ask_back"
    assert "还没有撤回" in shown(answer)
