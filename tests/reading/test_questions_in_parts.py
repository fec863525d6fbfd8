"""Questions put together from days, grids, kinds, figures and wishes: what is asked follows from the parts."""

import pytest
from asking import SHORT, ask
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.directory.characters import fold

DAYS = ("", "今天", "昨天", "前天", "2月25日", "周三", "上周五", "截至目前", "今日", "2.26 ")
GRIDS = {"3号网格": 3, "三格": 3, "第3网格": 3, "12格": 12, "十二号网格": 12, "7号格": 7, "第八网格": 8}
KINDS = ("", "工地", "企业", "规上企业", "商铺", "社区", "学校", "酒店")
FIGURES = ("在岗", "返岗", "隔离", "体温异常", "口罩库存", "外省返岗", "湖北籍", "在岗人数", "发热人数", "累计返岗")
ENDS = ("", "？", "。", "，谢谢", "啊", "[呲牙]")
MISSING = (
    "谁没报",
    "还有谁没报",
    "没报的有哪些",
    "未报名单",
    "还差几家没报",
    "报齐了吗",
    "没报的列一下",
    "还有几家没交",
)
TOTALS = ("{}多少", "{}总数", "{}合计", "一共{}多少人", "{}是多少", "有几个{}的")
OF_A_UNIT = (
    "{u}{d}{f}多少",
    "{u}{d}报了没",
    "查一下{u}{d}的数据",
    "{u}{d}有没有{f}的",
    "看看{u}{d}的{f}",
    "{d}{u}{f}几个",
)
URGES = ("催一下{}没报的", "提醒{}没报的单位", "{}没报的提醒一下", "给{}没报的发个提醒", "帮我催{}未报的")


def parts(*lists):
    return st.tuples(*map(st.sampled_from, lists))


@given(parts(DAYS, tuple(GRIDS), MISSING, ENDS))
def test_who_is_missing_in_a_grid(found):
    day, grid, wish, end = found
    asked = ask(f"{grid}{wish}{end}" if day == "周三" else f"{day}{grid}{wish}{end}")
    assert (asked.intent, asked.grid) == ("missing", GRIDS[grid])


@given(parts(DAYS, KINDS, MISSING, ENDS))
def test_who_is_missing_among_a_kind(found):
    day, kind, wish, end = found
    assert ask(f"{day}{kind}{wish}{end}").intent == "missing"


@given(parts(("全区", "工地", "规上企业", *GRIDS), FIGURES, TOTALS, ENDS))
def test_totals_of_a_figure(found):
    where, figure, wish, end = found
    asked = ask(f"{where}{wish.format(figure)}{end}")
    assert asked.intent == "summary"
    assert asked.field is not None


@settings(max_examples=200)
@given(parts(DAYS, tuple(SHORT), FIGURES, OF_A_UNIT, ENDS))
def test_one_unit(found):
    day, unit, figure, wish, end = found
    asked = ask(wish.format(u=unit, d=day, f=figure) + end)
    assert asked.intent == "unit"
    assert asked.unit == SHORT[unit].id


@given(parts(("", *KINDS, *GRIDS), URGES, ENDS))
def test_reminders(found):
    where, wish, end = found
    assert ask(wish.format(where) + end).intent == "remind"


@pytest.mark.parametrize("text", ["谁还没報", "規上企業復工率", "昨日未報單位", "隔離人數最近一週的趨勢"])
def test_traditional_characters_ask_the_same(text):
    assert ask(text) == ask(fold(text))
