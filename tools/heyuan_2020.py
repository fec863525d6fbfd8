"""Writes the preset district `heyuan-2020` and its recorded day: `python tools/heyuan_2020.py [FOLDER]`.

Run it again after a change in tools/heyuan/ and commit the output with it; a test compares the bytes. Names
beside the few public ones of the article are invented, and so is every figure of a single unit.
"""

import sys
from pathlib import Path

from heyuan.day import compose, jsonl
from heyuan.district import files

PRESET = Path(__file__).resolve().parent.parent / "bot" / "presets" / "heyuan-2020"


def write(folder: Path) -> None:
    """Write directory/*.csv and day.jsonl below `folder`."""
    day = compose()
    (folder / "directory").mkdir(parents=True, exist_ok=True)
    for name, text in files(day.district).items():
        (folder / "directory" / name).write_text(text, encoding="utf-8", newline="")
    (folder / "day.jsonl").write_text(jsonl(day), encoding="utf-8", newline="")


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else PRESET)
