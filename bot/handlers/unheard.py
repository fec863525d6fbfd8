"""Counts the words of a message that nobody knew: the word, its kind, the group and the day, never the text.

Nothing is kept of residents, of tip-offs, or of what officers order: only of what was read as a report, a question
or talk of somebody who reports or asks.
"""

from bot.handlers.base import Request
from bot.messages import Outcome
from bot.reading.meaning import Meaning
from bot.reading.unheard import not_understood
from bot.store.records import UnheardWord, WordKind

HEARD = frozenset({"report", "correction", "withdrawal", "ask_back", "query", "chatter"})


def count_unheard(request: Request, outcome: Outcome) -> None:
    """Note every such word; costs nothing where there is none."""
    if outcome.kind not in HEARD or request.member.role == "resident":
        return
    note_unheard(request, request.meaning)


def note_unheard(request: Request, meaning: Meaning) -> None:
    """Note every such word of one meaning: of the message's own, or of a table that came with it."""
    kind: WordKind
    for kind, word in not_understood(meaning):
        form = getattr(meaning, "form", None) or request.preset.forms[0].id
        group = request.group.id if request.group is not None else request.inbound.chat or ""
        request.uow.words.heard(UnheardWord(form, kind, word, group, request.today, request.now))
