"""The page's tables are true: every rule has its place and its test, one missing unit is followed as it happened."""

import ast
import re
from pathlib import Path

from followed import rows, table, told

PAGE = Path(__file__).parents[2] / "docs/通报的规矩.md"
RULES = {*range(1, 17), *range(24, 29)}
ROW = re.compile(r"^\| (\d+) \| ([^|]+) \| ([^|]+) \| `([^`]+)` \|$", re.MULTILINE)


def test_every_rule_has_a_row_with_a_place_and_a_test_of_its_own():
    rows = ROW.findall(PAGE.read_text(encoding="utf-8"))
    assert [int(number) for number, *_ in rows] == sorted(RULES)
    tests = {
        node.name
        for path in Path(__file__).parent.glob("test_rules_*.py")
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    for number, _, places, test in rows:
        assert test == f"test_rule_{int(number):02}"
        assert any(name.startswith(f"{test}_") for name in tests), f"no test of rule {number}"
        assert re.findall(r"\]\((\.\./bot/[^)]+)\)", places), f"rule {number} is kept nowhere"
    named = {int(found[1]) for name in tests if (found := re.match(r"test_rule_(\d\d)_", name))}
    assert named == RULES, "a test of a rule that the page does not tell of"


def test_the_unit_is_followed_on_the_page_as_it_was_rehearsed():
    assert told() == table(), "run python tests/fairness/followed.py and read the difference"


def test_it_is_followed_from_the_opening_over_reminders_draft_approval_and_appeal_to_the_retraction():
    text = "\n".join(rows())
    steps = (
        "【报送】", "【提醒】", "私信九溪-江主管 | 【提醒】", "【逾期】", "私信2号网格长老白", "【通报草稿0305-1】",
        "【拟通报】", "| 发布通报 |", "【通报0305-1】", "凭什么通报我们", "申诉 0305-1", "【申诉 S1】",
        "请由别的值班员或领导答复", "【申诉待答复】", "采纳 S1 当天", "【更正】", "0305-1 经过", "【撤销】",
    )  # fmt: skip
    at = [text.find(step) for step in steps]
    assert -1 not in at, [step for step, place in zip(steps, at, strict=True) if place < 0]
    assert at == sorted(at)
