"""A rehearsal as a table for people: what became of the messages, what was posted where, what the day came to."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TextIO
from zoneinfo import ZoneInfo

from rich import box
from rich.console import Console
from rich.table import Table

from bot.app import App
from bot.chatlog import Record
from bot.rules.tally import coverage, totals
from bot.views.figures import figure, rate

OUTCOMES = {
    "report": "日报", "correction": "更正", "withdrawal": "撤回", "ask_back": "追问", "tipoff": "反映",
    "case": "反映办理", "query": "查询", "approval": "通报审批", "admin": "管理",
    "chatter": "闲聊", "refused": "拒绝", "duplicate": "重复",
    "failed": "失败",
}  # fmt: skip
POSTS = {
    "reply": "回复", "reminder": "提醒", "overdue": "逾期通知", "criticism_draft": "通报草稿", "criticism": "通报",
    "retraction": "更正撤销", "digest": "汇总", "alert": "告警", "escalation": "升级", "case": "办理通知",
}  # fmt: skip
WIDTH = 100


@dataclass
class Summary:
    """Counts the lines of a transcript as they come; `look` asks the app for the day's figures at the end."""

    zone: ZoneInfo
    outcomes: Counter[str] = field(default_factory=Counter)
    problems: Counter[str] = field(default_factory=Counter)
    posts: Counter[tuple[str, str]] = field(default_factory=Counter)
    first: str = ""
    last: str = ""
    day: list[tuple[str, str]] = field(default_factory=list)

    def take(self, line: Mapping[str, Any]) -> None:
        """One line of the transcript."""
        self.first = self.first or line["at"]
        self.last = line["at"]
        if line["type"] == "outcome":
            self.outcomes[line["kind"]] += 1
            self.problems.update(problem["code"] for problem in line["data"].get("problems", ()))
        else:
            where = "群" if "group" in line["to"] else "私信"
            self.posts[line["kind"], where] += 1

    async def look(self, app: App, last: Record) -> None:
        """The figures of the last day of the log, by the form's own rules."""
        form, directory = app.preset.forms[0], app.snapshot.held
        day = form.duty_of(last.at.astimezone(self.zone).date())
        async with app.store.unit_of_work() as uow:
            heads = await uow.reports.heads_of(form, day)
        cover = coverage(form, day, directory=directory, preset=app.preset, heads=heads)
        self.day = [
            (f"{day.isoformat()} {form.name}已报", rate(cover.done, len(cover.owed))),
            ("其中迟报", str(len(cover.late))),
            ("未报", str(len(cover.missing))),
            ("免报", str(len(cover.exempt))),
        ]
        counted = [heads[unit.id].values for unit in (*cover.on_time, *cover.late)]
        self.day += [
            (form.field(total.field).label, f"{figure(total.total)}（{total.units}家填报）")
            for total in totals(form, counted)
        ]

    def show(self, stream: TextIO) -> None:
        """Print it."""
        console = Console(file=stream, width=WIDTH, highlight=False, markup=False)
        table = Table(title=self._span(), box=box.SIMPLE_HEAD, show_header=False, min_width=40)
        table.add_column()
        table.add_column(justify="right")
        for kind, count in self.outcomes.items():
            table.add_row(f"消息：{OUTCOMES.get(kind, kind)}", str(count))
        table.add_row("消息合计", str(self.outcomes.total()), end_section=True)
        for code, count in sorted(self.problems.items()):
            table.add_row(f"追问原因：{code}", str(count))
        if self.problems:
            table.add_section()
        for (kind, where), count in self.posts.items():
            table.add_row(f"发出：{POSTS.get(kind, kind)}（{where}）", str(count))
        table.add_row("发出合计", str(self.posts.total()), end_section=True)
        for label, told in self.day:
            table.add_row(label, told)
        console.print(table)

    def _span(self) -> str:
        if not self.first:
            return "空的记录"
        first, last = datetime.fromisoformat(self.first), datetime.fromisoformat(self.last)
        return f"{first:%Y-%m-%d %H:%M} — {last:%Y-%m-%d %H:%M}"
