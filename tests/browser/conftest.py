"""A real Chromium beside the tests that look at the chat page; where there is none they say so.

Everything here runs on one event loop: a browser is started once, and its pages talk to servers on it.
"""

import shutil
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright

sys.path.insert(0, str(Path(__file__).parents[1] / "web"))

from chat_stage import Stage, staged  # the line above makes it findable

OpenPage = Callable[..., Awaitable[Page]]
DESKTOP = {"viewport": {"width": 1280, "height": 800}}
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of Debian's Chromium."""
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("no chromium here (apt-get install chromium)")
    return path


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(chromium: str) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium)
        try:
            yield browser
        finally:
            await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def stage() -> AsyncIterator[Stage]:
    """The chat page of a small district on a free port."""
    async with staged() as served:
        yield served


@pytest_asyncio.fixture(loop_scope="session")
async def open_page(browser: Browser, stage: Stage) -> AsyncIterator[OpenPage]:
    """Opens the page as a member in a room, each time as a new visitor. Errors of scripts fail the test."""
    contexts, errors = [], []

    async def open_as(user_id: str = "", room: str | None = None, *, phone: bool = False) -> Page:
        context = await browser.new_context(**(PHONE if phone else DESKTOP), locale="zh-CN")
        contexts.append(context)
        page = await context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: errors.append(said.text) if "Content Security Policy" in said.text else None)
        page.on("dialog", lambda dialog: errors.append(f"a dialog: {dialog.message}"))
        where = f"#as={user_id}" + ("" if room is None else f"&room={room}")
        await page.goto(f"{stage.base}/chat{where}")
        await page.wait_for_selector("body[data-ready=yes]")
        return page

    yield open_as
    for context in contexts:
        await context.close()
    assert errors == []
