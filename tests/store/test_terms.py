"""The terms of forms are kept over restarts, and a second start with the same file writes nothing."""

from datetime import date, timedelta

from shelf import NOW

from bot.forms.history import BEGINNING, Begun
from bot.forms.terms import Terms

TODAY = date(2020, 3, 5)
AT_SIX, AT_EIGHT = Terms(due="18:00"), Terms(due="20:00")


async def keep(store, terms, *, today=TODAY):
    return (await store.terms.keep({"daily": terms}, today=today, now=NOW))["daily"]


async def test_a_changed_deadline_is_kept_with_its_day(store):
    assert await keep(store, AT_SIX) == (Begun(BEGINNING, AT_SIX),)
    assert await keep(store, AT_SIX) == (Begun(BEGINNING, AT_SIX),)
    changed = (Begun(BEGINNING, AT_SIX), Begun(TODAY + timedelta(days=1), AT_EIGHT))
    assert await keep(store, AT_EIGHT) == changed
    assert await keep(store, AT_EIGHT, today=TODAY + timedelta(days=30)) == changed


async def test_what_is_taken_back_before_it_began_is_forgotten(store):
    await keep(store, AT_SIX)
    await keep(store, AT_EIGHT)
    assert await keep(store, AT_SIX) == (Begun(BEGINNING, AT_SIX),)


async def test_other_forms_are_left_alone(store):
    await keep(store, AT_SIX)
    other = await store.terms.keep({"watch": AT_EIGHT}, today=TODAY, now=NOW)
    assert other == {"watch": (Begun(BEGINNING, AT_EIGHT),)}
    assert await keep(store, AT_SIX) == (Begun(BEGINNING, AT_SIX),)
