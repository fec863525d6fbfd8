"""Writes every transcript anew: `python tests/rehearsals/rewrite.py [DAY ...]`, after a rule or a wording changed.

Read the difference before you commit it, as the people in the groups would: it is what the bot says to them.
"""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def days() -> list[Path]:
    """The recorded days, without their transcripts."""
    return sorted(path for path in HERE.glob("*.jsonl") if not path.name.endswith(".expected.jsonl"))


def command(day: Path, out: Path) -> list[str]:
    """The command that a district would type; a day may have settings of its own, called like it."""
    own = HERE / "district" / f"{day.stem}.toml"
    config = own if own.exists() else HERE / "district" / "config.toml"
    return [sys.executable, "-m", "bot", "rehearse", "-c", str(config), str(day), "-o", str(out)]


if __name__ == "__main__":
    wanted = set(sys.argv[1:])
    for day in days():
        if not wanted or day.stem in wanted:
            subprocess.run(command(day, day.with_suffix(".expected.jsonl")), check=True)
    if not wanted or "more_forms" in wanted:
        subprocess.run([sys.executable, str(HERE.parent / "more_forms" / "ready_days.py")], check=True)
