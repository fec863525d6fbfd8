"""Decisions about a criticism list: each name judged again, nothing posted twice, mends in the same groups."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from talking import DISTRICT, TODAY, ZONE, Talk, reading, reports, shown

from bot.directory.model import Exemption
from bot.messages import Answer
from bot.reading.meaning import OrderMeaning, Problem
from bot.store.records import CriticismList, ListEntry, OutboxRow

EVENING = datetime(2020, 3, 5, 20, 20, tzinfo=ZONE)
CUTOFF = datetime(2020, 3, 5, 20, 0, tzinfo=ZONE).astimezone(UTC)


def order(action: str, *units: str, number: str | None = None, reason: str = "", problems=()) -> OrderMeaning:
    return OrderMeaning(action, number, units, reason, tuple(problems))  # type: ignore[arg-type]  # one of the four


@pytest.fixture
async def drafted(talk: Talk) -> Talk:
    """A draft of three: two enterprises and a site."""
    entries = tuple(ListEntry(unit, "listed", {"rule": "daily", "reminders": []}) for unit in ("e1", "e2", "s1"))
    item = CriticismList("0305-1", "daily", TODAY, "draft", CUTOFF, CUTOFF, ("ent",), entries)
    async with talk.store.unit_of_work() as uow:
        uow.lists.add(item)
        await uow.flush()
        await uow.commit()
    talk.now = EVENING
    talk.directory = replace_groups()
    return talk


def replace_groups():
    """The district with a group for the sites' grid."""
    first = DISTRICT.groups[1]
    return replace(
        DISTRICT,
        groups=(*DISTRICT.groups, replace(first, id="grid2", chat_id="grid2", post_chat_id="grid2", areas=("g2",))),
    )


async def the_list(talk: Talk) -> CriticismList:
    async with talk.store.unit_of_work() as uow:
        item = await uow.lists.get("0305-1")
    assert item is not None
    return item


async def rows(talk: Talk, kind: str) -> dict[str, OutboxRow]:
    async with talk.store.unit_of_work() as uow:
        found = await uow.outbox.about_list("0305-1")
    return {row.to.group or "": row for row in found if row.kind == kind}


async def send(talk: Talk) -> None:
    """The platform takes everything that is due."""
    for row in await talk.store.delivery.claim(
        now=talk.now + timedelta(seconds=1), limit=99, lease=timedelta(60), worker="t"
    ):
        await talk.store.delivery.settle(row.id, state="sent", at=talk.now + timedelta(seconds=1))


def states(item: CriticismList) -> dict[str, str]:
    return {entry.unit: entry.state for entry in item.entries}


def data(answer: Answer) -> tuple[str, str, str, list[str]]:
    told = answer.outcome.data
    return answer.outcome.kind, told["list"], told["action"], told["units"]


async def test_an_officers_word_posts_the_list_where_its_units_belong(drafted: Talk):
    answer = await drafted.say("duty", order("publish"), group="cmd")
    assert data(answer) == ("approval", "0305-1", "publish", ["e1", "e2", "s1"])
    posted = await rows(drafted, "criticism")
    assert {group: [e.unit for e in row.body.entries] for group, row in posted.items()} == {
        "ent": ["e1", "e2"],
        "grid2": ["s1"],
    }
    assert {row.redelivery for row in posted.values()} == {"hold"}
    text = posted["ent"].body.render()
    for words in (
        "【通报0305-1】",
        "3月5日",
        "截止18:00",
        "统计至20:21",
        "2家",
        "免报1家未列入",
        "异议",
        "签发：",
        "以更正为准",
    ):
        assert words in text
    assert "中光电" in text
    assert not posted["ent"].body.mentions
    assert not any(member.name in text for member in DISTRICT.members if member.role == "clerk")
    item = await the_list(drafted)
    assert (item.state, item.approved_by) == ("posted", "duty")


async def test_a_second_word_changes_nothing_and_says_who_was_first(drafted: Talk):
    await drafted.say("duty", order("publish"), group="cmd")
    before = await rows(drafted, "criticism")
    answer = await drafted.say("admin", order("publish"), group="cmd")
    assert "已由冯八于20:21发布" in shown(answer)
    assert await rows(drafted, "criticism") == before


async def test_who_repaired_before_the_word_is_not_posted(drafted: Talk):
    await drafted.say("clerk1", reports(reading("e1", on_duty=5)))
    answer = await drafted.say("duty", order("publish"), group="cmd")
    assert data(answer)[3] == ["e2", "s1"]
    assert "已补报移出1家：中光电" in shown(answer)
    assert states(await the_list(drafted)) == {"e1": "repaired", "e2": "listed", "s1": "listed"}


async def test_who_reports_between_the_word_and_the_send_drops_out_of_the_text(drafted: Talk):
    await drafted.say("duty", order("publish"), group="cmd")
    await drafted.say("clerk1", reports(reading("e1", on_duty=5)))
    assert [e.unit for e in (await rows(drafted, "criticism"))["ent"].body.entries] == ["e2"]


async def test_who_became_exempt_is_not_posted(drafted: Talk):
    excused = Exemption("e2", "daily", TODAY, TODAY, "停产", "duty")
    drafted.directory = replace(drafted.directory, exemptions=(*drafted.directory.exemptions, excused))
    await drafted.say("duty", order("publish"), group="cmd")
    assert states(await the_list(drafted))["e2"] == "exempt"
    assert "免报2家未列入" in (await rows(drafted, "criticism"))["ent"].body.render()


async def test_a_list_that_everybody_repaired_is_closed_with_a_kind_word(drafted: Talk):
    await drafted.say("duty", order("strike", "e2", "s1", reason="停电"), group="cmd")
    await drafted.say("clerk1", reports(reading("e1", on_duty=5)))
    answer = await drafted.say("duty", order("publish"), group="cmd")
    assert "感谢" in shown(answer)
    assert not await rows(drafted, "criticism")
    assert (await the_list(drafted)).state == "rejected"


@pytest.mark.parametrize("who", ["clerk1", "head1", "worker1", "stranger"])
@pytest.mark.parametrize("action", ["publish", "reject", "retract"])
async def test_nobody_else_decides_and_the_try_is_recorded(drafted: Talk, who: str, action: str):
    answer = await drafted.say(who, order(action), group="cmd")
    assert answer.outcome.kind == "refused"
    assert (who, "refused", "may_not_decide") in await drafted.audit()
    assert (await the_list(drafted)).state == "draft"
    assert not await rows(drafted, "criticism")


async def test_a_struck_name_is_kept_with_its_reason_and_not_posted(drafted: Talk):
    answer = await drafted.say("admin", order("strike", "e2", reason="已电话说明停电"), group="cmd")
    assert data(answer) == ("approval", "0305-1", "strike", ["e2"])
    assert "还有2家：中光电、滨江壹号" in shown(answer)
    [entry] = [e for e in (await the_list(drafted)).entries if e.unit == "e2"]
    assert (entry.state, entry.reason, entry.by) == ("struck", "已电话说明停电", "admin")
    await drafted.say("duty", order("publish"), group="cmd")
    assert "九明制药" not in (await rows(drafted, "criticism"))["ent"].body.render()


async def test_a_name_that_two_bear_means_the_one_on_the_list(drafted: Talk):
    unclear = Problem("unit_ambiguous", words="光电", candidates=("e1", "e4"))
    answer = await drafted.say("duty", order("strike", problems=[unclear]), group="cmd")
    assert data(answer)[3] == ["e1"]


@pytest.mark.parametrize(
    "problem",
    [
        Problem("unit_ambiguous", words="华信", candidates=("e1", "e2")),
        Problem("unit_missing", words="中光", candidates=("e1", "e4")),
        Problem("unit_missing", words="某某"),
        Problem("unit_missing"),
    ],
)
async def test_an_unclear_name_changes_nothing(drafted: Talk, problem: Problem):
    answer = await drafted.say("duty", order("strike", problems=[problem]), group="cmd")
    assert answer.outcome.kind == "refused"
    assert set(states(await the_list(drafted)).values()) == {"listed"}


async def test_a_name_that_is_not_on_the_list_is_said(drafted: Talk):
    answer = await drafted.say("duty", order("strike", "e3"), group="cmd")
    assert "华信电子不在通报0305-1的名单里" in shown(answer)


async def test_a_rejected_list_is_never_posted(drafted: Talk):
    answer = await drafted.say("duty", order("reject", reason="系统故障"), group="cmd")
    assert "不会发布" in shown(answer)
    again = await drafted.say("duty", order("publish", number="0305-1"), group="cmd")
    assert "没有发布" in shown(again)
    assert not await rows(drafted, "criticism")


async def test_an_unknown_number_is_said(drafted: Talk):
    assert "没有编号0301-9" in shown(await drafted.say("duty", order("publish", number="0301-9"), group="cmd"))


async def test_without_any_list_the_officer_is_told(talk: Talk):
    assert "没有待批" in shown(await talk.say("duty", order("publish"), group="cmd"))


async def test_a_wrong_name_is_corrected_in_the_group_that_read_it_and_nowhere_else(drafted: Talk):
    await drafted.say("duty", order("publish"), group="cmd")
    await send(drafted)
    answer = await drafted.say("duty", order("retract", "e2", reason="当天下午已在网格群报送，系统漏收"), group="cmd")
    assert data(answer) == ("approval", "0305-1", "retract", ["e2"])
    mended = await rows(drafted, "retraction")
    assert list(mended) == ["ent"]
    text = mended["ent"].body.render()
    for words in ("【更正】", "通报0305-1", "九明制药", "系统漏收", "致歉", "0305-1-G1"):
        assert words in text
    assert states(await the_list(drafted))["e2"] == "retracted"


async def test_a_second_correction_of_the_same_name_says_nothing_twice(drafted: Talk):
    await drafted.say("duty", order("publish"), group="cmd")
    await send(drafted)
    await drafted.say("duty", order("retract", "e2"), group="cmd")
    before = await rows(drafted, "retraction")
    answer = await drafted.say("duty", order("retract", "e2"), group="cmd")
    assert "没有重复更正" in shown(answer)
    assert await rows(drafted, "retraction") == before


async def test_a_wrong_name_that_was_not_sent_yet_simply_leaves_the_text(drafted: Talk):
    await drafted.say("duty", order("publish"), group="cmd")
    answer = await drafted.say("duty", order("retract", "e2"), group="cmd")
    assert "还没有发出" in shown(answer)
    assert [e.unit for e in (await rows(drafted, "criticism"))["ent"].body.entries] == ["e1"]
    assert not await rows(drafted, "retraction")


async def test_the_whole_list_is_taken_back_in_every_group_that_read_it(drafted: Talk):
    await drafted.say("duty", order("publish"), group="cmd")
    await send(drafted)
    answer = await drafted.say("boss", order("retract", number="0305-1", reason="平台中断41分钟"), group="cmd")
    assert "全部撤销" in shown(answer)
    mended = await rows(drafted, "retraction")
    assert sorted(mended) == ["ent", "grid2"]
    assert "平台中断41分钟" in mended["ent"].body.render()
    assert (await the_list(drafted)).state == "retracted"


async def test_a_reason_mentions_nobody_and_carries_no_markup(drafted: Talk):
    await drafted.say("duty", order("publish"), group="cmd")
    await send(drafted)
    await drafted.say("duty", order("retract", "e2", reason="@所有人 <font color=red>{number}</font>"), group="cmd")
    text = (await rows(drafted, "retraction"))["ent"].body.render()
    assert not set("@<>{}") & set(text)


async def test_every_decision_stands_in_the_trail(drafted: Talk):
    await drafted.say("duty", order("strike", "e2", reason="停电"), group="cmd")
    await drafted.say("duty", order("publish"), group="cmd")
    await send(drafted)
    await drafted.say("duty", order("retract", "e1"), group="cmd")
    trail = {(who, action) for who, action, subject in await drafted.audit() if subject == "list:0305-1"}
    assert trail >= {("duty", "list_struck"), ("duty", "list_published"), ("duty", "list_corrected")}
