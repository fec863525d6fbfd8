"""Sentences of posts that change with their facts."""

from bot.views.posts_wording import say


def test_nobody_is_told_of_none_who_is_excused_while_he_is_chased():
    facts = {"grace": "20:00", "exempt": 0}
    assert say("overdue.tail", {}, facts) == "请在20:00前补报。确有困难请联系网格员。"
    assert "免报2家不在此列。" in say("overdue.tail", {}, facts | {"exempt": 2})
    assert "免报0家未列入。" in say("criticism.tail", {}, facts), "what is published says so"
