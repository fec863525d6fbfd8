"""The page's table of rules is true: every rule stands in it, and each has its place and its test."""

import ast
import re
from pathlib import Path

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
