"""The board's figures: every grid that owes anything, names without ambiguity, rates with fractions."""

from dataclasses import dataclass, field
from datetime import date

from bot.directory.model import Area, Directory, Exemption, Unit
from bot.forms.definition import FieldDef, FormDef, RateDef
from bot.forms.preset import Preset
from bot.views.board import board

DAY = date(2020, 3, 5)
FORM = FormDef(
    id="daily",
    name="日报",
    owed_by=("enterprise",),
    fields=(
        FieldDef(key="on_duty", label="在岗人数", unit="人", required=True),
        FieldDef(key="resumed", label="是否复工", kind="yes_no"),
    ),
    digest_rates=(RateDef(label="企业复工率", field="resumed", of="enterprise"),),
)
DIRECTORY = Directory(
    areas=(Area("z", "高新区", kind="zone"), Area("g1", "1号网格", "z"), Area("g2", "2号网格", "z")),
    units=(
        Unit("a", "华信电子有限公司", "enterprise", "g1", ("华信",)),
        Unit("b", "华信达电子有限公司", "enterprise", "g1", ("华信",)),
        Unit("c", "中光电有限公司", "enterprise", "g1", ("中光电",)),
        Unit("d", "停工的厂", "enterprise", "g2"),
    ),
    exemptions=(Exemption("d", "daily", DAY, None, "停产", "duty"),),
)


@dataclass(frozen=True)
class Told:
    values: dict = field(default_factory=dict)
    status: str = "on_time"
    counts: bool = True
    withdrawn: bool = False


def shown():
    heads = {"c": Told({"on_duty": 1200, "resumed": True}, "late"), "d": Told({"on_duty": 5, "resumed": True})}
    return board(FORM, DAY, directory=DIRECTORY, preset=Preset("p", "p", (FORM,)), heads=heads)


def test_a_name_that_fits_two_units_is_written_in_full():
    assert shown().grids[0].missing == ("华信电子有限公司", "华信达电子有限公司")


def test_a_grid_counts_its_own_owed_done_late_and_exempt():
    first, second = shown().grids
    assert (first.owed, first.done, first.late, first.exempt) == (3, 1, 1, 0)
    assert (second.owed, second.done, second.exempt) == (0, 0, 1)


def test_rates_are_of_the_whole_register_with_the_fraction():
    assert shown().rates == (("企业复工率", "2/4＝50.0%"),)
    assert dict(shown().covered)["上报率"] == "1/3＝33.3%"


def test_sums_hold_only_who_owed_and_say_how_many_gave_the_figure():
    assert shown().sums == (("在岗人数", "1,200人（1家填报）"),)
