"""Why something said to a case was not carried out, each with what to type instead. Pure."""

from collections.abc import Sequence

from bot.cases.definition import CaseType
from bot.views.cases import called
from bot.views.inert import inert


def unknown(number: str) -> str:
    """Also of a case that is not to be seen: that it exists is not told."""
    return f"没有编号{number}，或不归您看，请核对。发“我的待办”看轮到您办的。"


def which_unit(kind: CaseType) -> str:
    """No unit was named, and nobody can tell which is meant."""
    return f"没写是哪家单位，没有执行。请发：{kind.opening_of()}"


def no_such_unit(words: str, kind: CaseType) -> str:
    """The directory has no unit of that name."""
    return f"名册里没有“{inert(words)}”，没有执行。请写全名或常用简称，例如：{kind.opening_of()}"


def several_units(names: Sequence[str], kind: CaseType) -> str:
    """The name fits several."""
    named = "、".join(inert(name) for name in names[:6])
    return f"这个名字有{len(names)}家：{named}。请写全名再发，例如：{kind.opening_of()}"


def one_unit_each(kind: CaseType) -> str:
    """Several units are named in one message."""
    return f"一张{kind.title}只写一家单位，没有执行。请一家一条分开发，例如：{kind.opening_of()}"


def no_words(kind: CaseType) -> str:
    """Nothing was said of what it is about."""
    return f"还没写是什么事，没有执行。请发：{kind.opening_of()}"


def may_not_open(kind: CaseType) -> str:
    """Somebody else opens this type."""
    return f"{kind.title}由{called(kind.opened_by)}开，没有执行。有情况请私信我反映，或告诉网格长。"


def past() -> str:
    """The deadline is over or does not exist."""
    return "写的期限不存在或已经过去，没有执行。请写今后的期限，例如：3天内、3月5日12:00前。"


def no_such_day(name: str) -> str:
    """There is no such day."""
    return f"{name}写的日子不存在，没有执行。请写成：2月15日。"


def day_is_over(name: str, is_on: str) -> str:
    """A plan for a day that has passed."""
    return f"{name}写的是{is_on}，已经过去，没有执行。请写今后的日子，例如：2月15日。"


def joined(number: str, into: str) -> str:
    """It is a duplicate of another one."""
    return f"{number}已并入{into}，请对{into}办理。要拆开请发：{number} 撤销合并 原因"


def unclear(number: str, options: Sequence[str]) -> str:
    """`options`: what this person may type now."""
    may = "；".join(options) if options else f"{number} 备注 要说的话"
    return f"没看懂要对{number}做什么，没有改动。您可以发：{may}；看进展发：{number} 到哪了"


def which_case(numbers: Sequence[str], word: str) -> str:
    """No number was given, and not exactly one fits."""
    if not numbers:
        return f"现在没有您能“{word}”的单子。发“我的待办”看轮到您办的。"
    return f"您能“{word}”的有{len(numbers)}张：{'、'.join(numbers)}。请写上编号，例如：{numbers[0]} {word} 说明"


def cannot_show(kind: CaseType, state: str) -> str:
    """Proofs are taken only while it is prepared."""
    return f"这张{kind.title}现在是“{state}”，条件不能再改。要改请先让受理的人退回。"


def nobody_named(number: str) -> str:
    """Handed over to nobody that is known."""
    return f"没写转给谁，或成员表里没有这个人。请写全名，例如：{number} 转给 张三"


def several_people(count: int) -> str:
    """Handed over to a name that several bear."""
    return f"同名的有{count}位，没有执行。请写成员编号。"


def cannot_act(name: str, able: str) -> str:
    """Handed over to somebody who could do nothing."""
    return f"{inert(name)}不能办这一步，没有转。这一步由{able}办。"


def not_yours() -> str:
    """Handed over by somebody whose turn it is not."""
    return "这张单现在不由您办，不能转给别人。"


def cannot_join(why: str) -> str:
    """`why`: half a sentence."""
    return f"不能合并：{why}。合并请发：重复的编号 合并到 保留的编号，例如：Z0012 合并到 Z0010"


def may_not_join() -> str:
    """Joined by somebody who may not."""
    return "合并和拆开由开单人、网格长、领导或值班员办，没有执行。"


def not_joined(number: str) -> str:
    """Taken apart where nothing is joined."""
    return f"{number}没有并入别的单，不用拆开。"


def why_missing(number: str, word: str) -> str:
    """Without a reason."""
    return f"请写上原因，例如：{number} {word} 不是同一件事"
