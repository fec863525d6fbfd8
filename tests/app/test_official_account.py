"""The official account through the whole bot, in each of its modes: what a follower sees, and what he is promised."""

import asyncio
from datetime import timedelta

import pytest
from public_stage import (
    FOLLOWER,
    SECOND,
    a_stage,
    alerts,
    desk_says,
    picture,
    states,
    tips,
    until_alert,
    until_said,
    whats_kept,
)

from bot.config import load_settings
from bot.standin.official_desk import OUT_OF_ORDER

TIP = "我要举报，1号网格建设路8号有店铺没有消毒"
HOUR = timedelta(hours=1)


@pytest.fixture(params=["safe", "compatible", "plain"])
async def in_mode(request, tmp_path):
    async with a_stage(tmp_path) as made:
        config = tmp_path / "config.toml"
        text = config.read_text(encoding="utf-8")
        section = "[channels.mp]\n"
        config.write_text(text.replace(section, f'{section}mode = "{request.param}"\n'), encoding="utf-8")
        await made.start(settings=load_settings(config))
        line = made.official_line()
        line.mode = request.param
        yield made, line


@pytest.fixture
async def follower(tmp_path):
    async with a_stage(tmp_path) as made:
        await made.start()
        yield made, made.official_line()


async def test_in_every_mode_the_address_is_checked_and_a_follower_gets_his_number_in_the_answer(in_mode):
    stage, line = in_mode
    assert await line.check_url()
    said = await line.say(FOLLOWER, TIP)
    assert said.statuses == (200,)
    assert "编号T0001" in said.text
    assert "T0001：已收到" in (await line.say(FOLLOWER, "进度")).text
    assert await tips(stage) == 1


async def test_in_every_mode_another_token_is_refused_and_another_mode_too(in_mode):
    stage, line = in_mode
    line._token = "guessed" + line._token
    assert (await line.say(FOLLOWER, TIP)).statuses == (403,)
    line._token = line._token.removeprefix("guessed")
    line.mode = "plain" if line.mode != "plain" else "safe"
    assert (await line.say(FOLLOWER, TIP)).statuses == (403,)
    assert await tips(stage) == 0


async def test_the_result_reaches_him_within_two_days(follower):
    stage, line = follower
    receipt = (await line.say(FOLLOWER, TIP)).text
    assert "48小时内有结果会在这里回复您，再晚平台不让我们主动发，请发“进度”来问" in receipt
    await until_said(stage, lambda: alerts(stage, "新的群众反映 T0001"))
    await stage.pass_time(47 * HOUR)
    await desk_says(stage, "T0001 受理", "T0001 办结 答复：已现场整改")
    await until_said(stage, lambda: any("已现场整改" in text for text in stage.official.texts(FOLLOWER)))
    assert [receiver for _, _, receiver in states(stage, "您反映的T0001已办结")] == ["(sealed)"]


async def test_after_two_days_the_desk_hears_that_it_did_not_and_he_gets_it_when_he_asks(follower):
    stage, line = follower
    await line.say(FOLLOWER, TIP)
    before = stage.official.texts(FOLLOWER)
    await stage.pass_time(49 * HOUR)
    await desk_says(stage, "T0001 办结 答复：已现场整改")
    await until_said(stage, lambda: [one for one in states(stage, "您反映的T0001已办结") if one[0] == "refused"])
    assert stage.official.texts(FOLLOWER) == before
    await until_alert(stage, "T0001的答复没有送到反映人")
    assert all(FOLLOWER not in seen.text for seen in stage.platform.seen)
    assert "已现场整改" in (await line.say(FOLLOWER, "进度")).text


async def test_answers_in_the_call_use_up_none_of_the_five(follower):
    stage, line = follower
    await line.say(FOLLOWER, TIP)
    for _ in range(7):
        assert "T0001" in (await line.say(FOLLOWER, "T0001 进度")).text
    await desk_says(stage, "T0001 受理")
    await until_said(stage, lambda: any("已受理" in text for text in stage.official.texts(FOLLOWER)))


async def test_what_is_told_by_the_menu_alone_is_promised_no_answer(follower):
    stage, line = follower
    said = await line.event(FOLLOWER, "CLICK", EventKey=TIP)
    assert "编号T0001" in said.text
    assert "平台不让我们主动发结果，请过些时候发“进度”来问" in said.text
    assert "小时内" not in said.text
    await stage.pass_time(2 * HOUR)
    await desk_says(stage, "T0001 受理")
    await until_said(stage, lambda: [one for one in states(stage, "您反映的T0001已受理") if one[0] == "refused"])


@pytest.mark.parametrize(
    ("name", "fields", "word"),
    [("subscribe", {"EventKey": ""}, "我是网格助手"), ("subscribe", {"EventKey": "qrscene_1"}, "我是网格助手"),
     ("SCAN", {"EventKey": "1", "Ticket": "t"}, "我是网格助手"), ("CLICK", {"EventKey": "帮助"}, "查进度"),
     ("VIEW", {"EventKey": "http://x"}, None), ("unsubscribe", {}, None), ("of_next_year", {}, None),
     ("LOCATION", {"Latitude": "23", "Longitude": "114", "Precision": "65"}, None)],
)  # fmt: skip
async def test_an_event_is_welcomed_answered_or_acknowledged(follower, name, fields, word):
    stage, line = follower
    said = await line.event(FOLLOWER, name, **fields)
    assert said.statuses == (200,)
    assert said.text is None if word is None else word in said.text
    assert OUT_OF_ORDER not in stage.official.texts(FOLLOWER)


@pytest.mark.parametrize(
    ("kind", "fields"),
    [("voice", {"MediaId": "M1", "Format": "amr"}), ("image", {"PicUrl": "http://p", "MediaId": "M1"}),
     ("video", {"MediaId": "M1", "ThumbMediaId": "T"}), ("shortvideo", {"MediaId": "M1", "ThumbMediaId": "T"}),
     ("location", {"Location_X": "23.7", "Location_Y": "114.7", "Scale": "15", "Label": "兴源路"}),
     ("link", {"Title": "t", "Description": "d", "Url": "http://x"}), ("of_next_year", {"Deep": "1"})],
)  # fmt: skip
async def test_what_is_no_text_is_answered_in_the_call_with_how_to_tell(follower, kind, fields):
    stage, line = follower
    said = await line.put(FOLLOWER, kind, **fields)
    assert "请把时间、地点、什么事打成字发给我" in said.text
    assert await tips(stage) == 0


async def test_a_picture_and_a_place_go_to_what_he_told(follower):
    stage, line = follower
    await line.say(FOLLOWER, TIP)
    media_id = stage.platform.shelf.shared(picture(), "现场.png", now=stage.clock.now())
    assert "已附到T0001" in (await line.put(FOLLOWER, "image", PicUrl="http://p", MediaId=media_id)).text
    assert await whats_kept(stage, "T0001") == ["kept"]
    place = {"Location_X": "23.743215", "Location_Y": "114.698761", "Scale": "15", "Label": "兴源路1号"}
    assert "已补充到T0001" in (await line.put(FOLLOWER, "location", **place)).text
    [detail] = await desk_says(stage, "T0001 详情")
    assert "位置：兴源路1号（北纬23.743215，东经114.698761）" in detail


async def test_a_token_that_somebody_else_made_void_is_fetched_again_in_the_middle(follower):
    stage, line = follower
    await line.say(FOLLOWER, TIP)
    await desk_says(stage, "T0001 受理")
    await until_said(stage, lambda: any("已受理" in text for text in stage.official.texts(FOLLOWER)))
    stage.official.expire_token()  # the next call is answered 40001
    await desk_says(stage, "T0001 办结 答复：已现场整改")
    await until_said(stage, lambda: any("已现场整改" in text for text in stage.official.texts(FOLLOWER)))
    assert sum("已现场整改" in text for text in stage.official.texts(FOLLOWER)) == 1


async def test_a_call_repeated_after_a_restart_gets_the_same_number(follower):
    stage, line = follower
    plain = line.message(FOLLOWER, "text", MsgId="77", Content=TIP)
    first = await line.deliver(plain, FOLLOWER)
    await stage.stop("a")
    await stage.start("b")
    again = stage.official_line()
    assert (await again.deliver(plain, FOLLOWER)).text == first.text
    assert await tips(stage) == 1


async def test_two_replicas_that_get_the_same_call_take_one_tip_off(follower):
    stage, line = follower
    await stage.start("b")
    other = stage.official_line()
    plain = line.message(FOLLOWER, "text", MsgId="77", Content=TIP)
    answers = await asyncio.gather(*(one.deliver(plain, FOLLOWER) for one in (line, other, line)))
    await stage.pass_time(SECOND)
    assert len({said.text for said in answers if said.text}) == 1
    assert await tips(stage) == 1
