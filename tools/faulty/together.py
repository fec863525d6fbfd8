"""Two replicas that send out of one outbox, and pictures whose links are dead when they are fetched."""

import struct
import zlib
from datetime import timedelta

from bot.channels import markup
from bot.media.subject import of_report
from faulty.hearing import SECOND
from faulty.ledger import Fault, Row
from faulty.sending import WAYS, account, at_rest, held_rows, put_one
from faulty.stage import AGENT, CORP, START, Stage

ROBOT = WAYS[2]
PICTURES, DEAD = 6, 3


def picture() -> bytes:
    """The smallest PNG there is."""
    whole = b"\x89PNG\r\n\x1a\n"
    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    for kind, data in ((b"IHDR", head), (b"IDAT", zlib.compress(b"\0\0")), (b"IEND", b"")):
        whole += struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    return whole


async def two_send(stage: Stage, fault: Fault) -> Row:
    """Forty messages for one robot, which takes twenty a minute; half way one of the two replicas ends."""
    await stage.start("a")
    await stage.start("b")
    for number in range(40):
        await put_one(stage, ROBOT, number, hold=bool(number % 2))
    for app, _ in stage.replicas.values():
        app.sender.wake()
    await stage.pass_time(SECOND)
    await stage.stop("a")
    await at_rest(stage)
    return account(stage, fault, ROBOT, await held_rows(stage))


async def dead_links(stage: Stage, fault: Fault) -> Row:
    """Clerks report and send a picture each; of half of them the platform has thrown the picture away."""
    app = await stage.start()
    line, now = stage.line(), stage.clock.now()
    for number in range(PICTURES):
        who = f"u{number}"
        await line.say(who, f"日报 在岗{number + 10}人")
        since = now - timedelta(days=4) if number < DEAD else now
        media_id = stage.platform.shelf.shared(picture(), f"{number}.png", now=since)
        xml = (
            f"<xml><ToUserName>{markup.cdata(CORP)}</ToUserName><FromUserName>{markup.cdata(who)}</FromUserName>"
            f"<CreateTime>{int(now.timestamp())}</CreateTime><MsgType><![CDATA[image]]></MsgType>"
            f"<MediaId>{markup.cdata(media_id)}</MediaId><MsgId>{8000 + number}</MsgId><AgentID>{AGENT}</AgentID></xml>"
        )
        await line.deliver(xml, who)
    for _ in range(60):
        await app.fetcher.run_due(stage.clock.now())
        await stage.pass_time(10 * SECOND)
    kept = 0
    async with app.store.unit_of_work() as uow:
        for number in range(PICTURES):
            files = await uow.files.of(of_report("daily", f"e{number}", START.date()).text)
            kept += sum(file.state == "kept" for file in files)
    told = sum(any("没有存下来" in text for text in stage.platform.chat(f"member:u{n}")) for n in range(PICTURES))
    lost = max(0, PICTURES - kept - told)
    return Row(fault, put=PICTURES, sent=kept, listed=told, lost=lost, told="发图的人，请他再发一次")
