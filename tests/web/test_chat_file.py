"""Sending a file on the chat page over a real socket: what is handed in, what everybody sees, what is refused."""

import hashlib
import io

import pytest
from pictures import exif, jpeg, png

from bot.messages import Media
from bot.web.chat_saying import MOST_FILE

TYPE = {"Content-Type": "application/octet-stream"}
TABLE = b"PK\x03\x04 a table"


async def send(stage, content=TABLE, headers=TYPE, **about):
    """POST as the page does; the status and the answer."""
    wanted = {"as": "clerk1", "group": "ent", "name": "日报.xlsx"} | about
    params = {key: value for key, value in wanted.items() if value is not None}
    body, url = io.BytesIO(content), f"{stage.base}/chat/send"
    async with stage.session.post(url, params=params, data=body, headers=headers) as response:
        return response.status, await response.json() if response.content_type == "application/json" else {}


async def test_a_file_is_handed_in_with_its_name_and_bytes(stage):
    status, answer = await send(stage)
    assert (status, answer["state"], answer["outcome"]) == (200, "sent", "report")
    [heard] = stage.desk.heard
    assert (heard.sender, heard.chat, heard.text) == ("clerk1", "chat-ent", "")
    assert heard.media == (Media("file", {"name": "日报.xlsx"}, TABLE),)
    assert heard.digest == hashlib.sha256(b"clerk1\nchat-ent\n\n" + "日报.xlsx".encode() + b"\n" + TABLE).hexdigest()


async def test_without_a_group_it_is_private(stage):
    await send(stage, group=None)
    assert stage.desk.heard[0].chat is None


async def test_everybody_in_the_room_sees_it_with_its_name_and_size_and_can_fetch_it(stage):
    await send(stage)
    async with stage.follow("clerk2") as page:
        [entry] = [entry for entry in (await page.receive_json())["entries"] if entry["by"] == "clerk1"]
    assert entry["text"] == ""
    [file] = entry["files"]
    assert (file["name"], file["size"]) == ("日报.xlsx", len(TABLE))
    async with stage.session.get(f"{stage.base}{file['url']}") as response:
        assert await response.read() == TABLE
        assert response.headers["Content-Disposition"].startswith("attachment")
        assert response.headers["Content-Security-Policy"] == "sandbox"


async def test_the_same_file_sent_again_under_its_word_is_the_same_message(stage):
    first, second = await send(stage, nonce="0123456789abcdef"), await send(stage, nonce="0123456789abcdef")
    assert first[1]["id"] == second[1]["id"]
    assert len(stage.desk.heard) == 1


async def test_a_file_that_could_not_be_stored_may_be_sent_again(stage):
    stage.desk.away = True
    assert (await send(stage, nonce="0123456789abcdef"))[1]["state"] == "failed"
    stage.desk.away = False
    assert (await send(stage, nonce="0123456789abcdef"))[1]["state"] == "sent"


async def test_a_megabyte_goes_through_and_what_is_beyond_the_cap_is_not_read_on(stage):
    assert (await send(stage, b"x" * 3_000_000))[0] == 200
    assert (await send(stage, b"x" * (MOST_FILE + 1)))[0] == 413
    assert len(stage.desk.heard) == 1


async def test_the_cap_of_everything_else_is_as_it_was(stage):
    headers = {"Content-Type": "application/json"}
    async with stage.session.post(f"{stage.base}/chat/say", data=b"x" * 300_000, headers=headers) as response:
        assert response.status == 413


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\日报.xlsx", "日报.xlsx"),
        ("a\u202eb\n.csv", "ab.csv"),
        ("...", "文件"),
        ("长" * 300 + ".csv", "长" * 96 + ".csv"),
    ],
)
async def test_a_name_is_only_a_name(stage, name, kept):
    await send(stage, name=name)
    assert stage.desk.heard[0].media[0].name == kept


@pytest.mark.parametrize(
    ("about", "content", "why"),
    [
        ({"as": "nobody"}, TABLE, "名册里没有这个人"),
        ({"group": "nowhere"}, TABLE, "没有这个群"),
        ({"nonce": "../x"}, TABLE, "消息编号不对"),
        ({"name": None}, TABLE, "格式不对"),
        ({"as": None}, TABLE, "格式不对"),
        ({}, b"", "这个文件是空的"),
    ],
)
async def test_what_cannot_be_a_message_is_refused_in_one_line(stage, about, content, why):
    status, answer = await send(stage, content, **about)
    assert status == 400
    assert why in answer["error"]
    assert stage.desk.heard == []


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        (TYPE | {"Origin": "http://evil.example"}, 403),
        (TYPE | {"Sec-Fetch-Site": "cross-site"}, 403),
        (TYPE | {"Host": "evil.example"}, 403),
        ({"Content-Type": "text/plain"}, 415),
        ({"Content-Type": "multipart/form-data; boundary=x"}, 415),
    ],
)
async def test_only_our_own_page_may_send(stage, headers, status):
    assert (await send(stage, headers=headers))[0] == status
    assert stage.desk.heard == []


async def test_a_picture_is_handed_in_as_one_without_the_place_where_it_was_taken(stage):
    status, answer = await send(stage, jpeg(exif()), name="现场.jpg")
    assert (status, answer["state"]) == (200, "sent")
    assert stage.desk.heard[0].media == (Media("image", {"name": "现场.jpg"}, jpeg()),)


async def test_a_picture_is_shown_as_one_by_its_bytes_and_served_so_that_nothing_in_it_can_run(stage):
    await send(stage, png(), name="a.html")
    async with stage.follow("clerk2") as page:
        [entry] = [entry for entry in (await page.receive_json())["entries"] if entry["by"] == "clerk1"]
    [file] = entry["files"]
    assert (file["name"], file["picture"]) == ("a.html.png", True)
    async with stage.session.get(f"{stage.base}{file['url']}") as response:
        assert (response.content_type, await response.read()) == ("image/png", png())
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Content-Security-Policy"] == "sandbox"


@pytest.mark.parametrize("content", [b"<svg onload='alert(1)'/>", b"<!DOCTYPE html><script>alert(1)</script>"])
async def test_a_page_that_calls_itself_a_picture_is_a_file_to_download(stage, content):
    await send(stage, content, name="a.png")
    async with stage.follow("clerk2") as page:
        [entry] = [entry for entry in (await page.receive_json())["entries"] if entry["by"] == "clerk1"]
    [file] = entry["files"]
    assert file["picture"] is False
    async with stage.session.get(f"{stage.base}{file['url']}") as response:
        assert response.content_type == "application/octet-stream"
        assert response.headers["Content-Disposition"].startswith("attachment")


async def test_half_a_picture_is_refused_in_words(stage):
    status, answer = await send(stage, png()[:40], name="a.png")
    assert (status, answer["error"]) == (400, "这张图片不完整，打不开，请换一张再发。")
    assert stage.desk.heard == []
