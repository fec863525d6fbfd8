"""Plays every fault against the stand-in and writes docs/故障表.md: `python tools/fault_table.py [WORDS...]`.

Words choose the faults in whose name or place one of them stands; then the table is printed and not written.
Ends with 1 when anything was lost or doubled that need not be.
"""

import asyncio
import logging
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from time import monotonic

from faulty import hearing, killing
from faulty.ledger import Row, table
from faulty.registry import Entry, entries

PAGE = Path(__file__).resolve().parent.parent / "docs" / "故障表.md"
LONGEST = 240.0  # seconds of one fault
HEAD = """# 故障表

`make faults` 写的：每一种故障真演一遍（真签名、真加密、真连接、真数据库文件），数的是模拟平台的屏幕上看见了什么，
不是程序自己记了什么。给管理员的说法见[平台的坏日子](平台的坏日子.md)。

- **放入**：每条路各交给程序这么多条，一半是可以补发的，一半是点名一类、没有把握就不补发的；接收各栏是成员发来的。
- **送达**：对方屏幕上看得到的；接收各栏是按原样登记的。
- **列为未送达**：没有送到、或不知道送到没有。值班员发“未送达”能看到，“重发 编号”再发；其中**等人定**的是点名一类。
- **丢失**必须是0：屏幕上没有、未送达里也没有的。**重复**必须是0：多出来的一份上没有注明的。
- **注明的补发**：平台没有给人知道结果的办法，普通消息只好再发一次，并注明“补发”。只有这一栏的行会有第二份。
- **最久延误**按程序的时钟算，只写大概。
"""


def chosen(words: Sequence[str]) -> list[Entry]:
    """The faults in whose key one of the words stands; without words all."""
    return [one for one in entries() if not words or any(word in one.fault.key for word in words)]


async def played(entry: Entry) -> Row:
    """One fault in a folder of its own. What breaks in it is a row that is not good."""
    begun = monotonic()
    with tempfile.TemporaryDirectory() as folder:
        try:
            async with asyncio.timeout(LONGEST):
                row = await entry.play(Path(folder))
        except (AssertionError, TimeoutError) as error:
            row = Row(entry.fault, 0, 0, wrong=f"{type(error).__name__}: {error}")
    judged = "ok" if row.good else f"NOT GOOD: lost {row.lost}, doubled {row.doubled} {row.wrong}"
    print(f"{monotonic() - begun:6.1f} s  {row.fault.key}: {judged}", flush=True)
    return row


async def play(wanted: Sequence[Entry]) -> list[Row]:
    """What runs in processes of its own beside the others, last those whose answers are timed; in the order given.

    The others go one by one: Alembic migrates one database a process at a time.
    """
    found: dict[str, Row] = {}

    async def some(holds: Callable[[str], bool]) -> None:
        for entry in wanted:
            if holds(entry.fault.group):
                found[entry.fault.key] = await played(entry)

    apart = (killing.GROUP, hearing.GROUP)
    await asyncio.gather(some(lambda group: group == killing.GROUP), some(lambda group: group not in apart))
    await some(lambda group: group == hearing.GROUP)
    return [found[entry.fault.key] for entry in wanted]


def main(words: Sequence[str]) -> int:
    """The exit code."""
    logging.disable(logging.CRITICAL)
    rows = asyncio.run(play(chosen(words)))
    bad = [row for row in rows if not row.good]
    sums = f"合计：放进 {sum(row.put for row in rows)}，送达 {sum(row.sent for row in rows)}，列为未送达 "
    sums += f"{sum(row.listed for row in rows)}，丢失 {sum(row.lost for row in rows)}，重复 "
    sums += f"{sum(row.doubled for row in rows)}，注明的补发 {sum(row.marked for row in rows)}。"
    whole = f"{HEAD}\n{sums}\n\n{table(rows)}\n"
    if words or bad:
        print(whole)
    else:
        PAGE.write_text(whole, encoding="utf-8")
        print(f"{len(rows)} faults; {PAGE.name} is written")
    for row in bad:
        print(f"not good: {row}", file=sys.stderr)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
