"""The cards of a criticism list: what may be decided about a draft, and what was decided. Pure.

A button says the very words that an officer would type; the text that the card stands beside tells them too.
"""

from collections.abc import Mapping, Sequence

from bot.messages import MOST_BUTTONS, Button, Card
from bot.views.inert import inert

NAMED = MOST_BUTTONS - 2
LABEL = 10  # characters that a platform shows of a button
_DECIDED: Mapping[str, str] = {
    "approved": "通报已发布", "posted": "通报已发布", "rejected": "通报已结案", "retracted": "通报已撤销",
}  # fmt: skip


def about(number: str) -> str:
    """What both cards of a list are about."""
    return f"list:{number}"


def draft_card(number: str, day: str, names: Sequence[str]) -> Card:
    """发布 and 驳回, and each name of a short list to be struck; of a longer one the button asks for the name."""
    labels = [f"剔除{name}"[:LABEL] for name in names]
    if len(names) <= NAMED and len(set(labels)) == len(labels):
        strike = [Button(label, f"剔除 {number} {name}") for label, name in zip(labels, names, strict=True)]
    else:
        strike = [Button("剔除一家", f"剔除 {number}")]
    decide = (Button("发布通报", f"发布通报 {number}", "go"), Button("驳回", f"驳回 {number}", "stop"))
    return Card(
        f"通报草稿{number}", (inert(day, 40), "按下就算您说了这句话，打字也一样。"), (*decide, *strike), about(number)
    )


def decided_card(number: str, state: str, how: str) -> Card:
    """`how`: 由值班员冯八于20:21发布, without its end."""
    return Card(_DECIDED[state], (f"通报{number}{how}",), about=about(number))
