"""Identities are checked where all their fields are known, exactly, safely, and without ever raising."""

import re
from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.forms.checks import Violation, compiled, names_in, violations
from bot.forms.definition import FieldDef, FormDef, Identity
from bot.forms.load import load_preset

DAILY = load_preset("heyuan-2020").form("daily")


def form(*identities: tuple[str, str, str], kind="count", keys=("a", "b", "c")):
    """A form of a few numbers with these identities: (expression, message, severity)."""
    return FormDef(
        id="f",
        name="f",
        owed_by=("enterprise",),
        fields=tuple(FieldDef(key=key, label=key.upper(), kind=kind) for key in keys),
        identities=tuple(
            Identity(expression=expression, fields=names_in(expression), message=message, severity=severity)
            for expression, message, severity in identities
        ),
    )


def test_a_sum_that_does_not_add_up_is_told_in_the_forms_own_words():
    [found] = violations(DAILY, {"returned_total": 100, "returned_local": 60, "returned_nonlocal": 50})
    assert found == Violation(
        code="sum_mismatch",
        fields=("returned_total", "returned_local", "returned_nonlocal"),
        message="本市籍 60 加非本市籍 50 等于 110，与累计返岗 100 不符",
        severity="ask",
    )


def test_a_part_that_exceeds_its_whole_has_a_code_of_its_own():
    found = violations(DAILY, {"returned_nonlocal": 5, "returned_out_of_province": 6})
    assert [(v.code, v.fields) for v in found] == [
        ("part_exceeds_whole", ("returned_out_of_province", "returned_nonlocal"))
    ]


def test_an_identity_is_silent_while_a_field_of_it_is_unknown():
    assert violations(DAILY, {"returned_nonlocal": 100, "returned_local": 160}) == ()
    assert violations(DAILY, {}) == ()


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(-3, 3))
def test_the_sum_holds_exactly_when_it_adds_up(local, nonlocal_, off):
    values = {"returned_local": local, "returned_nonlocal": nonlocal_, "returned_total": local + nonlocal_ + off}
    codes = [v.code for v in violations(DAILY, values)]
    assert ("sum_mismatch" in codes) == (off != 0)


FIGURES = st.one_of(
    st.integers(), st.booleans(), st.text(max_size=20), st.sampled_from(["NaN", "1e999999", "-", "%9d"])
)


@given(st.dictionaries(st.sampled_from([f.key for f in DAILY.fields] + ["strange"]), FIGURES))
@example({"returned_total": 10**6000, "returned_local": 1, "returned_nonlocal": 1})
def test_no_values_make_it_raise(values):
    for violation in violations(DAILY, values):
        assert set(violation.fields) <= set(values)


ODD = form(("a / b > 1", "{a} {b}", "ask"), ("a % b == 0", "{a}", "ask"), ("a * b * c < 10", "{a*b*c}", "ask"))


@given(st.dictionaries(st.sampled_from("abc"), FIGURES))
@example({"a": 1, "b": 0, "c": 1})
@example({"a": "%999999999d", "b": 3, "c": 1})
def test_division_by_nothing_and_text_for_numbers_are_silent_not_wrong(values):
    found = violations(ODD, values)
    numbers = {key for key, value in values.items() if isinstance(value, int)}
    assert all(set(v.fields) <= numbers for v in found)
    if values.get("b") == 0:
        assert all("b" not in v.fields[1:] or v.fields == ("a", "b", "c") for v in found)


def test_decimals_are_compared_as_they_are_written():
    exact = form(("a + b == c", "{a} 加 {b} 是 {a+b}，不是 {c}", "warn"), kind="decimal")
    assert violations(exact, {"a": "0.1", "b": "0.2", "c": "0.3"}) == ()
    [found] = violations(exact, {"a": "0.1", "b": "0.25", "c": "1e1"})
    assert (found.message, found.severity) == ("0.1 加 0.25 是 0.35，不是 10", "warn")
    limit = form(("a <= 37.3", "{a}", "ask"), kind="temperature", keys=("a",))
    assert violations(limit, {"a": "37.3"}) == ()
    assert [v.message for v in violations(limit, {"a": "37.4"})] == ["37.4"]
    assert violations(limit, {"a": "三十七度"}) == ()


def test_yes_and_no_take_part_in_expressions():
    open_ = form(("a or b == 0", "{a}，却有 {b} 人", "ask"))
    assert violations(open_, {"a": True, "b": 5}) == ()
    assert violations(open_, {"a": False, "b": 0}) == ()
    assert [v.message for v in violations(open_, {"a": False, "b": 5})] == ["否，却有 5 人"]


@pytest.mark.parametrize(
    "expression",
    [
        "__import__('os')", "a.b", "a[0]", "f(a)", "a ** 9 ** 9", "'x' * 9", "[a]", "a if b else c", "lambda: a",
        "a is b", "a in b", "a := 1", "a; b", "", "a <", "a << 9", "~a", "f'{a}'", "...", "(" * 400 + "a" + ")" * 400,
        "-" * 100 + "a", "+".join("a" * 400), "None == a", "1j == a",
    ],
)  # fmt: skip
def test_nothing_but_plain_arithmetic_may_stand_in_an_expression(expression):
    with pytest.raises(ValueError, match=r"expression|only fields"):
        compiled(expression)


@given(st.text(st.sampled_from("ab1.+-*/%<>=!()[]'\" andornot_{}\n"), max_size=60))
def test_any_text_is_refused_in_a_sentence_or_uses_only_names_that_stand_in_it(expression):
    with suppress(ValueError):
        assert set(names_in(expression)) <= set(re.findall(r"[a-z_]\w*", expression))
