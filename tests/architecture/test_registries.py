"""A registry names every file of its folder: a verb, post or channel that nobody lists would never run."""

import ast

import pytest
from tree import ROOT, imports_of, tree_of

NOT_LISTED = {"__init__", "base", "registry"}


@pytest.mark.parametrize(
    ("folder", "registry", "parts"),
    [
        ("bot/handlers", "bot/handlers/registry.py", set[str]()),
        ("bot/scheduler/posts", "bot/scheduler/registry.py", set[str]()),
        ("bot/channels", "bot/channels/registry.py", set[str]()),
    ],
)
def test_every_file_that_offers_something_is_listed(folder, registry, parts):
    """A file that defines what its registry lists (VERBS, a compose, a channel class) is imported there."""
    listed = set(imports_of(ROOT / registry))
    package = folder.replace("/", ".")
    for path in sorted((ROOT / folder).glob("*.py")):
        if path.stem in NOT_LISTED | parts or not offers(path, folder):
            continue
        assert f"{package}.{path.stem}" in listed, f"{path.name} is in the folder but not in {registry}"


def offers(path, folder):
    tree = tree_of(path)
    if folder.endswith("handlers"):
        return any(
            isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Verb"
            for node in ast.walk(tree)
        )
    if folder.endswith("posts"):
        return any(isinstance(node, ast.AsyncFunctionDef) and node.name == "compose" for node in tree.body)
    return any(
        isinstance(node, ast.ClassDef)
        and any(isinstance(m, ast.AsyncFunctionDef) and m.name == "send" for m in node.body)
        for node in tree.body
    )


@pytest.mark.parametrize(
    "registry", ["bot/handlers/registry.py", "bot/scheduler/registry.py", "bot/channels/registry.py"]
)
def test_a_registry_lists_nothing_twice(registry):
    for node in ast.walk(tree_of(ROOT / registry)):
        if isinstance(node, ast.Tuple | ast.List) and len(node.elts) > 2:
            names = [ast.unparse(element) for element in node.elts]
            assert len(names) == len(set(names)), f"{registry} lists something twice"
