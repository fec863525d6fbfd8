"""A field over days as a drawing that any chat can show."""

from datetime import date

from bot.views.trend import Point, sparkline, trend


def test_lowest_and_highest_stand_at_the_ends_and_a_gap_is_a_dot():
    assert sparkline([1, None, 8]) == "▁·█"


def test_a_flat_line_is_flat():
    assert len(set(sparkline([7, 7, 7]))) == 1


def test_nothing_known_draws_nothing():
    assert sparkline([None, None]) == ""


def test_a_day_without_reports_is_not_a_zero():
    points = [Point(date(2020, 3, 3), 100, 2), Point(date(2020, 3, 4), 0, 0), Point(date(2020, 3, 5), 130, 3)]
    assert trend("在岗人数", "全区 ", points).splitlines() == [
        "全区 在岗人数 3月3日至3月5日 ▁·█",
        "3月3日 100（2家）",
        "3月4日 无",
        "3月5日 130（3家）",
        "3月5日比3月3日多30。填报家数不同时不能直接比。",
    ]


def test_no_figure_at_all_is_said_so():
    assert "还没有数字" in trend("在岗人数", "", [Point(date(2020, 3, 5), 0, 0)])
