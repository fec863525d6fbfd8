"""The chat page in a real Chromium: speaking, being answered, and everybody seeing it without reloading."""

import pytest
from playwright.async_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def say(page: Page, text: str) -> None:
    await page.fill("#text", text)
    await page.keyboard.press("Enter")


async def test_the_groups_are_listed_the_own_ones_first(open_page):
    page = await open_page("clerk1")
    own = ["与网格助手私聊", "企业防控工作群", "1号网格工作群", "外部平台上的群"]
    others = ["2号网格工作群", "防控指挥部工作群", "便民互助群"]
    await expect(page.locator("#rooms .room-name")).to_have_text([*own, *others])
    await expect(page.locator(".rooms-head")).to_have_text("其他群（旁观）")
    await expect(page.locator("#title")).to_have_text("企业防控工作群")
    await expect(page.locator("#about")).to_contain_text("3 人")


async def test_a_clerk_reports_and_is_answered_without_reloading(open_page, stage):
    page = await open_page("clerk1", "ent")
    await page.evaluate("window.sameWindow = true")
    await say(page, "日报\n在岗 12")
    own = page.locator(".msg.own")
    await expect(own.locator(".text")).to_have_text("日报\n在岗 12")
    await expect(own.locator(".sending")).to_have_count(0)
    bot = page.locator(".msg.bot")
    await expect(bot.locator(".text")).to_have_text("@中光电-赵一 收到：日报\n在岗 12")
    await expect(bot.locator(".badge")).to_have_text("机器人")
    await expect(bot.locator(".at.mine")).to_have_text("@中光电-赵一")
    await expect(page.locator("#text")).to_have_value("")
    await expect(page.locator(".day-line")).to_have_text("2020年3月5日 星期四")
    assert await page.evaluate("window.sameWindow")
    assert [(heard.sender, heard.chat) for heard in stage.desk.heard] == [("clerk1", "chat-ent")]


async def test_a_second_visitor_sees_it_live(open_page, stage):
    writer, reader = await open_page("clerk1", "ent"), await open_page("duty", "ent")
    await say(writer, "在岗 12")
    await expect(reader.locator(".msg.other .text")).to_have_text("在岗 12")
    await expect(reader.locator(".msg.other .name")).to_have_text("中光电-赵一")
    await expect(reader.locator(".msg.bot")).to_have_count(1)


async def test_what_came_in_by_another_way_appears_as_well(open_page, stage):
    page = await open_page("duty", "ent")
    stage.hear("在岗 30", sender="clerk2")
    await expect(page.locator(".msg.other .text")).to_have_text("在岗 30")


async def test_a_private_chat_is_seen_by_its_member_alone(open_page, stage):
    page, other = await open_page("neighbour", ""), await open_page("duty", "")
    await say(page, "我要反映：有人聚集")
    await expect(page.locator(".msg.bot .text")).to_have_text("收到：我要反映：有人聚集")
    stage.hear("早", chat="chat-ent")
    await expect(other.locator('[data-room="ent"] .room-last')).to_contain_text("中光电-赵一：早")
    await expect(other.locator(".msg")).to_have_count(0)
    assert stage.desk.heard[0].chat is None


async def test_choosing_somebody_else_takes_the_private_chat_along(open_page):
    page = await open_page("neighbour", "")
    await say(page, "我要反映")
    await expect(page.locator(".msg.bot")).to_have_count(1)
    await page.click("#me")
    await page.fill("#picker-find", "冯八")
    await page.keyboard.press("Enter")
    await expect(page.locator("#about")).to_contain_text("防控办-冯八")
    await expect(page.locator(".msg")).to_have_count(0)
    assert "as=duty" in page.url


async def test_several_hundred_members_are_found_by_unit_role_or_name(open_page):
    page = await open_page("clerk1", "ent")
    await page.click("#me")
    options = page.locator("#picker-list .option-name")
    await page.fill("#picker-find", "滨江壹号项目部")
    await expect(options).to_have_text(["滨江-孙三"])
    await page.fill("#picker-find", "网格长")
    await expect(options).to_have_text(["1号网格长吴五"])
    await page.fill("#picker-find", "")
    await page.click("text=居民 >> nth=0")
    await expect(options).to_have_text(["老街坊", "<img src=x onerror=document.title=1>", "陌生人"])
    await page.fill("#picker-find", "没有这个人")
    await expect(page.locator(".picker-more")).to_have_text("没有找到，换个说法试试")
    await page.keyboard.press("Escape")
    await expect(page.locator("#picker")).to_be_hidden()


async def test_who_was_chosen_last_comes_first_next_time(open_page):
    page = await open_page("clerk1", "ent")
    for name in ("老街坊", "孙三"):
        await page.click("#as")
        await page.fill("#picker-find", name)
        await page.keyboard.press("Enter")
        await expect(page.locator(".me-name")).to_contain_text(name)
    await page.click("#me")
    await expect(page.locator(".picker-head >> nth=0")).to_have_text("最近用过")
    names = await page.locator("#picker-list .option-name").all_text_contents()
    assert names[:2] == ["滨江-孙三", "老街坊"]


async def test_other_rooms_count_what_was_not_read_and_tell_who_is_called(open_page, stage):
    page = await open_page("clerk1", "ent")
    await stage.desk.post("【提醒】", chat="chat-grid1", kind="reminder", mentions=("clerk1", "clerk2"))
    stage.hear("收到", sender="head1", chat="chat-grid1")
    row = page.locator('[data-room="grid1"]')
    await expect(row.locator(".count")).to_have_text("2")
    await expect(row.locator(".room-called")).to_be_visible()
    await expect(page).to_have_title("(2) 网格助手")
    await row.click()
    await expect(row.locator(".count")).to_be_hidden()
    await expect(page.locator(".unread-line")).to_have_text("以下是新消息")
    await expect(page.locator(".msg.bot .kind")).to_have_text("提醒")
    await expect(page).to_have_title("网格助手")


async def test_a_message_is_quoted_by_a_click(open_page, stage):
    page = await open_page("clerk1", "ent")
    stage.hear("隔离2人", sender="clerk2")
    await page.locator(".msg.other").hover()
    await page.click(".msg.other >> text=引用")
    await expect(page.locator("#quoting-text")).to_have_text("九明-钱二：隔离2人")
    await say(page, "昨天新到的吗")
    await expect(page.locator(".msg.own .quoted")).to_have_text("九明-钱二：隔离2人")
    await expect(page.locator("#quoting")).to_be_hidden()
    await expect(page.locator(".msg.bot")).to_have_count(1)
    quote = stage.desk.heard[0].quote
    assert quote is not None
    assert (quote.sender, quote.text) == ("clerk2", "隔离2人")


async def test_a_long_list_is_folded_and_its_end_stays(open_page, stage):
    page = await open_page("duty", "cmd")
    lines = ["【通报草稿】", *(f"{number}. 单位{number}" for number in range(1, 71)), "请回复：发布通报"]
    everybody = ("duty", *(f"user{number}" for number in range(30)))
    await stage.desk.post("\n".join(lines), chat="chat-cmd", kind="criticism_draft", mentions=everybody)
    text = page.locator(".msg.bot .text")
    await expect(text).not_to_contain_text("单位40")
    await expect(text).to_contain_text("请回复：发布通报")
    await expect(page.locator(".mentions .at")).to_have_count(8)
    await page.click("text=展开其余 62 行")
    await expect(text).to_contain_text("单位40")
    await page.click("text=等 31 人，展开")
    await expect(page.locator(".mentions .at")).to_have_count(31)
    await page.click(".text >> text=收起")
    await expect(text).not_to_contain_text("单位40")


async def test_a_busy_room_keeps_its_last_messages_and_the_place_that_is_read(open_page, stage):
    for number in range(510):
        stage.hear(f"第{number}条", sender="clerk2")
    page = await open_page("clerk1", "ent")
    await expect(page.locator(".msg")).to_have_count(500)
    await expect(page.locator("#log > :first-child")).to_have_text("更早的消息这里不再显示")
    await page.locator("#log").evaluate("e => { e.scrollTop = e.scrollHeight / 2 }")
    await expect(page.locator("#down")).to_have_text("↓ 回到最新")
    middle = page.locator(".msg", has_text="第260条")
    before = await middle.bounding_box()
    for number in range(5):
        stage.hear(f"新{number}条", sender="clerk2")
    await expect(page.locator("#down")).to_have_text("↓ 5 条新消息")
    await expect(page.locator(".msg")).to_have_count(500)
    after = await middle.bounding_box()
    assert before is not None
    assert after is not None
    assert abs(after["y"] - before["y"]) < 2
    await page.click("#down")
    await expect(page.locator(".msg >> nth=-1")).to_be_in_viewport()
    await expect(page.locator("#down")).to_be_hidden()


async def test_an_example_fills_the_input_and_sends_nothing(open_page, stage):
    page = await open_page("duty", "ent")
    await page.click("#chips >> text=谁没报")
    await expect(page.locator("#text")).to_have_value("谁没报")
    await expect(page.locator("#text")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.locator(".msg.bot .text")).to_contain_text("收到：谁没报")
    assert [heard.text for heard in stage.desk.heard] == ["谁没报"]


async def test_where_the_bot_must_be_called_a_chip_does_it(open_page):
    page = await open_page("neighbour", "pub")
    await expect(page.locator("#about")).to_contain_text("要 @网格助手 才会听到")
    await page.fill("#text", "在吗")
    await page.click("#chips >> text=@网格助手")
    await expect(page.locator("#text")).to_have_value("@网格助手 在吗")
    await page.keyboard.press("Enter")
    await expect(page.locator(".msg.own .at")).to_have_text("@网格助手")


async def test_the_strip_shows_the_played_day_and_its_end(open_page, stage):
    page = await open_page("duty", "ent")
    stage.channel.announce("正在回放 2020-03-05 09:12", 212, 592)
    await expect(page.locator("#banner")).to_contain_text("正在回放 2020-03-05 09:12")
    await expect(page.locator("#banner-count")).to_have_text("212/592")
    stage.channel.announce("回放结束，轮到您了", 592, 592)
    await expect(page.locator("#banner-text")).to_have_text("回放结束，轮到您了")
    await page.click("#banner-close")
    await expect(page.locator("#banner")).to_be_hidden()
