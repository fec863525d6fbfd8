"""A long text in parts: each once, mentions each once, over failures in the middle; files after the text."""

from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from outgoing import DIRECTORY, NOW, PLAIN, SECOND, Post

from bot.channels import markup
from bot.channels.base import Address, Limits
from bot.directory.model import Directory, Member
from bot.errors import SendError, SendUnknown
from bot.messages import Attachment, Body, Destination, Entry
from bot.parcels import CONTINUED, RESENT, address_of, among, prepared
from bot.store.records import OutboxRow

LINES = "\n".join(f"第{number:02}网格 某某公司 未报" for number in range(30))
SHORT = Limits(text_bytes=300)


def row_of(text, *, mentions=(), files=(), entries=(), part_done=0):
    return OutboxRow(
        id=1,
        key="k",
        kind="reminder",
        to=Destination(group="work"),
        body=Body(text, entries=entries),
        mentions=tuple(mentions),
        state="due",
        due_at=NOW,
        expires_at=None,
        redelivery="resend",
        priority=5,
        attempts=1,
        next_try_at=NOW,
        in_reply_to=None,
        attachments=tuple(files),
        part_done=part_done,
    )


def unmarked(text):
    head, _, tail = text.rpartition("（")
    return head if tail.endswith("）") and "/" in tail else text


TO = Address("hook", "group", "robot-1")


async def test_a_long_text_goes_in_parts_in_their_order(store):
    post = Post.on(store, limits=SHORT)
    await post.put(LINES)
    await post.play(post.sender())
    assert "".join(map(unmarked, post.channel.texts)) == LINES
    assert (await post.row()).part_done == len(post.channel.texts) > 3


def test_a_text_that_says_so_mentions_fewer_people_a_message_than_the_platform_allows():
    entries = tuple(Entry(f"e{n}", f"单位{n}", (f"u{n}",)) for n in range(7))
    row = replace(row_of("还差", entries=entries), body=Body("还差", entries, mentions_each=3))
    parts = prepared(row, Limits(text_bytes=2000), TO, marked=False).parts
    assert [len(part.mentions) for part in parts] == [3, 3, 1]
    assert [user for part in parts for user in part.mentions] == [f"u{n}" for n in range(7)]


@pytest.mark.parametrize("failing", [0, 1, 2])
async def test_after_a_failure_in_the_middle_only_the_rest_is_sent(store, failing):
    post = Post.on(store, limits=SHORT)
    await post.put(LINES)
    post.channel.script.extend([None] * failing + [SendError("busy", permanent=False, retry_after=SECOND)])
    await post.play(post.sender())
    texts = post.channel.texts
    assert texts[failing] == texts.pop(failing + 1)
    assert "".join(map(unmarked, texts)) == LINES
    assert (await post.row()).state == "sent"


async def test_a_part_without_an_answer_is_the_only_one_that_is_repeated_and_marked(store):
    post = Post.on(store, limits=SHORT)
    await post.put(LINES)
    post.channel.script.extend([None, SendUnknown("no answer")])
    await post.play(post.sender())
    texts = post.channel.texts
    assert [RESENT in text for text in texts].count(True) == 1
    assert texts[2] == RESENT + texts[1]


async def test_the_rest_of_a_list_that_was_held_is_not_sent(store):
    post = Post.on(store, limits=SHORT)
    await post.put(LINES, redelivery="hold")
    post.channel.script.extend([None, SendUnknown("no answer")])
    await post.play(post.sender())
    row = await post.row()
    assert (row.state, row.part_done, len(post.channel.texts)) == ("held", 1, 2)


def test_the_mentions_stand_in_the_first_part_and_go_on_where_there_are_too_many():
    limits = replace(SHORT, max_mentions=2)
    job = prepared(row_of(LINES, mentions=("a", "b", "c")), limits, TO, marked=False)
    assert [part.mentions for part in job.parts][:3] == [("a", "b"), ("c",), ()]


def test_where_mentions_cost_nothing_a_short_text_names_everybody_at_once():
    job = prepared(row_of("请补报", mentions=map(str, range(120))), PLAIN, TO, marked=False)
    assert [len(part.mentions) for part in job.parts] == [120]


def test_where_mentions_cost_room_further_messages_name_the_rest():
    limits = Limits(text_bytes=4096, mention_bytes=4, inert=markup.markdown)
    users = [f"user{number:03}" for number in range(120)]
    job = prepared(row_of("请补报\n第二行", mentions=users), limits, TO, marked=False)
    assert [part.text for part in job.parts] == ["请补报\n第二行", f"{CONTINUED}请补报", f"{CONTINUED}请补报"]
    assert [user for part in job.parts for user in part.mentions] == users


def test_what_mentions_cost_is_kept_free_in_the_part_that_bears_them():
    limits = replace(SHORT, mention_bytes=4)
    users = [f"user-with-a-long-name-{number}" for number in range(5)]
    first, *_ = prepared(row_of(LINES, mentions=users), limits, TO, marked=True).parts
    assert first.mentions == tuple(users)
    assert len(first.text.encode()) + sum(len(user) + 4 for user in users) <= limits.text_bytes


def test_entries_bring_their_mentions_and_nobody_is_named_twice():
    entries = (Entry("u1", "甲公司", ("zhang",)), Entry("u2", "乙公司", ("li", "zhang")))
    job = prepared(row_of("未报", entries=entries, mentions=("zhang",)), PLAIN, TO, marked=False)
    assert [part.mentions for part in job.parts] == [("zhang", "li")]


def test_a_channel_that_cannot_mention_mentions_nobody():
    job = prepared(row_of("未报", mentions=("zhang",)), replace(PLAIN, can_mention=False), TO, marked=False)
    assert [part.mentions for part in job.parts] == [()]


FILE = Attachment("日报.xlsx", "application/x", b"123456")


def test_files_go_with_the_last_part_or_after_it():
    together = prepared(row_of("一", files=(FILE, FILE)), PLAIN, TO, marked=False)
    assert [(part.text, len(part.files)) for part in together.parts] == [("一", 2)]
    apart = prepared(row_of("一", files=(FILE, FILE)), replace(PLAIN, files_apart=True), TO, marked=False)
    assert [(part.text, len(part.files)) for part in apart.parts] == [("一", 0), ("", 1), ("", 1)]
    assert len({apart.parcel(number).key for number in range(3)}) == 3


@settings(max_examples=150, deadline=None)
@given(
    text=st.text(alphabet=st.characters() | st.sampled_from("网*[<\n@，"), min_size=1, max_size=1500),
    users=st.lists(st.text(alphabet="abcdefgh0123456789", min_size=1, max_size=64), max_size=160, unique=True),
    size=st.integers(300, 4096),
    most=st.integers(1, 60),
    costs=st.booleans(),
    markdown=st.booleans(),
)
def test_every_part_fits_and_everybody_is_named_once(text, users, size, most, costs, markdown):
    inert = markup.markdown if markdown else markup.plain
    limits = Limits(text_bytes=size, max_mentions=most, mention_bytes=4 if costs else None, inert=inert)
    row = row_of(text, mentions=users)
    job = prepared(row, limits, TO, marked=False)
    assume(job.parts[0].text)  # a text of unseen characters alone is nothing to say
    for number, part in enumerate(job.parts):
        cost = sum(len(user) + 4 for user in part.mentions) if costs else 0
        assert len(part.text.encode()) + cost <= size
        marked = prepared(replace(row, part_done=number), limits, TO, marked=True).parts
        assert marked[number].text == RESENT + part.text
        assert len(marked[number].text.encode()) + cost <= size
    assert [user for part in job.parts for user in part.mentions] == users
    said = [part.text for part in job.parts if not part.text.startswith(CONTINUED)]
    if not text.startswith(CONTINUED):
        assert "".join(map(unmarked, said) if len(said) > 1 else said) == inert(text.strip())


CHANNELS = {"app": None, "hook": None}


@pytest.mark.parametrize(
    ("to", "expected"),
    [
        (Destination(group="work"), ("hook", "robot-1")),
        (Destination(group="work", channel="hook"), ("hook", "robot-1")),
        (Destination(group="work", channel="app"), ("app", "work")),
        (Destination(group="unheard", channel="app"), ("app", "unheard")),
        (Destination(group="unheard"), ("", "unheard")),
        (Destination(member="zhang", channel="app"), ("app", "zhang")),
    ],
)
def test_a_destination_has_one_address(to, expected):
    address = address_of(to, DIRECTORY, CHANNELS)
    assert (address.channel, address.id) == expected
    assert address.kind == ("member" if to.member else "group")


def test_a_question_heard_elsewhere_is_answered_where_it_was_heard():
    group = replace(DIRECTORY.groups[0], channel="app", chat_id="chat-9")
    directory = replace(DIRECTORY, groups=(group,))
    answered = address_of(Destination(group="work", channel="app"), directory, CHANNELS)
    posted = address_of(Destination(group="work"), directory, CHANNELS)
    assert ((answered.channel, answered.id), (posted.channel, posted.id)) == (("app", "chat-9"), ("hook", "robot-1"))


def test_who_is_known_by_his_phone_alone_is_mentioned_by_it_where_the_platform_can():
    phone = "13800001111"
    people = Directory(
        version=1,
        members=(Member(phone, "老李", "clerk", phone=phone), Member("wang", "老王", "clerk", phone="13900002222")),
    )
    row = row_of("请补报", mentions=("wang", phone))
    by_phone = replace(PLAIN, by_mobile=2048)
    parcel = prepared(row, by_phone, TO, marked=False, numbers=people.numbers).parcel(0)
    assert (parcel.mentions, parcel.mobiles) == (("wang",), (phone,))
    parcel = prepared(row, PLAIN, TO, marked=False, numbers=people.numbers).parcel(0)
    assert (parcel.mentions, parcel.mobiles) == (("wang", phone), ())


def test_a_text_that_may_mention_by_phone_is_no_longer_than_one_that_does():
    long, known = replace(PLAIN, text_bytes=4096, by_mobile=2048), Member("13800001111", "李", phone="13800001111")
    assert among(long, Directory(version=1, members=(known,))).text_bytes == 2048
    assert among(long, Directory(version=1)).text_bytes == 4096
    assert among(PLAIN, Directory(version=1, members=(known,))) == PLAIN
