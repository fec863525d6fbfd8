"""The roster in words: who is on duty when, what was changed, what is not understood. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.directory.model import Directory
from bot.messages import Button, Card
from bot.rules.roster import Watch
from bot.views.inert import inert

MAY_NOT = "值班表由值班员或领导安排，没有改动。看值班表请发：值班表。"
NONE_YET = "还没有值班表。排班请发：值班 今天 8:00-20:00 姓名；几行可以一起发，每行一班。"
NOT_ON_DUTY = "您现在不当班，不用交班。看值班表请发：值班表。"
NOT_YOURS = "现在和接下来两小时都不是您的班，没有接班。看值班表请发：值班表。"
_LACKS: Mapping[str, str] = {
    "nobody": "没写谁值班", "no_such_person": "成员表里没有这位能值班的人，请写全名",
    "which_person": "有几位同名，请写成员编号",
    "no_time": "没写几点到几点", "no_day": "没写哪天，或者没有这一天", "over": "这一班已经过去了",
    "not_read": "没看懂",
}  # fmt: skip
LISTED = 40


class Unread(Protocol):
    """A line that was not understood."""

    @property
    def lack(self) -> str: ...
    @property
    def words(self) -> str: ...


def people(directory: Directory, ids: Iterable[str]) -> str:
    """张三、李四, by the directory."""
    return "、".join(inert(directory.member(one).name or one) for one in ids)


def clock(at: datetime, zone: ZoneInfo) -> str:
    """8:00, as people write hours."""
    local = at.astimezone(zone)
    return f"{local.hour}:{local:%M}"


def span(watch: Watch, zone: ZoneInfo) -> str:
    """3月5日 8:00-20:00, 3月5日 20:00-次日8:00, 3月5日 8:00-24:00."""
    begin, end = watch.from_at.astimezone(zone), watch.until_at.astimezone(zone)
    days = (end.date() - begin.date()).days
    if days == 1 and not end.hour and not end.minute:
        until = "24:00"
    elif days <= 1:
        until = ("次日" if days else "") + clock(end, zone)
    else:
        until = f"{end.month}月{end.day}日 {clock(end, zone)}"
    return f"{begin.month}月{begin.day}日 {clock(begin, zone)}-{until}"


def line(watch: Watch, directory: Directory, zone: ZoneInfo) -> str:
    """One watch."""
    if not watch.people:
        return f"{span(watch, zone)} 没人值班"
    behind = f"，备班{people(directory, watch.backup)}" if watch.backup else ""
    return f"{span(watch, zone)} {people(directory, watch.people)}{behind}"


def roster_table(found: Sequence[Watch], directory: Directory, zone: ZoneInfo) -> str:
    """What lies ahead, gaps among it."""
    if not any(one.people for one in found):
        return NONE_YET
    lines = [line(one, directory, zone) for one in found[:LISTED]]
    more = [f"等{len(found)}段"] if len(found) > LISTED else []
    return "\n".join(["值班表：", *lines, *more, "改请再发那一班：值班 哪天 几点-几点 姓名，后发的算数。"])


def who_is(now: Watch | None, then: Watch | None, directory: Directory, zone: ZoneInfo) -> str:
    """现在谁值班."""
    if now is None and then is None:
        return f"现在没人值班。{NONE_YET}"
    if now is None:
        told = "现在没人值班。"
    else:
        behind = f"，备班{people(directory, now.backup)}" if now.backup else ""
        told = f"现在值班：{people(directory, now.people)}（{span(now, zone)}）{behind}。"
    return told + (f"下一班：{line(then, directory, zone)}。" if then is not None else "后面还没排班。")


def set_down(
    kept: Sequence[Watch],
    empty: Sequence[Watch],
    directory: Directory,
    zone: ZoneInfo,
    *,
    clears: bool,
    seen_until: datetime,
) -> str:
    """To who changed the roster, with what is left open until `seen_until`."""
    head = "已从值班表取消：" if clears else "已排班："
    lines = [span(one, zone) if clears else line(one, directory, zone) for one in kept[:LISTED]]
    more = [f"等{len(kept)}班"] if len(kept) > LISTED else []
    open_yet = [f"{_moment(w.from_at, zone)}起" if w.until_at >= seen_until else span(w, zone) for w in empty[:6]]
    left = [f"还空着：{'；'.join(open_yet)}"] if empty else []
    return "\n".join([head, *lines, *more, *left])


def not_read(found: Sequence[Unread]) -> str:
    """Nothing was kept, and why, line by line."""
    told = [f"“{inert(one.words, 40)}”：{_LACKS[one.lack]}" for one in found[:10]]
    return "\n".join(["这张值班表没有登记，先改这几处再整份发：", *told, "例如：值班 3月6日 8:00-20:00 姓名 备班 姓名"])


def handings_line(found: Sequence[Watch], directory: Directory, zone: ZoneInfo, now: datetime) -> str:
    """换班：20:00 老顾；3月6日 8:00起没人值班"""
    today = now.astimezone(zone).date()
    told = []
    for one in found[:LISTED]:
        at = clock(one.from_at, zone) if one.from_at.astimezone(zone).date() == today else _moment(one.from_at, zone)
        told.append(f"{at} {people(directory, one.people)}" if one.people else f"{at}起没人值班")
    return f"换班：{'；'.join(told)}"


def your_watches(found: Sequence[Watch], zone: ZoneInfo) -> str:
    """To somebody whose watches changed."""
    if not found:
        return "您的值班有变动：接下来没有您的班。"
    return f"您的值班：{'；'.join(span(one, zone) for one in found[:10])}。不合适请找排班的人换。"


def your_watch_begins(watch: Watch, matters: str, zone: ZoneInfo) -> str:
    """To who comes on duty."""
    return f"您的班开始了：{span(watch, zone)}。\n{matters}\n请回：接班"


def handed_over(then: Watch | None, matters: str, directory: Directory, zone: ZoneInfo) -> str:
    """To who goes."""
    if then is None:
        return f"下一班还没排人，没有交出去。排班请发：值班 哪天 几点-几点 姓名。\n{matters}"
    return f"已交给下一班：{line(then, directory, zone)}。对方回“接班”后告诉您。\n{matters}"


def handed_to_you(by: str, watch: Watch, matters: str, note: str, directory: Directory, zone: ZoneInfo) -> str:
    """To who comes."""
    words = f"\n交班备注：{inert(note, 300)}" if note else ""
    return f"{people(directory, (by,))}交班给您，您的班：{span(watch, zone)}。\n{matters}{words}\n请回：接班"


def taken_over(watch: Watch, matters: str, zone: ZoneInfo) -> str:
    """To who said 接班."""
    return f"已接班：{span(watch, zone)}。\n{matters}"


def taken_by(who: str, directory: Directory) -> str:
    """To those of the watch before."""
    return f"{people(directory, (who,))}已接班。"


def taken_already(who: str, at: datetime, directory: Directory, zone: ZoneInfo) -> str:
    """Somebody was first."""
    return f"{people(directory, (who,))}已于{clock(at, zone)}接班。"


def gap_alarm(gap: Watch, now: datetime, zone: ZoneInfo) -> str:
    """To the officers: ahead of it, and again while it lasts."""
    mend = "请排班：值班 哪天 几点-几点 姓名"
    if gap.from_at <= now:
        return f"【值班空档】现在没人值班（从{_moment(gap.from_at, zone)}起）。{mend}"
    hours = max(1, round((gap.from_at - now) / timedelta(hours=1)))
    return f"【值班空档】{hours}小时后没人值班：{_moment(gap.from_at, zone)}起。{mend}"


def take_over_card(watch: Watch, zone: ZoneInfo) -> Card:
    """接班 as a button, where the platform has them."""
    return Card("交接班", (span(watch, zone),), (Button("接班", "接班", "go"),))


def _moment(at: datetime, zone: ZoneInfo) -> str:
    local = at.astimezone(zone)
    return f"{local.month}月{local.day}日 {clock(at, zone)}"
