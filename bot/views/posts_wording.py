"""The sentences of scheduled posts: a district's own by key, else the built-in one, with facts filled in.

`{count}` is left alone: it is filled when the text is sent, because whoever reports meanwhile drops out.
"""

import re
from collections.abc import Mapping

BUILT_IN: Mapping[str, str] = {
    "opening.head": "【报送】今天（{day}）的{form}开始报送，请各单位在{due}前发到群里。示例：{example}",
    "reminder.head": "【提醒】{day}{form}{due}截止，截至{at}还有{count}家没有收到：",
    "reminder.tail": "请尽快报送，示例：{example}。停产停业请联系网格员办理免报。",
    "overdue.head": "【逾期】{day}{form}已于{due}截止，截至{at}还有{count}家没有收到：",
    "overdue.tail": "请在{grace}前补报。免报{exempt}家不在此列。确有困难请联系网格员。",
    "asked.head": "【催报】{day}{form}{due}截止，截至{at}还有{count}家没有收到：",
    "asked.tail": "请尽快报送，示例：{example}",
    "mentions.line": "本群里请先@{bot}再报数，不@我收不到。",
    "draft.head": (
        "【通报草稿{number}】{day}{form}逾期拟通报{count}家，未经批准不会发布。\n"
        "应报依据：{who}每天{due}前报{form}，宽限至{grace}；统计至{at}。应报{owed}家，免报{exempt}家（已核，不列入）。"
    ),
    "draft.how": (
        "发布请回复：发布通报 {number}\n移出一家请回复：剔除 单位名 原因\n不发请回复：驳回 {number} 原因\n"
        "发布前补报的会自动移出。"
    ),
    "draft.unreminded": "未送达提醒，不列入{units}家：{names}。请联系网格员当面通知。",
    "drafted.head": "【拟通报】{day}{form}还没有收到，下面的单位在通报草稿{number}里。还没有人批准，没有发布：",
    "drafted.tail": "现在补报会自动移出；有异议请回复：申诉 {number} 理由；停产停业请联系网格员办理免报。",
    "draft.noted": "还不到通报的次数，只提醒{units}家：{names}。",
    "draft.spared": "个人、由网格员代报的，一律不列入{units}家：{names}。请网格员上门。",
    "draft.none": "【逾期情况】{day}{form}没有可以通报的单位（应报{owed}家，免报{exempt}家）。",
    "criticism.head": ("【通报{number}】{form}逾期（{day}，截止{due}，统计至{at}）。经提醒仍未收到{form}的{count}家："),
    "criticism.tail": (
        "免报{exempt}家未列入。有异议请{object_within}个工作日内回复：申诉 {number} 理由。签发：{signed}。以更正为准。"
    ),
    "work.head": "【通报{number}】工作不力（{about}，{count}家）：",
    "work.tail": (
        "依据：{basis}。有异议请{object_within}个工作日内回复：申诉 {number} 理由。签发：{signed}。以更正为准。"
    ),
    "praise.head": "【表扬{number}】{about}，表扬{count}家：",
    "praise.tail": "签发：{signed}。",
    "correction.post": (
        "【更正】通报{number}中{unit}系误列：{reason}。现予更正并致歉，不计入任何考核。更正号{number}-G{serial}。"
    ),
    "retraction.post": (
        "【撤销】通报{number}全部撤销。原因：{reason}。对列入的单位致歉，请勿再转发。撤销号{number}-G{serial}。"
    ),
    "digest.head": "【日报】{day}{form}汇总（截至{at}）",
    "digest.guessed": "（{day}的节假日安排尚未收录，按周一至周五为工作日计。）",
}
_CHASING = frozenset({"reminder.tail", "overdue.tail", "asked.tail"})
_OF_THE_EXCUSED = re.compile(r"[^。\n{}]*\{exempt\}[^。\n{}]*。")
"""免报{exempt}家不在此列。 is left out where nobody is excused. What is published says so even then."""
_HOLE = re.compile(r"\{([a-z_]+)\}")


def say(key: str, wording: Mapping[str, str], facts: Mapping[str, object]) -> str:
    """The sentence of that key with its facts. Facts are put in once: braces inside them mean nothing."""
    template = wording.get(key, BUILT_IN.get(key, ""))
    if key in _CHASING and facts.get("exempt") == 0:
        template = _OF_THE_EXCUSED.sub("", template)
    return _HOLE.sub(lambda hole: str(facts.get(hole[1], hole[0])), template)


def unknown_facts(key: str, text: str) -> tuple[str, ...]:
    """Placeholders of a district's sentence that the built-in one of its family does not offer (for `check`)."""
    family = key.partition(".")[0]
    known = {hole for name, told in BUILT_IN.items() if name.startswith(f"{family}.") for hole in _HOLE.findall(told)}
    known |= {"day", "form", "due", "grace", "at", "owed", "done", "exempt", "example", "nth"}
    return tuple(hole for hole in _HOLE.findall(text) if hole not in known)
