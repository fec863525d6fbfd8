"""Small pictures and films, put together by hand so that a test knows every byte of them."""

import struct
import zlib

PLACE = b"GPS-24.4798N-115.3961E"


def segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + (len(body) + 2).to_bytes(2, "big") + body


def exif(*, orientation: int = 1, order: str = "big") -> bytes:
    """An Exif segment that tells a place and which way up."""
    sign, mark = ("MM", ">") if order == "big" else ("II", "<")
    entry = struct.pack(mark + "HHIHH", 0x0112, 3, 1, orientation, 0)
    tiff = sign.encode() + struct.pack(mark + "HIH", 42, 8, 1) + entry + b"\0\0\0\0" + PLACE
    return segment(0xE1, b"Exif\0\0" + tiff)


def jpeg(*extra: bytes, scan: bytes = b"pixels\xff\x00and\xff\xd0more", tail: bytes = b"") -> bytes:
    """SOI, JFIF, what the test adds, a table, one scan, EOI, and what hides behind it."""
    parts = [b"\xff\xd8", segment(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"), *extra, segment(0xDB, b"\0" * 65)]
    return b"".join([*parts, segment(0xDA, b"\x01\x01\0\0\x3f\0"), scan, b"\xff\xd9", tail])


def chunk(kind: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")


def png(*extra: bytes, tail: bytes = b"") -> bytes:
    """A picture of one black dot."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    return b"".join(
        [b"\x89PNG\r\n\x1a\n", head, *extra, chunk(b"IDAT", zlib.compress(b"\0\0")), chunk(b"IEND", b""), tail]
    )


def gif(*extra: bytes, tail: bytes = b"") -> bytes:
    """One frame of one dot with a table of two colours."""
    head = b"GIF89a" + struct.pack("<HHBBB", 1, 1, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff"
    frame = b"," + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02\x44\x01\0"
    return b"".join([head, *extra, frame, b";", tail])


def box(kind: bytes, body: bytes) -> bytes:
    return (len(body) + 8).to_bytes(4, "big") + kind + body


def mp4(*, user_data: bytes = PLACE) -> bytes:
    """A film that tells a place, for itself and in its track."""
    track = box(b"trak", box(b"mdia", b"samples") + box(b"udta", user_data))
    return box(b"ftyp", b"isom\0\0\0\0") + box(b"moov", track + box(b"udta", user_data)) + box(b"mdat", b"frames")
