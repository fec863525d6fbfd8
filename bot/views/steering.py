"""What is answered to officers who steer the clock: paused, resumed, so many more, an emergency. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.directory.model import Directory, Member
from bot.messages import PostKind
from bot.views.attention import KINDS, group_name
from bot.views.inert import inert
from bot.views.lists import area_label
from bot.views.posts import signature

HOW_LONG = "暂停多久没说清。请写：暂停催报 30分钟，或：暂停催报 到17:00。今天都不催请发：今天不再催。"
TOO_LONG = "一次最多暂停到明天这时候。长时间不报的单位请办免报：免报 单位名 起止日期 原因。"
NOTHING_PAUSED = "现在没有暂停中的催报。"
NO_AREA = "名册里没有您负责的网格，请联系管理员。"
NOT_YOUR_AREA = "只能暂停自己网格的催报；别的网格请联系值班员。"
WHY_MORE = "加发要写明原因，例如：加发 3条：台风。"
NO_NUMBER = "没有设每天的条数，不用加发。"
DAY_IS_OVER = "这一天没有或者已经过去了。请写到哪一天，例如：应急模式 到3月8日 原因 台风。"
UNTIL_WHEN_AND_WHY = "应急模式要写明到哪天、为什么，例如：应急模式 到3月8日 原因 台风。"
EMERGENCY_OVER = "【应急模式】到期，已自动结束，每天条数和静默时段照常。"
NO_EMERGENCY = "现在不在应急模式。"


def moment(at: datetime, zone: ZoneInfo, now: datetime | None = None) -> str:
    """16:20, with the day where it is not today's (of `now`); the midnight after a day is its 24:00."""
    local = at.astimezone(zone)
    today = None if now is None else now.astimezone(zone).date()
    return f"{local:%H:%M}" if today == local.date() else f"{local.month}月{local.day}日{local:%H:%M}"


def where(directory: Directory, areas: Sequence[str]) -> str:
    """Of the whole district, or of these grids."""
    if "" in areas:
        return "全区"
    return "、".join(dict.fromkeys(area_label(directory.area_by_id.get(area)) for area in areas))


def paused(place: str, until: datetime, *, zone: ZoneInfo, now: datetime) -> str:
    """To who paused it."""
    return (
        f"已暂停催报（{place}）：到{moment(until, zone, now)}为止不发提醒和逾期通知，"
        "之后自动恢复，还没报的、还来得及的再催。提前恢复请发：恢复催报。"
    )


def paused_by(member: Member, place: str, until: datetime, *, zone: ZoneInfo) -> str:
    """To the duty officers."""
    return f"{signature(member)}暂停催报（{place}），到{moment(until, zone)}。"


def resumed(place: str) -> str:
    """To who resumed it."""
    return f"已恢复催报：{place}。"


def how_many(most: int) -> str:
    """The number is none."""
    return f"一次加发1到{most}条，例如：加发 3条：台风。"


def allowed(directory: Directory, group: str, amount: int, released: Sequence[tuple[str, PostKind]]) -> str:
    """What goes out at once of it, group by group."""
    place = group_name(directory, group) if group else "各群"
    if not released:
        return f"已登记：{place}今天可多发{amount}条。现在没有留下的消息。"
    told: dict[str, list[str]] = {}
    for key, kind in released:
        told.setdefault(key, []).append(KINDS.get(kind, "消息"))
    lines = [f"{group_name(directory, key)}：{'、'.join(kinds)}" for key, kinds in told.items()]
    return f"已登记：{place}今天可多发{amount}条。留下的先发{len(released)}条：\n" + "\n".join(lines)


def emergency_too_long(days: int) -> str:
    """Nobody lifts limits for ever."""
    return f"应急模式一次最多{days}天，到期可以再开。"


def emergency(member: Member, reason: str, until: datetime, *, zone: ZoneInfo) -> str:
    """Who, why and until when, to everybody in command."""
    return (
        f"【应急模式】{signature(member)}开启，到{_day_before(until, zone)}24:00自动结束。原因：{inert(reason)}。"
        "期间不限每天条数，不分静默时段。提前结束请发：结束应急模式。"
    )


def emergency_ended_by(member: Member) -> str:
    """Before its time."""
    return f"【应急模式】{signature(member)}提前结束，每天条数和静默时段照常。"


def _day_before(until: datetime, zone: ZoneInfo) -> str:
    last = until.astimezone(zone).date() - timedelta(days=1)
    return f"{last.month}月{last.day}日"
