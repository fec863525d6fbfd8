"""Fetches what customer service holds for us: page by page from the cursor, one replica at a time, nothing lost.

A callback only wakes it, and may be missed: it also looks at the start and now and then. The cursor moves after
every message before it is committed; a crash in between brings some again, and the inbox knows those.
"""

import asyncio
import logging
import random
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.channels.aibot_term import Term
from bot.channels.base import Bounces, Cursor, Cursors, Lease, Submit, Submitted
from bot.channels.contact import Contact
from bot.channels.kf_inbound import WELCOME_LIVES, Bounce, Heard, heard_from
from bot.channels.wecom_api import WecomApi
from bot.clock import Clock
from bot.errors import SendError, SendUnknown, StoreError

log = logging.getLogger(__name__)

SYNC, ON_EVENT = "/cgi-bin/kf/sync_msg", "/cgi-bin/kf/send_msg_on_event"
PAGE = 200  # items asked for at once; the platform gives up to 1000
PAGE_BYTES = 8 * 1024 * 1024
AT_ONCE = 64  # messages handed in together
TOKEN_LIVES = timedelta(minutes=9)  # the platform says ten
BAD_TOKEN = 95007
RENEW = timedelta(seconds=2)
LEASE_SECONDS = 2.0
FIRST_WAIT, LONGEST_WAIT = 1.0, 300.0  # seconds of backoff


class MemoryCursors:
    """Cursors of this process alone."""

    def __init__(self) -> None:
        self._held: dict[str, Cursor] = {}

    async def load(self, name: str) -> Cursor:
        return self._held.get(name, Cursor())

    async def move(self, name: str, *, was: str, to: str, at: datetime) -> bool:
        if self._held.get(name, Cursor()).value != was:
            return False
        self._held[name] = Cursor(to, at)
        return True


class NoBounces:
    """Nobody keeps sends, so none can be given back."""

    async def bounced(self, _reference: str, _why: str) -> bool:
        return False


class Puller:
    """The fetching of one account. `every`: how long it may go without looking when nobody wakes it."""

    def __init__(
        self,
        *,
        name: str,
        account: str,
        api: WecomApi,
        cursors: Cursors,
        bounces: Bounces,
        clock: Clock,
        rng: random.Random,
        every: timedelta,
        contact: Contact | None = None,
    ) -> None:
        self._contact = contact
        self._name = name
        self._account = account
        self._api = api
        self._cursors = cursors
        self._bounces = bounces
        self._clock = clock
        self._rng = rng
        self._every = every
        self._woken = asyncio.Event()
        self._token: tuple[str, datetime] | None = None
        self._failed = 0
        self._page = PAGE

    def wake(self, token: str) -> None:
        """Something is there. The token makes fetching it cheap for ten minutes."""
        self._token = (token, self._clock.now() + TOKEN_LIVES) if token else None
        self._woken.set()

    async def run(self, submit: Submit, lease: Lease) -> None:
        """Fetch whenever there may be something, until cancelled."""
        self._woken.set()  # what came while nobody was here
        while True:
            wait = await self._once(submit, lease)
            if wait is None:
                await self._rest()
            else:
                await self._clock.sleep_until(self._clock.now() + wait)
                self._woken.set()

    async def _rest(self) -> None:
        """Until woken, or until it is time to look all the same."""
        waking = asyncio.create_task(self._woken.wait())
        sleeping = asyncio.create_task(self._clock.sleep_until(self._clock.now() + self._every))
        try:
            await asyncio.wait({waking, sleeping}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            waking.cancel()
            sleeping.cancel()
            await asyncio.gather(waking, sleeping, return_exceptions=True)

    async def _once(self, submit: Submit, lease: Lease) -> timedelta | None:
        """Fetch all there is, alone among the replicas. How long to wait after a failure; None: all is well."""
        term = Term(lease, self._clock, every=RENEW, seconds=LEASE_SECONDS)
        await term.take()
        try:
            woken = self._woken.is_set()
            self._woken.clear()
            fetching = asyncio.create_task(self._fetch(term, submit, woken=woken), name=f"{self._name} pull")
            keeping = asyncio.create_task(term.keep(), name=f"{self._name} lease")
            try:
                await asyncio.wait({fetching, keeping}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                fetching.cancel()
                keeping.cancel()
                await asyncio.gather(fetching, keeping, return_exceptions=True)
        finally:
            await term.end()
        if fetching.cancelled():  # the lease was lost in the middle
            return timedelta()
        error = fetching.exception()
        if isinstance(error, SendError | StoreError):
            return self._wait_after(error)
        if error is not None:
            raise error
        self._failed = 0
        return None

    async def _fetch(self, term: Term, submit: Submit, *, woken: bool) -> None:
        cursor = await self._cursors.load(self._name)
        if not woken and cursor.looked_at is not None and self._clock.now() - cursor.looked_at < self._every / 2:
            return  # another replica looked just now
        at = cursor.value
        while await term.still_mine():
            page = await self._asked(at)
            items = page.get("msg_list")
            await self._take_in(items if isinstance(items, list) else [], submit)
            told = page.get("next_cursor")
            beyond = told if isinstance(told, str) and told else at
            if not await self._cursors.move(self._name, was=at, to=beyond, at=self._clock.now()):
                log.warning("the cursor was moved by somebody else", extra={"channel": self._name})
                self._woken.set()
                return
            if page.get("has_more") != 1:
                return
            if beyond == at:
                raise SendError(f"{SYNC}: more, and no way to it", permanent=False)
            at = beyond
        self._woken.set()  # somebody else's turn now, and it may not go on where we stopped

    async def _asked(self, at: str) -> Mapping[str, Any]:
        """One page. A token that is not taken is left out; an answer that cannot be read is asked for in less."""
        asked: dict[str, Any] = {"cursor": at, "limit": self._page, "voice_format": 0, "open_kfid": self._account}
        if self._token is not None and self._token[1] > self._clock.now():
            asked["token"] = self._token[0]
        try:
            page = await self._api.post(SYNC, asked, most=PAGE_BYTES)
        except SendUnknown:
            self._page = max(1, self._page // 4)
            raise
        except SendError as error:
            if error.code != BAD_TOKEN or "token" not in asked:
                raise
            self._token = None
            return await self._asked(at)
        self._page = PAGE
        return page

    async def _take_in(self, items: Sequence[object], submit: Submit) -> None:
        """Hand in every message and wait for their commit. Raises StoreError where one is not stored."""
        heard = list[Heard]()
        for item in items:
            match self._heard(item):
                case Heard() as one:
                    heard.append(one)
                case Bounce() as bounce:
                    await self._note(bounce)
        for some in (heard[start : start + AT_ONCE] for start in range(0, len(heard), AT_ONCE)):
            results = await asyncio.gather(*(submit(one.inbound) for one in some), return_exceptions=True)
            taken = list[Submitted]()
            for result in results:
                if isinstance(result, BaseException):
                    raise result
                taken.append(result)
            for one, result in zip(some, taken, strict=True):
                if one.welcome_code and result.passive:
                    await self._welcome(one, result.passive)

    def _heard(self, item: object) -> Heard | Bounce | None:
        try:
            return heard_from(item, channel=self._name, account=self._account, now=self._clock.now())
        except (RecursionError, ValueError) as error:
            log.warning("an item that cannot be read", extra={"channel": self._name, "error": type(error).__name__})
            return None

    async def _note(self, bounce: Bounce) -> None:
        noted = await self._bounces.bounced(bounce.reference, bounce.why)
        log.warning("a message was given back", extra={"channel": self._name, "why": bounce.why, "noted": noted})

    async def _welcome(self, one: Heard, texts: Sequence[str]) -> None:
        """Speak first, once, within 20 seconds of the coming; too late or refused, nothing is lost by it."""
        if self._clock.now() - one.inbound.sent_at >= WELCOME_LIVES:
            return
        said = {"code": one.welcome_code, "msgtype": "text", "text": {"content": "\n".join(texts)}}
        try:
            await self._api.post(ON_EVENT, said)
        except SendError as error:
            log.info("a welcome was not taken", extra={"channel": self._name, "code": error.code})

    def _wait_after(self, error: BaseException) -> timedelta:
        """Full jitter under a ceiling that doubles; never sooner than the platform says."""
        ceiling = min(LONGEST_WAIT, FIRST_WAIT * 2.0 ** min(self._failed, 20))
        self._failed += 1
        log.warning(
            "customer service could not be asked",
            extra={"channel": self._name, "error": type(error).__name__, "code": getattr(error, "code", None)},
        )
        wait = timedelta(seconds=self._rng.uniform(0.1, ceiling))
        if isinstance(error, SendError):
            if error.needs is not None and self._contact is not None:
                self._contact.refused(error.needs, error.code)
            if error.permanent:
                return max(wait, self._every)
            return max(wait, error.retry_after or wait)
        return wait
