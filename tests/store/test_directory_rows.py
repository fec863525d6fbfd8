"""The directory in the database: whole, in order, with a version that moves."""

import asyncio
from dataclasses import replace
from datetime import date

import pytest
from shelf import NOW

from bot.directory.model import Area, Directory, Exemption, Group, Member, Unit
from bot.errors import StoreError

DIRECTORY = Directory(
    areas=(Area("z", "高新区", kind="zone"), Area("g2", "2号网格", "z", "grid", "site", 2), Area("g1", "1号网格", "z")),
    units=(
        Unit("s1", "滨江壹号", "site", "g2"),
        Unit(
            "e1", "河源中光电", "enterprise", "g1", ("中光电", "光电"), frozenset({"above_scale", "a", "b"}), 500,
            date(2020, 2, 1), date(2020, 12, 31),
        ),
    ),
    members=(
        Member("clerk1", "赵一", "clerk", ("e1", "s1"), (), "13800000000", "经理"),
        Member("head", "吴", "grid_leader", (), ("g1",)),
    ),
    groups=(Group("ent", "企业群", "enterprise", "wecom", "c1", "robot", "env:KEY", ("z",), "mentions"),),
    exemptions=(
        Exemption("e1", "daily", date(2020, 3, 1), None, "停工", "duty"),
        Exemption("e1", "daily", date(2020, 3, 1), date(2020, 3, 9), "停工", "duty"),
    ),
)  # fmt: skip


async def test_without_a_directory_there_is_an_empty_one_of_version_nought(store):
    assert (await store.versions()).directory == 0
    assert await store.directory_source() is None
    assert await store.load_directory() == Directory(version=0)


async def test_a_directory_comes_back_as_it_was_saved_in_its_order(store):
    assert await store.save_directory(DIRECTORY, source="digest-1", now=NOW) == 1
    assert await store.load_directory() == replace(DIRECTORY, version=1)
    assert await store.directory_source() == "digest-1"


async def test_saving_replaces_the_whole_and_moves_the_version(store):
    await store.save_directory(DIRECTORY, source="digest-1", now=NOW)
    smaller = Directory(units=DIRECTORY.units[:1])
    assert await store.save_directory(smaller, source="digest-2", now=NOW) == 2
    assert (await store.versions()).directory == 2
    assert await store.load_directory() == replace(smaller, version=2)
    assert await store.directory_source() == "digest-2"


async def test_a_directory_that_cannot_be_stored_leaves_the_one_before(store):
    await store.save_directory(DIRECTORY, source="digest-1", now=NOW)
    twice = Directory(units=DIRECTORY.units[:1] * 2)
    with pytest.raises(StoreError):
        await store.save_directory(twice, source="digest-2", now=NOW)
    assert await store.load_directory() == replace(DIRECTORY, version=1)
    assert await store.directory_source() == "digest-1"


async def test_a_directory_read_while_others_save_is_of_one_version(store):
    """Each version has as many units as areas: a mixture of two would show."""

    async def save(number):
        areas = tuple(Area(f"g{n}", f"网格{n}") for n in range(number))
        units = tuple(Unit(f"e{n}", f"单位{n}", "shop", "g0") for n in range(number))
        await store.save_directory(Directory(areas=areas, units=units), source=str(number), now=NOW)

    async def load():
        found = []
        for _ in range(10):
            directory = await store.load_directory()
            found.append((len(directory.areas), len(directory.units)))
        return found

    *_, seen = await asyncio.gather(*(save(number) for number in range(1, 16)), load())
    assert all(areas == units for areas, units in seen)
    assert (await store.versions()).directory == 15


async def test_the_version_can_be_asked_while_a_unit_of_work_is_open(store):
    async with store.unit_of_work() as uow:
        await uow.set_meta("a", "b")
        assert (await store.versions()).directory == 0
        assert await store.delivery.next_due(NOW) is None
        assert await store.delivery.dead() == ()
        assert (await store.tokens.load("app")).version == 0
