"""Taught words are other names in forms and directory; what nothing was taught about stays the very same object."""

from dataclasses import dataclass, replace

from bot.directory.model import Directory, Unit
from bot.directory.names import NameIndex
from bot.forms.definition import FieldDef, FormDef
from bot.forms.preset import Preset
from bot.reading.learned import taught_directory, taught_preset
from bot.views.figures import sample, word


@dataclass(frozen=True)
class Taught:
    form: str
    word: str
    target: str


DAILY = FormDef(
    id="daily",
    name="日报",
    owed_by=("enterprise",),
    fields=(
        FieldDef(key="on_duty", label="在岗人数", aliases=("在岗",), unclear=("复工人数",)),
        FieldDef(key="masks", label="口罩", excluded=("戴口罩",)),
    ),
)
WATCH = DAILY.model_copy(update={"id": "watch", "name": "值守"})
PRESET = Preset(name="p", title="p", forms=(DAILY, WATCH))
DISTRICT = Directory(
    units=(Unit("e1", "陈记五金店", "shop", "g"), Unit("e2", "河源市华信电子有限公司", "enterprise", "g", ("华信",)))
)


def test_a_word_stands_behind_the_aliases_of_its_field_in_its_form():
    preset = taught_preset(PRESET, [Taught("daily", "到工", "on_duty"), Taught("daily", "出工", "on_duty")])
    assert preset.form("daily").field("on_duty").aliases == ("在岗", "到工", "出工")
    assert preset.form("watch") is WATCH
    assert preset.form("daily").field("masks") is DAILY.field("masks")


def test_people_are_shown_the_same_names_as_before():
    preset = taught_preset(PRESET, [Taught("daily", "罩", "masks"), Taught("daily", "到工", "on_duty")])
    for field in DAILY.fields:
        now = preset.form("daily").field(field.key)
        assert (word(now), sample(now)) == (word(field), sample(field))
    directory = taught_directory(DISTRICT, [Taught("", "老陈", "e1"), Taught("", "信达", "e2")])
    assert [unit.short_name for unit in directory.units] == [unit.short_name for unit in DISTRICT.units]


def test_what_the_form_says_of_a_word_wins_in_silence():
    said = [Taught("daily", word, "masks") for word in ("在岗", "复工人数", "戴口罩", "口罩")]
    assert taught_preset(PRESET, said) is PRESET


def test_a_field_or_form_that_is_gone_leaves_everything_as_it_was():
    assert taught_preset(PRESET, [Taught("daily", "到工", "gone"), Taught("gone", "到工", "on_duty")]) is PRESET
    assert taught_preset(PRESET, []) is PRESET


def test_a_unit_bears_the_word_and_the_other_units_are_the_same_objects():
    directory = taught_directory(DISTRICT, [Taught("", "老陈五金", "e1"), Taught("daily", "到工", "on_duty")])
    assert NameIndex(directory).exact("老陈五金") == ("e1",)
    assert directory.units[1] is DISTRICT.units[1]
    assert directory == replace(DISTRICT, units=directory.units)


def test_a_name_of_the_register_wins_in_silence():
    assert taught_directory(DISTRICT, [Taught("", "华信", "e1")]) is DISTRICT
    assert taught_directory(DISTRICT, [Taught("", "老陈", "gone"), Taught("daily", "到工", "on_duty")]) is DISTRICT
