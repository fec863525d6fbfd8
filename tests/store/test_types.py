"""Column types: what goes in comes out the same on both databases, or is refused."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shelf import FORM, NOW, report
from sqlalchemy.dialects import postgresql, sqlite

from bot.errors import StoreError
from bot.store.types import Json, Moment, dumped, parsed, storable

DIALECTS = {"sqlite": sqlite.dialect(), "postgresql": postgresql.dialect()}
zones = st.integers(-840, 840).map(lambda minutes: timezone(timedelta(minutes=minutes)))
spans = st.floats(-1e9, 1e9).map(lambda seconds: timedelta(seconds=seconds))
moments = st.builds(lambda span, zone: NOW.astimezone(zone) + span, spans, zones)
atoms = st.none() | st.booleans() | st.integers() | st.text()
values = st.recursive(atoms, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner))


def through(kind, value, dialect):
    stored = kind.bind_processor(DIALECTS[dialect])(value)
    return kind.result_processor(DIALECTS[dialect], None)(stored)


@pytest.mark.parametrize("dialect", DIALECTS)
@settings(deadline=None)
@given(moment=moments)
def test_a_moment_comes_back_equal_and_in_utc(dialect, moment):
    back = through(Moment(), moment, dialect)
    assert back == moment
    assert back.tzinfo is UTC


@settings(deadline=None)
@given(one=moments, other=moments)
def test_moments_sort_as_text_as_they_do_in_time(one, other):
    text = Moment().bind_processor(DIALECTS["sqlite"])
    assert (text(one) < text(other)) == (one < other)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_naive_moment_is_refused(dialect):
    with pytest.raises(ValueError, match="time zone"):
        Moment().bind_processor(DIALECTS[dialect])(datetime(2020, 3, 5, 18, 0))  # noqa: DTZ001  # the point


async def test_a_naive_moment_is_refused_at_the_door_and_nothing_is_stored(store):
    async with store.unit_of_work() as uow:
        uow.reports.add(report(received_at=NOW.replace(tzinfo=None)))
        with pytest.raises(StoreError):
            await uow.flush()
    async with store.unit_of_work() as uow:
        with pytest.raises(StoreError):
            await uow.reports.heads_of(FORM, date(2020, 3, 5), at=NOW.replace(tzinfo=None))


@settings(deadline=None)
@given(value=values)
def test_json_comes_back_equal_apart_from_what_no_database_keeps(value):
    text = dumped(value)
    if text == storable(text):
        assert through(Json(), value, "sqlite") == value
    else:
        assert parsed(storable(text)) is not ...  # it is still JSON


@settings(deadline=None)
@given(pairs=st.dictionaries(st.text(), st.integers(), min_size=2))
def test_equal_values_are_equal_bytes(pairs):
    backward = dict(reversed(pairs.items()))
    assert dumped(pairs) == dumped(backward)


def test_json_keeps_chinese_readable_and_days_and_moments_as_iso():
    assert dumped({"名": "中光电", "日": date(2020, 3, 5), "时": NOW, "签": frozenset({"b", "a"})}) == (
        '{"名":"中光电","日":"2020-03-05","时":"2020-03-05T01:00:00+00:00","签":["a","b"]}'
    )


@settings(deadline=None)
@given(text=st.text(st.characters(codec=None)))
def test_storable_text_has_neither_nul_nor_surrogates_and_is_otherwise_the_same(text):
    kept = storable(text)
    kept.encode()
    assert "\0" not in kept
    assert len(kept) == len(text)
    assert all(one in (other, "\ufffd") for one, other in zip(kept, text, strict=True))


@pytest.mark.parametrize("value", [object(), {"a": float("nan")}])
async def test_what_is_no_json_value_is_refused_at_the_door(store, value):
    async with store.unit_of_work() as uow:
        uow.reports.add(report(values={"a": value}))
        with pytest.raises(StoreError):
            await uow.flush()
