"""The settings of one bot, read from a TOML file: frozen, typed, complete, or not at all.

Relative paths in the file are relative to the file, not to where the command was typed. All troubles come in
one ConfigError; a secret stands in no message and in no repr.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

from bot.channels.registry import KIND_BY_NAME, Kind
from bot.errors import ConfigError, Trouble
from bot.forms.load import preset_folder, shipped
from bot.forms.toml_text import read_toml
from bot.media.rules import KINDS, MEGABYTE, MediaRules
from bot.nearest import meant, nearest
from bot.pulse import PulseRules
from bot.settings_table import Table
from bot.text_files import read_text_file

SECTIONS = ("bot", "store", "directory", "preset", "web", "media", "heartbeat", "channels")
BOT_NAME = "网格助手"
TIMEZONE = "Asia/Shanghai"
STORE_URL = "sqlite:///gridbot.db"
HOST = "127.0.0.1"
PORT = 8080
LOCAL_PAGE = "web_chat"
SCHEMES = ("sqlite", "postgresql")


@dataclass(frozen=True, slots=True)
class ChannelSettings:
    """One channel: its name, its kind, and the kind's keys with secrets resolved; those never show in a repr."""

    name: str
    kind: str
    values: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that a configuration file decides. `preset` is a shipped name or the path of a folder.

    `directory_path` None: the directory is what was imported. `away_after` None: no outage is told of.
    `store_url` may hold a password.
    """

    file: Path
    bot_name: str
    zone: ZoneInfo
    store_url: str = field(repr=False)
    directory_path: Path | None
    preset: str
    host: str
    port: int
    channels: Mapping[str, ChannelSettings]
    media_path: Path
    media: MediaRules
    pulse: PulseRules = field(default_factory=PulseRules)
    away_after: timedelta | None = timedelta(hours=1)

    def with_store(self, url: str) -> "Settings":
        """The same over another database, with its files beside that one: a rehearsal never writes into the real."""
        return replace(self, store_url=url, media_path=beside(url, self.file.parent))


def beside(store_url: str, folder: Path) -> Path:
    """Where files lie if nobody says otherwise: beside the SQLite file, else in the folder of the settings."""
    name = store_url.removeprefix("sqlite:///").split("?")[0] if store_url.startswith("sqlite:///") else ""
    if not name or ":memory:" in name:
        return folder / "media"
    return Path(name).with_suffix(".media")


def load_settings(path: Path | str, *, environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings of the file. Raises ConfigError with every trouble: file, line, key, what and mend."""
    settings, troubles = examine(path, environment=environment)
    if troubles:
        raise ConfigError(troubles)
    return settings


def examine(path: Path | str, *, environment: Mapping[str, str] = os.environ) -> tuple[Settings, list[Trouble]]:
    """The settings with stand-ins for what is wrong, and every trouble: to look further before all is mended.

    Raises ConfigError when the file cannot be read or is no TOML: then nothing can be said.
    """
    file = Path(path)
    text = read_toml(read_text_file(file), str(file))
    whole = Table(text, (), folder=file.parent, environment=environment)
    bot, store, directory, preset, web, media, heartbeat = (whole.table(name) for name in SECTIONS[:-1])
    url = _store_url(store)
    settings = Settings(
        file=file,
        bot_name=bot.text("name", BOT_NAME),
        zone=_zone(bot),
        store_url=url,
        directory_path=directory.path("path"),
        preset=_preset(preset, misnamed=whole.mistyped("preset", SECTIONS) is not None),
        host=web.text("host", HOST),
        port=web.whole("port", PORT, least=0, most=65_535),
        channels=_channels(whole.table("channels")),
        media_path=media.path("path") or beside(url, file.parent),
        media=_media(media),
        pulse=_pulse(heartbeat),
        away_after=_minutes(bot, "away_minutes", 60),
    )
    for table in (bot, store, directory, preset, web, media, heartbeat, whole):
        table.refuse_unknown()
    return settings, sorted(whole.troubles, key=_line)


def _line(trouble: Trouble) -> int:
    """By their place in the file; what is missing stands nowhere and comes first."""
    first = trouble.place.removeprefix("line ").partition(",")[0]
    return int(first) if first.isdigit() else 0


def _zone(bot: Table) -> ZoneInfo:
    name = bot.text("timezone", TIMEZONE)
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # KeyError: no such zone; the others: names such as ../x or a folder
        near = nearest(name, available_timezones() | {TIMEZONE})
        mend = f"did you mean {near}?" if near else f"write a name such as {TIMEZONE}"
        bot.trouble("timezone", f'unknown time zone "{name}"', mend)
        return ZoneInfo(TIMEZONE)


def _store_url(store: Table) -> str:
    """The URL with a relative SQLite file made absolute. Troubles leave the URL out: it may hold a password."""
    url = store.secret("url", STORE_URL)
    scheme, separator, rest = url.partition("://")
    if scheme == "postgres":
        scheme = "postgresql"
    if not separator or scheme not in SCHEMES:
        mend = 'write "sqlite:///file.db" or "postgresql://user:password@host/database"'
        if scheme.partition("+")[0] in SCHEMES:
            mend = f"leave the driver out: {scheme.partition('+')[0]}://..."
        store.trouble("url", "this is no URL of a database that gridbot knows", mend)
        return STORE_URL
    if scheme == "sqlite" and rest not in ("", "/", "/:memory:"):
        if not rest.startswith("/"):
            store.trouble("url", "two slashes name a host, and SQLite has none", 'write three: "sqlite:///file.db"')
        return f"sqlite:///{(store.folder / rest[1:]).resolve()}"
    return f"{scheme}://{rest}"


def _preset(preset: Table, *, misnamed: bool) -> str:
    """A name that comes with the bot, or the absolute path of a folder; `name` may also be a folder beside the file."""
    folder, name = preset.path("path"), preset.text("name", "")
    if folder is not None and name:
        preset.trouble("path", "name and path both name a preset", "keep one of the two")
    if folder is not None:
        if not folder.is_dir():
            preset.trouble("path", "there is no such folder", "check the path; it is relative to this file")
        return str(folder)
    if not name:
        mistyped = misnamed or any(preset.mistyped(key, ("name", "path")) for key in ("name", "path"))
        if not mistyped and not preset.has("name"):
            preset.trouble("", "preset is missing", f'write [preset] and under it name = "{shipped()[0]}"')
        return ""
    if name in shipped():
        return name
    beside = preset.folder / name
    if beside.is_dir():
        return str(beside.resolve())
    try:
        return str(preset_folder(name))
    except ConfigError as error:
        preset.trouble("name", error.troubles[0].what, error.troubles[0].mend)
        return ""


def _media(media: Table) -> MediaRules:
    """Megabytes by kind (0: none of that kind is kept) and days (0: for ever)."""
    usual = MediaRules()
    most = {
        kind: media.whole(f"{kind}_mb", usual.most[kind] // MEGABYTE, least=0, most=100) * MEGABYTE for kind in KINDS
    }
    days = media.whole("keep_days", usual.keep.days if usual.keep else 0, least=0, most=3660)
    return MediaRules({kind: size for kind, size in most.items() if size}, timedelta(days=days) if days else None)


def _minutes(table: Table, key: str, usual: int) -> timedelta | None:
    """None for 0."""
    minutes = table.whole(key, usual, least=0, most=1440)
    return timedelta(minutes=minutes) if minutes else None


def _pulse(heartbeat: Table) -> PulseRules:
    """Where an outside watch is told that all is well; the URL may hold a key, so no trouble quotes it."""
    url = heartbeat.secret("url", "")
    if url and not url.startswith(("http://", "https://")):
        heartbeat.trouble("url", "this is no URL of a watch", 'write "https://..."')
        url = ""
    every = timedelta(seconds=heartbeat.whole("seconds", 60, least=10, most=3600))
    return PulseRules(url, heartbeat.path("file"), every)


def _channels(section: Table) -> Mapping[str, ChannelSettings]:
    """Every channel by its name, in the order of the file."""
    found = {}
    for name in section.names():
        table = section.table(name)
        if table.broken:
            continue
        kind = KIND_BY_NAME.get(table.text("kind", "") if table.has("kind") else "")
        if kind is not None:
            found[name] = ChannelSettings(name, kind.name, _values(table, kind))
            first = next(one for one in found.values() if one.kind == kind.name)
            if kind.name == LOCAL_PAGE and first.name != name:
                what = f"channels.{first.name} is the local page already, and there is one"
                table.trouble("kind", what, "take one of the two out")
        elif (written := table.mistyped("kind", ("kind",))) is not None:
            table.refuse(written, ("kind",))
        elif not table.has("kind"):
            table.trouble("", "kind is missing", f"add a line kind = ...; known are {', '.join(sorted(KIND_BY_NAME))}")
        elif table.text("kind", ""):
            written = table.text("kind", "")
            table.trouble("kind", f'unknown kind of channel "{written}"', meant(written, KIND_BY_NAME))
    return found


def _values(table: Table, kind: Kind) -> dict[str, str]:
    """The kind's keys with their values; defaults are left to the kind."""
    values = {}
    for key in sorted(kind.keys):
        read = table.secret if key in kind.secret else table.loose
        if (value := read(key, "")) != "":
            values[key] = value
        elif key in kind.required and not table.has(key) and not table.mistyped(key, kind.keys):
            table.trouble("", f"{key} is missing", _add(key, secret=key in kind.secret))
    table.refuse_unknown()
    return values


def _add(key: str, *, secret: bool) -> str:
    return f"add a line {key} = ..." + (f" (or {key}_env, {key}_file)" if secret else "")
