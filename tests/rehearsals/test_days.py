"""Every recorded day of the small district gives the transcript that was read by eye, to the byte."""

import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from rewrite import command, days  # the line above makes it findable

DAYS = days()


@pytest.mark.parametrize("day", DAYS, ids=lambda path: path.stem)
def test_the_day_is_told_as_it_was_read(day, tmp_path):
    out = tmp_path / "out.jsonl"
    done = subprocess.run(command(day, out), cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    expected = day.with_suffix(".expected.jsonl")
    assert out.read_text(encoding="utf-8") == expected.read_text(encoding="utf-8"), "read tests/rehearsals/rewrite.py"


def test_there_are_the_days_that_the_district_learned_from():
    assert len(DAYS) >= 9
    assert "fortnight" in {day.stem for day in DAYS}
