"""A whole tenant on the stand-in: what its people say goes out as signed, encrypted callbacks, and all chats are kept.

A newcomer's usual mistake is to look for what people said on the platform: it keeps only what the bot made appear.
The town keeps both, in the order in which they stood on the screens.
"""

from collections import Counter, deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.channels.codec import Codec
from bot.clock import Clock
from bot.directory.model import Directory
from bot.standin.aibot_calls import BotLine
from bot.standin.aibot_desk import BotDesk, SmartBot
from bot.standin.aibot_files import BotFiles
from bot.standin.calls import Line, Said
from bot.standin.kf_desk import KfDesk
from bot.standin.kf_server import KfLine
from bot.standin.platform import Platform
from bot.standin.switches import BY_NAME, turn_on
from bot.standin.tenant import APP, BOT, SERVICE, Tenant, robot_of

CALLS_KEPT = 200
RESIDENTS = "wm"  # so begin the ids that customer service gives to people


@dataclass(frozen=True, slots=True)
class Spoken:
    """What a member said. `after`: how many messages of the bot stood on all screens before."""

    at: datetime
    place: str  # a group's id, or "@user" for his chat with the app
    user: str
    text: str
    after: int


@dataclass(frozen=True, slots=True)
class Call:
    """One call over the wire. `code`: the platform's errcode or an HTTP status; never what was said."""

    at: datetime
    what: str
    code: str
    ms: int
    to_bot: bool = True


@dataclass
class Town:
    """The people of a directory, their groups, one app, one smart bot and a robot in every group."""

    directory: Directory
    tenant: Tenant
    clock: Clock
    bot_name: str = "网格助手"
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Asia/Shanghai"))
    ticks: Callable[[], float] = lambda: 0.0  # seconds, to say how long a call took
    spoken: list[Spoken] = field(default_factory=list)
    calls: deque[Call] = field(default_factory=lambda: deque(maxlen=CALLS_KEPT))
    waiting: Counter[str] = field(default_factory=Counter)
    held: list[tuple[str, str, str | None]] = field(default_factory=list)
    announced: str = ""
    page: str = ""

    def __post_init__(self) -> None:
        robots = [robot_of(group) for group in self.directory.groups]
        self.platform = Platform(self.tenant.app, clock=self.clock, robots=robots)
        self.desk = BotDesk(self.platform, SmartBot(self.tenant.bot_id, ""), clock=self.clock)
        self.files = BotFiles(self.desk)
        self.service = KfDesk(self.platform, self.tenant.open_kfid, self.clock)
        self._kf: KfLine | None = None
        self._app: Line | None = None
        self._bot: BotLine | None = None

    def connect(self, bot: str) -> None:
        """`bot`: the address at which the bot takes callbacks, such as http://127.0.0.1:8080."""
        tenant = self.tenant
        codec = Codec(token=tenant.token, aes_key=tenant.aes_key, receive_id=tenant.corp_id)
        self._app = Line(self.platform, codec, tenant.token, f"{bot}/callback/{APP}", self.clock)
        self._bot = BotLine(
            self.desk, self.files, token=tenant.bot_token, aes_key=tenant.bot_aes_key, url=f"{bot}/callback/{BOT}"
        )
        kf_codec = Codec(token=tenant.kf_token, aes_key=tenant.kf_aes_key, receive_id=tenant.corp_id)
        self._kf = KfLine(self.service, kf_codec, token=tenant.kf_token, url=f"{bot}/callback/{SERVICE}")

    async def say(self, user: str, text: str, *, group: str | None = None, at: datetime | None = None) -> Said:
        """A member says something in a group, where only what mentions the bot reaches it, or to the app.

        Who is called wm... is a resident in ordinary WeChat, and writes to customer service: its calls hold no words.
        `at`: when it was said; the app's callbacks carry it.
        """
        if group is not None and f"@{self.bot_name}" not in text:
            text = f"@{self.bot_name} {text}"
        self.spoken.append(Spoken(at or self.clock.now(), group or f"@{user}", user, text, len(self.platform.seen)))
        if self._used("said-late"):
            self.held.append((user, text, group))
            return Said(())
        said = await self._deliver(user, text, group)
        while self.held:
            await self._deliver(*self.held.pop(0))
        return said

    async def press(self, user: str, label: str, *, group: str | None = None) -> Said:
        """A member presses the newest button with that label. Raises LookupError where there is none."""
        app, bot = self._lines()
        begun = self.ticks()
        said = await (app.press(user, label) if group is None else bot.press(user, label, chat=group))
        self._note(f"按钮 {APP if group is None else BOT}", said, begun)
        return said

    def turn_on(self, name: str, *, times: int = 1) -> None:
        """Turn on a switch by its name. Raises LookupError for one that is not there."""
        switch = BY_NAME[name]
        if switch.way == "callback":
            self.waiting[name] += times
        else:
            turn_on(self.platform, switch, times=times)

    def place_of(self, chat: str) -> str:
        """The group's id or "@user" of a chat of the platform."""
        kind, _, name = chat.partition(":")
        if kind == "robot":
            return next((group.id for group in self.directory.groups if robot_of(group) == name), name)
        in_group = kind == "appchat" or name in self.directory.group_by_id
        return name if in_group else f"@{name}"

    def lines(self) -> list[Mapping[str, Any]]:
        """Everything that stands on the screens, oldest first."""
        told: list[tuple[tuple[int, int], Mapping[str, Any]]] = []
        line: dict[str, Any]
        for number, one in enumerate(self.spoken):
            line = {"at": self.local(one.at), "place": one.place, "who": one.user, "text": one.text, "kind": "text"}
            told.append(((one.after, number - len(self.spoken)), line))
        for number, seen in enumerate(self.platform.seen):
            line = {
                "at": self.local(seen.at), "place": self.place_of(seen.chat), "who": "", "text": seen.text,
                "kind": seen.kind, "via": seen.via, "mentions": list(seen.mentions),
            }  # fmt: skip
            told.append(((number, 0), line))
        return [line for _, line in sorted(told, key=lambda one: one[0])]

    def local(self, moment: datetime) -> str:
        """As the district's clocks show it."""
        return moment.astimezone(self.zone).isoformat()

    async def close(self) -> None:
        for line in (self._app, self._bot, self._kf):
            if line is not None:
                await line.close()

    async def _deliver(self, user: str, text: str, group: str | None) -> Said:
        app, bot = self._lines()
        if self._used("said-forged"):
            await self._forged(user, text)
        begun = self.ticks()
        said = Said(())
        with suppress(ValueError, KeyError):
            if group is None and user.startswith(RESIDENTS) and self._kf is not None:
                self.service.say(user, text)
                said = await self._kf.call(times=2 if self._used("said-twice") else 1)
            elif group is None:
                plain = app.message(user, text, number=self._number())
                said = await app.deliver(plain, user)
                if self._used("said-twice"):
                    said = await app.deliver(plain, user)
            else:
                body = self.desk.body(user, "text", {"content": text}, chat=group)
                body = {**body, "response_url": self.files.response_url(group)}
                said = await bot.deliver(body)
                if self._used("said-twice"):
                    said = await bot.deliver(body)
        resident = group is None and user.startswith(RESIDENTS)
        self._note(f"消息 {SERVICE if resident else APP if group is None else BOT}", said, begun)
        return said

    async def _forged(self, user: str, text: str) -> None:
        """Somebody who knows the address and not the token."""
        app, _ = self._lines()
        tenant = self.tenant
        guess = tenant.token[::-1]
        codec = Codec(token=guess, aes_key=tenant.aes_key, receive_id=tenant.corp_id)
        stranger = Line(self.platform, codec, guess, app.url, self.clock)
        begun = self.ticks()
        try:
            said = await stranger.deliver(stranger.message(user, text, number=self._number()), user)
        finally:
            await stranger.close()
        self._note("伪造的消息", said, begun)

    def _number(self) -> int:
        return 7_100_000_000 + len(self.spoken) * 10 + len(self.calls) % 10

    def _used(self, name: str) -> bool:
        """Whether the switch is on, once for each time."""
        if self.waiting[name] <= 0:
            return False
        self.waiting[name] -= 1
        return True

    def _note(self, what: str, said: Said, begun: float) -> None:
        code = "、".join(map(str, said.statuses)) or "未送"
        self.calls.append(Call(self.clock.now(), what, code, round((self.ticks() - begun) * 1000)))

    def _lines(self) -> tuple[Line, BotLine]:
        if self._app is None or self._bot is None:
            raise LookupError("nobody is connected")
        return self._app, self._bot
