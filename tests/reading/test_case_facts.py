"""Proofs and days of an application as people write them; a tick alone is no proof."""

from datetime import date

import pytest

from bot.forms.load import load_preset
from bot.reading.case_facts import facts_in

KIND = next(one for one in load_preset("heyuan-2020").cases if one.id == "resumption")
TODAY = date(2020, 2, 8)


def read(text, **more):
    return facts_in(text, KIND, today=TODAY, **more)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("拟2月15日复工", {"start": 15}),
        ("计划于2月15日开工", {"start": 15}),
        ("2月15日复工，老总2月12日到岗", {"start": 15, "owner": 12}),
        ("总经理黄某 2月12日到岗", {"owner": 12}),
        ("老板返岗：2月12日；复工日期：2月15日", {"start": 15, "owner": 12}),
        ("负责人今天到岗", {"owner": 8}),
        ("物资2月12日到货", {}),
        ("机制：2月8日开工会议定了小组名单", {}),
    ],
)
def test_days_go_by_the_words_beside_them(text, days):
    assert read(text).days == {key: date(2020, 2, day) for key, day in days.items()}


def test_a_lone_day_is_the_planned_one_only_where_that_is_asked_for():
    assert read("2月15日", lone=True).days == {"start": date(2020, 2, 15)}
    assert read("2月15日").days == {}


def test_a_day_that_does_not_exist_is_told():
    assert read("拟2月30日复工").impossible == ("start",)


def test_ticks_are_no_proofs():
    found = read("四落实:机制√ 排查√已完成 物资√ 管理√ 附件4").items
    assert found == {"mechanism": "", "people": "", "supplies": "", "management": ""} or set(found) == {
        "mechanism", "people", "supplies", "management",
    }  # fmt: skip
    assert not any(found[key] for key in ("mechanism", "people", "supplies"))


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("机制：已成立防控小组，分三班", {"mechanism": "已成立防控小组，分三班"}),
        ("1.机制：小组名单已报 2.排查：326人全部登记", {"mechanism": "小组名单已报", "people": "326人全部登记"}),
        ("防控机制 小组5人，名单已报\n物资 口罩3000只", {"mechanism": "小组5人，名单已报", "supplies": "口罩3000只"}),
        ("管理 已建立物资管理制度，分餐", {"management": "已建立物资管理制度，分餐"}),
        ("机制：防控小组名单和分工", {"mechanism": ""}),
        ("今天排查了三次", {}),
    ],
)
def test_a_proof_is_what_stands_behind_the_name_of_its_item(text, items):
    assert read(text).items == items
