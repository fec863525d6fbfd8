"""The whole bot and a criticism list's card: a press is its words, said by whoever pressed, and nothing more."""

import random
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.app import App, build
from bot.channels.transcript import Transcript
from bot.clock import VirtualClock
from bot.config import load_settings
from bot.messages import PRESS, Inbound
from bot.store.records import CriticismList, ListEntry
from bot.views.list_card import draft_card

DISTRICT = Path(__file__).parents[1] / "rehearsals" / "district" / "config.toml"
EVENING = datetime(2020, 3, 5, 20, 20, tzinfo=ZoneInfo("Asia/Shanghai"))
NAMES = {"e1": "万泉电子", "e5": "九溪光电", "e6": "东岸物流"}
CARD = draft_card("0305-1", "日报 3月5日", list(NAMES.values()))
NUMBERS = count(1)


@pytest.fixture
async def app(tmp_path: Path) -> AsyncIterator[App]:
    settings = load_settings(DISTRICT).with_store(f"sqlite:///{tmp_path}/bot.db")
    channels = {"chat": Transcript(name="chat")}
    rng = random.Random(1)  # noqa: S311  # the same every time
    async with build(settings, clock=VirtualClock(EVENING), rng=rng, channels=channels, sequential=True) as app:
        entries = tuple(ListEntry(unit, "listed", {"rule": "daily", "reminders": []}) for unit in NAMES)
        item = CriticismList("0305-1", "daily", EVENING.date(), "draft", EVENING, EVENING, ("ent",), entries)
        async with app.store.unit_of_work() as uow:
            uow.lists.add(item)
            await uow.commit()
        yield app


def press(label: str, *, by: str = "u_duty", chat: str | None = "cmd", words: str | None = None) -> Inbound:
    said = next(button.words for button in CARD.buttons if button.label == label) if words is None else words
    now = EVENING + timedelta(minutes=1)
    name = f"press-{next(NUMBERS)}"
    return Inbound("chat", name, by, chat, said, now, now, mentions_bot=bool(chat) or None, digest=name, event=PRESS)


async def pressed(app: App, inbound: Inbound):
    [submitted] = await app.dispatcher.handle([inbound])
    return submitted


async def state_of(app: App) -> str:
    async with app.store.unit_of_work() as uow:
        item = await uow.lists.get("0305-1")
    assert item is not None
    return item.state


async def posts(app: App) -> list[str]:
    while await app.sender.run_due(app.clock.now() + timedelta(minutes=5)):
        pass
    return [parcel.kind for parcel in app.channels["chat"].parcels]  # type: ignore[attr-defined]  # the transcript's


async def test_a_button_publishes_and_the_card_says_who_did_it(app):
    submitted = await pressed(app, press("发布通报"))
    assert submitted.outcome.kind == "approval"
    assert submitted.card is not None
    assert (submitted.card.title, submitted.card.buttons) == ("通报已发布", ())
    assert "由值班员值班-小史于20:20发布" in submitted.card.lines[0]
    assert await state_of(app) == "posted"
    assert sorted(await posts(app)) == ["criticism", "reply"]


async def test_a_button_pressed_again_is_answered_and_posts_nothing_more(app):
    await pressed(app, press("发布通报"))
    again = await pressed(app, press("发布通报", by="u_duty2"))
    assert "没有重复发布" in again.replies[0].text
    assert "小史" in again.card.lines[0]
    assert (await posts(app)).count("criticism") == 1


async def test_a_press_that_the_platform_tells_twice_is_one_and_has_the_same_answer(app):
    inbound = press("发布通报")
    first, second = await pressed(app, inbound), await pressed(app, inbound)
    assert second.outcome.kind == "duplicate"
    assert second.card == first.card is not None
    assert sorted(await posts(app)) == ["criticism", "reply"]


@pytest.mark.parametrize("who", ["u_e1", "u_gl1", "u_gw1", "nobody"])
@pytest.mark.parametrize("label", [button.label for button in CARD.buttons])
async def test_without_the_right_a_press_is_answered_and_the_card_stays(app, who, label):
    submitted = await pressed(app, press(label, by=who))
    assert submitted.outcome.kind == "refused"
    assert submitted.replies[0].text
    assert submitted.card is None
    assert await state_of(app) == "draft"


@pytest.mark.parametrize(("first", "title"), [("驳回", "通报已结案"), ("撤销", "通报已撤销")])
@pytest.mark.parametrize("late", ["发布通报", "驳回", "剔除万泉电子"])
async def test_a_late_press_is_answered_and_changes_nothing(app, first, title, late):
    if first == "撤销":
        await pressed(app, press("发布通报"))
        await pressed(app, press("", words="撤销通报 0305-1 核对有误"))
    else:
        await pressed(app, press("驳回"))
    state = await state_of(app)
    submitted = await pressed(app, press(late))
    assert submitted.replies[0].text
    assert submitted.card is not None
    assert submitted.card.title == title
    assert await state_of(app) == state


async def test_a_struck_name_leaves_the_draft_and_a_fresh_card_comes_with_the_answer(app):
    submitted = await pressed(app, press("剔除九溪光电"))
    assert "已从通报0305-1剔除九溪光电" in submitted.replies[0].text
    labels = [button.label for button in submitted.replies[0].card.buttons]
    assert labels == ["发布通报", "驳回", "剔除万泉电子", "剔除东岸物流"]
    assert submitted.card is None


async def test_the_last_name_closes_the_list_and_its_card(app):
    for name in ("九溪光电", "东岸物流", "万泉电子"):
        submitted = await pressed(app, press(f"剔除{name}"))
    assert submitted.card.title == "通报已结案"
    assert await state_of(app) == "rejected"


async def test_the_button_of_a_long_list_asks_for_the_name(app):
    long = draft_card("0305-1", "日报", ["甲", "乙", "丙", "丁", "戊"])
    [strike] = [button for button in long.buttons if button.label.startswith("剔除")]
    submitted = await pressed(app, press("", words=strike.words))
    assert "请写上单位名" in submitted.replies[0].text
    assert await state_of(app) == "draft"


def test_names_that_look_alike_on_a_button_are_not_told_apart_by_it():
    alike = draft_card("0305-1", "日报", ["河源市华信电子有限公司", "河源市华信电子有限公司二厂"])
    assert [button.label for button in alike.buttons] == ["发布通报", "驳回", "剔除一家"]


@pytest.mark.parametrize("chat", ["cmd", None])
@pytest.mark.parametrize("words", ["", "   ", "b1", "天气真好"])
async def test_a_button_that_says_nothing_known_is_answered_and_harmless(app, chat, words):
    for _ in range(2):
        submitted = await pressed(app, press("", words=words, chat=chat))
        assert submitted.outcome.kind == "chatter"
        [reply] = submitted.replies
        assert ("不起作用" in reply.text) == (not words.strip())
    assert await state_of(app) == "draft"


@pytest.mark.parametrize("event", ["enter_chat", "subscribe"])
@pytest.mark.parametrize(
    ("who", "words"),
    [("u_e1", "报数直接发"), ("u_gl1", "谁没报"), ("u_lead", "谁没报"), ("u_duty", "发布通报"), ("nobody", "反映情况")],
)
async def test_who_comes_in_is_told_in_his_role_what_to_type(app, event, who, words):
    name = f"event-{next(NUMBERS)}"
    submitted = await pressed(app, Inbound("chat", name, who, None, "", EVENING, EVENING, passive=True, event=event))
    assert words in submitted.passive[0]
    assert submitted.passive[0].startswith("您好，我是网格助手")
    said = await pressed(app, Inbound("chat", name + "x", who, None, "嗯哼啊哈", EVENING, EVENING))
    assert said.replies, "the welcome must not make the bot silent"


@pytest.mark.parametrize("kind", ["link", "merged_msg", "file"])
async def test_a_kind_that_nobody_reads_is_asked_for_in_words_in_private_alone(app, kind):
    event = f"unknown:{kind}"
    in_private = Inbound("chat", "k1", "u_e1", None, "", EVENING, EVENING, event=event)
    assert "请用文字发" in (await pressed(app, in_private)).replies[0].text
    assert (await pressed(app, replace(in_private, message_id="k2"))).replies == ()
    assert (await pressed(app, replace(in_private, message_id="k3", chat="ent"))).replies == ()


@pytest.mark.parametrize(("event", "welcomed"), [("subscribe", True), ("enter_session", False), ("enter_chat", False)])
async def test_who_is_not_to_be_welcomed_in_the_answer_is_welcomed_for_joining_alone(app, event, welcomed):
    submitted = await pressed(app, Inbound("chat", "in", "u_e1", None, "", EVENING, EVENING, event=event))
    assert bool(submitted.replies) == welcomed


@pytest.mark.parametrize("event", ["feedback_event", "unsubscribe", "LOCATION", "unknown:event", "enter_agent"])
async def test_other_events_are_kept_and_say_nothing(app, event):
    submitted = await pressed(app, Inbound("chat", "ev", "u_e1", None, "", EVENING, EVENING, event=event))
    assert (submitted.outcome.kind, submitted.replies) == ("chatter", ())
