"""今日应发12条，已发12条: what became of everything that the clock had to say in a day. Pure."""

from collections.abc import Mapping

NOT_SENT: Mapping[str, str] = {
    "due": "还在排队", "sending": "正在发", "refused": "没送达", "unknown": "平台没回音", "held": "待人工处理",
    "expired": "过时没发", "aside": "超过条数留下", "dropped": "人工取消", "post_skipped": "停机误了时刻",
    "post_failed": "程序出错", "post_not_said": "静默或暂停没发",
}  # fmt: skip
"""By the state of a message, or by what the trail says of one that was never put."""
MENDED_BY_HAND = ("refused", "unknown", "held")


def heartbeat_text(fates: Mapping[str, int]) -> str:
    """`fates`: how many by state and by action of the trail; `emptied` had nobody left to name."""
    sent = fates.get("sent", 0)
    missed = {key: fates[key] for key in NOT_SENT if fates.get(key)}
    text = f"【值守】今日应发{sent + sum(missed.values())}条，已发{sent}条。"
    if missed:
        text += "没发的：" + "、".join(f"{NOT_SENT[key]}{count}条" for key, count in missed.items()) + "。"
    if any(key in missed for key in MENDED_BY_HAND):
        text += "没送达的请发“未送达”查看。"
    if fates.get("emptied"):
        text += f"另有{fates['emptied']}条发之前都已补报，不用发。"
    return text
