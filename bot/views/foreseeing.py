"""接下来发什么: what the clock will say, line by line: when, what, to whom about how many, what holds it up. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.directory.model import Directory
from bot.messages import Destination
from bot.rules.attention import Directive
from bot.views.attention import group_name
from bot.views.inert import inert
from bot.views.steering import moment, where

SHOWN = 30  # posts
NAMED = 4  # destinations of one post by name
BECOMES: Mapping[str, str] = {
    "paused": "暂停中，{at}再发", "quiet": "静默，{at}再发", "merged": "合并到{at}", "aside": "超过条数，先留下",
    "lapsed_paused": "暂停中，不发", "lapsed_quiet": "静默，不发",
}  # fmt: skip


class Telling(Protocol):
    """One destination of a post."""

    @property
    def to(self) -> Destination: ...
    @property
    def units(self) -> int | None: ...
    @property
    def at(self) -> datetime: ...
    @property
    def becomes(self) -> str: ...


class Foreseen(Protocol):
    """One post."""

    @property
    def title(self) -> str: ...
    @property
    def due_at(self) -> datetime: ...
    @property
    def told(self) -> Sequence[Telling]: ...
    @property
    def known(self) -> bool: ...


def foreseen_list(
    posts: Sequence[Foreseen], directives: Sequence[Directive], aside: Sequence[str], *, directory: Directory,
    zone: ZoneInfo, now: datetime, hours: int = 24,
) -> str:  # fmt: skip
    """The whole answer. `aside`: what was set aside today, in a few words each."""
    saying = [post for post in posts if post.told or not post.known]
    lines = (
        [f"接下来{hours}小时由时钟发{len(saying)}条（按现在的情况）："]
        if saying
        else [f"接下来{hours}小时没有要发的。"]
    )
    lines += [line_of(post, directory=directory, zone=zone, now=now) for post in saying[:SHOWN]]
    if len(saying) > SHOWN:
        lines.append(f"……另有{len(saying) - SHOWN}条。")
    silent = sum(1 for post in posts if post.known and not post.told)
    if silent:
        lines.append(f"另有{silent}条到时没有人要催，不发。")
    lines += [_directive(one, directory, zone, now) for one in directives]
    if aside:
        lines.append(f"超过条数留下的{len(aside)}条：{'；'.join(aside[:10])}。要发请回：加发 {len(aside)}条：原因。")
    return "\n".join(lines)


def line_of(post: Foreseen, *, directory: Directory, zone: ZoneInfo, now: datetime) -> str:
    """16:00 日报提醒：企业群3家、1号网格群2家（暂停中，16:30再发）"""
    head = f"{moment(post.due_at, zone, now)} {inert(post.title)}"
    if not post.known:
        return f"{head}（内容到时定）"
    groups: dict[str, list[Telling]] = {}
    for one in post.told:
        note = BECOMES.get(one.becomes, "").format(at=moment(one.at, zone, now))
        groups.setdefault(note, []).append(one)
    parts = [_to(told, directory) + (f"（{note}）" if note else "") for note, told in groups.items()]
    return f"{head}：{'；'.join(parts)}"


def _to(told: Sequence[Telling], directory: Directory) -> str:
    """By name while they are few, else how many there are."""
    if len(told) <= NAMED:
        return "、".join(_name(one.to, directory) + _count(one.units) for one in told)
    groups = sum(1 for one in told if one.to.group is not None)
    people = len({one.to.member for one in told if one.to.member is not None})
    places = "、".join(
        part for part in (f"{groups}个群" if groups else "", f"私信{people}人" if people else "") if part
    )
    return places + _count(sum(one.units or 0 for one in told))


def _name(to: Destination, directory: Directory) -> str:
    if to.group is not None:
        return group_name(directory, to.group)
    return f"私信{inert(directory.member(to.member or '').name) or inert(to.member or '')}"


def _count(units: int | None) -> str:
    if units is None:
        return "（名单到时定）"
    return f"{units}家" if units else ""


def _directive(one: Directive, directory: Directory, zone: ZoneInfo, now: datetime) -> str:
    until = moment(one.until_at, zone, now)
    if one.kind == "pause":
        return f"暂停催报：{where(directory, (one.area,))}，到{until}。恢复请发：恢复催报。"
    if one.kind == "extra":
        place = group_name(directory, one.group) if one.group else "各群"
        return f"今天加发：{place}{one.amount}条。"
    return f"应急模式：到{until}，不限条数，不分静默时段。"
