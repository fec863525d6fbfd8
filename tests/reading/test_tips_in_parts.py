"""Tip-offs put together from places and what is wrong there: however they are told, the place is found."""

from datetime import datetime
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.directory.model import Directory, Member
from bot.forms.load import load_preset
from bot.reading.meaning import Context, TipMeaning
from bot.reading.normalise import clean
from bot.reading.tip import read_tip

ZONE = ZoneInfo("Asia/Shanghai")
PRESET = load_preset("heyuan-2020")
PLACES = (
    "永福街18号出租屋", "丽都花园东区", "城东市场", "瑞祥塑料厂", "苑东路临时隔离点", "盛景华庭二期",
    "北环路友邦化工", "学府路5号", "越王大道25号一楼", "碧桂园3栋502", "金沙KTV", "白云山庄", "中山公园",
    "好又多超市", "华达街理发店", "和谐小区6栋", "万隆大酒店", "滨江西路烧烤摊", "保利花园售楼部", "兴源东路7号铺",
    "大塘村祠堂", "爱心幼儿园", "福田大厦B座", "永和坊", "利民诊所", "鸿基五金厂", "宏泰制衣", "东方明珠网吧",
    "源城大道加油站", "太平洋影城", "平安里小区", "人民路128号",
)  # fmt: skip
WRONGS = (
    "有人聚众打麻将", "保安不戴口罩", "没有人量体温", "偷偷营业", "住着从武汉回来的人没登记", "没批就开工了",
    "半夜施工吵得人睡不着", "偷排污水", "垃圾堆了好几天没人清理", "消防通道被堵死了", "口罩卖到五十块一个",
    "卖假口罩", "进出都不登记", "井盖不见了很危险",
)  # fmt: skip
TOLD = (
    "{place}{wrong}", "{wrong}，{place}", "举报{place}{wrong}", "我要举报，{place}{wrong}",
    "{wrong}，地点：{place}", "{wrong}（{place}）", "{wrong}，就在{place}", "你好，{place}那里{wrong}",
    "反映一下，{place}{wrong}，请处理", "{place}，{wrong}，谢谢", "昨天晚上{place}{wrong}",
    "投诉{place}，{wrong}，希望尽快处理", "麻烦你们查一下{place}，{wrong}", "{wrong}，{place}，我的电话13800138000",
)  # fmt: skip
TOPICS = (
    "口罩", "消毒液", "健康码", "出入证", "复工证明", "快递", "疫苗", "核酸", "麻将馆", "理发店", "网吧", "学校",
    "隔离酒店", "湖北车",
)  # fmt: skip
ASKED = (
    "{}什么时候有", "请问{}在哪里办", "{}怎么申请", "{}可以用吗", "{}开了没有", "想问一下{}的事", "{}要多少钱",
    "现在{}能去吗", "哪里有{}", "{}需要预约吗", "{}还要等多久", "我想咨询{}", "{}是怎么规定的",
)  # fmt: skip


def read(text):
    now = datetime(2020, 2, 20, 9, tzinfo=ZONE)
    where = Context(
        Member("r", "街坊"),
        None,
        now,
        ZONE,
        Directory(),
        PRESET.form("daily"),
        private=True,
        categories=PRESET.categories,
    )
    return read_tip(clean(text), where)


@settings(max_examples=400)
@given(st.sampled_from(TOLD), st.sampled_from(PLACES), st.sampled_from(WRONGS))
def test_the_place_is_found_wherever_it_stands(told, place, wrong):
    found = read(told.format(place=place, wrong=wrong))
    assert isinstance(found, TipMeaning)
    assert found.place == place
    assert found.category != "其他"
    assert found.masked == ("电话" in told)


@settings(max_examples=200)
@given(st.sampled_from(ASKED), st.sampled_from(TOPICS), st.sampled_from(("", "？", "，谢谢", "啊")))
def test_an_ordinary_question_is_no_tip(asked, topic, end):
    assert read(asked.format(topic) + end) is None
