"""Whether the identities of a form can be evaluated and their messages filled in, before anybody reports."""

import ast
from collections.abc import Iterator

from bot.errors import Trouble
from bot.forms.checks import BEFORE, HOLE, NUMBERS, compiled, names_in
from bot.forms.definition import FormDef
from bot.forms.identity import Identity
from bot.forms.toml_text import Path, TomlText
from bot.nearest import meant

CALCULABLE = ("count", "yes_no", *NUMBERS)


def identity_troubles(form: FormDef, text: TomlText) -> Iterator[Trouble]:
    """Every expression and message of the form that cannot work."""
    for number, identity in enumerate(form.identities):
        yield from _expression_troubles(form, identity, ("identities", number, "expression"), text)
        yield from _message_troubles(identity, ("identities", number, "message"), text)
        for position, key in enumerate(identity.fields):
            if (kind := form.field(key).kind) not in CALCULABLE:
                where = ("identities", number, "fields", position)
                yield text.trouble(where, f"{key} is a {kind}, nothing to calculate with")


def _expression_troubles(form: FormDef, identity: Identity, at: Path, text: TomlText) -> Iterator[Trouble]:
    try:
        tree = compiled(identity.expression)
    except ValueError as error:
        yield text.trouble(at, str(error), "write it like total == local + other")
        return
    if not isinstance(tree.body, ast.Compare | ast.BoolOp):
        yield text.trouble(at, "the expression compares nothing", "write it like total == local + other")
    elif identity.account and not is_equation(tree.body):
        yield text.trouble(at, "an account has two sides that are equal", "write it like now == before.now + new")
    yield from _unknown_names(identity.expression, form, identity, at, text)


def _unknown_names(expression: str, form: FormDef, identity: Identity, at: Path, text: TomlText) -> Iterator[Trouble]:
    keys = [field.key for field in form.fields]
    for name in names_in(expression):
        if name.startswith(BEFORE):
            key = name.removeprefix(BEFORE)
            if key not in keys:
                yield text.trouble(at, f'"{key}" is no field of this form', meant(key, keys))
            elif form.field(key).kind not in CALCULABLE:
                yield text.trouble(at, f"{key} is a {form.field(key).kind}, nothing to calculate with")
        elif name not in keys:
            yield text.trouble(at, f'"{name}" is no field of this form', meant(name, keys))
        elif name not in identity.fields:
            yield text.trouble(at, f"{name} is used but does not stand in fields", "add it to fields")


def is_equation(node: ast.expr) -> bool:
    """One left side, one right side, and an equals sign between them."""
    return isinstance(node, ast.Compare) and len(node.ops) == 1 and isinstance(node.ops[0], ast.Eq)


def _said_before(name: str, identity: Identity) -> bool:
    try:
        return name.startswith(BEFORE) and name in names_in(identity.expression)
    except ValueError:
        return False


def _message_troubles(identity: Identity, at: Path, text: TomlText) -> Iterator[Trouble]:
    rest = HOLE.sub("", identity.message)
    if "{" in rest or "}" in rest:
        yield text.trouble(at, "a curly bracket without its partner", "write {field}")
    for hole in HOLE.findall(identity.message):
        try:
            names = names_in(hole.strip())
        except ValueError:
            yield text.trouble(at, f"{{{hole}}} is no field and no sum of fields", "write {field} or {one+other}")
            continue
        for name in names:
            if name not in identity.fields and not _said_before(name, identity):
                yield text.trouble(at, f"{{{name}}} does not stand in fields", meant(name, identity.fields))
