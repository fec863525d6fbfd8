"""Labels, changes, days and rates in the few characters of a chat line."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.views import figures

ZONE = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [
        (102, 105, "102/105＝97.1%"),
        (256, 330, "256/330＝77.6%"),
        (154, 225, "154/225＝68.4%"),
        (0, 8, "0/8＝0.0%"),
        (1, 8, "1/8＝12.5%"),
        (1, 2000, "1/2000＝0.1%"),  # 0.05 rounds up
        (3, 0, "3/0（没有可比的总数）"),
    ],
)
def test_a_rate_always_shows_its_fraction(part: int, whole: int, said: str):
    assert figures.rate(part, whole) == said


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [(126, 123, "↑3"), (120, 123, "↓3"), (5, 5, ""), (5, None, ""), (True, False, ""), ("好", "坏", ""), (5, "五", "")],
)
def test_a_change_is_an_arrow_and_nothing_where_nothing_can_be_compared(now, before, said):
    assert figures.change(now, before) == said


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (datetime(2020, 3, 5, 18, 0, tzinfo=ZONE), "18:00"),
        (datetime(2020, 3, 6, 0, 0, tzinfo=ZONE), "24:00"),
        (datetime(2020, 3, 6, 9, 30, tzinfo=ZONE), "3月6日09:30"),
    ],
)
def test_a_deadline_is_said_from_the_day_it_belongs_to(moment: datetime, said: str):
    assert figures.due(moment, date(2020, 3, 5), ZONE) == said


def test_a_span_of_one_day_is_one_day():
    assert figures.span(date(2020, 3, 5), date(2020, 3, 5)) == "3月5日"
    assert figures.span(date(2020, 2, 29), date(2020, 3, 1)) == "2月29日至3月1日"
