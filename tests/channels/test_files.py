"""Files: uploaded, then handed over by their id, once, behind the text that they go with."""

from datetime import timedelta

import pytest
from channel_doors import WITH_FILES, Shown, a_file

from bot.errors import SendError, SendUnknown


@pytest.fixture(params=WITH_FILES)
def door(request, world):
    return world.door(request.param)


async def test_the_text_comes_first_and_then_the_file_with_its_name_and_bytes(door):
    await door.send("3月5日日报见附件", attachments=(a_file(),))
    text, file = door.shown()
    assert text.text == "3月5日日报见附件"
    assert file == Shown("3月5日 日报.xlsx", (), "file", a_file().content)


async def test_a_file_may_go_without_a_text(door):
    await door.send("", attachments=(a_file(),))
    assert [shown.kind for shown in door.shown()] == ["file"]


async def test_several_files_keep_their_order(door):
    await door.send("", attachments=(a_file(name="甲.xlsx"), a_file(name="乙.xlsx")))
    assert [shown.text for shown in door.shown()] == ["甲.xlsx", "乙.xlsx"]


@pytest.mark.parametrize("text", ["", " \n", "\u200b\x00"])
async def test_neither_text_nor_file_is_nothing_to_send(door, text):
    with pytest.raises(SendError) as caught:
        await door.send(text)
    assert (caught.value.permanent, caught.value.code) == (True, 44004)


@pytest.mark.parametrize("size", [0, 5, 20 * 1024 * 1024 + 1])
async def test_a_file_that_no_platform_takes_is_refused_before_any_call(door, size):
    with pytest.raises(SendError) as caught:
        await door.send("", attachments=(a_file(b"x" * size),))
    assert (caught.value.permanent, caught.value.code) == (True, 45001)
    assert door.platform.calls[door.upload] == 0


@pytest.mark.parametrize("size", [6, 3 * 1024 * 1024])
async def test_a_small_and_a_large_file_arrive_whole(door, size):
    content = bytes(range(256)) * (size // 256) or b"\r\n--\r\n"
    await door.send("", attachments=(a_file(content),))
    assert [shown.file for shown in door.shown()] == [content]


async def test_a_try_that_is_repeated_carries_the_same_id_so_that_the_platform_can_drop_it(world):
    door = world.door("app to a member")
    door.platform.faults.add("message/send", "lost")
    with pytest.raises(SendUnknown):
        await door.send("", key="export:1:1", attachments=(a_file(),))
    await door.send("", key="export:1:1", attachments=(a_file(),))
    assert len(door.shown()) == 1
    assert door.platform.calls["media/upload"] == 1


async def test_the_same_file_asked_for_twice_is_given_twice(door):
    await door.send("", key="export:1:1", attachments=(a_file(),))
    await door.send("", key="export:2:1", attachments=(a_file(),))
    assert len(door.shown()) == 2


async def test_an_id_that_died_is_replaced_once(door):
    door.platform.faults.add(door.endpoint, "cut")
    with pytest.raises(SendUnknown):
        await door.send("", key="k", attachments=(a_file(),))
    door.platform.shelf.lose()
    await door.send("", key="k", attachments=(a_file(),))
    assert len(door.shown()) == 1
    assert door.platform.calls[door.upload] == 2


async def test_a_fresh_id_that_is_refused_at_once_is_refused_for_good(door):
    door.platform.faults.add(door.endpoint, "code", code=40007)
    with pytest.raises(SendError) as caught:
        await door.send("", attachments=(a_file(),))
    assert (caught.value.permanent, caught.value.code) == (True, 40007)
    assert door.platform.calls[door.upload] == 1


async def test_an_old_id_is_not_used_again(world, door):
    door.platform.faults.add(door.endpoint, "cut")
    with pytest.raises(SendUnknown):
        await door.send("", key="k", attachments=(a_file(),))
    world.clock.advance(timedelta(days=3))
    await door.send("", key="k", attachments=(a_file(),))
    assert door.platform.calls[door.upload] == 2


@pytest.mark.parametrize("code", [45001, 44001])
async def test_a_file_that_the_platform_refuses_is_refused_for_good(door, code):
    door.platform.faults.add(door.upload, "code", code=code)
    with pytest.raises(SendError) as caught:
        await door.send("", attachments=(a_file(),))
    assert (caught.value.permanent, caught.value.code) == (True, code)


async def test_an_upload_with_a_dead_token_fetches_one_and_goes_on(world):
    door = world.door("app to its group")
    await door.send("一")
    world.platform.expire_token()
    await door.send("", attachments=(a_file(),))
    assert [shown.kind for shown in door.shown()] == ["text", "file"]


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ('日报"\r\nX: 1\u202e.xlsx', "日报___X_ 1_.xlsx"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("甲" * 100 + ".xlsx", "甲" * 60 + ".xlsx"),
        ("", "file"),
        ("...", "file"),
        ("a.b.csv", "a.b.csv"),
    ],
)
async def test_a_file_name_stays_a_name(world, name, seen):
    door = world.door("robot in text")
    await door.send("", attachments=(a_file(name=name),))
    assert [shown.text for shown in door.shown()] == [seen]
