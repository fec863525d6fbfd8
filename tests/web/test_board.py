"""The board over a real socket: the day it shows, what it refuses, and that a unit's name stays a name."""

from datetime import date

import aiohttp
import pytest

from bot.views.board import Board, GridLine
from bot.web.app import WebParts, build_web
from bot.web.board import board_pages
from bot.web.connections import serving
from bot.web.metrics import Metrics

SHOWN = Board(
    title="3月5日日报",
    covered=(("上报率", "9/10＝90.0%"), ("未报", "1家")),
    rates=(("企业复工率", "2/3＝66.7%"),),
    sums=(("在岗人数", "1,234人（9家填报）"),),
    grids=(
        GridLine("1号网格", 6, 5, 1, 0, ("<img src=x onerror=alert(1)>",), 0),
        GridLine("2号网格", 4, 4, 0, 2, (), 0),
    ),
)


@pytest.fixture
async def board():
    """A served board; gives its address and the days that were asked for."""
    asked = []

    async def compose(day):
        asked.append(day)
        return SHOWN, "18:20"

    async def checks():
        return {}

    async def submit(inbound):
        raise AssertionError(inbound)

    application = build_web(WebParts({}, submit, checks, Metrics()), [board_pages(compose)])
    async with serving(application, host="127.0.0.1", port=0) as port, aiohttp.ClientSession() as session:
        yield session, f"http://127.0.0.1:{port}/board", asked


async def test_it_shows_today_with_every_rate_beside_its_fraction(board):
    session, url, asked = board
    async with session.get(url) as response:
        page = await response.text()
    assert response.status == 200
    assert asked == [None]
    assert "<b>90.0%</b><small>9/10</small>" in page
    assert "截至 18:20" in page


async def test_a_units_name_is_never_markup(board):
    session, url, _ = board
    async with session.get(url) as response:
        page = await response.text()
    assert "<img" not in page
    assert "&lt;img src=x" in page
    assert "script" not in response.headers["Content-Security-Policy"]


async def test_a_day_is_chosen_by_its_date_and_another_word_is_refused(board):
    session, url, asked = board
    async with session.get(url, params={"day": "2020-03-04"}) as response:
        assert response.status == 200
    async with session.get(url, params={"day": "yesterday"}) as response:
        assert response.status == 400
    assert asked == [date(2020, 3, 4)]


async def test_a_strange_name_for_this_machine_is_refused(board):
    session, url, _ = board
    async with session.get(url, headers={"Host": "evil.example"}) as response:
        assert response.status == 403
