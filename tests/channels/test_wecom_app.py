"""The self-built app's door: what is opened, what is refused, and what a passive answer can hold."""

import hashlib
from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest
from app_calls import CORP, KEY, NOW, TOKEN, call, make_app, one, xml_of
from hypothesis import given, settings
from hypothesis import strategies as st
from wechatpy.enterprise import WeChatCrypto, parse_message

from bot.channels.base import Opened, RawRequest
from bot.channels.wecom_app import WecomApp
from bot.channels.xml_messages import parsed
from bot.clock import VirtualClock
from bot.errors import ForgedCallback
from bot.messages import PRESS


def tree(text: str | bytes) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314  # our own answer, opened by our own test


def test_a_url_check_is_answered_with_the_bare_decrypted_text() -> None:
    opened = make_app().open(call("1288432023552776189", method="GET"))
    assert opened.answer is not None
    assert (opened.answer.body, opened.answer.status, opened.inbound) == (b"1288432023552776189", 200, ())


def test_a_text_becomes_an_inbound_with_its_id_sender_moment_and_digest() -> None:
    plain = xml_of(Content="日报 在岗12人")
    inbound = one(plain)
    assert (inbound.channel, inbound.sender, inbound.chat, inbound.text) == ("app", "zhangsan", None, "日报 在岗12人")
    assert (inbound.message_id, inbound.sent_at, inbound.received_at) == ("4561255354251345929", NOW, NOW)
    assert inbound.digest == hashlib.sha256(plain.encode()).hexdigest()
    assert inbound.passive
    assert inbound.event is None


@pytest.mark.parametrize("text", ["a</Content><Content>b", "<!DOCTYPE html>", "<!ENTITY x>", "&amp; <@all>", "a\nb"])
def test_people_may_type_markup(text: str) -> None:
    assert one(xml_of(Content=text)).text == text


def test_a_picture_becomes_media_without_a_passive_answer() -> None:
    inbound = one(xml_of("image", PicUrl="http://p/1", MediaId="M1"))
    assert [(m.kind, dict(m.detail)) for m in inbound.media] == [("image", {"PicUrl": "http://p/1", "MediaId": "M1"})]
    assert not inbound.passive


def test_a_place_keeps_its_coordinates() -> None:
    inbound = one(xml_of("location", Location_X="23.7", Location_Y="114.7", Scale="15", Label="高新区"))
    assert inbound.media[0].detail["Location_X"] == "23.7"


def test_an_unknown_kind_is_kept_raw_as_an_event() -> None:
    plain = xml_of("hologram", Content="x")
    inbound = one(plain)
    assert (inbound.event, inbound.text, inbound.raw) == ("unknown:hologram", "", plain)


def test_two_events_of_one_second_have_two_ids_and_a_repeat_has_the_same() -> None:
    first = xml_of("event", number="", Event="click", EventKey="a")
    other = xml_of("event", number="", Event="click", EventKey="a", Extra="1")
    assert one(first).message_id == one(first).message_id != one(other).message_id
    assert one(first).event == PRESS


@pytest.mark.parametrize(
    "plain",
    [
        "",
        "hello",
        '{"msgtype":"text"}',
        "<xml></xml>",
        "<xml><MsgType>text</MsgType></xml>",
        "<other><MsgType>text</MsgType></other>",
        xml_of(Content="x")[:-3],
        xml_of(Content="x").replace("<xml>", '<!DOCTYPE xml [<!ENTITY a "b">]><xml>'),
        xml_of(Content="x").replace("<xml>", "<!DOCTYPE xml><xml>"),
        xml_of(Content="]]></Content><Content><![CDATA[b"),
        xml_of(Content="x").replace("zhangsan", ""),
        xml_of(Content="x").replace(CORP, "wwother"),
        xml_of(Content="x").replace(str(int(NOW.timestamp())), "soon"),
        xml_of(Content="x").replace(str(int(NOW.timestamp())), "9" * 30),
        xml_of(Content="\x00"),
        "<xml>" + "<a>" * 10_000 + "</a>" * 10_000 + "</xml>",
        "<xml><MsgType><b>text</b></MsgType></xml>",
        xml_of("event", number=""),
    ],
)
def test_a_signed_body_that_is_no_message_is_refused_and_never_an_error(plain: str) -> None:
    with pytest.raises(ForgedCallback):
        make_app().open(call(plain))


@pytest.mark.parametrize(
    "plain", [b"\xff\xfe<xml>", xml_of(Content="x").encode("gbk", "replace") + b"\xa1", b"\x00" * 40]
)
def test_bytes_that_are_no_utf8_are_refused(plain: bytes) -> None:
    with pytest.raises(ForgedCallback):
        make_app().open(call(plain))


@pytest.mark.parametrize("missing", ["msg_signature", "timestamp", "nonce"])
def test_a_missing_parameter_is_malformed(missing: str) -> None:
    request = call(xml_of(Content="x"))
    query = {key: value for key, value in request.query.items() if key != missing}
    with pytest.raises(ForgedCallback) as caught:
        make_app().open(RawRequest("POST", query, {}, request.body))
    assert caught.value.malformed


def test_a_captured_call_is_refused_ten_minutes_later() -> None:
    clock = VirtualClock(NOW)
    app, request = make_app(clock), call(xml_of(Content="x"))
    assert app.open(request).inbound
    clock.advance(timedelta(minutes=10))
    with pytest.raises(ForgedCallback, match="window"):
        app.open(request)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300) | st.binary(max_size=300))
def test_signed_rubbish_raises_nothing_but_forged_callback(plain: str | bytes) -> None:
    raw = plain if isinstance(plain, bytes) else plain.encode("utf-8", "surrogatepass")
    with pytest.raises(ForgedCallback):
        make_app().open(call(raw))
    with pytest.raises(ForgedCallback):
        parsed(raw)


def answered(*texts: str) -> tuple[WecomApp, Opened, str]:
    app = make_app()
    opened = app.open(call(xml_of(Content="日报")))
    answer = app.seal(opened, opened.inbound[0], texts)
    envelope = tree(answer.body)
    values = {child.tag: child.text or "" for child in envelope}
    crypto = WeChatCrypto(TOKEN, KEY, CORP)
    plain = crypto.decrypt_message(
        {"Encrypt": values["Encrypt"]}, values["MsgSignature"], values["TimeStamp"], values["Nonce"]
    )
    return app, opened, plain


def test_a_passive_answer_opens_with_wechatpy_and_goes_to_the_sender() -> None:
    _, _, plain = answered("已收到", "谢谢")
    message = parse_message(plain)
    assert (message.type, message.content, message.target, message.source) == ("text", "已收到\n谢谢", "zhangsan", CORP)


def test_no_text_is_acknowledged_with_an_empty_body() -> None:
    app = make_app()
    opened = app.open(call(xml_of(Content="日报")))
    assert app.seal(opened, opened.inbound[0], ()).body == b""


@pytest.mark.parametrize(
    "text",
    [
        "]]></Content><Content>x",
        "a]]>b]]]]>>",
        "<a href='http://x'>点我</a>",
        "<@all>",
        "&lt;@all&gt;",
        "\x00\x1b[31m红",
    ],
)
def test_text_in_a_passive_answer_cannot_leave_its_place(text: str) -> None:
    _, _, plain = answered(text)
    whole = tree(plain)
    assert [child.tag for child in whole] == ["ToUserName", "FromUserName", "CreateTime", "MsgType", "Content"]
    content = whole.findtext("Content") or ""
    assert "<" not in content
    assert content.isprintable() or "\n" in content


def test_an_answer_is_cut_at_2048_bytes_between_characters() -> None:
    _, _, plain = answered("网" * 1000)
    content = tree(plain).findtext("Content") or ""
    assert content == "网" * 682


def test_an_answer_that_fits_is_never_cut_for_being_made_harmless() -> None:
    text = "<@" * 1000 + "末尾"
    _, _, plain = answered(text)
    assert (tree(plain).findtext("Content") or "").endswith("末尾")
