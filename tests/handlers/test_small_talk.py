"""What is not for the bot: silence in a group, one friendly line in private, never two in a row."""

from datetime import timedelta

import pytest
from talking import reading, reports, shown

from bot.messages import Media
from bot.reading.meaning import Chatter


async def test_in_a_group_small_talk_gets_no_answer(talk):
    answer = await talk.say("clerk1", Chatter(), text="收到", group="ent")
    assert answer.outcome.kind == "chatter"
    assert answer.replies == ()


async def test_who_speaks_to_the_bot_gets_one_line_with_an_example(talk):
    answer = await talk.say("clerk1", Chatter(addressed=True), text="@网格助手 在吗", group="ent")
    assert answer.outcome.kind == "chatter"
    assert "在岗 126" in shown(answer)
    assert answer.replies[0].mentions == ("clerk1",)


async def test_the_hint_is_not_said_twice_in_a_row(talk):
    await talk.say("clerk1", Chatter(), text="在吗")
    assert (await talk.say("clerk1", Chatter(), text="喂")).replies == ()
    await talk.say("clerk1", reports(reading("e1", on_duty=1)))
    assert (await talk.say("clerk1", Chatter(), text="哈喽")).replies != ()


@pytest.mark.parametrize("thanks", ["谢谢", "收到。", "@网格助手 好的！", "OK", "辛苦了～"])
async def test_a_thank_you_is_not_answered_with_an_offer_of_help(talk, thanks):
    assert (await talk.say("clerk1", Chatter(addressed=True), text=thanks)).replies == ()


async def test_after_a_while_the_hint_may_be_said_again(talk):
    await talk.say("clerk1", Chatter(), text="在吗")
    answer = await talk.say("clerk1", Chatter(), text="在吗", at=talk.now + timedelta(hours=3))
    assert answer.replies != ()


async def test_a_resident_hears_how_to_tell_something(talk):
    assert "反映情况" in shown(await talk.say("res1", Chatter(), text="你好"))


async def test_a_picture_alone_is_answered_with_what_to_do_instead(talk):
    answer = await talk.say("clerk1", Chatter(), media=(Media("image"),))
    assert "请用文字发" in shown(answer)
