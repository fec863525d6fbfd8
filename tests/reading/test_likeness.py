"""What an unknown word is like: a suggestion where there is a good one, none where there is not."""

import pytest

from bot.directory.model import Directory, Unit
from bot.forms.load import load_preset
from bot.reading.likeness import field_like, near_targets, units_like

FORMS = load_preset("heyuan-2020").forms
DISTRICT = Directory(
    units=(
        Unit("e1", "河源市华信电子有限公司", "enterprise", "g1", ("华信电子",)),
        Unit("e2", "河源市宏达电子有限公司", "enterprise", "g1"),
        Unit("k1", "陈记五金店", "shop", "g1"),
        *(Unit(f"x{n}", f"河源市第{n}纸箱有限公司", "enterprise", "g1") for n in range(5)),
    )
)


@pytest.mark.parametrize(
    ("word", "label"),
    [
        ("到工", "在岗人数"), ("出勤人次", "在岗人数"), ("异常", "体温异常"), ("在岗员工数", "在岗人数"),
        ("口罩剩余数", "口罩库存"), ("省籍", "外省"), ("护目镜", None),
        ("消毒液", None), ("挖机", None), ("退场", None),
    ],
)  # fmt: skip
def test_a_label_is_like_a_field_by_looks_or_by_sound(word, label):
    field = field_like(word, FORMS[0])
    assert (field.label if field else None) == label


@pytest.mark.parametrize(
    ("word", "units"),
    [
        ("老陈五金", ("k1",)), ("华新电子", ("e1",)), ("河源市宏光灯具有限公司", ()), ("河源市宏大电子厂", ("e2",)),
        ("食堂", ()),
    ],
)  # fmt: skip
def test_a_name_is_like_a_unit_by_what_tells_units_apart(word, units):
    assert units_like(word, DISTRICT) == units


def test_near_targets_are_labels_and_units_and_never_many():
    assert near_targets("在港人数", FORMS, DISTRICT)[0] == "在岗人数"
    assert near_targets("陈记五金", FORMS, DISTRICT) == ("陈记五金店",)
    assert len(near_targets("纸箱", FORMS, DISTRICT)) <= 3
    assert near_targets("qwert", FORMS, DISTRICT) == ()
