"""A case type is refused when a case could be lost in it, and the file's line is named."""

import shutil

import pytest

from bot.errors import ConfigError
from bot.forms.load import PRESETS, load_preset

FILE = "cases/rectification.toml"


@pytest.fixture
def preset(tmp_path):
    folder = tmp_path / "preset"
    shutil.copytree(PRESETS / "heyuan-2020", folder)
    return folder


def troubles(preset, old, new, *, file=FILE):
    file = preset / file
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_preset(str(preset))
    assert all(one.file == str(file) and one.place.startswith("line ") for one in caught.value.troubles)
    return [one.what for one in caught.value.troubles]


def test_the_shipped_case_types_have_no_fault(preset):
    assert [case.id for case in load_preset(str(preset)).cases] == ["rectification", "resumption"]


@pytest.mark.parametrize("name", sorted(path.name for path in PRESETS.iterdir() if (path / "cases").is_dir()))
def test_every_preset_that_comes_along_is_sound(name):
    assert load_preset(name).cases


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('to = "withdrawn"\n', 'to = "closed"\n', "nothing leads to withdrawn"),
        ('at = ["done"]', 'at = ["ordered"]', "done waits for grid_worker, who can do nothing there"),
        ('initial = "ordered"', 'initial = "orderd"', "orderd is no state"),
        ('waits_for = ["clerk"]', "", "nobody is waited for in ordered"),
        ('waits_for = ["clerk"]', 'waits_for = ["leader", "doer"]', "ordered waits for doer, who can do nothing there"),
        ('state = "done"', 'state = "ordered"', "ordered has two deadlines"),
        ('    { hours = 33, to = ["officer"] },\n', "", "when done is overdue nobody above hears of it"),
        ("hours = -8", "hours = 10", "the steps of ordered are not in order"),
        ('words = ["延期"]', 'words = ["完成"]', "in ordered, 完成 stands for done and for extended"),
        ("final = true", "", "closed has no deadline"),
    ],
)
def test_what_would_lose_a_case_is_told(preset, old, new, told):
    assert told in troubles(preset, old, new)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('before = "start"', 'before = "strat"', "strat is no day"),
        ('after = "start"', 'after = "begin"', "begin is no day"),
        ('[[gates]]\nday = "start"', '[[gates]]\nday = "gate"', "gate is no day"),
        ('words = ["机制", ', 'words = ["物资", "机制", ', "物资 stands for mechanism and for supplies"),
        ('"items", "days"]', '"days"]', "no way needs items"),
    ],
)
def test_what_would_make_an_application_unprovable_is_told(preset, old, new, told):
    assert told in troubles(preset, old, new, file="cases/resumption.toml")


def without_withdrawal_of_what_is_done(preset):
    file = preset / FILE
    text = file.read_text(encoding="utf-8")
    assert 'at = ["ordered", "done"]' in text
    file.write_text(text.replace('at = ["ordered", "done"]', 'at = ["ordered"]'), encoding="utf-8")


def test_a_state_without_a_way_out_is_told(preset):
    without_withdrawal_of_what_is_done(preset)
    assert "nothing leads out of done" in troubles(preset, 'at = ["done"]', 'at = ["ordered"]')


def test_a_state_from_which_no_end_can_be_reached_is_told(preset):
    file = preset / FILE
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('at = ["ordered", "done"]', 'at = ["closed"]'), encoding="utf-8")
    told = troubles(preset, 'to = "closed"', 'to = "ordered"')
    assert {"a case in ordered can never end", "a case in done can never end"} <= set(told)


def test_two_types_cannot_share_a_prefix(preset):
    copy = preset / "cases" / "second.toml"
    text = (preset / FILE).read_text(encoding="utf-8")
    copy.write_text(text.replace('id = "rectification"', 'id = "second"'), encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_preset(str(preset))
    assert any(one.what.startswith('"Z" already stands for the cases of') for one in caught.value.troubles)
