"""Two replicas that look in the same instant say everything once: a rung, a watch that begins, a gap, a tip-off."""

import asyncio
from collections import Counter
from datetime import timedelta
from zoneinfo import ZoneInfo

from shelf import NOW

from bot.clock import VirtualClock
from bot.directory.model import Directory, Group, Member
from bot.forms.preset import Preset
from bot.forms.watch import WatchRules
from bot.scheduler.base import Desk
from bot.scheduler.climbing import raise_item
from bot.scheduler.watchman import Watchman
from bot.store.store import Store
from bot.store.watching import Shift

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
PLACE = Directory(
    members=(Member("a", "甲", "duty_officer"), Member("b", "乙", "leader"), Member("c", "丙", "grid_leader")),
    groups=(Group("cmd", "指挥部", "command", "chat", "cmd", "chat", "cmd"),),
)
DESK = Desk(PLACE, Preset("p", "p", (), watch=WatchRules(tip_taken_up="2h")), ZoneInfo("Asia/Shanghai"), "网格助手")


def watchman(store, clock):
    async def current():
        return PLACE

    return Watchman(store=store, look=store.watch, desk=DESK, snapshot=current, clock=clock)


async def test_two_replicas_at_once_say_everything_once(store, url):
    other = Store(url)
    await other.open()
    try:
        clock = VirtualClock(NOW)
        async with store.unit_of_work() as uow:
            await uow.roster.add([Shift(NOW + HOUR, NOW + 3 * HOUR, ("c",), (), "a", NOW)])
            await raise_item(uow, DESK, kind="alarm", subject="x", unit="", text="发热", now=NOW)
            await uow.tips.open(
                place="", category="", text="", masked_text="", area=None, sender="r", channel="chat", at=NOW
            )
            await uow.commit()
        men = [watchman(store, clock), watchman(other, clock), watchman(other, clock)]
        said, keys = 0, Counter()
        for minute in range(0, 200, 5):
            clock.set(NOW + minute * MINUTE)
            said += sum(await asyncio.gather(*(man.run_due(clock.now()) for man in men)))
            while rows := await store.delivery.claim(now=clock.now(), limit=50, lease=MINUTE, worker="w"):
                for row in rows:
                    await store.delivery.settle(row.id, state="sent", at=clock.now())
                    keys[":".join(row.key.split(":")[:2])] += 1
        assert keys["watch:begins"] == 1
        assert keys["watch:gap"] == 2  # ahead of it (there are less than twelve hours), and when it begins
        async with store.unit_of_work() as uow:
            items = {one.kind: one for one in await uow.urgents.pending()}
        told = sum(count for key, count in keys.items() if key.startswith("urgent:"))
        assert said + 1 == told + 3  # the first telling was not theirs
        assert items["alarm"].rung >= 5
        assert items["tip"].rung >= 3
    finally:
        await other.close()
