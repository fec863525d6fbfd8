"""The verb of 模板: the form's empty table with the asker's own units and today filled in, always in private.

A newcomer's usual mistake is to hear it inside a sentence: on a building site 模板 is formwork. The whole message has
to ask for the table and nothing else.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from bot import texts
from bot.directory.characters import fold
from bot.directory.model import Unit
from bot.forms.definition import FormDef
from bot.handlers.base import Request, Verb
from bot.handlers.filing.items import note, refuse, to_sender
from bot.messages import Answer, Destination, Outcome, Reply
from bot.reading.sheet import MOST_ROWS
from bot.views.table_file import template_sent
from bot.views.template import about, template

_NOUNS = ("空白表格", "空白表", "空表格", "空表", "填报表", "样表", "模板", "模版")
_ASKING = (
    "请问 麻烦 帮忙 帮我 请 给我们 给我 给 我们 我 想要 想 要 需要 有没有 能不能 可以 能 有 来 求 发送 发一下 发下 "
    "发个 发一份 发 下载 导出 获取 领取 领 拿 一下 一个 一份 一张 个 份 张 最新的 最新 空白的 空白 你好 您好"
).split()
_TABLE = "填报 上报 报送 报表 报数 数据 统计 表格 表 excel 电子表格 电子 文件 的".split()
_TAIL = (
    "文件 表格 发一下 发给我 发我 发下 发 给我 一份 一下 在哪里 在哪 哪里有 哪有 有吗 有没有 怎么要 怎么领 下载 呢 吗 "
    "么 吧 啊 谢谢"
).split()
_MARKS = "?？。.!！~,，、 "
_MOST = 60  # characters of a message that only asks for a table


def _asked(request: Request) -> list[FormDef] | None:
    """The forms whose tables are asked for; None: the message asks for no table."""
    if (
        len(request.inbound.text) > _MOST
        or request.inbound.media
        or not any(ch in request.inbound.text for ch in "板版表")
    ):
        return None
    text = fold(request.inbound.text).replace(fold(f"@{request.bot_name}"), "").strip(_MARKS)
    noun = next((noun for noun in _NOUNS if noun in text), None)
    if noun is None:
        return None
    before, _, after = text.partition(noun)
    named = _without_ends(_without_heads(before, _ASKING), _TABLE)
    if _without_heads(after, _TAIL):
        return None
    if not named:
        return _owed(request)
    forms = request.preset.forms
    form = next((f for f in forms if named in map(fold, (f.name, *f.aliases, *f.keywords))), None)
    return [form] if form is not None else None


def _without_heads(text: str, words: Sequence[str]) -> str:
    while found := next((word for word in words if text.startswith(word)), ""):
        text = text.removeprefix(found).lstrip(_MARKS)
    return text


def _without_ends(text: str, words: Sequence[str]) -> str:
    while found := next((word for word in words if text.lower().endswith(word)), ""):
        text = text[: -len(found)].rstrip(_MARKS)
    return text


def _owed(request: Request) -> list[FormDef]:
    """The forms that the asker's units owe; all where that says nothing."""
    own = request.directory.units_of(request.member)
    return [form for form in request.preset.forms if about(form, own)] or list(request.preset.forms)


def _units(request: Request, form: FormDef) -> list[Unit]:
    own = [unit for unit in request.directory.units_of(request.member) if unit.active_on(request.today)]
    return (about(form, own) or own)[:MOST_ROWS]


async def _run(request: Request) -> Answer:
    forms = _asked(request)
    if forms is None:
        raise TypeError("a template verb needs to be asked for one")
    if request.member.role == "resident":
        return refuse(request, "not_registered", texts.not_registered())
    text, files = [], []
    for form in forms:
        units = _units(request, form)
        name = f"{form.name}填报表{request.today:%m%d}.xlsx"
        files.append(
            await asyncio.to_thread(template, form, units, day=request.today, name=name, bot_name=request.bot_name)
        )
        text.append(template_sent(form, len(units)))
    note(request, "template", "、".join(form.id for form in forms))
    outcome = Outcome("query", {"intent": "help", "form": forms[0].id, "template": True})
    told = Reply("\n".join(text), attachments=tuple(files))
    if request.private:
        return Answer(outcome, (told,))
    back = Destination(member=request.member.user_id, channel=request.inbound.channel)
    return Answer(outcome, (to_sender(request, "填报表已私信给您。"), replace(told, to=back)))


TEMPLATE = Verb(
    name="template",
    help="要空表：发“模板”，填好发回来就行",
    takes=lambda request: _asked(request) is not None,
    run=_run,
)
