"""A platform's server interface for one account: calls with a living token, a dead one replaced once.

The token travels in a URL of the platform's making, so nothing here ever logs or raises a URL.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bot.channels.base import TokenStore
from bot.channels.calling import ANSWER_CAP, Caller, Downloaded
from bot.channels.token_source import FORCED_APART, Credentials, Dialect, Token, TokenSource
from bot.channels.wecom_errors import REACTIONS, Circuit, Reaction, error_for
from bot.clock import Clock
from bot.errors import SendError
from bot.messages import Attachment

API_BASE = "https://qyapi.weixin.qq.com"
UPLOAD = "/cgi-bin/media/upload"
DOWNLOAD = "/cgi-bin/media/get"
WECOM = Dialect()


class WecomApi:
    """Calls `/cgi-bin/...` for one app. `account` names its token in the store."""

    def __init__(
        self,
        *,
        caller: Caller,
        account: str,
        corp_id: str,
        secret: str,
        clock: Clock,
        tokens: TokenStore,
        dialect: Dialect = WECOM,
    ) -> None:
        self._caller = caller
        self._clock = clock
        self._dialect = dialect
        self._tokens = TokenSource(
            Credentials(account, corp_id, secret), caller=caller, clock=clock, kept=tokens, dialect=dialect
        )
        self._circuits: dict[str, Circuit] = {}

    async def post(self, path: str, payload: Mapping[str, Any], *, most: int = ANSWER_CAP) -> Mapping[str, Any]:
        """The answer with errcode 0, of at most `most` bytes. Raises SendError or SendUnknown with the decision."""
        return await self._served(
            path,
            lambda token: self._caller.post(path, query={"access_token": token.value}, payload=payload, most=most),
        )

    async def get(self, path: str, query: Mapping[str, str]) -> Mapping[str, Any]:
        """As `post`, for what is only looked up."""
        return await self._served(
            path, lambda token: self._caller.get(path, query={"access_token": token.value, **query})
        )

    async def upload(self, file: Attachment) -> Mapping[str, Any]:
        """The answer with the media id of the file (reference: wecom 4.5). Raises SendError or SendUnknown."""
        return await self._served(
            UPLOAD,
            lambda token: self._caller.upload(UPLOAD, query={"access_token": token.value, "type": "file"}, file=file),
        )

    async def download(self, media_id: str, *, most: int) -> Downloaded:
        """The file of at most `most` bytes. Raises SendError, permanent where the platform has none (any more)."""
        found = list[Downloaded]()

        async def call(token: Token) -> Mapping[str, Any]:
            query = {"access_token": token.value, "media_id": media_id}
            answer = await self._caller.download(DOWNLOAD, query=query, most=most)
            if isinstance(answer, Downloaded):
                found.append(answer)
                return {"errcode": 0}
            return answer

        await self._served(DOWNLOAD, call)
        if not found:
            raise SendError(f"{DOWNLOAD}: an answer without a file", permanent=True, code=40007)
        return found[0]

    async def _served(self, path: str, call: Callable[[Token], Awaitable[Mapping[str, Any]]]) -> Mapping[str, Any]:
        """The call with a living token: a dead one is replaced once, a blocked interface is left alone."""
        circuit = self._circuits.setdefault(path, Circuit())
        circuit.check(self._clock.now(), path=path)
        token = await self._tokens.token()
        answer = await call(token)
        if self._says_dead(answer["errcode"]):
            answer = await call(await self._tokens.token(dead=token))
        code = answer["errcode"]
        if code in self._dialect.dead_token:  # also the one that was just fetched: somebody else fetches them too
            why = f"{path}: the token is not taken ({code})"
            raise SendError(why, permanent=False, retry_after=FORCED_APART, code=code, counted=False)
        if REACTIONS.get(code) is Reaction.FREQUENCY:
            wait = circuit.blocked(self._clock.now(), code=code)
            raise SendError(f"{path}: over the limit ({code})", permanent=False, retry_after=wait, code=code)
        if code != 0:
            raise error_for(code, path=path)
        circuit.passed(self._clock.now())
        return answer

    def _says_dead(self, code: int) -> bool:
        return code in self._dialect.dead_token or REACTIONS.get(code) is Reaction.EXPIRED

    async def close(self) -> None:
        await self._tokens.close()
        await self._caller.close()
