"""Tip-offs: a number for the sender, a private word to the desk, nothing to a group, nothing to a stranger."""

from datetime import timedelta

from talking import Talk, shown

from bot import texts
from bot.messages import Answer
from bot.reading.meaning import Chatter, TipFollowUp, TipMeaning

SECRET = "后门半夜开工，我是三车间的，电话13800001234"
TIP = TipMeaning("瑞祥塑料厂", "违规开工", SECRET, "后门半夜开工，我是三车间的，电话[电话已隐去]", masked=True)


def sent_to(answer: Answer, member: str) -> list[str]:
    return [r.text for r in answer.replies if r.to is not None and r.to.member == member]


async def tell(talk: Talk, group: str | None = None) -> Answer:
    return await talk.say("res1", TIP, text=SECRET, group=group)


async def test_a_private_tip_off_gets_a_number_and_honest_words(talk):
    answer = await tell(talk)
    assert answer.outcome.kind == "tipoff"
    assert answer.outcome.data == {"case": "T0001", "place": "瑞祥塑料厂", "category": "违规开工", "masked": True}
    text = shown(answer)
    assert "编号T0001" in text
    assert "T0001 进度" in text
    assert "不是匿名" in text


def test_no_answer_is_promised_that_the_platform_would_not_carry():
    """Customer service and the official account take messages for 48 hours after the sender's last one."""
    short = texts.tip_taken("T0001", "学府路", answerable_for=timedelta(hours=48))
    assert "48小时内有结果会在这里回复您，再晚平台不让我们主动发，请发“进度”来问" in short
    assert "办理结果会在这里回复您" in texts.tip_taken("T0001", "学府路")


async def test_the_desk_is_told_number_kind_and_place_and_nothing_else(talk):
    answer = await tell(talk)
    [alert] = sent_to(answer, "duty")
    assert "T0001" in alert
    assert "瑞祥塑料厂" in alert
    for hidden in ("后门", "三车间", "138", "res1"):
        assert hidden not in alert
    assert [r for r in answer.replies if r.to is not None and r.to.group is not None] == []


async def test_in_a_work_group_one_neutral_line_and_the_rest_in_private(talk):
    answer = await tell(talk, group="ent")
    assert shown(answer) == "已收到，详情已私信您。"
    assert [r.mentions for r in answer.replies if r.to is None] == [()]
    [private] = sent_to(answer, "res1")
    assert "T0001" in private
    assert "请直接私信我" in private


async def test_only_its_sender_hears_how_it_stands(talk):
    await tell(talk)
    mine = await talk.say("res1", TipFollowUp("T0001", ask=True))
    assert mine.outcome.data == {
        "case": "T0001", "case_type": "tipoff", "from_state": "received", "to_state": "received",
    }  # fmt: skip
    assert "等待受理" in shown(mine)


async def test_somebody_else_and_an_unknown_number_hear_the_same(talk):
    await tell(talk)
    theirs = await talk.say("res2", TipFollowUp("T0001", ask=True))
    unknown = await talk.say("res2", TipFollowUp("T0999", ask=True))
    assert shown(theirs).replace("T0001", "#") == shown(unknown).replace("T0999", "#")
    assert theirs.outcome.data["code"] == unknown.outcome.data["code"] == "unknown_case"
    added = await talk.say("res2", TipFollowUp("T0001", ask=False, text="x", masked_text="x"))
    assert added.outcome.kind == "refused"


async def test_in_a_group_nothing_is_said_about_a_case(talk):
    await tell(talk)
    answer = await talk.say("res1", TipFollowUp("T0001", ask=True), group="ent")
    assert shown(answer) == "这件事请私信我办理，群里不回复。"


async def test_its_sender_adds_to_it_and_the_desk_reads_it(talk):
    await tell(talk)
    answer = await talk.say("res1", TipFollowUp("T0001", ask=False, text="昨晚又开", masked_text="昨晚又开"))
    assert shown(answer) == "已补充到T0001，值班员会一并核实。"
    assert "昨晚" not in "".join(sent_to(answer, "duty"))
    detail = await talk.say("duty", Chatter(), text="T0001 详情")
    assert "补充：昨晚又开" in shown(detail)


async def test_the_desk_lists_takes_up_hands_over_and_closes(talk):
    await tell(talk)
    listed = await talk.say("duty", Chatter(), text="举报列表")
    assert "T0001 待受理 违规开工 瑞祥塑料厂" in shown(listed)
    taken = await talk.say("duty", Chatter(), text="T0001 受理")
    assert (taken.outcome.data["from_state"], taken.outcome.data["to_state"]) == ("received", "assigned")
    assert sent_to(taken, "res1") == ["您反映的T0001已受理，正在核实处理。查进度请发：T0001 进度"]
    handed = await talk.say("duty", Chatter(), text="T0001 转交 1号网格")
    assert "已转交1号网格" in shown(handed)
    assert "T0001" in sent_to(handed, "head1")[0]
    assert sent_to(handed, "res1") == []
    closed = await talk.say("duty", Chatter(), text="T0001 办结 答复：已责令停工并整改")
    assert sent_to(closed, "res1") == [
        "您反映的T0001已办结。办理答复：已责令停工并整改\n如仍有问题，请发：T0001 补充 内容"
    ]
    asked = await talk.say("res1", TipFollowUp("T0001", ask=True))
    assert "已办结。\n办理答复：已责令停工并整改" in shown(asked)
    assert shown(await talk.say("duty", Chatter(), text="举报列表")) == "没有未办结的反映。"


async def test_a_closed_case_stays_closed_and_a_close_needs_an_answer(talk):
    await tell(talk)
    empty = await talk.say("duty", Chatter(), text="T0001办结")
    assert empty.outcome.data["code"] == "answer_missing"
    await talk.say("duty", Chatter(), text="T0001 办结 已处理")
    again = await talk.say("duty", Chatter(), text="T0001 受理")
    assert again.outcome.data["code"] == "closed_case"


async def test_who_told_is_never_in_what_an_officer_sees(talk):
    await tell(talk)
    for text in ("举报列表", "T0001 详情", "T0001 受理"):
        assert "res1" not in shown(await talk.say("duty", Chatter(), text=text))
    assert all(who != "res1" for who, _, _ in await talk.audit())


async def test_the_desk_works_in_private_and_for_officers_only(talk):
    await tell(talk)
    in_group = await talk.say("duty", Chatter(), text="T0001 受理", group="cmd")
    assert in_group.outcome.data["code"] == "private_only"
    other = await talk.say("head1", Chatter(), text="T0001 详情")
    assert other.outcome.kind == "chatter"


async def test_handing_over_needs_a_grid(talk):
    await tell(talk)
    answer = await talk.say("duty", Chatter(), text="T0001 转交")
    assert answer.outcome.data["code"] == "area_missing"
    wrong = await talk.say("duty", Chatter(), text="T0001 转交 99号网格")
    assert wrong.outcome.data["code"] == "area_missing"


async def test_without_a_number_the_only_open_case_is_meant(talk):
    await tell(talk)
    answer = await talk.say("res1", TipFollowUp("", ask=False, text="昨晚又开", masked_text="昨晚又开"))
    assert shown(answer) == "已补充到T0001，值班员会一并核实。"


async def test_without_a_number_two_open_cases_are_a_question_and_none_are_too(talk):
    nobodys = await talk.say("res2", TipFollowUp("", ask=True))
    await tell(talk)
    await tell(talk)
    answer = await talk.say("res1", TipFollowUp("", ask=True))
    assert shown(answer) == shown(nobodys)
    assert "请写上编号" in shown(answer)


async def test_more_words_from_somebody_without_a_case_are_a_tip_of_their_own(talk):
    answer = await talk.say("res1", TipFollowUp("", ask=False, text=SECRET, masked_text="x", alone=TIP), text=SECRET)
    assert (answer.outcome.kind, answer.outcome.data["case"]) == ("tipoff", "T0001")
    again = await talk.say("res1", TipFollowUp("", ask=False, text="三楼", masked_text="三楼", alone=TIP))
    assert again.outcome.kind == "case"
