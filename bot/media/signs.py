"""What a file is by its first bytes: the sender's word and the file's name are not asked.

SVG and HTML have no sign here on purpose: a browser runs what stands in them, so they are neither pictures nor files.
"""

UNKNOWN = "application/octet-stream"
TEXT = "text/plain"
PICTURES = frozenset({"image/jpeg", "image/png", "image/gif"})
_STARTS = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),  # an .xlsx or .docx, too
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),  # an .xls or .doc
)
ENDINGS = {
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "image/gif": (".gif",),
    "application/pdf": (".pdf",),
    "application/zip": (".zip", ".xlsx", ".docx", ".pptx"),
    "application/x-ole-storage": (".xls", ".doc", ".ppt", ".et", ".wps"),
    "video/mp4": (".mp4", ".mov"),
    TEXT: (".txt", ".csv"),
}
"""Of each type that can be told: how its files may be called, the usual ending first."""


def media_type_of(content: bytes) -> str:
    """The media type by its sign, `UNKNOWN` for everything that has none; texts have none."""
    if content[4:8] == b"ftyp":
        return "image/heic" if content[8:12] in (b"heic", b"heix", b"hevc", b"mif1", b"msf1") else "video/mp4"
    return next((media_type for start, media_type in _STARTS if content.startswith(start)), UNKNOWN)


def is_text(content: bytes) -> bool:
    """Whether it is a plain text in UTF-8 or GB 18030; one that begins like a page of markup is not plain."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in content:
        return False
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return not text.lstrip().startswith("<") and not text.startswith("#!")
    return False
