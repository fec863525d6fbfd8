"""Fields of every kind, not only counts: decimals, degrees, money, one of several, days, yes or no."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.directory.model import Area, Directory, Member, Unit
from bot.forms.definition import FieldDef, FormDef
from bot.reading.choice import read_among
from bot.reading.meaning import Context, ReportMeaning

ZONE = ZoneInfo("Asia/Shanghai")
FORM = FormDef(
    id="patrol",
    name="巡查表",
    owed_by=("enterprise",),
    fields=(
        FieldDef(key="n", label="在岗人数", aliases=("在岗",), units=("人",)),
        FieldDef(key="t", label="最高体温", aliases=("体温",), kind="temperature", min=35, max=42),
        FieldDef(key="d", label="用电量", kind="decimal", unit="度", units=("度",)),
        FieldDef(key="m", label="补贴金额", kind="money", unit="元"),
        FieldDef(key="c", label="天气", kind="choice", choices=("晴", "阴", "小雨", "大雨")),
        FieldDef(key="h", label="隐患", unit="处", units=("处", "项")),
        FieldDef(key="day", label="复工日期", kind="date"),
        FieldDef(key="y", label="是否消毒", kind="yes_no", yes=("已消毒",), no=("未消毒",)),
    ),
)
DIRECTORY = Directory(
    areas=(Area("g", "1号网格"),),
    units=(Unit("u", "中光电", "enterprise", "g"),),
    members=(Member("c", "赵一", "clerk", ("u",)),),
)


def reading_of(text):
    context = Context(
        sender=DIRECTORY.member("c"),
        group=None,
        now=datetime(2020, 3, 5, 9, 0, tzinfo=ZONE),
        zone=ZONE,
        directory=DIRECTORY,
        form=FORM,
        private=True,
    )
    meaning = read_among(text, context)
    assert isinstance(meaning, ReportMeaning), meaning
    [item] = meaning.items
    return {v.field: v.value for v in item.values}, {p.field: p.code for p in item.problems}


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("在岗5人，最高体温36.5", "t", "36.5"),
        ("最高体温：36度5，在岗5", "t", "36.5"),
        ("体温37.3℃ 在岗5", "t", "37.3"),
        ("最高体温三十六度五，在岗3", "t", "36.5"),
        ("在岗5，最高体温36度", "t", "36"),
        ("用电量12.5度，在岗3人", "d", "12.5"),
        ("用电量：1200 在岗3", "d", "1200"),
        ("补贴金额：1.2万元 在岗3", "m", "12000"),
        ("补贴金额5000元，在岗3", "m", "5000"),
        ("补贴金额 3,000 元，在岗3", "m", "3000"),
        ("天气：晴，在岗3", "c", "晴"),
        ("天气小雨 在岗3", "c", "小雨"),
        ("复工日期：3月10日，在岗3", "day", "2020-03-10"),
        ("复工日期2020-03-10 在岗3", "day", "2020-03-10"),
        ("是否消毒：是 在岗3", "y", True),
        ("未消毒，在岗3", "y", False),
        ("在岗3，隐患2处", "h", 2),  # a word that a form counts in counts there
        ("在岗3，隐患2项", "h", 2),
    ],
)
def test_a_value_of_its_kind_is_read_beside_a_count(text, field, value):
    values, problems = reading_of(text)
    assert values[field] == value
    assert values["n"] in (3, 5)
    assert problems == {}


@pytest.mark.parametrize(
    ("text", "field", "code"),
    [
        ("用电量约12度，在岗3", "d", "inexact_number"),
        ("最高体温50度，在岗3", "t", "out_of_range"),
        ("最高体温三十六点五，在岗3", "t", "not_a_number"),
        ("天气：台风，在岗3", "c", "not_a_number"),
        ("复工日期：待定，在岗3", "day", "not_a_number"),
        ("复工日期：2月30日，在岗3", "day", "date_impossible"),
    ],
)
def test_what_is_not_wholly_clear_is_asked_about_and_never_stored(text, field, code):
    values, problems = reading_of(text)
    assert field not in values
    assert problems == {field: code}
    assert values["n"] == 3
