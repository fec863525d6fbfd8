"""The many ways in which clerks write one day's report: forms, shorthand, prose, lists, dictation.

A newcomer's usual mistake is to let a style say more than it declares: `says` lists the fields that it states,
and the day's table of intended outcomes is made from it. <time> and <hour> stand for the moment of sending.
"""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from heyuan.figures import Figures

CORE = (
    "resumed", "on_duty", "returned_total", "returned_local", "returned_nonlocal", "returned_out_of_province",
)  # fmt: skip
_DIGITS = "零一二三四五六七八九"


def chinese(number: int) -> str:
    """A whole number below 10,000 in Chinese numerals: 126 is 一百二十六, 12 is 十二, 105 is 一百零五."""
    if number < 10:
        return _DIGITS[number]
    text, zero = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            text += ("零" if zero else "") + _DIGITS[digit] + name
            zero = False
        elif text:
            zero = True
    return text.removeprefix("一") if text.startswith("一十") else text


def wide(text: str) -> str:
    """Digits and colons as full-width characters."""
    return "".join(chr(ord(ch) + 0xFEE0) if ch in "0123456789:" else ch for ch in text)


@dataclass(frozen=True)
class Style:
    """One manner of writing. `says`: fields stated. `most`: not for more people than this. `named`: holds the name."""

    write: Callable[[str, Figures], str]
    says: tuple[str, ...]
    most: int = 10_000
    named: bool = True
    healthy: bool = False  # only for units with nobody in isolation


def _form(n: str, f: Figures) -> str:
    return (
        f"【复工复产日报】\n单位名称：{n}\n日期：2020年3月5日\n是否复工：是\n在岗人数：{f.on_duty}人\n"
        f"累计返岗：{f.returned_total}人\n其中河源籍：{f.returned_local}人\n非河源籍：{f.returned_nonlocal}人（外省{f.returned_out_of_province}人）\n"
        f"湖北籍员工：{f.hubei_staff}人\n隔离观察：{f.isolated}人\n体温异常：{f.abnormal_temp}人\n口罩库存：{f.masks_stock}只"
    )


def _prose(n: str, f: Figures) -> str:
    return (
        f"截至今日<hour>时，{n}已复工，累计返厂{f.returned_total}人，其中河源籍{f.returned_local}人、非河源籍{f.returned_nonlocal}人"
        f"（外省{f.returned_out_of_province}人），在岗{f.on_duty}人，隔离观察{f.isolated}人，未发现体温异常人员。口罩库存{f.masks_stock}只。"
    )


def _short(n: str, f: Figures) -> str:
    return (
        f"{n} 已复工 在岗{f.on_duty} 返岗{f.returned_total} 本市籍{f.returned_local} 非本市籍{f.returned_nonlocal} "
        f"外省{f.returned_out_of_province} 发热0"
    )


def _slashes(n: str, f: Figures) -> str:
    return (
        f"【{n}】3月5日：已复工/到岗{f.on_duty}人/返岗{f.returned_total}人/河源籍{f.returned_local}人/非河源籍{f.returned_nonlocal}人"
        f"/外省{f.returned_out_of_province}人/隔离{f.isolated}人/发热0人"
    )


def _numbered(n: str, f: Figures) -> str:
    return (
        f"{n}3月5日日报\n一、是否复工：是\n二、在岗：{f.on_duty}人\n三、累计返岗：{f.returned_total}人，其中本地籍{f.returned_local}人，"
        f"外地籍{f.returned_nonlocal}人，外省籍{f.returned_out_of_province}人\n四、隔离：{f.isolated}人\n五、体温异常：{f.abnormal_temp}人"
    )


def _dotted(n: str, f: Figures) -> str:
    return (
        f"1.单位：{n}\n2.日期：3月5日\n3.是否复工：是\n4.在岗人数：{f.on_duty}\n5.返岗人数：{f.returned_total}\n6.河源籍：{f.returned_local}\n"
        f"7.非河源籍：{f.returned_nonlocal}\n8.外省：{f.returned_out_of_province}\n9.体温异常：0\n10.口罩：{f.masks_stock}只"
    )


def _nested(n: str, f: Figures) -> str:
    return (
        f"{n}（已复工）\n返岗人数：{f.returned_total}人\n  其中：河源籍 {f.returned_local}人\n"
        f"        非河源籍 {f.returned_nonlocal}人\n"
        f"          （外省 {f.returned_out_of_province}人）\n在岗人数：{f.on_duty}人"
    )


def _backwards(_n: str, f: Figures) -> str:
    return (
        f"非河源籍返岗{f.returned_nonlocal}人，其中外省{f.returned_out_of_province}人；河源籍返岗{f.returned_local}人；合计返岗{f.returned_total}人；"
        f"在岗{f.on_duty}人；已复工"
    )


def _tabs(_n: str, f: Figures) -> str:
    return (
        f"是否复工\t是\n在岗人数\t{f.on_duty}\n返岗人数\t{f.returned_total}\n本市籍\t{f.returned_local}\n非本市籍\t{f.returned_nonlocal}\n"
        f"外省\t{f.returned_out_of_province}\n体温异常\t0\n口罩库存\t{f.masks_stock}"
    )


def _faces(n: str, f: Figures) -> str:
    return (
        f"📋{n} 3.5日报\n✅已复工\n✅今日在岗：{f.on_duty}人\n"
        f"✅返厂人数：{f.returned_total}人（河源籍{f.returned_local}，非河源籍{f.returned_nonlocal}，"
        f"其中外省{f.returned_out_of_province}）\n🏥隔离观察：{f.isolated}人\n🌡️发热人数：0人\n😷口罩库存：{f.masks_stock}只"
    )


def _wide(n: str, f: Figures) -> str:
    return wide(
        f"{n}　日报　已复工　在岗:{f.on_duty}　返岗:{f.returned_total}　"
        f"河源籍:{f.returned_local}　非河源籍:{f.returned_nonlocal}　"
        f"外省:{f.returned_out_of_province}　体温异常:0"
    )


def _traditional(n: str, f: Figures) -> str:
    return (
        f"單位：{n}\n是否復工：是\n在崗人數：{f.on_duty}人\n累計返崗：{f.returned_total}人\n河源籍：{f.returned_local}人\n非河源籍：{f.returned_nonlocal}人\n"
        f"外省：{f.returned_out_of_province}人\n隔離觀察：{f.isolated}人\n體溫異常：0人\n口罩庫存：{f.masks_stock}隻"
    )


def _dictated(n: str, f: Figures) -> str:
    return (
        f"领导好我是{n}的我们已复工今天到岗{f.on_duty}人累计返岗{f.returned_total}人河源籍{f.returned_local}人非河源籍{f.returned_nonlocal}人"
        f"外省{f.returned_out_of_province}人没有隔离的没有发烧的谢谢"
    )


def _spoken(n: str, f: Figures) -> str:
    return (
        f"{n}，已复工，在岗{chinese(f.on_duty)}人，返岗{chinese(f.returned_total or 0)}人，"
        f"其中河源籍{chinese(f.returned_local or 0)}人，"
        f"非河源籍{chinese(f.returned_nonlocal or 0)}人，外省{chinese(f.returned_out_of_province or 0)}人，无发热"
    )


def _stamped(n: str, f: Figures) -> str:
    return (
        f"2020-03-05 <time>\n{n}\n复工情况：已复工\n在岗人数：{f.on_duty}\n返岗人数：{f.returned_total}\n"
        f"其中本市：{f.returned_local}\n"
        f"非本市：{f.returned_nonlocal}\n省外：{f.returned_out_of_province}\n体温异常：0"
    )


def _counted(n: str, f: Figures) -> str:
    return (
        f"{n}3月5日：{f.on_duty}人在岗，{f.returned_total}人已返岗（河源籍{f.returned_local}人，非河源籍{f.returned_nonlocal}人，"
        f"含外省{f.returned_out_of_province}人），0人体温异常，已复工"
    )


def _signed(n: str, f: Figures) -> str:
    return (
        f"我司已复工，今日在岗{f.on_duty}人，累计返岗{f.returned_total}人，其中本市籍{f.returned_local}人，非本市籍{f.returned_nonlocal}人，"
        f"外省籍{f.returned_out_of_province}人，口罩库存{f.masks_stock}只。特此报告。\n{n}\n2020年3月5日"
    )


_ZERO, _MASKS = ("abnormal_temp",), ("masks_stock",)
WORKING = (
    Style(_form, (*CORE, "hubei_staff", "isolated", *_ZERO, *_MASKS)),
    Style(_prose, (*CORE, "isolated", *_ZERO, *_MASKS)),
    Style(_short, (*CORE, *_ZERO)),
    Style(_slashes, (*CORE, "isolated", *_ZERO)),
    Style(_numbered, (*CORE, "isolated", *_ZERO)),
    Style(_dotted, (*CORE, *_ZERO, *_MASKS)),
    Style(_nested, CORE),
    Style(_backwards, CORE, named=False),
    Style(_tabs, (*CORE, *_ZERO, *_MASKS), named=False),
    Style(_faces, (*CORE, "isolated", *_ZERO, *_MASKS)),
    Style(_wide, (*CORE, *_ZERO)),
    Style(_traditional, (*CORE, "isolated", *_ZERO, *_MASKS)),
    Style(_dictated, (*CORE, "isolated", *_ZERO), healthy=True),
    Style(_spoken, (*CORE, *_ZERO), most=400),
    Style(_stamped, (*CORE, *_ZERO)),
    Style(_counted, (*CORE, *_ZERO)),
    Style(_signed, (*CORE, *_MASKS)),
)
"""Enterprises at work."""

IDLE = (
    Style(lambda n, f: f"{n}：未复工，留守在岗{f.on_duty}人，无发热", ("resumed", "on_duty", *_ZERO)),
    Style(
        lambda n, f: (
            f"单位名称：{n}\n是否复工：否\n计划复工时间：3月{8 + f.on_duty}日\n"
            f"留守在岗人数：{f.on_duty}人\n体温异常人数：0人"
        ),
        ("resumed", "on_duty", *_ZERO),
    ),
    Style(lambda n, f: f"{n}还没复工，值班在岗{f.on_duty}人，体温正常", ("resumed", "on_duty", *_ZERO)),
    Style(
        lambda n, f: f"{n} 未复工 看场在岗{f.on_duty} 隔离{f.isolated} 发热0",
        ("resumed", "on_duty", "isolated", *_ZERO),
    ),
)
"""Enterprises and sites that stand still."""

SITE = (
    Style(
        lambda n, f: f"{n}已复工，在岗{f.on_duty}人，体温异常0人，口罩{f.masks_stock}个",
        ("resumed", "on_duty", *_ZERO, *_MASKS),
    ),
    Style(lambda n, f: f"【{n}】3月5日 已复工 到岗{f.on_duty} 发热0", ("resumed", "on_duty", *_ZERO)),
    Style(
        lambda n, f: (
            f"项目：{n}\n是否复工：是\n今日在岗：{f.on_duty}人（木工、钢筋工、管理人员全部测温）\n体温异常：无\n口罩库存：{f.masks_stock}只"
        ),
        ("resumed", "on_duty", *_ZERO, *_MASKS),
    ),
    Style(lambda n, f: f"{n}，已复工，上班{f.on_duty}人，没有发烧的", ("resumed", "on_duty", *_ZERO)),
)
SHOP = (
    Style(lambda n, f: f"{n}今天{f.on_duty}个人上班，没有发烧的", ("on_duty", *_ZERO)),
    Style(lambda n, f: f"{n} 在岗{f.on_duty} 发热0 口罩{f.masks_stock}", ("on_duty", *_ZERO, *_MASKS)),
    Style(lambda n, f: f"我哋{n}今日有{chinese(f.on_duty)}个人在岗，冇人发烧", ("on_duty", *_ZERO)),
    Style(
        lambda n, f: f"{n}：在岗{chinese(f.on_duty)}人，体温都正常，口罩还有{f.masks_stock}个",
        ("on_duty", *_ZERO, *_MASKS),
    ),
)
PLACE = (
    Style(
        lambda n, f: f"{n}今日在岗{f.on_duty}人，体温异常0人，口罩库存{f.masks_stock}只", ("on_duty", *_ZERO, *_MASKS)
    ),
    Style(
        lambda n, f: f"{n}日报\n在岗人数：{f.on_duty}\n体温异常：0\n口罩：{f.masks_stock}只",
        ("on_duty", *_ZERO, *_MASKS),
    ),
    Style(lambda n, f: f"{n}，值班在岗{f.on_duty}人，无发热", ("on_duty", *_ZERO)),
)
"""Compounds, schools and hotels."""


def styles_for(kind: str, figures: Figures) -> list[Style]:
    """The styles that fit a unit of this kind on this day."""
    if figures.resumed is False:
        return list(IDLE)
    if kind == "enterprise":
        return [
            style
            for style in WORKING
            if (figures.returned_total or 0) <= style.most and not (style.healthy and figures.isolated)
        ]
    return list({"site": SITE, "shop": SHOP}.get(kind, PLACE))


def stated(style: Style, figures: Figures) -> dict[str, int | bool]:
    """What a message of this style states."""
    every = figures.stated()
    return {key: every[key] for key in style.says if key in every}


def greeting(rng: Random, text: str, *, bot: str = "网格助手") -> str:
    """Now and then a mention or a greeting before the words."""
    if "\n" in text or text.startswith(("领导", "【")):
        return rng.choice((f"@{bot} {text}", text, text))
    return rng.choice((f"@{bot} {text}", f"＠{bot} {text}", f"领导好，{text}", text, text, text, f"{text}[抱拳]"))
