"""`gridbot serve` as an operator meets it: it says when it is ready, answers, and stops in time when told."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from pathlib import Path

import pytest
from spoiling import spoil

ROOT = Path(__file__).parents[2]
ENVIRONMENT = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"}
READY = re.compile(r"INFO ready address=(http://127\.0\.0\.1:\d+) bot=网格助手")


@pytest.fixture
def served(config):
    """A running bot on a free port, its address and the lines it has said."""
    spoil(config, "port = 8080", "port = 0")
    command = [sys.executable, "-m", "bot", "serve", "-c", str(config)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, env=ENVIRONMENT, text=True) as running:
        guard = threading.Timer(60, running.kill)
        guard.start()
        lines, address = [], None
        while address is None:
            line = running.stderr.readline()
            assert line, "".join(lines)
            lines.append(line)
            found = READY.search(line)
            address = found[1] if found else None
        yield running, address, lines
        running.kill()
        guard.cancel()


def get(url):
    with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310 - our own address
        return answer.status


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_answers_until_it_is_told_to_stop_and_then_ends_with_0(served, number):
    running, address, lines = served
    assert get(f"{address}/healthz?token=canary") == 200
    assert get(f"{address}/chat") == 200
    running.send_signal(number)
    _, rest = running.communicate(timeout=10)
    told = "".join(lines) + rest
    assert running.returncode == 0, told
    assert f"INFO stopping signal={number.name}" in told
    assert told.endswith("INFO stopped\n")
    assert "Traceback" not in told
    assert "canary" not in told


def test_a_port_in_use_is_one_line(gridbot, config):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        spoil(config, "port = 8080", f"port = {port}")
        done = gridbot("serve", "-c", config)
    told = [line for line in done.err.splitlines() if line.startswith("gridbot: ")]
    assert done.code == 2
    assert told == [f"gridbot: the address 127.0.0.1:{port} is in use; choose another port, or stop what uses it"]
    assert "Traceback" not in done.err


def test_a_bot_that_nobody_can_talk_to_says_so(gridbot, config, district):
    spoil(config, '[channels.chat]\nkind = "web_chat"\n', "")
    spoil(config, "sqlite:///gridbot.db", "sqlite:///no/such/folder/grid.db")
    done = gridbot("serve", "-c", config)
    assert "WARNING no channel is configured: nobody can be heard" in done.err
