"""A folder of CSV files is read whole or not at all; what is wrong is told with file, line, column and mend."""

from datetime import date

import pytest
from small_district import AREAS, UNITS, spoilt, troubles, write

from bot.directory.files import read_directory
from bot.directory.model import Area, Exemption, Group, Member, Unit
from bot.errors import ConfigError


def test_a_good_folder_is_read_in_the_order_of_its_files(tmp_path):
    district = read_directory(write(tmp_path))
    assert district.areas[1] == Area("g1", "1号网格", "z", "grid", "industry", 1)
    assert district.units[0] == Unit(
        "e1", "华信电子有限公司", "enterprise", "g1", ("华信电子", "华信"), frozenset({"above_scale"}), 420,
        active_from=date(2020, 2, 1),
    )  # fmt: skip
    assert district.members[0] == Member("c1", "赵一", "clerk", ("e1", "e2"), (), "13800000001", "填报员")
    assert district.groups == (
        Group("ent", "企业群", "enterprise", "chat", "ent", "chat", "ent", ("z",)),
        Group("grid2", "2号网格群", "grid", "app", "wr2", "robot", "env:GRID2_KEY", ("g2",), "mentions"),
    )
    assert district.exemptions[1] == Exemption("e2", "*", date(2020, 3, 1), None, "搬迁", "")


def test_columns_may_stand_in_any_order_and_the_others_may_be_left_out(tmp_path):
    units = "area,name,id,kind\ng1,华信电子有限公司,e1,enterprise\ng1,华信达,e2,shop\ng2,滨江,s1,SITE\n"
    district = read_directory(write(tmp_path, units=units))
    assert district.units[0] == Unit("e1", "华信电子有限公司", "enterprise", "g1")
    assert district.units[2].kind == "site"


def test_a_byte_order_mark_blank_lines_blanks_and_unseen_characters_change_nothing(tmp_path):
    plain = read_directory(write(tmp_path / "plain"))
    text = "\ufeff" + UNITS.replace("e1,", " e1 \u200b,", 1).replace("\n", "\r\n") + "\r\n,,,,,,,,\r\n"
    assert read_directory(write(tmp_path / "odd", units=text)) == plain


def test_exemptions_may_be_left_out(tmp_path):
    assert read_directory(write(tmp_path, exemptions=None)).exemptions == ()


def test_days_are_understood_as_spreadsheets_write_them(tmp_path):
    district = read_directory(write(tmp_path, **spoilt("units", "2020-02-01", "2020/2/1")))
    assert district.units[0].active_from == date(2020, 2, 1)


U, M, G, A, E = "units.csv: ", "members.csv: ", "groups.csv: ", "areas.csv: ", "exemptions.csv: "
BAD = [
    # columns
    ("units", "aliases,", "alias,", [U + 'line 1, column 5: unknown column "alias"; did you mean aliases?']),
    ("units", "tags,", "aliases,",
     [U + 'line 1, column 6: the column "aliases" stands there twice; take one of them out']),
    ("areas", "id,name", "id,title",
     [A + 'line 1, column 2: unknown column "title"; known are id, kind, name, number, parent, sector',
      A + 'line 1: the column "name" is missing; the columns are id, name, parent, kind, sector, number']),
    # ragged rows
    ("areas", "g1,1号网格,z,grid,industry,1", "g1,1号网格,z,grid",
     [A + "line 3: 4 cells under a header of 6; every row needs all its cells"]),
    ("units", "华信达电子有限公司", "华信达,电子",
     [U + "line 3: 10 cells under a header of 9; put cells that hold a comma into quotation marks"]),
    ("units", ",area,", ",,", [U + 'line 1: the column "area" is missing; the columns are id, name, kind, area, '
                               "aliases, tags, staff, active_from, active_to"]),
    ("units", "above_scale,420", '"above_scale,420',
     [U + "line 2: this row is no CSV (unexpected end of data); close the quotation mark"]),
    ("units", "above_scale,420", '"above"scale,420',
     [U + "line 2: this row is no CSV (',' expected after '\"'); write a quotation mark in a cell as \"\""]),
    # what must not be empty
    ("units", "e1,华信电子有限公司", "e1,", [U + "line 2, column name: name is empty; every row needs one"]),
    ("units", "s1,滨", ",滨", [U + "line 4, column id: id is empty; every row needs one",
                             E + 'line 2, column unit: unknown unit "s1"; add it to units or take it out']),
    ("units", "site,g2", "site,", [U + "line 4, column area: area is empty; every row needs one"]),
    ("members", "赵一,clerk", "赵一,",
     [M + "line 2, column role: role is empty; known are admin, clerk, duty_officer, grid_leader, grid_worker, leader, "
      "resident"]),
    # words
    ("members", "grid_worker", "gridworker",
     [M + 'line 3, column role: unknown role "gridworker"; did you mean grid_worker?']),
    ("units", "项目部,site", "项目部,sight", [U + 'line 4, column kind: unknown kind "sight"; did you mean site?']),
    ("areas", "industry", "industrial",
     [A + 'line 3, column sector: unknown sector "industrial"; did you mean industry?']),
    ("groups", "mentions", "some", [G + 'line 3, column hears: unknown hears "some"; known are all, mentions']),
    # numbers and days
    ("units", "420", "约420", [U + 'line 2, column staff: "约420" is no whole number; write digits only']),
    ("units", "420", "42.5", [U + 'line 2, column staff: "42.5" is no whole number; write digits only']),
    ("areas", "industry,1", "industry,0", [A + "line 3, column number: 0 is not between 1 and 100000"]),
    ("units", "2020-02-01", "2020-02-30",
     [U + 'line 2, column active_from: there is no day "2020-02-30"; check the month and the day']),
    ("units", "2020-02-01", "2月1日", [U + 'line 2, column active_from: "2月1日" is no day; write it as 2020-03-05']),
    ("exemptions", "2020-03-15", "2020-02-15",
     [E + "line 2, column to: from 2020-03-01 is after to 2020-02-15; let it end after it begins"]),
    ("exemptions", "e2,*,2020-03-01", "e2,*,",
     [E + "line 3, column from: from is empty; write the first day as 2020-03-05"]),
    # the same twice
    ("units", "e2,华信达", "e1,华信达",
     [U + 'line 3, column id: id "e1" stands there twice; it is also in line 2',
      M + 'line 2, column units: unknown unit "e2"; add it to units or take it out',
      E + 'line 3, column unit: unknown unit "e2"; add it to units or take it out']),
    ("members", "w1,", "c1,", [M + 'line 3, column user_id: user_id "c1" stands there twice; it is also in line 2']),
    ("groups", "app,wr2", "chat,ent",
     [G + 'line 3, column chat_id: two groups are heard on chat/ent: "ent" and "grid2"; the other is in line 2']),
    ("areas", "g2,", "g1,",
     [A + 'line 4, column id: id "g1" stands there twice; it is also in line 3',
      U + 'line 4, column area: unknown area "g2"; add it to areas or take it out',
      M + 'line 3, column areas: unknown area "g2"; add it to areas or take it out',
      G + 'line 3, column areas: unknown area "g2"; add it to areas or take it out']),
    # references
    ("members", "e1|e2", "e1|e9", [M + 'line 2, column units: unknown unit "e9"; add it to units or take it out']),
    ("members", ",g2,", ",网格二,",
     [M + 'line 3, column areas: unknown area "网格二"; add it to areas or take it out']),
    ("members", "e1|e2", "e1｜e2",
     [M + "line 2, column units: a full-width bar ｜ separates nothing; write | instead",
      M + 'line 2, column units: unknown unit "e1｜e2"; add it to units or take it out']),
    ("areas", "z,高新区,,", "z,高新区,zz,", [A + 'line 2, column parent: unknown area "zz"; did you mean z?']),
    # circles
    ("areas", "z,高新区,,", "z,高新区,z,",
     [A + "line 2, column parent: the area lies in itself: z > z; the topmost area has no parent"]),
    ("areas", "z,高新区,,", "z,高新区,g2,",
     [A + "line 2, column parent: the area lies in itself: z > g2 > z; the topmost area has no parent"]),
    # groups
    ("groups", "enterprise,chat,ent", "enterprise,chat,",
     [G + "line 2, column chat_id: chat_id is empty; channel and chat_id belong together"]),
    ("groups", "enterprise,chat,ent", "enterprise,,",
     [G + "line 2, column channel: the group has no address; write channel and chat_id"]),
    ("units", "s1,滨江壹号项目部", "s|1,滨江壹号项目部",
     [U + 'line 4, column id: "s|1" holds a bar, which separates ids; take the bar out',
      E + 'line 2, column unit: unknown unit "s1"; did you mean s|1?']),
]  # fmt: skip


@pytest.mark.parametrize(("table", "old", "new", "expected"), BAD, ids=[f"{b[0]}: {b[2][:30]}" for b in BAD])
def test_a_spoilt_table_names_file_line_column_and_mend(tmp_path, table, old, new, expected):
    assert troubles(write(tmp_path, **spoilt(table, old, new))) == expected


def test_all_problems_of_all_files_come_together(tmp_path):
    folder = write(
        tmp_path, areas=AREAS.replace("industry", "x"), units=UNITS.replace("420", "x").replace("shop", "x"),
        members="user_id,name,role\n", groups="", exemptions="unit,form\n",
    )  # fmt: skip
    found = troubles(folder)
    assert [line.partition(":")[0] for line in found] == ["groups.csv", "exemptions.csv", "areas.csv", "units.csv"]
    assert found[0] == (
        "groups.csv: the table is empty; its first row names the columns: "
        "id,name,kind,channel,chat_id,post_channel,post_chat_id,areas,hears"
    )


@pytest.mark.parametrize("table", ["areas", "units", "members", "groups"])
def test_a_missing_table_is_told_with_its_columns(tmp_path, table):
    [found] = troubles(write(tmp_path, **{table: None}))
    assert found.startswith(f"{table}.csv: the file is missing; its first row names the columns: ")


def test_a_file_in_another_encoding_is_named_with_the_line(tmp_path):
    folder = write(tmp_path)
    (folder / "units.csv").write_bytes(UNITS.replace("e2,", "\ne2,").encode("gbk"))
    assert troubles(folder) == [
        "units.csv: line 2: this is not UTF-8 text; save the file as UTF-8 (in Excel: CSV UTF-8)"
    ]
    (folder / "units.csv").write_text(UNITS, encoding="utf-16")
    assert troubles(folder) == [
        "units.csv: line 1: this is not UTF-8 text; it is UTF-16; save the file as UTF-8 (in Excel: CSV UTF-8)"
    ]


def test_another_separator_is_recognised(tmp_path):
    [found] = troubles(write(tmp_path, areas=AREAS.replace(",", ";")))[:1]
    assert found == "areas.csv: line 1: the columns are not separated by commas; save the file as CSV with commas"


def test_a_cell_of_several_lines_keeps_the_count_of_lines(tmp_path):
    units = UNITS.replace("华信达电子有限公司", '"华信达\n电子"').replace("滨江壹号项目部,site", "滨江壹号项目部,sight")
    folder = write(tmp_path, units=units)
    assert troubles(folder) == ['units.csv: line 5, column kind: unknown kind "sight"; did you mean site?']
    assert read_directory(write(tmp_path, units=units.replace("sight", "site"))).units[1].name == "华信达 电子"


def test_a_file_that_is_no_table_is_not_passed_over(tmp_path):
    folder = write(tmp_path)
    (folder / "unit.csv").write_text(UNITS, encoding="utf-8")
    assert troubles(folder) == ["unit.csv: this file is no table of a directory; did you mean units.csv?"]


def test_a_path_that_leads_nowhere_is_one_clear_line(tmp_path):
    with pytest.raises(ConfigError, match="nothere: there is no such file or folder; check the path"):
        read_directory(tmp_path / "nothere")
    (tmp_path / "units.txt").write_text(UNITS, encoding="utf-8")
    with pytest.raises(ConfigError, match=r"neither a folder nor an \.xlsx"):
        read_directory(tmp_path / "units.txt")


WARNINGS = [
    ("units", "滨江壹号,,60", "滨江壹号|华信达电子有限公司,,60",
     [U + 'line 4, column aliases: the alias "华信达电子有限公司" is the full name of e2; '
      "reports under it are asked back"]),
    ("units", "e2,华信达电子有限公司", "e2,华信电子有限公司",
     [U + "line 2, column name: the full name of e1 is also that of e2; reports under it are asked back",
      U + "line 3, column name: the full name of e2 is also that of e1; reports under it are asked back"]),
    ("areas", "site,2", "site,1",
     [A + "line 4, column number: grid number 1 is also that of g1; 1号网格 will always mean g1"]),
    ("members", "e1|e2", "", [M + "line 2, column units: the clerk c1 can report for nothing; name his units"]),
    ("members", ",g2,", ",,", [M + "line 3, column areas: w1 has no area; name his grid"]),
]  # fmt: skip


@pytest.mark.parametrize(("table", "old", "new", "expected"), WARNINGS, ids=[f"{w[0]}: {w[2][:30]}" for w in WARNINGS])
def test_what_is_legal_but_hardly_meant_is_a_warning_and_stops_nothing(tmp_path, table, old, new, expected):
    folder = write(tmp_path, **spoilt(table, old, new))
    told = []
    assert read_directory(folder, warn=told.append).units
    assert [str(one).replace(f"{folder}/", "") for one in told] == expected


def test_a_short_name_of_several_units_is_legal(tmp_path):
    told = []
    district = read_directory(write(tmp_path), warn=told.append)
    assert [unit.id for unit in district.units if "华信" in unit.aliases] == ["e1", "e2"]
    assert told == []
