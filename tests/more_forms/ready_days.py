"""Writes the transcript anew: `python tests/more_forms/ready_days.py`; read the difference before you commit it."""

import subprocess
import sys
import tempfile
from pathlib import Path

from ready import all_copied

HERE = Path(__file__).parent
EXPECTED = HERE / "day.expected.jsonl"
CONFIG = """\
[bot]
name = "网格助手"
[store]
url = "sqlite:///none.db"
[directory]
path = "{district}"
[preset]
path = "preset"
[channels.chat]
kind = "web_chat"
"""


def play(folder: Path, out: Path) -> subprocess.CompletedProcess[str]:
    """The recorded days, in a district that copied every ready-made form into `folder`."""
    all_copied(folder / "preset")
    (folder / "config.toml").write_text(CONFIG.format(district=HERE / "district"), encoding="utf-8")
    command = [sys.executable, "-m", "bot", "rehearse", "-c", str(folder / "config.toml"), str(HERE / "day.jsonl")]
    return subprocess.run([*command, "-o", str(out)], cwd=folder, capture_output=True, text=True, check=False)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        done = play(Path(name), EXPECTED)
        sys.stderr.write(done.stderr)
