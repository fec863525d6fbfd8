"""Two forms in one district: which of them a message is about."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.directory.model import Area, Directory, Member, Unit
from bot.forms.definition import FieldDef, FormDef
from bot.reading.choice import read_among
from bot.reading.meaning import Context, OpenDraft, ReportMeaning

ZONE = ZoneInfo("Asia/Shanghai")
DAILY = FormDef(
    id="daily",
    name="日报",
    keywords=("日报",),
    owed_by=("enterprise",),
    fields=(FieldDef(key="on_duty", label="在岗人数", aliases=("在岗",), units=("人",), required=True),),
)
PUMPS = FormDef(
    id="pumps",
    name="泵站巡查",
    keywords=("泵站",),
    owed_by=("enterprise", "site"),
    fields=(
        FieldDef(key="pumps", label="运行水泵", aliases=("水泵",), units=("台",), required=True),
        FieldDef(key="on_duty", label="值守人数", aliases=("在岗",), units=("人",)),
    ),
)
DIRECTORY = Directory(
    areas=(Area("g1", "1号网格"),),
    units=(Unit("e1", "中光电", "enterprise", "g1"), Unit("s1", "滨江工地", "site", "g1")),
    members=(Member("c1", "赵一", "clerk", ("e1",)), Member("c2", "钱二", "clerk", ("s1",))),
)


def form_of(text, *, sender="c1", draft=None):
    context = Context(
        sender=DIRECTORY.member(sender),
        group=None,
        now=datetime(2020, 3, 5, 9, 0, tzinfo=ZONE),
        zone=ZONE,
        directory=DIRECTORY,
        form=DAILY,
        forms=(DAILY, PUMPS),
        draft=draft,
        private=True,
    )
    meaning = read_among(text, context)
    assert isinstance(meaning, ReportMeaning), meaning
    return meaning.form, {v.field: v.value for item in meaning.items for v in item.values}


@pytest.mark.parametrize(
    ("text", "form", "values"),
    [
        ("日报：在岗126人", "daily", {"on_duty": 126}),
        ("泵站巡查 在岗3人", "pumps", {"on_duty": 3}),
        ("在岗126人", "daily", {"on_duty": 126}),
        ("在岗3人，运行水泵：2", "pumps", {"on_duty": 3, "pumps": 2}),
    ],
)
def test_the_form_is_the_one_named_or_else_the_one_that_reads_most(text, form, values):
    assert form_of(text) == (form, values)


def test_a_form_that_the_senders_unit_does_not_owe_is_not_thought_of():
    assert form_of("在岗5人", sender="c2") == ("pumps", {"on_duty": 5})


def test_a_short_answer_is_about_the_form_that_was_asked_about():
    draft = OpenDraft("pumps", "e1", date(2020, 3, 5), ("pumps",))
    assert form_of("2", draft=draft) == ("pumps", {"pumps": 2})
