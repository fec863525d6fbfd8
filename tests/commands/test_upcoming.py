"""`gridbot upcoming` and `gridbot what-if`: what would be said, with nothing kept."""

import asyncio
from datetime import date, datetime, timedelta

import pytest

from bot.config import load_settings
from bot.store.records import StoredReport
from bot.store.store import Store

DAY = date(2026, 3, 4)


@pytest.fixture
def imported(gridbot, config, district):
    """The starter district in its database."""
    assert gridbot("import", "-c", config, district / "directory", "--yes").code == 0
    return config


def report(config, unit, hour, day=DAY):
    """A report that came at that hour."""
    settings = load_settings(config)
    at = datetime(day.year, day.month, day.day, hour, tzinfo=settings.zone)
    values = {"on_duty": 9}
    one = StoredReport("daily", unit, day, 1, "report", values, values, True, "on_time", "x", "chat",  # noqa: FBT003  # a row
                       f"{unit}-{day}", at, at)  # fmt: skip

    async def work():
        store = Store(settings.store_url)
        await store.open()
        try:
            async with store.unit_of_work() as uow:
                uow.reports.add(one)
                await uow.commit()
        finally:
            await store.close()

    asyncio.run(work())


def counted(config):
    """What the database holds of what a look must not leave behind."""
    settings = load_settings(config)

    async def work():
        store = Store(settings.store_url)
        await store.open()
        try:
            async with store.unit_of_work() as uow:
                lists = await uow.lists.in_state(("draft",))
                return (
                    len(lists),
                    len(await uow.audit.read()),
                    await uow.attention.told_since(datetime(2000, 1, 1, tzinfo=settings.zone)),
                )
        finally:
            await store.close()

    return asyncio.run(work())


@pytest.fixture
def changed(imported, district, tmp_path):
    """The same district with its first reminder moved and its digest taken out."""
    daily = (district / "preset/forms/daily.toml").read_text(encoding="utf-8")
    assert daily.count('at = "due-2h"') == 1
    new = tmp_path / "new"
    (new / "forms").mkdir(parents=True)
    for name in ("preset.toml", "wording.toml"):
        (new / name).write_bytes((district / "preset" / name).read_bytes())
    daily = daily.replace('at = "due-2h"', 'at = "due-3h"').partition('[[ladder]]\nname = "digest"')[0]
    (new / "forms/daily.toml").write_text(daily, encoding="utf-8")
    written = imported.read_text(encoding="utf-8")
    file = imported.parent / "new.toml"
    file.write_text(written.replace('path = "preset"', f'path = "{new}"'), encoding="utf-8")
    return file


def test_the_next_hours_are_listed_and_nothing_is_kept(gridbot, imported):
    before = counted(imported)
    done = gridbot("upcoming", "-c", imported)
    assert (done.code, done.err) == (0, "")
    lines = done.out.splitlines()
    assert lines[0].startswith("接下来24小时由时钟发")
    assert any("日报提醒：" in line and "家" in line for line in lines), done.out
    assert any("通报草稿" in line for line in lines)
    assert gridbot("upcoming", "-c", imported, "--hours", "48").out.startswith("接下来48小时")
    assert counted(imported) == before


def test_changed_rules_are_told_as_what_moved_is_gone_and_names_others(gridbot, imported, changed):
    report(imported, "unit-001", 9)
    report(imported, "unit-002", 15)  # between the new moment and the old
    span = ("--from", DAY, "--to", DAY)
    before = counted(imported)
    done = gridbot("what-if", "-c", imported, "--with", changed, *span)
    assert (done.code, done.err) == (0, "")
    assert counted(imported) == before
    lines = done.out.splitlines()
    moved = [line for line in lines if line.startswith("～") and "日报提醒" in line]
    assert any("03-04 15:00" in line and "原03-04 16:00" in line for line in moved), done.out
    gone = [line for line in lines if line.startswith("－")]
    assert gone
    assert all("日报汇总" in line for line in gone), done.out


def test_the_same_rules_differ_in_nothing(gridbot, imported):
    done = gridbot("what-if", "-c", imported, "--with", imported, "--from", DAY - timedelta(days=2), "--to", DAY)
    [line] = done.out.splitlines()
    assert "不同0条" in line
    assert "现行规则发0条" not in line


@pytest.mark.parametrize(
    ("first", "last", "why"),
    [
        ("5.3.", "2026-03-05", "--from '5.3.' is no day"),
        ("2026-03-06", "2026-03-05", "--from 2026-03-06 is after --to 2026-03-05"),
        ("2026-01-01", "2026-12-31", "at most 62 days"),
    ],
)
def test_a_span_that_is_none_is_refused(gridbot, imported, first, last, why):
    done = gridbot("what-if", "-c", imported, "--with", imported, "--from", first, "--to", last)
    assert done.code == 2
    assert why in done.err


SPAN = ("--from", "2026-03-04", "--to", "2026-03-05")


@pytest.mark.parametrize("command", [("upcoming",), ("what-if", "--with", "CONFIG", *SPAN)])
def test_without_a_database_there_is_nothing_to_look_at(gridbot, config, command):
    done = gridbot(command[0], "-c", config, *(config if word == "CONFIG" else word for word in command[1:]))
    assert done.code == 2
    assert "the database does not exist yet" in done.err
