"""Every kind of message and event that the platform knows becomes one of ours, and none is an error."""

import pytest
from app_calls import one, xml_of
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.messages import PRESS

MEDIA = {
    "image": {"PicUrl": "http://p/1", "MediaId": "M1"},
    "voice": {"MediaId": "M2", "Format": "amr"},
    "video": {"MediaId": "M3", "ThumbMediaId": "T3"},
    "location": {"Location_X": "23.7", "Location_Y": "114.7", "Scale": "15", "Label": "高新区", "AppType": "wxwork"},
    "file": {"MediaId": "M4", "FileName": "日报.xlsx"},
}
SCANNED = "<EventKey>6</EventKey><ScanCodeInfo><ScanType>qrcode</ScanType><ScanResult>1</ScanResult></ScanCodeInfo>"
PICTURES = "<SendPicsInfo><Count>1</Count><PicList><item><PicMd5Sum>1b5f</PicMd5Sum></item></PicList></SendPicsInfo>"
PLACE = "<SendLocationInfo><Location_X>23</Location_X><Location_Y>113</Location_Y></SendLocationInfo>"
EVENTS = {
    "subscribe": "",
    "unsubscribe": "",
    "enter_agent": "<EventKey></EventKey>",
    "LOCATION": "<Latitude>23.7</Latitude><Longitude>114.7</Longitude><Precision>65</Precision>",
    "view": "<EventKey>http://x</EventKey>",
    "view_miniprogram": "<EventKey>pages/x</EventKey>",
    "scancode_push": SCANNED,
    "scancode_waitmsg": SCANNED,
    "pic_sysphoto": "<EventKey>6</EventKey>" + PICTURES,
    "location_select": "<EventKey>6</EventKey>" + PLACE,
    "batch_job_result": "<BatchJob><JobId>S0MrnndvRG5fadSlLwiBqiDD</JobId><ErrCode>0</ErrCode></BatchJob>",
    "open_approval_change": "<ApprovalInfo><ThirdNo>2019</ThirdNo></ApprovalInfo>",
    "change_contact": "<ChangeType>update_user</ChangeType><UserID>zhangsan</UserID>",
    "template_card_menu_event": "<EventKey>b1</EventKey><TaskId>t1</TaskId>",
    "kf_msg_or_event": "<Token>ENC</Token><OpenKfId>wk</OpenKfId>",
    "share_agent_change": "",
    "inactive_alert": "<EffectTime>1612334</EffectTime>",
    "low_active": "",
    "something_of_next_year": "<Deep><Deeper><Deepest>1</Deepest></Deeper></Deep>",
}


def event_of(name, inside):
    plain = xml_of("event", number="", Event=name)
    return plain.replace("</xml>", inside + "</xml>")


@pytest.mark.parametrize("kind", MEDIA)
def test_media_keeps_what_the_platform_told_about_it(kind):
    inbound = one(xml_of(kind, **MEDIA[kind]))
    [media] = inbound.media
    assert (media.kind, dict(media.detail)) == (kind, MEDIA[kind])
    assert (inbound.text, inbound.event) == ("", None)


@pytest.mark.parametrize("name", EVENTS)
def test_an_event_is_an_event_with_its_body(name):
    plain = event_of(name, EVENTS[name])
    inbound = one(plain)
    assert (inbound.event, inbound.text, inbound.media, inbound.raw) == (name, "", (), plain)
    assert not inbound.passive
    assert inbound.message_id.startswith("zhangsan:")


def test_the_apps_own_menu_says_what_its_administrator_wrote_there():
    inbound = one(event_of("click", "<EventKey>未报</EventKey>"))
    assert (inbound.event, inbound.text, inbound.chat) == (PRESS, "未报", None)


def test_a_link_is_kept_whole_though_nobody_reads_it_yet():
    plain = xml_of("link", Title="通知", Description="x", Url="http://x", PicUrl="http://y")
    inbound = one(plain)
    assert (inbound.event, inbound.raw) == ("unknown:link", plain)


def test_the_kind_of_a_message_may_be_written_large():
    assert one(xml_of("TEXT", Content="日报")).text == "日报"


def test_the_same_number_from_two_people_is_two_messages():
    first, other = one(xml_of(Content="日报")), one(xml_of(Content="日报").replace("zhangsan", "lisi"))
    assert first.message_id == other.message_id
    assert first.digest != other.digest


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("<>&]\"'\n"), max_size=200))
def test_whatever_people_type_arrives_as_they_typed_it(text):
    plain = xml_of(Content=text.replace("]]>", ""))
    assert one(plain).text.split() == text.replace("]]>", "").split()
