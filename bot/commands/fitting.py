"""Whether configuration, directory and preset fit together: each may be right alone and the three still say nothing."""

import re
from collections.abc import Iterator, Mapping
from typing import get_args

from bot.channels.registry import KIND_BY_NAME, build_channel
from bot.clock import SystemClock
from bot.config import Settings
from bot.directory.model import Directory, GroupKind, UnitKind
from bot.errors import Trouble
from bot.forms.attention import PRIVATE
from bot.forms.load import preset_folder
from bot.forms.preset import Preset
from bot.nearest import meant

ENV = "env:"
KINDS = get_args(UnitKind)
_USER_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z_.@-]{0,63}")  # what WeCom takes as one (reference: wecom 1)


def fitting_troubles(
    settings: Settings, directory: Directory, preset: Preset, environment: Mapping[str, str]
) -> Iterator[Trouble]:
    """What would go wrong in service."""
    yield from _channels(settings, environment)
    where = str(settings.directory_path or settings.file)
    for group in directory.groups:
        for column, channel in (("channel", group.channel), ("post_channel", group.post_channel)):
            if channel and channel not in settings.channels and (column == "channel" or channel != group.channel):
                mend = meant(channel, settings.channels) if settings.channels else "write a [channels.NAME] for it"
                yield Trouble(
                    where, f"group {group.id}", f'{column} "{channel}" is no channel of {settings.file}', mend
                )
        if group.post_chat_id.startswith(ENV):
            name = group.post_chat_id.removeprefix(ENV)
            if not environment.get(name):
                what = f"the variable {name} of its robot key is not set"
                yield Trouble(where, f"group {group.id}", what, "set it before the start")
    for member in directory.members:
        if not _USER_ID.fullmatch(member.user_id):
            what = f'"{member.user_id}" is no user id of a chat platform'
            mend = "copy his account from the platform's address book: letters, digits, _ - . @, at most 64"
            yield Trouble(where, f"member {member.name or member.user_id}", what, mend)
    yield from _told_groups(settings, directory, preset)
    forms = [*dict.fromkeys(form.family or form.id for form in preset.forms), *(form.id for form in preset.forms)]
    for exemption in directory.exemptions:
        if exemption.form not in (*forms, "*", ""):
            what = f'"{exemption.form}" is no form of {preset.name}'
            yield Trouble(where, f"exemption of {exemption.unit}", what, meant(exemption.form, forms))


def _told_groups(settings: Settings, directory: Directory, preset: Preset) -> Iterator[Trouble]:
    """Kinds and ids of groups in preset.toml: a misspelt one would keep its rule from ever holding, in silence."""
    file = str(preset_folder(settings.preset) / "preset.toml")
    kinds, ids = get_args(GroupKind), [group.id for group in directory.groups]
    for place, names, known in (
        *(("quiet", one.groups, (*kinds, PRIVATE, *ids)) for one in preset.quiet),
        *(("attention", one.groups, (*kinds, *ids)) for one in preset.attention),
        *((f"briefs {one.name}", one.to, (*kinds, *ids)) for one in preset.briefs),
    ):
        for name in names:
            if name not in known:
                what = f'"{name}" is no kind of group and no group of the directory'
                yield Trouble(file, place, what, meant(name, known))


def _channels(settings: Settings, environment: Mapping[str, str]) -> Iterator[Trouble]:
    """Values that only the channel itself can judge, such as the length of a key."""
    for name, wanted in settings.channels.items():
        kind = KIND_BY_NAME.get(wanted.kind)
        if kind is not None and any(key not in wanted.values for key in kind.required):
            continue  # that a key is missing, or why it could not be read, was said where it is written
        try:
            build_channel(wanted, clock=SystemClock(), environment=environment)
        except ValueError as error:
            yield Trouble(str(settings.file), f"key channels.{name}", str(error))


def fitting_warnings(settings: Settings, directory: Directory, preset: Preset) -> Iterator[Trouble]:
    """What is legal and yet probably not meant."""
    where = str(settings.directory_path or settings.file)
    kinds = {group.kind for group in directory.groups}
    tags = {tag for unit in directory.units for tag in unit.tags}
    urgent = any(form.alarms or form.event for form in preset.forms) or preset.watch.tip_taken_up
    roles = {member.role for member in directory.members}
    if urgent and not roles & {"duty_officer", "leader"} and "command" not in kinds:
        what = "nobody would hear of what is urgent while no watch is arranged"
        yield Trouble(where, "members", what, "add a duty_officer, a leader or a command group")
    for form in preset.forms:
        for step in form.ladder:
            if not any(to in kinds or to in ("clerk", "grid_leader", "leader", "duty_officer") for to in step.to):
                what = f"{form.id}.{step.name} is posted to {', '.join(step.to)}, and there is no such group"
                yield Trouble(where, "groups", what, "add the group, or change the step")
        for rate in form.digest_rates:
            if rate.of and rate.of not in KINDS and rate.of not in tags:
                what = f'{form.id}: the rate {rate.label} is of "{rate.of}", and no unit has that tag'
                yield Trouble(where, "units", what, meant(rate.of, [*KINDS, *tags]))
        if not any(unit.kind in form.owed_by for unit in directory.units):
            yield Trouble(
                where, "units", f"no unit owes the form {form.id}", f"it is owed by {', '.join(form.owed_by)}"
            )
