"""Groups that the app makes itself: what may be made, and what changes from one to the other."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.appchat import AppChat, AppChats, Difference, difference, trouble_of
from bot.errors import SendError

CHAT = AppChat("grid1x", "网格日报群", "u1", ("u1", "u2", "u3"))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"id": ""}, "id"),
        ({"id": "grid-1"}, "letters and digits"),
        ({"id": "网格"}, "letters and digits"),
        ({"id": "g" * 33}, "32"),
        ({"name": ""}, "0 characters"),
        ({"name": "网" * 51}, "51"),
        ({"users": ("u1",)}, "1 member"),
        ({"users": ("u1", "@all")}, "no user id"),
        ({"users": ("u1", "a|b")}, "no user id"),
        ({"owner": "u9"}, "not among"),
    ],
)
def test_a_group_that_the_platform_would_refuse_is_told_before_any_call(change, words):
    assert words in trouble_of(replace(CHAT, **change))
    assert trouble_of(CHAT) == ""


users = st.lists(st.sampled_from(["u1", "u2", "u3", "u4", "u5"]), min_size=2, unique=True).map(tuple)
chats = st.builds(lambda who, name: AppChat("g", name, who[0], who), users, st.sampled_from(["甲", "乙"]))


@settings(deadline=None)
@given(now=chats, wanted=chats)
def test_a_difference_is_all_that_differs(now, wanted):
    change = difference(now, wanted)
    became = {*now.users, *change.added} - {*change.removed}
    assert became == {*wanted.users}
    assert (change.name or now.name, change.owner or now.owner) == (wanted.name, wanted.owner)
    assert change.empty == (
        replace(now, users=tuple(sorted(now.users))) == replace(wanted, users=tuple(sorted(wanted.users)))
    )


@pytest.fixture
def rooms(world):
    api = world.api()
    world.opened.append(api)
    return AppChats(api)


async def test_it_is_made_looked_up_and_changed(world, rooms):
    await rooms.create(CHAT)
    assert await rooms.get("grid1x") == CHAT
    calls = await rooms.update("grid1x", Difference("新名", "u4", ("u4",), ("u1",)))
    assert calls == 3
    assert await rooms.get("grid1x") == AppChat("grid1x", "新名", "u4", ("u2", "u3", "u4"))


async def test_many_members_come_in_portions(world, rooms):
    await rooms.create(CHAT)
    many = tuple(f"m{number}" for number in range(1200))
    assert await rooms.update("grid1x", Difference("", "", many, ())) == 3
    assert len((await rooms.get("grid1x")).users) == 1203


async def test_the_app_posts_into_the_group_it_made(world, rooms):
    await rooms.create(CHAT)
    await rooms.say("grid1x", "本群由网格助手建立")
    assert world.platform.chat("appchat:grid1x") == ["本群由网格助手建立"]


@pytest.mark.parametrize(("chat", "code"), [("none", 86003), ("grid1x", 86215)])
async def test_a_refusal_is_for_good(world, rooms, chat, code):
    await rooms.create(CHAT)
    with pytest.raises(SendError) as caught:
        await (rooms.get(chat) if code == 86003 else rooms.create(CHAT))
    assert (caught.value.permanent, caught.value.code) == (True, code)
