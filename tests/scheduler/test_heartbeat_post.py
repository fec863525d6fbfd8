"""今日应发、已发: every message of the day is counted once, with why it was not sent; it comes on a quiet day, too."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ladders import CN, at, form, preset, step

from bot.scheduler.posts.heartbeat import heartbeat
from bot.scheduler.registry import ladder_posts
from bot.views.heartbeat import NOT_SENT, heartbeat_text

STEPS = (step("a", "due-2h"), step("b", "due-1h"))


async def evening(stage, *steps, until=None):
    rules = preset(form(ladder=steps))
    ticker = stage.ticker(posts=(*ladder_posts(rules, CN), heartbeat(CN)), preset=rules)
    rows = await stage.play(ticker, until or at(2020, 3, 5, 23, 40))
    return [row.body.render() for row in rows if row.to.member == "duty" and row.kind == "digest"]


async def test_on_a_good_day_everything_was_sent(stage):
    assert await evening(stage, *STEPS) == ["【值守】今日应发4条，已发4条。"]


async def test_a_quiet_day_has_its_line_too(stage):
    assert await evening(stage, until=at(2020, 3, 6, 23, 40)) == ["【值守】今日应发0条，已发0条。"] * 2


async def test_what_a_platform_refused_is_counted_with_where_to_look(stage):
    stage.refusing = {"grid2"}
    assert await evening(stage, *STEPS) == [
        "【值守】今日应发4条，已发2条。没发的：没送达2条。没送达的请发“未送达”查看。"
    ]


async def test_what_we_slept_through_is_counted(stage):
    rules = preset(form(ladder=(step("a", "due-2h", catch_up="until_due"),)))
    posts = (*ladder_posts(rules, CN), heartbeat(CN))
    await stage.ticker(posts=posts, preset=rules).next_due()
    stage.clock.set(at(2020, 3, 5, 19))
    rows = await stage.play(stage.ticker(posts=posts, preset=rules), at(2020, 3, 5, 23, 40))
    assert [row.body.render() for row in rows] == ["【值守】今日应发1条，已发0条。没发的：停机误了时刻1条。"]


@pytest.mark.parametrize("state", NOT_SENT)
def test_every_way_of_not_being_sent_has_its_words(state):
    assert f"{NOT_SENT[state]}2条" in heartbeat_text({"sent": 1, state: 2})


@given(st.dictionaries(st.sampled_from(["sent", "emptied", *NOT_SENT]), st.integers(0, 99)))
def test_what_was_to_be_sent_is_what_was_and_what_was_not(fates):
    due = sum(count for state, count in fates.items() if state != "emptied")
    assert heartbeat_text(fates).startswith(f"【值守】今日应发{due}条，已发{fates.get('sent', 0)}条。")
