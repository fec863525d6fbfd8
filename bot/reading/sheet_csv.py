"""A .csv as a sheet: whatever a spreadsheet of the last twenty years writes under that name.

A newcomer's usual mistake is to trust the extension: Chinese spreadsheets write GBK, some part cells by tabs or
semicolons, and a cell that begins with = is run as a formula by whoever opens the file next.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from typing import Final

from bot.reading.sheet import Cell, Sheet, Unreadable, place_of, sheet_from

_MARKED: Final = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_PARTERS: Final = ",\t;，；|"
_FORMULA: Final = "="
_KEPT: Final = ("'=", "'+", "'-", "'@")
"""How a spreadsheet, and our own export, keeps a text from being run."""
_LOOKED_AT: Final = 20  # lines that show by what cells are parted


def sheet_of_csv(raw: bytes, title: str) -> tuple[Sheet, ...] | Unreadable:
    """The one table of a text file: UTF-8, UTF-16 with its mark, or GBK."""
    text = _text(raw)
    if text is None:
        return Unreadable("coding")
    if "\0" in text:
        return Unreadable("damaged")
    try:
        return (sheet_from(title, _lines(text, _parter(text))),)
    except csv.Error:
        return Unreadable("damaged")


def _text(raw: bytes) -> str | None:
    coding = next((coding for mark, coding in _MARKED if raw.startswith(mark)), None)
    for wanted in (coding,) if coding else ("utf-8", "gb18030"):
        try:
            return raw.decode(wanted)
        except UnicodeError:
            continue
    return None


def _parter(text: str) -> str:
    """What parts the cells: the mark that stands most often in the first lines, outside of quoted cells."""
    first = "\n".join(text.splitlines()[:_LOOKED_AT])
    bare = "".join(first.split('"')[::2])
    return max(_PARTERS, key=bare.count)


def _lines(text: str, parter: str) -> Iterator[tuple[int, Mapping[int, Cell]]]:
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=parter, strict=True)
    for number, row in enumerate(rows, start=1):
        yield number, {at: cell for at, words in enumerate(row) if (cell := _cell(words, place_of(at, number)))}


def _cell(words: str, place: str) -> Cell | None:
    said = words.strip()
    if not said:
        return None
    if said.startswith(_FORMULA):
        return Cell(place, "", "formula")
    return Cell(place, said[1:] if said.startswith(_KEPT) else said)
