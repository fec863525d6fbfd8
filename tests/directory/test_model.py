"""The directory's rows hold what must not be printed by accident."""

from bot.directory.model import Group


def test_what_a_debugger_prints_of_a_group_holds_no_robot_key():
    assert "CANARY" not in repr(Group("ent", "企业群", "enterprise", "app", "chat-1", "hook", "robot-key-CANARY"))
