"""Strangers at every called door: one answer, nothing taken in of what is forged, nothing lost of what is genuine."""

import asyncio
import json

import pytest
from channel_doors import NOW, SECRET
from hostile_doors import AES_KEY, DOORS, TOKEN, WORDS, hostile_door, served
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.channels.codec import BODY_CAP
from bot.channels.kf_inbound import heard_from
from bot.errors import ForgedCallback

REFUSED = {400, 403, 413}
MANY = settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture(params=DOORS)
async def door(request, world):
    async with served(hostile_door(world, request.param)) as made:
        yield made


def silent(caplog):
    """Nothing in the log holds what was written, a secret or a traceback."""
    for told in ("CANARY", TOKEN, AES_KEY, SECRET, "Traceback"):
        assert told not in caplog.text


async def test_a_genuine_call_is_taken_in_once(door, caplog):
    assert (await door.call(*door.seal(door.genuine())))[0] == 200
    assert [one.text for one in door.taken] == ([] if door.name == "kf" else [WORDS])
    silent(caplog)


async def test_a_call_under_another_token_is_refused(door, caplog):
    status, said = await door.call(*door.seal(door.genuine(), token="guess" + TOKEN))
    assert status == 403
    assert door.taken == []
    assert b"signature" not in said
    silent(caplog)


@pytest.mark.parametrize("off", [-86_400, -600, -301, 301, 86_400])
async def test_a_call_of_another_time_is_refused(door, off, caplog):
    assert (await door.call(*door.seal(door.genuine(), at=door.now + off)))[0] == 403
    assert door.taken == []
    silent(caplog)


async def test_a_replayed_call_is_the_same_message_and_later_it_is_none(door):
    call = door.seal(door.genuine())
    assert {(await door.call(*call))[0] for _ in range(3)} == {200}
    assert len({(one.message_id, one.digest) for one in door.taken}) <= 1
    taken = len(door.taken)
    await door.world.clock.move_to(door.world.clock.now().replace(hour=2))
    assert (await door.call(*call))[0] == 403
    assert len(door.taken) == taken


async def test_a_call_for_another_receiver_is_refused(door):
    if door.name == "official plain":
        pytest.skip("in plain mode nothing names the receiver that the account could compare")
    status, _ = await door.call(*door.seal(door.genuine(), receiver="wwSOMEBODYELSE"))
    assert status == 403
    assert door.taken == []


async def test_a_call_that_names_another_corporation_or_bot_inside_is_refused(door):
    other = {"aibotid": "aibOTHER"}
    inside = {"bot": other, "feishu": other}.get(door.name, {"ToUserName": "wwSOMEBODYELSE"})
    if door.name.startswith("official"):
        pytest.skip("an account knows its app id, and its calls name another id of it")
    assert (await door.call(*door.seal(door.genuine(**inside))))[0] == 403
    assert door.taken == []


async def test_a_call_cut_off_at_any_length_is_refused(door):
    query, body = door.seal(door.genuine())
    end = body.rindex(b"}" if door.in_json else b"</Encrypt>" if b"<Encrypt>" in body else b"</xml>")
    for length in range(end):
        with pytest.raises(ForgedCallback):
            door.channel.open(door.request(query, body[:length]))
    for length in (0, 1, end // 2, end - 1):
        assert (await door.call(query, body[:length]))[0] in REFUSED
    assert door.taken == []


async def test_a_body_over_the_cap_is_refused(door):
    query, body = door.seal(door.genuine())
    assert (await door.call(query, body + b" " * BODY_CAP))[0] in REFUSED
    assert door.taken == []


async def test_a_head_over_the_cap_is_refused(door, caplog):
    query, body = door.seal(door.genuine())
    assert (await door.call(query | {"x": "CANARY" * 4000}, body))[0] in {400, 414, 431}
    assert door.taken == []
    silent(caplog)


async def test_bodies_that_never_end_are_dropped_and_others_are_served_meanwhile(world):
    async with served(hostile_door(world, "app"), body_seconds=0.2) as door:
        query, body = door.seal(door.genuine())
        target = "&".join(f"{key}={value}" for key, value in query.items())
        head = f"POST /callback/app?{target} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        slow = [await asyncio.open_connection("127.0.0.1", door.port) for _ in range(50)]
        for _, writer in slow:
            writer.write(head + body[: len(body) // 2])
        async with asyncio.timeout(2):
            assert (await door.call(query, body))[0] == 200
        async with asyncio.timeout(10):
            answers = await asyncio.gather(*(reader.read() for reader, _ in slow))
        assert all(b" 200 " not in answer[:20] for answer in answers)
        for _, writer in slow:
            writer.close()
        assert len(door.taken) == 1


BOMB = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
OUTSIDE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("before", [BOMB, OUTSIDE, b"<!DOCTYPE x SYSTEM 'http://127.0.0.1:9/x.dtd'>"])
async def test_a_document_type_is_refused_before_it_is_read(door, before, caplog):
    status, _ = await door.call(*door.seal(before + door.genuine()))
    assert status in REFUSED
    assert door.taken == []
    silent(caplog)


@pytest.mark.parametrize(
    "plain",
    [b"", b"\x00", b"\xff\xfe\xfa", b"[]", b"null", b"{}", b"1e999", b"<xml>", b"<xml/>", b"<a>" * 10_000,
     b"[" * 100_000, b"<xml>" + b"<b>" * 20_000 + b"</xml>", b"<xml>&a;</xml>", b"<xml></xml>", b'{"a":' * 50_000],
)  # fmt: skip
async def test_rubbish_in_a_genuine_envelope_is_refused(door, plain, caplog):
    assert (await door.call(*door.seal(plain)))[0] in REFUSED
    assert door.taken == []
    silent(caplog)


async def test_words_that_are_no_utf8_are_refused_or_replaced(door, caplog):
    plain = door.genuine().replace("日".encode(), b"\xff\xfe") if door.name != "kf" else b"\xff" + door.genuine()
    status, _ = await door.call(*door.seal(plain))
    assert status in REFUSED | {200}
    assert len(door.taken) <= 1
    for one in door.taken:
        one.text.encode()
    silent(caplog)


ABSURD = ["", "-1", "0", "9" * 400, "1e400", "NaN", "\u0661\u0662", " 7 ", "<b>1</b>", "]]>", "x" * 5000]


@pytest.mark.parametrize("tag", ["ToUserName", "FromUserName", "CreateTime", "MsgType", "MsgId", "AgentID", "Event"])
async def test_absurd_fields_are_one_message_or_refused(door, tag, caplog):
    key = {"ToUserName": "aibotid", "FromUserName": "from", "CreateTime": "create_time", "MsgId": "msgid"}.get(tag, tag)
    for value in ABSURD:
        before = len(door.taken)
        if door.in_json:
            plain = door.genuine(**{key.lower() if key == "MsgType" else key: value})
        else:
            plain = door.genuine(**{tag: value})
        status, _ = await door.call(*door.seal(plain))
        assert status in REFUSED | {200}, value
        assert len(door.taken) - before <= (status == 200), value
    silent(caplog)


@pytest.mark.parametrize(
    "value", [None, True, -7, 2**70, 1e308, [], [[[]]], {}, {"content": []}, {"content": {"a": 1}}, ["x"]]
)
@pytest.mark.parametrize(
    "key", ["msgid", "from", "text", "msgtype", "chatid", "chattype", "create_time", "quote", "event"]
)
@pytest.mark.parametrize("name", ["bot", "feishu"])
async def test_absurd_values_of_a_call_in_json_are_one_message_or_refused(world, name, key, value):
    door = hostile_door(world, name)
    try:
        opened = door.opened(door.genuine(**{key: value}))
    except ForgedCallback:
        return
    assert len(opened.inbound) == 1


async def test_a_field_that_stands_twice_is_one_message_or_refused(door):
    plain = door.genuine()
    if door.in_json:
        name = b'"message_type"' if door.name == "feishu" else b'"msgtype"'
        twice = plain.replace(name, name + b': "image", ' + name)
    else:
        twice = plain.replace(b"<FromUserName>", b"<FromUserName>boss</FromUserName><FromUserName>")
    status, _ = await door.call(*door.seal(twice))
    assert status in REFUSED | {200}
    assert len(door.taken) <= 1
    assert all(one.sender == "u1" for one in door.taken)


@pytest.mark.parametrize("kind", ["hologram", "text2", "消息", "a b"])
async def test_a_kind_that_nobody_knows_is_acknowledged_and_kept_whole(door, kind):
    plain = door.genuine(msgtype=kind, **{kind: {"x": "CANARY"}}) if door.in_json else door.genuine(MsgType=kind)
    assert (await door.call(*door.seal(plain)))[0] == 200
    if door.name == "kf":
        return  # a call of customer service only says that something is there
    [one] = door.taken
    assert (one.event, one.text) == (f"unknown:{kind}", "")
    assert "CANARY" in one.raw


@pytest.mark.parametrize("name", DOORS)
@MANY
@given(data=st.data())
async def test_any_change_of_a_genuine_message_is_one_message_or_refused(world, name, data):
    door = hostile_door(world, name)
    plain = door.genuine()
    start = data.draw(st.integers(0, len(plain)))
    end = data.draw(st.integers(start, min(len(plain), start + 60)))
    inside = data.draw(
        st.binary(max_size=20) | st.sampled_from([b"<", b"]]>", b"<![CDATA[", b'"', b"\\u0000", b"&#0;", b"&#x1b;"])
    )
    try:
        opened = door.opened(plain[:start] + inside + plain[end:])
    except ForgedCallback:
        return
    assert len(opened.inbound) <= 1
    for one in opened.inbound:
        one.text.encode()
        assert one.sender or one.event


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)
NAMES = (
    "msgid",
    "open_kfid",
    "external_userid",
    "send_time",
    "origin",
    "msgtype",
    "text",
    "event",
    "image",
    "enter_session",
)


@MANY
@given(
    item=st.dictionaries(
        st.sampled_from(NAMES), JSON | st.sampled_from(["text", "event", "image", 3, 4, 5]), max_size=10
    )
)
def test_any_item_of_customer_service_is_heard_or_left_aside(item):
    heard = heard_from(json.loads(json.dumps(item)), channel="kf", account="wk1", now=NOW)
    if heard is not None and hasattr(heard, "inbound"):
        heard.inbound.text.encode()
        assert heard.inbound.message_id
