"""An error as a log may show it: its kind and where it happened, without its message.

Messages of errors quote what somebody wrote, addresses with tokens in them, rows of a database.
"""


def wordless(error: BaseException) -> Exception:
    """An exception named as `error` is, with its traceback; of its message, causes and context nothing is left."""
    kind: type[Exception] = type(type(error).__name__, (Exception,), {"__module__": type(error).__module__})
    return kind().with_traceback(error.__traceback__)
