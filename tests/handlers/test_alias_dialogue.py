"""Officers teach words: what is learned, what is refused and with which words, and who may."""

from dataclasses import replace

import pytest
from talking import TODAY, Talk, reading, reports, shown

from bot.directory.model import Directory
from bot.reading.meaning import Chatter
from bot.store.records import LearnedWord, UnheardWord


async def order(talk: Talk, text, *, who="duty", group=None):
    return await talk.say(who, Chatter(), text=text, group=group)


async def learned(talk: Talk):
    async with talk.store.unit_of_work() as uow:
        return [(one.form, one.word, one.target, one.by) for one in await uow.words.learned()]


@pytest.mark.parametrize(("who", "group"), [("duty", None), ("admin", None), ("duty", "cmd")])
async def test_an_officer_teaches_another_name_for_a_field(talk, who, group):
    answer = await order(talk, "加别名 到工 = 在岗人数", who=who, group=group)
    assert answer.outcome.kind == "admin"
    assert answer.outcome.data["added"] == [{"word": "到工", "kind": "label", "target": "on_duty"}]
    assert shown(answer) == "记下了：“到工”按“在岗人数”登记，下一条消息起生效。不对请发：删别名 到工"
    assert await learned(talk) == [("daily", "到工", "on_duty", who)]
    assert await talk.audit() == [(who, "alias_added", "到工")]


@pytest.mark.parametrize("target", ["在岗人数", "在岗", "实到", "on_duty", "在刚"])
async def test_a_field_may_be_called_by_any_of_its_names(talk, target):
    await order(talk, f"加别名 到工 = {target}")
    assert await learned(talk) == [("daily", "到工", "on_duty", "duty")]


async def test_a_unit_gets_another_name(talk):
    answer = await order(talk, "加别名 老中光 = 河源中光电通讯技术有限公司")
    assert "“老中光”就是中光电" in shown(answer)
    assert await learned(talk) == [("", "老中光", "e1", "duty")]


async def test_the_trail_says_who_and_what_and_points_at_the_message(talk):
    await order(talk, "加别名 到工 = 在岗人数")
    async with talk.store.unit_of_work() as uow:
        [line] = await uow.audit.read(subject="到工")
    assert (line.who, line.detail) == ("duty", {"message": "m1", "kind": "label", "target": "on_duty"})


async def test_what_was_taught_is_listed_and_dropped(talk):
    await order(talk, "加别名 到工 = 在岗人数")
    await order(talk, "加别名 老中光 = 中光电", who="admin")
    listed = await order(talk, "别名")
    assert shown(listed).split("\n") == [
        "加过的别名2个：",
        "老中光 = 中光电（陈九，3月5日）",
        "到工 = 在岗人数（冯八，3月5日）",
        "删掉请发：删别名 词",
    ]
    dropped = await order(talk, "删别名 到工", who="admin")
    assert shown(dropped) == "删掉了：“到工”不再当作“在岗人数”。"
    assert dropped.outcome.data["removed"] == [{"word": "到工", "kind": "label", "target": "on_duty"}]
    assert await learned(talk) == [("", "老中光", "e1", "admin")]
    assert ("admin", "alias_removed", "到工") in await talk.audit()


async def test_before_anything_was_taught_the_list_says_how(talk):
    assert "加别名 到工 = 在岗人数" in shown(await order(talk, "别名"))


async def test_a_long_list_shows_the_newest(talk):
    async with talk.store.unit_of_work() as uow:
        for number in range(35):
            await uow.words.learn(LearnedWord("daily", f"叫法{number:02}号", "on_duty", "duty", talk.now))
        await uow.commit()
    lines = shown(await order(talk, "别名")).split("\n")
    assert lines[0] == "加过的别名35个（只列最近30个）："
    assert len(lines) == 32
    assert "叫法34号" in lines[1]


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("加别名 今天 = 在岗人数", "common", "常用话"),
        ("加别名 人数 = 在岗人数", "common", "常用话"),
        ("加别名 应到 = 在岗人数", "common", "常用话"),
        ("加别名 公司 = 中光电", "common", "常用话"),
        ("加别名 人 = 在岗人数", "short", "至少要两个字"),
        ("加别名 共 = 在岗人数", "short", "至少要两个字"),
        ("加别名 126 = 在岗人数", "number", "是数字"),
        ("加别名 一百二 = 在岗人数", "number", "是数字"),
        ("加别名 老王13800001234 = 中光电", "personal", "号码"),
        ("加别名 到岗 = 在岗人数", "known_already", "本来就认得"),
        ("加别名 中光电 = 河源中光电通讯技术有限公司", "known_already", "本来就认得"),
        ("加别名 返岗 = 在岗人数", "means_another", "已经是“累计返岗”的叫法"),
        ("加别名 居家隔离 = 发热", "means_another", "已经是“现隔离”的叫法"),
        ("加别名 九明制药 = 中光电", "means_another", "已经是“九明制药”的叫法"),
        ("加别名 九明制药 = 在岗人数", "means_another", "已经是“九明制药”的叫法"),
        ("加别名 在岗 = 中光电", "means_another", "已经是“在岗人数”的叫法"),
        ("加别名 未返岗 = 在岗人数", "kept_apart", "不是一回事"),
        ("加别名 复工人数 = 在岗人数", "kept_apart", "要问清楚"),
        ("加别名 到工 = 在港人数", "unknown_target", "是不是：在岗人数？"),
        ("加别名 老王 = 九明药厂", "unknown_target", "九明制药"),
        ("加别名 到工 = qwert", "unknown_target", "写表里的项目或单位全名"),
        ("加别名 老王 = 华信", "several_targets", "有2家：河源市华信电子有限公司、河源华信达电子有限公司"),
        ("加别名 在岗人数 = 到工", "unknown_target", "请发：加别名 到工 = 在岗人数"),
        ("加别名 到工", "unreadable", "请这样写"),
        ("删别名 到岗", "not_taught", "请管理员改文件"),
        ("删别名 到工", "not_taught", "没有加过"),
    ],
)
async def test_what_cannot_be_taught_is_refused_with_the_reason(talk, text, code, words):
    answer = await order(talk, text)
    assert (answer.outcome.kind, answer.outcome.data["code"]) == ("refused", code)
    assert words in shown(answer)
    assert await learned(talk) == []
    assert await talk.audit() == [("duty", "refused", code)]


async def test_a_taught_word_is_not_turned_over_in_silence(talk):
    await order(talk, "加别名 到工 = 在岗人数")
    again = await order(talk, "加别名 到工 = 在岗人数", who="admin")
    assert again.outcome.data["code"] == "known_already"
    other = await order(talk, "加别名 到工 = 累计返岗", who="admin")
    assert "已经是“在岗人数”的叫法" in shown(other)
    assert "要改请先发：删别名 到工" in shown(other)
    assert await learned(talk) == [("daily", "到工", "on_duty", "duty")]


async def test_a_word_can_be_dropped_and_taught_anew_in_one_message(talk):
    await order(talk, "加别名 到工 = 在岗人数")
    answer = await order(talk, "删别名 到工\n加别名 到工 = 累计返岗")
    assert answer.outcome.data["refused"] == []
    assert await learned(talk) == [("daily", "到工", "returned_total", "duty")]


async def test_of_several_lines_each_stands_alone(talk):
    answer = await order(talk, "加别名 到工、出工 = 在岗人数\n加别名 今天 = 在岗人数\n加别名 老中光 = 中光电\n谢谢")
    assert [one["word"] for one in answer.outcome.data["added"]] == ["到工", "出工", "老中光"]
    assert answer.outcome.data["refused"] == ["common", "unreadable"]
    assert len(shown(answer).split("\n")) == 5


@pytest.mark.parametrize("who", ["clerk1", "worker1", "head1", "boss", "res1"])
async def test_others_are_told_who_may(talk, who):
    answer = await order(talk, "加别名 到工 = 在岗人数", who=who)
    assert answer.outcome.data == {"code": "role", "why": "别名由值班员和管理员来加，您可以把这个叫法告诉他们。"}
    assert await learned(talk) == []


async def test_not_in_front_of_everybody(talk):
    answer = await order(talk, "加别名 到工 = 在岗人数", group="ent")
    assert answer.outcome.data["code"] == "place"
    for text in ("别名", "把“到工”当作在岗人数"):
        assert (await order(talk, text, group="ent")).outcome.kind == "chatter"
    assert await learned(talk) == []


async def test_looser_words_of_somebody_else_are_no_order(talk):
    for text in ("把“到工”当作在岗人数", "别名"):
        assert (await order(talk, text, who="clerk1")).outcome.kind == "chatter"
    assert (await order(talk, "把“到工”当作在岗人数")).outcome.kind == "admin"


async def test_an_order_is_one_although_reading_took_it_for_a_report(talk):
    answer = await talk.say("duty", reports(reading("e1", on_duty=1)), text="加别名 老中光 = 中光电")
    assert answer.outcome.kind == "admin"
    assert await talk.head("e1") is None


async def test_what_a_word_stood_for_may_be_gone(talk):
    await order(talk, "加别名 老中光 = 中光电")
    talk.directory = replace(talk.directory, units=talk.directory.units[1:])
    assert isinstance(talk.directory, Directory)
    assert "对应的项目或单位已经不在了" in shown(await order(talk, "别名"))
    answer = await order(talk, "加别名 老中光 = 九明制药")
    assert answer.outcome.kind == "admin"
    assert await learned(talk) == [("", "老中光", "e2", "duty")]


async def hear(talk: Talk, *words):
    async with talk.store.unit_of_work() as uow:
        for word in words:
            uow.words.heard(UnheardWord("daily", "label", word, "ent", TODAY, talk.now))
        await uow.commit()


async def ignored(talk: Talk):
    async with talk.store.unit_of_work() as uow:
        return [(one.word, one.by) for one in await uow.words.ignored()]


async def test_an_officer_ignores_words_and_takes_it_back(talk):
    await hear(talk, "护目镜", "挖机")
    answer = await order(talk, "忽略 护目镜、挖机")
    assert (answer.outcome.kind, answer.outcome.data["ignored"]) == ("admin", ["护目镜", "挖机"])
    assert shown(answer).split("\n")[0] == "好，没看懂的词里不再列“护目镜”。要恢复请发：取消忽略 护目镜"
    assert sorted(await ignored(talk)) == [("护目镜", "duty"), ("挖机", "duty")]
    assert "忽略的词：" in shown(await order(talk, "别名"))
    back = await order(talk, "取消忽略 护目镜", who="admin")
    assert shown(back) == "好，再有人说“护目镜”会照常列出来。"
    assert await ignored(talk) == [("挖机", "duty")]
    assert sorted(await talk.audit()) == [
        ("admin", "word_heeded", "护目镜"), ("duty", "word_ignored", "护目镜"), ("duty", "word_ignored", "挖机"),
    ]  # fmt: skip


async def test_a_word_that_is_taught_is_ignored_no_more(talk):
    await hear(talk, "到工")
    await order(talk, "忽略 到工")
    await order(talk, "加别名 到工 = 在岗人数")
    assert await ignored(talk) == []


async def test_only_what_was_heard_can_be_ignored_and_in_a_group_the_rest_is_talk(talk):
    alone = await order(talk, "忽略 上一条")
    assert (alone.outcome.kind, alone.outcome.data["code"]) == ("refused", "not_heard")
    assert (await order(talk, "忽略 上一条", group="cmd")).outcome.kind == "chatter"
    assert (await order(talk, "忽略 护目镜", who="clerk1", group="ent")).outcome.kind == "chatter"
    assert (await order(talk, "取消忽略 护目镜")).outcome.data["code"] == "not_ignored"
