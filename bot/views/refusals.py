"""What an administrator must mend before a platform takes our messages again: what it is, and where it is done."""

from collections.abc import Mapping

from bot.errors import Need
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
