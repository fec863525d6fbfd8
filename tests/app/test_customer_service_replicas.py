"""Customer service when several fetch, one of them dies, or the platform turns the fetching away in the middle."""

from datetime import timedelta

import pytest
from public_stage import RESIDENT, SECOND, a_stage, tips, until_tips

from bot.standin.kf_desk import KfRules

TIP = "我要举报，1号网格建设路{n}号有店铺没有消毒"
MANY = 30


@pytest.fixture
async def stage(tmp_path):
    async with a_stage(tmp_path) as made:
        made.kf.rules = KfRules(page=4)
        yield made


def all_write(stage):
    for n in range(MANY):
        stage.kf.say(f"{RESIDENT}{n}", TIP.format(n=n))


def receipts(stage):
    """How many receipts each resident has on his screen."""
    return {sum("编号T" in text for text in stage.kf.texts(f"{RESIDENT}{n}")) for n in range(MANY)}


async def said(stage, count):
    """Run on until every receipt is out."""
    for _ in range(120):
        await stage.pass_time(SECOND)
        if sum(len(stage.kf.texts(f"{RESIDENT}{n}")) for n in range(MANY)) >= count:
            return


async def test_two_that_fetch_take_every_message_once_and_never_both_at_a_time(stage):
    await stage.start("a")
    await stage.start("b")
    all_write(stage)
    await stage.kf_line().call(times=3)
    assert await until_tips(stage, MANY) == MANY
    await said(stage, MANY)
    assert receipts(stage) == {1}
    asked = [one["cursor"] for one in stage.kf.asked if one["cursor"]]
    assert asked == sorted(asked, key=lambda mark: int(mark.removeprefix("cur-")))


async def test_when_the_one_that_fetches_dies_the_other_goes_on_where_it_stopped(stage):
    await stage.start("a")
    await stage.start("b")
    all_write(stage)
    line = stage.kf_line()
    await line.call()
    for _ in range(200):
        if await tips(stage):
            break
        await stage.pass_time(SECOND / 10)
    before = await tips(stage)
    assert before > 0
    await stage.stop("a")
    stage.kf.say(f"{RESIDENT}x", TIP.format(n=99))
    await line.call()
    assert await until_tips(stage, MANY + 1) == MANY + 1
    await said(stage, MANY)
    assert receipts(stage) == {1}


@pytest.mark.parametrize("code", [40014, 42001, 95007, 45009, -1, 40001, 60020])
async def test_a_refusal_in_the_middle_of_the_pages_costs_time_and_no_message(stage, code):
    await stage.start()
    all_write(stage)
    sync, failed = stage.kf.sync, []

    def once(access, payload):
        if payload.get("cursor") == "cur-12" and not failed:
            failed.append(code)
            return {"errcode": code, "errmsg": "told to fail"}
        return sync(access, payload)

    stage.kf.sync = once
    await stage.kf_line().call()
    assert await until_tips(stage, MANY, within=timedelta(hours=3)) == MANY
    assert failed == [code]
    await stage.app.outages.run_due(stage.clock.now())
    await said(stage, MANY)
    told = [text for text in stage.platform.chat("member:boss") if "【发送故障】渠道kf" in text]
    assert len(told) == (code in (40001, 60020)), "it hears nothing, and nobody who sends would notice"
    await said(stage, MANY)
    assert receipts(stage) == {1}
