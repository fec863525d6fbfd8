"""The words of a district: heard ones add up by day and group, taught ones move a version that replicas watch."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shelf import DAY, MINUTE, NOW

from bot.store.records import IgnoredWord, LearnedWord, UnheardWord
from bot.store.store import Store

WORD = UnheardWord("daily", "label", "到工", "ent", DAY, NOW)
LEARNED = LearnedWord("daily", "到工", "on_duty", "duty", NOW)


async def hear(store, *words):
    async with store.unit_of_work() as uow:
        for word in words:
            uow.words.heard(word)
        await uow.commit()


async def seen(store, first=DAY, last=DAY):
    async with store.unit_of_work() as uow:
        return await uow.words.seen(first, last)


async def test_what_was_heard_adds_up_over_batches_and_groups(store):
    await hear(store, WORD, replace(WORD, at=NOW + MINUTE), replace(WORD, group=""))
    await hear(store, replace(WORD, at=NOW + 2 * MINUTE))
    [word] = await seen(store)
    assert (word.form, word.kind, word.word, word.times) == ("daily", "label", "到工", 4)
    assert (word.first_at, word.last_at) == (NOW, NOW + 2 * MINUTE)
    assert word.groups == {"ent": 3, "": 1}


async def test_a_word_of_another_form_or_kind_is_another_word(store):
    await hear(store, WORD, replace(WORD, form="watch"), replace(WORD, kind="unit"))
    assert [(word.form, word.kind, word.times) for word in await seen(store)] == [
        ("daily", "label", 1), ("daily", "unit", 1), ("watch", "label", 1),
    ]  # fmt: skip


async def test_a_span_counts_its_own_days_both_ends_included(store):
    days = [DAY + timedelta(offset) for offset in range(5)]
    await hear(store, *(replace(WORD, day=day) for day in days))
    [word] = await seen(store, days[1], days[3])
    assert word.times == 3
    assert await seen(store, DAY - timedelta(9), DAY - timedelta(1)) == ()


async def test_the_most_frequent_stands_first(store):
    await hear(store, replace(WORD, word="甲"), *[replace(WORD, word="乙")] * 3, *[replace(WORD, word="丙")] * 2)
    assert [(word.word, word.times) for word in await seen(store)] == [("乙", 3), ("丙", 2), ("甲", 1)]


async def test_what_was_heard_in_this_unit_of_work_is_seen_in_it_and_lost_with_it(store):
    async with store.unit_of_work() as uow:
        uow.words.heard(WORD)
        assert [word.times for word in await uow.words.seen(DAY, DAY)] == [1]
        uow.words.heard(WORD)
        assert [word.times for word in await uow.words.seen(DAY, DAY)] == [2]
    assert await seen(store) == ()


async def test_old_days_can_be_forgotten(store):
    await hear(store, WORD, replace(WORD, day=DAY - timedelta(1)), replace(WORD, day=DAY - timedelta(1), group=""))
    async with store.unit_of_work() as uow:
        assert await uow.words.forget_heard(DAY) == 2
        await uow.commit()
    [word] = await seen(store, DAY - timedelta(9), DAY)
    assert word.times == 1


async def test_a_word_is_ignored_once_and_keeps_who_did_it_first(store):
    first = IgnoredWord("护目镜", "duty", NOW)
    async with store.unit_of_work() as uow:
        await uow.words.ignore(first)
        await uow.words.ignore(IgnoredWord("护目镜", "admin", NOW + MINUTE))
        await uow.words.ignore(IgnoredWord("挖机", "admin", NOW + MINUTE))
        assert await uow.words.ignored() == (first, IgnoredWord("挖机", "admin", NOW + MINUTE))
        assert await uow.words.heed("护目镜")
        assert not await uow.words.heed("护目镜")
        await uow.commit()
    async with store.unit_of_work() as uow:
        assert [one.word for one in await uow.words.ignored()] == ["挖机"]


async def test_a_batch_without_a_strange_word_asks_nothing(store):
    async with store.unit_of_work() as uow:
        asked = []
        uow.words._connection.run = lambda *args: asked.append(args)
        await uow.words.flush()
        assert asked == []


async def test_a_taught_word_is_there_for_every_replica_with_a_version_that_moved(store, url):
    replica = Store(url)
    await replica.open()
    try:
        before = await replica.versions()
        async with store.unit_of_work() as uow:
            await uow.words.learn(LEARNED)
            await uow.commit()
        after = await replica.versions()
        assert (before.words, after.words) == (0, 1)
        assert after.directory == before.directory
        assert await replica.load_learned() == (1, (LEARNED,))
    finally:
        await replica.close()


async def test_a_word_taught_anew_means_the_new_thing_and_keeps_who_did_it_last(store):
    other = replace(LEARNED, target="returned_total", by="admin", at=NOW + MINUTE)
    async with store.unit_of_work() as uow:
        await uow.words.learn(LEARNED)
        await uow.words.learn(replace(LEARNED, form="", target="e1"))
        await uow.words.learn(other)
        assert await uow.words.learned() == (replace(LEARNED, form="", target="e1"), other)
        await uow.commit()
    assert (await store.versions()).words == 3


async def test_a_taught_word_is_unlearned_once(store):
    async with store.unit_of_work() as uow:
        await uow.words.learn(LEARNED)
        assert not await uow.words.unlearn("", "到工")
        assert await uow.words.unlearn("daily", "到工")
        assert not await uow.words.unlearn("daily", "到工")
        await uow.commit()
    assert await store.load_learned() == (2, ())


async def test_what_was_taught_and_not_committed_moves_nothing(store):
    async with store.unit_of_work() as uow:
        await uow.words.learn(LEARNED)
    assert await store.load_learned() == (0, ())


heard = st.builds(
    UnheardWord,
    st.sampled_from(["daily", "watch"]),
    st.sampled_from(["label", "unit"]),
    st.sampled_from(["到工", "人头", "𠮷野家"]),
    st.sampled_from(["", "ent"]),
    st.just(DAY),
    st.integers(0, 50).map(lambda minutes: NOW + minutes * MINUTE),
)


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batches=st.lists(st.lists(heard, max_size=8), max_size=4))
async def test_however_it_is_cut_into_batches_the_sums_are_the_same(store, batches):
    said = [word for batch in batches for word in batch]
    async with store.unit_of_work() as uow:  # never committed: every example begins with nothing
        for batch in batches:
            for word in batch:
                uow.words.heard(word)
            await uow.words.flush()
        found = {(word.form, word.kind, word.word): word for word in await uow.words.seen(DAY, DAY)}
    for key, word in found.items():
        mine = [one for one in said if (one.form, one.kind, one.word) == key]
        assert word.times == len(mine) == sum(word.groups.values())
        assert (word.first_at, word.last_at) == (min(w.at for w in mine), max(w.at for w in mine))
    assert sum(word.times for word in found.values()) == len(said)
