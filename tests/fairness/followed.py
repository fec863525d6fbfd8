"""One missing unit followed from the opening to the retraction: `python tests/fairness/followed.py` writes the table.

It is made of the rehearsal one_missing_unit and its transcript, so it tells what was really said and when; read the
difference before you commit it.
"""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

TESTS = Path(__file__).parents[1]
DAY = TESTS / "rehearsals/one_missing_unit.jsonl"
PAGE = TESTS.parent / "docs/通报的规矩.md"
BEGIN, END = "<!-- 跟一家单位：tests/fairness/followed.py 写的 -->\n", "<!-- 完 -->\n"
UNIT, CLERK = "九溪光电", "u_e5"
CALLED = {
    "u_e5": "九溪-江主管", "u_gl2": "2号网格长老白", "u_duty": "值班-小史", "u_duty2": "值班-老顾", "u_lead": "区领导",
    "ent": "企业工作群", "cmd": "指挥部工作群",
}  # fmt: skip
LONGEST = 76
HEADS = ("【提醒】", "【报送】", "【逾期】", "【申诉")


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def rows() -> Iterator[str]:
    """Whatever was said about the unit, to it or by it, in order."""
    said = {one["id"]: one for one in _lines(DAY) if "from" in one}
    concerned = {
        key for key, one in said.items() if one["from"] == CLERK or re.search(r"S1|0305-1|发布通报", one["text"])
    }
    for line in _lines(DAY.with_suffix(".expected.jsonl")):
        at = datetime.fromisoformat(line["at"])
        if line["type"] == "outcome":
            if line["id"] in concerned:
                one = said[line["id"]]
                yield _row(at, CALLED[one["from"]], CALLED.get(one["group"] or "", "私信"), one["text"])
            continue
        where = line["to"].get("group") or line["to"]["member"]
        of_the_list = "0305-1" in line["text"] and "group" in line["to"]
        about = UNIT in line["text"] or of_the_list or where == CLERK or line.get("in_reply_to") in concerned
        if about or line["text"].startswith("【报送】"):
            place = CALLED[where] if "group" in line["to"] else f"私信{CALLED[where]}"
            yield _row(at, "机器人", place, _first(line["text"]))


def _first(text: str) -> str:
    """What matters of a text: its first line, and of those that lead up to the names the next one, too."""
    lines = text.split("\n")
    return f"{lines[0]} {lines[1]}" if lines[0].startswith(HEADS) and len(lines) > 1 else lines[0]


def _row(at: datetime, who: str, where: str, text: str) -> str:
    shown = text if len(text) <= LONGEST else f"{text[:LONGEST]}……"
    return f"| {at.month}月{at.day}日{at:%H:%M} | {who} | {where} | {shown.replace('|', '｜')} |"


def table() -> str:
    """The table as the page holds it."""
    head = "| 时刻 | 谁 | 在哪里 | 说了什么 |\n|---|---|---|---|\n"
    return head + "".join(f"{row}\n" for row in rows())


def told() -> str:
    """What the page holds now."""
    text = PAGE.read_text(encoding="utf-8")
    return text[text.index(BEGIN) + len(BEGIN) : text.index(END)]


if __name__ == "__main__":
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(page.replace(f"{BEGIN}{told()}{END}", f"{BEGIN}{table()}{END}"), encoding="utf-8")
