"""What only an administrator can mend is told to him by another way that works: once a day, not once a message."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest
from outgoing import HOUR, MINUTE, PLAIN, Post, Scripted

from bot.directory.model import Directory, Group, Member
from bot.errors import SendError
from bot.messages import Destination
from bot.sender import Sender

ADMIN = Member("admin-1", "管理员", "admin")
OFFICER = Member("duty-1", "值班员", "duty_officer")
ENTERPRISE = Group("ent", "企业群", "enterprise", "app", "chat-1", "app", "robot-key-CANARY")
WORK = Group("work", "工作群", "work", "hook", "chat-2", "hook", "robot-2")
PEOPLE = Directory(version=1, members=(ADMIN, OFFICER), groups=(ENTERPRISE, WORK))
AWAY = {"secret": 40001, "address": 60020, "permission": 48002}


def refuses(need="secret", *, permanent=False):
    code = AWAY.get(need, 93000)
    return SendError(f"refused ({code})", permanent=permanent, retry_after=HOUR, code=code, needs=need)


class Office:
    """A sender over several channels; those that are named broken refuse everything."""

    def __init__(self, store, directory=PEOPLE, names=("app", "bot"), broken=None, local=()) -> None:
        self.post = Post.on(store)
        self.post.directory = directory
        self.channels = {name: Scripted(self.post.clock, name=name) for name in names}
        for name, error in (broken or {"app": refuses()}).items():
            self.channels[name].script.extend([error] * 500)
        for name in local:
            self.channels[name].limits = replace(PLAIN, is_local=True)

    def sender(self):
        async def snapshot():
            return self.post.directory

        return Sender(
            delivery=self.post.delivery,
            channels=self.channels,
            snapshot=snapshot,
            clock=self.post.clock,
            rng=random.Random(1),  # noqa: S311  # seeded, so that a test repeats
        )

    async def say(self, *texts):
        await self.post.put(*texts, to=Destination(group="ent"))

    def told(self, name):
        return [(parcel.to.id, parcel.text) for parcel in self.channels[name].parcels if "发送故障" in parcel.text]


async def turns(office, sender, *, count=4):
    for _ in range(count):
        await sender.run_due(office.post.clock.now())


@pytest.mark.parametrize("need", AWAY)
async def test_the_administrator_is_told_by_a_channel_that_works(store, need):
    office = Office(store, broken={"app": refuses(need)})
    await office.say("一")
    await turns(office, office.sender())
    [(user, text)] = office.told("bot")
    assert user == "admin-1"
    assert text.startswith("【发送故障】渠道app：平台")
    assert f"（{AWAY[need]}）" in text
    assert text.endswith("消息都留着，修好后会自动发出。")
    assert office.told("app") == []


async def test_it_is_told_once_however_many_messages_are_refused_and_replicas_see_it(store):
    office = Office(store)
    for n in range(5):
        await office.say(f"第{n}条")
    one, two = office.sender(), office.sender()
    for _ in range(6):
        await turns(office, one, count=1)
        await turns(office, two, count=1)
        office.post.clock.advance(HOUR + 10 * MINUTE)
    assert len(office.told("bot")) == 1


async def test_it_is_told_again_the_next_day(store):
    office = Office(store)
    await office.say("一")
    sender = office.sender()
    await turns(office, sender)
    office.post.clock.advance(timedelta(hours=23))
    await turns(office, sender)
    assert len(office.told("bot")) == 2


async def test_a_dead_group_is_named_without_its_key_and_each_is_told_of(store):
    office = Office(store, broken={"app": refuses("chat", permanent=True)})
    await office.say("一", "二")
    await turns(office, office.sender())
    [(_, text)] = office.told("bot")
    assert "发往企业群" in text
    assert "CANARY" not in text
    assert "重发 编号" in text


async def test_members_who_never_spoke_to_the_bot_are_told_of_once_for_all(store):
    office = Office(store, broken={"app": refuses("chat", permanent=True)})
    for n in range(5):
        await office.post.put(f"第{n}条", to=Destination(member=f"u{n}", channel="app"))
    await turns(office, office.sender())
    [(_, text)] = office.told("bot")
    assert "有人收不到私聊" in text
    assert text.endswith("没发出的可发“未送达”查看，修好后用“重发 编号”补发。")
    assert office.channels["app"].parcels[4:]


async def test_without_an_administrator_the_duty_officers_are_told(store):
    office = Office(store, directory=replace(PEOPLE, members=(OFFICER,)))
    await office.say("一")
    await turns(office, office.sender())
    assert [user for user, _ in office.told("bot")] == ["duty-1"]


async def test_where_no_other_channel_reaches_people_the_office_s_group_is_told(store):
    office = Office(store, names=("app", "hook"))
    office.channels["hook"].limits = replace(PLAIN, reaches_members=False)
    await office.say("一")
    await turns(office, office.sender())
    assert [to for to, _ in office.told("hook")] == ["robot-2"]


async def test_a_page_of_this_machine_comes_last(store):
    office = Office(store, names=("chat", "app", "bot"), local=("chat",))
    await office.say("一")
    await turns(office, office.sender())
    assert len(office.told("bot")) == 1
    assert office.told("chat") == []


@pytest.mark.parametrize("second", [refuses("chat", permanent=True), refuses("secret")])
async def test_a_way_that_is_barred_too_is_followed_by_the_next(store, second):
    office = Office(store, names=("app", "bot", "hook"), broken={"app": refuses(), "bot": second})
    office.channels["hook"].limits = replace(PLAIN, reaches_members=False)
    await office.say("一")
    await turns(office, office.sender(), count=8)
    assert any("渠道app" in text for _, text in office.told("hook"))


async def test_a_way_that_has_no_connection_because_its_secret_is_refused_is_followed_by_the_next(store):
    office = Office(store, names=("app", "bot", "hook"))
    office.channels["hook"].limits = replace(PLAIN, reaches_members=False)
    office.channels["bot"].connected, office.channels["bot"].needs = False, "secret"
    await office.say("一")
    sender = office.sender()
    for _ in range(8):
        await turns(office, sender)
        office.post.clock.advance(MINUTE)
    assert sorted(text[:12] for _, text in office.told("hook")) == ["【发送故障】渠道app：", "【发送故障】渠道bot："]


async def test_where_there_is_no_other_way_it_is_logged_and_the_message_stays(store, caplog):
    office = Office(store, names=("app",))
    await office.say("一")
    await turns(office, office.sender())
    assert "nobody can be told what is to be mended" in caplog.text
    assert await office.post.states() == ["due"]


async def test_a_bot_without_a_connection_says_why_if_its_secret_is_refused(store):
    office = Office(store, broken={"app": refuses()})
    office.channels["app"].connected, office.channels["app"].needs = False, "secret"
    await office.say("一")
    await turns(office, office.sender())
    assert len(office.told("bot")) == 1
    assert office.channels["app"].parcels == []


async def test_a_store_that_is_away_just_then_delays_it_only(store):
    office = Office(store)
    await office.say("一")
    sender = office.sender()
    office.post.delivery.away.add("post")
    await turns(office, sender)
    assert office.told("bot") == []
    office.post.delivery.away.clear()
    office.post.clock.advance(HOUR)
    await turns(office, sender)
    assert len(office.told("bot")) == 1


async def test_an_ordinary_refusal_is_told_to_nobody_here(store):
    office = Office(store, broken={"app": SendError("too long", permanent=True, code=45002)})
    await office.say("一")
    await turns(office, office.sender())
    assert office.told("bot") == []
