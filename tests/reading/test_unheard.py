"""Words that nobody knows are noticed where a label or a name stands, and nowhere else."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.directory.model import Area, Directory, Group, Member, Unit
from bot.forms.load import load_preset
from bot.reading.meaning import Chatter, Context, ReportMeaning
from bot.reading.reader import read
from bot.reading.unheard import MOST, not_understood

PRESET = load_preset("heyuan-2020")
DISTRICT = Directory(
    areas=(Area("g1", "1号网格", None, "grid"),),
    units=(
        Unit("e1", "河源市华信电子有限公司", "enterprise", "g1", ("华信电子", "华信")),
        Unit("e2", "河源华信达电子有限公司", "enterprise", "g1", ("华信达", "华信")),
        Unit("k1", "陈记五金店", "shop", "g1"),
    ),
    members=(
        Member("clerk", "赵一", "clerk", ("e1",)),
        Member("worker", "周四", "grid_worker", (), ("g1",)),
        Member("duty", "冯八", "duty_officer"),
    ),
)
GROUP = Group("ent", "企业群", "enterprise", "c", "ent", "c", "ent")


def meaning(text, who="clerk", *, private=False):
    return read(
        text,
        Context(
            sender=DISTRICT.member(who), group=None if private else GROUP, now=datetime(2020, 3, 5, 1, tzinfo=UTC),
            zone=ZoneInfo("Asia/Shanghai"), directory=DISTRICT, form=PRESET.forms[0], private=private,
        ),
    )  # fmt: skip


def heard(text, who="clerk"):
    return list(not_understood(meaning(text, who)))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("在岗126，到工131人", ["到工"]),
        ("在岗：126\n到工人数：131\n护目镜：20", ["到工人数", "护目镜"]),
        ("在岗126 到工131 复岗率高", ["到工"]),
        ("在岗126，伤亡：无", ["伤亡"]),
        ("到工131，在岗126，到工131", ["到工"]),
        ("在崗126，護目鏡20", ["护目镜"]),
    ],
)
def test_a_word_with_a_number_that_no_field_took_is_named(text, words):
    found = meaning(text)
    assert isinstance(found, ReportMeaning)
    assert list(found.unknown) == words
    assert [word for kind, word in not_understood(found) if kind == "label"] == words


@pytest.mark.parametrize(
    "text",
    [
        "在岗126，返岗131",
        "在岗126，应到180，管理人员12，白班76",  # known words without a field
        "在岗126，预计到工130",
        "在岗126，听说到工130",
        "在岗126，到工率95%",
        "在岗126，车间3号楼",
        "在岗126，联系人老王13800001234",
        "在岗126（其中焊工12人）",
        "在岗126，第2车间",
        "在岗126，送来护目镜20副",
        "在岗126，岗3",
    ],
)
def test_what_is_no_label_is_not_named(text):
    assert [word for word in heard(text) if word[0] == "label"] == []


@pytest.mark.parametrize("text", ["到工126", "今天到工126人", "我司到工：126", "到工126人，出工3人"])
def test_a_report_in_unknown_words_alone_stays_talk_and_its_words_are_known(text):
    found = meaning(text)
    assert isinstance(found, Chatter)
    assert "到工" in found.unknown


@pytest.mark.parametrize(
    "text",
    [
        "到工126吗",
        "计划到工126",
        "隔壁到工126",
        "买了奶茶12杯",
        "昨晚打牌老王到工12，我没去，输了好多，今天再来一局，谁来报名，晚上八点老地方见，别迟到了啊，记得带钱",
        "恭喜老王到工126天",
    ],
)
def test_talk_is_no_list_of_words(text):
    assert heard(text) == []


def test_only_of_those_who_report_is_talk_looked_at():
    assert heard("到工126", "duty") == []
    assert heard("到工126", "stranger") == []


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("老陈五金 在岗12", "老陈五金"),
        ("老陈五金：在岗12，发热0", "老陈五金"),
        ("老陈五金\n在岗12", "老陈五金"),
        ("华信 在岗12", "华信"),
        ("单位：宏图百货，在岗12", "宏图百货"),
    ],
)
def test_a_name_that_names_no_unit_is_a_units(text, word):
    assert ("unit", word) in heard(text, "worker")


def test_a_unit_that_is_known_is_none_of_them():
    assert heard("陈记五金 在岗12", "worker") == []
    assert heard("在岗12，发热0", "worker") == []


def test_the_units_of_questions_count_too():
    assert heard("华信今天报了没", "duty") == [("unit", "华信")]


@pytest.mark.parametrize(
    "text", ["在岗126，张三13800001234：5", "13800001234 在岗5", "单位：441622199001011234，在岗5", "粤P12345 在岗5"]
)
def test_numbers_of_people_are_never_a_word(text):
    for who in ("clerk", "worker"):
        assert not [word for _, word in heard(text, who) if any(ch.isdigit() for ch in word)]


def test_of_one_message_so_many_words_are_enough():
    names = [a + b for a in "甲乙丙丁戊己庚" for b in "子丑寅卯辰巳午未"]
    text = "在岗126\n" + "\n".join(f"{name}科：3" for name in names)
    assert len(heard(text)) == MOST


@given(st.text(alphabet="在岗到工护目镜老陈五金126人，。：\n 12无其中（）", max_size=60))
def test_whatever_is_written_the_words_stand_in_it(text):
    for who in ("clerk", "worker"):
        for _, word in heard(text, who):
            assert word in "".join(text.split())
