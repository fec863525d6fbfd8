"""Monday at nine: last week's strange words, privately to every duty officer, once; where there are none, silence."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta

import pytest
from ladders import CN, at

from bot.directory.model import Member
from bot.scheduler.posts.review import weekly_review
from bot.store.records import IgnoredWord, LearnedWord, UnheardWord

SUNDAY, MONDAY_AT_NINE = date(2020, 3, 8), at(2020, 3, 9, 9)


async def hear(stage, word="到工", *, kind="label", times=1, group="ent", day=SUNDAY):
    async with stage.store.unit_of_work() as uow:
        for _ in range(times):
            uow.words.heard(UnheardWord("daily", kind, word, group, day, at(day.year, day.month, day.day, 12)))
        await uow.commit()


def reviewer(stage):
    return stage.ticker(posts=[weekly_review(CN)])


async def test_an_officer_gets_the_words_each_with_its_line_to_copy(stage):
    ticker = reviewer(stage)
    await stage.play(ticker, at(2020, 3, 5, 12))
    await hear(stage, "在岗数", times=2)
    await hear(stage, "在岗数", group="")
    await hear(stage, "老中光电", kind="unit", group="grid1")
    await hear(stage, "护目镜", times=9)
    [row] = await stage.play(ticker, at(2020, 3, 9, 12))
    assert (row.to.member, row.kind, row.due_at) == ("duty", "digest", MONDAY_AT_NINE)
    assert row.body.render().split("\n") == [
        "上周（3月2日至3月8日）有3个词没看懂：",
        "1. “在岗数”（项目）3次，ent群、私信，像“在岗人数”",
        "加别名 在岗数 = 在岗人数",
        "2. “老中光电”（单位）1次，grid1群，像“中光电”",
        "加别名 老中光电 = 中光电",
        "3. “护目镜”（项目）9次，ent群",
        "加别名 护目镜 = （写项目名）",
        "认得的，把“加别名”那一行改好发给我；不用管的，例如发：忽略 护目镜",
    ]


async def test_ten_words_are_named_and_the_rest_is_a_number(stage):
    ticker = reviewer(stage)
    await stage.play(ticker, at(2020, 3, 5, 12))
    for number in range(14):
        await hear(stage, f"叫法{'甲乙丙丁戊己庚辛壬癸子丑寅卯'[number]}")
    [row] = await stage.play(ticker, at(2020, 3, 9, 12))
    text = row.body.render()
    assert "有14个词没看懂，先列10个：" in text
    assert text.count("加别名 叫法") == 10


async def test_nothing_heard_or_nothing_left_to_teach_is_nothing_said(stage):
    ticker = reviewer(stage)
    await stage.play(ticker, at(2020, 3, 5, 12))
    await hear(stage, "在岗数")
    async with stage.store.unit_of_work() as uow:
        await uow.words.learn(LearnedWord("daily", "在岗数", "on_duty", "duty", at(2020, 3, 8, 13)))
        await uow.commit()
    assert await stage.play(ticker, at(2020, 3, 30, 12)) == []


async def test_what_an_officer_ignores_is_listed_no_more(stage):
    ticker = reviewer(stage)
    await stage.play(ticker, at(2020, 3, 5, 12))
    await hear(stage, "护目镜", times=9)
    await hear(stage, "在岗数")
    async with stage.store.unit_of_work() as uow:
        await uow.words.ignore(IgnoredWord("护目镜", "duty", at(2020, 3, 8, 13)))
        await uow.commit()
    [row] = await stage.play(ticker, at(2020, 3, 9, 12))
    assert "有1个词没看懂" in row.body.render()
    assert "护目镜" not in row.body.render()


async def test_only_whole_days_of_the_week_before_count(stage):
    ticker = reviewer(stage)
    await stage.play(ticker, at(2020, 3, 5, 12))
    for day in (date(2020, 3, 1), date(2020, 3, 2), date(2020, 3, 8), date(2020, 3, 9)):
        await hear(stage, day=day)
    first, second = await stage.play(ticker, at(2020, 3, 16, 12))
    assert "）2次" in first.body.render()
    assert "）1次" in second.body.render()


@pytest.mark.parametrize(("hour", "said"), [(9, True), (20, True), (22, False)])
async def test_it_is_said_up_to_twelve_hours_late_and_no_later(stage, hour, said):
    await stage.play(reviewer(stage), at(2020, 3, 5, 12))
    await hear(stage)
    await hear(stage, times=5, day=date(2020, 3, 9))  # meanwhile
    stage.clock.set(at(2020, 3, 9, hour))
    rows = await stage.play(reviewer(stage), stage.clock.now() + timedelta(minutes=1) * said)
    assert [row.due_at for row in rows] == [MONDAY_AT_NINE] * said
    assert all("）1次" in row.body.render() for row in rows)


async def test_two_replicas_say_it_once(stage):
    one, other = reviewer(stage), reviewer(stage)
    for ticker in (one, other):
        await stage.play(ticker, at(2020, 3, 5, 12))
    await hear(stage)
    stage.clock.set(MONDAY_AT_NINE)
    await asyncio.gather(one.run_due(stage.clock.now()), other.run_due(stage.clock.now()))
    await stage.deliver()
    assert len(stage.sent) == 1


async def test_every_duty_officer_is_told_and_without_one_the_administrators(stage):
    ticker = reviewer(stage)
    await stage.play(ticker, at(2020, 3, 5, 12))
    await hear(stage)
    others = [member for member in stage.directory.members if member.role != "duty_officer"]
    more = (*stage.directory.members, Member("duty2", "老顾", "duty_officer"), Member("admin", "信息员", "admin"))
    stage.directory = replace(stage.directory, members=more)
    assert {row.to.member for row in await stage.play(ticker, at(2020, 3, 9, 12))} == {"duty", "duty2"}
    await hear(stage, day=date(2020, 3, 10))
    stage.directory = replace(stage.directory, members=(*others, Member("admin", "信息员", "admin")))
    assert {row.to.member for row in await stage.play(ticker, at(2020, 3, 16, 12))} == {"admin"}


async def test_what_is_older_than_a_year_is_forgotten(stage):
    ticker = reviewer(stage)
    await stage.play(ticker, at(2020, 3, 5, 12))
    await hear(stage, day=date(2019, 3, 1))
    await hear(stage, day=date(2019, 6, 1))
    await stage.play(ticker, at(2020, 3, 9, 12))
    async with stage.store.unit_of_work() as uow:
        [left] = await uow.words.seen(date(2019, 1, 1), date(2020, 3, 9))
    assert left.times == 1


async def test_the_bot_posts_it_beside_the_ladder(stage):
    ticker = stage.ticker()
    await stage.play(ticker, at(2020, 3, 5, 12))
    await hear(stage)
    rows = await stage.play(ticker, at(2020, 3, 9, 9, 30))
    assert [row.to.member for row in rows if row.due_at == MONDAY_AT_NINE] == ["duty"]
