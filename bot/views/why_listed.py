"""Why a unit stands on a criticism list, in a few lines: the rule, the reminders, excuses, what arrived, who decided.

Only what was written down when the list was made is told; nothing is worked out anew.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.forms.definition import FormDef
from bot.rules.criticism import reminded_at
from bot.views import figures
from bot.views.inert import inert

_LONGEST = 60
"""So much of a reason is shown (characters)."""


@dataclass(frozen=True, slots=True)
class Listing:
    """One name on a list as it was written down: the list's `number`, `period`, `cutoff_at` and `state`, the name's
    own `name_state`, `reason` and `evidence` (as rules.criticism makes it)."""

    number: str
    period: date
    cutoff_at: datetime
    state: str
    approved_at: datetime | None
    name_state: str
    reason: str
    evidence: Mapping[str, Any]
    appeal: str = ""
    """What became of the unit's objection, in words; empty where there was none."""
    disputed: bool = False
    """Whether that objection is still open."""


def why_listed(item: Listing, *, form: FormDef, unit_name: str, decided_by: str, zone: ZoneInfo) -> str:
    """The chain of one name. `decided_by`: how the approver is called; empty where nobody decided yet."""
    told = item.evidence
    head = f"{inert(unit_name)}列入通报{item.number}（{figures.owed(form, item.period)}{form.name}），经过如下："
    steps = [
        _rule(form, item, told, zone),
        _reminders(told, zone),
        f"免报：统计时（{figures.due(item.cutoff_at, item.period, zone)}）没有查到免报或停报。",
        _arrivals(form, told, zone),
        _decision(item, decided_by, zone),
        *([f"申诉：{item.appeal}。"] if item.appeal else []),
    ]
    lines = [f"{number}. {step}" for number, step in enumerate(steps, 1)]
    return "\n".join([head, *lines, _mend(item)])


def _rule(form: FormDef, item: Listing, told: Mapping[str, Any], zone: ZoneInfo) -> str:
    due_at = told.get("due_at")
    due = figures.due(datetime.fromisoformat(due_at), item.period, zone) if due_at else ""
    if moved := told.get("moved_minutes"):
        due += f"截止（因我们中断已顺延{moved}分钟），"
    elif due:
        due += "截止，"
    return f"规定：{form.name}{due}统计到{figures.due(item.cutoff_at, item.period, zone)}。"


def _reminders(told: Mapping[str, Any], zone: ZoneInfo) -> str:
    sent = reminded_at(told)
    if not sent:
        return "提醒：没有送达的提醒。"
    words = {"overdue": "逾期通知"}
    return (
        "提醒："
        + "、".join(f"{figures.clock(at, zone)}{words.get(kind, '提醒')}" for kind, at in sent)
        + "，平台都已收下。"
    )


def _arrivals(form: FormDef, told: Mapping[str, Any], zone: ZoneInfo) -> str:
    found = []
    for one in told.get("arrivals", ()):
        at = figures.clock(datetime.fromisoformat(one["received_at"]), zone)
        if one["withdrawn"]:
            found.append(f"{at}收到过，后来撤回了")
        else:
            found.append(f"{at}收到，还差{'、'.join(form.field(key).label for key in one['missing'])}")
    return "收到：" + ("；".join(found) if found else "到统计时没有收到。")


def _decision(item: Listing, decided_by: str, zone: ZoneInfo) -> str:
    why = f"，原因：{inert(item.reason, _LONGEST)}" if item.reason and item.name_state != "repaired" else ""
    match item.name_state:
        case "repaired":
            return "现在：发布前已补报，已经移出名单。"
        case "exempt":
            return "现在：查到免报，已经移出名单。"
        case "struck":
            return f"现在：已经移出名单{why}。"
        case "retracted":
            return f"现在：已经更正，不再算数{why}。"
        case "disputed":
            return "现在：发布时申诉还没有答复，没有列入发布的名单。"
    if item.state in ("approved", "posted") and item.approved_at is not None:
        return f"决定：由{inert(decided_by)}于{figures.due(item.approved_at, item.period, zone)}批准发布。"
    if item.state == "draft":
        return "决定：还没有人批准，没有发布。现在补报，会自动移出。"
    return "决定：没有发布，已经结案。" if item.state == "rejected" else "决定：整份通报已经撤销。"


def _mend(item: Listing) -> str:
    if item.name_state != "listed" or item.state not in ("draft", "approved", "posted"):
        return "这一条不影响贵单位。"
    if item.disputed:
        return "申诉答复之前，这一条不算数。"
    if item.appeal:
        return "申诉已经答复。"
    return f"有出入的请回复：申诉 {item.number} 理由"
