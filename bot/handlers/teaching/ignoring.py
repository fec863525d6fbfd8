"""Carries out an order to hear no more of a word: 忽略 护目镜, 取消忽略 护目镜.

Ignored is only the list of what was not understood; what a message says with the word is read as before.
"""

from datetime import timedelta
from typing import Literal

from bot.handlers.base import Request
from bot.handlers.teaching.words import Done
from bot.store.records import AuditLine, IgnoredWord
from bot.views import words as say

LATELY = timedelta(days=366)
"""What was heard before is forgotten."""


async def ignore(request: Request, word: str) -> Done:
    """Only a word that somebody said: 忽略 上一条 is talk."""
    seen = await request.uow.words.seen(request.today - LATELY, request.today)
    if not any(one.word == word for one in seen):
        return Done(say.not_heard(word), "not_heard")
    await request.uow.words.ignore(IgnoredWord(word, request.member.user_id, request.now))
    return _done(request, word, "ignored", say.ignoring(word))


async def heed(request: Request, word: str) -> Done:
    """List it again when it is said."""
    if not await request.uow.words.heed(word):
        return Done(say.not_ignored(word), "not_ignored")
    return _done(request, word, "heeded", say.heeding(word))


def _done(request: Request, word: str, did: Literal["ignored", "heeded"], told: str) -> Done:
    detail = {"message": request.inbound.message_id}
    request.uow.audit.write(AuditLine(request.now, request.member.user_id, f"word_{did}", word, detail))
    return Done(told, entry={"word": word}, did=did)
