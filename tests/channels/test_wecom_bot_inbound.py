"""What the smart bot hears becomes our message, in both modes the same, and nothing that comes is an error."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.aibot_frames import frame_of, object_in, written
from bot.channels.aibot_inbound import inbound_from, is_disconnected
from bot.errors import ForgedCallback
from bot.messages import Inbound, Media, Quote

NOW = datetime(2026, 1, 1, tzinfo=UTC)
GROUP = {"msgid": "m1", "aibotid": "aib", "chatid": "wrXxX", "chattype": "group", "from": {"userid": "zhangsan"}}
SINGLE = {"msgid": "m2", "aibotid": "aib", "chattype": "single", "from": {"userid": "lisi"}}
PICTURE = {"msgtype": "image", "image": {"url": "https://p/1", "aeskey": "KEY"}}
VECTOR_A1 = (
    '{"msgid":"MSGID-0001","aibotid":"AIBOTID","chatid":"CHATID","chattype":"group","from":{"userid":"zhangsan"},'
    '"response_url":"https://qyapi.weixin.qq.com/cgi-bin/aibot/response?response_code=RC","msgtype":"text",'
    '"text":{"content":"@网格助手 日报 第3网格 出动12人"}}'
)


def heard(body, *, passive=False) -> Inbound:
    return inbound_from(body, channel="bot", now=NOW, passive=passive)


def text(content, **more):
    return {**GROUP, "msgtype": "text", "text": {"content": content}, **more}


def test_a_group_text_keeps_its_mention_and_knows_that_the_bot_was_meant():
    inbound = heard(json.loads(VECTOR_A1))
    assert (inbound.channel, inbound.message_id, inbound.chat) == ("bot", "MSGID-0001", "CHATID")
    assert (inbound.sender, inbound.text) == ("zhangsan", "@网格助手 日报 第3网格 出动12人")
    assert (inbound.mentions_bot, inbound.event, inbound.raw, inbound.media) == (True, None, "", ())
    assert inbound.sent_at == inbound.received_at == NOW


def test_a_chat_id_keeps_every_letter_as_it_is():
    assert heard(text("日报")).chat == "wrXxX"


def test_a_private_message_has_no_chat_and_mentions_nobody():
    inbound = heard({**SINGLE, "msgtype": "text", "text": {"content": "日报"}})
    assert (inbound.chat, inbound.mentions_bot) == (None, None)


def test_a_private_message_is_private_whatever_chat_id_stands_in_it():
    assert heard({**SINGLE, "chatid": "x", "msgtype": "text", "text": {"content": "日报"}}).chat is None


def test_the_moment_of_a_message_is_its_own_where_it_tells_one():
    assert heard(text("x", create_time=1_767_225_600)).sent_at == datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("moment", [None, 0, -5, "1767225600", True, 10**30, 1.5, [], 253402300800])
def test_a_moment_that_no_calendar_has_is_the_moment_of_its_coming(moment):
    assert heard(text("x", create_time=moment)).sent_at == NOW


def test_texts_and_pictures_of_one_message_come_together():
    items = [
        {"msgtype": "text", "text": {"content": "@网格助手 举报"}},
        PICTURE,
        {"msgtype": "text", "text": {"content": "河边倾倒"}},
    ]
    inbound = heard({**GROUP, "msgtype": "mixed", "mixed": {"msg_item": items}})
    assert inbound.text == "@网格助手 举报\n河边倾倒"
    assert inbound.media == (Media("image", {"url": "https://p/1", "aeskey": "KEY"}),)


def test_a_voice_comes_as_its_words():
    inbound = heard({**SINGLE, "msgtype": "voice", "voice": {"content": "在岗十二人"}})
    assert (inbound.text, inbound.media) == ("在岗十二人", (Media("voice"),))


@pytest.mark.parametrize("kind", ["image", "file", "video"])
def test_a_file_comes_with_its_link_and_its_key(kind):
    inbound = heard({**SINGLE, "msgtype": kind, kind: {"url": "https://p/1", "aeskey": "KEY", "more": 1}})
    assert inbound.media == (Media(kind, {"url": "https://p/1", "aeskey": "KEY"}),)
    assert inbound.text == ""


def test_a_quoted_text_is_a_quote_of_nobody_knows_whom():
    inbound = heard(text("@网格助手 更正", quote={"msgtype": "text", "text": {"content": "昨日未报：3、7"}}))
    assert inbound.quote == Quote("", "昨日未报：3、7")


def test_a_picture_is_handed_in_by_quoting_it():
    inbound = heard(text("@网格助手 举报", quote=PICTURE))
    assert inbound.quote is None
    assert inbound.media == (Media("image", {"url": "https://p/1", "aeskey": "KEY", "quoted": True}),)


@pytest.mark.parametrize("quote", [None, 7, {}, {"msgtype": "text"}, {"msgtype": "hologram", "hologram": {}}, []])
def test_a_quote_that_nobody_can_read_leaves_the_message_as_it_is(quote):
    inbound = heard(text("日报", quote=quote))
    assert (inbound.text, inbound.quote, inbound.media) == ("日报", None, ())


@pytest.mark.parametrize(
    "body",
    [
        {**GROUP, "msgtype": "hologram", "hologram": {"x": 1}},
        {**GROUP, "msgtype": "text"},
        {**GROUP, "msgtype": "text", "text": "日报"},
        {**GROUP, "msgtype": "text", "text": {"content": 7}},
        {**GROUP, "msgtype": "mixed", "mixed": {"msg_item": [{"msgtype": "mixed", "mixed": {"msg_item": []}}]}},
        {**GROUP, "msgtype": "mixed", "mixed": {"msg_item": [PICTURE] * 51}},
        {**GROUP, "msgtype": "image", "image": {"aeskey": "KEY"}},
        {**GROUP, "msgtype": "event", "event": "enter_chat"},
        {**GROUP, "msgtype": "event", "event": {}},
    ],
)
def test_what_is_of_no_kind_that_we_know_is_kept_whole_as_an_event(body):
    inbound = heard(body)
    assert inbound.event == f"unknown:{body['msgtype']}"
    assert json.loads(inbound.raw) == body
    assert (inbound.text, inbound.media, inbound.mentions_bot, inbound.passive) == ("", (), None, False)


def test_an_event_keeps_its_body_without_the_address_that_anybody_could_post_to():
    event = {"eventtype": "feedback_event", "feedback_event": {"id": "fb-1", "type": 2, "content": "不准"}}
    inbound = heard({**GROUP, "msgtype": "event", "event": event, "response_url": "https://SECRET"}, passive=True)
    assert (inbound.event, inbound.chat, inbound.passive) == ("feedback_event", "wrXxX", False)
    assert json.loads(inbound.raw)["event"] == event
    assert "SECRET" not in inbound.raw


def test_who_comes_in_may_always_be_welcomed_in_the_answer():
    assert heard({**SINGLE, "msgtype": "event", "event": {"eventtype": "enter_chat"}}).passive


def test_a_message_is_answered_in_its_call_only_where_the_mode_allows():
    assert not heard(text("日报")).passive
    assert heard(text("日报"), passive=True).passive


def test_an_event_of_the_platform_itself_has_no_sender():
    body = {"msgid": "e4", "aibotid": "aib", "msgtype": "event", "event": {"eventtype": "disconnected_event"}}
    assert is_disconnected(body)
    assert heard(body).sender == ""


@pytest.mark.parametrize("change", [{"msgtype": ""}, {"msgtype": None}, {"from": None}, {"from": {}}, {"from": "x"}])
def test_a_message_without_kind_or_sender_is_none(change):
    with pytest.raises(ForgedCallback) as caught:
        heard(text("日报") | change)
    assert caught.value.malformed


def test_a_repeat_has_the_same_digest_whatever_its_late_address_is():
    first, repeat = text("日报", response_url="https://a"), text("日报", response_url="https://b")
    assert heard(first).digest == heard(repeat).digest
    assert heard(first).digest != heard(text("更正")).digest


def test_a_message_without_an_id_is_known_by_what_it_says():
    body = text("日报", msgid=None)
    assert heard(body).message_id == heard(body).message_id == heard(body).digest[:32]


def test_a_lone_surrogate_becomes_a_question_mark_before_anybody_stores_it():
    inbound = heard(object_in('{"msgtype":"text","text":{"content":"a\\ud800b"},"from":{"userid":"z\\udfff"}}'))
    assert (inbound.text, inbound.sender) == ("a?b", "z?")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=8), inside, max_size=3),
    max_leaves=8,
)
KEYS = (
    "msgid",
    "aibotid",
    "chatid",
    "chattype",
    "from",
    "msgtype",
    "text",
    "mixed",
    "image",
    "event",
    "quote",
    "create_time",
)


@settings(max_examples=300, deadline=None)
@given(
    st.fixed_dictionaries({}, optional=dict.fromkeys(KEYS, JSON)),
    st.sampled_from(["text", "mixed", "event", "image"]),
)
def test_any_body_is_a_message_or_is_refused(body, kind):
    for each in (body, {**GROUP, **body, "msgtype": kind}, {**GROUP, "msgtype": kind, kind: body, "quote": body}):
        try:
            inbound = heard(each)
        except ForgedCallback:
            continue
        assert inbound.message_id
        (inbound.text + inbound.raw + inbound.sender + (inbound.chat or "")).encode()


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60) | JSON.map(json.dumps))
def test_any_text_is_a_frame_or_is_none(said):
    frame = frame_of(said)
    assert frame is None or isinstance(frame.body, dict)


@pytest.mark.parametrize(
    "said", ["", "{", "[]", "7", "null", '"x"', "[" * 100_000, '{"a":' * 50_000, '{"a":1' + "0" * 5000 + "}"]
)
def test_what_is_no_object_is_no_frame(said):
    assert frame_of(said) is None


def test_raw_control_characters_inside_a_text_are_let_through():
    frame = frame_of('{"cmd":"aibot_msg_callback","headers":{"req_id":"r"},"body":{"a":"x\x01\ty"}}')
    assert frame.body == {"a": "x\x01\ty"}


@pytest.mark.parametrize(
    ("errcode", "code"), [("0", 0), ("-1", -1), (0, 0), (True, None), ("x", None), ("٣", None), (1.0, None)]
)
def test_the_number_of_an_answer_may_be_a_string_of_digits(errcode, code):
    assert frame_of(json.dumps({"headers": {"req_id": "r"}, "errcode": errcode})).code == code


def test_a_frame_that_is_written_can_be_read_again():
    frame = frame_of(written("ping", req_id="p-1", body={"text": "网格\ud800"}))
    assert (frame.cmd, frame.req_id, frame.body, frame.code) == ("ping", "p-1", {"text": "网格?"}, None)


def test_a_frame_shows_nothing_of_its_body_to_a_debugger():
    assert "SECRET" not in repr(frame_of(written("aibot_subscribe", req_id="s", body={"secret": "SECRET"})))
