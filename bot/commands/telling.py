"""What went wrong, in one line on standard error, and the exit code that goes with it.

Errors of a task group come wrapped; the first inside is the cause, the others are its consequences.
"""

import errno
import os
import re
import sys
import threading
from pathlib import Path
from types import TracebackType

from bot.commands.base import PROBLEMS, WRONG
from bot.commands.terminal import complain
from bot.errors import ConfigError, StoreAway, StoreError, UsageError

BROKEN_OFF = 130  # as a shell says it of a command that was ended by Ctrl-C
_ADDRESS = re.compile(r"bind on address \('([^']+)', (\d+)")
NOBODY_READS = 141  # as a shell says it of a command whose reader went away


def tell(error: BaseException, *, config: str = "") -> int:
    """Say it; the exit code. `config` is the file that the database's address stands in.

    What is no trouble of ours is raised again.
    """
    cause = cause_of(error)
    if isinstance(cause, BrokenPipeError):
        return broken_off()
    if isinstance(cause, KeyboardInterrupt):
        return BROKEN_OFF
    if isinstance(cause, ConfigError):
        complain(first_of(cause))
        return WRONG
    if isinstance(cause, UsageError):
        complain(_one_line(cause))
        return WRONG
    if isinstance(cause, StoreError):
        mend = "check it, and that the database is running" if isinstance(cause, StoreAway) else "check it"
        complain(f"{config or 'gridbot'}: [store] url: {_one_line(cause)}; {mend}")
        return PROBLEMS
    if isinstance(cause, OSError):
        complain(f"gridbot: {_of_system(cause)}")
        return WRONG
    raise cause


def cause_of(error: BaseException) -> BaseException:
    """The innermost first error of a group, or the error itself."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error


def first_of(error: ConfigError) -> str:
    """The first trouble, and how many more there are."""
    first, *others = error.troubles
    return f"{first} (and {len(others)} more: gridbot check tells them all)" if others else str(first)


def broken_off() -> int:
    """Whoever read our output went away; Python must not complain about it at the end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
    return NOBODY_READS


def last_words_of_thread(ended: threading.ExceptHookArgs) -> None:
    """The same for a thread that broke by itself."""
    if ended.exc_value is not None:
        last_words(ended.exc_type, ended.exc_value, ended.exc_traceback)


def last_words(_kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """In place of Python's traceback: what broke and where, for a report to the maintainers."""
    place = ""
    while trace is not None:
        frame = trace.tb_frame.f_code
        place = f" in {Path(frame.co_filename).name}, line {trace.tb_lineno}"
        trace = trace.tb_next
    complain(f"gridbot: this should not have happened: {cause_of(error).__class__.__name__}{place}; please report it")


def _one_line(error: BaseException) -> str:
    return " ".join(str(error).split())


def _of_system(error: OSError) -> str:
    """The system's own words, with the file or the address that it is about."""
    if error.errno in (errno.EADDRINUSE, errno.EACCES) and (found := _ADDRESS.search(str(error))) is not None:
        what = "is in use" if error.errno == errno.EADDRINUSE else "may not be used"
        return f"the address {found[1]}:{found[2]} {what}; choose another port, or stop what uses it"
    what = (error.strerror or type(error).__name__).lower()
    named = f"{error.filename}: " if error.filename else ""
    return f"{named}{what}"
