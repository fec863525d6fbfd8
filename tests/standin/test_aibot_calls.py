"""A smart bot in callback mode behind the bot's own web door, called as the platform calls: both sides real."""

from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from aiohttp import web

from bot.channels.base import Address, Parcel
from bot.channels.calling import Caller
from bot.channels.wecom_bot import WecomBot
from bot.clock import VirtualClock
from bot.dispatch import Submitted
from bot.errors import SendError, StoreAway
from bot.messages import PRESS, Button, Card, Media, Outcome
from bot.standin.aibot_calls import BotLine
from bot.standin.aibot_desk import BotDesk, SmartBot
from bot.standin.aibot_files import BotFiles
from bot.standin.aibot_server import standing_in_with_bot
from bot.standin.platform import App, Platform
from bot.web.callbacks import Callbacks
from bot.web.metrics import Metrics

NOW = datetime(2020, 3, 5, 1, 2, tzinfo=UTC)
TOKEN, KEY = "gridbotTOKEN2026", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
GROUP = "wrX"


class Street:
    """The bot at its door, the platform, and the line from one to the other."""

    def __init__(self, desk, files, line, channel) -> None:
        self.desk, self.files, self.line, self.channel = desk, files, line, channel
        self.heard = []
        self.says = ("已登记",)
        self.away = False
        self.card = None

    async def submit(self, inbound):
        if self.away:
            raise StoreAway("away")
        self.heard.append(inbound)
        return Submitted(Outcome("report"), (), self.says if inbound.passive else (), self.card)


@pytest.fixture
async def street():
    clock = VirtualClock(NOW)
    desk = BotDesk(Platform(App("ww1", 1, "s"), clock=clock), SmartBot("aib1", "-"), clock=clock)
    files = BotFiles(desk)
    async with standing_in_with_bot(desk, files) as base:
        channel = WecomBot(
            name="bot", bot_id="aib1", token=TOKEN, aes_key=KEY, api_base=base, caller=Caller(base), clock=clock
        )
        street = Street(desk, files, None, channel)
        callbacks = Callbacks({"bot": channel}, street.submit, Metrics())
        application = web.Application()
        application.router.add_route("*", "/callback/{channel}", callbacks.respond)
        runner = web.AppRunner(application, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        url = f"http://127.0.0.1:{runner.addresses[0][1]}/callback/bot"
        street.line = BotLine(desk, files, token=TOKEN, aes_key=KEY, url=url)
        yield street
        await street.line.close()
        await channel.close()
        await runner.cleanup()


async def test_the_address_is_checked_as_the_administrator_saves_it(street):
    assert await street.line.check_url()


async def test_what_is_said_in_a_group_is_answered_in_the_call(street):
    said = await street.line.say("zhangsan", "@网格助手 日报 在岗12", chat=GROUP)
    assert (said.statuses, said.text) == ((200,), "已登记")
    assert street.desk.screens.texts(GROUP) == ["已登记"]
    assert street.heard[0].text == "@网格助手 日报 在岗12"


async def test_who_comes_in_is_welcomed_in_the_call(street):
    said = await street.line.deliver(street.desk.event("enter_chat", user="lisi"))
    assert said.text == "已登记"
    assert street.heard[0].event == "enter_chat"


async def test_what_needs_longer_is_answered_at_the_address_that_came_with_it(street):
    street.says = ()
    said = await street.line.say("zhangsan", "@网格助手 未报", chat=GROUP)
    assert (said.statuses, said.text) == ((200,), None)
    parcel = Parcel(Address("bot", "group", GROUP), "reply", "未报 3 家", in_reply_to=street.heard[0].message_id)
    await street.channel.send(parcel)
    assert street.desk.screens.texts(GROUP) == ["未报 3 家"]
    assert street.desk.platform.seen[0].via == "aibot late answer"


async def test_what_is_not_stored_is_not_acknowledged_and_comes_again(street):
    street.away = True
    said = await street.line.say("zhangsan", "日报")
    assert said.statuses == (0, 0, 0)
    assert street.heard == []


async def test_a_picture_is_fetched_with_the_key_of_the_bot(street):
    link = street.files.shared(b"\xff\xd8\xff picture", "a.jpg", key=KEY)
    await street.line.deliver(street.desk.body("lisi", "image", link))
    [media] = street.heard[0].media
    assert media == Media("image", link)
    assert (await street.channel.fetch(media)).content == b"\xff\xd8\xff picture"


async def test_an_address_for_a_late_answer_takes_one_and_only_for_an_hour(street):
    async def answer(url):
        payload = {"msgtype": "markdown", "markdown": {"content": "好"}}
        async with aiohttp.ClientSession() as session, session.post(url, json=payload) as response:
            return (await response.json())["errcode"]

    url = street.files.response_url(GROUP)
    assert [await answer(url), await answer(url)] == [0, 40058]
    old = street.files.response_url(GROUP)
    street.desk.clock.advance(timedelta(hours=1))
    assert await answer(old) == 40058


async def test_a_late_answer_is_no_plain_text(street):
    assert street.desk.late_answer(GROUP, {"msgtype": "text", "text": {"content": "好"}})["errcode"] == 40008


async def test_an_answer_brings_its_card_and_the_press_changes_it(street):
    street.card = Card("通报草稿0305-1", ("日报",), (Button("发布通报", "发布通报 0305-1", "go"),))
    said = await street.line.say("lisi", "@网格助手 剔除 甲", chat=GROUP)
    assert said.text == "已登记"
    assert street.desk.screens.texts(GROUP) == ["已登记", "通报草稿0305-1"]
    street.card = Card("通报已发布", ("由值班员发布",))
    assert (await street.line.press("lisi", "发布通报", chat=GROUP)).statuses == (200,)
    assert (street.heard[-1].event, street.heard[-1].text) == (PRESS, "发布通报 0305-1")
    [card] = street.desk.platform.cards.in_chat(f"aibot:{GROUP}")
    assert card["main_title"]["title"] == "通报已发布"
    place = street.channel._urls.of(street.heard[-1].message_id, Address("bot", "group", GROUP))
    assert place is not None, "the words of the answer go to the address that came with the press"


async def test_a_press_without_a_decision_leaves_the_card(street):
    street.card = Card("通报草稿0305-1", ("日报",), (Button("发布通报", "发布通报 0305-1", "go"),))
    await street.line.say("lisi", "@网格助手 剔除 甲", chat=GROUP)
    street.card = None
    assert (await street.line.press("lisi", "发布通报", chat=GROUP)).statuses == (200,)
    [card] = street.desk.platform.cards.in_chat(f"aibot:{GROUP}")
    assert card["main_title"]["title"] == "通报草稿0305-1"


async def test_an_open_stream_in_an_answer_is_found_out(street):
    body = street.desk.body("zhangsan", "text", {"content": "x"})
    sealed = street.channel.seal

    def unfinished(opened, inbound, texts, card):
        street.channel._codec.encrypt, kept = (
            lambda plain: kept(plain.replace(b'"finish": true', b'"finish": false')),
            street.channel._codec.encrypt,
        )
        return sealed(opened, inbound, texts, card)

    street.channel.seal = unfinished
    with pytest.raises(ValueError, match="nobody would ask"):
        await street.line.deliver(body)


async def test_the_bot_says_nothing_of_itself_in_this_mode(street):
    with pytest.raises(SendError) as caught:
        await street.channel.send(Parcel(Address("bot", "group", GROUP), "reminder", "请补报"))
    assert caught.value.permanent
