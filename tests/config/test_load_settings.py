"""A configuration is taken whole or refused with every trouble: line, key, what, mend; secrets never show."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.config import load_settings
from bot.errors import ConfigError

GOOD = """\
[bot]
name = "小格"
timezone = "Asia/Shanghai"
[store]
url = "sqlite:///data/grid.db"
[directory]
path = "people"
[preset]
name = "heyuan-2020"
[web]
host = "127.0.0.1"
port = 8081
[channels.app]
kind = "wecom_app"
corp_id = "ww1"
agent_id = 1000002
secret = "s3cret-canary"
token_env = "APP_TOKEN"
aes_key_file = "aes.key"
[channels.robot]
kind = "wecom_webhook"
markdown = true
"""
ENVIRONMENT = {"APP_TOKEN": "token-canary", "EMPTY": " "}


def write(folder, text=GOOD):
    (folder / "aes.key").write_text("aes-canary\n", encoding="utf-8")
    file = folder / "config.toml"
    file.write_text(text, encoding="utf-8")
    return file


def troubles(folder, text):
    file = write(folder, text)
    with pytest.raises(ConfigError) as caught:
        load_settings(file, environment=ENVIRONMENT)
    return [str(one).replace(f"{file}: ", "").replace(str(folder), "DIR") for one in caught.value.troubles]


def spoilt(old, new):
    assert GOOD.count(old) == 1
    return GOOD.replace(old, new)


def test_a_good_file_is_read_with_paths_relative_to_it(tmp_path):
    settings = load_settings(write(tmp_path), environment=ENVIRONMENT)
    assert settings.bot_name == "小格"
    assert settings.zone == ZoneInfo("Asia/Shanghai")
    assert settings.store_url == f"sqlite:///{tmp_path}/data/grid.db"
    assert settings.directory_path == tmp_path / "people"
    assert (settings.preset, settings.host, settings.port) == ("heyuan-2020", "127.0.0.1", 8081)
    assert settings.file == tmp_path / "config.toml"
    app = settings.channels["app"]
    assert (app.name, app.kind) == ("app", "wecom_app")
    assert app.values == {
        "corp_id": "ww1", "agent_id": "1000002", "secret": "s3cret-canary", "token": "token-canary",
        "aes_key": "aes-canary",
    }  # fmt: skip
    assert settings.channels["robot"].values == {"markdown": "true"}


def test_what_is_left_out_is_the_default_and_the_default_is_loopback(tmp_path):
    settings = load_settings(write(tmp_path, '[preset]\nname = "heyuan-2020"\n'), environment={})
    assert settings.host == "127.0.0.1"
    assert settings.store_url == f"sqlite:///{tmp_path}/gridbot.db"
    assert settings.directory_path is None
    assert settings.channels == {}


def test_no_secret_shows_in_a_repr(tmp_path):
    text = spoilt("sqlite:///data/grid.db", "postgresql://grid:pass-canary@db/grid")
    shown = repr(load_settings(write(tmp_path, text), environment=ENVIRONMENT))
    assert "canary" not in shown
    assert "wecom_app" in shown


def test_the_same_settings_over_another_database(tmp_path):
    settings = load_settings(write(tmp_path), environment=ENVIRONMENT)
    other = settings.with_store("sqlite:///other.db")
    assert other.store_url == "sqlite:///other.db"
    assert other.channels == settings.channels


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("sqlite:////var/lib/grid.db", "sqlite:////var/lib/grid.db"),
        ("sqlite://", "sqlite://"),
        ("sqlite:///:memory:", "sqlite:///:memory:"),
        ("postgresql://u:p@h:5433/d?ssl=require", "postgresql://u:p@h:5433/d?ssl=require"),
        ("postgres://u:p@h/d", "postgresql://u:p@h/d"),
    ],
)
def test_a_database_url_is_kept_as_it_is_meant(tmp_path, written, meant):
    settings = load_settings(write(tmp_path, spoilt("sqlite:///data/grid.db", written)), environment=ENVIRONMENT)
    assert settings.store_url == meant


def test_a_preset_may_be_a_folder_beside_the_file_by_name_or_by_path(tmp_path):
    (tmp_path / "mine").mkdir()
    for line in ('name = "mine"', 'path = "mine"', 'path = "./mine"'):
        settings = load_settings(write(tmp_path, spoilt('name = "heyuan-2020"', line)), environment=ENVIRONMENT)
        assert settings.preset == str(tmp_path / "mine")


BAD = [
    ("[web]", "[wbe]", ["line 10, key wbe: unknown key 'wbe' in this file; did you mean web?"]),
    ("port = 8081", "prot = 8081", ["line 12, key web.prot: unknown key 'prot' in [web]; did you mean port?"]),
    ("port = 8081", 'port = "8081"',
     ['line 12, key web.port: "8081" is not a whole number; write digits without quotes']),
    ("port = 8081", "port = 65536", ["line 12, key web.port: 65536 is not between 0 and 65535"]),
    ('name = "小格"', "name = 7", ['line 2, key bot.name: 7 is not a text; write it in quotes: "..."']),
    ('name = "小格"', 'name = " "',
     ["line 2, key bot.name: the text is empty; write something or take the line out"]),
    ("Asia/Shanghai", "Asia/Shanghia",
     ['line 3, key bot.timezone: unknown time zone "Asia/Shanghia"; did you mean Asia/Shanghai?']),
    ("Asia/Shanghai", "../../etc/passwd",
     [('line 3, key bot.timezone: unknown time zone "../../etc/passwd"; write a name such as Asia/Shanghai')]),
    ("sqlite:///data/grid.db", "mysql://u:pass-canary@h/d",
     [("line 5, key store.url: this is no URL of a database that gridbot knows; "
       'write "sqlite:///file.db" or "postgresql://user:password@host/database"')]),
    ("sqlite:///data/grid.db", "postgresql+asyncpg://u:p@h/d",
     [("line 5, key store.url: this is no URL of a database that gridbot knows; "
       "leave the driver out: postgresql://...")]),
    ("sqlite:///data/grid.db", "sqlite://grid.db",
     [("line 5, key store.url: two slashes name a host, and SQLite has none; "
       'write three: "sqlite:///file.db"')]),
    ('name = "heyuan-2020"', 'name = "heyuan"',
     [('line 9, key preset.name: no preset "heyuan": neither a folder nor the name of one that comes with gridbot; '
       "did you mean heyuan-2020?")]),
    ('name = "heyuan-2020"', 'path = "nowhere"',
     [("line 9, key preset.path: there is no such folder; check the path; it is relative to this file")]),
    ('name = "heyuan-2020"\n', "",
     ['line 8, key preset: preset is missing; write [preset] and under it name = "heyuan-2020"']),
    ('kind = "wecom_webhook"', 'knid = "wecom_webhook"',
     ["line 21, key channels.robot.knid: unknown key 'knid' in [channels.robot]; did you mean kind?"]),
    ('kind = "wecom_webhook"\n', "",
     [("line 20, key channels.robot: kind is missing; add a line kind = ...; "
       "known are feishu, official_account, transcript, web_chat, ")]),
    ('corp_id = "ww1"', 'corpid = "ww1"',
     ["line 15, key channels.app.corpid: unknown key 'corpid' in [channels.app]; did you mean corp_id?"]),
    ("[preset]", "[prest]", ["line 8, key prest: unknown key 'prest' in this file; did you mean preset?"]),
    ('name = "heyuan-2020"', 'nam = "heyuan-2020"',
     ["line 9, key preset.nam: unknown key 'nam' in [preset]; did you mean name?"]),
    ('kind = "wecom_webhook"', 'kind = "wecom_webhok"',
     ['line 21, key channels.robot.kind: unknown kind of channel "wecom_webhok"; did you mean wecom_webhook?']),
    ('corp_id = "ww1"\n', "", ["line 13, key channels.app: corp_id is missing; add a line corp_id = ..."]),
    ('secret = "s3cret-canary"\n', "",
     ["line 13, key channels.app: secret is missing; add a line secret = ... (or secret_env, secret_file)"]),
    ('secret = "s3cret-canary"', 'secret = "a"\nsecret_env = "EMPTY"',
     ["line 18, key channels.app.secret_env: secret and secret_env say the same; keep one of them"]),
    ('secret = "s3cret-canary"', "secret = 12345678",
     ['line 17, key channels.app.secret: this is not a text; write it in quotes: "..."']),
    ('"APP_TOKEN"', '"NO_SUCH"',
     ["line 18, key channels.app.token_env: the variable NO_SUCH is not set; set it before the start"]),
    ('"APP_TOKEN"', '"EMPTY"',
     ["line 18, key channels.app.token_env: the variable EMPTY is not set; set it before the start"]),
    ('"aes.key"', '"nothere.key"',
     ["line 19, key channels.app.aes_key_file: DIR/nothere.key: there is no such file; check the path"]),
    ("agent_id = 1000002", "agent_id = 1000002\ncorp_id_env = 'X'",
     ["line 17, key channels.app.corp_id_env: unknown key 'corp_id_env' in [channels.app]; did you mean corp_id?"]),
    ("[channels.robot]\n", "[channels]\nrobot = 3\n[channels.other]\n",
     ["line 21, key channels.robot: robot is not a table; write [channels.robot] on a line of its own"]),
    ("port = 8081", "port = 80 81", ["line 12, column 11: this is not TOML: expected newline or end of document "]),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "expected"), BAD, ids=[new[:40] for _, new, _ in BAD])
def test_a_spoilt_file_names_line_key_and_mend(tmp_path, old, new, expected):
    found = troubles(tmp_path, spoilt(old, new))
    assert [one[: len(said)] for one, said in zip(found, expected, strict=True)] == expected
    assert "canary" not in "".join(found)


def test_all_troubles_come_together_in_the_order_of_the_file(tmp_path):
    text = GOOD.replace("8081", "0x").replace("name", "nmae") + "colour = 1\n"
    assert len(troubles(tmp_path, text)) == 1  # no TOML: nothing else can be said
    found = troubles(tmp_path, text.replace("0x", "-1"))
    lines = [int(one.removeprefix("line ").partition(",")[0]) for one in found]
    assert len(found) == 4
    assert lines == sorted(lines)


def test_a_file_that_is_not_there_or_not_text_is_one_clear_line(tmp_path):
    with pytest.raises(ConfigError, match=r"nothere\.toml: there is no such file; check the path"):
        load_settings(tmp_path / "nothere.toml")
    with pytest.raises(ConfigError, match="this is a folder"):
        load_settings(tmp_path)
    bad = tmp_path / "gbk.toml"
    bad.write_bytes('[bot]\nname = "小格"\n'.encode("gbk"))
    with pytest.raises(ConfigError, match=r"line 2: this is not UTF-8 text; save the file as UTF-8"):
        load_settings(bad)


def test_a_path_may_be_given_as_text():
    assert (
        load_settings(str(Path(__file__).parents[1] / "rehearsals/district/config.toml")).channels["chat"].values == {}
    )
