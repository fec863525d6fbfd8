"""Runs commands: in this process where that is enough, as a process of its own where the difference matters."""

import logging
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.commands.init import run as write_starter

sys.path.insert(0, str(Path(__file__).parent))
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Done:
    """What a command came to."""

    code: int
    out: str
    err: str


@pytest.fixture
def gridbot(capsys):
    """`gridbot(*args)` in this process; the log is put back as it was."""
    root, own = logging.getLogger(), logging.getLogger("bot")
    before = (root.handlers[:], root.level, own.level)

    def run(*args: object) -> Done:
        code = main([str(arg) for arg in args])
        out, err = capsys.readouterr()
        return Done(code, out, err)

    yield run
    root.handlers[:] = before[0]
    root.setLevel(before[1])
    own.setLevel(before[2])


@pytest.fixture
def process(tmp_path):
    """`process(*args, typed=..., env=...)`: `python -m bot` with nothing of this process but its environment."""

    def run(*args: object, typed: bytes = b"", **env: str) -> Done:
        command = [sys.executable, "-m", "bot", *map(str, args)]
        environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"} | env
        done = subprocess.run(
            command, input=typed, capture_output=True, cwd=tmp_path, env=environment, timeout=120, check=False
        )
        return Done(done.returncode, done.stdout.decode(), done.stderr.decode())

    return run


@pytest.fixture(scope="session")
def _starter(tmp_path_factory):
    folder = tmp_path_factory.mktemp("starter") / "district"
    write_starter(_Args(str(folder)))
    return folder


@dataclass(frozen=True)
class _Args:
    folder: str
    preset: str = "heyuan-2020"


@pytest.fixture
def district(_starter, tmp_path):
    """A starter district of its own for every test; gives the folder."""
    folder = tmp_path / "district"
    for file in sorted(_starter.rglob("*")):
        if file.is_file():
            target = folder / file.relative_to(_starter)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.read_bytes())
    return folder


@pytest.fixture
def config(district):
    return district / "config.toml"
