"""Commits units of work for ever and says each one's number once it is durable. Run as a program, to be killed."""

import asyncio
import itertools
import sys

from shelf import DONE, inbound, notice, outbound, report

from bot.store.store import Store


async def commit_for_ever(url: str, start: int) -> None:
    store = Store(url)
    await store.open()
    for number in itertools.count(start):
        async with store.unit_of_work() as uow:
            for part in range(8):
                name = f"{number}-{part}"
                uow.inbox.remember(inbound(name), DONE, (), keep_text=True)
                uow.reports.add(report(name))
                uow.outbox.put(notice(name, "e1") if part % 2 else outbound(name))
            await uow.commit()
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(commit_for_ever(sys.argv[1], int(sys.argv[2])))
