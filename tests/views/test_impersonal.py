"""A reason in a public text names units and no person, whatever an officer typed."""

import pytest

from bot.directory.model import Directory, Member, Unit
from bot.views.impersonal import impersonal

DISTRICT = Directory(
    units=(Unit("k1", "阿香米粉店", "shop", "g", ("阿香米粉",)),),
    members=(
        Member("u1", "阿香", "clerk", ("k1",)),
        Member("u2", "赵一明", "clerk", ("k1",)),
        Member("u3", "李", "clerk"),
    ),
)


@pytest.mark.parametrize(
    ("said", "public"),
    [
        ("系统漏收", "系统漏收"),
        ("赵一明17:50在群里报过", "有关人员17:50在群里报过"),
        ("阿香米粉当天停电", "阿香米粉当天停电"),
        ("阿香米粉的阿香说停电", "阿香米粉的有关人员说停电"),
        ("电话13800001234核实", "电话［电话已隐去］核实"),
        ("第一行\n第二行", "第一行 第二行"),
        ("李家村停电", "李家村停电"),
    ],
)
def test_names_of_members_and_numbers_do_not_stand_in_it(said, public):
    assert impersonal(said, DISTRICT, 100) == public
