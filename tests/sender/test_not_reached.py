"""A platform that says yes and reaches nobody: that is no delivery, no evidence, and no place to keep a name."""

import pytest
from outgoing import NOW, Post

from bot.channels.base import Receipt
from bot.errors import SendUnknown
from bot.messages import Destination

MEMBER = Destination(member="Zhang-San", channel="hook")


def reaching_nobody(post: Post, *missed: str) -> None:
    """Every call of the channel ends well, and names those that it did not reach."""
    plain = post.channel.send

    async def send(parcel):
        await plain(parcel)
        return Receipt("r1", missed)

    post.channel.send = send  # type: ignore[method-assign]  # the receipt is what the test is about


@pytest.mark.parametrize("told", ["Zhang-San", "zhang-san"])
async def test_a_member_who_was_not_reached_is_no_evidence_but_an_undelivered_message(post, told):
    await post.put("请报", kind="reminder", to=MEMBER)
    reaching_nobody(post, told)
    await post.play(post.sender())
    row = await post.row()
    assert (row.state, row.sent_at) == ("refused", None)
    assert row.error.startswith("the platform took it and reached nobody")
    assert post.observed == [("hook", "refused")]
    assert [dead.id for dead in await post.store.delivery.dead()] == [row.id]


async def test_whom_an_answer_to_a_tip_off_did_not_reach_stands_nowhere(post):
    await post.put("已收到", to=MEMBER)  # of the kind case: sealed
    reaching_nobody(post, "Zhang-San")
    await post.play(post.sender())
    row = await post.row()
    assert row.to.member == "(sealed)"
    assert "zhang" not in repr(row).casefold()


async def test_a_group_that_got_the_words_counts_though_somebody_in_it_was_not_reached(post):
    await post.put("请报", kind="reminder")
    reaching_nobody(post, "li-si")
    await post.sender().run_due(NOW)
    row = await post.row()
    assert (row.state, row.sent_at, row.error) == ("sent", NOW, "not reached: li-si")


async def test_nobody_reached_after_a_try_in_doubt_stays_in_doubt(post):
    await post.put("请报", kind="reminder", to=MEMBER)
    post.channel.script.append(SendUnknown("no answer"))
    reaching_nobody(post, "Zhang-San")
    await post.play(post.sender())
    row = await post.row()
    assert (row.state, row.sent_at) == ("unknown", None)
    assert len(post.channel.texts) == 2
