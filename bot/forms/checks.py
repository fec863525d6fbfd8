"""Relations between a form's fields: which of them the values of one report break.

An identity speaks only where every field of it is known, and a value of an odd kind (text where a number
belongs) makes it silent: whether a single figure is possible at all is decided where the text is read.
"""

import ast
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, Literal

from simpleeval import InvalidExpression, SimpleEval

from bot.forms.definition import FieldDef, FormDef, Identity, Severity

Figure = int | bool | str

LONGEST = 300  # characters of one expression
DEEPEST = 20  # brackets and operators inside one another
HOLE = re.compile(r"\{([^{}]*)\}")
NUMBERS = ("decimal", "temperature", "money")
_NODES = (
    ast.Expression, ast.BinOp, ast.UnaryOp, ast.BoolOp, ast.Compare, ast.Name, ast.Load, ast.Constant,
    ast.operator, ast.unaryop, ast.boolop, ast.cmpop,
)  # fmt: skip
_TROUBLES = (InvalidExpression, ArithmeticError, TypeError, ValueError, RecursionError)


def _quotient(a: Any, b: Any) -> Decimal:
    return Decimal(a) / Decimal(b)


_OPERATORS: Mapping[type[ast.AST], Callable[..., Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: _quotient,
    ast.Mod: operator.mod,
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
    ast.Not: operator.not_,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}


@dataclass(frozen=True, slots=True)
class Violation:
    """An identity that does not hold: the fields it is about and the form's own sentence, filled in."""

    code: Literal["sum_mismatch", "part_exceeds_whole"]
    fields: tuple[str, ...]
    message: str
    severity: Severity


def violations(form: FormDef, values: Mapping[str, Figure]) -> tuple[Violation, ...]:
    """The identities of `form` that `values` break, in the form's order. Never raises, whatever the values hold."""
    found = []
    for identity in form.identities:
        if any(key not in values for key in identity.fields):
            continue
        known = {key: _number(form.field(key), values[key]) for key in identity.fields}
        holds = None if None in known.values() else _evaluated(identity.expression, known)
        if holds is not None and not holds:
            found.append(Violation(identity.code, identity.fields, _message(identity, known), identity.severity))
    return tuple(found)


def _number(field: FieldDef, value: Figure) -> int | Decimal | None:
    """The value as one can calculate with it: decimals are kept as text, so that 37.3 stays 37.3. None: it is none."""
    if isinstance(value, int):
        return value
    try:
        number = Decimal(value) if field.kind in NUMBERS else None
    except ArithmeticError:
        return None
    return number if number is not None and number.is_finite() else None


def _evaluated(expression: str, known: Mapping[str, Any]) -> Any:
    """What the expression comes to; None where it comes to nothing (odd values, division by zero)."""
    try:
        tree = compiled(expression)
        evaluator = SimpleEval(operators=dict(_OPERATORS), functions={}, names=known)
        return evaluator.eval(expression, previously_parsed=tree.body)
    except _TROUBLES:
        return None


def _message(identity: Identity, known: Mapping[str, Any]) -> str:
    def told(hole: re.Match[str]) -> str:
        value = _evaluated(hole[1].strip(), known)
        try:
            return hole[0] if value is None else _shown(value)
        except ValueError:  # Python refuses to print numbers of thousands of digits
            return hole[0]

    return HOLE.sub(told, identity.message)


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return f"{value.quantize(Decimal('0.01')).normalize():f}"
    return str(value)


@cache
def compiled(expression: str) -> ast.Expression:
    """The expression, checked and parsed once. Raises ValueError saying what is wrong with it."""
    if len(expression) > LONGEST:
        raise ValueError(f"the expression is longer than {LONGEST} characters")
    try:
        tree = ast.parse(expression.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise ValueError(f"not an expression: {expression!r}") from None
    if _depth(tree) > DEEPEST:
        raise ValueError("the expression is nested too deeply")
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            node.value = Decimal(str(node.value))  # type: ignore[assignment]  # any number calculates
        number = not isinstance(node, ast.Constant) or isinstance(node.value, int | Decimal)
        signed = not isinstance(node, ast.operator | ast.unaryop | ast.cmpop) or type(node) in _OPERATORS
        if not (isinstance(node, _NODES) and number and signed):
            raise ValueError(f"only fields, numbers, + - * / %, comparisons, and, or, not may stand in {expression!r}")
    return tree


def names_in(expression: str) -> tuple[str, ...]:
    """The fields that an expression uses, in order. Raises ValueError as `compiled` does."""
    return tuple(dict.fromkeys(node.id for node in ast.walk(compiled(expression)) if isinstance(node, ast.Name)))


def _depth(node: ast.AST) -> int:
    """How deep the tree is, counted without recursion."""
    deepest, waiting = 0, [(node, 1)]
    while waiting:
        current, level = waiting.pop()
        deepest = max(deepest, level)
        waiting.extend((child, level + 1) for child in ast.iter_child_nodes(current))
    return deepest
