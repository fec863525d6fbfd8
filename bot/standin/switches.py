"""Everything that can go wrong on the stand-in, by name: what tests, the fault table and a visitor of its page turn on.

A newcomer's usual mistake is to add a failure where it is needed: one that is not in this list shows on no page and
in no table.
"""

from dataclasses import dataclass
from typing import Literal

from bot.standin.faults import FaultKind
from bot.standin.platform import Platform

Way = Literal["call", "token", "callback"]


@dataclass(frozen=True, slots=True)
class Switch:
    """One failure. `label` and `does` are for whoever watches.

    `way`: the next calls of `endpoint` go wrong by `kind` (with `code`), the token dies at once, or what members say
    arrives otherwise than it should (see town.py).
    """

    name: str
    label: str
    does: str
    way: Way = "call"
    endpoint: str = ""
    kind: FaultKind = "code"
    code: int = 0


SENDS = {"robot": "webhook/send", "app": "message/send", "group": "appchat/send"}
"""What of the bot's calls shows something to people, by a short name."""
_WHERE = {"robot": "群机器人", "app": "应用私信", "group": "应用群聊"}
_KINDS: tuple[tuple[FaultKind, str, str], ...] = (
    ("cut", "断线", "平台没收到就断开：应重发，不丢"),
    ("lost", "发了没回", "平台已发出但没有回答：不知道发没发，按类别重发一次并注明，或交人决定"),
    ("hang", "一直不回", "平台已发出，一直不回答：同上"),
    ("garbage", "回一页网页", "平台已发出，回答是一页网页：同上"),
    ("truncated", "回一半", "平台已发出，回答只有一半：同上"),
    ("empty", "回空", "平台已发出，回答是空的：同上"),
    ("busy", "系统繁忙", "平台说系统繁忙：稍后重试"),
    ("bad_gateway", "502", "平台没发，网关出错：稍后重试"),
    ("redirect", "跳转", "平台要求跳到别处：不跟，稍后重试"),
    ("pieces", "分两段回", "回答分两段到：一切照常"),
    ("string", "错误码写成字符串", "回答里错误码是字符串：一切照常"),
)
_CODES: tuple[tuple[str, int, str, str], ...] = (
    ("robot", 45009, "发得太快", "群机器人每分钟20条已满：等窗口过去再发"),
    ("robot", 93000, "机器人被移出群", "机器人不在了：告诉管理员，消息留着"),
    ("app", 45009, "调用太频繁", "应用调用太频繁：等一等再发"),
    ("app", 40014, "令牌无效", "令牌失效：换一次令牌，马上再发"),
    ("app", 42001, "令牌过期", "令牌过期：换一次令牌，马上再发"),
    ("app", 60020, "服务器地址未加白名单", "告诉管理员，消息留着"),
    ("app", 81013, "成员不可见", "不在可见范围：算没送到，不再试"),
    ("group", 86003, "群不存在", "群没了：告诉管理员"),
)


def _calls() -> tuple[Switch, ...]:
    by_kind = [
        Switch(f"{where}-{kind}", f"{_WHERE[where]}：{label}", does, endpoint=endpoint, kind=kind)
        for where, endpoint in SENDS.items()
        for kind, label, does in _KINDS
    ]
    by_code = [
        Switch(f"{where}-{code}", f"{_WHERE[where]}：{label}（{code}）", does, endpoint=SENDS[where], code=code)
        for where, code, label, does in _CODES
    ]
    return (*by_kind, *by_code)


SWITCHES: tuple[Switch, ...] = (
    *_calls(),
    Switch("token-dead", "令牌提前作废", "下一次调用才知道：换一次令牌再发", way="token"),
    Switch("gettoken-busy", "取令牌时系统繁忙", "稍后再取", endpoint="gettoken", kind="busy"),
    Switch("gettoken-cut", "取令牌时断线", "稍后再取", endpoint="gettoken", kind="cut"),
    Switch("gettoken-40001", "密钥错（40001）", "告诉管理员，不再反复试", endpoint="gettoken", code=40001),
    Switch("upload-busy", "上传文件时系统繁忙", "稍后再传", endpoint="media/upload", kind="busy"),
    Switch("said-twice", "回调重复", "同一条消息送两遍：只登记一次，答两遍一样的话", way="callback"),
    Switch("said-late", "回调迟到、乱序", "这条消息压到下一条之后才送：照发送时间判按时与否", way="callback"),
    Switch("said-forged", "签名不对的回调", "送一条签名不对的：不理，什么都不登记", way="callback"),
)
BY_NAME = {switch.name: switch for switch in SWITCHES}


def turn_on(platform: Platform, switch: Switch, *, times: int = 1) -> None:
    """Let the next calls go wrong. For `way` "callback" the town keeps count itself."""
    if switch.way == "token":
        platform.expire_token()
    elif switch.way == "call":
        platform.faults.add(switch.endpoint, switch.kind, code=switch.code, times=times)
