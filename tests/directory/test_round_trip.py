"""What is written is read back the same, as CSV and as workbook, whatever the names are."""

import unicodedata
from datetime import date

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.directory.files import read_directory, write_directory
from bot.directory.model import Area, Directory, Exemption, Group, Member, Unit


def _plain(text):
    """On one line, nothing unseen, no blanks at the ends: what a cell can hold."""
    seen = "".join(ch for ch in text if unicodedata.category(ch) not in ("Cc", "Cf", "Cs", "Cn", "Co"))
    return " ".join(seen.split())


NASTY = st.sampled_from(
    ["=1+1", "+86", "-", "@所有人", "'=x", "''", "'", '"', '"a",b', "a,b", "=HYPERLINK(1)", "TRUE", "1e5"]
)
TEXT = st.text(max_size=12).map(_plain) | NASTY
NEEDED = TEXT.filter(bool)
WORD = NEEDED.map(lambda text: text.replace("|", "").replace("｜", "").strip()).filter(bool)
DAYS = st.dates(date(1970, 1, 1), date(2200, 1, 1))
SPAN = st.lists(DAYS, min_size=2, max_size=2).map(sorted)
FEW = 3


def _some(ids):
    return st.lists(st.sampled_from(ids), max_size=FEW, unique=True).map(tuple) if ids else st.just(())


@st.composite
def directories(draw):
    """Any legal directory of a handful of rows."""
    area_ids = draw(st.lists(WORD, min_size=1, max_size=FEW, unique=True))
    unit_ids = draw(st.lists(WORD, max_size=FEW, unique=True))
    numbers = st.none() | st.integers(1, 1000)
    areas = [
        Area(
            id=area, name=draw(NEEDED), parent=draw(st.none() | st.sampled_from(area_ids[:at])) if at else None,
            kind=draw(st.sampled_from(["zone", "grid"])), sector=draw(st.sampled_from([None, "site", "rental"])),
            number=draw(numbers),
        )
        for at, area in enumerate(area_ids)
    ]  # fmt: skip
    units = []
    for unit in unit_ids:
        begin, end = draw(SPAN)
        units.append(
            Unit(
                id=unit, name=draw(NEEDED), kind=draw(st.sampled_from(["enterprise", "shop"])),
                area=draw(st.sampled_from(area_ids)),
                aliases=draw(st.lists(WORD, max_size=FEW, unique=True).map(tuple)),
                tags=draw(st.frozensets(WORD, max_size=FEW)), staff=draw(st.none() | st.integers(0, 9999)),
                active_from=draw(st.sampled_from([None, begin])), active_to=draw(st.sampled_from([None, end])),
            )
        )  # fmt: skip
    members = [
        Member(
            user_id=user, name=draw(NEEDED), role=draw(st.sampled_from(["clerk", "grid_leader", "admin"])),
            units=draw(_some(unit_ids)), areas=draw(_some(area_ids)), phone=draw(TEXT), title=draw(TEXT),
        )
        for user in draw(st.lists(WORD, max_size=FEW, unique=True))
    ]  # fmt: skip
    groups = []
    for group in draw(st.lists(WORD, max_size=FEW, unique=True)):
        channel, chat = draw(NEEDED), f"{draw(NEEDED)} {len(groups)}"
        groups.append(
            Group(
                id=group, name=draw(NEEDED), kind=draw(st.sampled_from(["enterprise", "command"])), channel=channel,
                chat_id=chat, post_channel=draw(st.just(channel) | NEEDED), post_chat_id=draw(st.just(chat) | NEEDED),
                areas=draw(_some(area_ids)), hears=draw(st.sampled_from(["all", "mentions"])),
            )
        )  # fmt: skip
    exemptions = []
    for unit in draw(_some(unit_ids)):
        begin, end = draw(SPAN)
        exemptions.append(
            Exemption(unit, draw(WORD), begin, draw(st.sampled_from([None, end])), draw(TEXT), draw(TEXT))
        )
    return Directory(
        areas=tuple(areas), units=tuple(units), members=tuple(members), groups=tuple(groups),
        exemptions=tuple(exemptions),
    )  # fmt: skip


@pytest.mark.parametrize("name", ["folder", "district.xlsx"])
@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None
)
@given(district=directories())
@example(district=Directory(areas=(Area("'=a", "@所有人"),)))
def test_a_directory_is_read_back_as_it_was_written(tmp_path, name, district):
    write_directory(district, tmp_path / name)
    assert read_directory(tmp_path / name) == district


def test_a_name_that_a_spreadsheet_would_run_is_written_as_text(tmp_path):
    write_directory(Directory(areas=(Area("a", "=HYPERLINK(1)"), Area("b", "平常"))), tmp_path / "csv")
    text = (tmp_path / "csv" / "areas.csv").read_text(encoding="utf-8")
    assert ",'=HYPERLINK(1)," in text
    assert ",平常," in text
