"""config.example.toml shows every setting, and what it shows is true."""

import tomllib
from dataclasses import fields
from datetime import timedelta
from pathlib import Path

import pytest

from bot import config
from bot.channels.registry import KINDS, build_channel
from bot.clock import SystemClock
from bot.config import Settings, load_settings
from bot.media.rules import MEGABYTE

EXAMPLE = Path(__file__).parents[2] / "config.example.toml"
TEXT = EXAMPLE.read_text(encoding="utf-8")
WRITTEN = {
    "bot_name": ("bot", "name"), "zone": ("bot", "timezone"), "store_url": ("store", "url"),
    "directory_path": ("directory", "path"), "preset": ("preset", "name"), "host": ("web", "host"),
    "port": ("web", "port"), "media_path": ("media", "path"), "away_after": ("bot", "away_minutes"),
}  # fmt: skip


def test_the_example_loads():
    settings = load_settings(EXAMPLE, environment={})
    assert settings.preset == "heyuan-2020"
    assert settings.directory_path == EXAMPLE.parent / "directory"


def test_every_field_of_the_settings_stands_in_it():
    data = tomllib.loads(TEXT)
    assert set(WRITTEN) | {"file", "channels", "media", "pulse"} == {field.name for field in fields(Settings)}
    for table, key in WRITTEN.values():
        assert key in data[table]
    assert set(data) == set(config.SECTIONS)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_key_of_every_kind_of_channel_stands_in_it(kind):
    channels = tomllib.loads(TEXT)["channels"].values()
    [shown] = [channel for channel in channels if channel["kind"] == kind.name]
    assert set(shown) == kind.keys | {"kind"}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
async def test_the_channels_of_the_example_can_be_made(kind):
    settings = load_settings(EXAMPLE, environment={})
    [wanted] = [channel for channel in settings.channels.values() if channel.kind == kind.name]
    channel = build_channel(wanted, clock=SystemClock(), environment={})
    assert channel.name == wanted.name
    await channel.close()


def test_what_it_calls_the_default_is_the_default(tmp_path):
    data = tomllib.loads(TEXT)
    bare = tmp_path / "config.toml"
    bare.write_text('[preset]\nname = "heyuan-2020"\n', encoding="utf-8")
    settings = load_settings(bare, environment={})
    assert settings.bot_name == data["bot"]["name"]
    assert settings.media_path == tmp_path / data["media"]["path"]
    assert {f"{kind}_mb": size // MEGABYTE for kind, size in settings.media.most.items()} == {
        key: value for key, value in data["media"].items() if key.endswith("_mb")
    }
    assert settings.media.keep == timedelta(days=data["media"]["keep_days"])
    assert settings.pulse.every == timedelta(seconds=data["heartbeat"]["seconds"])
    assert (settings.pulse.url, settings.pulse.file) == ("", None)
    assert settings.zone.key == data["bot"]["timezone"]
    assert settings.store_url == f"sqlite:///{tmp_path}/{data['store']['url'].removeprefix('sqlite:///')}"
    assert (settings.host, settings.port) == (data["web"]["host"], data["web"]["port"])
    defaults = {kind.name: kind.optional or {} for kind in KINDS}
    for channel in data["channels"].values():
        for key, value in defaults[channel["kind"]].items():
            assert str(channel[key]).lower() == value


def test_every_setting_is_explained_in_both_languages():
    lines = TEXT.splitlines()
    for number, line in enumerate(lines):
        if line.startswith("["):
            near = "\n".join(lines[max(0, number - 4) : number + 9])
            assert any("\u4e00" <= ch <= "\u9fff" for ch in near), line
            assert any(ch.isascii() and ch.isalpha() for ch in near.replace(line, "")), line
