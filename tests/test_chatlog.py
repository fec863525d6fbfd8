"""A chat log's files: their bytes come along, and what is wrong with them names its line and the mend."""

import base64
import json

import pytest

from bot.chatlog import read_log
from bot.errors import UsageError
from bot.messages import Media

LINE = {"at": "2020-03-05T09:00:00+08:00", "from": "u1", "text": "", "id": "m1"}


def log_of(*media):
    return [json.dumps(LINE | {"media": list(media)}, ensure_ascii=False)]


def media_of(*media):
    [record] = read_log(log_of(*media), name="day.jsonl")
    assert record.inbound is not None
    return record.inbound.media


def test_a_file_has_its_bytes_from_base64_or_from_its_text():
    packed = base64.b64encode(b"PK\x03\x04").decode()
    assert media_of(
        {"kind": "file", "name": "日报.xlsx", "base64": packed}, {"kind": "file", "name": "x.csv", "text": "在岗\n1"}
    ) == (
        Media("file", {"name": "日报.xlsx"}, b"PK\x03\x04"),
        Media("file", {"name": "x.csv"}, "在岗\n1".encode()),
    )


def test_a_file_without_bytes_and_other_kinds_are_as_they_were():
    assert media_of(
        {"kind": "file", "name": "x.pdf"}, {"kind": "voice", "text": "喂", "seconds": 3}, {"kind": "image"}
    ) == (
        Media("file", {"name": "x.pdf"}),
        Media("voice", {"text": "喂", "seconds": 3}),
        Media("image"),
    )


def test_a_files_bytes_stay_out_of_what_is_printed():
    assert "PK" not in repr(media_of({"kind": "file", "name": "x", "text": "PK"})[0])


@pytest.mark.parametrize(
    ("media", "told"),
    [
        ({"kind": "file", "name": "x", "base64": "@@"}, '"base64" is none'),
        ({"kind": "file", "name": "x", "base64": "QQ"}, '"base64" is none'),
        ({"kind": "file", "name": "x", "base64": "QQ==", "text": "A"}, "not both"),
        ({"kind": "file", "name": 7}, "are texts"),
        ({"kind": "file", "name": "x", "text": ["A"]}, "are texts"),
    ],
)
def test_what_cannot_be_bytes_names_its_line(media, told):
    with pytest.raises(UsageError) as error:
        read_log(log_of(media), name="day.jsonl")
    assert str(error.value).startswith("day.jsonl: line 1: ")
    assert told in str(error.value)
