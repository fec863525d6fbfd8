"""The tenant that the stand-in plays: its ids, its secrets, and the configuration that points a bot at it.

Nothing of it is secret: whoever runs the stand-in sees all of it on the screen.
"""

import csv
from dataclasses import dataclass
from pathlib import Path

from bot.directory.model import Directory, Group
from bot.standin.platform import App

APP, BOT, HOOK, SERVICE = "app", "bot", "hook", "kf"
"""The channels' names in the configuration."""


@dataclass(frozen=True, slots=True)
class Tenant:
    """What an administrator would copy from the platform's pages."""

    corp_id: str = "wwstandin00000001"
    agent_id: int = 1000002
    secret: str = "standin-app-secret"  # noqa: S105  # shown on the screen, opens nothing
    token: str = "standinTOKEN"  # noqa: S105  # shown on the screen, opens nothing
    aes_key: str = "standinstandinstandinstandinstandinstandin0"
    bot_id: str = "aibSTANDIN0000001"
    bot_token: str = "standinBOTTOKEN"  # noqa: S105  # shown on the screen, opens nothing
    bot_aes_key: str = "standinbotstandinbotstandinbotstandinbotst0"

    open_kfid: str = "wkSTANDIN0000001"
    kf_token: str = "standinKFTOKEN"  # noqa: S105  # shown on the screen, opens nothing
    kf_aes_key: str = "standinkfstandinkfstandinkfstandinkfstandi0"

    @property
    def app(self) -> App:
        return App(self.corp_id, self.agent_id, self.secret)


def robot_of(group: Group) -> str:
    """The key of the robot that sits in a group."""
    return f"standin-robot-{group.id}"


def channels_toml(tenant: Tenant, base: str) -> str:
    """The channels of a configuration: people write to the app, groups to the smart bot, robots post there.

    Residents in ordinary WeChat write to customer service.
    """
    return f"""[channels.{APP}]
kind = "wecom_app"
corp_id = "{tenant.corp_id}"
agent_id = "{tenant.agent_id}"
secret = "{tenant.secret}"
token = "{tenant.token}"
aes_key = "{tenant.aes_key}"
api_base = "{base}"
[channels.{BOT}]
kind = "wecom_bot"
bot_id = "{tenant.bot_id}"
token = "{tenant.bot_token}"
aes_key = "{tenant.bot_aes_key}"
api_base = "{base}"
[channels.{HOOK}]
kind = "wecom_webhook"
api_base = "{base}"
[channels.{SERVICE}]
kind = "wecom_kf"
corp_id = "{tenant.corp_id}"
secret = "{tenant.secret}"
open_kfid = "{tenant.open_kfid}"
token = "{tenant.kf_token}"
aes_key = "{tenant.kf_aes_key}"
api_base = "{base}"
"""


def write_directory(directory: Directory, source: Path, folder: Path) -> None:
    """The files of a directory with every group heard by the smart bot and posted to by its robot."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in sorted(source.glob("*.csv")):
        if path.name != "groups.csv":
            (folder / path.name).write_bytes(path.read_bytes())
    with (folder / "groups.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["id", "name", "kind", "channel", "chat_id", "post_channel", "post_chat_id", "areas", "hears"])
        for group in directory.groups:
            where = [BOT, group.id, HOOK, robot_of(group)]
            rows.writerow([group.id, group.name, group.kind, *where, "|".join(group.areas), "mentions"])
