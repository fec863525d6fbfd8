"""Lists that a person drafts, or that praise: what they are called, the draft that the command reads, and the post."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.directory.model import Directory, Unit
from bot.messages import Body, Button, Card
from bot.views.appeals import at
from bot.views.inert import inert
from bot.views.posts import listing, unit_names
from bot.views.posts_wording import say

LONGEST = 80
"""So much of what a list is about is shown (characters)."""


def title(kind: str, number: str) -> str:
    """通报0305-2 or 表扬0305-3."""
    return f"{'表扬' if kind == 'praise' else '通报'}{number}"


def draft_text(kind: str, number: str, *, about: str, units: Sequence[Unit], directory: Directory, basis: str) -> str:
    """To the command: whom, for what, on what it rests, how to decide."""
    names = "、".join(unit_names(units[:30], directory).values()) + ("等" if len(units) > 30 else "")
    word = "表扬" if kind == "praise" else "通报"
    what = f"拟表扬{len(units)}家" if kind == "praise" else f"工作不力拟通报{len(units)}家"
    who = "谁都可以批准" if kind == "praise" else "起草人以外的值班员或领导批准"
    return (
        f"【{word}草稿{number}】{what}，未经批准不会发布：{names}\n事由：{inert(about, LONGEST)}\n{basis}\n"
        f"发布请回复（{who}）：发布{word} {number}\n移出一家请回复：剔除 {number} 单位名 原因\n"
        f"不发请回复：驳回 {number} 原因"
    )


def kind_card(kind: str, number: str, about: str) -> Card:
    """发布 and 驳回 of such a draft."""
    word = "表扬" if kind == "praise" else "通报"
    buttons = (Button(f"发布{word}", f"发布{word} {number}", "go"), Button("驳回", f"驳回 {number}", "stop"))
    return Card(f"{word}草稿{number}", (inert(about, 40), "按下就算您说了这句话，打字也一样。"), buttons)


def kind_body(
    kind: str, units: Sequence[Unit], directory: Directory, *, facts: Mapping[str, object], wording: Mapping[str, str]
) -> Body:
    """The post: names of units only, for what, who signs."""
    head, tail = say(f"{kind}.head", wording, facts), say(f"{kind}.tail", wording, facts)
    return listing(units, directory, head=head, tail=tail, mention=False, gaps={})


def why_work(
    number: str, unit_name: str, evidence: Mapping[str, Any], *, drafted_by: str, decided: str, zone: ZoneInfo
) -> list[str]:
    """The chain of a name on a list of inadequate work, in lines."""
    case = evidence.get("case", {})
    opened = case.get("opened_at")
    when = at(datetime.fromisoformat(opened), zone) if opened else ""
    basis = f"{case.get('title', '')}{case.get('number', '')}（{when}，{inert(str(case.get('text', '')), LONGEST)}）"
    return [
        f"{inert(unit_name)}列入通报{number}（工作不力），经过如下：",
        f"1. 事由：{inert(str(evidence.get('about', '')), LONGEST)}。",
        f"2. 依据：{basis}。",
        f"3. 起草：{inert(drafted_by)}；批准的是另一个人。",
        f"4. {decided}",
    ]
