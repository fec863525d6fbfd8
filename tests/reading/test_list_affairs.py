"""What is said about a list beside deciding it: held, verified, followed; and rankings in groups."""

from datetime import date

import pytest

from bot.reading.list_affairs import AffairSaid, read_affair

TODAY = date(2020, 3, 5)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("暂缓 0305-1 等供电局核实", AffairSaid("hold", "0305-1", "等供电局核实")),
        ("先不发通报0305-1，原因：等核实", AffairSaid("hold", "0305-1", "等核实")),
        ("核验 通报0305-2", AffairSaid("verify", "0305-2")),
        ("【通报0305-2】是真的吗？", AffairSaid("verify", "0305-2")),
        ("0305-1 经过", AffairSaid("trail", "0305-1")),
        ("通报0305-1的全部经过", AffairSaid("trail", "0305-1")),
        ("清单0305-1 经过", AffairSaid("trail", "0305-1")),
        ("@网格助手 打印台账 0305-1", AffairSaid("trail", "0305-1")),
        ("恢复通报 两家系漏收", AffairSaid("resume", reason="两家系漏收")),
        ("公开排名 到3月31日 原因 冲刺复工", AffairSaid("league_ask", reason="冲刺复工", until=date(2020, 3, 31))),
        ("公开排名", AffairSaid("league_ask")),
        ("同意公开排名", AffairSaid("league_agree")),
        ("停止公开排名", AffairSaid("league_stop")),
    ],
)
def test_each_affair_is_told_by_its_words(text, said):
    assert read_affair(text, TODAY) == said


@pytest.mark.parametrize(
    "text", ["发布通报 0305-1", "暂缓复工", "恢复催报", "经过核实在岗120", "0305-1", "这是真的吗", "记录3月5日在岗120"]
)
def test_other_words_are_none(text):
    assert read_affair(text, TODAY) is None
