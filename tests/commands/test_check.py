"""`gridbot check` prints every problem of every file, and whether the files fit together; 1 if there is any."""

import shutil

from spoiling import spoil

from bot.forms.load import PRESETS


def test_a_district_without_problems_is_counted(gridbot, config):
    done = gridbot("check", "-c", config)
    assert (done.code, done.err) == (0, "")
    assert done.out == (
        "没有问题 all is well: 4 单位 units, 9 成员 members, 4 群 groups, 1 表 forms, "
        "6 定时消息 posts, 1 渠道 channels\n"
    )


def test_every_problem_of_every_file_is_printed_with_its_place(gridbot, config, district):
    spoil(config, "port = 8080", "prot = 8080")
    spoil(district / "directory" / "units.csv", "unit-003,滨江花园项目部,site", "unit-003,滨江花园项目部,sight")
    spoil(district / "preset" / "forms" / "daily.toml", 'due = "18:00"', 'due = "6 pm"')
    spoil(district / "preset" / "wording.toml", '"overdue.tail"', '"overdue.tial"')
    done = gridbot("check", "-c", config)
    assert (done.code, done.err) == (1, "")
    assert done.out.replace(f"{district}/", "").splitlines() == [
        "config.toml: line 19, key web.prot: unknown key 'prot' in [web]; did you mean port?",
        "preset/forms/daily.toml: line 10, key due: not a time of day: '6 pm'; write 18:00",
        'preset/wording.toml: line 7, key overdue.tial: unknown sentence "overdue.tial"; did you mean overdue.tail?',
        'directory/units.csv: line 4, column kind: unknown kind "sight"; did you mean site?',
        "4 problem(s)",
    ]


def test_a_config_that_is_no_toml_is_a_problem_with_its_line(gridbot, config):
    spoil(config, "port = 8080", "port = ")
    done = gridbot("check", "-c", config)
    assert done.code == 1
    assert done.out.startswith(f"{config}: line 19, column 8: this is not TOML: invalid value")


def test_a_group_on_a_channel_that_is_not_configured_is_a_problem(gridbot, config, district):
    spoil(config, "[channels.chat]", "[channels.chats]")
    done = gridbot("check", "-c", config)
    assert done.code == 1
    assert f'group ent: channel "chat" is no channel of {config}; did you mean chats?\n' in done.out
    assert done.out.endswith("4 problem(s)\n")


def test_a_robot_key_that_is_not_set_and_an_exemption_of_no_form_are_problems(gridbot, config, district, monkeypatch):
    monkeypatch.delenv("NO_SUCH_KEY", raising=False)
    spoil(district / "directory" / "groups.csv", "chat,ent,,,zone", "chat,ent,chat,env:NO_SUCH_KEY,zone")
    with (district / "directory" / "exemptions.csv").open("a", encoding="utf-8") as file:
        file.write("unit-001,dialy,2020-03-01,,停工,d001\n")
    done = gridbot("check", "-c", config)
    where = district / "directory"
    assert done.out.splitlines() == [
        f"{where}: group ent: the variable NO_SUCH_KEY of its robot key is not set; set it before the start",
        f'{where}: exemption of unit-001: "dialy" is no form of heyuan-2020; did you mean daily?',
        "2 problem(s)",
    ]


def test_what_only_a_channel_can_judge_is_asked_of_it(gridbot, config):
    with config.open("a", encoding="utf-8") as file:
        file.write('[channels.app]\nkind = "wecom_app"\ncorp_id = "ww1"\nagent_id = "one"\n')
        file.write('secret = "s"\ntoken = "t"\naes_key = "canary-canary"\n')
    done = gridbot("check", "-c", config)
    assert done.code == 1
    assert f"{config}: key channels.app: agent_id is a number" in done.out
    assert "canary" not in done.out


def test_what_is_hardly_meant_is_a_warning_and_no_problem(gridbot, config, district):
    spoil(district / "directory" / "groups.csv", "cmd,指挥部群,command", "cmd,指挥部群,work")
    spoil(district / "directory" / "members.csv", "u004,便民超市-周姐,clerk,unit-004", "u004,便民超市-周姐,clerk,")
    spoil(district / "directory" / "units.csv", "above_scale", "above_scales")
    done = gridbot("check", "-c", config)
    warnings = [line for line in done.out.splitlines() if line.startswith("warning: ")]
    assert done.code == 0
    assert [line.rpartition(f"{district}/directory")[2] for line in warnings] == [
        "/members.csv: line 5, column units: the clerk u004 can report for nothing; name his units",
        ": groups: daily.draft is posted to command, and there is no such group; add the group, or change the step",
        (': units: daily: the rate 规上企业复工率 is of "above_scale", and no unit has that tag; '
         "did you mean above_scales?"),
    ]  # fmt: skip


def test_a_step_that_no_clock_can_say_is_a_problem_of_the_form(gridbot, config, district):
    spoil(district / "preset" / "forms" / "daily.toml", 'kind = "digest"', 'kind = "alert"')
    done = gridbot("check", "-c", config)
    assert done.code == 1
    assert done.out.startswith(f"{district}/preset/forms/daily.toml: ladder step digest: kind 'alert' cannot be posted")


def test_without_files_the_directory_is_what_was_imported(gridbot, config, district):
    spoil(config, "[directory]\npath = ", "[directory]\n# path = ")
    done = gridbot("check", "-c", config)
    assert (done.code, done.out.splitlines()[0]) == (
        1, f"{config}: there is no directory yet; write [directory] path, or load one with gridbot import"
    )  # fmt: skip
    assert not list(district.glob("*.db*")), "looking makes no database"
    assert gridbot("import", "-c", config, district / "directory", "--yes").code == 0
    assert gridbot("check", "-c", config).code == 0


def test_a_second_local_page_is_a_problem(gridbot, config):
    with config.open("a", encoding="utf-8") as file:
        file.write('\n[channels.page]\nkind = "web_chat"\n')
    done = gridbot("check", "-c", config)
    assert done.code == 1
    assert "key channels.page.kind: channels.chat is the local page already, and there is one" in done.out
    assert done.out.endswith("1 problem(s)\n")


def test_a_user_id_that_no_platform_has_is_a_problem(gridbot, config, district):
    with (district / "directory" / "members.csv").open("a", encoding="utf-8") as file:
        file.write("张三,张三,duty_officer,,,,\n")
        file.write(f"{'x' * 65},李四,duty_officer,,,,\n")
        file.write(f"zhang.san@x_y-{'x' * 50},王五,duty_officer,,,,\n")
    done = gridbot("check", "-c", config)
    assert 'member 张三: "张三" is no user id of a chat platform' in done.out
    assert "member 李四" in done.out
    assert "王五" not in done.out
    assert done.out.endswith("2 problem(s)\n")


def test_a_variable_that_is_not_set_is_one_problem(gridbot, config, monkeypatch):
    monkeypatch.delenv("NO_SUCH_SECRET", raising=False)
    with config.open("a", encoding="utf-8") as file:
        file.write('\n[channels.bot]\nkind = "wecom_bot_ws"\nbot_id = "aib"\nsecret_env = "NO_SUCH_SECRET"\n')
    done = gridbot("check", "-c", config)
    assert "the variable NO_SUCH_SECRET is not set" in done.out
    assert done.out.endswith("1 problem(s)\n")


def test_the_kinds_of_cases_are_drawn_where_they_are_wanted(gridbot, config, district, tmp_path):
    cases = district / "preset" / "cases"
    cases.mkdir(exist_ok=True)
    shutil.copy(PRESETS / "heyuan-2020" / "cases" / "rectification.toml", cases)
    done = gridbot("check", "-c", config, "--draw", tmp_path / "drawn")
    assert done.code == 0
    assert "rectification" in done.out.splitlines()[-1]
    assert "复查通过 → 已办结" in (tmp_path / "drawn" / "rectification.txt").read_text(encoding="utf-8")
    assert (tmp_path / "drawn" / "rectification.svg").read_text(encoding="utf-8").startswith("<svg")


def test_a_misspelt_group_of_quiet_hours_numbers_and_digests_is_a_problem(gridbot, config, district):
    preset = district / "preset" / "preset.toml"
    with preset.open("a", encoding="utf-8") as file:
        file.write('[quiet]\nfrom = "22:00"\nto = "07:00"\ngroups = ["enterprize", "private", "ent"]\n')
        file.write('[attention]\nposts_a_day = 8\ngroups = ["gird"]\n')
        file.write('[[briefs]]\nname = "x"\nat = "09:00"\nto = ["comand"]\n')
    done = gridbot("check", "-c", config)
    assert done.code == 1
    assert [line.removeprefix(f"{preset}: ") for line in done.out.splitlines()] == [
        'quiet: "enterprize" is no kind of group and no group of the directory; did you mean enterprise?',
        'attention: "gird" is no kind of group and no group of the directory; did you mean grid?',
        'briefs x: "comand" is no kind of group and no group of the directory; did you mean command?',
        "3 problem(s)",
    ]


def test_a_district_in_which_nobody_hears_of_a_fever_is_warned(gridbot, config, district):
    for name, role in (("members.csv", "duty_officer"), ("members.csv", "leader"), ("groups.csv", "command")):
        path = district / "directory" / name
        lines = path.read_text(encoding="utf-8").splitlines()
        path.write_text("\n".join(line for line in lines if f",{role}," not in line) + "\n", encoding="utf-8")
    done = gridbot("check", "-c", config)
    assert "nobody would hear of what is urgent while no watch is arranged" in done.out
