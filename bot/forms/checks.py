"""Relations between a form's fields: which of them the values of one report break.

An identity speaks only where every field of it is known, also those of the report before; a value of an odd kind (text
where a number belongs) makes it silent: whether a single figure is possible at all is decided where the text is read.
"""

import ast
import operator
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, Literal

from simpleeval import InvalidExpression, SimpleEval

from bot.forms.definition import FieldDef, FormDef
from bot.forms.identity import Identity, Severity

Figure = int | bool | str

LONGEST = 300  # characters of one expression
DEEPEST = 20  # brackets and operators inside one another
HOLE = re.compile(r"\{([^{}]*)\}")
NUMBERS = ("decimal", "temperature", "money")
BEFORE = "before."
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
class Edit:
    """One figure that would have to be another."""

    field: str
    value: int


@dataclass(frozen=True, slots=True)
class Violation:
    """An identity that does not hold: the fields it is about and the form's own sentence, filled in.

    Of a ledger: the single `edits` that would balance it, the likeliest first; `led` says that another one tells them.
    """

    code: Literal["sum_mismatch", "part_exceeds_whole"]
    fields: tuple[str, ...]
    message: str
    severity: Severity
    edits: tuple[Edit, ...] = ()
    led: bool = False


@dataclass(frozen=True, slots=True)
class Earlier:
    """The figures of the report before. `adjacent`: no period without a report lies between."""

    values: Mapping[str, Figure]
    adjacent: bool = True


@dataclass(frozen=True, slots=True)
class Broken:
    """An identity that does not hold, with the numbers by the names that its expression calls them."""

    identity: Identity
    known: Mapping[str, int | Decimal]

    @property
    def message(self) -> str:
        return _message(self.identity, self.known) if self.identity.message else f"{self.identity.account}不平"


def violations(form: FormDef, values: Mapping[str, Figure], earlier: Earlier | None = None) -> tuple[Violation, ...]:
    """The identities of `form` that `values` break, in the form's order. Never raises, whatever the values hold."""
    return tuple(
        Violation(one.identity.code, one.identity.fields, one.message, one.identity.severity)
        for one in broken(form, values, earlier)
    )


def broken(form: FormDef, values: Mapping[str, Figure], earlier: Earlier | None = None) -> Iterator[Broken]:
    """The same, with what they were judged by."""
    for identity in form.identities:
        known = _known(form, identity, values, earlier)
        if known is None:
            continue
        holds = evaluated(identity.expression, known)
        if holds is not None and not holds:
            yield Broken(identity, known)


def looks_back(identity: Identity) -> tuple[str, ...]:
    """The fields of the report before that the identity names."""
    return tuple(name.removeprefix(BEFORE) for name in names_in(identity.expression) if name.startswith(BEFORE))


def _known(
    form: FormDef, identity: Identity, values: Mapping[str, Figure], earlier: Earlier | None
) -> dict[str, int | Decimal] | None:
    wanted = [(key, key, values) for key in identity.fields]
    if back := looks_back(identity):
        if earlier is None or not (earlier.adjacent or identity.over_gaps):
            return None
        wanted += [(BEFORE + key, key, earlier.values) for key in back]
    known = {}
    for name, key, among in wanted:
        number = _number(form.field(key), among[key]) if key in among else None
        if number is None:
            return None
        known[name] = number
    return known


def _number(field: FieldDef, value: Figure) -> int | Decimal | None:
    """The value as one can calculate with it: decimals are kept as text, so that 37.3 stays 37.3. None: it is none."""
    if isinstance(value, int):
        return value
    try:
        number = Decimal(value) if field.kind in NUMBERS else None
    except ArithmeticError:
        return None
    return number if number is not None and number.is_finite() else None


def evaluated(expression: str, known: Mapping[str, Any]) -> Any:
    """What the expression comes to; None where it comes to nothing (odd values, division by zero)."""
    try:
        tree = compiled(expression)
        evaluator = SimpleEval(operators=dict(_OPERATORS), functions={}, names=known)
        return evaluator.eval(expression, previously_parsed=tree.body)
    except _TROUBLES:
        return None


def _message(identity: Identity, known: Mapping[str, Any]) -> str:
    def told(hole: re.Match[str]) -> str:
        value = evaluated(hole[1].strip(), known)
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


class _Before(ast.NodeTransformer):
    """before.isolated becomes one name."""

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        if isinstance(node.value, ast.Name) and f"{node.value.id}." == BEFORE:
            return ast.copy_location(ast.Name(BEFORE + node.attr, ast.Load()), node)
        return node


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
    _Before().visit(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            node.value = Decimal(str(node.value))  # type: ignore[assignment]  # any number calculates
        number = not isinstance(node, ast.Constant) or isinstance(node.value, int | Decimal)
        signed = not isinstance(node, ast.operator | ast.unaryop | ast.cmpop) or type(node) in _OPERATORS
        if not (isinstance(node, _NODES) and number and signed):
            raise ValueError(f"only fields, numbers, + - * / %, comparisons, and, or, not may stand in {expression!r}")
    return tree


def names_in(expression: str) -> tuple[str, ...]:
    """The fields that an expression uses, in order, `before.x` as one name. Raises ValueError as `compiled` does."""
    return tuple(dict.fromkeys(node.id for node in ast.walk(compiled(expression)) if isinstance(node, ast.Name)))


def _depth(node: ast.AST) -> int:
    """How deep the tree is, counted without recursion."""
    deepest, waiting = 0, [(node, 1)]
    while waiting:
        current, level = waiting.pop()
        deepest = max(deepest, level)
        waiting.extend((child, level + 1) for child in ast.iter_child_nodes(current))
    return deepest
