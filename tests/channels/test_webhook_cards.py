"""What a group robot shows besides words and files: a card that opens something, and pictures that are seen at once."""

import struct
import zlib

import pytest
from channel_doors import ROBOT
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.base import Address, Parcel
from bot.channels.registry import KIND_BY_NAME, build_channel
from bot.channels.template_cards import notice_card
from bot.channels.wecom_webhook import PICTURE_BYTES, WecomWebhook
from bot.clock import SystemClock
from bot.config import ChannelSettings
from bot.errors import SendError
from bot.messages import Attachment, Button, Card
from bot.standin.cards import notice_refusal_of

TO = Address("hook", "group", ROBOT)
CARD = Card("通报草稿0305-1", ("日报 3月5日", "按下就算您说了这句话。"), (Button("驳回", "驳回 0305-1"),))
BOARD = "https://board.example/board"


def png(size=0):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    whole = b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0\0"))
    return whole + chunk(b"tEXt", b"\0" * size) + chunk(b"IEND", b"")


@pytest.fixture
def hook(world):
    made = WecomWebhook(name="hook", caller=world.caller(), clock=world.clock, environment={}, card_url=BOARD)
    world.opened.append(made)
    return made


async def test_a_card_comes_after_its_words_without_a_button(world, hook):
    assert (hook.limits.cards, hook.limits.cards_to) == ("apart", ("group",))
    await hook.send(Parcel(TO, "criticism_draft", "草稿见此"))
    await hook.send(Parcel(TO, "criticism_draft", "", card=CARD))
    assert [(seen.kind, seen.text) for seen in world.platform.seen] == [
        ("text", "草稿见此"), ("template_card", "通报草稿0305-1"),
    ]  # fmt: skip


async def test_without_an_address_there_are_no_cards(world):
    bare = world.webhook()
    assert bare.limits.cards == "none"


async def test_a_card_that_is_refused_is_let_go_and_one_without_an_answer_is_not(world, hook):
    world.platform.faults.add("webhook/send", "code", code=40058)
    await hook.send(Parcel(TO, "criticism_draft", "", card=CARD))
    world.platform.faults.add("webhook/send", "cut")
    with pytest.raises(SendError):
        await hook.send(Parcel(TO, "criticism_draft", "", card=CARD))


@settings(max_examples=150, deadline=None)
@given(
    title=st.text(min_size=1, max_size=60).map("通报".__add__),
    lines=st.lists(st.text(alphabet=st.characters() | st.sampled_from("@<>[]*\n\u202e"), max_size=200), max_size=3),
)
def test_whatever_stands_on_it_the_platform_takes_it_and_it_does_nothing(title, lines):
    shown = notice_card(Card(title, tuple(lines)), url=BOARD)
    assert notice_refusal_of(shown) == ""
    for text in (shown["main_title"]["title"], shown["sub_title_text"]):
        assert "<" not in text
        assert "@所有人" not in text


async def test_a_picture_is_seen_at_once(world, hook):
    await hook.send(Parcel(TO, "reply", "", attachments=(Attachment("现场.png", "image/png", png()),)))
    assert [seen.kind for seen in world.platform.seen] == ["image"]
    assert world.platform.calls["webhook/upload_media"] == 0


@pytest.mark.parametrize(
    "file",
    [Attachment("大.png", "image/png", png(PICTURE_BYTES)), Attachment("动.gif", "image/gif", b"GIF89a" + b"\0" * 20)],
    ids=["too big", "another kind"],
)
async def test_what_is_no_such_picture_goes_as_a_file(world, hook, file):
    await hook.send(Parcel(TO, "reply", "", attachments=(file,)))
    assert [(seen.kind, seen.text) for seen in world.platform.seen] == [("file", file.name)]


@pytest.mark.parametrize("url", ["board", "ftp://x", "javascript:alert(1)"])
def test_an_address_that_is_none_is_refused(url):
    wanted = ChannelSettings("hook", "wecom_webhook", {"card_url": url})
    with pytest.raises(ValueError, match="card_url begins with"):
        build_channel(wanted, clock=SystemClock(), environment={})
    assert KIND_BY_NAME["wecom_webhook"].optional["card_url"] == "none"
