"""What every sending channel promises, over real sockets: said once, to the listed, harmless, within the limit."""

import pytest
from channel_doors import EVERY, NETWORKED, ROBOT
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.channels import markup
from bot.channels.base import Address, Parcel
from bot.errors import SendError

HOSTILE = [
    "<@all>",
    "<@wangwu> 请看",
    "@所有人 开会",
    "@ALL",
    "@\u200b所有人",
    "[点我](http://evil.example)",
    "<a href='http://evil.example'>点我</a>",
    '<font color="warning">红</font>',
    "# 标题\n> 引用\n**粗**`码`",
    "]]></Content><Content>x",
    "\u202e倒过来\u202c",
    "零\u200b宽\ufeff字",
    "\x00\x1b[31m红\x07",
    "坏\ud800字",
    "{{7*7}} %s '; drop table",
    "&lt;@all&gt;",
]


@pytest.fixture(params=EVERY)
def door(request, world):
    return world.door(request.param)


@pytest.fixture(params=NETWORKED)
def networked(request, world):
    return world.door(request.param)


async def test_a_text_is_said_once_as_it_was_written(door):
    await door.send("今日已报 126 家，\n未报 3 家。")
    [shown] = door.shown()
    assert (shown.text, shown.mentions) == ("今日已报 126 家，\n未报 3 家。", ())


async def test_exactly_the_listed_people_are_mentioned(door):
    await door.send("请补报", mentions=("zhangsan", "li.si-2@corp"))
    [shown] = door.shown()
    assert shown.mentions == (("zhangsan", "li.si-2@corp") if door.can_mention else ())


@pytest.mark.parametrize("text", HOSTILE)
async def test_hostile_words_reach_the_readers_and_do_nothing(networked, text):
    await networked.send(f"前{text}后", mentions=("zhangsan",))
    [shown] = networked.shown()
    assert shown.mentions == (("zhangsan",) if networked.can_mention else ())
    assert shown.text.startswith("前")
    assert shown.text.endswith("后")
    assert "<" not in shown.text
    assert "@所有人" not in shown.text
    assert all(sign == "\n" or sign.isprintable() for sign in shown.text)
    if networked.in_markdown:
        assert not set("[]`*_#|\\!~>") & set(shown.text)


@pytest.mark.parametrize("user", ["@all", "@ALL", "a|b", "x> <@all", "a b", "", "张" * 30, "a\nb"])
async def test_a_mention_that_is_no_one_persons_id_mentions_nobody(networked, user):
    await networked.send("请看" + "。" * 900 if networked.in_markdown else "请看", mentions=(user, "zhangsan"))
    [shown] = networked.shown()
    assert shown.mentions == (("zhangsan",) if networked.can_mention else ())


async def test_a_text_of_just_the_limit_is_said_whole(networked):
    text = "网" * (networked.channel.limits.text_bytes // 3)
    await networked.send(text)
    assert [shown.text for shown in networked.shown()] == [text]


async def test_a_longer_text_is_refused_before_the_platform_hears_of_it(networked):
    with pytest.raises(SendError) as caught:
        await networked.send("网" * (networked.channel.limits.text_bytes // 3 + 13))
    assert (caught.value.permanent, caught.value.code) == (True, 45002)
    assert networked.platform.calls[networked.endpoint] == 0


async def test_the_same_send_twice_is_said_once_where_the_channel_says_so(door):
    await door.send("请补报", key="list:1:0")
    await door.send("请补报", key="list:1:0")
    assert len(door.shown()) == (1 if door.swallows else 2)
    limits = door.channel.limits
    assert door.swallows == (limits.swallows_repeats is not None and door.address.kind in limits.swallows_to)


async def test_two_notices_with_the_same_words_are_two(door):
    await door.send("请补报", key="reminder:1")
    await door.send("请补报", key="reminder:2")
    assert [shown.text for shown in door.shown()] == ["请补报", "请补报"]


async def test_closing_twice_is_no_error(door):
    await door.send("一")
    await door.channel.close()
    await door.channel.close()


async def test_a_long_list_in_markdown_still_mentions_its_people(world):
    door = world.door("robot in markdown")
    users = tuple(f"user{number:03}" for number in range(50))
    text = "某某公司（第3网格）\n" * 100
    await door.send(text, mentions=users)
    [shown] = door.shown()
    assert shown.kind == "markdown"
    assert shown.mentions == users


async def test_a_member_that_the_platform_did_not_reach_is_told(world):
    world.platform.app = type(world.platform.app)(
        world.platform.app.corp_id, world.platform.app.agent_id, world.platform.app.secret, frozenset({"lisi"})
    )
    with pytest.raises(SendError) as caught:
        await world.door("app to a member").send("请补报")
    assert (caught.value.permanent, caught.value.code) == (True, 81013)


@pytest.mark.parametrize("user", ["@all", "zhangsan|lisi", "", " ", "zhang san"])
async def test_a_private_message_goes_to_one_member_or_to_nobody(world, user):
    with pytest.raises(SendError) as caught:
        await world.app().send(Parcel(to=Address("app", "member", user), kind="reply", text="机密"))
    assert caught.value.permanent
    assert world.platform.seen == []


async def test_a_robot_says_nothing_to_a_single_member(world):
    with pytest.raises(SendError) as caught:
        await world.webhook().send(Parcel(to=Address("hook", "member", "zhangsan"), kind="reply", text="机密"))
    assert caught.value.permanent


async def test_a_robot_key_may_stand_in_the_environment(world):
    await world.webhook().send(Parcel(to=Address("hook", "group", "env:ROBOT"), kind="reply", text="在"))
    assert world.platform.chat(f"robot:{ROBOT}") == ["在"]


async def test_a_key_that_is_not_in_the_environment_waits_for_the_administrator(world):
    with pytest.raises(SendError, match="OTHER") as caught:
        await world.webhook().send(Parcel(to=Address("hook", "group", "env:OTHER"), kind="reply", text="在"))
    assert not caught.value.permanent
    assert caught.value.retry_after is not None


async def test_a_group_that_is_no_longer_there_is_refused_for_good(world):
    for channel, chat in ((world.app(), "gone"), (world.webhook(), "gone")):
        with pytest.raises(SendError) as caught:
            await channel.send(Parcel(to=Address(channel.name, "group", chat), kind="reply", text="在"))
        assert caught.value.permanent


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(alphabet=st.characters() | st.sampled_from("@<>[]*all所有人\u200b\u202e]"), max_size=60))
def test_what_was_made_harmless_stays_as_it_is(text):
    for inert in (markup.plain, markup.markdown):
        once = inert(text)
        assert inert(once) == once
        assert "<" not in once
        assert all(sign == "\n" or not markup._UNSEEN.match(sign) for sign in once)


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="<>网a@", max_size=80), st.integers(0, 200))
def test_a_text_made_to_fit_fits_and_is_whole_when_it_fitted_before(text, limit):
    for inert in (markup.plain, markup.markdown):
        fitted = markup.fitting(text, limit, inert=inert)
        assert len(fitted.encode()) <= limit
        if len(text.encode()) <= limit:
            assert len(fitted) == len(text)
