"""The chat page itself over a real socket: its parts, its policy, its downloads, and what is not there."""

import re

import pytest

from bot.messages import Attachment
from bot.web.chat import STATIC

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def get(stage, path):
    async with stage.session.get(f"{stage.base}{path}") as response:
        return response, await response.read()


async def test_the_page_is_html_that_may_run_only_its_own_scripts(stage):
    response, body = await get(stage, "/chat")
    assert (response.status, response.content_type) == (200, "text/html")
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert f"connect-src 'self' ws://127.0.0.1:{stage.port}" in policy
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "网格助手" in body.decode()


async def test_nothing_on_the_page_is_written_inline_or_comes_from_elsewhere(stage):
    _, body = await get(stage, "/chat")
    page = body.decode()
    assert not re.search(r"<script(?![^>]*\ssrc=)", page)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", page)
    assert re.findall(r'(?:src|href)="(?!/chat/)', page) == []


@pytest.mark.parametrize("file", sorted(STATIC.glob("*.js")) + sorted(STATIC.glob("chat*.css")), ids=lambda p: p.name)
async def test_every_part_is_served_and_reaches_for_nothing_else(stage, file):
    response, body = await get(stage, f"/chat/static/{file.name}")
    assert response.status == 200
    assert response.content_type == {"js": "text/javascript", "css": "text/css"}[file.suffix[1:]]
    text = body.decode()
    assert text == file.read_text(encoding="utf-8")
    assert "://" not in re.sub(r"\$\{scheme\}//", "", text)
    for imported in re.findall(r'from "([^"]+)"', text):
        assert (STATIC / imported.removeprefix("/chat/static/")).is_file()


@pytest.mark.parametrize("file", sorted(STATIC.glob("*.js")), ids=lambda p: p.name)
def test_no_part_makes_markup_out_of_text(file):
    text = file.read_text(encoding="utf-8")
    for way in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "srcdoc"):
        assert way not in text


@pytest.mark.parametrize("path", ["nothing.js", "..%2fchat.py", "chat.html%00", "%2e%2e/chat.py"])
async def test_only_the_pages_own_parts_are_there(stage, path):
    response, _ = await get(stage, f"/chat/static/{path}")
    assert response.status == 404


async def test_a_table_is_a_download_under_its_own_name(stage):
    await stage.desk.post("表", chat="chat-ent", files=(Attachment("日报 3月5日.xlsx", XLSX, b"PK.."),))
    async with stage.follow("clerk1") as page:
        [entry] = (await page.receive_json())["entries"]
    response, body = await get(stage, entry["files"][0]["url"])
    assert (response.status, body, response.content_type) == (200, b"PK..", XLSX)
    assert response.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''%E6%97%A5%E6%8A%A5")
    assert response.headers["Cache-Control"] == "no-store"


async def test_a_file_that_a_browser_would_run_is_only_bytes(stage):
    await stage.desk.post("页", chat="chat-ent", files=(Attachment("a\r\nb.html", "text/html", b"<script>"),))
    async with stage.follow("clerk1") as page:
        [entry] = (await page.receive_json())["entries"]
    response, _ = await get(stage, entry["files"][0]["url"])
    assert response.content_type == "application/octet-stream"
    assert response.headers["Content-Disposition"] == "attachment; filename*=UTF-8''a%0D%0Ab.html"


async def test_a_file_whose_bytes_are_gone_says_so(stage):
    await stage.desk.post("表", chat="chat-ent", files=(Attachment("a.csv", "text/csv", b""),))
    entry = stage.channel.log.since(0, lambda _room: True).entries[0]
    async with stage.follow("clerk1") as page:
        epoch = (await page.receive_json())["at"].split(":")[0]
    response, body = await get(stage, f"/chat/file/{epoch}/{entry.id}/0")
    assert response.status == 410
    assert "再导出一次" in body.decode()


@pytest.mark.parametrize(
    "path", ["old/m1/0", "{epoch}/m1/0", "{epoch}/m1/1", "{epoch}/m1/-1", "{epoch}/m2/0", "{epoch}/m1/x"]
)
async def test_what_was_never_sent_cannot_be_fetched(stage, path):
    stage.hear("没有附件", number="m1")
    async with stage.follow("clerk1") as page:
        epoch = (await page.receive_json())["at"].split(":")[0]
    response, _ = await get(stage, f"/chat/file/{path.format(epoch=epoch)}")
    assert response.status == 404


async def test_everybody_and_every_group_is_in_the_directory(stage):
    async with stage.session.get(f"{stage.base}/chat/directory") as response:
        known = await response.json()
    assert known["bot"] == "网格助手"
    assert [group["id"] for group in known["groups"]] == ["ent", "grid1", "grid2", "cmd", "pub", "far"]
    assert [member["id"] for member in known["members"]][-1] == "stranger"


async def test_examples_are_for_the_member_who_asks(stage):
    async with stage.session.get(f"{stage.base}/chat/examples", params={"as": "duty"}) as response:
        assert [example["label"] for example in (await response.json())["examples"]] == [
            "谁没报",
            "汇总",
            "复工率",
            "帮助",
        ]
    async with stage.session.get(f"{stage.base}/chat/examples", params={"as": "nobody"}) as response:
        assert await response.json() == {"examples": []}
