"""Who may call the page: this machine, by its own names, and for writing only our own page."""

import socket

import aiohttp
import pytest
from chat_stage import Stage, staged

SAID = {"as": "clerk1", "group": "ent", "text": "在岗 12"}


async def status_of_get(stage: Stage, path: str = "/chat", **headers: str) -> int:
    async with stage.session.get(f"{stage.base}{path}", headers=headers) as response:
        return response.status


async def status_of_post(stage: Stage, **headers: str) -> int:
    async with stage.session.post(f"{stage.base}/chat/say", json=SAID, headers=headers) as response:
        return response.status


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.0.0.1:8080", "localhost", "LOCALHOST:80", "[::1]:8080", "127.8.9.1"]
)
async def test_the_machine_itself_is_served_by_its_own_names(stage, host):
    assert await status_of_get(stage, Host=host) == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "192.168.1.5", "[::1", "a]b", "", "::1"],
)
@pytest.mark.parametrize(
    "path", ["/chat", "/chat/directory", "/chat/examples", "/chat/static/chat.js", "/chat/live?as=duty"]
)
async def test_a_name_that_somebody_else_points_here_is_not_served(stage, host, path):
    assert await status_of_get(stage, path, Host=host) == 403


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "http://127.0.0.1", "http://127.0.0.1:1", "http://[", "", "file://"]
)
async def test_no_other_page_can_speak_here(stage, origin):
    assert await status_of_post(stage, Origin=origin) == 403
    assert stage.desk.heard == []


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
async def test_what_the_browser_calls_foreign_is_foreign(stage, site):
    assert await status_of_post(stage, **{"Sec-Fetch-Site": site}) == 403
    assert stage.desk.heard == []


async def test_our_own_page_may(stage):
    assert await status_of_post(stage, Origin=stage.base, **{"Sec-Fetch-Site": "same-origin"}) == 200
    assert len(stage.desk.heard) == 1


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""]
)
async def test_a_form_of_another_page_is_no_message(stage, kind):
    headers = {"Content-Type": kind} if kind else {}
    body = b'{"as": "clerk1", "group": "ent", "text": "x"}'
    async with stage.session.post(f"{stage.base}/chat/say", data=body, headers=headers) as response:
        assert response.status == 415
    assert stage.desk.heard == []


async def test_no_other_page_can_listen(stage):
    with pytest.raises(aiohttp.WSServerHandshakeError) as refusal:
        await stage.session.ws_connect(f"{stage.base}/chat/live?as=clerk1", origin="http://evil.example")
    assert refusal.value.status == 403


async def test_other_machines_come_in_by_address_or_a_name_that_was_given():
    async with staged(remote=True, hosts=("grid.lan",)) as stage:
        for host in ("192.168.1.5:8080", "[fe80::1]", "grid.lan", "Grid.LAN:80", "localhost"):
            assert await status_of_get(stage, Host=host) == 200
        for host in ("evil.example", "grid.lan.evil.example", ""):
            assert await status_of_get(stage, Host=host) == 403


@pytest.mark.parametrize(("remote", "status"), [(False, 403), (True, 200)])
async def test_another_machine_is_served_only_where_that_was_said(remote, status):
    address = own_address()
    everywhere = "0.0.0.0"  # noqa: S104  # what the guard is there for
    async with staged(remote=remote, host=everywhere) as stage:
        url = f"http://{address}:{stage.port}/chat"
        async with stage.session.get(url, headers={"Host": "localhost"}) as response:
            assert response.status == status


def own_address() -> str:
    """This machine's address towards others; asking sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        try:
            asking.connect(("192.0.2.1", 9))
        except OSError:
            pytest.skip("this machine has no address but its own loopback")
        return str(asking.getsockname()[0])


async def test_a_name_that_was_given_is_served_on_this_machine_too():
    async with staged(hosts=("grid.test",)) as stage:
        assert await status_of_get(stage, Host="grid.test") == 200
        assert await status_of_get(stage, Host="192.168.1.5") == 403
