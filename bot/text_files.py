"""Reads the text files that people write for the bot: UTF-8, a byte-order mark allowed, bounded in size.

Office programs save in the system's own encoding by default, so the commonest fault is GBK: the line
that cannot be read is named, because often only one pasted name is wrong.
"""

from pathlib import Path

from bot.errors import ConfigError, Trouble

LARGEST = 32 * 1024 * 1024  # bytes; a directory of 100,000 units has about 10 MB


def read_text_file(path: Path, *, shown: str | None = None) -> str:
    """The text with line ends as they are. `shown` is the file's name in troubles.

    Raises ConfigError: the file is not there, is a folder, is too big, or is not UTF-8.
    """
    name = shown or str(path)
    try:
        if path.stat().st_size > LARGEST:
            mend = f"a file of at most {LARGEST // 2**20} MB is read"
            raise ConfigError([Trouble(name, "", "the file is too big", mend)])
        raw = path.read_bytes()
    except FileNotFoundError:
        raise ConfigError([Trouble(name, "", "there is no such file", "check the path")]) from None
    except IsADirectoryError:
        raise ConfigError([Trouble(name, "", "this is a folder, not a file", "name a file in it")]) from None
    except OSError as error:
        what = f"the file cannot be read ({error.strerror or type(error).__name__})"
        raise ConfigError([Trouble(name, "", what, "check its permissions")]) from None
    return decode(raw, name)


def decode(raw: bytes, name: str) -> str:
    """The bytes as text. Raises ConfigError naming the first line that is not UTF-8."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        hint = "save the file as UTF-8 (in Excel: CSV UTF-8)"
        if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
            hint = "it is UTF-16; " + hint
        elif raw[:4] == b"PK\x03\x04":
            hint = "it is a workbook; give it the ending .xlsx"
        raise ConfigError([Trouble(name, f"line {line}", "this is not UTF-8 text", hint)]) from None
