"""Groups that the tenant's app makes itself, on the stand-in: their members, and what the platform refuses of them.

A refusal is (code, text); nobody sees a group before its first message, which the platform itself does not check.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeGuard

NAME, LEAST, MOST = 50, 2, 2000
_ID = re.compile(r"[0-9A-Za-z]{1,32}", re.ASCII)

Refusal = tuple[int, str]


@dataclass
class Room:
    """One group."""

    name: str
    owner: str
    users: list[str] = field(default_factory=list)


class Rooms:
    """The groups by id; `ids` are those that messages may be sent to."""

    def __init__(self, ids: set[str]) -> None:
        self._ids = ids
        self.by_id: dict[str, Room] = {}

    def create(self, payload: Mapping[str, Any]) -> Refusal | None:
        """A new group; the id must be chosen here, as gridbot does."""
        users, name, owner, chat = (payload.get(key) for key in ("userlist", "name", "owner", "chatid"))
        if not isinstance(chat, str) or not _ID.fullmatch(chat):
            return 86220, "invalid chatid"
        if chat in self._ids:
            return 86215, "chatid exists"
        if not isinstance(name, str) or not 1 <= len(name) <= NAME:
            return 86004, "invalid name"
        if not _are_users(users) or not LEAST <= len(users) <= MOST:
            return 86006, "invalid number of members"
        if owner not in users:
            return 86207, "owner is no member"
        self._ids.add(chat)
        self.by_id[chat] = Room(name, str(owner), list(users))
        return None

    def info(self, chat: str) -> dict[str, Any] | None:
        """What the platform tells of a group; None: there is none."""
        room = self.by_id.get(chat)
        if room is None:
            return None
        return {"chatid": chat, "name": room.name, "owner": room.owner, "userlist": list(room.users), "chat_type": 0}

    def update(self, payload: Mapping[str, Any]) -> Refusal | None:
        """Some of it changed."""
        room = self.by_id.get(str(payload.get("chatid")))
        if room is None:
            return 86003, "chat does not exist"
        added, removed = payload.get("add_user_list", []), payload.get("del_user_list", [])
        if not _are_users(added) or not _are_users(removed):
            return 86007, "invalid member"
        users = [user for user in dict.fromkeys([*room.users, *added]) if user not in removed]
        owner = payload.get("owner", room.owner)
        if owner not in users:
            return 86207, "owner is no member"
        if not LEAST <= len(users) <= MOST:
            return 86006, "invalid number of members"
        room.name, room.owner, room.users = str(payload.get("name", room.name)), str(owner), users
        return None


def _are_users(value: object) -> TypeGuard[list[str]]:
    return isinstance(value, list) and all(isinstance(user, str) and user and "|" not in user for user in value)
