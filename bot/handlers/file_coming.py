"""The verb of a file that the platform only names: it is fetched, and then read as if it had been sent in chat.

Nothing is said yet: seconds later the same message comes again with its bytes and gets its receipt, or its sender is
told in one line why not. What turns out to be no table goes the way of every picture and file.
"""

from bot.handlers.base import Request, Verb
from bot.handlers.filing.storing import who_may_not
from bot.handlers.table_file import is_ours
from bot.media.subject import AWAITED
from bot.messages import Answer, Media, Outcome
from bot.reading.table_file import looks_like_a_table

_FETCHED_BY = ("media_id", "MediaId", "url")  # what channels need to get a file


def _coming(request: Request) -> Media | None:
    """The one file that may be a table; several are none of our forms' ways."""
    files = [
        media
        for media in request.inbound.media
        if media.kind == "file"
        and not media.content
        and not media.detail.get("quoted")
        and any(media.detail.get(key) for key in _FETCHED_BY)
    ]
    if len(files) != 1 or request.inbound.event is not None:
        return None
    name = files[0].name
    if request.private:
        return files[0] if "." not in name or looks_like_a_table(name, b"") else None
    return files[0] if looks_like_a_table(name, b"") and is_ours(request, name) else None


def _takes(request: Request) -> bool:
    return _coming(request) is not None and who_may_not(request) is None


async def _run(request: Request) -> Answer:
    return Answer(Outcome("admin", {"action": AWAITED, "message": request.inbound.message_id}))


FILE_COMING = Verb(name="file_coming", help="", takes=_takes, run=_run)
