"""`gridbot init` writes a district that is right as it stands, and overwrites nothing."""

import pytest

from bot.config import load_settings
from bot.directory.files import read_directory
from bot.forms.load import load_preset, shipped


@pytest.mark.parametrize("preset", shipped())
def test_a_starter_district_passes_its_check(gridbot, tmp_path, preset):
    folder = tmp_path / "a" / "district"
    done = gridbot("init", folder, "--preset", preset)
    assert (done.code, done.err) == (0, "")
    assert gridbot("check", "-c", folder / "config.toml").code == 0


def test_a_preset_of_other_units_brings_its_own_small_directory_and_ready_forms_come_along(gridbot, tmp_path):
    assert gridbot("init", tmp_path / "flood", "--preset", "flood-control").code == 0
    kinds = {unit.kind for unit in read_directory(tmp_path / "flood" / "directory", warn=pytest.fail).units}
    assert kinds == {"checkpoint", "post", "community"}
    assert gridbot("init", tmp_path / "zone").code == 0
    assert (tmp_path / "zone" / "preset" / "more-forms" / "checkpoint.toml").exists()


def test_it_says_the_next_two_commands(gridbot, tmp_path):
    out = gridbot("init", tmp_path / "d").out.splitlines()
    assert out[-2:] == [
        f"  gridbot check -c {tmp_path}/d/config.toml",
        f"  gridbot serve -c {tmp_path}/d/config.toml",
    ]


def test_the_rules_are_the_owners_own_to_edit(district):
    settings = load_settings(district / "config.toml")
    assert settings.preset == str(district / "preset")
    assert load_preset(settings.preset).form("daily").required == ("on_duty",)
    assert [kind.id for kind in load_preset(settings.preset).cases] == ["rectification", "resumption"]
    assert not (district / "preset" / "day.jsonl").exists()


def test_there_is_one_of_everything_to_try(district):
    directory = read_directory(district / "directory", warn=pytest.fail)
    assert {member.role for member in directory.members} >= {"clerk", "grid_leader", "duty_officer", "admin"}
    assert {group.kind for group in directory.groups} >= {"enterprise", "grid", "command"}
    assert {clerk.role for unit in directory.units for clerk in directory.clerks_of(unit.id)} == {"clerk"}


def test_an_empty_folder_is_taken_and_a_full_one_is_left_alone(gridbot, tmp_path):
    (tmp_path / "empty").mkdir()
    assert gridbot("init", tmp_path / "empty").code == 0
    full = tmp_path / "full"
    full.mkdir()
    (full / "notes.txt").write_text("mine", encoding="utf-8")
    assert gridbot("init", full).code == 2
    assert [path.name for path in full.iterdir()] == ["notes.txt"]
