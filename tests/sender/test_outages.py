"""A platform that is away for long: told once, by a way that works, by however many replicas, and when it is back."""

import random
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from outgoing import HOUR, MINUTE, PLAIN, Post, Scripted

from bot.channels.contact import Contact
from bot.directory.model import Directory, Group, Member
from bot.errors import SendError
from bot.outages import OutageNotice
from bot.sender import Sender

PEOPLE = Directory(
    version=1,
    members=(
        Member("admin-1", "管理员", "admin"),
        Member("duty-1", "值班员", "duty_officer"),
        Member("u1", "填报员", "clerk"),
    ),
    groups=(Group("cmd", "指挥部", "command", "hook", "c", "hook", "robot-key-CANARY"),),
)


class Replica:
    """Contacts, sender and notices of one process."""

    def __init__(self, house, *, after=HOUR) -> None:
        self.contacts = {name: Contact(house.post.clock) for name in house.channels}

        async def snapshot():
            return PEOPLE

        self.sender = Sender(
            delivery=house.post.delivery, channels=house.channels, snapshot=snapshot, clock=house.post.clock,
            rng=random.Random(1), silent=lambda: self.notice.silent,  # noqa: S311  # seeded, so that a test repeats
        )  # fmt: skip
        self.notice = OutageNotice(
            kept=house.store.outages, contacts=self.contacts, troubles=lambda: self.sender.troubles,
            clock=house.post.clock, zone=ZoneInfo("Asia/Shanghai"), after=after,
        )  # fmt: skip

    async def look(self):
        await self.notice.run_due(self.sender._clock.now())
        for _ in range(3):
            await self.sender.run_due(self.sender._clock.now())


class House:
    """A store, its channels and what stands on their screens."""

    def __init__(self, store, names) -> None:
        self.store, self.post = store, Post.on(store)
        self.channels = {name: Scripted(self.post.clock, name=name) for name in names}
        if "hook" in names:
            self.channels["hook"].limits = replace(PLAIN, reaches_members=False)

    def told(self, name, word="平台"):
        return [(one.to.id, one.text) for one in self.channels[name].parcels if word in one.text]

    async def misses(self, replicas, name, *, hours, every=15 * MINUTE):
        end = self.post.clock.now() + timedelta(hours=hours)
        while self.post.clock.now() < end:
            for one in replicas:
                one.contacts[name].missed()
                await one.look()
            self.post.clock.advance(every)


@pytest.fixture
def house(store):
    return House(store, ("app", "bot", "hook"))


async def test_after_an_hour_officers_and_administrators_hear_it_by_another_channel_once(house):
    one = Replica(house)
    await house.misses([one], "app", hours=0.9)
    assert house.told("bot") == []
    await house.misses([one], "app", hours=5)
    assert sorted(user for user, _ in house.told("bot")) == ["admin-1", "duty-1"]
    assert house.told("bot")[0][1].startswith("【平台连不上】渠道app从")
    assert "已1小时" in house.told("bot")[0][1]
    assert house.told("app") == []


async def test_when_it_is_back_they_hear_that_too_once(house):
    one = Replica(house)
    await house.misses([one], "app", hours=2)
    one.contacts["app"].reached()
    for _ in range(3):
        house.post.clock.advance(MINUTE)
        await one.look()
    [first, second] = sorted(house.told("app", "平台恢复"))
    assert (first[0], second[0]) == ("admin-1", "duty-1")
    assert "共2小时" in first[1]
    assert await house.store.outages.all() == {}


async def test_a_short_outage_is_told_to_nobody(house):
    one = Replica(house)
    await house.misses([one], "app", hours=0.7)
    one.contacts["app"].reached()
    house.post.clock.advance(MINUTE)
    await one.look()
    assert house.told("app") + house.told("bot") + house.told("hook") == []
    assert await house.store.outages.all() == {}


async def test_two_replicas_tell_it_once(house):
    pair = [Replica(house), Replica(house)]
    await house.misses(pair, "app", hours=3)
    assert len(house.told("bot")) == 2
    for one in pair:
        one.contacts["app"].reached()
        house.post.clock.advance(MINUTE)
        await one.look()
    assert len(house.told("app", "平台恢复")) == 2


async def test_where_one_replica_reaches_it_nobody_is_told_that_the_other_does_not(house):
    lost, fine = Replica(house), Replica(house)
    for _ in range(30):
        lost.contacts["app"].missed()
        await lost.look()
        house.post.clock.advance(5 * MINUTE)
        fine.contacts["app"].reached()
        await fine.look()
        house.post.clock.advance(5 * MINUTE)
    assert house.told("bot") + house.told("app") + house.told("hook") == []


async def test_a_restart_in_the_middle_counts_on(house):
    await house.misses([Replica(house)], "app", hours=0.8)
    later = Replica(house)
    await house.misses([later], "app", hours=0.5)
    assert len(house.told("bot")) == 2


async def test_a_way_that_is_silent_itself_is_passed_over(house):
    one = Replica(house)
    for name in ("app", "bot"):
        one.contacts[name].missed()
    for _ in range(6):
        for name in ("app", "bot"):
            one.contacts[name].missed()
        await one.look()
        house.post.clock.advance(15 * MINUTE)
    assert house.told("bot") == []
    assert [user for user, _ in house.told("hook")] == [
        "robot-key-CANARY"
    ] * 2  # of both channels, to the command's group


async def test_with_no_way_left_it_is_told_by_the_first_that_comes_back(store):
    house = House(store, ("app", "bot"))
    one = Replica(house)
    for _ in range(6):
        for name in ("app", "bot"):
            one.contacts[name].missed()
        await one.look()
        house.post.clock.advance(15 * MINUTE)
    assert house.told("app") + house.told("bot") == []
    one.contacts["bot"].reached()
    one.contacts["app"].missed()
    await one.look()
    assert [text[:7] for _, text in house.told("bot")] == [
        "【平台连不上】",
        "【平台连不上】",
        "【平台恢复】渠",
        "【平台恢复】渠",
    ] or sorted({text[:6] for _, text in house.told("bot")}) == ["【平台恢复】", "【平台连不上"]


async def test_a_single_miss_long_ago_is_no_outage(house):
    one = Replica(house)
    one.contacts["app"].missed()
    await one.look()
    house.post.clock.advance(6 * HOUR)
    one.contacts["app"].missed()
    await one.look()
    assert house.told("bot") == []
    assert (await house.store.outages.all())["app"].since == house.post.clock.now()


async def test_set_to_never_it_is_never_told(house):
    one = Replica(house, after=None)
    await house.misses([one], "app", hours=4)
    assert house.told("bot") + house.told("hook") == []


async def test_what_a_channel_is_refused_while_it_listens_is_told_without_a_message_waiting(house):
    one = Replica(house)
    one.contacts["app"].refused("address", 60020)
    await one.look()
    [(user, text)] = house.told("bot", "发送故障")
    assert user == "admin-1"
    assert "（60020）" in text


async def test_a_way_that_turns_out_to_be_silent_too_gives_way_to_the_next(house):
    one = Replica(house)
    gone = SendError("no connection", permanent=False, retry_after=MINUTE, counted=False)
    house.channels["bot"].script.extend([gone] * 50)
    await house.misses([one], "app", hours=2)
    assert [user for user, _ in house.told("hook")] == ["robot-key-CANARY"]
    house.channels["bot"].script.clear()
    before = len(house.channels["bot"].parcels)
    for _ in range(4):
        house.post.clock.advance(30 * MINUTE)
        await one.look()
    assert len(house.channels["bot"].parcels) == before  # nobody hears it a second time, hours later


async def test_where_no_way_is_left_it_waits_for_its_own(store):
    house = House(store, ("app", "bot"))
    one = Replica(house)
    gone = SendError("no connection", permanent=False, retry_after=MINUTE, counted=False)
    house.channels["bot"].script.extend([gone] * 8)
    await house.misses([one], "app", hours=3)
    assert len(house.told("bot")) >= 2
