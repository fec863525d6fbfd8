"""What is said of pictures and files: one was added, one could not be kept, what there is to see."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.media.rules import MEGABYTE, MediaRules
from bot.reading.sheet import MOST_BYTES as TABLE_BYTES
from bot.views.figures import clock, day

KIND = {"image": "图片", "file": "文件", "video": "视频"}


class Kept(Protocol):
    """What is needed of a kept file."""

    @property
    def kind(self) -> str: ...
    @property
    def subject(self) -> str: ...
    @property
    def why(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def created_at(self) -> datetime: ...


def not_kept(file: Kept, rules: MediaRules) -> str:
    """To its sender: one clear line with the mend."""
    what = KIND.get(file.kind, "文件")
    sort, _, number = file.subject.partition(":")
    about = f"（{number}）" if sort in ("tip", "case") else ""
    if file.subject.startswith("message:"):
        if file.why == "too_big":
            most = TABLE_BYTES // MEGABYTE
            return f"您发的文件太大，没有读，也没有登记任何数字（表格最多{most} MB）。请只留要报的那一页再发。"
        return "您发的文件没有取到（链接已失效或已损坏），没有登记任何数字。请再发一次。"
    if file.why == "too_big":
        most = rules.most.get(file.kind, 0) // MEGABYTE
        return f"您发的{what}{about}太大，没有存下来（最多{most} MB）。请压缩或截图后再发一次。"
    if file.why in ("kind", "not_a_picture", "broken", "unreadable", "empty"):
        return f"您发的{what}{about}打不开或不收这种格式，没有存下来。请发照片（JPG、PNG）或 PDF。"
    return f"您发的{what}{about}没有取到，没有存下来。请再发一次。"


def added_to_tip(number: str) -> str:
    """To who told."""
    return f"已附到{number}，只有办理的人看得到。要补充情况直接发文字。"


def added_to_case(number: str, name: str) -> str:
    """To whoever works on it."""
    return f"已附到{number}（{name}）。要附到别的单，请在图片旁写上编号。"


def added_to_report(name: str, period: str) -> str:
    """To a clerk."""
    return f"已附在{name}{period}的日报上。"


def shown(subject: str, count: int) -> str:
    """Before the files themselves."""
    return f"{subject}的图片和文件，共{count}个，请勿外传："


def nothing(subject: str, files: Sequence[Kept], zone: ZoneInfo) -> str:
    """Why there is nothing to show."""
    if not files:
        return f"{subject}没有图片或文件。"
    last = files[-1]
    came = f"{day(last.created_at.astimezone(zone).date())}{clock(last.created_at, zone)}"
    states = {
        "waiting": "正在取，请过一会儿再看",
        "removed": "已过保存期，已经删除",
        "lost": "没有取到，已请发送人重发",
        "refused": "格式不对或太大，没有存，已告诉发送人",
    }
    return f"{subject}最近一个是{came}发来的，{states.get(last.state, '现在看不了')}。"
