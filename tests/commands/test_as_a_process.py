"""What only a process of its own can show: no traceback on Ctrl-C, a reader that went away, a bug, a full disk."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from spoiling import log

ROOT = Path(__file__).parents[2]
ENVIRONMENT = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"}


def start(*args, **more):
    command = [sys.executable, "-m", "bot", *map(str, args)]
    return subprocess.Popen(command, stderr=subprocess.PIPE, env=ENVIRONMENT, **more)


def test_wrong_usage_ends_the_process_with_2_and_one_line(process):
    done = process("check", "-c", "no.toml")
    assert (done.code, done.out, done.err) == (2, "", "no.toml: there is no such file; check the path\n")


def test_the_log_may_come_from_standard_input(process, config):
    done = process("parse", "-c", config, "--batch", "-", typed=log((1, "u001", "在岗12人")).encode())
    assert (done.code, done.err) == (0, "")
    assert '"values":{"on_duty":12}' in done.out


def _hear_ctrl_c():
    """A shell that starts the tests in the background lets them ignore it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_ctrl_c_ends_it_without_a_traceback(config):
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with start("rehearse", "-c", config, "-", **pipes, preexec_fn=_hear_ctrl_c) as running:
        Path(f"/proc/{running.pid}/wchan").exists()
        while b"pipe" not in Path(f"/proc/{running.pid}/wchan").read_bytes() and running.poll() is None:
            os.sched_yield()
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=30)
    assert (running.returncode, out, err) == (130, b"", b"")


def test_a_reader_that_went_away_is_no_error_worth_a_word(config):
    reading, writing = os.pipe()
    os.close(reading)
    with start("check", "-c", config, stdout=writing) as running:
        os.close(writing)
        _, err = running.communicate(timeout=60)
    assert (running.returncode, err) == (141, b"")


def test_a_disk_that_is_full_is_one_line(config):
    with Path("/dev/full").open("wb") as full, start("check", "-c", config, stdout=full) as running:
        _, err = running.communicate(timeout=60)
    assert running.returncode == 2
    assert err == b"gridbot: no space left on device\n"


def test_a_bug_is_one_line_for_a_report(tmp_path):
    code = "import sys, bot.__main__ as m\nm.parser = lambda: 1 / 0\nsys.exit(m.main())"
    command = [sys.executable, "-c", code, "check"]
    done = subprocess.run(command, capture_output=True, env=ENVIRONMENT, cwd=tmp_path, text=True, check=False)
    assert done.returncode == 1
    said = "gridbot: this should not have happened: ZeroDivisionError in <string>, line 2; please report it\n"
    assert done.stderr == said


def test_a_terminal_that_knows_no_chinese_gets_marks_instead_of_an_error(process, config):
    done = process("check", "-c", config, PYTHONIOENCODING="ascii")
    assert done.code == 0
    assert "all is well" in done.out
