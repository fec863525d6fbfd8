"""Tables on platforms that only name a file: fetched, then read as if sent in chat; what cannot be is one line."""

import io
from datetime import timedelta

import openpyxl
import pytest
from public_stage import CORP, FEISHU_APP, FEISHU_KEY, FEISHU_ROOM, SECOND, TOKEN, a_stage, reports, until_said

from bot.channels import markup
from bot.errors import StoreAway
from bot.standin.feishu_calls import FeishuLine

HEAD = ("单位", "在岗人数")


def workbook(*rows, head=HEAD):
    book, stream = openpyxl.Workbook(), io.BytesIO()
    for row in (head, *rows):
        book.active.append(row)
    book.save(stream)
    return stream.getvalue()


def table(*rows):
    return ("单位,在岗人数\n" + "".join(f"{unit},{figure}\n" for unit, figure in rows)).encode()


ONE = [("电子0厂", 126)]


@pytest.fixture
async def stage(tmp_path):
    async with a_stage(tmp_path) as made:
        await made.start()
        yield made


async def fetched(stage):
    """The fetcher looks, as it does every two seconds."""
    for _ in range(6):
        await stage.app.fetcher.run_due(stage.clock.now())
        await stage.settled(300)
        await stage.pass_time(SECOND)


async def by_app(stage, content, name, *, who="u0", number=77):
    """A member sends a file to the application."""
    media_id = stage.platform.shelf.shared(content, name, now=stage.clock.now())
    told = {
        "ToUserName": CORP, "FromUserName": who, "CreateTime": int(stage.clock.now().timestamp()), "MsgType": "file",
        "MediaId": media_id, "FileName": name, "MsgId": number, "AgentID": 1000002,
    }  # fmt: skip
    inside = "".join(f"<{tag}>{markup.cdata(str(value))}</{tag}>" for tag, value in told.items())
    return await stage.line().deliver(f"<xml>{inside}</xml>", who)


async def by_bot(stage, content, name, *, who="u0", expired=False):
    """A member sends a file to the smart bot: a link and a key, no name."""
    await stage.until(lambda: stage.app.channels["bot"].connected, most=timedelta(minutes=2), step=SECOND)
    part = stage.files.shared(content, name)
    if expired:
        await stage.pass_time(timedelta(minutes=6))
        await stage.until(lambda: stage.app.channels["bot"].connected, most=timedelta(minutes=2), step=SECOND)
    await stage.desk.deliver(stage.desk.body(who, "file", part))
    await stage.settled(600)


async def by_feishu(stage, content, name, *, who="u0", chat=None):
    """A member sends a file in Feishu, privately or in a group."""
    line = FeishuLine(FEISHU_APP, FEISHU_KEY, TOKEN, stage.clock)
    key = stage.platform.shelf.shared(content, name, now=stage.clock.now())
    told = f'{{"file_key": "{key}", "file_name": "{name}"}}'
    return await stage.feishu_says(line.said(who, "", chat=chat, message_type="file", content=told), line)


def shown(stage, chat):
    """What stands there, without what makes equal texts differ."""
    return [text.strip("\u200b\u200c") for text in stage.platform.chat(chat) if text.strip()]


WAYS = {"app": (by_app, "member:u0"), "bot": (by_bot, "aibot:u0"), "feishu": (by_feishu, "feishu:u0")}


@pytest.fixture(params=WAYS)
def way(request, stage):
    send, screen = WAYS[request.param]
    return send, lambda: shown(stage, screen)


@pytest.mark.parametrize(("content", "name"), [(workbook(*ONE), "日报.xlsx"), (table(*ONE), "日报.csv")])
async def test_a_table_that_is_only_named_is_fetched_read_and_answered_once(stage, way, content, name):
    send, screen = way
    await send(stage, content, name)
    await fetched(stage)
    await until_said(stage, screen)
    assert (await reports(stage)) == {"e0": [126]}
    [receipt] = screen()
    assert "126" in receipt


async def test_it_is_kept_where_one_sent_in_chat_is_and_waits_nowhere(stage, way):
    send, screen = way
    await send(stage, workbook(*ONE), "日报.xlsx")
    await fetched(stage)
    await until_said(stage, screen)
    assert len([one for one in stage.settings.media_path.rglob("*") if one.is_file()]) == 1
    async with stage.app.store.unit_of_work() as uow:
        assert await uow.files.next_due() is None


async def test_a_file_with_a_password_is_one_line(stage, way):
    send, screen = way
    sealed = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600
    await send(stage, sealed, "日报.xlsx")
    await fetched(stage)
    await until_said(stage, screen)
    [said] = screen()
    assert "加了密码" in said
    assert "\n" not in said
    assert await reports(stage) == {}


async def test_a_file_that_is_too_big_is_one_line(stage, way):
    send, screen = way
    await send(stage, b"PK\x03\x04" + b"\0" * (3 * 1024 * 1024), "日报.xlsx")
    await fetched(stage)
    await until_said(stage, screen)
    assert screen() == ["您发的文件太大，没有读，也没有登记任何数字（表格最多2 MB）。请只留要报的那一页再发。"]
    assert await reports(stage) == {}


async def test_a_link_that_is_dead_is_one_line(stage):
    await by_bot(stage, workbook(*ONE), "日报.xlsx", expired=True)
    await fetched(stage)
    await until_said(stage, lambda: shown(stage, "aibot:u0"))
    assert shown(stage, "aibot:u0") == ["您发的文件没有取到（链接已失效或已损坏），没有登记任何数字。请再发一次。"]


async def test_a_media_id_that_is_dead_is_one_line(stage):
    stage.platform.faults.add("media/get", "code", code=40007)
    await by_app(stage, workbook(*ONE), "日报.xlsx")
    await fetched(stage)
    await until_said(stage, lambda: any("没有登记任何数字" in text for text in stage.platform.chat("member:u0")))


async def test_a_platform_that_is_away_is_asked_again(stage):
    for _ in range(2):
        stage.platform.faults.add("media/get", "cut")
    await by_app(stage, workbook(*ONE), "日报.xlsx")
    for _ in range(20):
        await fetched(stage)
    assert await reports(stage) == {"e0": [126]}


async def test_a_crash_after_it_was_read_reads_nothing_twice(stage):
    await by_app(stage, workbook(*ONE), "日报.xlsx")
    fetcher, submit = stage.app.fetcher, stage.app.dispatcher.submit

    async def stored_and_dead(inbound):
        await submit(inbound)
        raise StoreAway("the machine is gone")

    fetcher.submit = stored_and_dead
    await fetcher.run_due(stage.clock.now())
    fetcher.submit = submit
    await stage.pass_time(timedelta(minutes=2))
    await fetched(stage)
    assert await reports(stage) == {"e0": [126]}
    receipts = [text for text in stage.platform.chat("member:u0") if "126" in text]
    assert len(receipts) == 1


async def test_what_is_no_table_goes_to_the_report_as_before(stage):
    await stage.line().say("u0", "日报 在岗126人")
    await by_bot(stage, b"%PDF-1.4\n%%EOF\n", "说明.pdf")
    await fetched(stage)
    await until_said(stage, lambda: any("已附在" in text for text in stage.platform.chat("aibot:u0")))
    async with stage.app.store.unit_of_work() as uow:
        kept = await uow.files.of(f"report:daily/e0/{stage.clock.now().date().isoformat()}")
    assert [file.state for file in kept] == ["kept"]


async def test_in_a_group_only_what_is_named_like_a_form_is_fetched(stage):
    await by_feishu(stage, workbook(*ONE), "聚餐.xlsx", chat=FEISHU_ROOM)
    await fetched(stage)
    assert await reports(stage) == {}
    assert stage.platform.chat(f"feishu:{FEISHU_ROOM}") == []
    await by_feishu(stage, workbook(*ONE), "电子0厂日报.xlsx", chat=FEISHU_ROOM)
    await fetched(stage)
    assert await reports(stage) == {"e0": [126]}
    assert "126" in stage.platform.chat(f"feishu:{FEISHU_ROOM}")[-1]


async def test_a_residents_file_is_never_read_as_a_table(stage):
    await by_app(stage, workbook(*ONE), "日报.xlsx", who="resident")
    await fetched(stage)
    assert await reports(stage) == {}
    assert any("打成字" in text for text in stage.platform.chat("member:resident"))
