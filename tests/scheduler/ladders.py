"""A form with a ladder for the schedule's tests, and a clock-free way to read its moments."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.forms.definition import FieldDef, FormDef
from bot.forms.preset import Preset
from bot.scheduler.registry import ladder_posts

CN = ZoneInfo("Asia/Shanghai")


def step(name, at, **more: Any):
    kind = {"name": name, "kind": "reminder", "at": at, "to": ("enterprise", "grid"), "wording": "reminder"}
    return kind | more


LADDER = (
    step("opening", "opens+8h", about="none", wording="opening"),
    step("reminder", "due-2h", mention=True, catch_up="until_due"),
    step("last", "due-30m", mention=True, catch_up="until_due"),
    step("overdue", "due+10m", kind="overdue", wording="overdue", mention=True, catch_up="1h"),
    step("draft", "grace", kind="criticism_draft", to=("command",), catch_up="12h"),
    step("digest", "grace+1h", kind="digest", to=("command", "grid"), about="all", catch_up="3h"),
)


def form(**more: Any):
    """The daily form in little: one figure, due at 18:00, two hours of grace."""
    fields = (FieldDef(key="on_duty", label="在岗人数", aliases=("在岗",), unit="人", required=True),)
    told = {
        "id": "daily", "name": "日报", "owed_by": ("enterprise", "site"), "fields": fields, "grace": "2h",
        "ladder": LADDER, "digest_fields": ("on_duty",),
    }  # fmt: skip
    return FormDef.model_validate(told | more)


def preset(one=None, **more: Any):
    return Preset(name="p", title="p", forms=(one or form(),), **more)


def posts(one=None, zone=CN, **more: Any):
    return ladder_posts(preset(one, **more), zone)


def at(*moment: int, zone=CN):
    return datetime(*moment, tzinfo=zone).astimezone(UTC)
