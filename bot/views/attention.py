"""What officers read about the attention of groups: what is set aside, paused, lifted, and what comes next. Pure."""

from collections.abc import Mapping

from bot.directory.model import Directory
from bot.messages import Outbound, PostKind
from bot.views.inert import inert

KINDS: Mapping[PostKind, str] = {
    "reminder": "提醒", "overdue": "逾期通知", "escalation": "上报", "digest": "汇总", "criticism_draft": "通报草稿",
    "alert": "告警",
}  # fmt: skip


def group_name(directory: Directory, group: str) -> str:
    """As the directory calls it."""
    known = directory.group_by_id.get(group)
    return inert(group if known is None else known.name)


def what_of(outbound: Outbound) -> str:
    """A message in a few words: its kind and how many units it names."""
    named = len(outbound.body.entries)
    return KINDS.get(outbound.kind, "消息") + (f"（{named}家）" if named else "")


def row_name(directory: Directory, group: str, kind: PostKind, named: int) -> str:
    """A message that waits, in a few words."""
    return f"{group_name(directory, group)}{KINDS.get(kind, '消息')}" + (f"（{named}家）" if named else "")


def over_the_number(directory: Directory, outbound: Outbound, number: int) -> str:
    """To a duty officer: from now on messages for this group wait for his word."""
    name = group_name(directory, outbound.to.group or "")
    return (
        f"【条数】{name}今天由时钟发的消息已满{number}条，这一条和后面的先留下不发：{what_of(outbound)}。\n"
        f"要发请回：加发 1条 {name}：原因。不发不用回；“接下来发什么”可看留下的。"
    )
