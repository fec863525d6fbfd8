"""Speaking on the chat page over a real socket: what is handed in, what is refused, what may be repeated."""

import asyncio
import hashlib

import pytest
from chat_stage import Stage

from bot.channels.chat_log import Entry
from bot.messages import Inbound, Quote


def shown(stage: Stage) -> list[Entry]:
    """Every message in its place."""
    return sorted(stage.channel.log.since(0, lambda _room: True).entries, key=lambda entry: entry.number)


async def test_what_is_typed_in_a_group_is_handed_in_as_from_any_channel(stage):
    status, answer = await stage.say(**{"as": "clerk1", "group": "ent", "text": "在岗 12\n发热 0"})
    assert (status, answer["state"], answer["outcome"]) == (200, "sent", "report")
    now = stage.clock.now()
    text = "在岗 12\n发热 0"
    digest = hashlib.sha256(f"clerk1\nchat-ent\n{text}".encode()).hexdigest()
    assert stage.desk.heard == [
        Inbound("page", answer["id"], "clerk1", "chat-ent", text, now, now, digest=digest),
    ]


async def test_the_sender_and_the_bot_both_stand_in_the_room(stage):
    await stage.say(**{"as": "clerk1", "group": "ent", "text": "在岗 12"})
    assert [(entry.sender, entry.text, entry.state) for entry in shown(stage)] == [
        ("clerk1", "在岗 12", "sent"),
        (None, "收到：在岗 12", "sent"),
    ]


async def test_without_a_group_it_is_a_private_message(stage):
    await stage.say(**{"as": "neighbour", "group": None, "text": "我要反映"})
    assert [(heard.chat, heard.sender) for heard in stage.desk.heard] == [(None, "neighbour")]


async def test_a_group_of_another_platform_is_spoken_in_by_its_own_id(stage):
    await stage.say(**{"as": "clerk1", "group": "far", "text": "在岗 12"})
    assert stage.desk.heard[0].chat == "far"


async def test_who_is_in_no_file_may_speak_as_a_stranger(stage):
    status, _ = await stage.say(**{"as": "stranger", "group": "ent", "text": "你好"})
    assert status == 200
    assert stage.desk.heard[0].sender == "stranger"


async def test_a_quoted_message_goes_along_with_its_sender_and_words(stage):
    asked = stage.hear("隔离2人", sender="clerk2")
    await stage.say(**{"as": "clerk1", "group": "ent", "text": "昨天新到的吗", "quote": asked})
    assert stage.desk.heard[0].quote == Quote("clerk2", "隔离2人")


async def test_the_bots_own_words_are_quoted_under_its_name(stage):
    await stage.say(**{"as": "clerk1", "group": "ent", "text": "在岗 12"})
    receipt = shown(stage)[-1]
    await stage.say(**{"as": "clerk1", "group": "ent", "text": "不对", "quote": receipt.id})
    assert stage.desk.heard[-1].quote == Quote("网格助手", "收到：在岗 12")


async def test_until_the_commit_the_message_is_on_its_way(stage):
    stage.desk.waits_for = asyncio.Event()
    async with stage.follow("clerk2") as page:
        await page.receive_json()
        saying = asyncio.create_task(stage.say(**{"as": "clerk1", "group": "ent", "text": "在岗 12"}))
        assert [entry["state"] for entry in (await page.receive_json())["entries"]] == ["sending"]
        stage.desk.waits_for.set()
        await saying
    assert shown(stage)[0].state == "sent"


async def test_what_could_not_be_stored_is_marked_and_may_be_sent_again_as_the_same_message(stage):
    wanted = {"as": "clerk1", "group": "ent", "text": "在岗 12", "nonce": "0123456789abcdef"}
    stage.desk.away = True
    status, answer = await stage.say(**wanted)
    assert (status, answer["state"], shown(stage)[0].state) == (200, "failed", "failed")
    stage.desk.away = False
    _, again = await stage.say(**wanted)
    assert (again["id"], again["state"]) == (answer["id"], "sent")
    assert [heard.message_id for heard in stage.desk.heard] == [answer["id"]]
    assert [entry.state for entry in shown(stage) if entry.sender] == ["sent"]


async def test_a_repeat_of_what_was_stored_is_not_handed_in_again(stage):
    wanted = {"as": "clerk1", "group": "ent", "text": "在岗 12", "nonce": "0123456789abcdef"}
    first, second = await stage.say(**wanted), await stage.say(**wanted)
    assert first[1]["id"] == second[1]["id"]
    assert len(stage.desk.heard) == 1


async def test_ids_differ_where_the_page_gives_no_word_of_its_own(stage):
    first = await stage.say(**{"as": "clerk1", "group": "ent", "text": "在岗 12"})
    second = await stage.say(**{"as": "clerk1", "group": "ent", "text": "在岗 12"})
    assert first[1]["id"] != second[1]["id"]


@pytest.mark.parametrize(
    ("wanted", "why"),
    [
        ({"as": "nobody", "group": "ent", "text": "在岗 12"}, "名册里没有这个人"),
        ({"as": "clerk1", "group": "nowhere", "text": "在岗 12"}, "没有这个群"),
        ({"as": "clerk1", "group": "ent", "text": " \n "}, "没有内容"),
        ({"as": "clerk1", "group": "ent", "text": "长" * 10_001}, "一条消息最多10000字，这条有10001字"),
        ({"as": "clerk1", "group": "ent", "text": "对", "quote": "m99"}, "引用的消息已经不在了"),
        ({"as": "clerk1", "group": "ent", "text": "对", "quote": 5}, "格式不对"),
        ({"as": "clerk1", "group": 7, "text": "对"}, "格式不对"),
        ({"as": None, "group": "ent", "text": "对"}, "格式不对"),
        ({"as": "clerk1", "group": "ent"}, "格式不对"),
        ({"as": "clerk1", "group": "ent", "text": "对", "nonce": "../x"}, "消息编号不对"),
        ({"as": "clerk1", "group": "ent", "text": "对", "nonce": 12345678}, "消息编号不对"),
    ],
)
async def test_what_cannot_be_a_message_is_refused_in_one_line(stage, wanted, why):
    status, answer = await stage.say(**wanted)
    assert status == 400
    assert why in answer["error"]
    assert "\n" not in answer["error"]
    assert stage.desk.heard == []
    assert shown(stage) == []


@pytest.mark.parametrize("body", ["", "{", "[]", "null", '"as"', "[" * 100_000, "\xff"])
async def test_what_is_no_json_object_is_refused(stage, body):
    headers = {"Content-Type": "application/json"}
    url = f"{stage.base}/chat/say"
    async with stage.session.post(url, data=body.encode("latin-1"), headers=headers) as response:
        assert response.status == 400
        assert "格式不对" in (await response.json())["error"]


async def test_ten_thousand_characters_of_any_width_go_through(stage):
    status, _ = await stage.say(**{"as": "clerk1", "group": "ent", "text": "😀" * 10_000})
    assert status == 200
    assert stage.desk.heard[0].text == "😀" * 10_000


async def test_a_body_beyond_the_cap_is_not_read_on(stage):
    headers = {"Content-Type": "application/json"}
    async with stage.session.post(f"{stage.base}/chat/say", data=b"x" * 300_000, headers=headers) as response:
        assert response.status == 413


async def test_half_a_character_cannot_get_in(stage):
    body = b'{"as": "clerk1", "group": "ent", "text": "a\\ud83db"}'
    headers = {"Content-Type": "application/json"}
    async with stage.session.post(f"{stage.base}/chat/say", data=body, headers=headers) as response:
        assert response.status == 200
    assert stage.desk.heard[0].text == "a\ufffdb"
