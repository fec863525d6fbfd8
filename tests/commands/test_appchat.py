"""`gridbot appchat` over a real socket: a group of the directory made and kept up to date, nothing without --yes."""

import shutil
from argparse import Namespace
from pathlib import Path

import pytest

from bot.clock import SystemClock
from bot.commands import appchat
from bot.config import load_settings
from bot.errors import UsageError
from bot.standin.platform import App, Platform
from bot.standin.server import standing_in

DISTRICT = Path(__file__).parents[1] / "rehearsals" / "district"
SECRET = "corp-secret-CANARY"
APP = """
[channels.app]
kind = "wecom_app"
corp_id = "ww1"
agent_id = 7
secret = "{secret}"
token = "gridbotTOKEN2026"
aes_key = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
api_base = "{base}"
"""
GROUPS = """id,name,kind,channel,chat_id,post_channel,post_chat_id,areas
grid-1,1号网格工作群,grid,chat,grid-1,app,grid1,grid-1
odd,名字不行的群,grid,chat,odd,app,有空 格,grid-1
hook,别的群,grid,chat,hook,chat,hook,grid-1
cmd,指挥部工作群,command,chat,cmd,chat,cmd,zone
"""
MEMBERS = ("u_e1", "u_e2", "u_e3", "u_e3b", "u_gw1", "u_gl1", "u_lead", "u_duty", "u_duty2", "u_admin")


@pytest.fixture
async def town(tmp_path, capsys):
    platform = Platform(App("ww1", 7, SECRET), clock=SystemClock())
    async with standing_in(platform) as base:
        shutil.copytree(DISTRICT, tmp_path / "district")
        config = tmp_path / "district" / "config.toml"
        config.write_text(config.read_text(encoding="utf-8") + APP.format(base=base, secret=SECRET), encoding="utf-8")
        (tmp_path / "district" / "directory" / "groups.csv").write_text(GROUPS, encoding="utf-8")
        yield Town(platform, config, capsys)


class Town:
    def __init__(self, platform, config, capsys) -> None:
        self.platform, self.config, self._capsys = platform, config, capsys

    async def run(self, action, group="grid-1", *, yes=True, owner=None):
        args = Namespace(action=action, group=group, yes=yes, owner=owner)
        code = await appchat._run(load_settings(self.config), args)
        out, err = self._capsys.readouterr()
        assert SECRET not in out + err
        assert "stand-in-token" not in out + err
        return code, out + err

    def move(self, before, after):
        members = self.config.parent / "directory" / "members.csv"
        members.write_text(members.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")

    @property
    def room(self):
        return self.platform.rooms.by_id["grid1"]


async def test_without_yes_it_shows_whom_and_makes_nothing(town):
    code, told = await town.run("create", yes=False)
    assert code == 0
    assert "grid1 1号网格工作群，群主 owner u_duty" in told
    assert "+ u_e1" in told
    assert "--yes" in told
    assert town.platform.rooms.by_id == {}
    assert town.platform.calls["appchat/create"] == 0


async def test_it_is_made_with_its_members_and_shows_itself_by_a_first_message(town):
    code, told = await town.run("create")
    assert (code, "已建群" in told) == (0, True)
    assert (town.room.name, town.room.owner, set(town.room.users)) == ("1号网格工作群", "u_duty", set(MEMBERS))
    assert town.platform.chat("appchat:grid1") == ["本群由网格助手建立，提醒和通报会发到这里。"]


async def test_made_twice_it_is_there_once_and_says_how_to_go_on(town):
    await town.run("create")
    code, told = await town.run("create")
    assert (code, "appchat update" in told) == (0, True)
    assert len(town.platform.chat("appchat:grid1")) == 1


async def test_up_to_date_nothing_changes(town):
    await town.run("create")
    code, told = await town.run("update")
    assert (code, "没有变化" in told) == (0, True)
    assert town.platform.calls["appchat/update"] == 0


async def test_who_came_is_added_and_who_left_goes(town):
    await town.run("create")
    town.move("u_e2,万泉塑胶-小梁,clerk,e2", "u_new,万泉塑胶-新人,clerk,e2")
    code, told = await town.run("update", yes=False)
    assert "+ u_new" in told
    assert "- u_e2" in told
    assert "u_new" not in town.room.users
    code, told = await town.run("update")
    assert (code, "已更新" in told) == (0, True)
    assert ("u_new" in town.room.users, "u_e2" in town.room.users) == (True, False)


async def test_an_owner_who_leaves_is_followed_by_the_new_one(town):
    await town.run("create")
    town.move("u_duty,", "u_duty9,")
    await town.run("update")
    assert (town.room.owner, "u_duty" in town.room.users) == ("u_duty9", False)


async def test_the_owner_may_be_chosen_among_the_members(town):
    await town.run("create", owner="u_gl1")
    assert town.room.owner == "u_gl1"
    with pytest.raises(UsageError, match="not among"):
        await town.run("create", owner="u_gl4")


async def test_a_group_that_was_not_made_is_not_updated(town):
    code, told = await town.run("update")
    assert (code, "appchat create" in told) == (1, True)


@pytest.mark.parametrize(
    ("code", "words"), [(48002, "root department"), (60020, "address"), (86006, "86006"), (40001, "gettoken")]
)
async def test_a_refusal_is_told_in_one_line_with_its_mend(town, code, words):
    town.platform.faults.add("gettoken" if code == 40001 else "appchat/create", "code", code=code)
    done, told = await town.run("create")
    assert (done, told.splitlines()[-1].startswith("create:")) == (1, True)
    assert words in told.splitlines()[-1]


@pytest.mark.parametrize(
    ("group", "words"),
    [("none", "no group"), ("odd", "letters and digits"), ("hook", "post_channel"), ("cmd", "post_channel")],
)
async def test_a_group_that_cannot_be_one_is_told_with_the_mend(town, group, words):
    with pytest.raises(UsageError, match=words):
        await town.run("create", group)
    assert town.platform.calls["gettoken"] == 0


def test_it_is_a_command_of_the_command_line(gridbot, tmp_path):
    done = gridbot("appchat", "create", "-c", tmp_path / "no.toml", "grid-1")
    assert (done.code, done.out) == (2, "")
    assert len(done.err.splitlines()) == 1
