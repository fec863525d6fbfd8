"""What a picture or a film tells of its maker is taken out, and what is seen stays bit for bit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pictures import PLACE, chunk, exif, gif, jpeg, mp4, png, segment

from bot.media.containers import stripped_gif, stripped_mp4, stripped_png
from bot.media.jpeg import stripped

TELLING = {
    "Exif": exif(),
    "XMP": segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + PLACE),
    "IPTC": segment(0xED, b"Photoshop 3.0\0" + PLACE),
    "a comment": segment(0xFE, PLACE),
    "an index of more pictures": segment(0xE2, b"MPF\0" + PLACE),
    "a maker's own": segment(0xEB, PLACE),
    "a thumbnail": segment(0xE0, b"JFXX\0" + PLACE),
}


@pytest.mark.parametrize("extra", TELLING.values(), ids=TELLING)
def test_a_jpeg_loses_what_tells_and_nothing_else(extra):
    assert stripped(jpeg(extra)) == jpeg()


def test_a_jpeg_loses_the_film_behind_its_end():
    assert stripped(jpeg(tail=b"ftypmp42" + PLACE)) == jpeg()


@pytest.mark.parametrize(
    "extra", [segment(0xE2, b"ICC_PROFILE\0\x01\x01..."), segment(0xEE, b"Adobe\0d\0\0\0\0\0\x01")]
)
def test_a_jpeg_keeps_what_its_colours_need(extra):
    assert stripped(jpeg(extra)) == jpeg(extra)


@pytest.mark.parametrize("order", ["big", "little"])
@pytest.mark.parametrize("orientation", range(2, 9))
def test_a_jpeg_keeps_which_way_up_it_is_and_forgets_the_place(orientation, order):
    plain = stripped(jpeg(exif(orientation=orientation, order=order)))
    assert PLACE not in plain
    assert stripped(jpeg(exif(orientation=orientation))) == plain
    assert stripped(plain) == plain
    assert len(plain) > len(jpeg())


@pytest.mark.parametrize("orientation", [0, 1, 9, 255])
def test_a_way_up_that_says_nothing_leaves_nothing(orientation):
    assert stripped(jpeg(exif(orientation=orientation))) == jpeg()


def test_a_picture_of_several_scans_is_kept_whole():
    second = segment(0xC4, b"table") + segment(0xDA, b"\x01\x01\0\0\x3f\0") + b"finer"
    whole = jpeg(scan=b"coarse" + second)
    assert stripped(whole) == whole


def test_a_jpeg_whose_last_bytes_did_not_come_is_ended():
    assert stripped(jpeg()[:-2]) == jpeg()


@pytest.mark.parametrize("content", [b"", b"\xff\xd8", b"\xff\xd8\xff", jpeg()[:30], b"\xff\xd8\xff\xdb\0\x01"])
def test_what_holds_no_picture_is_none(content):
    assert stripped(content) is None


@pytest.mark.parametrize("kind", [b"tEXt", b"iTXt", b"zTXt", b"eXIf", b"tIME", b"prVt"])
def test_a_png_loses_what_tells_and_what_nobody_knows(kind):
    assert stripped_png(png(chunk(kind, PLACE), tail=PLACE)) == png()


def test_a_png_keeps_its_colours():
    whole = png(chunk(b"gAMA", b"\0\0\xb1\x8f"), chunk(b"tRNS", b"\0\0"))
    assert stripped_png(whole) == whole


def test_a_gif_loses_comments_and_keeps_its_loop():
    loop = b"!\xff\x0bNETSCAPE2.0\x03\x01\0\0\0"
    xmp = b"!\xff\x0bXMP DataXMP" + bytes([len(PLACE)]) + PLACE + b"\0"
    comment = b"!\xfe" + bytes([len(PLACE)]) + PLACE + b"\0"
    assert stripped_gif(gif(loop, comment, xmp, tail=PLACE)) == gif(loop)


def test_a_film_keeps_its_length_and_loses_its_place():
    film, plain = mp4(), stripped_mp4(mp4())
    assert (len(plain), PLACE in plain) == (len(film), False)
    assert plain == film.replace(b"udta" + PLACE, b"free" + bytes(len(PLACE)))


@pytest.mark.parametrize(
    ("strip", "whole"), [(stripped, jpeg(exif())), (stripped_png, png()), (stripped_gif, gif()), (stripped_mp4, mp4())]
)
def test_what_was_cut_off_anywhere_makes_no_trouble_and_a_second_time_changes_nothing(strip, whole):
    for end in range(len(whole)):
        plain = strip(whole[:end])
        assert plain is None or strip(plain) == plain


@given(st.binary(max_size=300), st.sampled_from([(stripped, b"\xff\xd8"), (stripped_png, b"\x89PNG\r\n\x1a\n"),
       (stripped_gif, b"GIF89a"), (stripped_mp4, b"\0\0\0\x10ftyp")]))  # fmt: skip
def test_any_bytes_behind_a_sign_are_a_picture_or_none(rest, format_):
    strip, sign = format_
    plain = strip(sign + rest)
    assert plain is None or strip(plain) == plain
