"""A file that is only named: waited for where it may be a table of somebody who reports, and nobody is told yet."""

import pytest

from bot.messages import Media
from bot.reading.meaning import Chatter


def file(name="日报.xlsx", **more):
    return Media("file", {"media_id": "M1", "name": name} | more)


async def sent(talk, *media, who="clerk1", group=None):
    return await talk.say(who, Chatter(), group=group, media=media)


@pytest.mark.parametrize("name", ["日报.xlsx", "x.csv", "表.XLS", "", "日报"])
async def test_what_may_be_a_table_is_waited_for_in_silence(talk, name):
    answer = await sent(talk, file(name))
    assert answer.outcome.data["action"] == "file_awaited"
    assert answer.replies == ()


@pytest.mark.parametrize(
    "media",
    [(file("现场.pdf"),), (file(), file()), (file(quoted=True),), (Media("file", {"name": "日报.xlsx"}),),
     (Media("image", {"media_id": "M1"}),)],
)  # fmt: skip
async def test_anything_else_goes_its_own_way(talk, media):
    assert (await sent(talk, *media)).outcome.data.get("action") != "file_awaited"


async def test_of_who_does_not_report_nothing_is_fetched_to_be_read(talk):
    assert (await sent(talk, file(), who="res1")).outcome.data.get("action") != "file_awaited"


async def test_in_a_group_a_file_is_waited_for_by_the_name_of_a_form(talk):
    assert (await sent(talk, file("日报.xlsx"), group="ent")).outcome.data["action"] == "file_awaited"
    assert (await sent(talk, file("聚餐.xlsx"), group="ent")).outcome.kind == "chatter"
