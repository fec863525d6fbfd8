"""Short answers to what was asked back, and what becomes of a draft otherwise."""

from datetime import datetime, timedelta

from talking import ZONE, reading, reports, shown

from bot.reading.meaning import Chatter, Problem

EVENING = datetime(2020, 3, 4, 17, 0, tzinfo=ZONE)
UNCLEAR = Problem("inexact_number", "on_duty", words="三十来人")


async def test_a_bare_answer_completes_the_draft_and_is_stored_like_any_report(talk):
    await talk.say("clerk1", reports(reading("e1", UNCLEAR, returned_total=40)))
    answer = await talk.say("clerk1", reports(reading("e1", on_duty=32), kind="answer"))
    assert answer.outcome.kind == "report"
    report = answer.outcome.data["reports"][0]
    assert report["values"] == {"on_duty": 32, "returned_total": 40}
    assert report["revision"] == 1
    assert "在岗人数 32、累计返岗 40" in shown(answer)
    assert await talk.drafts("clerk1") == ()


async def test_an_answer_that_is_unclear_again_is_asked_again_and_keeps_what_was_clear(talk):
    await talk.say("clerk1", reports(reading("e1", UNCLEAR, returned_total=40)))
    answer = await talk.say("clerk1", reports(reading("e1", UNCLEAR), kind="answer"))
    assert answer.outcome.kind == "ask_back"
    [draft] = await talk.drafts("clerk1")
    assert dict(draft.values) == {"returned_total": 40}
    assert await talk.head("e1") is None


async def test_half_an_answer_asks_for_the_other_half(talk):
    masks = Problem("inexact_number", "masks_stock", words="几百")
    await talk.say("clerk1", reports(reading("e1", UNCLEAR, masks)))
    answer = await talk.say("clerk1", reports(reading("e1", on_duty=32), kind="answer"))
    assert answer.outcome.kind == "ask_back"
    assert [p["field"] for p in answer.outcome.data["problems"]] == ["masks_stock"]
    done = await talk.say("clerk1", reports(reading("e1", masks_stock=500), kind="answer"))
    assert done.outcome.data["reports"][0]["stored"] == {"on_duty": 32, "masks_stock": 500}


async def test_the_unit_that_was_asked_for_completes_the_figures(talk):
    ambiguous = Problem("unit_ambiguous", "unit", words="华信", candidates=("e3", "e4"))
    await talk.say("worker1", reports(reading(None, ambiguous, on_duty=160)), group="grid1")
    answer = await talk.say("worker1", reports(reading("e4", named=True), kind="answer"), group="grid1")
    assert [(r["unit"], r["values"]) for r in answer.outcome.data["reports"]] == [("e4", {"on_duty": 160})]
    assert await talk.drafts("worker1", "grid1") == ()


async def test_a_mended_part_of_a_sum_is_checked_with_the_rest(talk):
    await talk.say(
        "clerk1", reports(reading("e1", on_duty=90, returned_total=140, returned_local=95, returned_nonlocal=60))
    )
    answer = await talk.say("clerk1", reports(reading("e1", returned_local=80), kind="answer"))
    assert answer.outcome.kind == "report"
    assert answer.outcome.data["reports"][0]["stored"]["returned_local"] == 80


async def test_a_fuller_message_takes_up_what_was_clear_before(talk):
    await talk.say("clerk1", reports(reading("e1", UNCLEAR, returned_total=40)))
    answer = await talk.say("clerk1", reports(reading("e1", on_duty=32)))
    assert answer.outcome.data["reports"][0]["stored"] == {"on_duty": 32, "returned_total": 40}
    assert "累计返岗 40" in shown(answer)
    assert await talk.drafts("clerk1") == ()


async def test_a_draft_of_one_chat_is_not_completed_in_another(talk):
    await talk.say("clerk1", reports(reading("e1", UNCLEAR, returned_total=40)), group="ent")
    answer = await talk.say("clerk1", reports(reading("e1", on_duty=32), kind="answer"))
    assert answer.outcome.kind == "ask_back"
    assert "没有等您补充的日报" in shown(answer)


async def test_a_draft_is_forgotten_after_its_time(talk):
    await talk.say("clerk1", reports(reading("e1", UNCLEAR, returned_total=40)))
    later = talk.now + timedelta(hours=2, minutes=1)
    answer = await talk.say("clerk1", reports(reading("e1", on_duty=32), kind="answer"), at=later)
    assert answer.outcome.kind == "ask_back"
    assert await talk.head("e1") is None


async def test_yes_to_carried_figures_stores_them_as_stated(talk):
    await talk.say("clerk1", reports(reading("e1", on_duty=120, isolated=2)), at=EVENING)
    await talk.say("clerk1", reports(reading("e1", carry="all")), at=EVENING + timedelta(days=1))
    answer = await talk.say("clerk1", Chatter(), text="确认")
    assert answer.outcome.kind == "report"
    assert answer.outcome.data["reports"][0]["values"] == {"on_duty": 120, "isolated": 2}
    assert (await talk.head("e1")).counts


async def test_yes_read_as_an_answer_does_the_same(talk):
    await talk.say("clerk1", reports(reading("e1", on_duty=120)), at=EVENING)
    await talk.say("clerk1", reports(reading("e1", carry="all")), at=EVENING + timedelta(days=1))
    answer = await talk.say("clerk1", reports(reading("e1"), kind="answer"), text="确认")
    assert answer.outcome.data["reports"][0]["values"] == {"on_duty": 120}


async def test_other_figures_instead_of_yes_are_stored_without_the_carried_ones(talk):
    await talk.say("clerk1", reports(reading("e1", on_duty=120, isolated=2)), at=EVENING)
    await talk.say("clerk1", reports(reading("e1", carry="all")), at=EVENING + timedelta(days=1))
    answer = await talk.say("clerk1", reports(reading("e1", on_duty=118), kind="answer"))
    assert answer.outcome.data["reports"][0]["stored"] == {"on_duty": 118}
    assert await talk.drafts("clerk1") == ()


async def test_yes_to_nothing_is_small_talk(talk):
    answer = await talk.say("clerk1", Chatter(), text="确认", group="ent")
    assert answer.outcome.kind == "chatter"
    assert answer.replies == ()


async def test_an_asked_back_correction_stays_a_correction(talk):
    await talk.say("clerk1", reports(reading("e1", on_duty=30)))
    await talk.say("clerk1", reports(reading("e1", UNCLEAR), kind="correction"))
    answer = await talk.say("clerk1", reports(reading("e1", on_duty=32), kind="answer"))
    assert answer.outcome.kind == "correction"
    assert "在岗人数 30→32" in shown(answer)
