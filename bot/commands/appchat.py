"""`gridbot appchat create|update GROUP`: a group of the directory as one that the self-built app makes itself.

Who is in it follows from the directory, as on the chat page. Without --yes nothing is done: the platform cannot
take a group back.
"""

import asyncio
from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from bot.commands.base import FINE, PROBLEMS, Command, with_config
from bot.commands.terminal import complain, say
from bot.errors import SendError, UsageError

if TYPE_CHECKING:
    from bot.channels.appchat import AppChat, AppChats, Difference
    from bot.channels.wecom_app import WecomApp
    from bot.config import Settings
    from bot.directory.model import Directory, Group

KIND = "wecom_app"
SHOWN = 10
FIRST_WORDS = "本群由{bot}建立，提醒和通报会发到这里。"


def arguments(parser: ArgumentParser) -> None:
    """What is done, and to which group."""
    with_config(parser)
    parser.add_argument("action", choices=("create", "update"), help="make it, or bring its members up to date")
    parser.add_argument("group", metavar="GROUP", help="the group's id in groups.csv; its post_channel is the app")
    parser.add_argument("--owner", metavar="USER", help="who owns it (default: the first duty officer in it)")
    parser.add_argument("--yes", action="store_true", help="do it; without it only the preview is shown")


def run(args: Namespace) -> int:
    """Preview, and with --yes do it."""
    from bot.config import load_settings

    return asyncio.run(_run(load_settings(args.config), args))


async def _run(settings: "Settings", args: Namespace) -> int:
    from bot.channels.appchat import trouble_of
    from bot.commands.district import directory_of

    directory = await directory_of(settings)
    group = directory.group_by_id.get(args.group)
    if group is None:
        raise UsageError(f"gridbot appchat: no group {args.group!r} in the directory; write an id of groups.csv")
    channel = _app_of(settings, group)
    try:
        wanted = _wanted(directory, group, args.owner)
        if trouble := trouble_of(wanted):
            raise UsageError(f"gridbot appchat: group {group.id}: {trouble}")
        work = _create if args.action == "create" else _update
        return await work(channel.chats, wanted, bot=settings.bot_name, yes=args.yes)
    except SendError as error:
        complain(f"{args.action}: {error}{_mend(error.code)}")
        return PROBLEMS
    finally:
        await channel.close()


def _app_of(settings: "Settings", group: "Group") -> "WecomApp":
    """The channel that posts to the group. Raises UsageError where that is no app."""
    from bot.channels.registry import build_channel
    from bot.channels.wecom_app import WecomApp
    from bot.clock import SystemClock

    name = group.post_channel or group.channel
    wanted = settings.channels.get(name)
    if wanted is None or wanted.kind != KIND:
        mend = f"write the name of a {KIND} channel there and an id of your choice as post_chat_id"
        raise UsageError(f"gridbot appchat: group {group.id}: its post_channel {name!r} is no {KIND} channel; {mend}")
    channel = build_channel(wanted, clock=SystemClock())
    if not isinstance(channel, WecomApp):
        raise TypeError(name)
    return channel


def _wanted(directory: "Directory", group: "Group", owner: str | None) -> "AppChat":
    from bot.channels.appchat import AppChat
    from bot.channels.markup import visible
    from bot.directory.membership import Membership

    members = Membership(directory).members_of(group)
    officers = [member.user_id for member in members if member.role == "duty_officer"]
    users = tuple(dict.fromkeys(member.user_id for member in members))
    return AppChat(group.post_chat_id, visible(group.name), owner or next(iter((*officers, *users)), ""), users)


async def _create(chats: "AppChats", chat: "AppChat", *, bot: str, yes: bool) -> int:
    from bot.channels.appchat import TAKEN
    from bot.channels.markup import plain

    _show(f"+ {chat.id} {chat.name}，群主 owner {chat.owner}", "+", chat.users)
    if not yes:
        return _only_a_preview()
    try:
        await chats.create(chat)
    except SendError as error:
        if error.code != TAKEN:
            raise
        say("这个群已经建过了 it is there already; gridbot appchat update brings its members up to date")
        return FINE
    await chats.say(chat.id, plain(FIRST_WORDS.format(bot=bot)))
    say(f"已建群 created: {len(chat.users)} 人")
    return FINE


async def _update(chats: "AppChats", chat: "AppChat", *, bot: str, yes: bool) -> int:  # noqa: ARG001  # as _create
    from bot.channels.appchat import difference

    change = difference(await chats.get(chat.id), chat)
    if change.empty:
        say("没有变化 nothing changes")
        return FINE
    _show_change(chat, change)
    if not yes:
        return _only_a_preview()
    await chats.update(chat.id, change)
    say(f"已更新 updated: +{len(change.added)} -{len(change.removed)}")
    return FINE


def _show_change(chat: "AppChat", change: "Difference") -> None:
    told = [word for word in (change.name, change.owner and f"群主 owner {change.owner}") if word]
    _show(f"~ {chat.id} {'，'.join(told)}".rstrip(), "+", change.added)
    _show("", "-", change.removed)


def _show(head: str, sign: str, users: tuple[str, ...]) -> None:
    if head:
        say(head)
    for user in users[:SHOWN]:
        say(f"{sign} {user}")
    if len(users) > SHOWN:
        say(f"{sign} ... {len(users) - SHOWN} more")


def _only_a_preview() -> int:
    say("以上只是预览，什么都没有做。确认无误请加 --yes 再运行。 Only a preview; run it again with --yes.")
    return FINE


def _mend(code: int | None) -> str:
    from bot.channels.appchat import NONE_SUCH

    if code == 48002:
        return "; the app's visible scope must be the root department (可见范围选最上级部门)"
    return "; make it with gridbot appchat create" if code in NONE_SUCH else ""


APPCHAT = Command("appchat", "make or update a group of the self-built app: a preview, then --yes", arguments, run)
