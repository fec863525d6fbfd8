"""What becomes of a message: sent, refused, tried again, too late, in the order in which it was put."""

from dataclasses import replace
from datetime import timedelta

import pytest
from outgoing import HOUR, MINUTE, NOW, PLAIN, SECOND, Post

from bot.channels.base import Limits
from bot.errors import SendError
from bot.messages import Attachment, Destination, Rate


def busy(wait=None):
    return SendError("busy", permanent=False, retry_after=wait)


def wrong():
    return SendError("wrong", permanent=True, code=93000)


async def test_a_message_is_sent_once_and_noted_with_the_platforms_reference(post):
    await post.put("今日已报 126 家")
    assert await post.sender().run_due(NOW) == 1
    row = await post.row()
    assert (row.state, row.sent_at, row.part_done, row.error) == ("sent", NOW, 1, "")
    assert post.channel.texts == ["今日已报 126 家"]
    assert await post.sender().run_due(NOW) == 0
    assert post.observed == [("hook", "sent")]


async def test_a_group_is_posted_to_at_its_posting_address(post):
    await post.put("一")
    await post.sender().run_due(NOW)
    [parcel] = post.channel.parcels
    assert (parcel.to.id, parcel.to.kind, parcel.destination) == ("robot-1", "group", Destination(group="work"))
    assert (parcel.key, parcel.kind) == ("list:t:一:0", "case")


async def test_nothing_goes_before_it_is_due(post):
    await post.put("一")
    assert await post.sender().run_due(NOW - SECOND) == 0
    assert post.channel.texts == []


async def test_inside_one_destination_the_order_is_kept_over_failures(post):
    await post.put("一", "二", "三")
    post.channel.script.extend([busy(), busy(5 * MINUTE)])
    await post.play(post.sender())
    assert post.channel.texts == ["一", "一", "一", "二", "三"]
    assert await post.states() == ["sent"] * 3


async def test_a_destination_in_trouble_does_not_hold_up_another(post):
    await post.put("坏", "坏后")
    await post.put("好", to=Destination(group="other"))
    post.channel.script.append(busy(HOUR))
    await post.sender().run_due(NOW)
    assert sorted(await post.states()) == ["due", "due", "sent"]


async def test_a_refused_message_ends_and_the_next_one_goes_on(post):
    await post.put("一", "二")
    post.channel.script.append(wrong())
    await post.play(post.sender())
    assert await post.states() == ["refused", "sent"]
    assert post.observed == [("hook", "refused"), ("hook", "sent")]
    assert [row.error for row in await post.rows()] == ["wrong", ""]


@pytest.mark.parametrize("wait", [timedelta(0), SECOND, MINUTE, HOUR])
async def test_the_platforms_wait_is_kept_and_never_much_exceeded(post, wait):
    await post.put("一")
    post.channel.script.append(busy(wait))
    await post.sender().run_due(NOW)
    assert wait <= (await post.row()).next_try_at - NOW <= wait * 1.1


async def test_the_same_seed_gives_the_same_waits_and_another_gives_others(store):
    moments = []
    for number, seed in enumerate((7, 7, 8)):
        post = Post.on(store)
        await post.put(f"第{number}条", to=Destination(group=f"g{number}", channel="hook"))
        post.channel.script.append(busy(HOUR))
        await post.sender(seed=seed).run_due(NOW)
        moments.append((await post.rows())[-1].next_try_at)
    assert moments[0] == moments[1] != moments[2]


async def test_without_a_word_from_the_platform_the_waits_grow_and_stay_under_a_quarter_of_an_hour(post):
    await post.put("一", expires_at=NOW + timedelta(days=30))
    post.channel.script.extend(busy() for _ in range(40))
    sender = post.sender()
    waits = []
    for _ in range(40):
        now = post.clock.now()
        await sender.run_due(now)
        waits.append((await post.row()).next_try_at - now)
        post.clock.set((await post.row()).next_try_at)
    assert all(timedelta(0) < wait <= 15 * MINUTE for wait in waits)
    assert max(waits[:3]) <= 8 * SECOND < max(waits[15:])


async def test_a_message_without_an_expiry_is_given_up_after_a_day_and_says_so(post):
    await post.put("一")
    post.channel.script.extend(busy(HOUR) for _ in range(100))
    await post.play(post.sender())
    row = await post.row()
    assert row.state == "refused"
    assert "given up" in row.error
    assert post.channel.times[-1] <= NOW + timedelta(hours=24)
    assert len(post.channel.times) >= 20


async def test_nothing_goes_after_its_expiry(post):
    await post.put("一", expires_at=NOW + 10 * MINUTE)
    post.channel.script.extend(busy(4 * MINUTE) for _ in range(10))
    await post.play(post.sender())
    assert (await post.row()).state == "expired"
    assert post.channel.times[-1] < NOW + 10 * MINUTE


async def test_what_expires_while_the_process_sleeps_between_claim_and_send_is_not_sent(post):
    await post.put("一", expires_at=NOW + 10 * SECOND)
    real = post.directory

    class Slow:
        @property
        def group_by_id(self):
            post.clock.advance(20 * SECOND)
            return real.group_by_id

        def __getattr__(self, name) -> object:
            return getattr(real, name)

    post.directory = Slow()
    await post.sender().run_due(NOW)
    assert ((await post.row()).state, post.channel.texts) == ("expired", [])


async def test_a_process_that_slept_past_its_lease_sends_nothing(post):
    await post.put("一")
    real = post.directory

    class Slow:
        @property
        def group_by_id(self):
            post.clock.advance(40 * SECOND)
            return real.group_by_id

    post.directory = Slow()
    await post.sender().run_due(NOW)
    assert post.channel.texts == []


async def test_a_platform_that_takes_twenty_a_minute_never_gets_more(store):
    post = Post.on(store, limits=replace(PLAIN, per_destination=(Rate(20, MINUTE),)))
    await post.put(*(f"第{number:02}条" for number in range(65)))
    await post.play(post.sender())
    assert await post.states() == ["sent"] * 65
    assert post.channel.texts == [f"第{number:02}条" for number in range(65)]
    times = post.channel.times
    assert all(later - earlier >= MINUTE for earlier, later in zip(times, times[20:], strict=False))
    assert times[-1] - times[0] <= 4 * MINUTE


async def test_a_restart_does_not_refill_the_window(store):
    post = Post.on(store, limits=replace(PLAIN, per_destination=(Rate(3, MINUTE),)))
    await post.put(*(f"第{number}条" for number in range(9)))
    for _ in range(40):
        await post.sender().run_due(post.clock.now())  # a new sender every five seconds
        post.clock.advance(5 * SECOND)
    times = post.channel.times
    assert len(times) == 9
    assert all(later - earlier >= MINUTE for earlier, later in zip(times, times[3:], strict=False))


async def test_several_rates_hold_at_once(store):
    rates = (Rate(2, MINUTE), Rate(5, HOUR))
    post = Post.on(store, limits=replace(PLAIN, per_destination=rates))
    await post.put(*(f"第{number}条" for number in range(7)))
    await post.play(post.sender())
    times = post.channel.times
    assert len(times) == 7
    assert all(later - earlier >= MINUTE for earlier, later in zip(times, times[2:], strict=False))
    assert all(later - earlier >= HOUR for earlier, later in zip(times, times[5:], strict=False))


async def test_a_text_that_nobody_is_left_in_is_not_sent(post):
    await post.put("  \n ")
    await post.sender().run_due(NOW)
    assert ((await post.row()).state, post.channel.texts) == ("emptied", [])


async def test_a_file_without_a_text_is_sent(post):
    file = Attachment("日报.xlsx", "application/x", b"123456")
    await post.put(" ", attachments=(file,))
    await post.sender().run_due(NOW)
    assert [parcel.attachments for parcel in post.channel.parcels] == [(file,)]


async def test_a_message_that_no_channel_posts_is_refused_and_told(post, caplog):
    await post.put("一", to=Destination(member="zhangsan", channel="gone"))
    await post.sender().run_due(NOW)
    assert (await post.row()).state == "refused"
    assert "no channel" in caplog.text


async def test_a_member_is_reached_by_the_first_channel_that_reaches_members(post):
    await post.put("一", to=Destination(member="zhangsan"))
    await post.sender().run_due(NOW)
    [parcel] = post.channel.parcels
    assert (parcel.to.channel, parcel.to.kind, parcel.to.id) == ("hook", "member", "zhangsan")


async def test_where_no_channel_reaches_members_a_private_message_is_refused(store):
    post = Post.on(store, limits=Limits(text_bytes=2048, reaches_members=False))
    await post.put("一", to=Destination(member="zhangsan"))
    await post.sender().run_due(NOW)
    assert (await post.row()).state == "refused"


async def test_urgent_ones_go_first_where_there_is_no_room_for_all(post):
    for number in range(20):
        await post.put(f"平{number}", to=Destination(group=f"g{number}", channel="hook"), priority=5)
    await post.put("急", to=Destination(group="work"), priority=0)
    await post.sender().run_due(NOW)
    assert "急" in post.channel.texts
    assert len(post.channel.texts) == 16
