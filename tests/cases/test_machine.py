"""Who may take a case where: the way, or a refusal that says what to type."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cases.definition import CALLED, Way
from bot.cases.drawing import as_svg, as_text
from bot.cases.machine import Refusal, Said, decide, due_at
from bot.forms.load import load_preset

CASE = load_preset("heyuan-2020").cases[0]
ZONE = ZoneInfo("Asia/Shanghai")
NOON = datetime(2020, 3, 2, 12, tzinfo=ZONE)


def at(state, word, *standing, words="", until=None):
    said = Said(word, words, until)
    return decide(CASE, number="Z0001", state=state, said=said, standing=frozenset(standing))


@pytest.mark.parametrize(
    ("answer", "to"),
    [
        (at("ordered", "完成", "clerk", words="已清"), "done"),
        (at("done", "通过", "grid_worker"), "closed"),
        (at("done", "不通过", "grid_leader", words="还有"), "ordered"),
        (at("ordered", "延期", "officer", until=NOON, words="配件"), "ordered"),
        (at("closed", "重开", "grid_worker", words="又堵"), "ordered"),
        (at("done", "撤销", "opener", words="开错"), "withdrawn"),
    ],
)
def test_who_may_and_says_enough_moves_the_case(answer, to):
    assert isinstance(answer, Way)
    assert answer.to == to


@pytest.mark.parametrize(
    ("answer", "code", "part"),
    [
        (at("ordered", "完成", "clerk"), "incomplete", "Z0001 完成 怎么改的"),
        (at("ordered", "完成", "grid_worker", words="已清"), "may_not", "由单位填报员来完成"),
        (at("done", "通过", "grid_worker", "doer"), "same_person", "不能是同一人"),
        (at("ordered", "延期", "officer", words="配件"), "incomplete", "还缺期限"),
        (at("closed", "完成", "clerk", words="已清"), "not_now", "现在是“已办结”"),
        (at("ordered", "通过", "clerk"), "not_now", "您现在可以发：Z0001 完成"),
    ],
)
def test_a_refusal_says_what_to_type(answer, code, part):
    assert isinstance(answer, Refusal)
    assert answer.code == code
    assert part in answer.why


@given(st.sets(st.sampled_from(sorted(CALLED))), st.sampled_from([s.key for s in CASE.states]), st.text(max_size=3))
def test_nobody_ever_closes_what_he_did_himself(standing, state, words):
    for way in CASE.ways:
        answer = at(state, way.words[0], *standing, words=words, until=NOON)
        if isinstance(answer, Way) and answer.to == "closed":
            assert "doer" not in standing
            assert standing & set(way.by)


def test_a_deadline_ends_with_its_day_in_the_zone_of_the_district():
    deadline = CASE.deadline_of("ordered")
    late = datetime(2020, 2, 27, 23, 59, tzinfo=ZONE)
    assert due_at(deadline, now=late, zone=ZONE) == datetime(2020, 3, 2, tzinfo=ZONE)
    assert due_at(deadline, now=late, zone=ZONE, until=NOON) == NOON
    assert due_at(CASE.deadline_of("done"), now=late, zone=ZONE, until=NOON) == datetime(2020, 2, 29, tzinfo=ZONE)


def test_the_drawings_show_every_state_and_way():
    text, svg = as_text(CASE), as_svg(CASE)
    for word in (*(state.name for state in CASE.states), *(way.words[0] for way in CASE.ways)):
        assert word in text
        assert f">{word}</text>" in svg
    assert svg.count("marker-end") == sum(len(way.at) for way in CASE.ways)
