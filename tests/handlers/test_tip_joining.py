"""Tip-offs about one thing: offered to the desk, joined, answered together; and tip-offs that are reopened."""

import pytest
from talking import shown

from bot.reading.meaning import Chatter, TipFollowUp, TipMeaning

ONE = TipMeaning("学府路12号出租屋", "聚集", "天天打麻将", "天天打麻将", masked=False)
OTHER = TipMeaning("学府路12号", "聚集", "又有十几个人打牌", "又有十几个人打牌", masked=False)


def told(answer, member):
    return [r.text for r in answer.replies if r.to is not None and r.to.member == member]


@pytest.fixture
async def two(talk):
    await talk.say("res1", ONE, text="x")
    answer = await talk.say("res2", OTHER, text="y")
    return talk, answer


async def say(talk, text, who="duty"):
    return await talk.say(who, Chatter(), text=text)


async def test_the_desk_alone_hears_that_two_may_be_the_same(two):
    _, answer = two
    [alert] = told(answer, "duty")
    assert alert.endswith("可能和T0001说的是同一件事，请先看：T0001 详情；是同一件请发：T0002 并入 T0001")
    assert "T0001" not in shown(answer)


async def test_joined_they_are_one_in_the_list_and_each_is_answered_under_his_own_number(two):
    talk, _ = two
    assert shown(await say(talk, "T0002 并入 T0001")).startswith("T0002已并入T0001")
    assert "T0002" not in shown(await say(talk, "举报列表"))
    assert "并入这件的：T0002" in shown(await say(talk, "T0001 详情"))
    taken = await say(talk, "T0001 受理")
    assert "T0002已受理" in told(taken, "res2")[0]
    closed = await say(talk, "T0001 办结 答复：已劝散并上锁")
    assert "T0001已办结" in told(closed, "res1")[0]
    assert "T0002已办结" in told(closed, "res2")[0]
    assert "T0001" not in told(closed, "res2")[0]
    progress = await talk.say("res2", TipFollowUp("T0002", ask=True))
    assert "已办结" in shown(progress)


async def test_whoever_is_joined_to_one_that_is_in_hand_hears_that_it_is(two):
    talk, _ = two
    await say(talk, "T0001 受理")
    answer = await say(talk, "T0002 合并到 T0001")
    assert told(answer, "res2") == ["您反映的T0002已受理，正在核实处理。查进度请发：T0002 进度"]


@pytest.mark.parametrize(
    ("before", "text", "code"),
    [
        ("", "T0002 并入", "unknown_case"),
        ("", "T0002 并入 T0099", "unknown_case"),
        ("", "T0002 并入 T0002", "cannot_join"),
        ("", "T0002 拆开", "not_joined"),
        ("T0001 办结 答复：已处理", "T0002 并入 T0001", "cannot_join"),
        ("T0002 并入 T0001", "T0002 受理", "joined_case"),
        ("T0002 并入 T0001", "T0001 并入 T0002", "cannot_join"),
    ],
)
async def test_what_cannot_be_joined_is_told(two, before, text, code):
    talk, _ = two
    if before:
        await say(talk, before)
    assert (await say(talk, text)).outcome.data["code"] == code


async def test_it_is_taken_apart_again_and_both_stand_in_the_trail(two):
    talk, _ = two
    await say(talk, "T0002 并入 T0001")
    assert shown(await say(talk, "T0002 拆开")) == "T0002已从T0001拆开，单独办理。"
    assert "T0002" in shown(await say(talk, "举报列表"))
    lines = await talk.audit()
    assert ("duty", "tip_joined", "T0002") in lines
    assert ("duty", "tip_parted", "T0002") in lines


async def test_nobody_but_a_duty_officer_joins_anything(two):
    talk, _ = two
    for who in ("boss", "head1", "res1"):
        assert (await say(talk, "T0002 并入 T0001", who)).outcome.data.get("into") is None
    assert "T0002" in shown(await say(talk, "举报列表"))


async def test_what_was_closed_is_reopened_with_a_reason_and_its_sender_hears_of_it(two):
    talk, _ = two
    assert (await say(talk, "T0001 重开 又开了")).outcome.data["code"] == "not_closed"
    await say(talk, "T0001 办结 答复：已劝散")
    assert (await say(talk, "T0001 重开")).outcome.data["code"] == "reason_missing"
    answer = await say(talk, "T0001 重开 反映人说又开了，电话13812345678")
    assert told(answer, "res1") == ["您反映的T0001重新办理，正在核实处理。查进度请发：T0001 进度"]
    assert "T0001 办理中" in shown(await say(talk, "举报列表"))
    async with talk.store.unit_of_work() as uow:
        [line] = [one for one in await uow.audit.read(subject="T0001") if one.action == "tip_reopened"]
    assert "13812345678" not in str(line.detail)
