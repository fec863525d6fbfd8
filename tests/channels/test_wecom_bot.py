"""The smart bot's callback: what is opened, what is refused, and what an answer in the call can hold."""

import json
from datetime import timedelta

import pytest
from bot_calls import AES_KEY, NOW, SECONDS, TEXT, TOKEN, a_bot, call
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.base import RawRequest
from bot.channels.codec import BODY_CAP, Codec, signature_of
from bot.channels.wecom_bot import encrypted_json_part
from bot.clock import VirtualClock
from bot.errors import ForgedCallback


def test_a_url_check_is_answered_with_the_bare_decrypted_text():
    opened = a_bot().open(call("4561255354251345929", method="GET"))
    assert opened.answer is not None
    assert (opened.answer.body, opened.answer.status, opened.inbound) == (b"4561255354251345929", 200, ())


def test_the_published_sample_of_a_call_opens():
    encrypted = (
        "Q3stYC6hdFzMh9T8HCvyDCyxJ3HXWlj12P2sZPQB0XToGpFZeciJRnUnaKn37Q+l21+sme3oRYkw6JkrOP0esxym+/ZxPSCG3Zzx36E1++rq"
        "6o9OQug2hnOBJPhvJF2zFukrpzmPspJOiY5Mq4vEl9q+hNtLjTaOErGkST/YyujUCbKAaLapx4R09Xos79oWRcF28l1P8F03+BpUvw/GrP8y"
        "4aAt2iXw799DZj+HUZJocpYtxWMDAjftqVtcYtKKtsiaolw+ULa3v58BhmWHj6mUckVIb79Z8+FV63sDlbj31cJP3pjISztF93Zv1yVEzx1c"
        "oV2176zOYvJvEegPYBy9dHXDgn1sVNWGzzj6zowCWhAgKXqZyeLjCILcdgxQ0RjnWZeOPUQTyFWqjxDwGuqN0FHwgVkbpY/uO6u18ks="
    )
    query = {
        "msg_signature": "3e20b6d80fd9f7226a7ae210b091857db5de0300", "timestamp": "1767225600", "nonce": "1597212914",
    }  # fmt: skip
    body = json.dumps({"encrypt": encrypted}).encode()
    [inbound] = a_bot(bot_id="AIBOTID").open(RawRequest("POST", query, {}, body)).inbound
    assert (inbound.message_id, inbound.text) == ("MSGID-0001", "@网格助手 日报 第3网格 出动12人")
    assert inbound.passive


def test_writers_of_json_may_escape_a_slash_and_an_equals_sign():
    request = call(TEXT)
    body = request.body.replace(b"/", b"\\/").replace(b"=", b"\\u003d").replace(b"+", b"\\u002B")
    assert a_bot().open(RawRequest("POST", request.query, {}, body)).inbound


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{}", b"<xml><Encrypt>x</Encrypt></xml>", b'{"encrypt":7}', b'{"encrypt":"a","encrypt":"b"}',
        b'{"encrypt":"a b"}', b'{"encrypt":"\xff"}', b'{"encrypt":"' + b"A" * BODY_CAP + b'"}',
        b'{"encrypt":"' + b"A" * 100_000 + b"!",
    ],
    ids=range(9),
)  # fmt: skip
def test_an_envelope_without_its_one_part_is_malformed(body):
    with pytest.raises(ForgedCallback) as caught:
        encrypted_json_part(body)
    assert caught.value.malformed


@pytest.mark.parametrize("missing", ["msg_signature", "timestamp", "nonce"])
def test_a_missing_parameter_is_malformed(missing):
    request = call(TEXT)
    query = {key: value for key, value in request.query.items() if key != missing}
    with pytest.raises(ForgedCallback) as caught:
        a_bot().open(RawRequest("POST", query, {}, request.body))
    assert caught.value.malformed


def test_what_is_signed_with_another_token_is_forged():
    with pytest.raises(ForgedCallback) as caught:
        a_bot().open(call(TEXT, token=TOKEN.swapcase()))
    assert not caught.value.malformed


def test_a_call_for_another_receiver_or_another_bot_is_refused():
    with pytest.raises(ForgedCallback, match="receiver"):
        a_bot().open(call(TEXT, receiver="ww1"))
    with pytest.raises(ForgedCallback, match="another bot"):
        a_bot().open(call(TEXT | {"aibotid": "aib2"}))


def test_a_captured_call_is_refused_ten_minutes_later():
    clock = VirtualClock(NOW)
    bot, request = a_bot(clock), call(TEXT)
    assert bot.open(request).inbound
    clock.advance(timedelta(minutes=10))
    with pytest.raises(ForgedCallback, match="window"):
        bot.open(request)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200) | st.binary(max_size=200))
def test_signed_rubbish_raises_nothing_but_forged_callback(plain):
    with pytest.raises(ForgedCallback):
        a_bot().open(call(plain if isinstance(plain, bytes) else plain.encode("utf-8", "surrogatepass")))


def test_a_question_how_a_stream_goes_on_is_acknowledged_and_nothing_more():
    opened = a_bot().open(call({"msgtype": "stream", "stream": {"id": "s"}, "from": {"userid": "z"}}))
    assert opened.inbound == ()
    assert opened.answer is not None
    assert opened.answer.body == b""


def answered(body, *texts):
    """What the platform finds in the answer to a call."""
    bot = a_bot()
    opened = bot.open(call(body))
    answer = bot.seal(opened, opened.inbound[0], texts)
    assert answer.content_type == "application/json"
    envelope = json.loads(answer.body)
    assert set(envelope) == {"encrypt", "msgsignature", "timestamp", "nonce"}
    assert (envelope["timestamp"], envelope["nonce"]) == (SECONDS, "n1")
    encrypted = envelope["encrypt"].encode()
    assert envelope["msgsignature"] == signature_of(TOKEN, str(SECONDS), "n1", encrypted)
    return json.loads(Codec(token=TOKEN, aes_key=AES_KEY, receive_id="").decrypt(encrypted))


def test_an_answer_in_the_call_is_one_finished_stream():
    said = answered(TEXT, "第一行", "第二行")
    assert (said["msgtype"], said["stream"]["finish"]) == ("stream", True)
    assert said["stream"]["content"] == "第一行\n第二行"


def test_a_call_that_is_repeated_gets_the_same_stream_again():
    assert answered(TEXT, "好")["stream"]["id"] == answered(TEXT, "好")["stream"]["id"]
    assert answered(TEXT, "好")["stream"]["id"] != answered(TEXT | {"msgid": "m2"}, "好")["stream"]["id"]


def test_who_comes_in_is_welcomed_with_a_plain_text():
    enters = {"msgid": "e1", "aibotid": "aib1", "chattype": "single", "from": {"userid": "z"}, "msgtype": "event",
              "event": {"eventtype": "enter_chat"}}  # fmt: skip
    assert answered(enters, "您好 <@all>") == {"msgtype": "text", "text": {"content": "您好 ＜＠all>"}}


def test_no_text_is_acknowledged_with_an_empty_body():
    bot = a_bot()
    opened = bot.open(call(TEXT))
    assert bot.seal(opened, opened.inbound[0], ()).body == b""


@pytest.mark.parametrize(
    "text", ["[点我](http://evil)", "<think>x</think>", "# 标题", "**粗**", "@所有人", "\x00\x1b[31m"]
)
def test_text_in_an_answer_is_shown_and_does_nothing(text):
    content = answered(TEXT, f"前{text}后")["stream"]["content"]
    assert not set("[]<>*#\x00\x1b") & set(content)
    assert "@所有人" not in content


def test_an_answer_is_cut_at_its_limit_between_characters():
    assert answered(TEXT, "网" * 10_000)["stream"]["content"] == "网" * 6826
