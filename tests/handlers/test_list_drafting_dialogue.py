"""Drafts that a person writes: praise is as easy as blame, and blame for inadequate work rests on a case."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from talking import TODAY, ZONE, Talk, shown

from bot.forms.load import load_preset
from bot.messages import Destination
from bot.reading.meaning import Chatter, OrderMeaning
from bot.store.casework import Case, CaseEvent

NOON = datetime(2020, 3, 5, 12, 0, tzinfo=ZONE)


@pytest.fixture
async def ordered(talk: Talk) -> Talk:
    """The site has an open order to put something right."""
    talk.preset = replace(talk.preset, cases=load_preset("heyuan-2020").cases)
    talk.now = NOON
    kind = talk.preset.cases[0].id
    case = Case("Z0001", kind, "e1", "ordered", "食堂未分餐", "head1", NOON, "head1", NOON)
    async with talk.store.unit_of_work() as uow:
        await uow.cases.add(case, CaseEvent("Z0001", NOON, "head1", "opened", "", "ordered"))
        await uow.commit()
    return talk


async def say(talk, who, text, *, group=None):
    return await talk.say(who, Chatter(), text=text, group=group)


async def publish(talk, who, number, *, praise=False):
    return await talk.say(who, OrderMeaning("publish", number, praise=praise), group="cmd")


async def posts(talk, number="0305-1"):
    async with talk.store.unit_of_work() as uow:
        return {row.to.group: (row.kind, row.body.render()) for row in await uow.outbox.about_list(number)}


async def the_list(talk, number="0305-1"):
    async with talk.store.unit_of_work() as uow:
        return await uow.lists.get(number)


async def test_praise_is_one_message_to_draft_and_one_to_post(ordered):
    answer = await say(ordered, "duty", "表扬 中光电、九明制药 提前三天完成复工准备", group="cmd")
    assert answer.outcome.data == {"list": "0305-1", "action": "draft_praise", "units": ["e1", "e2"]}
    assert shown(answer).startswith("【表扬草稿0305-1】拟表扬2家，未经批准不会发布：中光电、九明制药")
    assert await posts(ordered) == {}
    done = await publish(ordered, "duty", None, praise=True)
    assert shown(done) == "表扬0305-1已发布（企业群2家）：中光电、九明制药。"
    assert await posts(ordered) == {
        "ent": ("digest", "【表扬0305-1】提前三天完成复工准备，表扬2家：\n1号网格：中光电、九明制药\n签发：冯八。")
    }


async def test_a_grid_leader_praises_his_own_and_the_command_decides(ordered):
    answer = await say(ordered, "head1", "表扬 中光电 连续两周按时报送", group="grid1")
    assert "请指挥部批准" in shown(answer)
    assert answer.replies[1].to == Destination(group="cmd")
    assert (await say(ordered, "head2", "表扬 中光电 连续两周按时")).outcome.data["code"] == "unit_not_yours"
    assert (await publish(ordered, "head1", "0305-1", praise=True)).outcome.data["code"] == "may_not_decide"


@pytest.mark.parametrize(("text", "code"), [("表扬 华信 按时报送", "unit_ambiguous"), ("表扬 中光电", "list_unclear")])
async def test_what_is_unclear_about_praise_is_asked(ordered, text, code):
    assert (await say(ordered, "duty", text)).outcome.data["code"] == code


async def test_kind_words_of_others_are_words(ordered):
    for who, text in (("clerk1", "表扬 中光电 干得好"), ("duty", "表扬一下大家"), ("duty", "表扬谁了？")):
        assert (await say(ordered, who, text)).outcome.kind == "chatter", text


async def test_blame_for_inadequate_work_rests_on_an_open_case_and_is_approved_by_another(ordered):
    answer = await say(ordered, "duty", "起草通报 Z0001 食堂仍未分餐", group="cmd")
    assert answer.outcome.data == {"list": "0305-1", "action": "draft_work", "units": ["e1"]}
    assert "【通报草稿0305-1】工作不力拟通报1家，未经批准不会发布：中光电" in shown(answer)
    assert (await the_list(ordered)).kind == "work"
    assert (await publish(ordered, "duty", "0305-1")).outcome.data["code"] == "own_draft"
    await publish(ordered, "boss", "0305-1")
    [(kind, text)] = (await posts(ordered)).values()
    assert kind == "criticism"
    assert text.splitlines() == [
        "【通报0305-1】工作不力（食堂仍未分餐，1家）：",
        "1号网格：中光电",
        "依据：Z0001。有异议请3个工作日内回复：申诉 0305-1 理由。签发：王七。以更正为准。",
    ]
    chain = shown(await say(ordered, "clerk1", "为什么有我"))
    assert "2. 依据：整改单Z0001（3月5日12:00，食堂未分餐）。" in chain
    await say(ordered, "clerk1", "申诉 0305-1 已分餐，有照片")
    assert "5. 申诉：S1处理中" in shown(await say(ordered, "clerk1", "为什么有我"))
    assert "更正已发到" not in shown(await say(ordered, "duty", "采纳 S1 复查属实"))
    assert "误列" not in str(await posts(ordered))


@pytest.mark.parametrize("text", ["起草通报 食堂仍未分餐", "起草通报 Z0009 食堂未分餐", "起草通报"])
async def test_without_a_case_there_is_no_list_of_work(ordered, text):
    assert (await say(ordered, "duty", text)).outcome.data["code"] == "no_basis"
    assert await the_list(ordered) is None


async def test_a_case_that_is_closed_before_the_word_takes_its_unit_off_the_list(ordered):
    await say(ordered, "duty", "起草通报 Z0001 食堂仍未分餐")
    async with ordered.store.unit_of_work() as uow:
        case = await uow.cases.get("Z0001")
        event = CaseEvent("Z0001", NOON, "head1", "closed", "ordered", "closed")
        assert await uow.cases.change(case, replace(case, state="closed", closed=True), event)
        await uow.commit()
    answer = await publish(ordered, "boss", "0305-1")
    assert "都已补报或移出，不用发布" in shown(answer)
    assert await posts(ordered) == {}
    assert (await say(ordered, "duty", "起草通报 Z0001 食堂仍未分餐")).outcome.data["code"] == "no_basis"


async def test_praise_and_blame_wait_side_by_side_and_each_word_means_its_own(ordered):
    await say(ordered, "duty", "起草通报 Z0001 食堂仍未分餐")
    await say(ordered, "duty", "表扬 九明制药 按时报送")
    assert (await publish(ordered, "boss", None, praise=True)).outcome.data["list"] == "0305-2"
    assert (await publish(ordered, "boss", None)).outcome.data["list"] == "0305-1"
    assert (await the_list(ordered)).period == TODAY


async def test_praise_is_no_blame_for_why_appeals_and_the_count_of_wrong_names(ordered):
    await say(ordered, "duty", "表扬 中光电 按时报送")
    await publish(ordered, "boss", "0305-1", praise=True)
    assert "没有查到" in shown(await say(ordered, "clerk1", "为什么通报我们"))
    assert (await say(ordered, "clerk1", "申诉 0305-1 不敢当")).outcome.data["code"] == "appeal_unclear"
    now = ordered.now
    async with ordered.store.unit_of_work() as uow:
        assert (await uow.lists.published(since=now - timedelta(days=9), before=now + timedelta(days=9))).lists == 0
