"""The list of strange words: what is understood by now is gone, what is like something stands first."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.directory.model import Directory, Group, Unit
from bot.forms.load import load_preset
from bot.reading.learned import taught_preset
from bot.reading.review import review

AT = datetime(2020, 3, 5, 1, tzinfo=UTC)
PRESET = load_preset("heyuan-2020")
DISTRICT = Directory(
    units=(
        Unit("e1", "河源市华信电子有限公司", "enterprise", "g1", ("华信",)),
        Unit("e2", "河源华信达电子有限公司", "enterprise", "g1", ("华信",)),
        Unit("k1", "陈记五金店", "shop", "g1"),
    ),
    groups=(Group("ent", "企业群", "enterprise", "c", "ent", "c", "ent"),),
)


@dataclass(frozen=True)
class Seen:
    word: str
    kind: str = "label"
    times: int = 1
    groups: Mapping[str, int] = field(default_factory=lambda: {"ent": 1})
    form: str = "daily"
    last_at: datetime = AT


def lines(*seen, preset=PRESET):
    return [(one.word, one.like, one.line) for one in review(seen, preset, DISTRICT)]


def test_each_has_what_it_is_like_and_the_line_that_teaches_it():
    assert lines(Seen("到工"), Seen("老陈五金", "unit"), Seen("护目镜"), Seen("宏图百货", "unit")) == [
        ("老陈五金", ("陈记五金店",), "加别名 老陈五金 = 陈记五金店"),
        ("到工", ("在岗人数",), "加别名 到工 = 在岗人数"),
        ("宏图百货", (), "加别名 宏图百货 = （写单位名）"),
        ("护目镜", (), "加别名 护目镜 = （写项目名）"),
    ]


def test_what_is_like_something_stands_first_then_the_frequent():
    found = lines(Seen("护目镜", times=9), Seen("到工"), Seen("挖机", times=20), Seen("出勤人次", times=3))
    assert [word for word, _, _ in found] == ["出勤人次", "到工", "挖机", "护目镜"]


def test_what_is_ignored_is_gone():
    seen = [Seen("到工"), Seen("护目镜"), Seen("宏图百货", "unit")]
    assert [one.word for one in review(seen, PRESET, DISTRICT, ignored={"护目镜", "宏图百货"})] == ["到工"]


def test_what_the_files_or_the_officers_taught_meanwhile_is_gone():
    @dataclass(frozen=True)
    class Taught:
        form: str = "daily"
        word: str = "到工"
        target: str = "on_duty"

    assert lines(Seen("到岗"), Seen("陈记五金", "unit"), Seen("今天"), Seen("旧表词", form="gone")) == []
    assert lines(Seen("到工"), preset=taught_preset(PRESET, [Taught()])) == []


def test_a_name_that_the_register_gives_to_two_units_can_only_be_mended_there():
    assert lines(Seen("华信", "unit")) == [("华信", ("河源市华信电子有限公司", "河源华信达电子有限公司"), "")]


def test_where_it_was_heard_is_told_by_name_the_loudest_first():
    [one] = review([Seen("到工", groups={"": 2, "ent": 5, "xyz": 1, "abc": 1})], PRESET, DISTRICT)
    assert one.where == ("企业群", "私信", "其他群")
