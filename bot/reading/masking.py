"""Take personal data out of a text that will be shown: telephone, identity and account numbers, plates.

A newcomer's usual mistake is to think of digits alone: residents write 138 0000 9023, １３８…, 一三八零零…
and 幺三八, and dictate them to a voice keyboard; house numbers, dates and hotlines (12345) must stay readable.
"""

import re

PHONE, IDENTITY, ACCOUNT, PLATE, MAIL = "[电话已隐去]", "[证件号已隐去]", "[账号已隐去]", "[车牌已隐去]", "[邮箱已隐去]"

_D = "0-9０-９零〇○一二三四五六七八九幺妖两壹贰叁肆伍陆柒捌玖"
_GAP = r"[\s\-—－–.·,，、。/_()（）*]{0,3}"
_ONE = "[1１一幺妖壹]"
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼滬雲遼魯蘇贛晉陝閩貴粵寧瓊"
_NOT_AFTER = rf"(?<![{_D}A-Za-z.])"
_NOT_BEFORE = rf"(?![{_D}])"

_MAIL = re.compile(r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_IDENTITY = re.compile(
    rf"{_NOT_AFTER}(?:[{_D}](?:[\s\-]?[{_D}]){{16}}[\s\-]?[{_D}xX叉]|[0-9]{{15}}"
    rf"|[0-9]{{6}}[*＊xX]{{4,10}}[0-9]{{3}}[0-9xX]|[0-9]{{10,14}}[*＊xX]{{4,8}})"
    rf"(?![{_D}A-Za-z])"
)
_PLATE = re.compile(
    rf"[{_PROVINCES}]\s?[A-Za-z][\s·•.\-,，]{{0,2}}(?=[A-Za-z]*[0-9])"
    r"(?:[A-HJ-NP-Za-hj-np-z0-9]{5,6}(?![A-Za-z0-9])|[A-HJ-NP-Za-hj-np-z0-9]{4}[学警挂港澳领])"
    rf"|[{_PROVINCES}]\s?[A-Za-z][\s·•.\-,，]{{0,2}}(?:[A-Za-z{_D}][\s,，]?){{4,5}}[A-Za-z{_D}](?![A-Za-z{_D}])"
)
_AFTER_PLATE = re.compile(
    r"(车牌(?:尾?号码?)?|尾号|车号|車牌|車號)([\s:：是为叫]{0,3})((?=[A-Za-z]*[0-9])[A-Za-z0-9]{3,7})(?![A-Za-z0-9])"
)
_DOCUMENT = re.compile(r"((?:护照|通行证|证件)号?码?[\s:：是为]{0,3})[A-Za-z]{1,2}[0-9]{6,9}(?![0-9])")
_MOBILE = re.compile(
    rf"{_NOT_AFTER}(?:(?:\+|00)?86{_GAP})?{_ONE}{_GAP}[3-9３-９三四五六七八九叁肆伍陆柒捌玖](?:{_GAP}[{_D}]){{9}}{_NOT_BEFORE}"
)
_LANDLINE = re.compile(
    rf"{_NOT_AFTER}[（(]?[0０零〇][{_D}]{{2,3}}[)）]?[\s\-—－转]{{0,3}}[{_D}](?:[\s\-]?[{_D}]){{6,7}}{_NOT_BEFORE}"
    rf"|{_NOT_AFTER}[48]00[\s\-]?[0-9]{{3,4}}[\s\-]?[0-9]{{3,4}}{_NOT_BEFORE}"
)
_AFTER_WORD = re.compile(
    rf"((?:联系)?电话|手机号?码?|座机|号码|联系方式|联系我|打给我|致电|tel|phone|微信号?|[威薇徽]信号?|weixin|wx|vx|v信|QQ号?|扣扣|加(?:我|他|她)?[的个]?[vV微薇])"
    rf"([\s:：是为叫]{{0,4}})"
    rf"([{_D}](?:{_GAP}[{_D}]){{5,11}}|[A-Za-z][A-Za-z0-9_\-]{{5,19}}){_NOT_BEFORE}",
    re.IGNORECASE,
)
_HALF_HIDDEN = re.compile(rf"{_NOT_AFTER}1[3-9][0-9][*＊xX]{{3,5}}[0-9]{{3,4}}{_NOT_BEFORE}")
_CARD = re.compile(rf"{_NOT_AFTER}[0-9](?:[ \-]?[0-9]){{15,18}}{_NOT_BEFORE}")
_ACCOUNT = re.compile(rf"{_NOT_AFTER}[0-9]{{9,}}{_NOT_BEFORE}")
_SPOKEN = re.compile(
    r"(?<![零〇一二三四五六七八九幺两])(?:[零〇一二三四五六七八九幺两][\s,，]?){7,}(?![零〇一二三四五六七八九幺两])"
)

_WHOLE = (
    (_MAIL, MAIL), (_IDENTITY, IDENTITY), (_HALF_HIDDEN, PHONE), (_MOBILE, PHONE),
    (_CARD, ACCOUNT), (_PLATE, PLATE), (_LANDLINE, PHONE),
)  # fmt: skip


def mask(text: str) -> tuple[str, bool]:
    """The text with personal numbers replaced by words, and whether there were any."""
    masked = text
    for pattern, words in _WHOLE:
        masked = pattern.sub(words, masked)
    masked = _DOCUMENT.sub(rf"\g<1>{IDENTITY}", masked)
    masked = _AFTER_WORD.sub(
        lambda m: f"{m[1]}{m[2]}{ACCOUNT if m[3][0].isascii() and m[3][0].isalpha() else PHONE}", masked
    )
    masked = _AFTER_PLATE.sub(rf"\g<1>\g<2>{PLATE}", masked)
    masked = _ACCOUNT.sub(ACCOUNT, masked)
    masked = _SPOKEN.sub(PHONE, masked)
    return masked, masked != text
