"""A picture from a resident's phone to the officer's screen: fetched, stripped, kept once, shown, removed."""

import asyncio
import sqlite3
import struct
import zlib
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest
from test_whole_path import a_whole_bot
from whole import CORP

from bot.keeping import REMOVED
from bot.media.subject import of_report, of_tip


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(*more: bytes) -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(more) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")


PLACED = png(chunk(b"tEXt", b"Comment\0N 23.74 E 114.70"))


@pytest.fixture
async def whole(tmp_path, monkeypatch):
    async with a_whole_bot(tmp_path, monkeypatch) as made:
        yield made


async def picture(whole, who, content=PLACED, *, number=900, name="现场.png"):
    """What the platform tells of a picture, and the picture on its own shelf."""
    media_id = whole.platform.shelf.shared(content, name, now=whole.clock.now())
    stamp = int(whole.clock.now().timestamp())
    xml = (
        f"<xml><ToUserName><![CDATA[{CORP}]]></ToUserName><FromUserName><![CDATA[{who}]]></FromUserName>"
        f"<CreateTime>{stamp}</CreateTime><MsgType><![CDATA[image]]></MsgType><PicUrl><![CDATA[http://x/]]></PicUrl>"
        f"<MediaId><![CDATA[{media_id}]]></MediaId><MsgId>{number}</MsgId><AgentID>1000002</AgentID></xml>"
    )
    return await whole.line.deliver(xml, who)


async def fetched(whole):
    while await whole.app.fetcher.run_due(whole.clock.now()):
        whole.clock.advance(timedelta(seconds=30))


async def files(whole, subject):
    async with whole.app.store.unit_of_work() as uow:
        return await uow.files.of(subject.text)


async def shown(whole, who):
    await whole.sent()
    found = [seen for seen in whole.platform.seen if seen.chat == f"member:{who}"]
    return [replace(one, text=one.text.strip("\u200b\u200c")) for one in found]  # what makes equal texts differ


async def test_a_tellers_picture_is_kept_without_its_place_and_shown_to_an_officer_alone(whole):
    await whole.line.say("resident", "我要举报，1号网格建设路8号有店铺没有消毒")
    await picture(whole, "resident")
    assert "已附到T0001" in (await shown(whole, "resident"))[-1].text
    await fetched(whole)
    [file] = await files(whole, of_tip("T0001"))
    assert (file.state, file.media_type, file.name, file.sender, dict(file.detail)) == ("kept", "image/png", "", "", {})
    said = await whole.line.say("duty", "看图 T0001")
    seen = await shown(whole, "duty")
    assert seen[-1].file.content == png(), said
    refused = await whole.line.say("u0", "看图 T0001")
    assert "只有值班员" in refused.text
    async with whole.app.store.unit_of_work() as uow:
        looked = [(line.who, line.action) for line in await uow.audit.read(subject="tip:T0001")]
    assert looked == [("duty", "files_seen")]


async def test_the_database_holds_no_way_from_the_picture_to_who_told(whole):
    await whole.line.say("resident-CANARY", "我要举报，1号网格建设路8号有店铺没有消毒")
    await picture(whole, "resident-CANARY", name="CANARY-的照片.png")
    await fetched(whole)
    async with whole.app.store.unit_of_work() as uow:
        rows = [str(file) for file in await uow.files.of("tip:T0001")]
    assert rows
    assert not any("CANARY" in row for row in rows)


async def test_a_clerks_picture_goes_to_the_report_of_the_day(whole):
    await whole.line.say("u0", "日报 在岗126人")
    await picture(whole, "u0")
    assert "3月5日的日报" in (await shown(whole, "u0"))[-1].text
    await fetched(whole)
    [file] = await files(whole, of_report("daily", "e0", whole.clock.now().date()))
    assert (file.state, file.sender) == ("kept", "u0")
    await whole.line.say("duty", "看图 电子0厂")
    assert (await shown(whole, "duty"))[-1].file.content == png()


async def test_a_picture_that_belongs_to_nothing_is_not_kept_and_its_sender_is_told_to_write(whole):
    await picture(whole, "u0")
    assert "文字" in (await shown(whole, "u0"))[-1].text
    assert not list(whole.app.settings.media_path.rglob("*"))


async def test_a_kill_between_commit_and_fetch_loses_nothing(whole):
    await whole.line.say("u0", "日报 在岗126人")
    await picture(whole, "u0")
    [file] = await files(whole, of_report("daily", "e0", whole.clock.now().date()))
    assert file.state == "waiting"
    async with whole.app.store.unit_of_work() as uow:  # somebody took it and died
        now = whole.clock.now()
        await uow.files.claim(now=now, until=now + timedelta(seconds=40), limit=9)
        await uow.commit()
    assert await whole.app.fetcher.run_due(whole.clock.now()) == 0
    whole.clock.advance(timedelta(minutes=1))
    await fetched(whole)
    assert [one.state for one in await files(whole, of_report("daily", "e0", now.date()))] == ["kept"]


async def test_of_two_that_fetch_the_slower_changes_nothing_and_the_bytes_lie_there_once(whole):
    await whole.line.say("u0", "日报 在岗126人")
    await picture(whole, "u0")
    await picture(whole, "u0", number=901)
    await asyncio.gather(*(whole.app.fetcher.run_due(whole.clock.now()) for _ in range(3)))
    found = await files(whole, of_report("daily", "e0", whole.clock.now().date()))
    assert [one.state for one in found] == ["kept", "kept"]
    assert len({one.digest for one in found}) == 1
    assert len([one for one in whole.app.settings.media_path.rglob("*") if one.is_file()]) == 1


async def test_what_is_away_is_tried_again_and_what_is_gone_is_told_to_its_sender_once(whole):
    await whole.line.say("u0", "日报 在岗126人")
    whole.platform.faults.add("media/get", "busy")
    await picture(whole, "u0")
    await fetched(whole)
    subject = of_report("daily", "e0", whole.clock.now().date())
    assert [one.state for one in await files(whole, subject)] == ["kept"]
    whole.platform.faults.add("media/get", "code", code=40007)
    await picture(whole, "u0", number=902)
    await fetched(whole)
    assert [one.state for one in await files(whole, subject)] == ["kept", "lost"]
    told = [seen.text for seen in await shown(whole, "u0") if "没有存下来" in seen.text]
    assert told == ["您发的图片没有取到，没有存下来。请再发一次。"]


async def test_the_teller_of_a_lost_picture_is_told_privately_and_his_address_forgotten(whole):
    await whole.line.say("resident", "我要举报，1号网格建设路8号有店铺没有消毒")
    await picture(whole, "resident", b"<svg onload=alert(1)>")
    await fetched(whole)
    assert [one.state for one in await files(whole, of_tip("T0001"))] == ["refused"]
    told = [seen.text for seen in await shown(whole, "resident") if "没有存下来" in seen.text]
    assert told == ["您发的图片（T0001）打不开或不收这种格式，没有存下来。请发照片（JPG、PNG）或 PDF。"]
    file = whole.app.settings.store_url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(file)) as other:
        rows = other.execute("SELECT to_member FROM outbox WHERE key LIKE 'media:%'").fetchall()
    assert rows == [("(sealed)",)]


async def test_after_its_time_a_picture_is_removed_and_says_so(whole):
    await whole.line.say("u0", "日报 在岗126人")
    await picture(whole, "u0")
    await fetched(whole)
    await whole.line.say("duty", "看图 电子0厂")  # asked for before, sent after
    whole.clock.advance(timedelta(days=181))
    assert await whole.app.fetcher.tidy(whole.clock.now()) == 1
    assert not [one for one in whole.app.settings.media_path.rglob("*") if one.is_file()]
    subject = of_report("daily", "e0", (whole.clock.now() - timedelta(days=181)).date())
    assert [one.state for one in await files(whole, subject)] == ["removed"]
    await whole.line.say("duty", "看图 电子0厂 3月5日")
    seen = [one.text for one in await shown(whole, "duty")]
    assert REMOVED in seen, "asked for while it was there, sent after"
    assert any("已过保存期" in text for text in seen)
