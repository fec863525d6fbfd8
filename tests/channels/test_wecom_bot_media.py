"""What people send to the smart bot is fetched while its link lives, deciphered, and never more than the cap."""

import asyncio
import traceback
from datetime import timedelta

import pytest
from bot_doors import AES_KEY
from bot_world import GROUP, MINUTE, a_bot_world
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.aibot_media import MediaFetch, deciphered
from bot.channels.official_account import OfficialAccount
from bot.channels.wecom_app import WecomApp
from bot.channels.wecom_bot import WecomBot
from bot.channels.wecom_kf import WecomKf
from bot.errors import MediaLost
from bot.messages import Media
from bot.standin.aibot_files import sealed

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(200))
KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG="
M1 = bytes.fromhex("b0315a0b25944b79f9b40775e30017a7631ac612d683afa7b6178bb9fd26a6a1")


@pytest.fixture
async def world():
    async with a_bot_world() as made:
        yield made


@pytest.mark.parametrize("key", [KEY, KEY.rstrip("=")])
def test_the_published_sample_is_deciphered_with_a_key_of_43_or_44_signs(key):
    assert deciphered(M1, key=key) == b"hello image bytes"


@settings(max_examples=100, deadline=None)
@given(st.binary(min_size=1, max_size=200))
def test_what_was_enciphered_is_deciphered(content):
    assert deciphered(sealed(content, KEY), key=KEY) == content


@pytest.mark.parametrize("content", [b"", M1[:-1], M1[:-16], M1 + b"x" * 16, b"\x00" * 32])
def test_what_was_cut_or_is_no_cipher_is_refused(content):
    with pytest.raises(MediaLost):
        deciphered(content, key=KEY)


@pytest.mark.parametrize("key", ["", "=", "abc", "网", KEY[:-4], "A" * 86, AES_KEY[::-1]])
def test_another_key_or_none_is_refused(key):
    with pytest.raises(MediaLost):
        deciphered(M1, key=key)


async def test_a_picture_of_a_group_is_fetched_with_the_key_beside_its_link(world):
    replica = await world.connected()
    items = [
        {"msgtype": "text", "text": {"content": "@网格助手 举报"}},
        {"msgtype": "image", "image": world.files.shared(PNG, "IMG_1.png")},
    ]
    await world.desk.deliver(world.desk.body("lisi", "mixed", {"msg_item": items}, chat=GROUP))
    await world.until(lambda: replica.ear.heard)
    [media] = replica.ear.heard[0].media
    file = await replica.channel.fetch(media)
    assert (file.name, file.media_type, file.content) == ("IMG_1.png", "image/png", PNG)


async def test_in_callback_mode_the_key_of_the_bot_is_the_key(world):
    bot = WecomBot(
        name="bot", bot_id="x", token="t", aes_key=AES_KEY, api_base=world.base, caller=None, clock=world.clock
    )
    link = world.files.shared(b"%PDF-1.7 report", "通知.pdf", key=AES_KEY)
    file = await bot.fetch(Media("file", link))
    assert (file.name, file.media_type, file.content) == ("通知.pdf", "application/pdf", b"%PDF-1.7 report")
    await bot._media.close()


@pytest.fixture
async def fetching(world):
    fetch = MediaFetch(seconds=5.0, plain_http=True)
    yield fetch
    await fetch.close()


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("attachment; filename*=UTF-8''%E6%97%A5%E6%8A%A5.xlsx", "日报.xlsx"),
        ('attachment; filename="a.xlsx"', "a.xlsx"),
        ('attachment; filename="../../etc/passwd"', "_.._etc_passwd"),
        ("attachment; filename*=UTF-8''%E2%80%AEx.exe", "_x.exe"),
        ("attachment", "file"),
        ("attachment; filename", "file"),
        (";;;===", "file"),
    ],
)
async def test_a_file_has_the_name_of_its_header_made_safe(world, fetching, header, name):
    world.files.disposition = lambda _name: header
    file = await fetching.fetch(Media("file", world.files.shared(b"x" * 30, "x")))
    assert file.name == name


async def test_a_link_is_over_after_five_minutes(world, fetching):
    media = Media("image", world.files.shared(PNG, "a.png"))
    world.clock.advance(5 * MINUTE)
    with pytest.raises(MediaLost, match="404"):
        await fetching.fetch(media)


async def test_more_than_the_cap_is_not_read(world, fetching):
    whole = Media("file", world.files.shared(b"x" * 1000, "a"))
    assert (await fetching.fetch(whole, most=1000)).content == b"x" * 1000
    with pytest.raises(MediaLost, match="1000") as caught:
        await fetching.fetch(Media("file", world.files.shared(b"x" * 1001, "a")), most=1000)
    assert caught.value.why == "too_big"


async def test_a_file_without_end_is_left_at_the_cap(fetching):
    async def flood(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        try:
            while True:
                writer.write(b" " * 65_536)
                await writer.drain()
        except ConnectionError:
            done.set()
        finally:
            writer.close()

    done = asyncio.Event()
    server = await asyncio.start_server(flood, "127.0.0.1", 0)
    async with server:
        link = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        with pytest.raises(MediaLost):
            await fetching.fetch(Media("file", {"url": link, "aeskey": KEY}), most=1000)
        async with asyncio.timeout(5):
            await done.wait()


@pytest.mark.parametrize(
    "answer",
    [b"", b"rubbish\r\n\r\n", b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/\r\n\r\n", b"HTTP/1.1 500 X\r\n\r\n",
     b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort"],
    ids=["nothing", "nonsense", "redirect", "error", "cut"],
)  # fmt: skip
async def test_every_other_answer_is_a_file_that_cannot_be_had_and_tells_no_link(fetching, answer):
    async def serve(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        link = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/?sign=CANARY"
        with pytest.raises(MediaLost) as caught:
            await fetching.fetch(Media("file", {"url": link, "aeskey": KEY}))
    assert "CANARY" not in "".join(traceback.format_exception(caught.value))


async def test_a_link_that_leads_elsewhere_is_not_followed(world, fetching):
    shared = world.files.shared(b"x" * 30, "a")

    async def serve(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(f"HTTP/1.1 302 Found\r\nLocation: {shared['url']}\r\nContent-Length: 0\r\n\r\n".encode())
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        link = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        with pytest.raises(MediaLost, match="302"):
            await fetching.fetch(Media("file", {"url": link, "aeskey": shared["aeskey"]}))
    assert world.files.downloads == 0


@pytest.mark.parametrize(
    "link", ["", "x", "/a", "file:///etc/passwd", "ftp://h/", "https://", "http://[::1", "http:///"]
)
async def test_a_link_that_is_none_is_not_called(fetching, link):
    with pytest.raises(MediaLost):
        await fetching.fetch(Media("file", {"url": link, "aeskey": KEY}))


async def test_at_the_real_platform_a_link_without_tls_is_not_called(world):
    fetch = MediaFetch()
    with pytest.raises(MediaLost):
        await fetch.fetch(Media("image", world.files.shared(PNG, "a.png")))
    assert world.files.downloads == 0


WHOLE = b"HTTP/1.1 200 OK\r\n"


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "gone"),
        (b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n", "away"),
        (b"HTTP/1.1 429 Slow Down\r\nContent-Length: 0\r\n\r\n", "away"),
        (WHOLE + b"Content-Length: 32\r\n\r\nonly the beginning", "away"),
        (WHOLE + b"Content-Length: 9999999999\r\n\r\n" + b"x" * 5000, "too_big"),
        (WHOLE + b"Content-Length: 16\r\n\r\n" + bytes(16), "unreadable"),
    ],
    ids=["over", "busy", "too often", "cut", "a lie about its length", "another key"],
)
async def test_a_file_that_did_not_come_says_whether_another_try_may_help(fetching, answer, why):
    async def serve(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        link = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        with pytest.raises(MediaLost) as caught:
            await fetching.fetch(Media("file", {"url": link, "aeskey": KEY}), most=1000)
    assert caught.value.why == why


async def test_a_body_that_does_not_end_in_time_may_be_asked_for_again():
    async def drip(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(WHOLE + b"Content-Length: 32\r\n\r\nslow")
        await over.wait()
        writer.close()

    over, fetch = asyncio.Event(), MediaFetch(seconds=0.2, plain_http=True)
    server = await asyncio.start_server(drip, "127.0.0.1", 0)
    async with server:
        link = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        with pytest.raises(MediaLost) as caught:
            await fetch.fetch(Media("file", {"url": link, "aeskey": KEY}))
        over.set()
    await fetch.close()
    assert caught.value.why == "away"


async def test_every_channel_that_fetches_says_how_long_its_files_live(world):
    replica = await world.connected()
    assert (replica.channel.media_lives, WecomBot.media_lives) == (5 * MINUTE, 5 * MINUTE)
    assert {kind.media_lives for kind in (WecomApp, WecomKf, OfficialAccount)} == {timedelta(days=3)}
