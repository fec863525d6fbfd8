"""A small preset on disk that is right as it stands, for tests that spoil one thing in it."""

from bot.errors import ConfigError
from bot.forms.load import load_preset

PRESET = """\
name = "small"
title = "小区"
holidays = [2020-05-01]
working_days = [2020-05-09]

[[categories]]
name = "安全隐患"
words = ["脚手架"]
"""
FORM = """\
id = "daily"
name = "日报"
aliases = ["防控日报"]
owed_by = ["enterprise"]
opens = "08:00"
due = "18:00"
grace = "2h"
expires = "7d"
digest_fields = ["total"]
digest_rates = [
  { label = "复工率", field = "open" },
]

[[fields]]
key = "total"
label = "返岗"
aliases = ["返厂"]
required = true

[[fields]]
key = "local"
label = "本地"
part_of = "total"
max = 500

[[fields]]
key = "open"
label = "复工"
kind = "yes_no"
yes = ["已复工"]

[[fields]]
key = "note"
label = "备注"
kind = "text"

[[identities]]
expression = "local <= total"
fields = ["local", "total"]
code = "part_exceeds_whole"
message = "本地 {local} 大于返岗 {total}"

[[anomalies]]
field = "total"

[[ladder]]
name = "last"
kind = "reminder"
at = "due-30m"
to = ["enterprise"]
wording = "reminder"
catch_up = "until_due"

[[ladder]]
name = "overdue"
kind = "overdue"
at = "due+10m"
to = ["enterprise", "grid"]
wording = "overdue"
"""
WORDING = '"reminder.head" = "还有{count}家"\n[overdue]\nhead = "已于{due}截止"\n'


def write(folder, *, preset=PRESET, form=FORM, wording=WORDING, **more: str):
    """The preset as a folder; `more` are further forms by the stem of their file name."""
    (folder / "forms").mkdir(parents=True, exist_ok=True)
    (folder / "preset.toml").write_text(preset, encoding="utf-8")
    (folder / "wording.toml").write_text(wording, encoding="utf-8")
    for name, text in {"daily": form, **more}.items():
        (folder / "forms" / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder


def spoilt(text, old, new):
    """The text with one thing changed; the thing must be there, and once."""
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
    return text.replace(old, new)


def troubles(folder):
    """What loading says, with the folder left out of it; empty when the preset is right."""
    try:
        load_preset(str(folder))
    except ConfigError as error:
        return [str(trouble).replace(f"{folder}/", "") for trouble in error.troubles]
    return []
