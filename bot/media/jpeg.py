"""Takes out of a JPEG what tells of its maker: place, moment, device, comments; the picture stays bit for bit.

Nothing is decoded or compressed anew. Of all the metadata only which way up it is stays, or phones' pictures would lie
on their side.
"""

import re

_SCAN_END = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_EXIF, _ORIENTATION, _SHORT = b"Exif\0\0", 0x0112, 3
_ENTRIES = 200  # more than any camera writes


def stripped(content: bytes) -> bytes | None:
    """The picture alone, and nothing behind its end (a phone hides a film there); None: it is no whole JPEG."""
    kept, turned, scans, at = bytearray(), 1, 0, 2
    while content[at : at + 1] == b"\xff":
        while content[at + 1 : at + 2] == b"\xff":  # fill bytes
            at += 1
        marker = content[at + 1 : at + 2]
        if marker == b"\xd9":
            break
        length = int.from_bytes(content[at + 2 : at + 4], "big")
        segment = content[at : at + 2 + length]
        if not marker or length < 2 or len(segment) != 2 + length:
            return None
        at += 2 + length
        if marker == b"\xda":
            found = _SCAN_END.search(content, at)
            end = found.start() if found else len(content)
            segment += content[at:end]
            at, scans = end, scans + 1
        if _stays(marker[0], segment[4:]):
            kept += segment
        elif marker == b"\xe1":
            turned = _orientation(segment[4:]) or turned
    if not scans or (at < len(content) and content[at : at + 1] != b"\xff"):
        return None
    return b"\xff\xd8" + (_turned_by(turned) if turned > 1 else b"") + bytes(kept) + b"\xff\xd9"


def _stays(marker: int, body: bytes) -> bool:
    """Of the application segments only what decoding needs: JFIF, the colour profile, and Adobe's colour mark."""
    if marker == 0xE0:
        return body.startswith(b"JFIF\0")
    if marker == 0xE2:
        return body.startswith(b"ICC_PROFILE\0")
    if marker == 0xEE:
        return body.startswith(b"Adobe")
    return not (0xE0 <= marker <= 0xEF or marker == 0xFE)


def _orientation(body: bytes) -> int | None:
    """1 to 8 as Exif tells it; None where it tells nothing that can be believed."""
    if not body.startswith(_EXIF):
        return None
    tiff = body[len(_EXIF) :]
    order = {b"II": "little", b"MM": "big"}.get(tiff[:2])
    if order is None:
        return None

    def number(at: int, size: int) -> int:
        return int.from_bytes(tiff[at : at + size], "little" if order == "little" else "big")

    first = number(4, 4)
    for entry in range(min(number(first, 2), _ENTRIES)):
        at = first + 2 + 12 * entry
        if number(at, 2) == _ORIENTATION and number(at + 2, 2) == _SHORT and 1 <= number(at + 8, 2) <= 8:
            return number(at + 8, 2)
    return None


def _turned_by(orientation: int) -> bytes:
    """An Exif segment that says this one thing."""
    entry = _ORIENTATION.to_bytes(2, "big") + _SHORT.to_bytes(2, "big") + (1).to_bytes(4, "big")
    tiff = b"MM\0*\0\0\0\x08\0\x01" + entry + orientation.to_bytes(2, "big") + b"\0\0" + b"\0\0\0\0"
    body = _EXIF + tiff
    return b"\xff\xe1" + (len(body) + 2).to_bytes(2, "big") + body
