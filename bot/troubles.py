"""Tells the administrators, by another way, of what only they can mend: once a day each, not once a message.

The key of such a message holds the way that it goes, so a way that is refused for good is followed by the next
one; and two replicas that see the same tell it once.
"""

import hashlib
import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping
from datetime import datetime

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
    ) -> None:
        self._delivery = delivery
        self._channels = channels
        self._snapshot = snapshot
        self._clock = clock
        self._told: dict[str, None] = {}

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

    async def did_not_arrive(self, row: OutboxRow) -> None:
        """If it is one of ours: that way is barred too, and the next one is tried."""
        if not row.key.startswith(PREFIX):
            return
        barred, _ = row.key.rsplit("|", 1)
        if barred in self._told:
            return
        name, number = barred.rsplit("|", 1)
        directory = await self._snapshot()
        if not await self._post(name, int(number) + 1, row.body.head, directory, self._clock.now()):
            log.error("nobody could be told what is to be mended", extra={"row": row.id})
        self._note(barred)

    def _note(self, name: str) -> None:
        """What was told, or which way was found barred, needs no second look in this process."""
        self._told[name] = None
        while len(self._told) > MOST_TOLD:
            del self._told[next(iter(self._told))]

    async def _post(self, name: str, way: int, text: str, directory: Directory, now: datetime) -> bool:
        ways = list(_ways(name.removeprefix(PREFIX).partition(":")[0], self._channels, directory))
        if way >= len(ways):
            return False
        told = [
            Outbound(f"{name}|{way}|{number}", "alert", to, Body(text), now, priority=0)
            for number, to in enumerate(ways[way])
        ]
        await self._delivery.post(told)
        return True


def _ways(broken: str, channels: Mapping[str, Channel], directory: Directory) -> Iterator[list[Destination]]:
    """To the administrators themselves, channel by channel; then to a group of the office; a local page comes last."""
    people = _administrators(directory)
    reaching = [name for name, one in channels.items() if name != broken and one.limits.reaches_members]
    for name in (name for name in reaching if not channels[name].limits.is_local):
        if people:
            yield [Destination(member=user, channel=name) for user in people]
    for kind in GROUPS:
        for group in directory.groups:
            by = channels.get(group.post_channel or group.channel)
            if group.kind == kind and by is not None and by.name != broken and not by.limits.is_local:
                yield [Destination(group=group.id)]
    for name in (name for name in reaching if channels[name].limits.is_local):
        if people:
            yield [Destination(member=user, channel=name) for user in people]


def _administrators(directory: Directory) -> list[str]:
    """Else the duty officers: somebody must hear of it."""
    for role in ("admin", "duty_officer"):
        if found := [member.user_id for member in directory.members if member.role == role]:
            return found
    return []
