"""Which words may be taught: nothing short, ordinary, numeric or personal, and nothing that means something already."""

import pytest

from bot.directory.model import Directory, Unit
from bot.forms.load import load_preset
from bot.reading.teachable import Held, flaw_of, held_by

FORMS = load_preset("heyuan-2020").forms
DISTRICT = Directory(
    units=(
        Unit("e1", "河源市华信电子有限公司", "enterprise", "g1", ("华信电子", "华信")),
        Unit("e2", "河源华信达电子有限公司", "enterprise", "g1", ("华信",)),
    )
)


@pytest.mark.parametrize(
    ("word", "of_label", "of_unit"),
    [
        ("到工", None, None),
        ("N95面罩", None, None),
        ("人", "short", "short"),
        ("", "short", "short"),
        ("--", "short", "short"),
        ("126", "number", "number"),
        ("一百二", "number", "number"),
        ("3号仓", "number", None),
        ("在岗2", "number", None),
        ("到工十", "number", None),
        ("到工，在岗", "marks", "marks"),
        ("到工:在岗", "marks", "marks"),
        ("@所有人", "marks", "marks"),
        ("老王13800001234", "personal", "personal"),
        ("一三八零零零零一二三四号", "personal", "personal"),
        ("粤P12345", "personal", "personal"),
        ("甲" * 13, "long", None),
        ("甲" * 25, "long", "long"),
    ],
)
def test_what_is_wrong_with_a_word(word, of_label, of_unit):
    assert (flaw_of(word, of_unit=False), flaw_of(word, of_unit=True)) == (of_label, of_unit)


@pytest.mark.parametrize(
    ("word", "held"),
    [
        ("到工", None),
        ("到岗", Held("label", "on_duty")),
        ("在岗人数", Held("label", "on_duty")),
        ("居家隔离", Held("label", "isolated")),
        ("未返岗", Held("variant", "returned_total")),
        ("复工人数", Held("variant", "on_duty")),
        ("体温正常", Held("variant", "abnormal_temp")),
        ("华信电子", Held("unit", units=("e1",))),
        ("华信", Held("unit", units=("e1", "e2"))),
        ("今天", Held("common")),
        ("人数", Held("common")),
        ("合计", Held("common")),
        ("应到", Held("common")),
        ("万达", Held("whole")),
    ],
)
def test_what_a_word_means_already(word, held):
    assert held_by(word, FORMS, DISTRICT) == held
