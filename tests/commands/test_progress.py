"""A progress bar is for a terminal: anywhere else not a byte is written."""

import io
import sys

from bot.progress import progress


class Terminal(io.StringIO):
    def isatty(self):
        return True


def run(label):
    with progress(label) as advance:
        advance(1, 3)
        advance(3, 3)


def test_nothing_is_written_to_a_file_or_pipe(capsys):
    run("working")
    assert capsys.readouterr() == ("", "")


def test_a_terminal_sees_what_is_done_of_how_much(monkeypatch):
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    run("working")
    assert "working" in terminal.getvalue()
    assert "3/3" in terminal.getvalue()
