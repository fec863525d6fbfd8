"""The shelf: whole files or none, once each, swept of what no row speaks of."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from bot.shelf import Shelf


@given(st.binary(max_size=2000))
def test_what_is_put_is_read_back_under_its_digest(tmp_path_factory, content):
    shelf = Shelf(tmp_path_factory.mktemp("shelf"))
    digest = shelf.put(content)
    assert shelf.read(digest) == content
    assert shelf.put(content) == digest


def test_what_is_not_there_or_not_what_it_was_is_not_given_out(tmp_path: Path):
    shelf = Shelf(tmp_path)
    digest = shelf.put(b"picture")
    (tmp_path / digest[:2] / digest).write_bytes(b"half")
    assert shelf.read(digest) is None
    shelf.remove(digest)
    shelf.remove(digest)
    assert shelf.read(digest) is None


def test_half_a_file_is_never_under_its_digest_and_is_swept(tmp_path: Path):
    shelf = Shelf(tmp_path)
    known, orphan = shelf.put(b"known"), shelf.put(b"orphan")
    (tmp_path / "ab").mkdir(exist_ok=True)
    half = tmp_path / "ab" / "x.part"
    half.write_bytes(b"ha")
    now = datetime.fromtimestamp(half.stat().st_mtime, UTC)
    assert shelf.sweep({known}, before=now - timedelta(days=1)) == 0, (
        "they may belong to a message that is being stored"
    )
    for place in (half, tmp_path / orphan[:2] / orphan):
        os.utime(place, (0, 0))
    assert shelf.sweep({known}, before=now - timedelta(days=1)) == 2
    assert shelf.read(known) == b"known"


def test_a_place_that_cannot_hold_files_is_told_and_nothing_is_made(tmp_path: Path):
    (tmp_path / "file").write_text("x")
    assert "no folder" in Shelf(tmp_path / "file" / "media").trouble()
    assert Shelf(tmp_path / "new" / "media").trouble() == ""
    assert not (tmp_path / "new").exists()
