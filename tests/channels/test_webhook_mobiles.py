"""The robot lights up the phone of who is known by his number alone; as a user id that number is nobody."""

import pytest
from channel_doors import ROBOT

from bot.channels.base import Address, Parcel
from bot.errors import SendError

PHONE = "13800001111"
TO = Address("hook", "group", ROBOT)


@pytest.fixture(params=[False, True], ids=["text", "markdown"])
def hook(request, world):
    world.platform.phones[PHONE] = "wangwu"
    return world.webhook(markdown=request.param)


async def test_by_phone_and_by_id_in_one_message(world, hook):
    await hook.send(Parcel(TO, "overdue", "请补报", mentions=("zhangsan",), mobiles=(PHONE,)))
    assert world.platform.seen[-1].mentions == ("zhangsan", "wangwu")


async def test_a_number_is_no_user_id(world, hook):
    await hook.send(Parcel(TO, "overdue", "请补报", mentions=(PHONE,)))
    assert world.platform.seen[-1].mentions == ()


@pytest.mark.parametrize("written", ["@all", "all", "138 0000 1111", "13800001111|lisi", "", "１３８００００１１１１"])
async def test_nothing_but_a_number_is_handed_on(world, hook, written):
    await hook.send(Parcel(TO, "overdue", "请补报", mobiles=(written,)))
    assert world.platform.seen[-1].mentions == ()


async def test_more_than_a_text_carries_is_refused_before_any_call(world, hook):
    calls = world.platform.calls["webhook/send"]
    with pytest.raises(SendError):
        await hook.send(Parcel(TO, "overdue", "未" * 700, mobiles=(PHONE,)))
    assert world.platform.calls["webhook/send"] == calls
