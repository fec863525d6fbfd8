"""What the bot says about changes of the register: to who asks, to who decides, and who reports for whom.

Every answer to who decided says how to undo it: a wrong name in the register costs a unit its reminders.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Protocol

from bot.directory.changing import ChangeKind
from bot.directory.model import Directory, Member, Unit
from bot.views.figures import day
from bot.views.inert import inert

LISTED = 20
_NAME = 40
_STATES = {"asked": "待确认", "accepted": "已生效", "declined": "未同意", "undone": "已撤销"}
_KINDS = {
    "enterprise": "企业", "site": "工地", "shop": "商铺", "community": "社区", "school": "学校", "hotel": "酒店",
    "rental": "出租屋",
}  # fmt: skip


class Numbered(Protocol):
    """A change with its number."""

    @property
    def number(self) -> int: ...
    @property
    def kind(self) -> ChangeKind: ...
    @property
    def about(self) -> Mapping[str, Any]: ...
    @property
    def state(self) -> str: ...
    @property
    def why(self) -> str: ...


def what(change: Numbered, directory: Directory) -> str:
    """The change in one clause."""
    about = change.about
    unit = unit_name(about["unit"], directory, about)
    match change.kind:
        case "join":
            alone = "，接替原填报人" if about["alone"] else ""
            return f"{inert(about['name'])}做{unit}的填报人{alone}"
        case "leave":
            return f"{person(about['user'], directory, about)}不再做{unit}的填报人"
        case "add":
            kind = _KINDS.get(about["kind"], "单位")
            return f"新增{kind}{inert(about['name'], _NAME)}（{area_name(about['area'], directory)}）"
        case "rename":
            return f"{inert(about['old'], _NAME)}更名为{inert(about['name'], _NAME)}"
        case "move":
            return f"{unit}从{area_name(about['from'], directory)}调到{area_name(about['area'], directory)}"
        case "close":
            reason = f"，{inert(about['reason'], _NAME)}" if about.get("reason") else ""
            return f"停用{unit}（{day(date.fromisoformat(about['last']))}是最后一天{reason}）"
        case "reopen":
            return f"恢复{unit}"


def asked(change: Numbered, directory: Directory) -> str:
    """To who asked: it waits."""
    return f"收到R{change.number}：{what(change, directory)}。请网格长或值班员确认；确认以前照原来的报。"


def application(change: Numbered, directory: Directory, asker: Member, *, now_clerks: Sequence[Member]) -> str:
    """To who decides. What the asker says of himself is only what he says."""
    head = "填报人申请" if change.kind in ("join", "leave") else "单位变更"
    lines = [f"【{head} R{change.number}】{what(change, directory)}"]
    if change.kind == "join":
        others = "、".join(inert(member.name) for member in now_clerks) or "没有"
        lines.append(f"现填报人：{others}。名字是本人自报的，请核实再定。")
    elif asker.name:
        lines.append(f"申请人：{inert(asker.name)}")
    lines.append(f"同意请回：同意 R{change.number}；不同意请回：不同意 R{change.number} 原因")
    return "\n".join(lines)


def done(change: Numbered, directory: Directory) -> str:
    """To who decided."""
    return f"已登记R{change.number}：{what(change, directory)}。弄错了请回：撤销 R{change.number}"


def declined(change: Numbered) -> str:
    """To who said no."""
    return f"已退回R{change.number}，已告诉申请人。"


def undone(change: Numbered, directory: Directory) -> str:
    """To who took it back."""
    return f"已撤销R{change.number}（{what(change, directory)}），恢复原样。"


def welcome(change: Numbered, directory: Directory, *, example: str, due: str) -> str:
    """To the new clerk."""
    unit = unit_name(change.about["unit"], directory, change.about)
    return f"已确认：您是{unit}的填报人了。每天{due}前发一条，例如：{example}。要看格式请发“模板”，不会就发“帮助”。"


def declined_to_asker(change: Numbered, directory: Directory, why: str) -> str:
    """The bad news, with the reason where one was given."""
    reason = f"：{inert(why, 60)}" if why else "。"
    return f"R{change.number}没有同意（{what(change, directory)}）{reason}"


def relieved(change: Numbered, directory: Directory) -> str:
    """To the clerk whose place was taken."""
    unit = unit_name(change.about["unit"], directory, change.about)
    return f"{unit}的填报人已换成{inert(change.about['name'])}，您不用再报了。弄错了请找值班员，说明R{change.number}。"


def clerks(unit: Unit, members: Sequence[Member]) -> str:
    """Who reports for a unit: names alone."""
    names = "、".join(inert(member.name) for member in members)
    return f"{inert(unit.name, _NAME)}的填报人：{names}。" if names else f"{inert(unit.name, _NAME)}现在没有填报人。"


def history(changes: Sequence[Numbered], directory: Directory) -> str:
    """The newest first."""
    if not changes:
        return "没有查到变更记录。"
    shown = [
        f"R{one.number} {what(one, directory)}（{_STATES[one.state]}）"
        for one in sorted(changes, key=lambda one: -one.number)[:LISTED]
    ]
    more = f"\n另有{len(changes) - LISTED}条没有列出。" if len(changes) > LISTED else ""
    return "变更记录：\n" + "\n".join(shown) + more


def unit_name(unit: str, directory: Directory, about: Mapping[str, Any] = {}) -> str:
    """The name that people use; of a unit that is gone the one that was written down."""
    found = directory.unit_by_id.get(unit)
    return inert(found.short_name if found else about.get("name", unit), _NAME)


def person(user: str, directory: Directory, about: Mapping[str, Any]) -> str:
    """A person\'s name, as it is in the register or was when it was written down."""
    found = directory.member_by_id.get(user)
    return inert(found.name if found and found.name else about.get("name") or user)


def area_name(area: str, directory: Directory) -> str:
    """The grid in words."""
    found = directory.area_by_id.get(area)
    return inert(found.name if found else area)
