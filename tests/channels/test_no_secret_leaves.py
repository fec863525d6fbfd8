"""Canary secrets through every error path: no log record, exception, repr or answer may hold one."""

import logging
import traceback

import pytest
from app_calls import call
from channel_doors import AES_KEY, BOT_SECRET, CORP, NETWORKED, ROBOT, SECRET, TOKEN, a_file
from feishu_doors import ENCRYPT_KEY, FEISHU_SECRET, VERIFICATION
from public_doors import APP_SECRET, FOLLOWER, RESIDENT

from bot.channels.base import Address, Parcel
from bot.channels.codec import Codec
from bot.channels.token_source import Token
from bot.errors import SendError
from bot.messages import Button, Card
from bot.standin.calls import RESPONSE_CODE, Line

KINDS = ["cut", "lost", "hang", "garbage", "truncated", "empty", "busy", "bad_gateway", "redirect"]
CODES = [40001, 40014, 42001, 45009, 45033, 48002, 60020, 81013, 93000, 40058, 40007, -1, 99999]
FAULTS = [(kind, 0) for kind in KINDS] + [("code", code) for code in CODES]


CARD = Card("通报草稿0305-1", buttons=(Button("发布通报", "发布通报 0305-1", "go"),))


@pytest.fixture
def canaries(world, caplog):
    """Checks, with every text that a test hands over, that none of the secrets is in it."""
    caplog.set_level(logging.DEBUG)

    def check(*told: str) -> None:
        records = [str(vars(record)) + caplog.handler.format(record) for record in caplog.records]
        whole = "\n".join([*told, *records])
        token = world.platform._token[0] if world.platform._token else "no token yet"
        for secret in (
            SECRET,
            APP_SECRET,
            RESIDENT,
            FOLLOWER,
            FEISHU_SECRET,
            ENCRYPT_KEY,
            VERIFICATION,
            world.feishu.desk.token or "no token yet",
            ROBOT,
            BOT_SECRET,
            AES_KEY,
            TOKEN,
            token,
            world.public.official.token or "no token yet",
            "&secret=",
            "access_token=",
            "corpsecret=",
            "?key=",
            "_code=",
        ):
            assert secret not in whole

    return check


@pytest.mark.parametrize("name", NETWORKED)
@pytest.mark.parametrize(("kind", "code"), FAULTS)
@pytest.mark.parametrize("place", ["endpoint", "upload", "gettoken"])
async def test_a_failed_send_tells_no_secret(world, canaries, name, kind, code, place):
    door = world.door(name)
    endpoint = getattr(door, place)
    door.platform.faults.add(endpoint, kind, code=code, times=5)
    told = []
    try:
        receipt = await door.send("请补报", card=CARD, attachments=(a_file(),))
        told.append(repr(receipt))
    except SendError as error:
        told += [str(error), repr(error), repr(vars(error)), "".join(traceback.format_exception(error))]
    assert told
    canaries(*told)


async def test_a_platform_that_nobody_reaches_tells_no_secret(world, canaries):
    for channel, kind, to in (
        (world.app(world.api(base="http://127.0.0.1:9")), "member", "zhangsan"),
        (world.webhook(base="http://127.0.0.1:9"), "group", ROBOT),
        (world.webhook(base="http://no-such-host.invalid"), "group", ROBOT),
    ):
        with pytest.raises(SendError) as caught:
            await channel.send(Parcel(to=Address(channel.name, kind, to), kind="reply", text="在"))
        canaries("".join(traceback.format_exception(caught.value)))


async def test_a_press_tells_nobody_the_code_that_changes_its_card(world, canaries):
    line = Line(world.platform, Codec(token=TOKEN, aes_key=AES_KEY, receive_id=CORP), TOKEN, "http://x", world.clock)
    plain = line.pressed("zhangsan", task="card-1", key="say:2020-03-05:发布通报 0305-1")
    app = world.app()
    opened = app.open(call(plain))
    answer = app.seal(opened, opened.inbound[0], (), CARD)
    for told in (repr(opened), repr(answer)):
        assert RESPONSE_CODE not in told
    assert RESPONSE_CODE in plain
    canaries(repr(opened))


async def test_nothing_that_a_debugger_prints_holds_a_secret(world, canaries):
    app, hook = world.app(), world.webhook()
    parcel = Parcel(to=Address("hook", "group", ROBOT), kind="reply", text="在")
    token = Token(SECRET, world.clock.now())
    canaries(repr(app), repr(hook), repr(parcel), str(parcel.to), repr(token), repr(app._codec))
