"""Tip-offs as residents write them: the table in cases/tips.txt, follow-ups, and tips told in a work group."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.directory.model import Directory, Group, Member, Unit
from bot.forms.load import load_preset
from bot.reading.meaning import Context, TipFollowUp, TipMeaning
from bot.reading.normalise import clean
from bot.reading.tip import read_tip

ZONE = ZoneInfo("Asia/Shanghai")
PRESET = load_preset("heyuan-2020")
DIRECTORY = Directory(
    units=(
        Unit("u1", "河源中光电通讯技术有限公司", "enterprise", "g", ("中光电",)),
        Unit("u2", "河源市五味鲜食品有限公司", "enterprise", "g", ("五味鲜",)),
        Unit("u3", "河源市恒昌五金厂", "enterprise", "g", ("恒昌五金",)),
    )
)
RESIDENT = Member("r", "街坊")
CLERK = Member("c", "文员", "clerk", units=("u2",))
GROUP = Group("ent", "企业群", "enterprise", "chat", "ent", "chat", "ent")


def read(text, *, sender=RESIDENT, group=None):
    now = datetime(2020, 2, 20, 9, tzinfo=ZONE)
    form = PRESET.form("daily")
    where = Context(sender, group, now, ZONE, DIRECTORY, form, private=group is None, categories=PRESET.categories)
    return read_tip(clean(text), where)


def rows():
    lines = (Path(__file__).parent / "cases" / "tips.txt").read_text(encoding="utf-8").splitlines()
    return [[*line.split(" | "), "", "", ""][:4] for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize(("text", "places", "kinds", "hides"), rows(), ids=lambda cell: cell[:24])
def test_what_residents_write_is_told_apart(text, places, kinds, hides):
    found = read(text)
    if places == "-":
        assert found is None
        return
    assert isinstance(found, TipMeaning)
    if places:
        assert any(found.place and (found.place in p or p in found.place) for p in places.split(";")), found.place
    if kinds:
        assert found.category in kinds.split(";")
    assert found.masked or not hides


def test_the_original_words_are_kept_and_the_shown_ones_are_masked():
    text = "兴业路9号棋牌室天天打牌，电话 138 0000 1111"
    found = read(text)
    assert found.text == text
    assert found.masked
    assert "138" not in found.masked_text
    assert "兴业路9号" in found.masked_text


def test_the_place_is_told_in_the_characters_of_its_teller():
    assert read("舉報：新港路28號麻將館照開，每晚都有二三十人").place == "新港路28號麻將館"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("我举报明发旅社收没登记的客人", "明发旅社"), ("同事去过温州没说，公司是润丰贸易", "润丰贸易"),
        ("平安里二巷6号一楼，里面有人打桌球", "平安里二巷6号一楼"), ("胡医生诊所，吊针的坐了一排没隔开", "胡医生诊所"),
        ("进锦绣江南没人查，外卖员随便进", "锦绣江南"), ("我坐的6路公交车司机没戴口罩", "6路公交车"),
        ("KTV包房里有人唱歌，紫金路皇朝", "紫金路皇朝"), ("机器声音隔条街都听得到，新马塑料厂偷偷开工", "新马塑料厂"),
        ("这店太黑了，一包口罩要120，康健医药", "康健医药"), ("有人卖三无口罩，在群里", ""),
    ],
)  # fmt: skip
def test_the_place_is_what_a_person_would_call_it(text, place):
    assert read(text).place == place


def test_more_words_without_a_case_can_stand_alone():
    found = read("补充一下，昨天说的隔壁老板从温州回来没登记，地址是宝源一路33号")
    assert (found.case, found.ask) == ("", False)
    assert found.alone.place == "宝源一路33号"
    assert read("补充一下，谢谢").alone is None


@pytest.mark.parametrize("text", ["工地门口还没人管，永福街9号天天扬尘", "施工进度太赶，半夜还在打桩，翔龙府工地"])
def test_a_tip_that_holds_a_word_of_asking_is_still_a_tip(text):
    assert isinstance(read(text), TipMeaning)


def test_a_clerk_who_tells_of_his_own_measures_tells_no_tip():
    assert read("我们厂不戴口罩的一律不让进，没测温的也不行", sender=CLERK) is None
    assert read("我的日报没登记上", sender=CLERK) is None


def test_a_quotation_above_a_rule_is_not_the_tellers_own_words():
    quoted = "「物业：三号楼一切正常」\n- - - - - -\n碧水湾二区凉亭天天一堆老人打牌"
    assert read(quoted).place == "碧水湾二区凉亭"
    assert read(quoted, sender=CLERK, group=GROUP) is None


def test_what_somebody_on_duty_saw_himself_is_a_tip():
    assert read("我在巡查时发现恒昌五金后门有人偷偷进出不登记", sender=OFFICER).place == "恒昌五金后门"


OFFICER = Member("o", "值班", "duty_officer")


@pytest.mark.parametrize(
    "text",
    [
        "中光电还没上报，催一下",
        "3号网格没上报的企业",
        "五味鲜有没有人没登记",
        "发现一家店没登记，已处理",
        "恒昌五金没报的话查一下昨天的",
    ],
)
def test_what_an_officer_asks_or_says_of_his_work_is_no_tip(text):
    assert read(text, sender=OFFICER) is None


def test_the_time_is_told():
    assert read("金鑫电镀厂凌晨两点偷排废水").when == "凌晨两点"
    assert read("红星棋牌室每天晚上打麻将").when == "每天晚上"


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("T0001到哪了", TipFollowUp("T0001", ask=True)),
        ("t0012 有结果了吗", TipFollowUp("T0012", ask=True)),
        ("T0007", TipFollowUp("T0007", ask=True)),
        ("进度", TipFollowUp("", ask=True)),
        ("我举报的那个怎么样了", TipFollowUp("", ask=True)),
    ],
)
def test_a_case_is_asked_about(text, want):
    assert read(text) == want


def test_words_are_added_to_a_case_and_masked():
    found = read("T0012 补充：老板电话13800001111")
    assert (found.case, found.ask, found.text) == ("T0012", False, "老板电话13800001111")
    assert "1380" not in found.masked_text


def test_in_a_work_group_only_plain_telling_is_a_tip():
    assert isinstance(read("居民反映永福街7号有人从湖北回来没登记", sender=CLERK, group=GROUP), TipMeaning)
    assert read("永福街7号有人从湖北回来没登记", sender=CLERK, group=GROUP) is None
    assert read("举报电话12345，欢迎大家监督不戴口罩的行为", sender=CLERK, group=GROUP) is None
    assert read("群众举报的麻将馆已处理", sender=CLERK, group=GROUP) is None
    assert read("反映一下，口罩不够用", sender=CLERK, group=GROUP) is None


def test_a_clerks_private_report_is_no_tip_but_his_telling_is():
    assert read("在岗126，发热0，口罩没有了", sender=CLERK) is None
    assert isinstance(read("隔壁恒昌五金偷偷开工了", sender=CLERK), TipMeaning)


@settings(max_examples=80, deadline=None)
@given(
    st.text(alphabet="举报反映路街号楼店厂没戴口罩打麻将T0123补充进度湖北回来一三八零,，。「」- \n", max_size=60)
    | st.text(max_size=200)
)
def test_any_text_yields_a_tip_or_none(text):
    for group in (None, GROUP):
        found = read(text, group=group)
        assert found is None or isinstance(found, (TipMeaning, TipFollowUp))
