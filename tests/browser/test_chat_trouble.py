"""The chat page when things go wrong: hostile texts, a store that is away, a line that breaks, a bot that restarts."""

import asyncio

import pytest
from chat_stage import staged
from playwright.async_api import WebSocketRoute, expect

from bot.messages import Attachment

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

HOSTILE = [
    "<img src=x onerror=\"document.title='taken'\">",
    "<script>document.title='taken'</script>",
    '"><a href="javascript:alert(1)">x</a>',
    "@所有人 @all",
    "</div></li></ol><h1>taken</h1>",
    "{{7*7}} ${7*7} %s '; drop table reports; --",
    "[x](http://example.org) **b** # h",
    "e" + "\u0301" * 50,
    "字" * 10_000,
    "w" * 10_000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
async def test_a_hostile_text_stands_there_as_text(open_page, stage, text):
    page = await open_page("duty", "ent")
    elements = await page.locator("body *").count()
    stage.hear(text, sender="hostile")
    await stage.desk.post(text, chat="chat-ent", mentions=("hostile", text))
    await expect(page.locator(".msg")).to_have_count(2)
    folded = page.locator(".more")
    while await folded.locator("text=展开").count():
        await folded.locator("text=展开").first.click()
    said = await page.locator(".msg.other .text").evaluate("e => e.firstChild.textContent")
    assert said == text
    await expect(page.locator(".msg.other .name")).to_have_text("<img src=x onerror=document.title=1>")
    assert await page.locator("#log :is(img, script, h1, a, iframe)").count() == 0
    assert await page.locator("body > *").count() < elements
    assert "taken" not in await page.title()
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert await page.locator("#log").evaluate("e => e.scrollWidth <= e.clientWidth")


async def test_letters_that_turn_the_line_around_do_not(open_page, stage):
    page = await open_page("duty", "ent")
    stage.hear("在岗\u202e21\u202c人")
    await expect(page.locator(".msg.other .text")).to_have_text("在岗21人")


async def test_a_text_beyond_the_limit_stays_in_the_input_with_one_clear_line(open_page, stage):
    page = await open_page("clerk1", "ent")
    await page.fill("#text", "长" * 10_001)
    await page.keyboard.press("Enter")
    await expect(page.locator("#trouble")).to_have_text("一条消息最多10000字，这条有10001字，请分几条发。")
    assert await page.input_value("#text") == "长" * 10_001
    assert stage.desk.heard == []


async def test_what_could_not_be_stored_is_marked_and_sent_again_by_a_click(open_page, stage):
    page = await open_page("clerk1", "ent")
    stage.desk.away = True
    await page.fill("#text", "在岗 12")
    await page.keyboard.press("Enter")
    await expect(page.locator(".msg.own .again")).to_have_text("!重发")
    stage.desk.away = False
    await page.click(".msg.own .again")
    await expect(page.locator(".msg.bot")).to_have_count(1)
    await expect(page.locator(".msg.own")).to_have_count(1)
    await expect(page.locator(".again")).to_have_count(0)
    assert len(stage.desk.heard) == 1


async def test_until_it_is_stored_a_message_shows_that_it_is_on_its_way(open_page, stage):
    page = await open_page("clerk1", "ent")
    stage.desk.waits_for = asyncio.Event()
    await page.fill("#text", "在岗 12")
    await page.keyboard.press("Enter")
    await expect(page.locator(".msg.own .sending")).to_be_visible()
    stage.desk.waits_for.set()
    await expect(page.locator(".msg.own .sending")).to_have_count(0)


async def test_an_input_method_takes_its_own_enter(open_page, stage):
    page = await open_page("clerk1", "ent")
    await page.fill("#text", "zaigang")
    enter = "e => e.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true}))"
    await page.locator("#text").evaluate(enter)
    assert await page.input_value("#text") == "zaigang"
    await page.fill("#text", "一")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("二")
    assert await page.input_value("#text") == "一\n二"
    await page.keyboard.press("Enter")
    await expect(page.locator(".msg.own .text")).to_have_text("一\n二")
    assert [heard.text for heard in stage.desk.heard] == ["一\n二"]


async def test_a_line_that_breaks_is_taken_up_where_it_ended(open_page, stage):
    page = await open_page("clerk1", "ent")
    lines: list[WebSocketRoute] = []

    def through(line: WebSocketRoute) -> None:
        line.connect_to_server()
        lines.append(line)

    await page.route_web_socket("**/chat/live*", through)
    await page.reload()
    stage.hear("一", sender="clerk2")
    await expect(page.locator(".msg .text")).to_have_text(["一"])
    await lines[-1].close(code=1012)
    stage.hear("二", sender="clerk2")
    stage.hear("三", sender="clerk2")
    await expect(page.locator(".msg .text")).to_have_text(["一", "二", "三"])
    await expect(page.locator("#offline")).to_be_hidden()
    assert len(lines) == 2
    assert "after=a0" in lines[1].url


async def test_a_bot_that_restarts_is_found_again_and_nothing_typed_is_lost(browser):
    context = await browser.new_context()
    try:
        page = await context.new_page()
        async with staged(seed="a") as first:
            await page.goto(f"{first.base}/chat#as=clerk1&room=ent")
            first.hear("旧", sender="clerk2")
            await expect(page.locator(".msg .text")).to_have_text(["旧"])
            await page.fill("#text", "在岗 12")
        await expect(page.locator("#offline")).to_be_visible()
        await page.keyboard.press("Enter")
        await expect(page.locator(".msg.own .again")).to_be_visible()
        async with staged(seed="b", port=first.port) as second:
            second.hear("新", sender="clerk2")
            await expect(page.locator("#offline")).to_be_hidden()
            await expect(page.locator(".msg.other .text")).to_have_text(["新"])
            await page.click(".msg.own .again")
            await expect(page.locator(".msg.bot .text")).to_contain_text("收到：在岗 12")
            assert [heard.text for heard in second.desk.heard] == ["在岗 12"]
            await page.goto("about:blank")
    finally:
        await context.close()


async def test_a_table_is_downloaded_with_its_name_and_bytes(open_page, stage):
    page = await open_page("duty", "")
    table = Attachment("日报 3月5日.csv", "text/csv", "单位,在岗\n中光电,12\n".encode())
    await stage.desk.post("见附件", member="duty", files=(table,))
    async with page.expect_download() as waiting:
        await page.click("a.file")
    download = await waiting.value
    assert download.suggested_filename == "日报 3月5日.csv"
    path = await download.path()
    assert path.read_bytes() == table.content
