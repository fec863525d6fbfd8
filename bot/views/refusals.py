"""What an administrator must mend before a platform takes our messages again, or that it is away and back."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.errors import Need
from bot.views.figures import clock, day
from bot.views.inert import inert

_TOLD: Mapping[Need, tuple[str, str]] = {
    "secret": ("不认我们的密钥，或应用已停用", "请核对管理后台里的密钥和 config.toml 里的是否一致，应用是否启用"),
    "address": ("不认这台服务器的地址", "请在管理后台把服务器的出口地址加进“企业可信IP”"),
    "permission": ("说没有权限", "请在管理后台核对应用的可见范围和接口权限"),
    "chat": (
        "说发往的群已经没有我们，或机器人的地址失效",
        "请核对群里的机器人还在不在，groups.csv 的 post_chat_id 对不对",
    ),
    "member": ("说有人收不到私聊，多半还没有给机器人发过消息", "请让没收到的人先给机器人发一句话"),
    "account": ("说客服账号没有设好", "请在管理后台核对客服账号和可调用接口的应用"),
}
_WAITS: frozenset[Need] = frozenset({"secret", "address", "permission"})


def refusal(channel: str, need: Need, code: int | None, where: str) -> str:
    """Told once a day for each thing to be mended. `where`: the group, if it is about one."""
    what, mend = _TOLD[need]
    number = f"（{code}）" if code is not None else ""
    about = f"，发往{inert(where)}" if where else ""
    then = "消息都留着，修好后会自动发出。" if need in _WAITS else "没发出的可发“未送达”查看，修好后用“重发 编号”补发。"
    return f"【发送故障】渠道{inert(channel)}{about}：平台{what}{number}。{mend}。{then}"


def away(channel: str, since: datetime, now: datetime, zone: ZoneInfo) -> str:
    """Nobody reaches that platform; told once."""
    return (
        f"【平台连不上】渠道{inert(channel)}从{_moment(since, zone)}起一直连不上，已{_span(now - since)}："
        "不是域名解析不了、被拒绝，就是一直没有回应。要发的都留着，一直在试，通了自动发出；满24小时的列为未送达。"
        "请查这台服务器的网络、代理，和 config.toml 里的平台地址。"
    )


def back(channel: str, since: datetime, now: datetime, zone: ZoneInfo) -> str:
    """It is there again."""
    return (
        f"【平台恢复】渠道{inert(channel)}又连上了。{_moment(since, zone)}到{_moment(now, zone)}之间连不上，"
        f"共{_span(now - since)}；留着的消息正在发出，没发成的可发“未送达”查看。"
    )


def _moment(moment: datetime, zone: ZoneInfo) -> str:
    return f"{day(moment.astimezone(zone).date())}{clock(moment, zone)}"


def _span(span: timedelta) -> str:
    hours, minutes = divmod(int(span.total_seconds()) // 60, 60)
    return (f"{hours}小时" if hours else "") + (f"{minutes}分钟" if minutes or not hours else "")
