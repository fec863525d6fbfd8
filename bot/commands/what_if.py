"""`gridbot what-if`: what changed rules would have said over a span of stored days, as a difference; nothing is kept.

Both sides are replayed over the same stored reports: `-c` names the rules as they are, `--with` those that are tried.
"""

import asyncio
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from bot.commands.base import FINE, Command, with_config
from bot.commands.terminal import say
from bot.errors import UsageError

if TYPE_CHECKING:
    from bot.config import Settings
    from bot.directory.model import Directory
    from bot.replay import Change, Said

LONGEST = timedelta(days=62)


def arguments(parser: ArgumentParser) -> None:
    """Which rules against which, and of which days."""
    with_config(parser)
    parser.add_argument("--with", dest="tried", required=True, metavar="new.toml", help="the changed configuration")
    parser.add_argument("--from", dest="first", required=True, metavar="D", help="the first day, such as 2020-03-01")
    parser.add_argument("--to", dest="last", required=True, metavar="D", help="the last day; inclusive")


def run(args: Namespace) -> int:
    """Print the difference."""
    from bot.config import load_settings

    first, last = _day(args.first, "--from"), _day(args.last, "--to")
    if last < first:
        raise UsageError(f"gridbot what-if: --from {first} is after --to {last}; change the two")
    if last - first >= LONGEST:
        raise UsageError(f"gridbot what-if: at most {LONGEST.days} days at once; take a shorter span")
    settings, tried = load_settings(args.config), load_settings(args.tried)
    for line in asyncio.run(_difference(settings, tried, first, last)):
        say(line)
    return FINE


def _day(text: str, option: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"gridbot what-if: {option} {text!r} is no day; write 2020-03-05") from None


async def _difference(settings: "Settings", tried: "Settings", first: date, last: date) -> list[str]:
    """Of the stored reports and the stored directory of `-c`, by the forms, ladders and limits of either."""
    from bot.commands.stored import stored
    from bot.forms.load import load_preset
    from bot.replay import changes, replayed
    from bot.scheduler.base import Desk
    from bot.scheduler.registry import posts_of

    both: list[tuple[Said, ...]] = []
    presets = load_preset(settings.preset), load_preset(tried.preset)
    async with stored(settings) as (store, known), store.unit_of_work() as uow:
        for preset in presets:
            desk = Desk(known.directory, preset, settings.zone, settings.bot_name)
            both.append(await replayed(uow, desk, posts_of(preset, settings.zone), first=first, last=last))
    found = changes(*both)
    head = f"{first}至{last}：现行规则发{_count(both[0])}条，改后发{_count(both[1])}条，不同{len(found)}条。"
    return [head, *(line for change in found for line in _lines(change, known.directory, settings))]


def _count(said: "Sequence[Said]") -> int:
    return sum(1 for one in said if one.becomes == "said")


def _lines(change: "Change", directory: "Directory", settings: "Settings") -> list[str]:
    """＋ added, － gone, ～ moved, other names, other words."""
    old, new = change.old, change.new
    if old is None or new is None:
        one = new or old
        return [] if one is None else [f"{'＋' if old is None else '－'} {_told(one, directory, settings)}"]
    what = []
    if old.becomes != new.becomes:
        what.append(f"{_BECOMES[old.becomes]}变为{_BECOMES[new.becomes]}")
    if old.at != new.at:
        what.append(f"原{old.at.astimezone(settings.zone):%m-%d %H:%M}")
    more, fewer = [u for u in new.units if u not in old.units], [u for u in old.units if u not in new.units]
    what += [f"多点{len(more)}家：{_names(more, directory)}"] if more else []
    what += [f"少点{len(fewer)}家：{_names(fewer, directory)}"] if fewer else []
    return [f"～ {_told(new, directory, settings)}｜{'；'.join(what) or '措辞不同'}"]


_BECOMES = {"said": "发", "aside": "超过条数留下", "lapsed": "不发"}
MOST = 8


def _told(one: "Said", directory: "Directory", settings: "Settings") -> str:
    kind, _, where = one.to.partition(":")
    place = directory.group_by_id[where].name if kind == "group" and where in directory.group_by_id else where
    named = f"（{len(one.units)}家：{_names(one.units, directory)}）" if one.units else ""
    note = "" if one.becomes == "said" else f"【{_BECOMES[one.becomes]}】"
    return f"{one.at.astimezone(settings.zone):%m-%d %H:%M} {one.title} → {place}{named}{note}"


def _names(units: "Sequence[str]", directory: "Directory") -> str:
    known = [directory.unit_by_id[unit].short_name if unit in directory.unit_by_id else unit for unit in units]
    return "、".join(known[:MOST]) + (f"等{len(known)}家" if len(known) > MOST else "")


WHAT_IF = Command("what-if", "what changed rules would have said over stored days, as a difference", arguments, run)
