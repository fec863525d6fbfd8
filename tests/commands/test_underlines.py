"""Labels stand under their words, in columns of a terminal, and never run into one another."""

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from bot.commands.underlines import Note, annotated, drawn

TEXT = "在岗126人，返岗417"


def shown(text, *notes):
    return [(lines.text, [drawn(row) for row in lines.below]) for lines in annotated(text, notes)]


def test_a_chinese_character_takes_two_columns():
    assert shown(TEXT, Note(0, 6, "A 126"), Note(7, 12, "B 417")) == [
        (TEXT, ["‾‾‾‾‾‾‾‾‾  ‾‾‾‾‾‾‾", "A 126      B 417"])
    ]


def test_labels_that_would_touch_go_to_further_lines():
    below = shown(TEXT, Note(0, 6, "在岗人数 126"), Note(7, 12, "累计返岗 417"))[0][1]
    assert below[1:] == ["在岗人数 126", "           累计返岗 417"]


def test_every_line_of_the_text_has_its_own_notes():
    assert shown("a 1\nb 2\n", Note(0, 3, "x"), Note(4, 7, "y")) == [
        ("a 1", ["‾‾‾", "x"]), ("b 2", ["‾‾‾", "y"]), ("", []),
    ]  # fmt: skip


def test_words_that_two_values_share_are_marked_once_and_labelled_twice():
    assert shown("均为0", Note(0, 3, "一 0"), Note(0, 3, "二 0"))[0][1] == ["‾‾‾‾‾", "一 0", "二 0"]


SPANS = st.lists(
    st.tuples(st.integers(0, 40), st.integers(1, 12), st.text("在岗 a1", min_size=1, max_size=12)), max_size=8
)


@given(st.text("在岗ab1，\n", max_size=50), SPANS)
def test_nothing_is_lost_and_nothing_overlaps(text, spans):
    notes = [Note(start, min(len(text), start + length), label) for start, length, label in spans]
    notes = [note for note in notes if note.start < note.end and "\n" not in text[note.start : note.end]]
    found = annotated(text, notes)
    assert "\n".join(lines.text for lines in found) == text
    labels = [piece.text for lines in found for row in lines.below[1:] for piece in row]
    assert sorted(labels) == sorted(note.label for note in notes)
    for lines in found:
        for row in lines.below:
            ends = [piece.column + cell_len(piece.text) for piece in row]
            assert all(end <= after.column for end, after in zip(ends, row[1:], strict=False))
