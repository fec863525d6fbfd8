"""Reports as people type them: the tables in cases/reports, one manner of writing a file."""

from pathlib import Path

import pytest
from judging import fits, judge

FOLDER = Path(__file__).parent / "cases" / "reports"


def cases():
    for path in sorted(FOLDER.glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                who, text, wanted = (part.strip() for part in line.split(" | ", 2))
                yield pytest.param(
                    who, text.replace("\\n", "\n").replace("\\t", "\t"), wanted, id=f"{path.stem}: {line[:50]}"
                )


@pytest.mark.parametrize(("who", "text", "wanted"), list(cases()))
def test_what_is_written_is_read_or_asked_about(who, text, wanted):
    outcome = judge(who.rstrip("!"), text, private=who.endswith("!"))
    assert fits(outcome, wanted), outcome
