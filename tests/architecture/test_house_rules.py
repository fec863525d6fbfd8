"""House rules that a reader would otherwise have to remember: sizes, clocks, randomness, registries."""

import ast

import pytest
from tree import ROOT, sources, tree_of

HARD_LIMIT = 400
OURS = sources("bot", "tests", "bench", "tools")
BOT = sources("bot")

CLOCKS = {
    ("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"),
    ("time", "time"), ("time", "monotonic"), ("time", "sleep"),
}  # fmt: skip
RANDOM = {"random", "randint", "choice", "choices", "shuffle", "uniform", "sample", "randrange", "token_hex", "uuid4"}


def named(path):
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", OURS, ids=named)
def test_no_file_is_longer_than_a_reader_can_hold(path):
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= HARD_LIMIT, f"{lines} lines; split it at 250"


@pytest.mark.parametrize("path", [p for p in BOT if named(p) != "bot/clock.py"], ids=named)
def test_only_the_clock_asks_the_time(path):
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value
            name = owner.id if isinstance(owner, ast.Name) else getattr(owner, "attr", "")
            assert (name, node.func.attr) not in CLOCKS, f"line {node.lineno}: {name}.{node.func.attr}()"


@pytest.mark.parametrize("path", BOT, ids=named)
def test_randomness_is_passed_in(path):
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value
            ambient = isinstance(owner, ast.Name) and owner.id in {"random", "secrets", "uuid"}
            assert not (ambient and node.func.attr in RANDOM), f"line {node.lineno}: ambient {node.func.attr}()"


@pytest.mark.parametrize("path", sources("tests"), ids=named)
def test_no_test_sleeps_for_time_to_pass(path):
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "sleep":
            [span, *_] = node.args or [ast.Constant(0)]
            yields = isinstance(span, ast.Constant) and span.value == 0
            assert yields, f"line {node.lineno} sleeps"


@pytest.mark.parametrize("path", BOT, ids=named)
def test_broad_excepts_stand_in_the_engines_only(path):
    engines = {"bot/dispatch.py", "bot/sender.py", "bot/scheduler/ticker.py"}
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.ExceptHandler):
            bare = node.type is None or (
                isinstance(node.type, ast.Name) and node.type.id in {"Exception", "BaseException"}
            )
            assert not bare or named(path) in engines, f"line {node.lineno} catches everything"


@pytest.mark.parametrize("path", [p for p in BOT if p.name == "__init__.py"], ids=named)
def test_package_files_are_empty(path):
    assert not path.read_text(encoding="utf-8").strip()


@pytest.mark.parametrize("path", BOT, ids=named)
def test_no_room_is_named_after_nothing(path):
    assert path.stem not in {"utils", "util", "helpers", "helper", "manager", "common", "misc"}


@pytest.mark.parametrize("path", [p for p in BOT if p.name != "__init__.py"], ids=named)
def test_every_module_says_what_it_is_for(path):
    assert ast.get_docstring(tree_of(path)), "a module begins with one sentence of purpose"
