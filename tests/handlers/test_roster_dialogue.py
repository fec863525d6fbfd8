"""The watch by message: arranged whole or not at all, asked about, handed over and taken over with what is open."""

from datetime import datetime, timedelta

import pytest
from talking import ZONE, shown

from bot.messages import Destination
from bot.reading.meaning import Chatter

NINE = datetime(2020, 3, 5, 9, 0, tzinfo=ZONE)
EIGHT_IN_THE_EVENING = datetime(2020, 3, 5, 20, 0, tzinfo=ZONE)
BOTH = "值班 今天 8:00-20:00 吴五 备班 冯八\n20:00-次日8:00 郑六"


async def say(talk, who, text, *, at=NINE, group=None):
    return await talk.say(who, Chatter(), text=text, at=at, group=group)


def told(answer):
    return {reply.to.member: reply.text for reply in answer.replies if reply.to is not None}


async def test_an_officer_arranges_the_watch_and_those_on_it_hear_of_it(talk):
    answer = await say(talk, "duty", BOTH, group="cmd")
    assert shown(answer) == (
        "已排班：\n3月5日 8:00-20:00 吴五，备班冯八\n3月5日 20:00-次日8:00 郑六\n还空着：3月6日 8:00起"
    )
    assert told(answer) == {
        "head1": "您的值班：3月5日 8:00-20:00。不合适请找排班的人换。",
        "head2": "您的值班：3月5日 20:00-次日8:00。不合适请找排班的人换。",
    }
    assert ("duty", "roster_set", "roster") in await talk.audit()


async def test_a_line_that_is_not_understood_keeps_the_whole_message_out(talk):
    answer = await say(talk, "duty", "值班 今天 8:00-20:00 吴五\n20:00-次日8:00 张三")
    assert answer.outcome.data["code"] == "roster_not_read"
    assert "“张三”：成员表里没有这位能值班的人，请写全名" in shown(answer)
    assert "还没有值班表" in shown(await say(talk, "duty", "值班表"))


@pytest.mark.parametrize(("who", "code"), [("head1", "may_not_arrange")])
async def test_who_does_not_command_arranges_nothing(talk, who, code):
    answer = await say(talk, who, BOTH)
    assert answer.outcome.data["code"] == code


async def test_a_clerk_is_told_nothing_about_the_watch(talk):
    await say(talk, "duty", BOTH)
    assert "吴五" not in "".join(reply.text for reply in (await say(talk, "clerk1", "谁值班")).replies)


async def test_who_is_on_duty_and_who_comes_next_is_answered_in_the_command_group(talk):
    await say(talk, "duty", BOTH)
    answer = await say(talk, "head1", "现在谁值班", group="cmd")
    assert shown(answer) == "现在值班：吴五（3月5日 8:00-20:00），备班冯八。下一班：3月5日 20:00-次日8:00 郑六。"
    tonight = shown(await say(talk, "boss", "今晚谁值班"))
    assert "3月5日 20:00-次日8:00 郑六" in tonight


async def test_a_change_tells_who_lost_his_watch(talk):
    await say(talk, "duty", BOTH)
    answer = await say(talk, "boss", "值班 今天 20:00-次日8:00 冯八")
    assert told(answer)["head2"] == "您的值班有变动：接下来没有您的班。"
    cleared = await say(talk, "boss", "取消值班 今天 20:00-次日8:00")
    assert shown(cleared).startswith("已从值班表取消：\n3月5日 20:00-次日8:00\n还空着：3月5日 20:00起")


async def test_handing_over_gives_what_is_open_to_the_next_and_taking_over_tells_back(talk):
    await say(talk, "duty", BOTH)
    at = EIGHT_IN_THE_EVENING - timedelta(minutes=10)
    answer = await say(talk, "head1", "交班 备注：中光电在补测体温", at=at)
    assert shown(answer).startswith("已交给下一班：3月5日 20:00-次日8:00 郑六。")
    assert "日报：今天应报5家，未报5家" in shown(answer)
    [news] = answer.replies[1:]
    assert news.to == Destination(member="head2")
    assert "交班备注：中光电在补测体温" in news.text
    assert news.card is not None
    assert news.card.buttons[0].words == "接班"
    taken = await say(talk, "head2", "接班", at=at + timedelta(minutes=5))
    assert shown(taken).startswith("已接班：3月5日 20:00-次日8:00。")
    assert told(taken) == {"head1": "郑六已接班。"}
    again = await say(talk, "head2", "接班", at=at + timedelta(minutes=6))
    assert shown(again) == "郑六已于19:55接班。"


async def test_after_his_watch_somebody_still_hands_over_to_who_is_on(talk):
    await say(talk, "duty", BOTH)
    answer = await say(talk, "head1", "交班", at=EIGHT_IN_THE_EVENING + timedelta(minutes=10))
    assert shown(answer).startswith("已交给下一班：3月5日 20:00-次日8:00 郑六。")
    taken = await say(talk, "head2", "接班", at=EIGHT_IN_THE_EVENING + timedelta(minutes=12))
    assert told(taken) == {"head1": "郑六已接班。"}


async def test_who_is_not_on_duty_neither_hands_over_nor_takes_over(talk):
    await say(talk, "duty", BOTH)
    assert (await say(talk, "worker1", "交班")).outcome.data["code"] == "not_on_duty"
    assert (await say(talk, "head2", "接班")).outcome.data["code"] == "not_your_watch"


async def test_the_backup_of_this_watch_takes_over_the_next_one_that_is_his(talk):
    await say(talk, "duty", "值班 今天 8:00-20:00 吴五 备班 郑六\n20:00-次日8:00 郑六")
    taken = await say(talk, "head2", "接班", at=EIGHT_IN_THE_EVENING - timedelta(minutes=5))
    assert shown(taken).startswith("已接班：3月5日 20:00-次日8:00。")


async def test_without_a_next_watch_the_one_who_leaves_is_told(talk):
    await say(talk, "duty", "值班 今天 8:00-20:00 吴五")
    assert shown(await say(talk, "head1", "交班")).startswith("下一班还没排人，没有交出去。")


async def test_what_is_open_is_listed_by_age_and_of_a_tip_off_only_that_it_is(talk):
    async with talk.store.unit_of_work() as uow:
        await uow.tips.open(
            place="和平路", category="聚集", text="有人打麻将", masked_text="有人打麻将", area="g1", sender="r",
            channel="chat", at=NINE - timedelta(hours=3),
        )  # fmt: skip
        await uow.commit()
    text = shown(await say(talk, "duty", "未结事项", group="cmd"))
    assert text == "未结事项：\n反映1件没办结，最久的已3小时；私信发“举报列表”看\n日报：今天应报5家，未报5家"


async def test_what_comes_next_tells_of_the_watches_too(talk):
    await say(talk, "duty", BOTH)
    last = shown(await say(talk, "duty", "接下来发什么", at=NINE + timedelta(minutes=5))).splitlines()[-1]
    assert last == "换班：20:00 郑六；3月6日 8:00起没人值班"
