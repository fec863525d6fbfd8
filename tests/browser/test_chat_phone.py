"""The chat page on a phone: list and conversation apart, a way back, nothing wider than the screen."""

import pytest
from playwright.async_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def fits(page) -> bool:
    return await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("width", [320, 390, 640])
async def test_list_and_conversation_are_views_of_their_own(open_page, stage, width):
    page = await open_page("clerk1", phone=True)
    await page.set_viewport_size({"width": width, "height": 700})
    stage.hear("在岗人数一百二十六人，" * 20, sender="clerk2")
    await expect(page.locator("#rooms")).to_be_visible()
    await expect(page.locator("#text")).to_be_hidden()
    assert await fits(page)
    await page.tap('[data-room="ent"]')
    await expect(page.locator("#rooms")).to_be_hidden()
    await expect(page.locator(".msg.other")).to_be_visible()
    box = await page.locator("#send").bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= width
    assert box["y"] + box["height"] <= 700
    assert await fits(page)
    await page.tap("#back")
    await expect(page.locator("#rooms")).to_be_visible()


async def test_the_phones_own_way_back_works_too(open_page):
    page = await open_page("clerk1", phone=True)
    await page.tap('[data-room="grid1"]')
    await expect(page.locator("#title")).to_have_text("1号网格工作群")
    await page.go_back()
    await expect(page.locator("#rooms")).to_be_visible()


async def test_one_speaks_and_is_answered(open_page):
    page = await open_page("clerk1", phone=True)
    await page.tap('[data-room="ent"]')
    await page.fill("#text", "在岗 12")
    await page.tap("#send")
    await expect(page.locator(".msg.bot .text")).to_contain_text("收到：在岗 12")
    assert await page.locator("#log").evaluate("e => e.scrollHeight - e.scrollTop - e.clientHeight < 2")


async def test_a_keyboard_that_takes_half_the_screen_leaves_the_input_above_it(open_page):
    page = await open_page("clerk1", phone=True)
    await page.tap('[data-room="ent"]')
    await page.set_viewport_size({"width": 390, "height": 420})
    box = await page.locator("#send").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 420


async def test_unread_in_the_list_is_seen_from_the_conversation(open_page, stage):
    page = await open_page("clerk1", phone=True)
    await page.tap('[data-room="ent"]')
    stage.hear("早", sender="head1", chat="chat-grid1")
    await expect(page.locator("#back-unread")).to_have_text("1")
    await page.tap("#back")
    await expect(page.locator('[data-room="grid1"] .count')).to_have_text("1")


async def test_somebody_else_is_chosen_on_the_whole_screen(open_page):
    page = await open_page("clerk1", phone=True)
    await page.tap("#me")
    await page.fill("#picker-find", "孙三")
    await page.tap(".option")
    await expect(page.locator(".me-name")).to_have_text("滨江-孙三")
    assert await fits(page)
