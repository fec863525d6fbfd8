"""The stand-in's town before the whole bot: what people say and see, what goes wrong, and what the page tells."""

import asyncio

import aiohttp
import pytest
from faulty.world import town_world

from bot.standin.switches import BY_NAME, SENDS, SWITCHES


async def reports(world, unit):
    async with world.app.store.unit_of_work() as uow:
        return await uow.reports.revisions("daily", unit, world.clock.now().astimezone(world.town.zone).date())


async def test_a_report_in_a_group_is_answered_there_and_a_question_in_private(tmp_path, clerk):
    async with town_world(tmp_path) as world:
        said = await world.town.say(clerk.user, "在岗126人，发热0", group="ent")
        assert said.acknowledged
        assert world.bot_said("ent")[0].startswith("已收到")
        await world.town.say(clerk.user, "我今天报了吗")
        assert "在岗人数 126" in world.bot_said(f"@{clerk.user}")[-1]
        assert [one.values["on_duty"] for one in await reports(world, clerk.unit)] == [126]


async def test_who_tells_something_in_a_group_is_answered_alone_by_the_app(tmp_path, clerk):
    """The smart bot in callback mode only answers where it was spoken to."""
    async with town_world(tmp_path) as world:
        await world.town.say(clerk.user, "举报：和平路12号有人聚众打牌", group="ent")
        await world.settle()
        assert "和平路" not in "".join(world.bot_said("ent"))
        assert "编号T0001" in world.bot_said(f"@{clerk.user}")[-1]


async def test_a_message_that_comes_twice_counts_once(tmp_path, clerk):
    async with town_world(tmp_path) as world:
        world.town.turn_on("said-twice")
        await world.town.say(clerk.user, "在岗126人", group="ent")
        assert len(await reports(world, clerk.unit)) == 1
        assert len(set(world.bot_said("ent"))) == 1


async def test_a_late_message_comes_after_the_next_one(tmp_path, clerk):
    async with town_world(tmp_path) as world:
        world.town.turn_on("said-late")
        await world.town.say(clerk.user, "在岗126人")
        assert await reports(world, clerk.unit) == ()
        await world.town.say(clerk.user, "在岗128人")
        assert [one.values["on_duty"] for one in await reports(world, clerk.unit)] == [128, 126]


async def test_a_forged_message_leaves_nothing(tmp_path, clerk):
    async with town_world(tmp_path) as world:
        world.town.turn_on("said-forged")
        await world.town.say(clerk.user, "在岗126人")
        assert [one.values["on_duty"] for one in await reports(world, clerk.unit)] == [126]
        assert [call.code for call in world.town.calls if call.what == "伪造的消息"] == ["403"]


@pytest.mark.parametrize("name", ["app-busy", "app-cut", "app-42001", "token-dead", "app-bad_gateway"])
async def test_an_alert_reaches_the_desk_once_whatever_goes_wrong_on_its_way(tmp_path, clerk, name):
    async with town_world(tmp_path) as world:
        await world.town.say(clerk.user, "值班电话多少")
        world.town.turn_on(name)
        await world.town.say("wx_stranger", "举报：和平路12号有人聚众打牌")
        await world.settle(minutes=20)
        officers = [m.user_id for m in world.town.directory.members if m.role == "duty_officer"]
        for officer in officers:
            told = [text for text in world.bot_said(f"@{officer}") if "T0001" in text]
            assert len(told) == 1, name


def test_every_switch_has_a_name_of_its_own_and_words_for_whoever_watches():
    assert len(BY_NAME) == len(SWITCHES)
    for switch in SWITCHES:
        assert switch.label
        assert switch.does
        assert switch.way != "call" or switch.endpoint in (*SENDS.values(), "gettoken", "media/upload")


async def test_the_page_shows_says_presses_and_turns_on(tmp_path, clerk):
    async with town_world(tmp_path) as world, aiohttp.ClientSession(world.page) as page:
        assert "模拟企业微信" in await (await page.get("/")).text()
        for name in ("standin.css", "standin.js"):
            assert (await page.get(f"/standin/{name}")).status == 200
        assert (await page.get("/standin/nothing.js")).status == 404
        said = await page.post("/town/say", json={"user": clerk.user, "place": "ent", "text": "在岗126人"})
        assert await said.json() == {}
        state = await (await page.get("/town/state")).json()
        assert [line["who"] for line in state["lines"]] == [clerk.user, ""]
        assert state["lines"][0]["text"] == "@网格助手 在岗126人"
        assert {group["id"] for group in state["groups"]} == {group.id for group in world.town.directory.groups}
        assert len(state["switches"]) == len(SWITCHES)
        assert state["calls"][0]["code"] == "200"
        newer = await (await page.get("/town/state?since=1")).json()
        assert (newer["first"], len(newer["lines"])) == (1, 1)
        assert (await page.post("/town/switch", json={"name": "app-busy", "times": 3})).status == 200


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/town/say", "no json", 400),
        ("/town/say", "[1]", 400),
        ("/town/say", '{"user": "u1", "place": "ent", "text": ""}', 400),
        ("/town/press", '{"user": "u1", "place": "ent", "label": "没有的按钮"}', 404),
        ("/town/switch", '{"name": "no-such"}', 404),
    ],
)
async def test_what_the_page_cannot_do_is_one_clear_line(tmp_path, path, body, status):
    async with town_world(tmp_path) as world, aiohttp.ClientSession(world.page) as page:
        answer = await page.post(path, data=body)
        assert answer.status == status
        assert (await answer.json())["error"]


async def test_another_site_moves_nothing(tmp_path):
    async with town_world(tmp_path) as world, aiohttp.ClientSession(world.page) as page:
        answer = await page.post("/town/say", data="{}", headers={"Sec-Fetch-Site": "cross-site"})
        assert answer.status == 403


async def test_a_resident_in_ordinary_wechat_writes_to_customer_service_and_reads_its_answer_on_the_page(tmp_path):
    async with town_world(tmp_path, engines=True) as world:
        world.clock.flow()
        said = await world.town.say("wm1", "我要举报，兴源路有店铺没有消毒")
        assert said.acknowledged
        async with asyncio.timeout(20):
            while not world.bot_said("@wm1"):  # noqa: ASYNC110  # it tells nobody
                await asyncio.sleep(0)
        [receipt] = world.bot_said("@wm1")
        assert "编号T0001" in receipt
        assert "48小时内有结果会在这里回复您" in receipt
        whats = {call.what for call in world.town.calls}
        assert {"消息 kf", "kf/sync_msg", "kf/send_msg"} <= whats
