"""The whole bot behind its long connection: a report said in a group is stored and answered there."""

import asyncio
import random

from bot.app import build
from bot.clock import SystemClock
from bot.config import load_settings
from bot.serving import at_work
from bot.standin.aibot_desk import BotDesk, SmartBot
from bot.standin.aibot_server import standing_in_with_bot
from bot.standin.platform import App, Platform

GROUP = "wrENTERPRISES"
FILES = {
    "areas": "id,name,parent,kind,sector,number\nzone,试验区,,zone,,\ngrid-1,1号网格,zone,grid,industry,1\n",
    "units": "id,name,kind,area,aliases\ne1,河源中光电通讯技术有限公司,enterprise,grid-1,中光电\n",
    "members": "user_id,name,role,units,areas\nzhangsan,赵一,clerk,e1,\n",
    "groups": f"id,name,kind,channel,chat_id,areas,hears\nent,企业群,enterprise,bot,{GROUP},zone,mentions\n",
}


def a_config(folder, base):
    for name, text in FILES.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    config = folder / "config.toml"
    config.write_text(
        f'[store]\nurl = "sqlite:///{folder}/bot.db"\n[directory]\npath = "{folder}"\n[preset]\nname = "heyuan-2020"\n'
        '[channels.bot]\nkind = "wecom_bot_ws"\nbot_id = "aibTEST"\nsecret = "bot-secret"\n'
        f'ws_url = "{base.replace("http:", "ws:")}/aibot"\n',
        encoding="utf-8",
    )
    return config


async def until(holds):
    async with asyncio.timeout(20):
        while not holds():  # noqa: ASYNC110  # the stand-in tells no test
            await asyncio.sleep(0)


async def test_a_report_with_a_mention_is_stored_and_answered_in_the_group(tmp_path):
    clock = SystemClock()
    platform = Platform(App("ww0123456789abcdef", 1000002, "corp-secret"), clock=clock)
    desk = BotDesk(platform, SmartBot("aibTEST", "bot-secret"), clock=clock)
    desk.spoken.add(GROUP)
    async with standing_in_with_bot(desk) as base:
        settings = load_settings(a_config(tmp_path, base))
        async with build(settings, clock=clock, rng=random.Random(1)) as app, at_work(app):  # noqa: S311  # seeded
            await until(lambda: desk.wire is not None)
            await desk.say("zhangsan", "@网格助手 在岗126人，返岗131人", chat=GROUP)
            await until(lambda: desk.screens.texts(GROUP))
            today = clock.now().astimezone(settings.zone).date()
            async with app.store.unit_of_work() as uow:
                head = await uow.reports.head("daily", "e1", today)
    assert head is not None
    assert dict(head.values) == {"on_duty": 126, "returned_total": 131}
    [answer] = desk.screens.texts(GROUP)
    assert "已收到" in answer
    assert "在岗人数 126" in answer
