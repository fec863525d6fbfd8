"""Feishu's own ways: its cipher and signature, the console's challenge, ids and mentions, what its messages hold."""

import contextlib
import json

import aiohttp
import pytest
from channel_doors import a_file
from feishu_doors import ENCRYPT_KEY, FEISHU_GROUP, FEISHU_MEMBER, VERIFICATION
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.channels.base import Address, Parcel, RawRequest
from bot.channels.feishu import deciphered
from bot.dispatch import Submitted
from bot.errors import ForgedCallback, MediaLost, SendError
from bot.messages import Media, Outcome
from bot.standin.feishu_calls import FeishuLine, enciphered
from bot.web.app import WebParts, build_web
from bot.web.connections import serving
from bot.web.metrics import Metrics


@pytest.fixture
def feishu(world):
    channel = world.feishu.channel()
    world.opened.append(channel)
    return channel


@pytest.fixture
def line(world):
    return world.feishu.line


def opened(channel, line, event, *, headers=None, body=None):
    body = line.body(event) if body is None else body
    return channel.open(RawRequest("POST", {}, line.headers(body) if headers is None else headers, body))


def heard(channel, line, event):
    [inbound] = opened(channel, line, event).inbound
    return inbound


def test_the_published_vector_is_deciphered():
    assert deciphered("P37w+VZImNgPEO1RBhJ6RtKl7n6zymIbEG1pReEzghk=", "test key") == b"hello world"


@given(st.binary(max_size=200), st.text(max_size=20))
def test_what_is_enciphered_is_deciphered_again(plain, key):
    assert deciphered(enciphered(plain, key), key) == plain


def test_the_console_gets_its_word_back(feishu, line):
    answer = opened(feishu, line, {}, body=line.challenge("ajls384kdjx98XX"), headers={}).answer
    assert json.loads(answer.body) == {"challenge": "ajls384kdjx98XX"}


@pytest.mark.parametrize(("word", "token"), [("word", "guess"), ("<b>x</b>", None), ("", None), ("x" * 200, None)])
def test_a_challenge_of_a_stranger_or_of_no_word_is_refused(feishu, line, word, token):
    with pytest.raises(ForgedCallback):
        opened(feishu, line, {}, body=line.challenge(word, token=token), headers={})


def test_a_message_in_a_group_comes_with_its_sender_chat_and_words(feishu, line, world):
    told = heard(feishu, line, line.said("wangwu", "在岗126 返岗131", chat=FEISHU_GROUP))
    assert (told.sender, told.chat, told.text) == ("wangwu", FEISHU_GROUP, "在岗126 返岗131")
    assert told.sent_at == world.clock.now()


def test_a_private_message_has_no_chat(feishu, line):
    assert heard(feishu, line, line.said("wangwu", "在岗126")).chat is None


def test_the_ids_that_a_directory_uses_are_a_setting(world, line):
    channel = world.feishu.channel(ids="open_id")
    world.opened.append(channel)
    assert heard(channel, line, line.said("wangwu", "在岗126")).sender == "ou_wangwu"


def test_a_mention_is_read_by_the_name_that_people_see(feishu, line):
    mention = {"key": "@_user_1", "name": "网格助手", "id": {"open_id": "ou_bot"}}
    told = heard(feishu, line, line.said("wangwu", "@_user_1 谁没报", chat=FEISHU_GROUP, mentions=[mention]))
    assert told.text == "@网格助手 谁没报"


def test_a_rich_text_is_read_line_by_line(feishu, line):
    content = {"title": "日报", "content": [[{"tag": "text", "text": "在岗126"}], [{"tag": "text", "text": "返岗131"}]]}
    event = line.said("wangwu", "", message_type="post", content=json.dumps(content))
    assert heard(feishu, line, event).text == "日报\n在岗126\n返岗131"


@pytest.mark.parametrize(
    ("kind", "content", "ours", "where"),
    [
        ("image", {"image_key": "img_1"}, "image", "image"),
        ("file", {"file_key": "file_1", "file_name": "日报.xlsx"}, "file", "file"),
        ("audio", {"file_key": "file_2"}, "voice", "file"),
        ("media", {"file_key": "file_3"}, "video", "file"),
    ],
)
def test_files_are_named_by_message_and_key(feishu, line, kind, content, ours, where):
    event = line.said("wangwu", "", message_type=kind, content=json.dumps(content))
    told = heard(feishu, line, event)
    [media] = told.media
    key = content.get("image_key") or content["file_key"]
    assert (media.kind, media.detail["media_id"]) == (ours, f"{told.message_id}/{key}/{where}")


@pytest.mark.parametrize("kind", ["sticker", "share_chat", "location", "", "new_kind"])
def test_kinds_that_are_not_known_are_kept_as_they_came(feishu, line, kind):
    told = heard(feishu, line, line.said("wangwu", "x", message_type=kind))
    assert told.event == f"unknown:{kind}"
    assert told.raw


def test_what_another_app_of_the_tenant_says_is_no_message(feishu, line):
    event = line.said("wangwu", "在岗126")
    event["event"]["sender"]["sender_type"] = "app"
    assert heard(feishu, line, event).event


@pytest.mark.parametrize("age", [301, 86_400, -301])
def test_a_call_of_another_time_is_refused(feishu, line, age):
    body = line.body(line.said("wangwu", "在岗126"))
    with pytest.raises(ForgedCallback, match="time window"):
        opened(feishu, line, {}, body=body, headers=line.headers(body, age=age))


def test_a_call_signed_over_another_body_is_refused(feishu, line):
    body = line.body(line.said("wangwu", "在岗126"))
    other = line.headers(line.body(line.said("wangwu", "在岗999")))
    with pytest.raises(ForgedCallback, match="signature"):
        opened(feishu, line, {}, body=body, headers=other)


@pytest.mark.parametrize("field", ["token", "app_id"])
def test_a_call_meant_for_another_app_is_refused(feishu, line, field):
    event = line.said("wangwu", "在岗126")
    event["header"][field] = "another"
    with pytest.raises(ForgedCallback, match="another app"):
        opened(feishu, line, event)


def test_a_call_under_another_key_is_refused(feishu, world):
    stranger = FeishuLine("cli_standin0001", "another key", VERIFICATION, world.clock)
    with pytest.raises(ForgedCallback):
        opened(feishu, stranger, stranger.said("wangwu", "在岗126"))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=300) | st.text(max_size=100).map(lambda text: json.dumps({"encrypt": text}).encode()))
def test_any_body_is_refused_in_one_way(feishu, line, body):
    with pytest.raises(ForgedCallback):
        opened(feishu, line, {}, body=body)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    event=st.recursive(
        st.none() | st.integers() | st.text(max_size=10),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["message", "sender", "content", "mentions", "key", "chat_type"]), inner, max_size=4
            )
        ),
        max_leaves=12,
    )
)
def test_any_event_that_is_signed_right_is_kept_or_refused(feishu, line, event):
    whole = line.said("wangwu", "在岗126") | {"event": event}
    with contextlib.suppress(ForgedCallback):
        assert len(opened(feishu, line, whole).inbound) == 1


async def test_a_call_comes_in_over_http_and_is_acknowledged(feishu, line):
    taken = []

    async def submit(inbound):
        taken.append(inbound)
        return Submitted(Outcome("report"))

    async def checks():
        return {}

    application = build_web(WebParts({"fs": feishu}, submit, checks, Metrics()))
    body = line.body(line.said("wangwu", "在岗126", chat=FEISHU_GROUP))
    async with serving(application, host="127.0.0.1", port=0) as port, aiohttp.ClientSession() as session:
        url = f"http://127.0.0.1:{port}/callback/fs"
        async with session.post(url, data=body, headers=line.headers(body)) as answer:
            assert (answer.status, await answer.read()) == (200, b"{}")
        async with session.post(url, data=body, headers=line.headers(body) | {"X-Lark-Signature": "0" * 64}) as answer:
            assert answer.status == 403
    assert [one.text for one in taken] == ["在岗126"]


async def test_everybody_is_never_mentioned(world):
    door = world.door("feishu to a group")
    await door.send("开会", mentions=("all", "ALL", FEISHU_MEMBER))
    [shown] = door.shown()
    assert shown.mentions == (FEISHU_MEMBER,)


async def test_words_that_look_like_a_mention_mention_nobody(world):
    door = world.door("feishu to a group")
    await door.send('<at user_id="all"></at> 开会')
    [shown] = door.shown()
    assert shown.mentions == ()


async def test_a_token_that_died_is_fetched_once_more(world):
    door = world.door("feishu to a group")
    await door.send("一", key="1")
    world.feishu.desk.expire_token()
    await door.send("二", key="2")
    assert [shown.text for shown in door.shown()] == ["一", "二"]
    assert world.platform.calls["feishu/token"] == 2


async def test_a_group_that_the_app_is_not_in_is_refused_for_good(world, feishu):
    with pytest.raises(SendError) as caught:
        await feishu.send(Parcel(to=Address("fs", "group", "oc_elsewhere"), kind="reply", text="在", key="k"))
    assert (caught.value.permanent, caught.value.code) == (True, 86003)


async def test_a_text_with_two_files_is_said_once_however_often_it_is_tried(world):
    door = world.door("feishu to a group")
    files = (a_file(b"one content", "一.xlsx"), a_file(b"two content", "二.xlsx"))
    world.platform.faults.add("feishu/send", "lost")
    with pytest.raises(SendError):
        await door.send("请看表", key="digest:1", attachments=files)
    await door.send("请看表", key="digest:1", attachments=files)
    assert [shown.text for shown in door.shown()] == ["请看表", "一.xlsx", "二.xlsx"]


async def test_a_file_that_somebody_sent_is_fetched(world, feishu, line):
    key = world.platform.shelf.shared(b"PK content", "日报.xlsx", now=world.clock.now())
    event = line.said(
        "wangwu", "", message_type="file", content=json.dumps({"file_key": key, "file_name": "日报.xlsx"})
    )
    [media] = heard(feishu, line, event).media
    assert (await feishu.fetch(media)).content == b"PK content"


@pytest.mark.parametrize("media_id", ["om_1/gone/file", "om_1", "../../x/y/file", ""])
async def test_a_file_that_is_gone_or_was_never_there_is_said_to_be_lost(feishu, media_id):
    with pytest.raises(MediaLost):
        await feishu.fetch(Media("file", {"media_id": media_id}))


def test_nothing_printed_holds_a_secret(feishu, line):
    told = opened(feishu, line, line.said("wangwu", "在岗126"))
    assert not any(secret in repr((feishu, told)) for secret in (ENCRYPT_KEY, VERIFICATION))
