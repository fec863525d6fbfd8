"""What a file is by its first bytes: the sender's word and the file's name are not asked.

SVG and HTML are no pictures here: a browser runs what stands in them.
"""

_STARTS = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"#!AMR", "audio/amr"),
)
ENDINGS = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/gif": ".gif",
    "application/pdf": ".pdf",
    "audio/amr": ".amr",
    "video/mp4": ".mp4",
}
UNKNOWN = "application/octet-stream"


def media_type_of(content: bytes) -> str:
    """The media type, `UNKNOWN` for everything that has no sign of its own. An .xlsx or .docx is a zip."""
    if content[4:8] == b"ftyp":
        return "image/heic" if content[8:12] in (b"heic", b"heix", b"mif1", b"msf1", b"hevc") else "video/mp4"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    return next((media_type for start, media_type in _STARTS if content.startswith(start)), UNKNOWN)
