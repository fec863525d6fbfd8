"""One officer decides, and the cards on the other officers' phones show it too: by the app's own interface."""

from dataclasses import replace
from datetime import timedelta

import pytest
from test_pressed_cards import CARD, drafted, state_of, titles
from test_whole_path import NINE, a_whole_bot

from bot.messages import Body, Destination, Outbound
from bot.views.list_card import decided_card

OTHERS = ("boss", "deputy")
DECIDED = "通报已结案"


@pytest.fixture
async def whole(tmp_path, monkeypatch):
    async with a_whole_bot(tmp_path, monkeypatch) as made:
        await drafted(made.app, Destination(member="duty", channel="app"))
        async with made.app.store.unit_of_work() as uow:
            for number, who in enumerate(OTHERS):
                to = Destination(member=who)  # by the way that reaches members
                uow.outbox.put(
                    Outbound(f"draft:o{number}", "criticism_draft", to, Body("【通报草稿】"), NINE, card=CARD)
                )
            await uow.commit()
        await made.sent()
        yield made


def standing(whole):
    return {who: titles(whole.platform, f"member:{who}")[-1] for who in ("duty", *OTHERS)}


async def test_a_press_changes_the_cards_of_all_and_nobody_gets_a_message_more(whole):
    before = {who: len(whole.platform.chat(f"member:{who}")) for who in OTHERS}
    await whole.line.press("duty", "驳回")
    await whole.sent()
    assert standing(whole) == dict.fromkeys(("duty", *OTHERS), DECIDED)
    assert {who: len(whole.platform.chat(f"member:{who}")) for who in OTHERS} == before
    assert whole.platform.calls["message/update_template_card"] == len(OTHERS)


async def test_words_change_every_card_that_of_who_said_them_too(whole):
    await whole.line.say("duty", "驳回 0305-1")
    await whole.sent()
    assert standing(whole) == dict.fromkeys(("duty", *OTHERS), DECIDED)


async def test_a_card_says_who_decided_and_has_no_button_left(whole):
    await whole.line.press("duty", "驳回")
    await whole.sent()
    [card] = whole.platform.cards.in_chat("member:boss")
    assert "由值班员于09:" in card["sub_title_text"]
    with pytest.raises(LookupError):
        await whole.line.press("boss", "驳回")


@pytest.mark.parametrize("kind", ["cut", "lost", "hang", "busy", "code"])
async def test_where_the_platform_fails_the_decision_stands_and_the_rest_is_tried_or_let_go(whole, kind):
    whole.platform.faults.add("message/update_template_card", kind, code=40058)
    await whole.line.press("duty", "驳回")
    await whole.sent()
    await whole.sent()
    assert await state_of(whole.app) == "rejected"
    assert sorted(standing(whole).values()).count(DECIDED) >= 2
    assert whole.platform.chat("member:boss")[-1] == CARD.title


async def test_a_press_on_a_card_that_could_not_be_changed_is_answered_and_harmless(whole):
    whole.platform.faults.add("message/update_template_card", "code", code=40058, times=9)
    await whole.line.press("duty", "驳回")
    await whole.sent()
    await whole.line.press("boss", "发布通报")
    await whole.sent()
    assert await state_of(whole.app) == "rejected"
    assert titles(whole.platform, "member:boss") == [CARD.title]  # he has no right to decide, and was told


async def test_after_three_days_nothing_is_tried_any_more(whole):
    whole.clock.advance(timedelta(hours=71))
    await whole.line.say("duty", "驳回 0305-1")
    await whole.sent()
    assert whole.platform.calls["message/update_template_card"] == 0
    assert await state_of(whole.app) == "rejected"


async def test_a_decision_about_another_list_changes_no_card_of_this_one(whole):
    async with whole.app.store.unit_of_work() as uow:
        shown = await uow.outbox.shown_cards("list:0305-1", since=NINE)
        other = await uow.outbox.shown_cards("list:0305-11", since=NINE)
    assert [one.member for one in shown] == ["duty", *OTHERS]
    assert other == ()
    assert "RESPONSE" not in repr(shown)
    assert decided_card("0305-1", "rejected", "").about == replace(CARD).about == "list:0305-1"
