"""What a page is shown: nothing lost to whoever comes back, nothing kept beyond the bounds."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.chat_log import Banner, ChatLog, Entry, Room
from bot.messages import Attachment

AT = datetime(2020, 3, 5, 1, 12, tzinfo=UTC)
GROUP, OTHER, PRIVATE = Room("group", "ent"), Room("group", "cmd"), Room("member", "clerk1")


def entry(entry_id: str, room: Room = GROUP, *, files: tuple[Attachment, ...] = ()) -> Entry:
    return Entry(id=entry_id, room=room, sender="clerk1", text=entry_id, at=AT, files=files)


def everything(_room: Room) -> bool:
    return True


def ids(log: ChatLog, since: int = 0) -> list[str]:
    return [found.id for found in log.since(since, everything).entries]


def test_entries_come_back_in_the_order_in_which_they_were_put():
    log = ChatLog()
    for name in "cab":
        log.put(entry(name))
    assert ids(log) == ["c", "a", "b"]
    assert [found.number for found in log.since(0, everything).entries] == [1, 2, 3]


def test_whoever_comes_back_is_told_only_what_changed_since():
    log = ChatLog()
    log.put(entry("a"))
    seen = log.version
    log.put(entry("b"))
    assert ids(log, seen) == ["b"]
    assert ids(log, log.version) == []


def test_the_same_id_twice_is_one_entry_and_the_first_words_stand():
    log = ChatLog()
    first = log.put(entry("a"))
    assert log.put(Entry(id="a", room=GROUP, sender="clerk2", text="other", at=AT)) == first
    assert ids(log) == ["a"]


def test_a_new_state_is_news_but_keeps_its_place():
    log = ChatLog()
    log.put(entry("a"))
    log.put(entry("b"))
    seen = log.version
    changed = log.settle("a", "failed")
    assert changed is not None
    assert (changed.state, changed.number) == ("failed", 1)
    assert ids(log, seen) == ["a"]


def test_saying_the_same_state_again_is_no_news():
    log = ChatLog()
    log.put(entry("a"))
    seen = log.version
    log.settle("a", "sent")
    assert log.version == seen
    assert log.settle("never seen", "sent") is None


def test_a_room_keeps_its_last_entries_only():
    log = ChatLog(per_room=3)
    for number in range(5):
        log.put(entry(str(number)))
        log.put(entry(f"other {number}", OTHER))
    assert [name for name in ids(log) if "other" not in name] == ["2", "3", "4"]
    assert log.entry("0") is None


def test_many_rooms_together_keep_no_more_than_the_whole_may():
    log = ChatLog(in_all=10)
    for number in range(1000):
        log.put(entry(str(number), Room("member", f"u{number}")))
    assert ids(log) == [str(number) for number in range(990, 1000)]
    assert log.sizes == {"entries": 10, "versions": 10, "files": 0}


def test_a_room_that_was_emptied_can_be_spoken_in_again():
    log = ChatLog(in_all=1)
    log.put(entry("a", PRIVATE))
    log.put(entry("b"))
    log.put(entry("c", PRIVATE))
    assert ids(log) == ["c"]


def test_old_files_give_their_bytes_back_and_keep_their_names():
    log = ChatLog(file_bytes=100)
    for name in ("a", "b"):
        log.put(entry(name, files=(Attachment(f"{name}.csv", "text/csv", b"x" * 60),)))
    old, new = log.entry("a"), log.entry("b")
    assert old is not None
    assert new is not None
    assert [(file.name, file.content) for file in old.files] == [("a.csv", b"")]
    assert len(new.files[0].content) == 60
    assert log.sizes["files"] == 60


def test_a_file_beyond_every_bound_is_not_kept_at_all():
    log = ChatLog(file_bytes=100)
    log.put(entry("a", files=(Attachment("a.xlsx", "x", b"x" * 101),)))
    assert log.sizes["files"] == 0


def test_forgetting_an_entry_forgets_its_files():
    log = ChatLog(per_room=1)
    log.put(entry("a", files=(Attachment("a.csv", "text/csv", b"x" * 60),)))
    log.put(entry("b"))
    assert log.sizes["files"] == 0


def test_the_strip_is_told_once_to_each_who_has_not_seen_it():
    log = ChatLog()
    log.announce(Banner("正在回放", 1, 2))
    log.put(entry("a"))
    assert log.since(0, everything).banner == Banner("正在回放", 1, 2)
    assert log.since(log.version, everything).banner is None
    log.announce(Banner("回放结束"))
    assert log.since(log.version - 1, everything).banner == Banner("回放结束")


def test_rooms_that_one_may_not_see_stay_out():
    log = ChatLog()
    log.put(entry("open"))
    log.put(entry("private", PRIVATE))
    assert [found.id for found in log.since(0, lambda room: room.kind == "group").entries] == ["open"]


def test_every_change_wakes_whoever_waits_and_nobody_after_that():
    log = ChatLog()
    with log.subscribe() as fresh:
        log.put(entry("a"))
        assert fresh.is_set()
        fresh.clear()
        log.settle("a", "failed")
        assert fresh.is_set()
        fresh.clear()
        log.announce(Banner("x"))
        assert fresh.is_set()
        assert log.subscribers == 1
    fresh.clear()
    log.put(entry("b"))
    assert not fresh.is_set()
    assert log.subscribers == 0


def test_a_subscriber_that_breaks_off_is_forgotten():
    log = ChatLog()
    with pytest.raises(ConnectionResetError), log.subscribe():
        raise ConnectionResetError
    assert log.subscribers == 0


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("put"), st.integers(0, 12), st.sampled_from([GROUP, OTHER, PRIVATE])),
        st.tuples(st.just("settle"), st.integers(0, 12), st.sampled_from(["sending", "sent", "failed"])),
        st.tuples(st.just("look"), st.integers(0, 2), st.none()),
    ),
    max_size=60,
)


@given(STEPS)
def test_a_page_that_looks_now_and_then_knows_all_that_is_kept_as_it_stands(steps):
    log = ChatLog(per_room=3, in_all=6)
    seen = dict.fromkeys(range(3), 0)
    known: dict[int, dict[str, Entry]] = {page: {} for page in seen}

    def look(page: int) -> None:
        news = log.since(seen[page], everything)
        known[page].update((found.id, found) for found in news.entries)
        seen[page] = news.version

    for action, number, detail in steps:
        if action == "put":
            log.put(entry(str(number), detail))
        elif action == "settle":
            log.settle(str(number), detail)
        else:
            look(number)
    kept = {found.id: found for found in log.since(0, everything).entries}
    for page, entries in known.items():
        look(page)
        assert {name: entries[name] for name in kept} == kept
    assert log.sizes["entries"] == log.sizes["versions"] == len(kept) <= 6
