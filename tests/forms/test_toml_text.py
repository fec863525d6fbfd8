"""Every key of a TOML text is found on the line on which it stands."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import ConfigError
from bot.forms.toml_text import read_toml

TEXT = '''\
# a comment with [brackets] and = signs
plain = 1
dotted.inner.key = 2
"quoted.key" = "a # no comment"   # a comment
'single' = 'C:\\no\\escape'
long = """
[not.a.table]
key = "no key" """
raw = \'\'\'
x = 1\'\'\'
after = true
list = [ 1, 2,
  3,   # with a comment ]
  [4, "]"],
]
inline = { a = 1, b = { c = "}" } }
day = 2020-03-05 09:00:00

[table]
key = 1
[table."sub table"]
key = 2

[[row]]
name = "first"
[row.more]
deep = 1
[[row.item]]
n = 1
[[row.item]]
n = 2
[[row]]
name = "second"
[[row.item]]
n = 3
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("plain",), 2), (("dotted", "inner", "key"), 3), (("quoted.key",), 4), (("single",), 5), (("long",), 6),
        (("raw",), 9), (("after",), 11), (("list",), 12), (("list", 1), 12), (("list", 2), 13), (("list", 3), 14),
        (("list", 3, 1), 14), (("inline", "b", "c"), 16), (("day",), 17), (("table",), 19), (("table", "key"), 20),
        (("table", "sub table"), 21), (("table", "sub table", "key"), 22), (("row", 0), 24), (("row", 0, "name"), 25),
        (("row", 0, "more", "deep"), 27), (("row", 0, "item", 0, "n"), 29), (("row", 0, "item", 1, "n"), 31),
        (("row", 1), 32), (("row", 1, "item", 0, "n"), 35),
    ],
)  # fmt: skip
def test_a_key_is_found_on_its_line(path, line):
    assert read_toml(TEXT, "x.toml").line_of(path) == line


def test_what_is_not_written_is_placed_at_what_is_around_it():
    text = read_toml(TEXT, "x.toml")
    assert text.line_of(("row", 1, "colour", "red")) == 32
    assert text.line_of(("nowhere",)) is None
    assert str(text.trouble(("row", 1, "n"), "is wrong", "mend it")) == (
        "x.toml: line 32, key row.second.n: is wrong; mend it"
    )


KEYS = st.text(st.sampled_from("ab.=[]#\"' \\é\n"), min_size=0, max_size=6)
VALUES = st.recursive(
    st.integers() | st.booleans() | KEYS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=12,
)


def _quoted(text):
    escapes = {'"': '\\"', "\\": "\\\\", "\n": "\\n"}
    return '"' + "".join(escapes.get(ch, ch) for ch in text) + '"'


def _written(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, list):
        return "[ " + ",\n ".join(map(_written, value)) + " ]"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_quoted(k)} = {_written(v)}" for k, v in value.items()) + " }"
    return str(value)


def _paths(value, at=()):
    yield at
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield from _paths(inner, (*at, key))


@given(st.dictionaries(KEYS, VALUES, max_size=5))
def test_every_path_of_any_text_has_a_line_and_the_lines_of_keys_are_exact(data):
    text = "".join(f"{_quoted(key)} = {_written(value)}\n" for key, value in data.items())
    if "\n" in text and tomllib.loads(text) != data:
        raise AssertionError("the test writes wrong TOML")
    read = read_toml(text, "x")
    assert all(path in read.lines for path in _paths(data) if path)
    line = 1
    for key, value in data.items():
        assert read.line_of((key,)) == line
        line += _written(value).count("\n") + 1


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("name = 网格\n", "line 1, column 8: this is not TOML: invalid value; texts stand in straight quotes"),
        ("a = 1\na = 2\n", "line 2, column 6: this is not TOML: cannot overwrite a value"),
        ('a = "x', "end of the file: this is not TOML"),
        ("[" * 5000, "x.toml: line 1"),
        ("a = " + "[" * 100_000, "x.toml: this is nested too deeply"),
    ],
)
def test_what_is_no_toml_is_told_in_one_sentence_with_its_place(text, told):
    with pytest.raises(ConfigError) as caught:
        read_toml(text, "x.toml")
    assert told in str(caught.value)
    assert len(caught.value.troubles) == 1
