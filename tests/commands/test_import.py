"""`gridbot import` shows what an import would change, does it with --yes, and never half."""

import pytest
from spoiling import spoil

from bot.directory.files import read_directory, write_directory


@pytest.fixture
def tables(config, district):
    """The district's tables, with a configuration that does not name them itself."""
    spoil(config, '[directory]\npath = "directory"', "[directory]\n#")
    return district / "directory"


def told(done):
    """The counts of the preview by noun."""
    rows = [line.strip("│ ").split("│") for line in done.out.splitlines() if line.startswith("│")]
    return {row[0].split()[-1]: [int(cell) for cell in row[1:]] for row in rows}


def test_a_preview_says_what_is_added_and_changes_nothing(gridbot, config, district, tables):
    done = gridbot("import", "-c", config, tables)
    assert (done.code, done.err) == (0, "")
    assert told(done) == {
        "areas": [3, 0, 0], "units": [4, 0, 0], "members": [9, 0, 0], "groups": [4, 0, 0], "exemptions": [0, 0, 0],
    }  # fmt: skip
    assert "+ units unit-001 示范区第一电子有限公司" in done.out
    assert done.out.splitlines()[-1].endswith("run it again with --yes.")
    assert not list(district.glob("*.db*"))


def test_with_yes_it_is_done_and_the_next_preview_has_only_the_differences(gridbot, config, tables):
    assert gridbot("import", "-c", config, tables, "--yes").out.endswith("已导入 imported\n")
    assert gridbot("import", "-c", config, tables).out.endswith("没有变化 nothing changes\n")
    spoil(tables / "units.csv", "unit-002,示范区远大包装制品有限公司", "unit-002,远大新包装有限公司")
    spoil(tables / "members.csv", "a001,管理员", "a002,新管理员")
    done = gridbot("import", "-c", config, tables)
    assert told(done)["units"] == [0, 1, 0]
    assert told(done)["members"] == [1, 0, 1]
    assert "~ units unit-002 远大新包装有限公司（name）" in done.out
    assert "- members a001 管理员" in done.out


def test_a_workbook_and_a_folder_come_to_the_same(gridbot, config, tables, tmp_path):
    book = tmp_path / "district.xlsx"
    write_directory(read_directory(tables), book)
    assert gridbot("import", "-c", config, book, "--yes").code == 0
    assert gridbot("import", "-c", config, tables).out.endswith("没有变化 nothing changes\n")


def test_a_file_with_problems_tells_them_all_and_changes_nothing(gridbot, config, tables):
    gridbot("import", "-c", config, tables, "--yes")
    spoil(tables / "units.csv", "unit-003,滨江花园项目部,site", "unit-003,滨江花园项目部,sight")
    spoil(tables / "members.csv", "d001,值班员小赵,duty_officer", "d001,值班员小赵,officer")
    done = gridbot("import", "-c", config, tables, "--yes")
    assert (done.code, done.out) == (2, "")
    assert done.err.replace(f"{tables}", "DIR").splitlines() == [
        'DIR/units.csv: line 4, column kind: unknown kind "sight"; did you mean site?',
        'DIR/members.csv: line 9, column role: unknown role "officer"; did you mean duty_officer?',
        "DIR: 2 problem(s); nothing was imported",
    ]
    spoil(tables / "units.csv", "sight", "site")
    spoil(tables / "members.csv", ",officer", ",duty_officer")
    assert gridbot("import", "-c", config, tables).out.endswith("没有变化 nothing changes\n")


def test_warnings_are_told_and_stop_nothing(gridbot, config, tables):
    spoil(tables / "members.csv", "u004,便民超市-周姐,clerk,unit-004", "u004,便民超市-周姐,clerk,")
    done = gridbot("import", "-c", config, tables, "--yes")
    assert done.code == 0
    assert done.err.startswith(f"warning: {tables}/members.csv: line 5, column units: the clerk u004")


def test_files_that_the_configuration_names_would_win_at_the_next_start(gridbot, config, district, tmp_path):
    other = tmp_path / "other"
    write_directory(read_directory(district / "directory"), other)
    done = gridbot("import", "-c", config, other, "--yes")
    assert done.code == 0
    assert "the next start imports that again" in done.err
    assert gridbot("import", "-c", config, district / "directory", "--yes").err == ""


def test_a_path_that_leads_nowhere_is_one_line(gridbot, config, tmp_path):
    done = gridbot("import", "-c", config, tmp_path / "no")
    assert done.code == 2
    assert done.err.splitlines()[0] == f"{tmp_path}/no: there is no such file or folder; check the path"
