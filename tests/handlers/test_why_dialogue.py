"""为什么有我: the chain of evidence for whoever is listed, in private while nobody approved, and for nobody else."""

from datetime import UTC, datetime

import pytest
from talking import TODAY, ZONE, Talk, reading, reports, shown

from bot.reading.meaning import Chatter
from bot.store.records import CriticismList, ListEntry

CUTOFF = datetime(2020, 3, 5, 20, 0, tzinfo=ZONE).astimezone(UTC)
APPROVED = datetime(2020, 3, 5, 20, 21, tzinfo=ZONE).astimezone(UTC)
EVIDENCE = {
    "rule": "daily",
    "due_at": "2020-03-05T10:00:00+00:00",
    "reminders": [
        {"kind": "reminder", "sent_at": "2020-03-05T08:00:00+00:00", "to": "group:ent"},
        {"kind": "overdue", "sent_at": "2020-03-05T10:10:00+00:00", "to": "group:ent"},
    ],
    "arrivals": [{"received_at": "2020-03-05T11:30:00+00:00", "withdrawn": False, "missing": ["on_duty"]}],
}


@pytest.fixture
async def listed(talk: Talk):
    async def make(state="posted", entry="listed", reason=""):
        by = ("duty", APPROVED) if state == "posted" else ("", None)
        entries = (ListEntry("e1", entry, EVIDENCE, reason), ListEntry("e2", "listed", EVIDENCE))
        async with talk.store.unit_of_work() as uow:
            uow.lists.add(CriticismList("0305-1", "daily", TODAY, state, CUTOFF, CUTOFF, ("ent",), entries, *by))
            await uow.flush()
            await uow.commit()
        talk.now = datetime(2020, 3, 5, 20, 30, tzinfo=ZONE)
        return talk

    return make


async def ask(talk, who, text="为什么有我", **more):
    return await talk.say(who, Chatter(), text=text, **more)


async def test_a_listed_unit_gets_the_whole_chain(listed):
    talk = await listed()
    said = shown(await ask(talk, "clerk1"))
    assert said == (
        "中光电列入通报0305-1（3月5日日报），经过如下：\n"
        "1. 规定：日报18:00截止，统计到20:00。\n"
        "2. 提醒：16:00提醒、18:10逾期通知，平台都已收下。\n"
        "3. 免报：统计时（20:00）没有查到免报或停报。\n"
        "4. 收到：19:30收到，还差在岗人数\n"
        "5. 决定：由冯八于20:21批准发布。\n"
        "有出入的请回复：申诉 0305-1 理由"
    )


async def test_in_a_group_a_draft_is_told_of_in_private_only(listed):
    talk = await listed("draft")
    answer = await ask(talk, "clerk1", group="ent")
    assert shown(answer) == "已私信告诉您。"
    [private] = [reply for reply in answer.replies if reply.to is not None]
    assert private.to.member == "clerk1"
    assert "还没有人批准" in private.text


async def test_what_was_posted_may_be_explained_where_it_was_posted(listed):
    talk = await listed()
    [reply] = (await ask(talk, "clerk1", group="ent")).replies
    assert reply.to is None
    assert reply.mentions == ("clerk1",)


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ("struck", "已经移出名单，原因：系统延迟"),
        ("retracted", "已经更正，不再算数，原因：系统延迟"),
        ("repaired", "发布前已补报"),
    ],
)
async def test_who_left_the_list_is_told_so(listed, entry, words):
    talk = await listed(entry=entry, reason="系统延迟")
    said = shown(await ask(talk, "clerk1"))
    assert words in said
    assert said.endswith("这一条不影响贵单位。")


async def test_another_units_clerk_gets_nothing(listed):
    talk = await listed()
    answer = await ask(talk, "clerk34", text="中光电为什么被通报")
    assert answer.outcome.kind == "refused"
    assert "18:10" not in shown(answer)


async def test_who_is_not_listed_is_told_that(listed):
    talk = await listed()
    assert shown(await ask(talk, "clerk34", text="为什么通报里有我们")) == (
        "近60天的通报里没有查到华信电子、华信达电子。"
    )


async def test_an_officer_asks_by_name_and_a_grid_leader_about_his_grid(listed):
    talk = await listed()
    assert "经过如下" in shown(await ask(talk, "duty", text="九明制药为什么在通报名单上"))
    assert "请写上单位名" in shown(await ask(talk, "duty", text="为什么名单里有他们被通报"))
    assert "经过如下" in shown(await ask(talk, "head1", text="通报0305-1为什么有九明制药，怎么被通报的"))
    assert (await ask(talk, "head2", text="九明制药为什么被通报")).outcome.kind == "refused"


async def test_figures_beside_the_question_are_a_report(listed):
    talk = await listed()
    answer = await talk.say("clerk1", reports(reading("e1", on_duty=126)), text="在岗126，为什么有我")
    assert answer.outcome.kind == "report"


async def test_the_asking_is_written_down(listed):
    talk = await listed()
    await ask(talk, "clerk1")
    assert ("clerk1", "why_listed", "list:0305-1") in await talk.audit()
