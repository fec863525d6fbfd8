"""Anything at all on the long connection: a frame is read or left aside, and what comes behind it is heard."""

import json

from bot_world import GROUP, a_bot_world
from channel_doors import NOW
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.channels.aibot_frames import EVENT, MESSAGE, frame_of, written
from bot.channels.aibot_inbound import inbound_from, is_disconnected, pressed_in
from bot.channels.template_cards import words_of
from bot.errors import ForgedCallback

MANY = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
SOME = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
WORDS = st.sampled_from(
    ["text", "mixed", "image", "file", "voice", "video", "event", "stream", "single", "group", "enter_chat",
     "template_card_event", "disconnected_event", "u1", "wr1", "say:2020-03-05:发布通报", "\ud800", "@all", "]]>"]
) | st.text(max_size=20)  # fmt: skip
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["msgtype", "content", "url", "aeskey", "msg_item", "userid", "eventtype", "event_key",
                             "task_id",
                             "template_card_event", "selected_items", "text", "image"]) | st.text(max_size=8),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)  # fmt: skip
BODY = st.dictionaries(
    st.sampled_from(["msgid", "aibotid", "chatid", "chattype", "from", "msgtype", "create_time", "quote", "event",
                     "text", "mixed", "image", "file", "voice", "video", "stream", "response_url"]),
    JSON,
    max_size=12,
)  # fmt: skip
FRAME = st.fixed_dictionaries(
    {},
    optional={
        "cmd": st.sampled_from([MESSAGE, EVENT, "ping", "aibot_of_next_year"]) | JSON,
        "headers": st.fixed_dictionaries({"req_id": WORDS}) | JSON,
        "body": BODY | JSON,
        "errcode": JSON,
    },
)


@MANY
@given(text=st.text(max_size=300) | FRAME.map(json.dumps))
def test_any_text_is_a_frame_or_none(text):
    frame = frame_of(text)
    if frame is not None:
        frame.req_id.encode()
        assert isinstance(frame.body, dict)


@MANY
@given(body=BODY)
def test_any_body_is_one_message_or_left_aside(body):
    body = json.loads(json.dumps(body))
    try:
        inbound = inbound_from(body, channel="bot", now=NOW, passive=False)
    except ForgedCallback:
        return
    for text in (inbound.text, inbound.sender, inbound.message_id, inbound.raw, inbound.chat or ""):
        text.encode()
    assert "response_code" not in inbound.raw
    assert inbound.event or inbound.sender
    is_disconnected(body)


@MANY
@given(body=BODY)
def test_any_press_says_words_of_ours_or_nothing(body):
    pressed = pressed_in(json.loads(json.dumps(body)))
    if pressed is not None:
        key = pressed.get("event_key")
        assert isinstance(words_of(key if isinstance(key, str) else "", NOW), str)


@MANY
@given(key=st.text(max_size=60) | st.text(max_size=20).map("say:2020-03-05:".__add__))
def test_a_key_says_what_stands_in_it_whole_or_nothing(key):
    assert words_of(key, NOW) in ("", key.partition(":")[2].partition(":")[2])


@MANY
@given(body=BODY)
def test_whatever_we_write_is_a_frame_that_can_be_read(body):
    again = frame_of(written("aibot_send_msg", req_id="r1", body=body))
    assert again is not None
    assert (again.cmd, again.req_id, again.body.keys()) == ("aibot_send_msg", "r1", body.keys())


@SOME
@given(frames=st.lists(FRAME.map(json.dumps) | st.text(max_size=200), max_size=6))
async def test_behind_anything_a_genuine_message_is_heard_on_the_same_connection(frames):
    async with a_bot_world() as world:
        replica = await world.connected()
        for frame in frames:
            await world.wire().rubbish(frame.encode("utf-8", "replace").decode())
        body = world.desk.body("zhangsan", "text", {"content": "@网格助手 日报 genuine"}, chat=GROUP)
        await world.desk.deliver(body)
        if not any(ends in frame for frame in frames for ends in ("disconnected_event",)):
            await world.until(lambda: any("genuine" in one.text for one in replica.ear.heard))
            assert len(world.desk.subscriptions) == 1
