"""Pressing a card's button on the chat page: the card's own words, by the member, where the card stands."""

import pytest

from bot.messages import PRESS, Button, Card

CARD = Card(
    "通报草稿0305-1",
    ("日报 3月5日",),
    (Button("发布通报", "发布通报 0305-1", "go"), Button("驳回", "驳回 0305-1", "stop")),
)
SETTLED = Card("通报已发布", ("由值班员发布",))


async def posted(stage, *, chat="chat-cmd", member="", card=CARD):
    """The id of the entry that holds the card."""
    await stage.desk.post("名单见此", chat=chat, member=member, card=card)
    return stage.channel.log.since(0, lambda _room: True).entries[-1].id


def card_of(stage, entry):
    return stage.channel.log.entry(entry).card


async def test_a_press_says_the_words_as_that_member_in_that_group(stage):
    entry = await posted(stage)
    status, answer = await stage.press(**{"as": "duty", "entry": entry, "button": 0, "nonce": "abcdefgh"})
    assert (status, answer["state"], answer["id"]) == (200, "sent", "web-abcdefgh")
    [heard] = stage.desk.heard
    assert (heard.text, heard.sender, heard.chat, heard.event) == ("发布通报 0305-1", "duty", "chat-cmd", PRESS)
    shown = stage.channel.log.entry("web-abcdefgh")
    assert (shown.text, shown.sender) == ("发布通报 0305-1", "duty")


async def test_a_pressed_card_shows_what_became_of_it_to_everybody(stage):
    entry = await posted(stage)
    stage.desk.settles = SETTLED
    async with stage.follow("duty") as page:
        await page.receive_json()
        await stage.press(**{"as": "duty", "entry": entry, "button": 0})
        cards = []
        while not cards:
            cards = [one["card"] for one in (await page.receive_json())["entries"] if one["id"] == entry]
    assert cards[-1] == {"title": "通报已发布", "lines": ["由值班员发布"], "buttons": []}
    status, answer = await stage.press(**{"as": "duty", "entry": entry, "button": 0})
    assert (status, "不在了" in answer["error"]) == (400, True)
    assert len(stage.desk.heard) == 1


async def test_without_a_decision_the_card_stays(stage):
    entry = await posted(stage)
    await stage.press(**{"as": "clerk1", "entry": entry, "button": 1})
    assert card_of(stage, entry) == CARD


async def test_the_same_press_sent_again_is_one(stage):
    entry = await posted(stage)
    for _ in range(2):
        status, _ = await stage.press(**{"as": "duty", "entry": entry, "button": 0, "nonce": "abcdefgh"})
        assert status == 200
    assert len(stage.desk.heard) == 1


async def test_a_press_that_was_not_stored_may_be_sent_again(stage):
    entry = await posted(stage)
    stage.desk.away = True
    wanted = {"as": "duty", "entry": entry, "button": 0, "nonce": "abcdefgh"}
    assert (await stage.press(**wanted))[1]["state"] == "failed"
    stage.desk.away = False
    assert (await stage.press(**wanted))[1]["state"] == "sent"
    assert len(stage.desk.heard) == 1


async def test_a_private_card_is_pressed_by_its_own_member_alone(stage):
    entry = await posted(stage, chat=None, member="duty")
    status, answer = await stage.press(**{"as": "clerk1", "entry": entry, "button": 0})
    assert (status, "对话" in answer["error"]) == (400, True)
    await stage.press(**{"as": "duty", "entry": entry, "button": 0})
    assert [(heard.sender, heard.chat) for heard in stage.desk.heard] == [("duty", None)]


@pytest.mark.parametrize("button", [-1, 2, 99, True, "0", None, 0.0, [], {}])
async def test_a_button_that_is_not_there_is_refused(stage, button):
    entry = await posted(stage)
    status, answer = await stage.press(**{"as": "duty", "entry": entry, "button": button})
    assert (status, "不在了" in answer["error"]) == (400, True)
    assert stage.desk.heard == []


@pytest.mark.parametrize("entry", ["nothing", "", "../../x"])
async def test_a_card_that_is_not_there_is_refused(stage, entry):
    status, _ = await stage.press(**{"as": "duty", "entry": entry, "button": 0})
    assert status == 400


async def test_the_words_are_the_cards_and_not_the_callers(stage):
    entry = await posted(stage)
    wanted = {"as": "duty", "entry": entry, "button": 1, "text": "发布通报 0305-1", "group": "ent", "words": "x"}
    await stage.press(**wanted)
    assert [(heard.text, heard.chat) for heard in stage.desk.heard] == [("驳回 0305-1", "chat-cmd")]


async def test_another_page_cannot_press(stage):
    entry = await posted(stage)
    wanted = {"as": "duty", "entry": entry, "button": 0}
    for headers in ({"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        async with stage.session.post(f"{stage.base}/chat/press", json=wanted, headers=headers) as response:
            assert response.status == 403
    async with stage.session.post(f"{stage.base}/chat/press", data=str(wanted)) as response:
        assert response.status == 415
    assert stage.desk.heard == []


async def test_what_stands_on_a_card_steers_no_screen(stage):
    entry = await posted(stage, card=Card("\x1b[31m红\u202e", ("\x00行",), (Button("按\u200b\x07", "帮助"),)))
    assert card_of(stage, entry) == Card("[31m红", ("行",), (Button("按", "帮助"),))


@pytest.mark.parametrize(
    ("text", "heard"),
    [("反映积水", False), ("@网格助手 反映积水", True), ("＠网格助手反映积水", True), ("@ 网格助手 报", True)],
)
async def test_where_only_mentions_are_heard_the_rest_stands_there_unheard(stage, text, heard):
    status, answer = await stage.say(**{"as": "neighbour", "group": "pub", "text": text})
    assert (status, answer["state"]) == (200, "sent")
    assert (answer["outcome"] == "unheard") == (not heard)
    assert [one.text for one in stage.desk.heard] == ([text] if heard else [])
    assert stage.channel.log.entry(answer["id"]).text == text


async def test_a_button_is_heard_where_only_mentions_are(stage):
    entry = await posted(stage, chat="chat-pub")
    await stage.press(**{"as": "neighbour", "entry": entry, "button": 0})
    assert [heard.chat for heard in stage.desk.heard] == ["chat-pub"]
