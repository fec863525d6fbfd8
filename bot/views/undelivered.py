"""What could not be sent, for the people who must know: what it was, where it should have gone, and what to do."""

import re
from collections.abc import Sequence
from typing import Protocol

from bot.directory.model import Directory
from bot.messages import Body, Destination
from bot.views.inert import inert

SHOWN = 10
SEALED = "(sealed)"  # as the outbox calls somebody who told, once the send is over
_CASE = re.compile(r"[A-Z]\d{4,}")


class Unsent(Protocol):
    """What a view needs of a message that did not arrive."""

    @property
    def id(self) -> int: ...
    @property
    def to(self) -> Destination: ...
    @property
    def body(self) -> Body: ...
    @property
    def state(self) -> str: ...


_STATES = {
    "refused": "平台没有接收",
    "held": "没有收到平台回音，可能已经发出，为免重复已暂停",
    "unknown": "补发过一次仍没有回音，可能已经发出",
}


def alarm(row: Unsent, directory: Directory) -> str:
    """One message that was not delivered, told once to the duty officers."""
    if row.to.member == SEALED:
        found = _CASE.search(row.body.render())
        return (
            f"【未送达】{found[0] if found else '一件反映'}的答复没有送到反映人：{_STATES[row.state]}。"
            "多半是对方最后一次来消息已超过48小时。不用重发：对方发“进度”就能看到。"
        )
    return (
        f"【未送达{row.id}】{_first_line(row)}\n发往{_where(row.to, directory)}：{_STATES[row.state]}。"
        f"请先到群里看一眼；确实没有的，私信回复：重发 {row.id}"
    )


def undelivered_list(rows: Sequence[Unsent], directory: Directory) -> str:
    """The open ones, newest first."""
    if not rows:
        return "最近三天没有未送达的消息。"
    lines = [f"最近三天未送达{len(rows)}条："]
    lines += [
        f"{row.id} {_where(row.to, directory)}：{_first_line(row)}（{_STATES[row.state]}）" for row in rows[:SHOWN]
    ]
    lines.append(f"确实没发出的，请回复：重发 {rows[0].id}")
    return "\n".join(lines)


def sent_again(row: Unsent, directory: Directory) -> str:
    """It goes out once more."""
    return f"已重新发送{row.id}（{_where(row.to, directory)}）。"


def _first_line(row: Unsent) -> str:
    return inert(row.body.render().strip().split("\n", 1)[0], 60)


def _where(to: Destination, directory: Directory) -> str:
    if to.member == SEALED:
        return "反映人"
    if to.group is not None:
        group = directory.group_by_id.get(to.group)
        return inert(group.name) if group else inert(to.group)
    member = directory.member(to.member or "")
    return inert(member.name or member.user_id)
