"""Days on which every ready-made form is reported give the transcript that was read by eye, to the byte."""

import json
import re
from pathlib import Path

from ready_days import EXPECTED, play


def test_the_days_are_told_as_they_were_read(tmp_path):
    done = play(tmp_path, tmp_path / "out.jsonl")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out.jsonl").read_text(encoding="utf-8") == EXPECTED.read_text(encoding="utf-8")


def test_the_page_tells_what_was_really_said():
    lines = [json.loads(line) for line in EXPECTED.read_text(encoding="utf-8").splitlines()]
    said = {text for post in lines if post["type"] == "post" for text in post["text"].splitlines()}
    page = (Path(__file__).parents[2] / "docs" / "其他报表.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```\w*\n(.*?)\n```$", page, re.MULTILINE | re.DOTALL)
    talks = [block for block in blocks if "网格助手> " in block]
    assert len(talks) == 2
    for talk in talks:
        answers = talk.partition("网格助手> ")[2].splitlines()
        own = [line.strip() for line in answers if not line.startswith("医疗组> ")]
        assert set(own) <= said
