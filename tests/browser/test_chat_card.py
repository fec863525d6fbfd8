"""A card in a real Chromium: its buttons are pressed, it changes for everybody, and nothing on it is markup."""

import pytest
from playwright.async_api import expect

from bot.messages import Button, Card

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

CARD = Card(
    "通报草稿0305-1",
    ("日报 3月5日", "按下就算您说了这句话，打字也一样。"),
    (
        Button("发布通报", "发布通报 0305-1", "go"),
        Button("驳回", "驳回 0305-1", "stop"),
        Button("剔除中光电", "剔除 0305-1 中光电"),
    ),
)
HOSTILE = '<img src=x onerror="document.title=1">[点](http://evil)'


async def test_a_button_says_its_words_as_the_member_and_the_card_changes_for_all(open_page, stage):
    page, other = await open_page("duty", "cmd"), await open_page("clerk1", "cmd")
    await stage.desk.post("【通报草稿0305-1】名单见此", chat="chat-cmd", kind="criticism_draft", card=CARD)
    stage.desk.settles = Card("通报已发布", ("通报0305-1由值班员冯八于20:21发布",))
    await expect(page.locator(".card-button")).to_have_text(["发布通报", "驳回", "剔除中光电"])
    await page.click(".card-button >> text=发布通报")
    await expect(page.locator(".msg.own .text")).to_have_text("发布通报 0305-1")
    for who in (page, other):
        await expect(who.locator(".card.settled .card-title")).to_have_text("通报已发布")
        await expect(who.locator(".card-button")).to_have_count(0)
    assert [(heard.text, heard.sender) for heard in stage.desk.heard] == [("发布通报 0305-1", "duty")]


async def test_a_card_is_reached_and_pressed_by_keyboard_and_tells_what_it_says(open_page, stage):
    page = await open_page("duty", "cmd")
    await stage.desk.post("名单见此", chat="chat-cmd", card=CARD)
    button = page.get_by_role("button", name="驳回：就是说“驳回 0305-1”")
    await button.focus()
    await page.keyboard.press("Enter")
    await expect(page.locator(".msg.own .text")).to_have_text("驳回 0305-1")


async def test_nothing_on_a_card_becomes_markup(open_page, stage):
    page = await open_page("duty", "cmd")
    await stage.desk.post("名单", chat="chat-cmd", card=Card(HOSTILE, (HOSTILE,), (Button(HOSTILE, HOSTILE),)))
    await expect(page.locator(".card-title")).to_have_text(HOSTILE)
    await expect(page.locator(".card-line")).to_have_text(HOSTILE)
    await expect(page.locator(".card-button")).to_have_text(HOSTILE)
    assert await page.locator(".card img, .card a").count() == 0
    await page.click(".card-button")
    await expect(page.locator(".msg.own .text")).to_have_text(HOSTILE)
    assert await page.locator(".msg.own img").count() == 0


async def test_a_button_whose_card_is_over_says_so(open_page, stage):
    page = await open_page("duty", "cmd")
    await stage.desk.post("名单", chat="chat-cmd", card=CARD)
    await expect(page.locator(".card-button")).to_have_count(3)
    entry = stage.channel.log.since(0, lambda _room: True).entries[-1]
    stage.channel.log._kept.by_id.pop(entry.id)
    await page.click(".card-button >> text=驳回")
    await expect(page.locator(".trouble")).to_contain_text("按钮已经不在了")
    await expect(page.locator(".msg.own")).to_have_count(0)


async def test_on_a_phone_the_buttons_are_wide_enough_for_a_thumb(open_page, stage):
    page = await open_page("duty", phone=True)
    await stage.desk.post("名单", chat="chat-cmd", card=CARD)
    await page.tap('[data-room="cmd"]')
    await expect(page.locator(".card-button >> nth=2")).to_be_visible()
    for box in [await one.bounding_box() for one in await page.locator(".card-button").all()]:
        assert box["height"] >= 32
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390


async def test_an_example_of_a_group_that_hears_only_mentions_is_heard(open_page, stage):
    page = await open_page("neighbour", "pub")
    await page.click("#chips >> text=帮助")
    await page.keyboard.press("Enter")
    await expect(page.locator(".msg.bot .text")).to_contain_text("收到：@网格助手 帮助")
    assert [heard.text for heard in stage.desk.heard] == ["@网格助手 帮助"]


async def test_where_only_mentions_are_heard_the_page_says_that_nobody_heard(open_page, stage):
    page = await open_page("neighbour", "pub")
    await page.fill("#text", "楼下积水")
    await page.keyboard.press("Enter")
    await expect(page.locator(".trouble")).to_contain_text("要先 @网格助手")
    await expect(page.locator(".msg.own .text")).to_have_text("楼下积水")
    assert stage.desk.heard == []
