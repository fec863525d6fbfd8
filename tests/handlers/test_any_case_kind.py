"""A kind of case that nobody wrote code for: a district's file of flood hazards, spoken to as any other."""

import tomllib
from dataclasses import replace

import pytest
from talking import shown

from bot.cases.definition import CaseType
from bot.cases.proofs import faults_of
from bot.reading.meaning import Chatter

HAZARD = """
id = "hazard"
title = "险情单"
prefix = "X"
called = ["险情单", "险情"]
opening = ["险情", "上报险情"]
opened_by = ["clerk", "grid_worker", "grid_leader", "officer"]
example = "险情 {unit}：围堰渗水，2小时内排查"
initial = "reported"
seen_by = "command"

[[states]]
key = "reported"
name = "待处置"
waits_for = ["officer"]

[[states]]
key = "cleared"
name = "已解除"
final = true

[[ways]]
key = "cleared"
words = ["解除", "已排除"]
at = ["reported"]
to = "cleared"
by = ["officer", "leader"]
not_by = ["opener"]
needs = ["words"]
example = "{number} 解除 已加固"
tells = ["opener"]

[[deadlines]]
state = "reported"
days = 0
given = true
steps = [{ hours = 1, to = ["officer", "leader"] }]
"""


@pytest.fixture
def talk(talk, preset):
    talk.preset = replace(preset, cases=(CaseType.model_validate(tomllib.loads(HAZARD)),))
    return talk


async def say(talk, who, text, group=None):
    return await talk.say(who, Chatter(), text=text, group=group)


def test_nothing_is_wrong_with_it(talk):
    assert faults_of(talk.preset.cases[0]) == ()


async def test_it_is_opened_cleared_and_asked_about_in_its_own_words(talk):
    opened = shown(await say(talk, "clerk1", "险情 围堰渗水，2小时内排查"))
    assert opened == "已开险情单X0001：中光电，期限3月5日11:01。现在：待处置，等值班员。"
    assert "X0001 中光电 待处置" in shown(await say(talk, "duty", "险情单列表"))
    assert "请发：X0001 解除 已加固" in shown(await say(talk, "duty", "我的待办"))
    cleared = await say(talk, "duty", "X0001 已排除 围堰已加固", "cmd")
    assert shown(cleared) == "X0001（中光电）解除：已记下，现在“已解除”。"
    assert shown(await say(talk, "boss", "险情单汇总")) == "险情单共1张＝未办结0＋已解除1。"


async def test_what_only_the_command_sees_nobody_else_of_the_grid_or_unit_does(talk):
    await say(talk, "clerk1", "险情 围堰渗水，2小时内排查")
    for who in ("head1", "worker1"):
        assert "没有编号X0001" in shown(await say(talk, who, "X0001 到哪了"))
        assert shown(await say(talk, who, "险情单列表")) == "没有未办结的险情单。"
        assert shown(await say(talk, who, "险情单汇总")) == "还没有险情单。"
    assert "待处置" in shown(await say(talk, "clerk1", "X0001 到哪了"))
