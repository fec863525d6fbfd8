"""Ledgers of a form: which side says what, and the single figure that would have to be another for both to agree.

A newcomer's usual mistake is to mend the account that does not balance by itself: an edit is offered only where every
other identity of the form holds with it, and the likeliest is what people mistype and what stays near the day before.
"""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from bot.forms.checks import BEFORE, Broken, Earlier, Edit, Figure, Violation, broken, compiled, evaluated
from bot.forms.definition import FormDef
from bot.forms.identities import is_equation

_SIGNS: Mapping[type[ast.operator], str] = {ast.Add: "加", ast.Sub: "减", ast.Mult: "×", ast.Div: "÷"}
MOST = 3
"""Edits that are offered."""
COUNTED = ("count", "money", "decimal")


def balanced(form: FormDef, values: Mapping[str, Figure], earlier: Earlier | None = None) -> tuple[Violation, ...]:
    """As `checks.violations`; a ledger shows both sides, and the last identity that asks tells the edits."""
    found: list[Violation] = []
    ledgers = False
    for one in broken(form, values, earlier):
        identity = one.identity
        ledgers = ledgers or bool(identity.account)
        message = one.message if identity.message or not identity.account else _both_sides(form, one)
        found.append(Violation(identity.code, identity.fields, message, identity.severity))
    asked = [place for place, one in enumerate(found) if one.severity == "ask"]
    if ledgers and asked and (offered := edits(form, values, earlier)):
        for place in asked[:-1]:
            found[place] = replace(found[place], led=True)
        found[asked[-1]] = replace(found[asked[-1]], edits=offered[:MOST])
    return tuple(found)


def edits(form: FormDef, values: Mapping[str, Figure], earlier: Earlier | None = None) -> tuple[Edit, ...]:
    """Single figures with which every identity of the form holds, the likeliest first."""
    found: dict[Edit, tuple[int, Decimal]] = {}
    for one in broken(form, values, earlier):
        for edit in _edits_of(form, one):
            trial = {**values, edit.field: edit.value if form.field(edit.field).kind == "count" else str(edit.value)}
            if edit not in found and not any(b.identity.severity == "ask" for b in broken(form, trial, earlier)):
                found[edit] = (_slips(values[edit.field], edit.value), _moved(trial, earlier))
    return tuple(sorted(found, key=lambda edit: found[edit]))


def _edits_of(form: FormDef, one: Broken) -> Iterator[Edit]:
    """Figure by figure what would make the two sides equal; the sides are straight lines in every figure."""
    gap = _gap(one, {})
    for key in one.identity.fields:
        field, now = form.field(key), one.known[key]
        if field.kind not in COUNTED or gap is None:
            continue
        further, twice = _gap(one, {key: now + 1}), _gap(one, {key: now + 2})
        if further is None or twice is None or further == gap or twice - further != further - gap:
            continue
        wanted = now - gap / (further - gap)
        fits = (field.min is None or wanted >= field.min) and (field.max is None or wanted <= field.max)
        if fits and wanted == wanted.to_integral_value():
            yield Edit(key, int(wanted))


def _gap(one: Broken, other: Mapping[str, int | Decimal]) -> Decimal | None:
    """Left side less right side with some figures replaced; None where that is no number."""
    tree = compiled(one.identity.expression).body
    if not (isinstance(tree, ast.Compare) and is_equation(tree)):
        return None
    known = {**one.known, **other}
    left, right = evaluated(ast.unparse(tree.left), known), evaluated(ast.unparse(tree.comparators[0]), known)
    if left is None or right is None:
        return None
    return Decimal(left) - Decimal(right)


def _slips(now: Figure, then: int) -> int:
    """How many slips of the finger lie between two figures: 0 for one digit wrong, missing, doubled, or two swapped."""
    a, b = str(now), str(then)
    if len(a) == len(b):
        wrong = [i for i in range(len(a)) if a[i] != b[i]]
        swapped = (
            len(wrong) == 2 and wrong[1] == wrong[0] + 1 and a[wrong[0]] == b[wrong[1]] and a[wrong[1]] == b[wrong[0]]
        )
        return 0 if len(wrong) == 1 or swapped else 1
    short, long = sorted((a, b), key=len)
    return 0 if any(long[:i] + long[i + 1 :] == short for i in range(len(long))) else 1


def _moved(values: Mapping[str, Figure], earlier: Earlier | None) -> Decimal:
    """How far all figures lie from those of the report before, each by its own size."""
    total = Decimal(0)
    for key, then in earlier.values.items() if earlier is not None else ():
        now = values.get(key)
        if isinstance(now, int) and isinstance(then, int) and not isinstance(then, bool):
            total += Decimal(abs(now - then)) / max(1, abs(then))
    return total


def _both_sides(form: FormDef, one: Broken) -> str:
    tree = compiled(one.identity.expression).body
    if not isinstance(tree, ast.Compare):
        return one.message
    left, right = _told(form, tree.left, one.known), _told(form, tree.comparators[0], one.known)
    gap = _gap(one, {})
    return f"{one.identity.account}不平：{left}，{right}" + (f"，差{abs(gap).normalize():f}" if gap is not None else "")


def _told(form: FormDef, node: ast.expr, known: Mapping[str, int | Decimal]) -> str:
    """One side in words, with what it comes to where it has several parts."""
    if isinstance(node, ast.Name):
        return _words(form, node, known)
    whole = evaluated(ast.unparse(node), known)
    return f"{_words(form, node, known)}等于{whole}"


def _words(form: FormDef, node: ast.expr, known: Mapping[str, int | Decimal]) -> str:
    if isinstance(node, ast.Name):
        label = form.field(node.id.removeprefix(BEFORE)).label
        return f"{'上次' if node.id.startswith(BEFORE) else ''}{label}{known[node.id]}"
    if isinstance(node, ast.BinOp) and type(node.op) in _SIGNS:
        right = _words(form, node.right, known)
        sums = isinstance(node.right, ast.BinOp) and isinstance(node.right.op, ast.Add | ast.Sub)
        inner = f"（{right}）" if sums else right
        return f"{_words(form, node.left, known)}{_SIGNS[type(node.op)]}{inner}"
    return ast.unparse(node)
