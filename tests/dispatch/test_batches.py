"""A batch is one transaction; a failing message fails alone; nothing is ever handled twice."""

from dataclasses import replace

import pytest
from desk import NOW, a_desk, message, other_body

from bot.errors import StoreAway
from bot.messages import Destination


async def test_a_batch_is_one_transaction_and_every_message_has_its_outcome_in_order(desk):
    batch = [message(f"第{n}条", number=n) for n in range(50)]
    results = await desk.dispatcher.handle(batch)
    assert desk.away.begun == 1
    assert [result.outcome.data["text"] for result in results] == [f"第{n}条" for n in range(50)]
    assert await desk.said() == [f"第{n}条" for n in range(50)]
    assert desk.woken == 0  # every answer went back in the platform's own call


async def test_the_sender_is_woken_once_for_a_batch_that_put_something_into_the_outbox(desk):
    await desk.dispatcher.handle([message(f"第{n}条", number=n, passive=False) for n in range(3)])
    assert desk.woken == 1


async def test_an_empty_batch_is_nothing(desk):
    assert await desk.dispatcher.handle([]) == []


@pytest.mark.parametrize("size", [1, 2, 5])
async def test_a_failing_message_fails_alone_and_its_sender_is_told(desk, size, caplog):
    batch = [message(f"第{n}条" if n != size // 2 else "bug 13800001111", number=n) for n in range(size)]
    results = await desk.dispatcher.handle(batch)
    failed = results[size // 2]
    assert [result.outcome.kind for result in results] == [
        "failed" if n == size // 2 else "report" for n in range(size)
    ]
    error_id = failed.outcome.data["error_id"]
    assert len(error_id) == 8
    assert error_id in failed.passive[0]
    assert await desk.said() == [f"第{n}条" for n in range(size) if n != size // 2]  # what it wrote is rolled back
    assert error_id in str([vars(record) for record in caplog.records])
    assert "13800001111" not in caplog.text
    assert "in run" in caplog.text  # the place of the bug


async def test_a_failed_message_is_remembered_and_answered_alike_when_it_comes_again(desk):
    [first] = await desk.dispatcher.handle([message("bug")])
    ran = len(desk.ran)
    [again] = await desk.dispatcher.handle([message("bug")])
    assert again.outcome.kind == "duplicate"
    assert again.passive == first.passive
    assert len(desk.ran) == ran


async def test_a_message_that_was_only_unlucky_is_tried_once_more_by_itself(desk):
    desk.races = 1
    results = await desk.dispatcher.handle([message("race")])
    assert [result.outcome.kind for result in results] == ["report"]
    assert await desk.said() == ["race"]


async def test_two_messages_that_fail_have_two_ids(desk):
    results = await desk.dispatcher.handle([message("bug", number=n) for n in range(2)])
    assert len({result.outcome.data["error_id"] for result in results}) == 2


async def test_while_the_database_is_away_nothing_is_stored_and_afterwards_everything_is(desk):
    batch = [message(f"第{n}条", number=n) for n in range(3)]
    desk.away.away_from = 1
    with pytest.raises(StoreAway):
        await desk.dispatcher.handle(batch)
    assert (await desk.said(), await desk.posts(), desk.woken) == ([], [], 0)
    desk.away.away_from = None
    await desk.dispatcher.handle(batch)
    assert len(await desk.said()) == 3


async def test_a_database_that_goes_away_in_the_middle_loses_and_doubles_nothing(desk):
    batch = [message("bug" if n == 1 else f"第{n}条", number=n) for n in range(4)]
    desk.away.away_from = 4  # the batch, the first alone, the bug alone, and then
    with pytest.raises(StoreAway):
        await desk.dispatcher.handle(batch)
    desk.away.away_from = None
    results = await desk.dispatcher.handle(batch)
    assert [result.outcome.kind for result in results] == ["duplicate", "failed", "report", "report"]
    assert await desk.said() == ["第0条", "第2条", "第3条"]


async def test_the_same_message_twice_in_a_batch_is_handled_once_and_answered_twice(desk):
    first, again = await desk.dispatcher.handle([message("一"), message("一")])
    assert (first.outcome.kind, again.outcome.kind) == ("report", "duplicate")
    assert again.outcome.data == {"of": "m1"}
    assert first.passive == again.passive == ("收到：一",)
    assert desk.ran == ["一"]


async def test_a_repeat_after_a_restart_gets_the_stored_answer(desk):
    await desk.dispatcher.handle([message("一")])
    other = a_desk(desk.store)
    [again] = await other.dispatcher.handle([message("一")])
    assert (again.outcome.kind, again.passive, other.ran) == ("duplicate", ("收到：一",), [])


async def test_a_repeat_posts_nothing_a_second_time(desk):
    inbound = message("一 elsewhere", chat="chat-1")
    for _ in range(3):
        await desk.dispatcher.handle([inbound])
    assert len(await desk.posts()) == 2


async def test_another_body_under_the_same_number_is_another_message(desk):
    first = message("一")
    results = await desk.dispatcher.handle([first, other_body(first)])
    assert [result.outcome.kind for result in results] == ["report", "report"]
    assert await desk.said() == ["一", "一二"]


async def test_a_repeat_and_another_body_under_its_number_are_told_apart_in_one_batch(desk):
    first = message("一")
    await desk.dispatcher.handle([first])
    results = await desk.dispatcher.handle([first, other_body(first), message("三", number=3)])
    assert [result.outcome.kind for result in results] == ["duplicate", "report", "report"]
    assert await desk.said() == ["一", "一二", "三"]


async def test_the_same_number_on_another_channel_is_another_message(desk):
    results = await desk.dispatcher.handle([message("一"), replace(message("一"), channel="bot")])
    assert [result.outcome.kind for result in results] == ["report", "report"]


async def test_what_one_message_opened_the_next_of_the_batch_sees(desk):
    await desk.dispatcher.handle([message("draft", number=1), message("126", number=2)])
    assert desk.contexts[-1].draft is not None
    assert desk.contexts[-1].draft.asked == ("on_duty",)


async def test_what_another_sender_opened_is_not_seen(desk):
    await desk.dispatcher.handle([message("draft", number=1), message("126", number=2, sender="lisi")])
    assert [context.draft for context in desk.contexts] == [None, None]


async def test_a_preview_changes_nothing(desk):
    submitted = await desk.dispatcher.preview(message("一"))
    assert submitted.outcome.kind == "report"
    assert await desk.said() == []
    [result] = await desk.dispatcher.handle([message("一")])
    assert result.outcome.kind == "report"


@pytest.mark.parametrize(
    ("text", "chat", "passive", "posted"),
    [
        ("一", None, 1, 0),
        ("nothing", None, 0, 0),
        ("one two", None, 0, 2),
        ("long", None, 0, 1),
        ("elsewhere", None, 1, 1),
        ("file", None, 1, 1),
        ("attached", None, 0, 1),
        ("一", "chat-1", 0, 1),
    ],
)
async def test_what_the_platforms_answer_cannot_carry_goes_through_the_outbox(desk, text, chat, passive, posted):
    [result] = await desk.dispatcher.handle([message(text, chat=chat)])
    posts = await desk.posts()
    assert (len(result.passive), len(posts)) == (passive, posted)
    assert all(post.in_reply_to == "m1" for post in posts)


@pytest.mark.parametrize(
    ("chat", "to"),
    [
        (None, Destination(member="zhangsan", channel="app")),
        ("chat-1", Destination(group="ent", channel="app")),
        ("unheard", Destination(group="unheard", channel="app")),
    ],
)
async def test_an_answer_goes_back_the_way_its_question_came(desk, chat, to):
    await desk.dispatcher.handle([message("一", chat=chat, passive=False)])
    [post] = await desk.posts()
    assert (post.to, post.due_at, post.priority) == (to, NOW, 3)


async def test_an_alert_goes_first_and_keeps_its_mentions_and_files(desk):
    await desk.dispatcher.handle([message("elsewhere file", passive=False)])
    alert, *rest = await desk.posts()
    assert (alert.kind, alert.priority, alert.mentions, alert.to) == (
        "alert", 1, ("zhangsan",), Destination(group="ent"),
    )  # fmt: skip
    assert [file.content for post in rest for file in post.attachments] == [b"1,2,3,4"]


async def test_a_text_longer_than_anybody_writes_is_not_read_and_told_so(desk):
    results = await desk.dispatcher.handle([message("日" * 20_001, number=1), message("日" * 20_000, number=2)])
    assert [result.outcome.kind for result in results] == ["refused", "report"]
    assert results[0].outcome.data["code"] == "too_long"
    assert "20001" in results[0].passive[0]
    assert desk.ran == ["日" * 20_000]
    assert set(desk.read) == {"日" * 20_000}
