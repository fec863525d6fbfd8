"""Plays every failure of the stand-in against the whole bot and writes docs/故障表.md: `make faults`.

Ends with 1 when anything is lost, or doubled where the platform lets us know. `--quick` plays some and writes nothing.
"""

import asyncio
import logging
import sys
from collections.abc import Sequence
from pathlib import Path

from faulty.scenes import SPECIAL, Row, of_switch

from bot.standin.switches import SWITCHES

PAGE = Path(__file__).resolve().parents[1] / "docs/故障表.md"
QUICK = ("app-busy", "app-40014", "robot-cut", "robot-45009", "group-86003", "said-twice", "said-forged")
HEAD = """# 故障表

`make faults` 写的：每一种故障真演一遍（真签名、真加密、真连接），数的是模拟平台的屏幕上看见了什么，
不是程序自己记了什么。放进去6条消息，前两次尝试出故障；“延误”按程序的时钟算，到第120分钟为止。

- **丢失**必须是0：没发出去的，要么待重发，要么记为“未送达”告诉值班员
  （发“未送达”能看到，“重发 编号”再发）。
- **重复**必须是0。群机器人和应用群聊各有六种故障（标*），平台让人没法知道发出去没有：
  普通消息重发一次并注明“重发”，通报不重发，留给人定。
- 应用私信的重复，平台自己会吞掉。

| 故障 | 放入 | 送达 | 丢失 | 重复 | 最长延误 | 留待人工 | 告诉了谁 |
|---|---|---|---|---|---|---|---|
"""


async def rows(*, quick: bool) -> list[Row]:
    """Every failure, one after the other."""
    found = []
    for switch in SWITCHES:
        if not quick or switch.name in QUICK:
            found.append(await of_switch(switch))
            _progress(found[-1])
    for _, scene in SPECIAL:
        found.append(await scene())
        _progress(found[-1])
    return found


def table(found: Sequence[Row]) -> str:
    """The page."""
    lines = []
    for row in found:
        late = f"{row.late:.0f}分钟" if row.late >= 1 else "—"
        star = "*" if row.may_double else ""
        told = "；".join(filter(None, (row.told, *row.remarks))) or "—"
        cells = (row.label + star, row.put, row.seen, row.lost, row.doubled, late, row.held or "—", told)
        lines.append(f"| {' | '.join(map(str, cells))} |")
    return HEAD + "\n".join(lines) + "\n"


def _progress(row: Row) -> None:
    mark = "" if row.as_it_must_be else "   <-- !"
    sys.stderr.write(f"{row.label}: {row.seen}/{row.put} lost {row.lost} doubled {row.doubled} held {row.held}{mark}\n")


def main(arguments: Sequence[str]) -> int:
    """Play them and write the page."""
    logging.disable(logging.CRITICAL)
    quick = "--quick" in arguments
    found = asyncio.run(rows(quick=quick))
    if not quick:
        PAGE.write_text(table(found), encoding="utf-8")
    return 0 if all(row.as_it_must_be for row in found) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
