"""The stand-in's page in a real browser, with the whole bot behind it: what a visitor of the WeCom demo meets."""

import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))

from faulty.world import World, town_world

from bot.messages import Body, Destination, Outbound
from bot.standin.switches import SWITCHES
from bot.views.list_card import draft_card

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

CLERK, CLERK_ID = "万泉电子-丘工", "u_e1"
HOSTILE = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script> @所有人"


@pytest_asyncio.fixture(loop_scope="session")
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with town_world(tmp_path, engines=True) as made:
        made.clock.flow()
        yield made


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser, world: World) -> AsyncIterator[Page]:
    """The page as somebody with a desktop opens it. Errors of scripts fail the test."""
    context, errors = await browser.new_context(viewport={"width": 1280, "height": 800}, locale="zh-CN"), []
    page = await context.new_page()
    page.set_default_timeout(10_000)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("dialog", lambda dialog: errors.append(f"a dialog: {dialog.message}"))
    await page.goto(world.page)
    await page.wait_for_selector("#list button")
    yield page
    await context.close()
    assert errors == []


async def chat_with(page: Page, name: str) -> None:
    """Find somebody and open his own chat with the bot."""
    await page.fill("#find", name)
    await page.click(f"#list >> text={name}")


async def say(page: Page, text: str) -> None:
    await page.fill("#text", text)
    await page.press("#text", "Enter")


async def test_a_clerk_reports_and_reads_the_receipt(page):
    await chat_with(page, CLERK)
    await say(page, "日报 在岗126人")
    await expect(page.locator("#lines li:not(.own) p").last).to_contain_text("126")
    await expect(page.locator("#lines li.own p").last).to_have_text("日报 在岗126人")
    await expect(page.locator("#calls li").first).to_contain_text("消息")


async def test_what_people_type_is_only_ever_text(page):
    await chat_with(page, CLERK)
    await say(page, HOSTILE)
    await expect(page.locator("#lines li.own p").last).to_have_text(HOSTILE)
    assert await page.title() == "模拟企业微信"
    assert await page.locator("#lines img, #lines script").count() == 0


async def test_who_says_nothing_as_nobody_is_told_so(page):
    await page.fill("#as", "")
    await say(page, "在岗126人")
    await expect(page.locator("#trouble")).to_have_text("请先写以谁的身份说。")


async def test_every_failure_can_be_turned_on_and_says_what_it_does(page):
    assert await page.locator("#switch option").count() == len(SWITCHES)
    await page.select_option("#switch", "app-40014")
    await expect(page.locator("#does")).to_have_text(next(one.does for one in SWITCHES if one.name == "app-40014"))
    await page.click("#turn")
    await expect(page.locator("#trouble")).to_be_hidden()


async def test_a_failure_that_is_on_shows_on_the_wire_and_the_message_comes_all_the_same(page, world):
    await page.select_option("#switch", "app-40014")
    await page.click("#turn")
    async with world.app.store.unit_of_work() as uow:
        to = Destination(member=CLERK_ID, channel="app")
        uow.outbox.put(Outbound("try:1", "reply", to, Body("请补报"), world.clock.now()))
        await uow.commit()
    world.app.sender.wake()
    await chat_with(page, CLERK)
    await expect(page.locator("#lines li:not(.own) p").last).to_contain_text("请补报")
    await expect(page.locator("#calls li.bad").first).to_contain_text("40014")


async def test_a_button_of_a_card_is_pressed_and_answered(page, world):
    officer = next(one for one in world.town.directory.members if one.role == "duty_officer")
    async with world.app.store.unit_of_work() as uow:
        to, card = Destination(member=officer.user_id, channel="app"), draft_card("0305-9", "日报 3月5日", ["农夫山泉"])
        uow.outbox.put(Outbound("try:2", "criticism_draft", to, Body("草稿"), world.clock.now(), card=card))
        await uow.commit()
    world.app.sender.wake()
    await chat_with(page, officer.name)
    await page.click("#cards button:has-text('发布通报')")
    await expect(page.locator("#lines li:not(.own) p").last).to_contain_text("0305-9")


async def test_on_a_phone_one_pane_is_seen_at_a_time(browser, world):
    context = await browser.new_context(viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
    page = await context.new_page()
    await page.goto(world.page)
    await page.wait_for_selector("nav button")
    for pane in ("places", "wire", "talk"):
        await page.click(f"nav button[data-pane={pane}]")
        await expect(page.locator(f"#{pane}")).to_be_visible()
        others = {"places", "wire", "talk"} - {pane}
        for other in others:
            await expect(page.locator(f"#{other}")).to_be_hidden()
    wide = await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert wide
    await context.close()


async def test_a_resident_in_ordinary_wechat_has_a_chat_of_his_own_with_customer_service(page):
    await page.fill("#as", "wm7")
    await say(page, "我要举报，兴源路有店铺没有消毒")
    await expect(page.locator("#title")).to_have_text("微信居民 7")
    await expect(page.locator("#lines li:not(.own) p").last).to_contain_text("编号T0001")
    await expect(page.locator("#calls")).to_contain_text("kf/sync_msg")
