"""Tells the administrators, by another way, of what only they can mend: once a day each, not once a message.

The key of such a message holds the way that it goes, so a way that is refused for good is followed by the next
one; and two replicas that see the same tell it once.
"""

import hashlib
import logging
from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping
from datetime import datetime
from typing import Literal

from bot.channels.base import Address, Channel
from bot.clock import Clock
from bot.directory.model import Directory
from bot.errors import Need
from bot.messages import Body, Destination, Outbound
from bot.store.delivery import Delivery
from bot.store.records import OutboxRow
from bot.views.refusals import refusal

log = logging.getLogger(__name__)

PREFIX = "trouble:"
MOST_TOLD = 1000
GROUPS = ("command", "work")


class Troubles:
    """Puts what is to be told into the outbox. Raises StoreError."""

    def __init__(
        self,
        *,
        delivery: Delivery,
        channels: Mapping[str, Channel],
        snapshot: Callable[[], Awaitable[Directory]],
        clock: Clock,
        silent: Callable[[], Collection[str]] = tuple,
    ) -> None:
        self._delivery = delivery
        self._silent = silent  # channels that reach nobody now: passed over
        self._channels = channels
        self._snapshot = snapshot
        self._clock = clock
        self._told: dict[str, bool] = {}  # and whether anybody heard it
        self._no_way = False

    async def tell(self, channel: str, need: Need, code: int | None, *, to: Address) -> None:
        """That channel needs something; `to`: where the message was going, which matters where a group is dead."""
        now = self._clock.now()
        if need == "chat" and to.kind == "member":  # any number of them: they are in the list of what is undelivered
            need = "member"
        about = hashlib.sha256(to.id.encode("utf-8", "replace")).hexdigest()[:12] if need == "chat" else ""
        name = f"{PREFIX}{channel}:{need}:{about}:{now.date().isoformat()}"
        if name in self._told:
            return
        directory = await self._snapshot()
        where = next((group.name for group in directory.groups if to.id in (group.post_chat_id, group.chat_id)), "")
        text = refusal(channel, need, code, where if need == "chat" else "")
        if not await self._post(name, 0, text, directory, now):
            log.error("nobody can be told what is to be mended", extra={"channel": channel, "need": need})
        self._note(name)

    async def outage(self, channel: str, what: Literal["away", "back"], since: datetime, text: str) -> bool:
        """That its platform is away or back, to officers and administrators. False: there is no way now.

        `since` names the outage: who tells of it a second time tells nobody.
        """
        name = f"{PREFIX}{channel}:{what}:{since.isoformat()}"
        if name in self._told:
            return True
        if not await self._post(name, 0, text, await self._snapshot(), self._clock.now()):
            if not self._no_way:
                log.error("nobody can be told that a platform is away", extra={"channel": channel})
            self._no_way = True
            return False
        self._no_way = False
        self._note(name)
        return True

    async def did_not_arrive(self, row: OutboxRow) -> None:
        """If it is one of ours: that way is barred too, and the next one is tried."""
        if not row.key.startswith(PREFIX):
            return
        if not await self._next_way(row):
            log.error("nobody could be told what is to be mended", extra={"row": row.id})

    async def gave_way(self, row: OutboxRow) -> bool:
        """If it tells of a platform that is away, and its own way is silent too: whether the next one was taken.

        What is to be mended may wait for its way; what is away must not wait for a second platform to count as away.
        """
        name, *_ = row.key.split("|")
        return row.key.startswith(PREFIX) and ":away:" in name and await self._next_way(row)

    async def _next_way(self, row: OutboxRow) -> bool:
        """Whether somebody is told by a way after that of the row, now or before."""
        barred, _ = row.key.rsplit("|", 1)
        if (known := self._told.get(barred)) is not None:
            return known
        name, number = barred.rsplit("|", 1)
        found = await self._post(name, int(number) + 1, row.body.head, await self._snapshot(), self._clock.now())
        self._note(barred, found=found)
        return found

    def _note(self, name: str, *, found: bool = True) -> None:
        """What was told, or which way was found barred, needs no second look in this process."""
        self._told[name] = found
        while len(self._told) > MOST_TOLD:
            del self._told[next(iter(self._told))]

    async def _post(self, name: str, way: int, text: str, directory: Directory, now: datetime) -> bool:
        """By the way of that number, or by the next one that is not silent."""
        silent = self._silent()
        for number, (by, people) in enumerate(_ways(name, self._channels, directory)):
            if number >= way and by not in silent:
                told = [
                    Outbound(f"{name}|{number}|{place}", "alert", to, Body(text), now, priority=0)
                    for place, to in enumerate(people)
                ]
                await self._delivery.post(told)
                return True
        return False


def _ways(name: str, channels: Mapping[str, Channel], directory: Directory) -> Iterator[tuple[str, list[Destination]]]:
    """To the people themselves, channel by channel; then to a group of the office; a local page comes last."""
    broken, what, *_ = name.removeprefix(PREFIX).split(":")
    people = _people(directory, all_of_them=what in ("away", "back"))
    if what == "back":
        broken = ""
    reaching = [one for one, channel in channels.items() if one != broken and channel.limits.reaches_members]
    for one in (one for one in reaching if not channels[one].limits.is_local):
        if people:
            yield one, [Destination(member=user, channel=one) for user in people]
    for kind in GROUPS:
        for group in directory.groups:
            by = channels.get(group.post_channel or group.channel)
            if group.kind == kind and by is not None and by.name != broken and not by.limits.is_local:
                yield by.name, [Destination(group=group.id)]
    for one in (one for one in reaching if channels[one].limits.is_local):
        if people:
            yield one, [Destination(member=user, channel=one) for user in people]


def _people(directory: Directory, *, all_of_them: bool) -> list[str]:
    """The administrators, else the duty officers: somebody must hear of it. Or both."""
    roles = ("admin", "duty_officer")
    if all_of_them:
        return [member.user_id for member in directory.members if member.role in roles]
    for role in roles:
        if found := [member.user_id for member in directory.members if member.role == role]:
            return found
    return []
