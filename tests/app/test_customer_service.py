"""Customer service through the whole bot: from a word in ordinary WeChat to the answer, and every bad day between.

What the resident sees stands on the stand-in's screen; nothing here looks into the bot for it.
"""

import asyncio
from datetime import timedelta

import pytest
from public_stage import (
    RESIDENT,
    SECOND,
    a_stage,
    alerts,
    desk_says,
    picture,
    states,
    tips,
    until_alert,
    until_said,
    until_tips,
    whats_kept,
)

from bot.standin.kf_desk import KfRules

TIP = "我要举报，1号网格建设路{n}号有店铺没有消毒"
HOUR = timedelta(hours=1)


@pytest.fixture
async def stage(tmp_path):
    async with a_stage(tmp_path) as made:
        await made.start()
        yield made


async def told(stage, text):
    """The resident writes, the platform calls; what he was answered."""
    before = len(stage.kf.texts(RESIDENT))
    stage.kf.say(RESIDENT, text)
    await stage.kf_line().call()
    await until_said(stage, lambda: len(stage.kf.texts(RESIDENT)) > before)
    return stage.kf.texts(RESIDENT)[-1]


async def test_from_the_first_word_to_the_result_within_the_platforms_window(stage):
    stage.kf.enter(RESIDENT)
    await stage.kf_line().call()
    await until_said(stage, lambda: stage.kf.texts(RESIDENT))
    assert "反映情况请直接把时间、地点、什么事发给我" in stage.kf.texts(RESIDENT)[0]
    receipt = await told(stage, TIP.format(n=8))
    assert "编号T0001" in receipt
    assert "48小时内有结果会在这里回复您，再晚平台不让我们主动发，请发“进度”来问" in receipt
    assert alerts(stage, "新的群众反映 T0001")
    await desk_says(stage, "T0001 受理", "T0001 办结 答复：已现场整改")
    assert any("已受理，正在核实处理" in text for text in stage.kf.texts(RESIDENT))
    assert any("已现场整改" in text for text in stage.kf.texts(RESIDENT))
    assert "已办结" in await told(stage, "进度")


async def test_a_result_after_two_days_is_not_sent_the_desk_hears_so_and_the_resident_gets_it_when_he_asks(stage):
    await told(stage, TIP.format(n=8))
    before = stage.kf.texts(RESIDENT)
    await stage.pass_time(49 * HOUR)
    await desk_says(stage, "T0001 办结 答复：已现场整改")
    await until_said(stage, lambda: [one for one in states(stage, "您反映的T0001已办结") if one[0] == "refused"])
    assert stage.kf.texts(RESIDENT) == before
    await until_alert(stage, "T0001的答复没有送到反映人")
    assert all(RESIDENT not in seen.text for seen in stage.platform.seen)
    assert "已现场整改" in await told(stage, "T0001 进度")


async def test_the_sixth_answer_to_one_message_is_refused_and_its_words_are_there_for_who_asks(stage):
    await told(stage, TIP.format(n=8))
    stage.kf.person(RESIDENT).answers = 5
    await desk_says(stage, "T0001 受理")
    await until_said(stage, lambda: [one for one in states(stage, "您反映的T0001已受理") if one[0] == "refused"])
    assert "T0001：已受理" in await told(stage, "进度")


async def test_an_answer_that_the_platform_took_and_gave_back_counts_as_not_delivered(stage):
    stage.kf.rules = KfRules(takes_all=True)
    await told(stage, TIP.format(n=8))
    stage.kf.person(RESIDENT).refuses = True
    await desk_says(stage, "T0001 受理")
    await stage.kf_line().call()
    await until_said(stage, lambda: [one for one in states(stage, "您反映的T0001已受理") if one[0] == "refused"])
    [(_, why, _)] = states(stage, "您反映的T0001已受理")
    assert "they refuse messages" in why
    await until_alert(stage, "T0001的答复没有送到反映人")


async def test_after_the_outcome_nothing_in_the_outbox_says_who_told(stage):
    await told(stage, TIP.format(n=8))
    await desk_says(stage, "T0001 受理")
    await until_said(stage, lambda: any("已受理" in text for text in stage.kf.texts(RESIDENT)))
    assert [receiver for _, _, receiver in states(stage, "您反映的T0001已受理")] == ["(sealed)"]


async def test_a_picture_after_a_tip_off_is_fetched_and_kept_with_it(stage):
    await told(stage, TIP.format(n=8))
    stage.kf.share(RESIDENT, "image", picture(), name="现场.png")
    await stage.kf_line().call()
    await until_said(stage, lambda: "已附到T0001" in stage.kf.texts(RESIDENT)[-1])
    assert await whats_kept(stage, "T0001") == ["kept"]


async def test_a_place_after_a_tip_off_goes_beside_its_words(stage):
    await told(stage, TIP.format(n=8))
    place = {"latitude": 23.743215, "longitude": 114.698761, "name": "高新区管委会", "address": "兴源路1号"}
    stage.kf.put(RESIDENT, "location", place)
    await stage.kf_line().call()
    await until_said(stage, lambda: "已补充到T0001" in stage.kf.texts(RESIDENT)[-1])
    [_, detail] = await desk_says(stage, "举报列表", "T0001 详情")
    assert "位置：高新区管委会 兴源路1号（北纬23.743215，东经114.698761）" in detail


@pytest.mark.parametrize(
    ("kind", "part"),
    [
        ("voice", {"media_id": "M1"}), ("image", {"media_id": "M1"}), ("video", {"media_id": "M1"}),
        ("file", {"media_id": "M1"}), ("location", {"latitude": 23.7, "longitude": 114.7}),
        ("link", {"title": "看", "url": "http://x"}), ("business_card", {"userid": "u"}),
        ("miniprogram", {"appid": "a"}),
        ("msgmenu", {"head_content": "x"}), ("channels_shop_product", {"product_id": "1"}),
        ("merged_msg", {"title": "x"}), ("meeting", {}), ("calendar", {}),
        ("note", {}), ("of_next_year", {"deep": [1]}),
    ],
)  # fmt: skip
async def test_what_is_no_text_is_answered_with_how_to_tell(stage, kind, part):
    stage.kf.put(RESIDENT, kind, part)
    await stage.kf_line().call()
    await until_said(stage, lambda: stage.kf.texts(RESIDENT))
    [said] = stage.kf.texts(RESIDENT)
    assert "请把时间、地点、什么事打成字发给我" in said
    assert await tips(stage) == 0


async def test_the_press_of_a_menu_is_its_words(stage):
    await told(stage, TIP.format(n=8))
    stage.kf.put(RESIDENT, "text", {"content": "进度", "menu_id": "101"})
    await stage.kf_line().call()
    await until_said(stage, lambda: "T0001：已收到" in stage.kf.texts(RESIDENT)[-1])


@pytest.mark.parametrize("event", ["session_status_change", "user_recall_msg", "servicer_status_change", "next_year"])
async def test_an_event_is_no_message_and_holds_nothing_up(stage, event):
    stage.kf.event(event, RESIDENT)
    stage.kf.put(RESIDENT, "text", {"content": "我来处理"}, origin=5)
    assert "编号T0001" in await told(stage, TIP.format(n=8))
    assert len(stage.kf.texts(RESIDENT)) == 1


async def test_page_after_page_is_fetched_and_every_message_taken_once(stage):
    stage.kf.rules = KfRules(page=7)
    for n in range(40):
        stage.kf.say(f"{RESIDENT}{n}", TIP.format(n=n))
    await stage.kf_line().call(times=3)
    assert await until_tips(stage, 40) == 40
    marks = [asked["cursor"] for asked in stage.kf.asked]
    assert {f"cur-{end}" for end in range(7, 40, 7)} <= set(marks)
    assert stage.app.store is not None
    assert (await stage.app.store.cursors.load("kf"))[0] == "cur-40"


async def test_a_crash_between_the_commit_and_the_cursor_brings_the_page_again_and_doubles_nothing(stage):
    reached, buried = asyncio.Event(), asyncio.Event()

    async def dies(_name, **_more):
        reached.set()
        await buried.wait()
        return False

    stage.app.store.cursors.move = dies
    for n in range(12):
        stage.kf.say(f"{RESIDENT}{n}", TIP.format(n=n))
    await stage.kf_line().call()
    async with asyncio.timeout(20):
        while not reached.is_set():  # the clock has to move for it
            await stage.pass_time(SECOND)
    assert await tips(stage) == 12
    process = stage.replicas.pop("a")[1]
    process.cancel()  # in the middle of what it waits for, as a kill is
    await stage.start("b")
    assert await until_tips(stage, 12) == 12
    for n in range(12):
        receipts = [text for text in stage.kf.texts(f"{RESIDENT}{n}") if "编号T" in text]
        assert len(receipts) == 1
    buried.set()
    await asyncio.gather(process, return_exceptions=True)
