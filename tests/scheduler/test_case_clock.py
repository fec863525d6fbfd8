"""The steps of a case's deadline: each said once, to whom it concerns, over restarts, replicas and sleep."""

from dataclasses import replace
from datetime import timedelta

from ladders import CN, at

from bot.cases.ladder import next_step
from bot.directory.model import Member
from bot.forms.attention import Quiet
from bot.forms.load import load_preset
from bot.scheduler.base import Desk
from bot.scheduler.case_clock import CaseClock
from bot.store.casework import Case, CaseEvent

HOUR = timedelta(hours=1)
KIND = next(one for one in load_preset("heyuan-2020").cases if one.id == "rectification")
OPENED = at(2020, 3, 5, 7)
DUE = at(2020, 3, 6, 0)  # 24:00 of the fifth


def case_clock(stage, *, kind=KIND):
    async def current():
        return stage.directory

    stage.preset = replace(stage.preset, cases=(kind,))
    desk = Desk(stage.directory, stage.preset, CN, "网格助手")
    return CaseClock(store=stage.store, look=stage.store.cases, desk=desk, snapshot=current, clock=stage.clock)


async def open_case(stage, *, unit="e3", due=DUE, **more):
    place, first = next_step(KIND, "ordered", due, after=OPENED, zone=CN)
    case = Case(
        "Z0001", KIND.id, unit, "ordered", "通道堵塞", "w2", OPENED, "w2", OPENED, due_at=due, step=place,
        next_at=first, **more,
    )  # fmt: skip
    async with stage.store.unit_of_work() as uow:
        await uow.cases.add(case, CaseEvent("Z0001", OPENED, "w2", "opened", "", "ordered"))
        await uow.commit()
    return case


def when(rows):
    return [(f"{row.due_at.astimezone(CN):%d %H:%M}", row.kind, row.to.member) for row in rows]


LADDER = [
    ("05 16:00", "reminder", "c3"),
    ("06 09:00", "overdue", "c3"),
    ("06 09:00", "escalation", "w2"),
    ("07 09:00", "escalation", "duty"),
]


async def test_without_a_case_nothing_is_waited_for(stage):
    assert await case_clock(stage).next_due() is None
    assert await stage.play(case_clock(stage), at(2020, 3, 9)) == []


async def test_a_deadline_is_told_before_it_after_it_and_to_those_above_with_the_evidence(stage):
    await open_case(stage)
    rows = await stage.play(case_clock(stage), at(2020, 3, 9))
    assert when(rows) == LADDER
    texts = [row.body.render() for row in rows]
    assert texts[0] == (
        "【快到期】整改单Z0001（华信电子）：通道堵塞，还有8小时，3月5日24:00到期。"
        "办完请发：Z0001 完成 怎么改的（可附照片）"
    )
    assert texts[1].startswith("【已超期】整改单Z0001（华信电子）：通道堵塞，期限3月5日24:00，已超9小时。办完请发：")
    evidence = "依据：3月5日07:00开单，提醒送达2次，末次3月6日09:00。"
    assert texts[3].endswith(f"{evidence}\n是否列入通报由您定，机器人不会自己列。看全部经过请发：Z0001 证据")


async def test_replicas_and_restarts_say_each_step_once(stage):
    await open_case(stage)
    one, other = case_clock(stage), case_clock(stage)
    stage.clock.set(at(2020, 3, 5, 16))
    assert [await one.run_due(stage.clock.now()), await other.run_due(stage.clock.now())] == [1, 0]
    await stage.deliver()
    await stage.play(case_clock(stage), at(2020, 3, 9))
    assert when(stage.sent) == LADDER


async def test_after_sleep_over_the_deadline_no_reminder_is_said_any_more(stage):
    await open_case(stage)
    stage.clock.set(at(2020, 3, 7, 12))
    assert await case_clock(stage).run_due(stage.clock.now()) == 3
    await stage.deliver()
    assert [kind for _, kind, _ in when(stage.sent)] == ["overdue", "escalation", "escalation"]


async def test_a_case_that_moved_is_told_of_no_more(stage):
    case = await open_case(stage)
    async with stage.store.unit_of_work() as uow:
        done = replace(case, state="done", next_at=None)
        assert await uow.cases.change(case, done, CaseEvent("Z0001", OPENED, "c3", "done", "ordered", "done"))
        await uow.commit()
    assert await stage.play(case_clock(stage), at(2020, 3, 9)) == []


async def test_quiet_hours_move_a_step_and_a_reminder_that_would_come_too_late_is_not_said(stage):
    stage.preset = replace(
        stage.preset, quiet=(Quiet.model_validate({"from": "21:00", "to": "07:30", "groups": ["private"]}),)
    )
    await open_case(stage, due=at(2020, 3, 6, 7))
    assert when(await stage.play(case_clock(stage), at(2020, 3, 6, 16, 30))) == [
        ("06 16:00", "overdue", "c3"), ("06 16:00", "escalation", "w2"),
    ]  # fmt: skip
    async with stage.store.unit_of_work() as uow:
        assert any(line.action == "post_not_said" for line in await uow.audit.read())


async def test_who_it_was_handed_to_hears_instead_of_the_others(stage):
    stage.directory = replace(
        stage.directory, members=(*stage.directory.members, Member("c4", "吴八", "clerk", ("e3",)))
    )
    await open_case(stage, holder="c4")
    rows = await stage.play(case_clock(stage), at(2020, 3, 6, 10))
    assert {to for _, _, to in when(rows)} == {"c4", "w2"}


async def test_where_nobody_stands_as_a_step_wants_the_duty_officers_hear(stage):
    await open_case(stage, unit="gone")
    rows = await stage.play(case_clock(stage), at(2020, 3, 5, 17))
    assert when(rows) == [("05 16:00", "reminder", "duty")]


async def test_a_ladder_that_the_file_has_no_more_is_passed_over(stage):
    await open_case(stage)
    states = tuple(one for one in KIND.states if one.key != "ordered")
    other = KIND.model_copy(update={"states": states, "deadlines": ()})
    assert await stage.play(case_clock(stage, kind=other), at(2020, 3, 9)) == []
    assert await case_clock(stage).next_due() is None


async def test_every_step_stands_in_the_history_and_the_trail(stage):
    await open_case(stage)
    await stage.play(case_clock(stage), at(2020, 3, 5, 17))
    async with stage.store.unit_of_work() as uow:
        [_, event] = await uow.cases.events("Z0001")
        [line] = await uow.audit.read(subject="Z0001")
    assert (event.action, event.detail) == ("told", {"step": 0, "to": ["c3"]})
    assert (line.who, line.action) == ("scheduler", "case_told")
