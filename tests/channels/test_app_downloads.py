"""What members send to the self-built app is fetched by its media id, with a living token, up to the cap."""

import pytest
from channel_doors import SECRET

from bot.channels.wecom_app import WecomApp
from bot.errors import MediaLost
from bot.messages import Media

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(200))


@pytest.fixture
def app(world) -> WecomApp:
    channel = world.door("app to a member").channel
    assert isinstance(channel, WecomApp)
    return channel


def shared(world, content: bytes = PNG, name: str = "现场.png") -> Media:
    return Media("image", {"MediaId": world.platform.shelf.shared(content, name, now=world.clock.now())})


async def test_a_picture_is_fetched_with_its_name_and_its_true_type(world, app):
    file = await app.fetch(shared(world))
    assert (file.name, file.media_type, file.content) == ("现场.png", "image/png", PNG)


async def test_a_token_that_died_is_replaced_once_and_the_picture_comes(world, app):
    await app.fetch(shared(world))
    world.platform.expire_token()
    assert (await app.fetch(shared(world))).content == PNG
    assert world.platform.calls["gettoken"] == 2


async def test_an_id_that_nobody_knows_is_gone_although_it_is_answered_with_200(app):
    with pytest.raises(MediaLost) as caught:
        await app.fetch(Media("image", {"MediaId": "NONE"}))
    assert caught.value.why == "gone"


@pytest.mark.parametrize("detail", [{}, {"MediaId": ""}, {"MediaId": 7}])
async def test_a_message_without_an_id_is_not_asked_for(world, app, detail):
    with pytest.raises(MediaLost):
        await app.fetch(Media("image", detail))
    assert world.platform.calls["media/get"] == 0


async def test_not_a_byte_beyond_the_cap_is_kept(world, app):
    assert (await app.fetch(shared(world, b"x" * 1000), most=1000)).content == b"x" * 1000
    with pytest.raises(MediaLost) as caught:
        await app.fetch(shared(world, b"x" * 1001), most=1000)
    assert caught.value.why == "too_big"


async def test_the_platforms_own_word_for_too_big_is_too_big(world, app):
    world.platform.faults.add("media/get", "code", code=830002)
    with pytest.raises(MediaLost) as caught:
        await app.fetch(shared(world))
    assert caught.value.why == "too_big"


@pytest.mark.parametrize("fault", ["busy", "bad_gateway", "empty", "truncated", "redirect"])
async def test_what_may_be_there_later_is_asked_for_again_and_tells_no_secret(world, app, fault):
    world.platform.faults.add("media/get", fault)
    with pytest.raises(MediaLost) as caught:
        await app.fetch(shared(world))
    assert caught.value.why == "away"
    assert SECRET not in str(caught.value)
    assert "token" not in str(caught.value)
    assert (await app.fetch(shared(world))).content == PNG


async def test_what_calls_itself_a_picture_and_is_a_page_is_no_picture(world, app):
    file = await app.fetch(shared(world, b"<html><script>alert(1)</script></html>", "a.png"))
    assert file.media_type == "application/octet-stream"
