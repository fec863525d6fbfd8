"""Whatever the history: the head is the last revision, and every moment of it can be replayed."""

import itertools
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shelf import DAY, FORM, NOW, report

forms = itertools.count()
SECOND = timedelta(seconds=1)
acts = st.sampled_from(["add", "look", "end", "drop"])
steps = st.tuples(st.sampled_from(["e1", "e2", "e3"]), st.integers(0, 2), st.booleans(), acts)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=st.lists(steps, max_size=25))
async def test_heads_are_the_last_revisions_under_any_history(store, history):
    """Each step adds a revision, or looks; units of work end with a commit, or are dropped."""
    form = f"f{next(forms)}"
    kept, here = {}, {}
    clock = NOW
    block = store.unit_of_work()
    uow = await block.__aenter__()
    try:
        for unit, back, withdrawn, step in history:
            period, clock = DAY - timedelta(days=back), clock + SECOND
            if step == "add":
                known = (kept | here).get((unit, period), ())
                one = report(unit, len(known) + 1, form=form, period=period, withdrawn=withdrawn, received_at=clock)
                uow.reports.add(one)
                here[unit, period] = (*known, one)
            elif step == "look":
                known = (kept | here).get((unit, period), ())
                assert await uow.reports.head(form, unit, period) == (known[-1] if known else None)
                assert await uow.reports.before(form, unit, DAY) == before(kept | here, unit)
                await uow.reports.prefetch(form, [unit], since=period)
            else:
                if step == "end":
                    await uow.commit()
                    kept |= here
                here = {}
                await block.__aexit__(None, None, None)
                block = store.unit_of_work()
                uow = await block.__aenter__()
    finally:
        await block.__aexit__(None, None, None)
    await compare(store, form, kept, clock)


def before(known, unit):
    earlier = [found[-1] for (who, day), found in known.items() if who == unit and day < DAY and found[-1].counts]
    return max(earlier, key=lambda one: one.period, default=None)


def of_form(name):
    return FORM.model_copy(update={"id": name})


async def compare(store, form, kept, clock):
    async with store.unit_of_work() as uow:
        for day in (DAY - timedelta(days=back) for back in range(3)):
            of_day = {unit: found for (unit, period), found in kept.items() if period == day}
            assert await uow.reports.heads_of(of_form(form), day) == {unit: found[-1] for unit, found in of_day.items()}
            for moment in (NOW, NOW + (clock - NOW) / 2, clock):
                until = {unit: [one for one in found if one.received_at <= moment] for unit, found in of_day.items()}
                expected = {unit: found[-1] for unit, found in until.items() if found}
                assert await uow.reports.heads_of(of_form(form), day, at=moment) == expected
        for (unit, period), found in kept.items():
            assert await uow.reports.revisions(form, unit, period) == found
