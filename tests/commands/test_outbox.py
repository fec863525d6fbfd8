"""`gridbot outbox` lists what was not delivered, shows, resends and drops it; of tip-offs it tells nothing."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.clock import SystemClock
from bot.config import load_settings
from bot.messages import Body, Destination, Entry, Outbound
from bot.store.store import Store

TOLD = "我要举报，CANARY路5号没有消毒"


@pytest.fixture
def imported(gridbot, config, district):
    """The starter district in its database."""
    assert gridbot("import", "-c", config, district / "directory", "--yes").code == 0
    return config


def with_store(config, work):
    async def run():
        store = Store(load_settings(config).store_url)
        await store.open()
        try:
            return await work(store)
        finally:
            await store.close()

    return asyncio.run(run())


def put(config, key, text, *, state="refused", error="over the limit (45009)", body=None, **more):
    """A message with what became of it; its number."""
    now = SystemClock().now()
    base = Outbound(
        f"list:t:{key}", "reminder", Destination(group="work"), body or Body(text), now - timedelta(hours=1)
    )

    async def work(store):
        async with store.unit_of_work() as uow:
            uow.outbox.put(replace(base, **more))
            await uow.commit()
        async with store.unit_of_work() as uow:
            [row] = [row for row in await uow.outbox.about_list("t") if row.key == f"list:t:{key}"]
        if state != "due":
            await store.delivery.settle(row.id, state=state, at=now, error=error)
        return row.id

    return with_store(config, work)


def row(config, number):
    return with_store(config, lambda store: store.delivery.row(number))


def trail(config, number):
    async def work(store):
        async with store.unit_of_work() as uow:
            lines = await uow.audit.read(subject=f"outbox:{number}")
            return [(line.who, line.action, dict(line.detail)) for line in lines]

    return with_store(config, work)


def test_nothing_undelivered_is_said_so(gridbot, imported):
    done = gridbot("outbox", "-c", imported)
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines() == ["等待发送 waiting: 0", "没有未送达的消息 nothing is undelivered"]


def test_the_list_has_every_undelivered_message_with_why_and_what_waits(gridbot, imported):
    first = put(imported, "a", "还差三家\n一二三")
    second = put(imported, "b", "通报", state="held", error="unsure: no answer", kind="criticism")
    put(imported, "c", "等着", state="due")
    done = gridbot("outbox", "-c", imported, "list")
    lines = done.out.splitlines()
    assert lines[0].startswith("等待发送 waiting: 1，最早的 since ")
    assert lines[1] == "未送达 undelivered: 2"
    assert lines[2].split()[0] == str(second)
    assert lines[2].endswith("held  criticism  group:work  通报")
    assert lines[3] == "    unsure: no answer"
    assert lines[4].endswith("refused  reminder  group:work  还差三家")
    assert lines[4].split()[0] == str(first)


def test_neither_words_of_a_tip_off_nor_who_is_answered_are_printed(gridbot, imported):
    numbers = [
        put(imported, "d", TOLD, kind="alert", to=Destination(member="grid-1")),
        put(imported, "e", TOLD, kind="reply", to=Destination(member="TELLER", channel="kf"), state="held"),
        put(imported, "f", TOLD, kind="case"),
    ]
    told = gridbot("outbox", "-c", imported).out + gridbot("outbox", "-c", imported, "show", *numbers).out
    assert "CANARY" not in told
    assert "TELLER" not in told
    assert told.count("私聊 in private") == 4
    assert told.count("正文不显示，可能涉及举报") == 3


def test_show_tells_all_of_a_message_and_obeys_nothing_that_stands_in_it(gridbot, imported):
    number = put(imported, "g", "第一行\n\x1b[31m第二行 <@all>", expires_at=SystemClock().now() + timedelta(hours=1))
    done = gridbot("outbox", "-c", imported, "show", number)
    assert done.code == 0
    assert f"编号 id: {number}  reminder  refused" in done.out
    assert "原因 error: over the limit (45009)" in done.out
    assert "  第一行\n  ［31m第二行 ＜＠all＞\n" in done.out
    assert "\x1b" not in done.out


def test_resend_puts_messages_back_and_leaves_a_trail(gridbot, imported):
    numbers = [put(imported, key, key) for key in ("h", "i")]
    done = gridbot("outbox", "-c", imported, "resend", *numbers)
    assert done.code == 0
    for number in numbers:
        assert (row(imported, number).state, row(imported, number).attempts) == ("due", 0)
        assert trail(imported, number) == [("gridbot outbox", "sent_again", {})]


def test_who_does_not_owe_any_more_is_not_in_what_is_sent_again(gridbot, imported):
    body = Body("还差：", (Entry("no-such-unit", "谁也不是"),))
    number = put(imported, "j", "", body=body, form="daily", period=SystemClock().now().date(), drop_when_done=True)
    assert gridbot("outbox", "-c", imported, "resend", number).code == 0
    assert row(imported, number).state == "emptied"


def test_drop_lets_a_message_go_for_good_with_the_reason_in_the_trail(gridbot, imported):
    number, waiting = put(imported, "k", "不要了"), put(imported, "l", "也不要了", state="due")
    done = gridbot("outbox", "-c", imported, "drop", number, waiting, "--reason", "已电话通知")
    assert done.code == 0
    assert {row(imported, one).state for one in (number, waiting)} == {"dropped"}
    assert row(imported, number).error == "dropped: 已电话通知"
    assert trail(imported, number) == [("gridbot outbox", "dropped", {"reason": "已电话通知"})]
    assert "没有未送达的消息" in gridbot("outbox", "-c", imported).out
    assert gridbot("outbox", "-c", imported, "resend", number).code == 1


@pytest.mark.parametrize("state", ["sending", "sent", "expired"])
def test_what_is_being_sent_or_done_with_is_not_dropped(gridbot, imported, state):
    number = put(imported, "m", "在发", state=state)
    done = gridbot("outbox", "-c", imported, "drop", number, "--reason", "x")
    assert (done.code, row(imported, number).state) == (1, state)
    assert done.err.startswith(f"{number}: 没有这条消息")


@pytest.mark.parametrize("action", ["show", "resend"])
def test_a_number_that_is_none_is_said_so_and_the_others_are_done(gridbot, imported, action):
    number = put(imported, "n", "有的")
    done = gridbot("outbox", "-c", imported, action, 999999, number)
    assert done.code == 1
    assert "999999" in done.err
    assert str(number) in done.out


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["show"], "write the number of a message"),
        (["resend"], "write the number of a message"),
        (["drop", "1"], "write why, with --reason"),
        (["drop", "1", "--reason", " "], "write why, with --reason"),
        (["list", "3"], "takes no numbers"),
    ],
)
def test_wrong_use_is_one_line(gridbot, imported, args, told):
    done = gridbot("outbox", "-c", imported, *args)
    assert done.code == 2
    assert told in done.err
    assert len(done.err.splitlines()) == 1


def test_without_a_database_none_is_made(gridbot, config, district):
    done = gridbot("outbox", "-c", config)
    assert done.code == 2
    assert "there is no database yet" in done.err
    assert not list(district.glob("*.db"))
