"""Who may be put before an approver: owed, not exempt, not reported, and reminded in time."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.directory.model import Directory, Exemption, Member, Unit
from bot.forms.definition import FieldDef, FormDef
from bot.forms.preset import Preset
from bot.messages import Destination
from bot.rules.criticism import findings, reminded_at, standing_of

CN = ZoneInfo("Asia/Shanghai")
DAY = date(2020, 3, 5)
DUE = datetime(2020, 3, 5, 18, 0, tzinfo=CN).astimezone(UTC)
CUTOFF = DUE + timedelta(hours=2)
FORM = FormDef(id="daily", name="日报", owed_by=("enterprise",), fields=(FieldDef(key="n", label="数", required=True),))
PRESET = Preset(name="p", title="p", forms=(FORM,))
IDS = ("e1", "e2", "e3", "e4")
UNITS = tuple(Unit(i, i, "enterprise", "g") for i in IDS)
CLERKS = tuple(Member(f"c{i}", "填报员", "clerk", (i,)) for i in IDS)


@dataclass
class Head:
    counts: bool
    withdrawn: bool = False
    values: dict[str, int] = field(default_factory=dict)
    received_at: datetime = DUE


@dataclass
class Told:
    unit: str
    sent_at: datetime
    kind: str = "reminder"
    to: Destination = field(default_factory=lambda: Destination(group="ent"))


def found(*, heads=None, told=(), exempt=()):
    exemptions = tuple(Exemption(u, "daily", DAY, DAY, "停产", "x") for u in exempt)
    directory = Directory(units=UNITS, members=CLERKS, exemptions=exemptions)
    return findings(
        FORM, DAY, directory=directory, preset=PRESET, zone=CN, heads=heads or {}, told=told, cutoff_at=CUTOFF
    )


def listed(result):
    return [candidate.unit.id for candidate in result.candidates]


REMINDED = tuple(Told(unit, DUE - timedelta(hours=2)) for unit in IDS)


def test_reported_late_or_mended_and_exempt_units_are_out_and_an_unfinished_report_is_in():
    heads = {"e1": Head(counts=True), "e2": Head(counts=False), "e3": Head(counts=False, withdrawn=True)}
    result = found(heads=heads, told=REMINDED, exempt=("e4",))
    assert listed(result) == ["e2", "e3"]
    assert (result.owed, [u.id for u in result.exempt]) == (3, ["e4"])
    assert result.candidates[0].evidence["arrivals"][0]["missing"] == ["n"]
    assert result.candidates[1].evidence["arrivals"][0]["withdrawn"] is True


def test_only_a_reminder_accepted_before_the_deadline_makes_a_name_publishable():
    told = (
        Told("e1", DUE - timedelta(hours=2)),
        Told("e2", DUE),
        Told("e3", DUE + timedelta(seconds=1)),
        Told("e4", DUE - timedelta(hours=1), kind="overdue"),
    )
    result = found(told=told)
    assert listed(result) == ["e1", "e2"]
    assert [u.id for u in result.unreminded] == ["e3", "e4"]


def test_the_evidence_tells_every_accepted_post_up_to_the_cutoff_in_order():
    told = (
        Told("e1", CUTOFF),
        Told("e1", DUE, kind="overdue"),
        Told("e1", DUE - timedelta(hours=1)),
        Told("e1", CUTOFF + timedelta(1)),
    )
    [candidate] = found(told=told).candidates
    assert [kind for kind, _ in reminded_at(candidate.evidence)] == ["reminder", "overdue", "reminder"]


@given(
    st.sets(st.sampled_from(IDS)),
    st.sets(st.sampled_from(IDS)),
    st.sets(st.sampled_from(IDS)),
    st.sets(st.sampled_from(IDS)),
)
@settings(max_examples=100, deadline=None)
def test_no_name_stands_without_a_reminder_or_with_a_report_or_an_exemption(reminded, reported, partial, exempt):
    heads = {u: Head(counts=False) for u in partial} | {u: Head(counts=True) for u in reported}
    result = found(heads=heads, told=[Told(u, DUE - timedelta(hours=1)) for u in reminded], exempt=exempt)
    assert set(listed(result)) == set(IDS) - reported - exempt - (set(IDS) - reminded)
    assert {u.id for u in result.unreminded} == set(IDS) - reported - exempt - reminded


def test_at_the_moment_of_publishing_each_name_is_judged_again():
    directory = Directory(units=UNITS, exemptions=(Exemption("e2", "daily", DAY, DAY, "停产", "x"),))
    heads = {"e1": Head(counts=True), "e3": Head(counts=False)}
    judged = [
        standing_of(unit, form=FORM, day=DAY, directory=directory, preset=PRESET, heads=heads)
        for unit in (*IDS, "gone")
    ]
    assert judged == ["repaired", "exempt", "listed", "listed", "exempt"]
