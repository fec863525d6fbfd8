"""The whole bot in a group where it hears mentions only: the line about the @ comes when it helps, not every time."""

import random
import shutil
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.app import App, build
from bot.channels.transcript import Transcript
from bot.clock import VirtualClock
from bot.config import load_settings
from bot.messages import Inbound

DISTRICT = Path(__file__).parents[1] / "rehearsals" / "district"
NINE = datetime(2020, 3, 5, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
FIRST = "本群里请先@网格助手再报数，不@我收不到。"
AGAIN = "回答时也请先@网格助手，不@我收不到。"
NUMBERS = count(1)


@pytest.fixture
async def app(tmp_path: Path) -> AsyncIterator[App]:
    shutil.copytree(DISTRICT, tmp_path / "district")
    groups = tmp_path / "district" / "directory" / "groups.csv"
    groups.write_text(groups.read_text(encoding="utf-8").replace("ent,zone,all", "ent,zone,mentions"), encoding="utf-8")
    settings = load_settings(tmp_path / "district" / "config.toml").with_store(f"sqlite:///{tmp_path}/bot.db")
    channels = {"chat": Transcript(name="chat")}
    rng = random.Random(1)  # noqa: S311  # the same every time
    async with build(settings, clock=VirtualClock(NINE), rng=rng, channels=channels, sequential=True) as app:
        yield app


async def said(app: App, text: str, *, by: str = "u_e1", chat: str | None = "ent", at: datetime = NINE) -> str:
    name = f"m{next(NUMBERS)}"
    app.clock.advance(max(at - app.clock.now(), timedelta(0)))  # type: ignore[attr-defined]  # a virtual one
    inbound = Inbound("chat", name, by, chat, text, at, at, mentions_bot=bool(chat) or None, digest=name)
    [submitted] = await app.dispatcher.handle([inbound])
    return submitted.replies[0].text


async def test_the_first_receipt_teaches_and_the_next_do_not(app):
    assert (await said(app, "@网格助手 日报 在岗126人，发热0人")).endswith(f"\n{FIRST}")
    assert "@网格助手" not in await said(app, "@网格助手 更正 在岗127")
    assert "@网格助手" not in await said(app, "@网格助手 日报 在岗5人，发热0人", at=NINE + timedelta(days=1))


async def test_everybody_is_taught_for_himself(app):
    await said(app, "@网格助手 日报 在岗126人，发热0人")
    assert (await said(app, "@网格助手 日报 在岗9人，发热0人", by="u_e6")).endswith(FIRST)


async def test_who_was_away_for_long_is_taught_again(app):
    await said(app, "@网格助手 日报 在岗126人，发热0人")
    assert (await said(app, "@网格助手 日报 在岗6人，发热0人", at=NINE + timedelta(days=40))).endswith(FIRST)


async def test_a_question_says_each_time_how_to_answer_it(app):
    for _ in range(2):
        assert (await said(app, "@网格助手 日报 在岗一百多人，发热0人")).endswith(f"\n{AGAIN}")


@pytest.mark.parametrize(("chat", "by"), [(None, "u_e1"), ("grid-1", "u_gw1")])
async def test_elsewhere_nothing_is_taught(app, chat, by):
    assert "@网格助手" not in await said(app, "万泉电子 日报 在岗126人，发热0人", chat=chat, by=by)
    assert "@网格助手" not in await said(app, "万泉电子 日报 在岗一百多人", chat=chat, by=by)


async def test_an_answer_to_a_question_of_another_kind_teaches_nothing(app):
    assert "不@我收不到" not in await said(app, "@网格助手 我们报了没")
    assert "不@我收不到" not in await said(app, "@网格助手 帮助")
