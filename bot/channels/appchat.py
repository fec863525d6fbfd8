"""Groups that the self-built app makes itself: created, looked up and changed (reference: wecom 4.3).

Only an app whose visible scope is the root department may, and nobody sees a new group before its first message.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.channels.markup import mentionable
from bot.channels.wecom_api import WecomApi
from bot.errors import SendError

CREATE, GET, UPDATE, SEND = (f"/cgi-bin/appchat/{name}" for name in ("create", "get", "update", "send"))
NAME, LEAST, MOST, AT_ONCE = 50, 2, 2000, 500
TAKEN = 86215
NONE_SUCH = frozenset({86001, 86003})


@dataclass(frozen=True, slots=True)
class AppChat:
    """One such group. `users` are user ids, the owner's among them."""

    id: str
    name: str
    owner: str
    users: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """What changes when a group becomes another; `owner` and `name` are empty where they stay."""

    name: str
    owner: str
    added: tuple[str, ...]
    removed: tuple[str, ...]

    @property
    def empty(self) -> bool:
        return not (self.name or self.owner or self.added or self.removed)


def trouble_of(chat: AppChat) -> str:
    """Why the platform would not take such a group; empty: it would."""
    if not (chat.id.isascii() and chat.id.isalnum() and len(chat.id) <= 32):
        return f"{chat.id!r} is no id of a group: write up to 32 letters and digits"
    if not 1 <= len(chat.name) <= NAME:
        return f"the name has {len(chat.name)} characters; {NAME} is the most"
    if strange := [user for user in chat.users if not mentionable([user])]:
        return f"{strange[0]!r} is no user id of the platform"
    if not LEAST <= len(chat.users) <= MOST:
        return f"{len(chat.users)} member(s) belong into it; the platform takes {LEAST} to {MOST}"
    return "" if chat.owner in chat.users else f"{chat.owner!r} is not among its members"


def difference(now: AppChat, wanted: AppChat) -> Difference:
    """From what the group is to what it shall be."""
    return Difference(
        wanted.name if wanted.name != now.name else "",
        wanted.owner if wanted.owner != now.owner else "",
        tuple(user for user in wanted.users if user not in now.users),
        tuple(user for user in now.users if user not in wanted.users),
    )


class AppChats:
    """The groups of one app. Everything raises SendError or SendUnknown."""

    def __init__(self, api: WecomApi) -> None:
        self._api = api

    async def create(self, chat: AppChat) -> None:
        """Make it. An id that is there already is refused with code TAKEN."""
        users = list(chat.users)
        await self._api.post(CREATE, {"name": chat.name, "owner": chat.owner, "userlist": users, "chatid": chat.id})

    async def get(self, chat_id: str) -> AppChat:
        """As the platform has it."""
        info = (await self._api.get(GET, {"chatid": chat_id})).get("chat_info")
        if not isinstance(info, dict):
            raise SendError(f"{GET}: an answer without a group", permanent=True, code=86003)
        users = info.get("userlist")
        known = tuple(str(user) for user in users) if isinstance(users, list) else ()
        return AppChat(chat_id, str(info.get("name") or ""), str(info.get("owner") or ""), known)

    async def update(self, chat_id: str, change: Difference) -> int:
        """Change it; how many calls it took. Who leaves goes last, so that a new owner is in it first."""
        calls: list[dict[str, Any]] = [{"add_user_list": part} for part in _parts(change.added)]
        if change.name or change.owner:
            told = {"name": change.name, "owner": change.owner}
            calls.append({key: value for key, value in told.items() if value})
        calls += [{"del_user_list": part} for part in _parts(change.removed)]
        for call in calls:
            await self._api.post(UPDATE, {"chatid": chat_id, **call})
        return len(calls)

    async def say(self, chat_id: str, text: str) -> Mapping[str, Any]:
        """A text of our own making; the first one makes a new group visible."""
        return await self._api.post(SEND, {"chatid": chat_id, "msgtype": "text", "text": {"content": text}, "safe": 0})


def _parts(users: Sequence[str]) -> list[list[str]]:
    return [list(users[start : start + AT_ONCE]) for start in range(0, len(users), AT_ONCE)]
