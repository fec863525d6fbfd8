"""Wrong usage and bad input: exit code 2, one clear line with the mend on standard error, never a traceback."""

import pytest
from spoiling import log, spoil

WRONG = [
    ((), ("gridbot: which command? known are appchat, audit, check, db, demo, export, import, init, outbox, parse, "
         "rehearse, review, serve, upcoming, what-if; see gridbot --help")),
    (("chek",), "gridbot: unknown command 'chek'; did you mean check?; see gridbot --help"),
    (("check",), "gridbot check: the following arguments are required: -c/--config; see gridbot check --help"),
    (("check", "-c", "no.toml"), "no.toml: there is no such file; check the path"),
    (("serve", "-c", "no.toml"), "no.toml: there is no such file; check the path"),
    (("serve", "-c", "CONFIG", "--loud"), "gridbot: unrecognized arguments: --loud; see gridbot --help"),
    (("demo", "--port", "many"),
     "gridbot demo: argument --port: 'many' is no port; write a number up to 65535; see gridbot demo --help"),
    (("demo", "--speed", "-1"),
     "gridbot demo: argument --speed: '-1' is no speed; write 0 or more, such as 300; see gridbot demo --help"),
    (("demo", "--speed", "fast"),
     "gridbot demo: argument --speed: 'fast' is no speed; write 0 or more, such as 300; see gridbot demo --help"),
    (("rehearse", "-c", "CONFIG", "no.jsonl"), "no.jsonl: there is no such file; check the path"),
    (("rehearse", "-c", "CONFIG", "."), ".: this is a folder, not a file; name a file in it"),
    (("parse", "-c", "CONFIG"),
     "gridbot parse: which text? write it behind the options, or name a file with --batch"),
    (("parse", "-c", "CONFIG", "在岗12"), "gridbot parse: whose words? write --sender USER"),
    (("parse", "-c", "CONFIG", "--sender", "u001", "--at", "9 o'clock", "在岗12"),
     'gridbot parse: --at "9 o\'clock" is no moment; write 2020-03-05T09:00:00+08:00'),
    (("parse", "-c", "CONFIG", "--batch", "x.jsonl", "--sender", "u001"),
     "gridbot parse: --batch takes sender, group and time from the file; leave sender out"),
    (("export", "-c", "CONFIG", "--form", "daily", "-o", "x.pdf", "--from", "2020-03-05", "--to", "2020-03-05"),
     "x.pdf: the ending says what it becomes; write .xlsx or .csv"),
    (("export", "-c", "CONFIG", "--form", "daily", "-o", "x.csv", "--from", "5.3.", "--to", "2020-03-05"),
     "gridbot export: --from '5.3.' is no day; write 2020-03-05"),
    (("export", "-c", "CONFIG", "--form", "daily", "-o", "x.csv", "--to", "2020-03-05"),
     "gridbot export: --from is missing; write --from 2020-03-05"),
    (("export", "-c", "CONFIG", "--form", "daily", "-o", "x.csv", "--from", "2020-03-06", "--to", "2020-03-05"),
     "gridbot export: --from 2020-03-06 is after --to 2020-03-05; change the two"),
    (("export", "-c", "CONFIG", "--form", "dialy", "-o", "x.csv", "--from", "2020-03-05", "--to", "2020-03-05"),
     "gridbot export: no form 'dialy' in heyuan-2020; did you mean daily?"),
    (("export", "-c", "CONFIG", "--form", "daily", "-o", "no/x.csv", "--from", "2020-03-05", "--to", "2020-03-05"),
     "no: there is no such folder; make it first"),
    (("export", "-c", "CONFIG", "--form", "daily", "-o", "x.csv", "--from", "2020-03-05", "--to", "2020-03-05"),
     "CONFIG: the database does not exist yet; nothing was ever reported"),
    (("db", "-c", "CONFIG"), ("gridbot db: argument upgrade: invalid choice: 'CONFIG' (choose from 'upgrade'); "
                             "see gridbot db --help")),
    (("init", "DISTRICT"), "DISTRICT: something is there already; name a folder that is not there yet"),
    (("init", "CONFIG"), "CONFIG: something is there already; name a folder that is not there yet"),
    (("init", "new", "--preset", "heyuan"),
     ('gridbot init: no preset "heyuan": neither a folder nor the name of one that comes with gridbot; '
     "did you mean heyuan-2020?")),
]  # fmt: skip


@pytest.mark.parametrize(("args", "said"), WRONG, ids=[" ".join(args)[:50] or "nothing" for args, _ in WRONG])
def test_wrong_usage_is_one_clear_line(gridbot, config, tmp_path, monkeypatch, args, said):
    monkeypatch.chdir(tmp_path)
    places = {"CONFIG": str(config), "DISTRICT": str(config.parent)}
    done = gridbot(*(places.get(arg, arg) for arg in args))
    for name, place in places.items():
        said = said.replace(name, place)
    if args[:1] == ("db",):  # later Pythons quote the choices in another way
        said, err = said.partition(" (choose")[0], done.err.partition(" (choose")[0]
    else:
        err = done.err.removesuffix("\n")
    assert (done.code, done.out, err) == (2, "", said)


def test_a_config_that_is_wrong_stops_every_command_with_its_first_trouble_in_one_line(gridbot, config):
    spoil(config, "port = 8080", "prot = 8080")
    spoil(config, '"Asia/Shanghai"', '"Asia/Shanghia"')
    said = (
        f'{config}: line 6, key bot.timezone: unknown time zone "Asia/Shanghia"; did you mean Asia/Shanghai? '
        "(and 1 more: gridbot check tells them all)\n"
    )
    for args in (
        ("serve",), ("parse", "--sender", "u001", "在岗12"), ("db", "upgrade"), ("import", str(config.parent)),
        ("export", "--form", "daily", "--from", "2020-03-05", "--to", "2020-03-05", "-o", str(config.parent / "x.csv")),
    ):  # fmt: skip
        command = ("db", "upgrade", "-c", config) if args[0] == "db" else (args[0], "-c", config, *args[1:])
        done = gridbot(*command)
        if args[0] != "import":
            assert (done.code, done.err) == (2, said), args


LOGS = [
    ('{"at":"2020-03-05T09:00:00+08:00"', "LOG: line 1: not JSON; write one object a line"),
    ('{"at":"soon","from":"u001","text":"x","id":"m1"}',
     'LOG: line 1: "at" is no moment; write "2020-03-05T09:02:00+08:00"'),
    ('\n{"at":"2020-03-05T09:00:00","from":"u001","text":"x","id":"m1"}',
     'LOG: line 2: "at" has no offset; write "2020-03-05T09:00:00+08:00"'),
    ('{"at":"2020-03-05T09:00:00+08:00","action":"rest"}',
     "LOG: line 1: unknown action 'rest'; known are advance, restart, stop, fail_next_send, duplicate, second_replica"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "said"), LOGS)
def test_a_log_that_cannot_be_read_names_the_line(gridbot, config, tmp_path, text, said):
    file = tmp_path / "chat.jsonl"
    file.write_text(text, encoding="utf-8")
    for command in (("rehearse", "-c", config, file), ("parse", "-c", config, "--batch", file)):
        done = gridbot(*command)
        assert (done.code, done.out, done.err) == (2, "", f"{said}\n".replace("LOG", str(file)))


def test_a_log_in_another_encoding_names_the_line(gridbot, config, tmp_path):
    file = tmp_path / "chat.jsonl"
    file.write_bytes(log((1, "u001", "x")).encode() + "在岗".encode("gbk"))
    done = gridbot("parse", "-c", config, "--batch", file)
    assert done.code == 2
    assert done.err.startswith(f"{file}: line 2: this is not UTF-8 text;")


def test_help_and_version_are_no_errors(gridbot):
    assert gridbot("--help").code == 0
    for command in (
        "check",
        "db",
        "demo",
        "export",
        "import",
        "init",
        "parse",
        "rehearse",
        "review",
        "serve",
        "upcoming",
        "what-if",
    ):
        done = gridbot(command, "--help")
        assert (done.code, done.err) == (0, "")
        assert f"gridbot {command}" in done.out
    assert gridbot("--version").out.startswith("gridbot 0.")
