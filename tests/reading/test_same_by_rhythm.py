"""同上月 and 同上周 mean the last report where a form is owed by the month or the week, and nothing of a daily one."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.directory.model import Directory, Member, Unit
from bot.forms.definition import FieldDef, FormDef
from bot.reading.meaning import Context, ReportMeaning
from bot.reading.reader import read

ZONE = ZoneInfo("Asia/Shanghai")
CLERK = Member("c", "赵一", "clerk", ("e1",))
PLACE = Directory(units=(Unit("e1", "中光电", "enterprise", "g1"),), members=(CLERK,))


def form(**more):
    fields = (FieldDef(key="on_duty", label="在岗人数", aliases=("在岗",)), FieldDef(key="masks", label="口罩"))
    return FormDef(id="f", name="报表", owed_by=("enterprise",), fields=fields, **more)


def carry(text, one):
    context = Context(
        sender=CLERK, group=None, now=datetime(2020, 3, 5, 9, tzinfo=ZONE), zone=ZONE, directory=PLACE, form=one,
        forms=(one,), bot_name="网格助手", private=True,
    )  # fmt: skip
    meaning = read(text, context)
    return meaning.items[0].carry if isinstance(meaning, ReportMeaning) and meaning.items else None


MONTHLY = form(period="monthly", opens="1 00:00", due="25 18:00")
WEEKLY = form(period="weekly", opens="mon 00:00", due="fri 18:00")


@pytest.mark.parametrize(
    ("text", "one", "wanted"),
    [
        ("报表同上月", MONTHLY, "all"),
        ("在岗126，其余同上个月", MONTHLY, "rest"),
        ("报表 与上周相同", WEEKLY, "all"),
        ("在岗126，口罩同上周", form(), None),
    ],
)
def test_as_the_last_time_goes_by_the_rhythm_of_the_form(text, one, wanted):
    assert carry(text, one) == wanted


@pytest.mark.parametrize(("one", "days"), [(form(), 14), (form(every=7), 21), (WEEKLY, 35), (MONTHLY, 93)])
def test_the_last_report_is_looked_for_as_far_back_as_the_rhythm_needs(one, days):
    assert one.look_back.days == days
    assert date(2020, 3, 1) - one.look_back < date(2020, 2, 20)
