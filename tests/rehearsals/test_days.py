"""Every recorded day of the small district gives the transcript that was read by eye, to the byte."""

import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
DAYS = sorted(path for path in HERE.glob("*.jsonl") if not path.name.endswith(".expected.jsonl"))


@pytest.mark.parametrize("day", DAYS, ids=lambda path: path.stem)
def test_the_day_is_told_as_it_was_read(day, tmp_path):
    config = HERE / "district" / ("holiday.toml" if day.stem == "holiday" else "config.toml")
    out = tmp_path / "out.jsonl"
    command = [sys.executable, "-m", "bot", "rehearse", "-c", config, day, "-o", out]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)  # noqa: S603 - our own
    assert done.returncode == 0, done.stderr
    expected = day.with_suffix(".expected.jsonl")
    assert out.read_text(encoding="utf-8") == expected.read_text(encoding="utf-8")


def test_there_are_the_eight_days_that_the_district_learned_from():
    assert len(DAYS) >= 8
