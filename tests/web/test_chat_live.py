"""Following the chat page over a real socket: everything once, in order, also after a break."""

import asyncio

import aiohttp
import pytest
from chat_stage import DISTRICT, staged, until

from bot.directory.model import Directory
from bot.messages import Attachment, Inbound, Quote


async def entries(page: aiohttp.ClientWebSocketResponse, count: int) -> list[dict[str, object]]:
    """The next `count` entries, however many messages they come in."""
    found: list[dict[str, object]] = []
    while len(found) < count:
        found += (await page.receive_json())["entries"]
    assert len(found) == count
    return found


async def test_a_new_page_is_told_everything_that_is_kept(stage):
    stage.hear("早上好", number="m1")
    stage.channel.announce("正在回放", 1, 3)
    async with stage.follow("clerk1") as page:
        news = await page.receive_json()
    assert (news["fresh"], news["more"]) == (True, False)
    assert news["directory"] == 1
    assert news["banner"] == {"text": "正在回放", "done": 1, "total": 3}
    assert news["entries"] == [
        {
            "id": "m1", "n": 1, "room": "ent", "by": "clerk1", "text": "早上好", "day": "2020-03-05", "time": "09:12",
            "kind": None, "mentions": [], "quote": None, "re": None, "state": "sent", "files": [],
            "card": None,
        }
    ]  # fmt: skip


async def test_a_long_past_comes_in_portions_that_lose_nothing(stage):
    for number in range(450):
        stage.hear(str(number), chat=f"chat-{('ent', 'cmd')[number % 2]}")
    async with stage.follow("clerk1") as page:
        portions = [await page.receive_json() for _ in range(3)]
    assert [(portion["fresh"], portion["more"]) for portion in portions] == [
        (True, True),
        (False, True),
        (False, False),
    ]
    assert [entry["text"] for portion in portions for entry in portion["entries"]] == [str(n) for n in range(450)]
    async with stage.follow("clerk1", after=portions[1]["at"]) as page:
        assert (await page.receive_json())["entries"] == portions[2]["entries"]


async def test_what_happens_later_comes_by_itself(stage):
    async with stage.follow("clerk1") as page:
        await page.receive_json()
        await stage.desk.post("【提醒】", chat="chat-ent", kind="reminder", mentions=("clerk1", "clerk2"))
        [entry] = await entries(page, 1)
    assert (entry["by"], entry["kind"], entry["mentions"]) == (None, "reminder", ["clerk1", "clerk2"])


async def test_a_second_page_sees_the_same(stage):
    async with stage.follow("clerk1") as first, stage.follow("duty") as second:
        await first.receive_json()
        await second.receive_json()
        stage.hear("早")
        assert await entries(first, 1) == await entries(second, 1)


async def test_a_private_chat_is_told_to_its_member_alone(stage):
    stage.hear("我要反映", sender="neighbour", chat=None)
    await stage.desk.post("编号 T0001", member="neighbour")
    async with stage.follow("neighbour") as own, stage.follow("duty") as other:
        assert [(e["room"], e["text"]) for e in await entries(own, 2)] == [(None, "我要反映"), (None, "编号 T0001")]
        assert (await other.receive_json())["entries"] == []


async def test_a_page_that_comes_back_is_told_what_it_missed_and_nothing_twice(stage):
    stage.hear("一")
    async with stage.follow("clerk1") as page:
        at = (await page.receive_json())["at"]
    stage.hear("二")
    stage.hear("三")
    async with stage.follow("clerk1", after=at) as page:
        news = await page.receive_json()
    assert not news["fresh"]
    assert [entry["text"] for entry in news["entries"]] == ["二", "三"]


async def test_a_state_that_changed_meanwhile_is_told_as_well(stage):
    first = stage.hear("一")
    async with stage.follow("clerk1") as page:
        at = (await page.receive_json())["at"]
    stage.channel.log.settle(first, "failed")
    async with stage.follow("clerk1", after=at) as page:
        news = await page.receive_json()
    assert [(entry["id"], entry["state"]) for entry in news["entries"]] == [(first, "failed")]


@pytest.mark.parametrize("after", ["", "another:1", "nonsense", ":", "a:b", "a" * 500, "another:" + "9" * 40])
async def test_a_page_of_another_start_is_told_everything_afresh(stage, after):
    stage.hear("一")
    async with stage.follow("clerk1", after=after) as page:
        news = await page.receive_json()
    assert news["fresh"]
    assert len(news["entries"]) == 1


async def test_numbers_of_the_last_start_count_for_nothing():
    async with staged(seed="a") as before:
        before.hear("旧")
        async with before.follow("clerk1") as page:
            at = (await page.receive_json())["at"]
    async with staged(seed="b") as after:
        after.hear("新")
        async with after.follow("clerk1", after=at) as page:
            assert [entry["text"] for entry in (await page.receive_json())["entries"]] == ["新"]


async def test_a_quote_shows_a_name(stage):
    now = stage.clock.now()
    quotes = [Quote("clerk2", "隔离2人"), Quote("someone else", "谁")]
    for number, quote in enumerate(quotes):
        stage.channel.heard(Inbound("page", f"q{number}", "clerk1", "chat-ent", "？", now, now, quote=quote))
    async with stage.follow("clerk1") as page:
        found = await entries(page, 2)
    assert [entry["quote"]["name"] for entry in found] == ["九明-钱二", "someone else"]


async def test_a_group_that_no_file_names_shows_under_its_address(stage):
    stage.hear("谁", chat="unheard-of")
    async with stage.follow("clerk1") as page:
        assert [entry["room"] for entry in await entries(page, 1)] == ["unheard-of"]


async def test_a_file_comes_with_its_address_until_its_bytes_are_gone(stage):
    await stage.desk.post("表", chat="chat-ent", files=(Attachment("3月5日.csv", "text/csv", b"a,b"),))
    await stage.desk.post("空", chat="chat-ent", files=(Attachment("old.csv", "text/csv", b""),))
    async with stage.follow("clerk1") as page:
        with_bytes, without = await entries(page, 2)
    assert [(file["name"], file["size"]) for file in with_bytes["files"]] == [("3月5日.csv", 3)]
    assert with_bytes["files"][0]["url"].startswith("/chat/file/")
    assert without["files"][0]["url"] is None


async def test_a_page_that_goes_away_is_forgotten(stage):
    async with stage.follow("clerk1") as page:
        await page.receive_json()
        assert stage.channel.log.subscribers == 1
    await until(lambda: stage.channel.log.subscribers == 0)
    stage.hear("谁还在")
    async with stage.follow("clerk1") as page:
        assert len(await entries(page, 1)) == 1


async def test_a_line_that_is_cut_is_forgotten_too(stage):
    reader, writer = await asyncio.open_connection("127.0.0.1", stage.port)
    lines = [
        "GET /chat/live?as=clerk1 HTTP/1.1",
        f"Host: 127.0.0.1:{stage.port}",
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==",
    ]
    writer.write("\r\n".join([*lines, "", ""]).encode())
    assert b"101" in await reader.readline()
    await until(lambda: stage.channel.log.subscribers == 1)
    writer.transport.abort()
    await until(lambda: stage.channel.log.subscribers == 0)


async def test_what_a_page_says_on_this_line_is_ignored(stage):
    async with stage.follow("clerk1") as page:
        await page.receive_json()
        await page.send_str('{"as": "duty"}')
        stage.hear("早")
        assert [entry["text"] for entry in await entries(page, 1)] == ["早"]
    assert stage.desk.heard == []


async def test_nobody_follows_as_somebody_unknown(stage):
    with pytest.raises(aiohttp.WSServerHandshakeError) as refusal:
        async with stage.follow("nobody"):
            pass
    assert refusal.value.status == 404


async def test_a_directory_of_another_version_is_announced():
    directories = [DISTRICT]
    async with staged(directory=lambda: directories[-1]) as stage, stage.follow("clerk1") as page:
        assert (await page.receive_json())["directory"] == 1
        directories.append(Directory(version=2, members=DISTRICT.members, groups=DISTRICT.groups))
        stage.hear("早")
        assert (await page.receive_json())["directory"] == 2


async def test_the_server_stops_at_once_with_pages_open():
    async with aiohttp.ClientSession() as session:
        async with staged() as stage:
            page = await session.ws_connect(f"{stage.base}/chat/live", params={"as": "clerk1"})
            await page.receive_json()
            before = asyncio.get_running_loop().time()
        assert asyncio.get_running_loop().time() - before < 2
        last = await page.receive()
        assert (last.type, last.data) == (aiohttp.WSMsgType.CLOSE, aiohttp.WSCloseCode.GOING_AWAY)
        await page.close()
