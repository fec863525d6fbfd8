"""Customer service over HTTP beside the platform's own paths, and its calls to the bot that say "something is there".

A call holds no message. It may come twice, late or never, as the platform's do; three tries, five seconds each.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import BytesIO

import aiohttp
from aiohttp import web
from yarl import URL

from bot.channels import markup
from bot.channels.codec import Codec, signature_of
from bot.standin.calls import ANSWER_SECONDS, TRIES, Said
from bot.standin.kf_desk import KfDesk
from bot.standin.server import Api

SYNC, SEND, ON_EVENT = "kf/sync_msg", "kf/send_msg", "kf/send_msg_on_event"


def kf_routes(api: Api, desk: KfDesk) -> list[web.AbstractRouteDef]:
    """The paths of customer service, with the platform's faults under the names above."""

    def access(request: web.Request) -> str:
        return request.query.get("access_token", "")

    return [
        web.post("/cgi-bin/kf/sync_msg", api.endpoint(SYNC, lambda r, p: desk.sync(access(r), p))),
        web.post("/cgi-bin/kf/send_msg", api.endpoint(SEND, lambda r, p: desk.send(access(r), p))),
        web.post(
            "/cgi-bin/kf/send_msg_on_event", api.endpoint(ON_EVENT, lambda r, p: desk.send_on_event(access(r), p))
        ),
    ]


class KfApi(Api):
    """The platform's HTTP side with customer service."""

    def __init__(self, desk: KfDesk) -> None:
        super().__init__(desk.platform)
        self._desk = desk

    def application(self) -> web.Application:
        application = super().application()
        application.add_routes(kf_routes(self, self._desk))
        return application


@asynccontextmanager
async def standing_in_with_kf(desk: KfDesk, *, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[str]:
    """Serve platform and customer service inside the block; gives the base address."""
    runner = web.AppRunner(KfApi(desk).application(), access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    await web.TCPSite(runner, host, port).start()
    try:
        yield f"http://{host}:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


class KfLine:
    """The platform's calls to the bot's callback address."""

    def __init__(
        self, desk: KfDesk, codec: Codec, *, token: str, url: str, answer_seconds: float = ANSWER_SECONDS
    ) -> None:
        self._desk = desk
        self._codec = codec
        self._token = token
        self._url = URL(url)
        self._timeout = aiohttp.ClientTimeout(total=answer_seconds)
        self._session: aiohttp.ClientSession | None = None

    async def check_url(self, echo: str = "1288432023552776189") -> bool:
        """The check when the administrator saves the address."""
        encrypted = self._codec.encrypt(echo.encode())
        query = self._signed(encrypted) | {"echostr": encrypted.decode()}
        async with self._opened().get(self._url.with_query(query)) as response:
            return response.status == 200 and await response.text() == echo

    async def call(self, *, times: int = 1, account: str | None = None) -> Said:
        """Say that something is there, `times` times."""
        said = Said(())
        for _ in range(times):
            said = await self.deliver(self.news(self._desk.nudge(), account=account))
        return said

    def news(self, token: str, *, account: str | None = None) -> str:
        """The XML of a call."""
        corp = markup.cdata(self._desk.platform.app.corp_id)
        return (
            f"<xml><ToUserName>{corp}</ToUserName><CreateTime>{int(self._desk.clock.now().timestamp())}</CreateTime>"
            f"<MsgType><![CDATA[event]]></MsgType><Event><![CDATA[kf_msg_or_event]]></Event>"
            f"<Token>{markup.cdata(token)}</Token>"
            f"<OpenKfId>{markup.cdata(account or self._desk.account)}</OpenKfId></xml>"
        )

    async def deliver(self, plain: str) -> Said:
        """Call until there is an answer, three times at most."""
        statuses: list[int] = []
        while len(statuses) < TRIES and not (statuses and statuses[-1]):
            statuses.append(await self._call(plain))
        return Said(tuple(statuses))

    async def _call(self, plain: str) -> int:
        encrypted = self._codec.encrypt(plain.encode())
        corp = markup.cdata(self._desk.platform.app.corp_id)
        body = f"<xml><ToUserName>{corp}</ToUserName><Encrypt><![CDATA[{encrypted.decode()}]]></Encrypt></xml>"
        try:
            async with self._opened().post(
                self._url.with_query(self._signed(encrypted)),
                data=BytesIO(body.encode()),
                headers={"Content-Type": "text/xml"},
                timeout=self._timeout,
            ) as response:
                await response.read()
                return response.status
        except (aiohttp.ClientError, TimeoutError, OSError):
            return 0

    def _signed(self, encrypted: bytes) -> dict[str, str]:
        seconds, nonce = str(int(self._desk.clock.now().timestamp())), "1597212914"
        signature = signature_of(self._token, seconds, nonce, encrypted)
        return {"msg_signature": signature, "timestamp": seconds, "nonce": nonce}

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True))
        return self._session

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
