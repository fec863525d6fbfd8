"""Reads what changes the register: 我是九明制药的填报人, 同意 R3, 新增单位 …, 九明制药更名为…, 九明制药调到5号网格.

A newcomer's usual mistake is to take every 我是… for it. Whoever introduces himself says that he reports for a unit of
the register; greetings, names of offices and questions are none of it.
"""

import re
from dataclasses import dataclass, replace
from typing import Literal

from bot.directory.model import Directory, UnitKind
from bot.reading.called import said_plainly
from bot.reading.question_scope import NamedUnit, find_exact_unit, find_grid

Action = Literal[
    "join", "leave", "remove", "add", "rename", "move", "close", "reopen",
    "accept", "decline", "undo", "who", "history",
]  # fmt: skip
_LONGEST = 120
_DUTY = r"(?:填报|报数|上报|日报|统计|报送|报表|填表|复工报备)"
_CLERK = re.compile(
    rf"{_DUTY}(?:工作|任务|数据)?的?(?:人员?|员|专员|联系人|负责人)|{_DUTY}联系人"
    rf"|(?:负责|来|分管|接手|接管|专门)(?:每天|每日|日常)?的?(?:{_DUTY}|报)|由我(?:来|负责)?(?:{_DUTY}|报)|我来(?:{_DUTY}|报)"
)
_OFFICE = re.compile(rf"{_DUTY}(?:人员?|员|专员|联系人)")
_ME = re.compile(r"我(?:是|叫|来|负责|接|这边是)|本人|由我|换(?:成|为)?我|改(?:成|为|由)我|新来的|新(?:任|的)?填报")
_OF_ONESELF = ("我", "本人", "新")
"""Without one of these nobody speaks of himself, and no name is looked for."""
_ALONE = re.compile(
    r"换(?:成|为)?(?:了)?我|改(?:成|为|由)我|接替|接手|接管|接任|顶替|代替|以后(?:都|就)?(?:由|是)?我|今后(?:都|就)?(?:由|是)?我"
    r"|从(?:今天|明天|现在)起由?我|往后由?我"
)
_NAME = re.compile(
    r"我(?:叫|是)(?P<a>[\u4e00-\u9fff]{2,4})(?=[,，。.!！\s]|$)|(?P<b>小[\u4e00-\u9fff]|[\u4e00-\u9fff]{1,2}(?:工|姐|哥|会计|主任))(?=[,，。\s]|$)"
)
_LEAVES = re.compile(
    rf"(?:我|本人)[^,，。]{{0,12}}(?:不再|不|没再)(?:是|做|当|负责|管)[^,，。]{{0,12}}(?:{_DUTY}|报)"
    rf"|(?:我|本人)(?:已经?|要|下周)?(?:离职|辞职|调岗|调走)(?:了)?[^?？]{{0,20}}(?:{_DUTY}|不报|别再?提醒)"
)
_NUMBER = r"[rR]\s*(?P<number>\d{1,6})"
_ACCEPT = re.compile(rf"(?:同意|确认|批准|可以|是的?)(?:申请|变更)?\s*{_NUMBER}[。.!！~吧了]*")
_DECLINE = re.compile(rf"(?:不同意|不批准?|驳回|不是|拒绝|不准)(?:申请|变更)?\s*{_NUMBER}(?P<rest>.*)", re.DOTALL)
_UNDO = re.compile(rf"(?:撤销|取消|撤回)(?:变更|登记)?\s*{_NUMBER}(?P<rest>.*)", re.DOTALL)
_QUOTED = re.compile(r"【(?:填报人|单位)(?:申请|变更)\s*R(\d{1,6})】")
_YES = re.compile(r"(?:同意|确认|批准|可以|是的?|对的?|没错)[。.!！~]*")
_NO = re.compile(r"(?:不同意|不批准?|驳回|不是|不对|拒绝)(?P<rest>.*)", re.DOTALL)
_KINDS: tuple[tuple[str, UnitKind], ...] = (
    ("企业", "enterprise"), ("工厂", "enterprise"), ("公司", "enterprise"), ("工地", "site"), ("项目", "site"),
    ("商铺", "shop"), ("店铺", "shop"), ("店", "shop"), ("社区", "community"), ("小区", "community"),
    ("学校", "school"), ("酒店", "hotel"), ("宾馆", "hotel"), ("出租屋", "rental"),
)  # fmt: skip
_KIND = "|".join(("单位", *(word for word, _ in _KINDS)))
_ADD = re.compile(rf"(?:新增|增加|新加|登记|添加)(?:一家|一个)?(?P<kind>{_KIND})[:：\s,，]+(?P<rest>.+)", re.DOTALL)
_RENAME = re.compile(
    r"(?:单位)?(?:改名|更名)?[:：\s]*(?P<old>.{2,40}?)\s*(?:已经?|现在?)?(?:更名为|改名为|改名叫|更名叫|改名成|名称改为|→|->)\s*(?P<new>.{2,40})"
)
_MOVE = re.compile(
    r"(?:把|将)?(?P<unit>.{2,40}?)(?:从.{1,10})?(?:调整?到|划到|划归|划入|移到|转到|归到)\s*(?P<grid>.{1,12})"
)
_CLOSE = re.compile(r"(?:关闭|注销|停用|销户)(?:单位|企业|工地|店铺)?[:：\s]*(?P<rest>.{2,80})", re.DOTALL)
_REOPEN = re.compile(r"(?:恢复|重新启用|重开|启用)(?:单位|企业|工地|店铺)[:：\s]*(?P<rest>.{2,40})")
_REMOVE = re.compile(r"(?:移出|移除|取消|撤下|删除|去掉)(?:填报[人员]|报数人)[:：\s]*(?P<rest>.{1,60})")
_WHO = re.compile(
    rf"(?P<unit>.{{2,40}}?)的?(?:{_DUTY}(?:人|员)|填报联系人)(?:是谁|是哪个|有谁|有哪些|名单)[?？]?|填报人名单\s*(?P<of>.{{2,40}})"
)
_HISTORY = re.compile(r"(?:(?P<unit>.{2,40}?)的?)?(?:变更记录|变更申请|登记变更)[?？]?")
_ASKS = re.compile(r"[?？]|[吗么呢]\s*[。.!！]*$|怎么|如何|谁|哪")


@dataclass(frozen=True, slots=True)
class RegisterSaid:
    """What a message says about the register. `several`: units that a name fits. `unknown`: a name that none has."""

    action: Action
    number: str = ""
    unit: str = ""
    several: tuple[str, ...] = ()
    unknown: str = ""
    name: str = ""
    kind: UnitKind = "enterprise"
    area: str = ""
    alone: bool = False
    reason: str = ""


def read_register(text: str, directory: Directory, *, quoted: str = "") -> RegisterSaid | None:
    """What is said, or None where nothing is said of the register."""
    if len(text) > _LONGEST:
        return None
    plain = said_plainly(text)
    if (decided := _decided(plain, quoted)) is not None:
        return decided
    if found := _WHO.fullmatch(plain):
        return _of_unit(RegisterSaid("who"), found["unit"] or found["of"], directory)
    if found := _HISTORY.fullmatch(plain):
        return _of_unit(RegisterSaid("history"), found["unit"] or "", directory)
    if _ASKS.search(plain):
        return None
    return _order(plain, directory) or _of_oneself(plain, directory)


def _decided(plain: str, quoted: str) -> RegisterSaid | None:
    """同意 R3, 不同意 R3 reason, 撤销 R3; with the application quoted also 同意 alone."""
    if found := _ACCEPT.fullmatch(plain):
        return RegisterSaid("accept", found["number"])
    if found := _DECLINE.fullmatch(plain):
        return RegisterSaid("decline", found["number"], reason=_words(found["rest"]))
    if found := _UNDO.fullmatch(plain):
        return RegisterSaid("undo", found["number"], reason=_words(found["rest"]))
    about = _QUOTED.search(quoted)
    if about is None:
        return None
    if _YES.fullmatch(plain):
        return RegisterSaid("accept", about[1])
    if found := _NO.fullmatch(plain):
        return RegisterSaid("decline", about[1], reason=_words(found["rest"]))
    return None


def _order(plain: str, directory: Directory) -> RegisterSaid | None:
    if found := _ADD.fullmatch(plain):
        return _added(found["kind"], found["rest"], directory)
    if found := _RENAME.fullmatch(plain):
        said = _of_unit(RegisterSaid("rename", name=_words(found["new"])), found["old"], directory)
        return said if said.unit or said.several else None
    if found := _MOVE.fullmatch(plain):
        grid = find_grid(found["grid"], directory)
        said = _of_unit(RegisterSaid("move"), found["unit"], directory)
        if grid is None or not (said.unit or said.several):
            return None
        return replace(said, area=grid.area.id if grid.area else "", name=grid.words)
    if found := _CLOSE.fullmatch(plain):
        said, rest = _leading(RegisterSaid("close"), found["rest"], directory)
        return replace(said, reason=_words(rest))
    if found := _REOPEN.fullmatch(plain):
        return _of_unit(RegisterSaid("reopen"), found["rest"], directory)
    if found := _REMOVE.fullmatch(plain):
        said, rest = _leading(RegisterSaid("remove"), found["rest"], directory)
        return replace(said, name=_words(rest), unknown="")
    return None


def _added(kind_word: str, rest: str, directory: Directory) -> RegisterSaid:
    """新增单位 河源市甲乙有限公司 企业 3号网格: the name is what neither a grid nor a kind takes."""
    grid = find_grid(rest, directory)
    words = rest[: grid.start] + " " + rest[grid.end :] if grid else rest
    kind = next((kind for word, kind in _KINDS if word == kind_word), None)
    parts = [part for part in re.split(r"[\s,，;；、。]+", words) if part and part not in ("在", "属", "归")]
    for part in list(parts):
        named = next((kind for word, kind in _KINDS if word == part), None)
        if named is not None:
            kind = named
            parts.remove(part)
    name = "".join(parts).strip("在属归")
    known = find_exact_unit(name, directory) if name else None
    taken = known is not None and len(known.words) == len(name)
    return RegisterSaid(
        "add",
        unit=known.units[0].id if taken and known else "",
        name=name,
        kind=kind or "enterprise",
        area=grid.area.id if grid and grid.area else "",
        unknown=grid.words if grid and grid.area is None else "",
    )


def _of_oneself(plain: str, directory: Directory) -> RegisterSaid | None:
    if not any(sign in plain for sign in _OF_ONESELF):
        return None
    named = find_exact_unit(plain, directory)
    bare = plain[: named.start] + plain[named.end :] if named is not None else plain
    if _LEAVES.search(bare) or _LEAVES.search(plain):
        said = RegisterSaid("leave")
    elif _CLERK.search(bare) and _ME.search(plain):
        said = RegisterSaid("join", alone=_ALONE.search(bare) is not None)
    else:
        return None
    if named is None:
        return said if _OFFICE.search(plain) else None  # 收到，我来报
    rest = plain[: named.start] + " " + plain[named.end :]
    name = _NAME.search(rest) if said.action == "join" else None
    return _with(replace(said, name=(name["a"] or name["b"]) if name else ""), named)


def _leading(said: RegisterSaid, words: str, directory: Directory) -> tuple[RegisterSaid, str]:
    named = find_exact_unit(words, directory)
    if named is None:
        return replace(said, unknown=_words(words)), words
    return _with(said, named), words[: named.start] + " " + words[named.end :]


def _of_unit(said: RegisterSaid, words: str, directory: Directory) -> RegisterSaid:
    if not words.strip():
        return said
    named = find_exact_unit(words, directory)
    return _with(said, named) if named is not None else replace(said, unknown=_words(words))


def _with(said: RegisterSaid, named: NamedUnit) -> RegisterSaid:
    ids = tuple(unit.id for unit in named.units)
    return replace(said, unit=ids[0]) if len(ids) == 1 else replace(said, several=ids)


def _words(words: str) -> str:
    return re.sub(r"\s+", " ", words).strip(" ,，。.!！:：;；、的")
