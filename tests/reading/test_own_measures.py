"""A form counts in the measure words that it names, and a label behind a blank is no measure of the figure before."""

from dataclasses import replace

import pytest
from judging import PRESET, context_of

from bot.forms.definition import FieldDef, FormDef
from bot.reading.meaning import ReportMeaning
from bot.reading.reader import read

CARS = FormDef(
    id="cars",
    name="卡口",
    owed_by=("enterprise",),
    due="18:00",
    fields=(
        FieldDef(key="cars", label="车辆", units=("辆", "台"), unit="辆", required=True),
        FieldDef(key="people", label="人员", units=("人",)),
        FieldDef(key="shops", label="个体户", units=("户",), unit="户"),
        FieldDef(key="gauges", label="测温枪", units=("把",), unit="把"),
    ),
)


def values(text, form=CARS):
    clerk = next(m.user_id for m in context_of("nobody").directory.members if m.role == "clerk")
    meaning = read(text, replace(context_of(clerk, private=True), form=form))
    assert isinstance(meaning, ReportMeaning), meaning
    return meaning.items[0].as_mapping()


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("卡口 车辆186 人员274", {"cars": 186, "people": 274}),
        ("卡口 车辆186辆，人员274人", {"cars": 186, "people": 274}),
        ("卡口 车辆12台 个体户45户 测温枪3把", {"cars": 12, "shops": 45, "gauges": 3}),
        ("卡口 车辆25 个体户45", {"cars": 25, "shops": 45}),
    ],
)
def test_every_figure_is_taken(text, figures):
    assert values(text) == figures


def test_in_another_form_the_same_words_say_that_it_is_no_count():
    assert values("日报 在岗126人，测温枪3把", PRESET.form("daily")) == {"on_duty": 126}
