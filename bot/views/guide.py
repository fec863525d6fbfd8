"""帮助 by role: what this person can do, each line with something to copy."""

from collections.abc import Mapping, Sequence

from bot.cases.definition import CaseType, Who
from bot.directory.model import Role
from bot.forms.definition import FormDef
from bot.views.figures import sample
from bot.views.inert import inert

_STANDS: Mapping[Role, Who] = {
    "clerk": "clerk", "grid_worker": "grid_worker", "grid_leader": "grid_leader", "leader": "leader",
    "duty_officer": "officer", "admin": "officer",
}  # fmt: skip
_TIP = "反映情况：私信把时间、地点、什么事发给我，会给您编号"
_ASK = "查询：谁没报｜汇总｜复工率｜近7天在岗趋势｜导出；可加网格和日期，例如：3号网格昨天谁没报"


def guide(form: FormDef, *, role: Role, unit_name: str | None, cases: Sequence[CaseType] = ()) -> str:
    """About three lines, and one about cases where there are any.

    `unit_name`: a unit to show in the example, for those who report for several.
    """
    shown = [f for f in form.fields if f.required] + [f for f in form.fields if not f.required and f.kind == "count"]
    example = "，".join(sample(f) for f in shown[:3])
    named = f"{inert(unit_name)} " if unit_name else ""
    report = f"报{form.name}（每天{form.due}前）：{named}{example}"
    mend = f"改：更正 {sample(shown[0])}；撤回：撤回今天的{form.name}"
    match role:
        case "clerk":
            lines = [report, mend, "查自己：我们报了没；回执有错：不对；要表格：模板"]
        case "grid_worker":
            lines = [report + "（多家一家一行）", mend, "查询：谁没报｜汇总"]
        case "grid_leader":
            lines = [_ASK, "催报：催一下没报的", report]
        case "leader":
            lines = [_ASK, "查单位：写上单位名，例如：某某电子今天在岗多少", _TIP]
        case "duty_officer" | "admin":
            decide = "催报：催一下没报的；通报：发布通报｜剔除 某某｜驳回"
            lines = [_ASK, decide, "办理反映（私信）：举报列表；教我认词：别名"]
        case _:
            lines = [
                "反映情况：直接把时间、地点、什么事发给我，会给您编号",
                "查进度：发编号，例如：T0001 进度",
                "补充：T0001 补充 内容",
            ]
    return "\n".join([*lines, *_about_cases(cases, role)])


def _about_cases(kinds: Sequence[CaseType], role: Role) -> list[str]:
    """单子：我的待办｜超期的整改单｜整改 某某公司：消防通道堵塞，3天内清理"""
    who = _STANDS.get(role)
    if who is None or not kinds:
        return []
    opens = [kind.opening_of() for kind in kinds if who in kind.opened_by][:2]
    asks = ["我的待办", *([f"超期的{kinds[0].title}"] if role != "clerk" else [])]
    return [f"单子：{'｜'.join([*asks, *opens])}"]
