"""Which files are kept: told by their first bytes, within the district's limits, under a name that is true."""

import pytest
from pictures import PLACE, exif, gif, jpeg, mp4, png

from bot.media.rules import Fit, MediaRules, Unfit, judged

RULES = MediaRules(most={"image": 1000, "file": 1000, "video": 1000})
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
HTML = b"<!DOCTYPE html><script>alert(1)</script>"


def judge(content, *, kind="image", name="a", rules=RULES):
    return judged(content, kind=kind, name=name, rules=rules)


@pytest.mark.parametrize(
    ("content", "media_type", "name"),
    [(jpeg(), "image/jpeg", "a.jpg"), (png(), "image/png", "a.png"), (gif(), "image/gif", "a.gif")],
)
def test_pictures_are_known_by_their_bytes(content, media_type, name):
    assert judge(content) == Fit(content, media_type, name)


@pytest.mark.parametrize("content", [SVG, HTML, b"%PDF-1.7", b"MZ\x90", b"RIFF....WEBP", b"plain words", mp4()])
def test_what_is_called_a_picture_and_is_none_is_refused(content):
    assert judge(content, name="a.png") == Unfit("not_a_picture")


@pytest.mark.parametrize(
    "content", [SVG, HTML, b"  \n<svg/>", b"MZ\x90\0", b"\x7fELF\0", b"#!/bin/sh\n", b"\0\x01\x02"]
)
def test_what_a_machine_would_run_is_no_file_either(content):
    assert judge(content, kind="file", name="a.xlsx") == Unfit("kind")


@pytest.mark.parametrize(
    ("content", "name", "kept"),
    [
        ("单位,在岗人数".encode(), "日报.csv", "日报.csv"),
        ("单位,在岗人数".encode("gb18030"), "日报.CSV", "日报.CSV"),
        (b"del *.*", "clean.bat", "clean.bat.txt"),
        (b"PK\x03\x04....", "日报.xlsx", "日报.xlsx"),
        (b"PK\x03\x04....", "app.apk", "app.apk.zip"),
        (b"%PDF-1.7", "通知.pdf.exe", "通知.pdf.exe.pdf"),
        (png(), "", "file.png"),
    ],
)
def test_the_ending_of_a_files_name_is_what_it_is(content, name, kept):
    assert judge(content, kind="file", name=name).name == kept


def test_a_picture_sent_as_a_file_loses_its_place_too():
    assert judge(jpeg(exif()), kind="file").content == jpeg()
    assert PLACE not in judge(mp4(), kind="video").content


def test_too_big_is_too_big_by_one_byte():
    assert isinstance(judge(b"x" * 1000, kind="file"), Fit)
    assert judge(b"x" * 1001, kind="file") == Unfit("too_big")


def test_a_kind_that_the_district_does_not_keep_is_refused_and_nothing_is_nothing():
    assert judge(mp4(), kind="video", rules=MediaRules(most={"image": 1000})) == Unfit("kind")
    assert judge(b"") == Unfit("empty")
    assert judge(png()[:20]) == Unfit("broken")
