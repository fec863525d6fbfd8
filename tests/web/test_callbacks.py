"""The callback door over real sockets: acknowledged is what is stored, and nothing else looks like an answer."""

import gzip
import logging
from datetime import timedelta

import aiohttp
import pytest
from edge_stage import AGENT, CORP, NOW, TOKEN
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.channels.codec import BODY_CAP, signature_of
from bot.errors import StoreAway, StoreError


def parts_of(edge, plain=None, *, timestamp=None, nonce="n1"):
    """Query and body of a right call."""
    plain = plain or edge.line.message("zhangsan", "日报 在岗12人", number=71)
    encrypted = edge.line.codec.encrypt(plain.encode())
    seconds = timestamp or str(int(NOW.timestamp()))
    query = {"msg_signature": signature_of(TOKEN, seconds, nonce, encrypted), "timestamp": seconds, "nonce": nonce}
    body = (
        f"<xml><ToUserName>{CORP}</ToUserName><Encrypt>{encrypted.decode()}</Encrypt><AgentID>{AGENT}</AgentID></xml>"
    )
    return query, body.encode()


async def call(edge, query, body, *, method="POST", path="/callback/app", **more):
    async with (
        aiohttp.ClientSession() as session,
        session.request(method, edge.url(path), params=query, data=body, **more) as response,
    ):
        return response.status, await response.read()


def lines(caplog):
    """What an operator would read at the ordinary level."""
    return [record for record in caplog.records if record.levelno >= logging.INFO]


async def test_the_platforms_check_of_the_address_passes(edge):
    assert await edge.line.check_url()


async def test_a_message_is_taken_in_and_answered_in_the_same_call(edge):
    said = await edge.line.say("zhangsan", "日报 在岗12人")
    assert (said.statuses, said.text) == ((200,), "已收到")
    [inbound] = edge.desk.taken
    assert (inbound.sender, inbound.text, inbound.channel) == ("zhangsan", "日报 在岗12人", "app")


async def test_without_an_answer_the_platform_gets_an_empty_acknowledgement(edge):
    edge.desk.passive = ()
    assert await call(edge, *parts_of(edge)) == (200, b"")


@pytest.mark.parametrize("error", [StoreAway("away"), StoreError("refused")])
async def test_what_could_not_be_stored_is_not_acknowledged_and_comes_again(edge, error, caplog):
    edge.desk.error = error
    said = await edge.line.say("zhangsan", "日报 在岗12人")
    assert said.statuses == (0, 0, 0)
    assert [record.getMessage() for record in lines(caplog)] == ["callback not stored, not acknowledged"] * 3
    edge.desk.error = None
    assert (await edge.line.say("zhangsan", "日报 在岗12人")).acknowledged


async def test_a_bug_behind_the_door_is_not_acknowledged_either_and_tells_no_words(edge, caplog):
    edge.desk.error = KeyError("举报人张三")
    assert (await edge.line.say("zhangsan", "日报")).statuses == (0, 0, 0)
    assert "张三" not in caplog.text
    assert "in submit" in caplog.text  # the place of the bug


@pytest.mark.parametrize("path", ["/callback/other", "/callback/sending", "/callback/", "/callback/app/x", "/nothing"])
async def test_what_is_not_there_is_not_there(edge, path):
    assert (await call(edge, *parts_of(edge), path=path))[0] == 404
    assert edge.desk.taken == []


@pytest.mark.parametrize("method", ["HEAD", "PUT", "DELETE", "PATCH", "OPTIONS"])
async def test_other_methods_are_not_allowed(edge, method):
    query, body = parts_of(edge)
    assert (await call(edge, query, None if method == "HEAD" else body, method=method))[0] == 405


async def test_a_forged_call_is_refused_without_a_word_and_with_one_line(edge, caplog):
    query, body = parts_of(edge)
    caplog.set_level(logging.INFO)
    assert await call(edge, query | {"msg_signature": "0" * 40}, body) == (403, b"")
    [record] = lines(caplog)
    assert (record.getMessage(), record.channel) == ("callback refused", "app")


@pytest.mark.parametrize(
    ("changed", "body", "status"),
    [
        ({}, b"", 400),
        ({}, b"{}", 400),
        ({}, b"<xml><Encrypt>QUJD</Encrypt><Encrypt>QUJD</Encrypt></xml>", 400),
        ({}, b"<xml><Encrypt>QUJD</Encrypt></xml>", 403),
        ({"timestamp": ""}, None, 403),
        ({"timestamp": "99999999999"}, None, 403),
        ({"nonce": "other"}, None, 403),
        ({"msg_signature": "签名"}, None, 403),
        ({"msg_signature": "\x00"}, None, 403),
    ],
)
async def test_whatever_is_wrong_with_a_call_it_is_refused_with_one_line(edge, caplog, changed, body, status):
    query, right = parts_of(edge)
    caplog.set_level(logging.INFO)
    assert await call(edge, query | changed, right if body is None else body) == (status, b"")
    assert len(lines(caplog)) == 1
    assert edge.desk.taken == []


@pytest.mark.parametrize("missing", ["msg_signature", "timestamp", "nonce"])
async def test_a_missing_parameter_is_malformed(edge, missing):
    query, body = parts_of(edge)
    del query[missing]
    assert (await call(edge, query, body))[0] == 400


@pytest.mark.parametrize("doubled", ["msg_signature", "timestamp", "nonce"])
async def test_a_parameter_that_stands_twice_is_malformed(edge, doubled):
    query, body = parts_of(edge)
    assert (await call(edge, [*query.items(), (doubled, query[doubled])], body))[0] == 400


async def test_a_thousand_parameters_are_no_trouble(edge):
    query, body = parts_of(edge)
    more = {f"p{number}": "" for number in range(800)}
    assert (await call(edge, query | more, body))[0] in (200, 400)


async def test_a_captured_call_is_refused_later_and_its_second_copy_is_the_dispatchers_business(edge):
    query, body = parts_of(edge)
    assert (await call(edge, query, body))[0] == 200
    assert (await call(edge, query, body))[0] == 200
    assert len({(inbound.message_id, inbound.digest) for inbound in edge.desk.taken}) == 1
    edge.clock.advance(timedelta(minutes=10))
    assert (await call(edge, query, body))[0] == 403


async def test_a_body_at_the_cap_is_read_and_one_beyond_it_is_not(edge):
    query, _ = parts_of(edge)
    assert (await call(edge, query, b"x" * BODY_CAP))[0] == 400
    assert (await call(edge, query, b"x" * (BODY_CAP + 1)))[0] == 413


async def test_a_compressed_body_is_not_unpacked(edge):
    query, body = parts_of(edge)
    status, _ = await call(edge, query, gzip.compress(body), headers={"Content-Encoding": "gzip"})
    assert status == 400


async def test_a_body_without_end_is_cut_at_the_cap(edge):
    head = b"POST /callback/app HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    chunk = b"10000\r\n" + b"x" * 65_536 + b"\r\n"
    assert (await edge.talk(head + chunk * 8)).startswith(b"HTTP/1.1 413")


async def test_no_line_holds_a_query_string_or_what_was_written(edge, caplog):
    caplog.set_level(logging.DEBUG)
    query, body = parts_of(edge, nonce="nonceCANARY")
    for changed in ({}, {"msg_signature": "sigCANARY"}, {"timestamp": "CANARY"}):
        await call(edge, query | changed, body)
    await call(edge, query, body, path="/nothing")
    edge.desk.error = StoreAway("away")
    with pytest.raises(aiohttp.ClientError):
        await call(edge, query, body)
    told = "\n".join(str(vars(record)) for record in caplog.records if record.name.startswith("bot."))
    assert "callback refused" in told
    for secret in ("CANARY", query["msg_signature"], TOKEN, "在岗12人", "zhangsan"):
        assert secret not in told


async def test_every_answer_forbids_to_guess_its_kind(edge):
    async with aiohttp.ClientSession() as session:
        for path in ("/healthz", "/nothing", "/callback/app", "/metrics"):
            async with session.get(edge.url(path)) as response:
                assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "data",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 40,
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"POST /callback/app HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n",
        b"POST /callback/app HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nX: " + b"a" * 20_000 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\nNo colon\r\n\r\n",
    ],
)
async def test_what_is_no_http_is_refused_without_a_traceback(edge, data, caplog):
    caplog.set_level(logging.INFO)
    answer = await edge.talk(data)
    assert answer == b"" or answer.startswith((b"HTTP/1.0 400 ", b"HTTP/1.1 400 "))
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING or record.exc_info]
    assert len(lines(caplog)) <= 1
    assert b"Traceback" not in answer
    async with aiohttp.ClientSession() as session, session.get(edge.url("/healthz")) as response:
        assert response.status == 200


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
async def test_a_mutated_call_is_refused_or_is_the_same_message(edge, data):
    query, body = parts_of(edge)
    kind = data.draw(st.sampled_from(["query", "body", "both", "raw body", "drop", "plain"]))
    if kind in ("query", "both"):
        key = data.draw(st.sampled_from(sorted(query)))
        query[key] = data.draw(mutated_text(query[key]))
    if kind in ("body", "both"):
        place = data.draw(st.integers(0, len(body) - 1))
        body = body[:place] + data.draw(st.binary(max_size=4)) + body[place + data.draw(st.integers(0, 4)) :]
    if kind == "raw body":
        body = data.draw(st.binary(max_size=400))
    if kind == "drop":
        del query[data.draw(st.sampled_from(sorted(query)))]
    if kind == "plain":
        query, body = parts_of(edge, data.draw(st.text(min_size=1, max_size=200)))
    before = len(edge.desk.taken)
    status, answer = await call(edge, query, body)
    assert status in (200, 400, 403)
    if status == 200:
        assert edge.desk.taken[-1].text == "日报 在岗12人"
    else:
        assert answer == b""
        assert len(edge.desk.taken) == before


def mutated_text(right):
    inserted = st.builds(lambda at, what: right[:at] + what + right[at + 1 :], st.integers(0, len(right)), WORDS)
    return st.one_of(st.just(""), WORDS, inserted, st.just(right + right))


WORDS = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=20)
