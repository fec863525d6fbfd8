"""The whole bot behind the page, with the preset's own district: what a visitor of the demo meets."""

import random
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio
from openpyxl import load_workbook
from playwright.async_api import Browser, Page, expect

from bot.app import App, build
from bot.clock import StageClock, SystemClock
from bot.config import load_settings
from bot.forms.load import preset_folder
from bot.messages import Body, Destination, Outbound
from bot.serving import at_work, doors
from bot.store.records import CriticismList, ListEntry
from bot.views.list_card import draft_card
from bot.web.metrics import Metrics

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

MORNING = datetime(2020, 3, 5, 9, 12, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest_asyncio.fixture(loop_scope="session")
async def served(tmp_path: Path) -> AsyncIterator[tuple[App, str]]:
    """A bot that runs with everything that it has, and the address of its chat page."""
    config = tmp_path / "config.toml"
    directory = preset_folder("heyuan-2020") / "directory"
    config.write_text(
        f'[store]\nurl = "sqlite:///bot.db"\n[directory]\npath = {str(directory)!r}\n[preset]\nname = "heyuan-2020"\n'
        '[channels.chat]\nkind = "web_chat"\n',
        encoding="utf-8",
    )
    clock, rng = StageClock(MORNING, SystemClock()), random.Random(1)  # noqa: S311  # the same ids every time
    async with (
        build(load_settings(config), clock=clock, rng=rng) as app,
        at_work(app),
        doors(app, Metrics(), rng=rng, host="127.0.0.1", port=0) as port,
    ):
        clock.flow()
        yield app, f"http://127.0.0.1:{port}/chat"


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser, served: tuple[App, str]) -> AsyncIterator[Page]:
    context = await browser.new_context()
    page = await context.new_page()
    await page.goto(f"{served[1]}#as=wx_u001&room=ent")
    await page.wait_for_selector("body[data-ready=yes]")
    yield page
    await context.close()


async def say(page: Page, text: str) -> None:
    await page.fill("#text", text)
    await page.keyboard.press("Enter")


async def test_the_first_example_that_a_clerk_clicks_is_understood(page):
    await page.click("#chips >> text=日报")
    await page.keyboard.press("Enter")
    receipt = page.locator(".msg.bot .text")
    await expect(receipt).to_contain_text("@农夫山泉-郑文员 已收到，农夫山泉 3月5日日报，按时")
    await expect(receipt).to_contain_text("在岗人数 126")


async def test_a_clerk_reports_mends_and_asks_in_one_sitting(page):
    await say(page, "农夫山泉 在岗311人，发热0")
    await expect(page.locator(".msg.bot")).to_have_count(1)
    await say(page, "更正 在岗 312")
    await expect(page.locator(".msg.bot >> nth=1")).to_contain_text("311→312")
    await page.click('[data-room=""]')
    await say(page, "我们报了没")
    await expect(page.locator(".msg.bot")).to_contain_text("农夫山泉")


async def test_an_officer_gets_the_table_as_a_file(page):
    await say(page, "农夫山泉 在岗311人，发热0")
    await expect(page.locator(".msg.bot")).to_have_count(1)
    await page.click("#me")
    await page.fill("#picker-find", "温燕建")
    await page.keyboard.press("Enter")
    await page.click('[data-room=""]')
    await say(page, "导出")
    async with page.expect_download() as waiting:
        await page.click("a.file")
    download = await waiting.value
    assert (await download.path()).read_bytes().startswith(b"PK")


async def test_a_clerk_asks_for_the_table_fills_it_in_and_sends_it_back(page, tmp_path):
    await page.click('[data-room=""]')
    await say(page, "模板")
    async with page.expect_download() as waiting:
        await page.click(".msg.bot a.file")
    filled = tmp_path / "日报填报表.xlsx"
    await (await waiting.value).save_as(filled)
    book = load_workbook(filled)
    sheet: Any = book.worksheets[0]
    sheet["D3"], sheet["E3"] = 126, "一百三十一"
    book.save(filled)
    await page.set_input_files("#file", filled)
    sent = page.locator(".msg.own .file")
    await expect(sent.locator(".file-name")).to_have_text("日报填报表.xlsx")
    await expect(sent.locator(".file-size")).to_contain_text("KB")
    receipt = page.locator(".msg.bot >> nth=1")
    await expect(receipt).to_contain_text("已收到，农夫山泉 3月5日日报，按时")
    await expect(receipt).to_contain_text("在岗人数 126、累计返岗 131")
    sheet["D3"] = "=100+26"
    book.save(filled)
    await page.set_input_files("#file", filled)
    await expect(page.locator(".msg.bot >> nth=2")).to_contain_text("里有公式（D3）")


@pytest.mark.parametrize("kind", ["jpeg", "png"])
async def test_a_picture_that_somebody_sends_is_seen_in_the_conversation(page, tmp_path, kind):
    photo = tmp_path / f"现场.{kind}"
    await page.screenshot(path=photo, type=kind, clip={"x": 0, "y": 0, "width": 64, "height": 48})
    await page.set_input_files("#file", photo)
    picture = page.locator(".msg.own img.picture")
    await expect(picture).to_have_js_property("naturalWidth", 64)
    await expect(page.locator(".msg.own .file-size")).to_contain_text("下载")


async def test_a_clerk_who_says_that_a_receipt_is_wrong_is_led_through_the_figures(page):
    await say(page, "农夫山泉 在岗三百一十一人，发热0")
    receipt = page.locator(".msg.bot >> nth=0")
    await expect(receipt).to_contain_text("按“在岗三百一十一人”记为在岗人数 311。有误回复：不对")
    await say(page, "不对")
    await expect(page.locator(".msg.bot >> nth=1")).to_contain_text("1. 在岗人数 311")
    await say(page, "1 312")
    await expect(page.locator(".msg.bot >> nth=2")).to_contain_text("在岗人数 311→312")


async def test_an_officer_decides_about_a_draft_by_its_buttons(page, served):
    app, unit = served[0], served[0].snapshot.held.unit_by_id["unit-001"]
    item = CriticismList(
        "0305-1", "daily", MORNING.date(), "draft", MORNING, MORNING, ("ent",),
        (ListEntry(unit.id, "listed", {"rule": "daily", "reminders": []}),),
    )  # fmt: skip
    card = draft_card("0305-1", "日报 3月5日", [unit.short_name])
    async with app.store.unit_of_work() as uow:
        uow.lists.add(item)
        draft = Body("【通报草稿0305-1】")
        uow.outbox.put(Outbound("d:1", "criticism_draft", Destination(group="cmd"), draft, MORNING, card=card))
        await uow.commit()
    app.sender.wake()
    await page.click('[data-room="cmd"]')
    await page.click(".card-button >> text=发布通报")
    await expect(page.locator(".msg.bot >> nth=1")).to_contain_text("通报由值班员或领导决定")
    await expect(page.locator(".card-button")).to_have_count(3)
    await page.click("#me")
    await page.fill("#picker-find", "温燕建")
    await page.keyboard.press("Enter")
    await page.click(".card-button >> text=发布通报")
    await expect(page.locator(".card.settled .card-title")).to_have_text("通报已发布")
    await expect(page.locator(".card.settled .card-line")).to_contain_text("温燕建")
    await page.click('[data-room="ent"]')
    await expect(page.locator(".msg.bot.criticism .text")).to_contain_text(unit.short_name)
