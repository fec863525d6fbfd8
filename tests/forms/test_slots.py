"""Several times a day: which slot a message is about, and that each slot is a duty of its own."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from bot.directory.model import Directory, Exemption, Member, Unit
from bot.forms.definition import FieldDef, FormDef, SlotDef
from bot.forms.preset import Preset
from bot.forms.slots import expanded, meant
from bot.reading.choice import read_among
from bot.reading.meaning import Context
from bot.rules.duty import exempt_units, owed_units

CN = ZoneInfo("Asia/Shanghai")
DAY = date(2020, 3, 5)
MORNING = SlotDef(id="am", name="早", words=("早上", "上午"), opens="06:00", due="10:00")
EVENING = SlotDef(id="pm", name="晚", words=("晚上", "下午"), opens="15:00", due="20:00")


def form(**more: Any) -> FormDef:
    fields = (FieldDef(key="hot", label="发热人数", aliases=("发热",), units=("人",), required=True),)
    told = {"id": "temperature", "name": "测温", "owed_by": ("enterprise",), "fields": fields}
    return FormDef(**(told | {"slots": (MORNING, EVENING)} | more))


def test_each_slot_is_a_form_of_its_own_that_knows_where_it_comes_from():
    morning, evening = expanded(form())
    assert (morning.id, morning.name, morning.family) == ("temperature-am", "测温（早）", "temperature")
    assert morning.due_at(DAY, CN) == datetime(2020, 3, 5, 10, tzinfo=CN)
    assert evening.due_at(DAY, CN) == datetime(2020, 3, 5, 20, tzinfo=CN)
    assert expanded(plain := form(slots=())) == (plain,)


@pytest.mark.parametrize(
    ("text", "hour", "slot"),
    [
        ("发热0", 7, "am"),
        ("发热0", 14, "am"),
        ("发热0", 15, "pm"),
        ("发热0", 5, "am"),
        ("上午发热0", 19, "am"),
        ("晚上发热1人", 8, "pm"),
        ("早上好，发热0", 19, "pm"),
        ("晚上好，早上的补一下：发热0", 19, "am"),
        ("早发热0，晚发热0", 19, "pm"),
    ],
)
def test_the_slot_is_the_one_named_else_the_last_that_is_open(text, hour, slot):
    [found] = meant(expanded(form()), text, timedelta(hours=hour))
    assert found.id == f"temperature-{slot}"


def test_a_message_is_read_against_its_slot():
    directory = Directory(
        units=(Unit("e1", "甲厂", "enterprise", "g"),), members=(Member("c", "赵一", "clerk", ("e1",)),)
    )
    forms = expanded(form())
    now = datetime(2020, 3, 5, 16, tzinfo=CN)
    context = Context(
        sender=directory.member("c"), group=None, now=now, zone=CN, directory=directory, form=forms[0], forms=forms
    )
    read = [read_among(text, context) for text in ("测温：发热0人", "上午测温 发热2人", "早发热1人，晚发热2人")]
    assert [(one.form, one.items[0].as_mapping()) for one in read[:2]] == [
        ("temperature-pm", {"hot": 0}), ("temperature-am", {"hot": 2}),
    ]  # fmt: skip
    assert read[2].items[0].problems  # two slots in one message are asked back


def test_who_is_excused_from_the_form_is_excused_from_all_its_slots():
    directory = Directory(
        units=(Unit("e1", "甲厂", "enterprise", "g"), Unit("e2", "乙厂", "enterprise", "g")),
        exemptions=(
            Exemption("e1", "temperature", DAY, DAY, "停产", "u"),
            Exemption("e2", "temperature-am", DAY, DAY, "断电", "u"),
        ),
    )
    morning, evening = expanded(form())
    preset = Preset("p", "p", (morning, evening))
    assert [u.id for u in exempt_units(morning, directory, DAY, preset)] == ["e1", "e2"]
    assert [u.id for u in owed_units(evening, directory, DAY, preset)] == ["e2"]


@pytest.mark.parametrize("more", [{"period": "weekly"}, {"every": 2}, {"slots": (MORNING, MORNING)}, {"family": "x"}])
def test_slots_that_make_no_sense_are_refused(more):
    with pytest.raises(ValidationError, match="; "):
        form(**more)
