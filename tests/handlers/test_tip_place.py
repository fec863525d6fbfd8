"""A place shared from a map: beside what its sender told last, for the desk alone."""

import pytest
from talking import Talk, shown

from bot.handlers.tip_place import place_of
from bot.messages import Media
from bot.reading.meaning import Chatter, TipMeaning

TIP = TipMeaning("瑞祥塑料厂", "违规开工", "后门半夜开工", "后门半夜开工", masked=False)
OFFICE = Media("location", {"latitude": 23.743215, "longitude": 114.698761, "name": "管委会", "address": "兴源路1号"})


async def share(talk: Talk, place: Media = OFFICE, *, group=None):
    return await talk.say("res1", Chatter(), group=group, media=(place,))


async def test_it_is_added_and_only_the_number_goes_to_the_desk(talk):
    await talk.say("res1", TIP, text="后门半夜开工")
    answer = await share(talk)
    assert shown(answer) == "已补充到T0001，值班员会一并核实。"
    told = [reply.text for reply in answer.replies if reply.to is not None]
    assert told == ["T0001 有补充情况，请私信发：T0001 详情"]
    detail = await talk.say("duty", Chatter(), text="T0001 详情")
    assert "补充：位置：管委会 兴源路1号（北纬23.743215，东经114.698761）" in shown(detail)


async def test_without_a_case_its_sender_is_asked_for_words(talk):
    assert "请把时间、地点、什么事打成字发给我" in shown(await share(talk))


async def test_in_a_group_it_is_nothing(talk):
    await talk.say("res1", TIP, text="后门半夜开工")
    assert (await share(talk, group="ent")).replies == ()


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"Label": "兴源路1号", "Location_X": "23.7", "Location_Y": "114.7"}, "兴源路1号（北纬23.7，东经114.7）"),
        ({"name": "桥头", "address": "桥头"}, "桥头"),
        ({"latitude": 0.0, "longitude": 114.7}, "（北纬0.0，东经114.7）"),
        ({"latitude": True, "longitude": None, "name": ["x"], "address": "x" * 900}, "x" * 120),
        ({}, ""),
    ],
)
def test_whatever_a_platform_calls_its_parts(told, said):
    assert place_of(Media("location", told)) == said
