"""Days on which every ready-made form is reported give the transcript that was read by eye, to the byte."""

import json
import re
from pathlib import Path

import pytest
from ready_days import EXPECTED, play

TESTS = Path(__file__).parents[1]


def test_the_days_are_told_as_they_were_read(tmp_path):
    done = play(tmp_path, tmp_path / "out.jsonl")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out.jsonl").read_text(encoding="utf-8") == EXPECTED.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("page", "transcript", "talks"),
    [("其他报表", EXPECTED, 2), ("另一种片区", TESTS / "rehearsals" / "flood.expected.jsonl", 2)],
)
def test_the_page_tells_what_was_really_said(page, transcript, talks):
    lines = [json.loads(line) for line in transcript.read_text(encoding="utf-8").splitlines()]
    said = {text for post in lines if post["type"] == "post" for text in post["text"].splitlines()}
    text = (TESTS.parent / "docs" / f"{page}.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```\w*\n(.*?)\n```$", text, re.MULTILINE | re.DOTALL)
    told = [block for block in blocks if "网格助手> " in block]
    assert len(told) == talks
    for block in told:
        answers = re.findall(r"^(?:网格助手> |  )(.*)$", block, re.MULTILINE)
        assert set(answers) <= said
