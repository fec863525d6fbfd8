"""Takes out of PNG, GIF and MP4 what tells of their maker; what is seen and heard stays bit for bit.

Each walks the format's own boxes and keeps a list of known ones: what nobody knows goes, and what does not add up is
no such file.
"""

_PNG_SIGN = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"bKGD", b"pHYs",
     b"acTL", b"fcTL", b"fdAT"}
)  # fmt: skip
_GIF_LOOPS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")
_MP4_INSIDE = frozenset({b"moov", b"trak"})
_MP4_TELLING = frozenset({b"udta", b"meta", b"uuid"})


def stripped_png(content: bytes) -> bytes | None:
    """Chunks that make the picture, up to its end; None: it is no whole PNG."""
    kept, at = bytearray(_PNG_SIGN), len(_PNG_SIGN)
    while True:
        length = int.from_bytes(content[at : at + 4], "big")
        chunk = content[at : at + 12 + length]
        if len(chunk) != 12 + length:
            return None
        kind = chunk[4:8]
        if (at == len(_PNG_SIGN)) != (kind == b"IHDR"):
            return None
        if kind in _PNG_KEPT:
            kept += chunk
        at += len(chunk)
        if kind == b"IEND":
            return bytes(kept)


def stripped_gif(content: bytes) -> bytes | None:
    """Frames, their timing and whether they loop; comments and other programs' notes go. None: it is no whole GIF."""
    at = 13 + _colours(content, 10)
    kept = bytearray(content[:at])
    while (sign := content[at : at + 1]) and sign != b";":
        if sign == b"!":
            end = _blocks_end(content, at + 2)
            label = content[at + 1 : at + 2]
            stays = label == b"\xf9" or (label == b"\xff" and content[at + 3 : at + 14] in _GIF_LOOPS)
        elif sign == b",":
            end, stays = _blocks_end(content, at + 10 + _colours(content, at + 9) + 1), True
        else:
            return None
        if end is None:
            return None
        kept += content[at:end] if stays else b""
        at = end
    return bytes(kept) + b";" if sign else None


def _colours(content: bytes, at: int) -> int:
    """Bytes of the table of colours that the flags there announce."""
    flags = int.from_bytes(content[at : at + 1], "big")
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0


def _blocks_end(content: bytes, at: int) -> int | None:
    """Where a row of blocks ends; None: it does not."""
    while at < len(content):
        size = content[at]
        at += 1 + size
        if not size:
            return at
    return None


def stripped_mp4(content: bytes) -> bytes | None:
    """The film, with its boxes of user data emptied where they stand: every other offset stays true. None: no film."""
    film = bytearray(content)
    return bytes(film) if _emptied(film, 0, len(film)) else None


def _emptied(film: bytearray, at: int, end: int) -> bool:
    """Whether the boxes between the two add up."""
    while at < end:
        size, kind, head = int.from_bytes(film[at : at + 4], "big"), bytes(film[at + 4 : at + 8]), 8
        if size == 1:
            size, head = int.from_bytes(film[at + 8 : at + 16], "big"), 16
        elif size == 0:
            size = end - at
        if size < head or at + size > end:
            return False
        if kind in _MP4_INSIDE and not _emptied(film, at + head, at + size):
            return False
        if kind in _MP4_TELLING:
            film[at + 4 : at + 8] = b"free"
            film[at + head : at + size] = bytes(size - head)
        at += size
    return True
