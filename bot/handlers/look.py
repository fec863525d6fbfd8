"""The verb of looking at kept pictures: 看图 T0012, Z0012, S1, 看图 某某单位 3月5日. In private, by who may, noted.

The files go out by their digest and are read when they are sent, so no copy of them outlives the shelf's own.
"""

import re
import unicodedata
from datetime import date

from bot.handlers.base import Request, Verb
from bot.handlers.casework.desk import find
from bot.handlers.filing.items import note, refuse, to_sender
from bot.handlers.tip_desk import OFFICERS
from bot.media.subject import Subject, of_appeal, of_case, of_report, of_tip
from bot.messages import Answer, Attachment, Outcome, Reply
from bot.reading.dates import RELATIVE, date_at, relative_day
from bot.reading.question_scope import find_exact_unit
from bot.store.records import KeptFile
from bot.views import kept_files as say
from bot.views.figures import day
from bot.views.inert import inert

MOST = 9
_ORDER = re.compile(r"(?:@\S+\s*)?(?:看图|看照片|看图片|查看图片|图片|照片|附件)[\s:：]*(?P<what>.{2,60})")
_NUMBER = re.compile(r"[A-Za-z]\d{4,}|[Ss][1-9]\d{0,5}")
_APPEAL = re.compile(r"S[1-9]\d{0,5}")


def _asked(request: Request) -> str | None:
    found = _ORDER.fullmatch(unicodedata.normalize("NFKC", request.inbound.text[:100]).strip())
    return found["what"].strip() if found else None


def _takes(request: Request) -> bool:
    what = _asked(request)
    if what is None:
        return False
    return bool(_NUMBER.fullmatch(what)) or find_exact_unit(what, request.directory) is not None


async def _run(request: Request) -> Answer:
    what = _asked(request) or ""
    if not request.private:
        return refuse(request, "private_only", "图片只能私信看，请私信发给我。")
    if _NUMBER.fullmatch(what):
        number = what.upper()
        if _APPEAL.fullmatch(number):
            return await _of_appeal(request, number)
        return await (_of_tip(request, number) if number.startswith("T") else _of_case(request, number))
    return await _of_unit(request, what)


async def _of_tip(request: Request, number: str) -> Answer:
    if request.member.role not in OFFICERS:
        return refuse(request, "role", "反映的图片只有值班员看得到。")
    if await request.uow.tips.get(number) is None:
        return refuse(request, "unknown_case", f"没有编号{number}，请核对。发“举报列表”可看全部未办结的。")
    return await _show(request, of_tip(number), number)


async def _of_appeal(request: Request, number: str) -> Answer:
    appeal = await request.uow.appeals.get(int(number[1:]))
    if appeal is None or not request.directory.may_ask(request.member, unit_id=appeal.unit):
        return refuse(request, "unknown_case", f"没有您能看的申诉{number}。")
    return await _show(request, of_appeal(number), f"申诉{number}")


async def _of_case(request: Request, number: str) -> Answer:
    mine = await find(request, number)
    return mine if isinstance(mine, Answer) else await _show(request, of_case(number), number)


async def _of_unit(request: Request, what: str) -> Answer:
    named = find_exact_unit(what, request.directory)
    if named is None or len(named.units) != 1:
        return refuse(request, "unit_ambiguous", "这个名字不止一家，请写单位全名。")
    [unit] = named.units
    if not request.directory.may_ask(request.member, unit_id=unit.id):
        return refuse(request, "unit_not_yours", "只能看自己负责的单位的图片。")
    period = _day(what[: named.start] + what[named.end :], request.today)
    name = f"{inert(unit.short_name)}{day(period)}"
    subjects = [of_report(form.id, unit.id, period) for form in request.preset.forms]
    return await _show(request, subjects[0], name, *subjects[1:])


def _day(words: str, today: date) -> date:
    """A day written beside the name, else today."""
    for word in RELATIVE:
        if word in words:
            return relative_day(word, today)
    for at in range(len(words)):
        found = date_at(words, at, today)
        if found is not None and found.day is not None:
            return found.day
    return today


async def _show(request: Request, subject: Subject, name: str, *others: Subject) -> Answer:
    files = [file for one in (subject, *others) for file in await request.uow.files.of(one.text)]
    kept = [file for file in files if file.state == "kept"][-MOST:]
    data = {"intent": "status", "files": len(kept)}
    if not kept:
        return Answer(Outcome("query", data), (to_sender(request, say.nothing(name, files, request.zone)),))
    note(request, "files_seen", subject.text)
    attachments = tuple(_attachment(file, number) for number, file in enumerate(kept, start=1))
    return Answer(Outcome("query", data), (Reply(say.shown(name, len(kept)), attachments=attachments),))


def _attachment(file: KeptFile, number: int) -> Attachment:
    ending = {"image/jpeg": "jpg", "image/png": "png", "image/gif": "gif", "video/mp4": "mp4"}.get(file.media_type, "")
    name = file.name or (f"{number}.{ending}" if ending else f"{number}")
    return Attachment(name, file.media_type, b"", digest=file.digest)


LOOK = Verb(
    name="look",
    help="看图片（私信）：看图 T0001；看图 Z0001；看图 单位名 3月5日",
    takes=_takes,
    run=_run,
)
