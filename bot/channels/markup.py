"""Makes outgoing text inert for its sink: it can mention nobody, format nothing and steer no terminal.

The views already disarm every name; this is the second wall, over the whole text, so it never removes
words. Mentions come from `Parcel.mentions` alone. Every function may be applied twice without harm.
"""

import re
from collections.abc import Callable, Iterable

# C0 without newline, DEL, C1, bidi marks and overrides, separators of lines, zero-width marks, surrogates
_UNSEEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)
_EVERYBODY = re.compile(r"@(?=\s*(?:all|所有人|全体成员|全员|everyone|here))", re.IGNORECASE)
_USER_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z_.@-]{0,63}")  # the platform's own rule
_NARROW, _WIDE = "<>[]`*_#|\\!~", "＜＞［］｀＊＿＃｜＼！～"
_IN_MARKDOWN = dict(zip(_NARROW, _WIDE, strict=True))
_MARKDOWN = re.compile("[" + re.escape("".join(_IN_MARKDOWN)) + "]")


def plain(text: str) -> str:
    """For a text message or a passive answer: `<@user>` and `<a href>` lose their bracket, `@所有人` its sign."""
    return _EVERYBODY.sub("＠", visible(text).replace("<", "＜"))


def markdown(text: str) -> str:
    """For a markdown message: the text shows as it was written, whatever it holds."""
    return _EVERYBODY.sub("＠", _MARKDOWN.sub(lambda sign: _IN_MARKDOWN[sign.group()], visible(text)))


def visible(text: str) -> str:
    """Without characters that nobody sees or that steer: for a sink that shows text as it stands."""
    text = text.replace("\r\n", "\n")
    return _UNSEEN.sub(lambda sign: " " if sign.group() in "\t\r\x0b\x0c\x85\u2028\u2029" else "", text)


def mentionable(users: Iterable[str]) -> list[str]:
    """Those that can be the id of one person: never `@all`, nothing that could end a mention early."""
    return [user for user in dict.fromkeys(users) if _USER_ID.fullmatch(user)]


def cdata(text: str) -> str:
    """A CDATA section around `text`; the one sequence that could close it early is split."""
    return f"<![CDATA[{text.replace(']]>', ']]]]><![CDATA[>')}]]>"


def cut(text: str, limit: int) -> str:
    """The longest start of `text` within `limit` bytes of UTF-8, never ending inside a character."""
    whole = text.encode()
    return text if len(whole) <= limit else whole[:limit].decode(errors="ignore")


def fitting(text: str, limit: int, *, inert: Callable[[str], str]) -> str:
    """`inert(text)`, or where its wider signs pass `limit` bytes the same with a blank for each such sign.

    A text that fitted as it was written is thus never cut for having been made harmless.
    """
    safe = inert(text)
    if len(safe.encode()) <= limit:
        return safe
    shown = visible(text)
    narrow = _EVERYBODY.sub(" ", _MARKDOWN.sub(" ", shown) if inert is markdown else shown.replace("<", " "))
    return cut(narrow, limit)
