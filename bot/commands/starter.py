"""The starter district that `gridbot init` writes: small enough to be read whole, with one of everything."""

from bot.directory.model import Area, Directory, Group, Member, Unit

CONFIG = """\
# 网格助手的配置。每一项的说明见 config.example.toml。改完先运行 gridbot check -c config.toml。
# The settings of one bot; config.example.toml explains each. After a change run: gridbot check -c config.toml

[bot]
name = "网格助手"             # 群里怎么称呼它  what people call it
timezone = "Asia/Shanghai"    # 截止时间按哪里的钟  whose clock the deadlines go by

[store]
url = "sqlite:///gridbot.db"  # 数据放在哪里（相对于本文件）  where the data is kept, relative to this file

[directory]
path = "directory"            # 网格、单位、成员、群的表格  areas, units, members, groups; CSV or .xlsx

[preset]
path = "preset"               # 报什么、几点截止、怎么提醒  forms, deadlines, ladders of posts, wording

[web]
host = "127.0.0.1"
port = 8080

# 聊天页：http://127.0.0.1:8080/chat ，先在这里试，再接企业微信。
# A chat page to try it on; the keys of WeCom are in config.example.toml.
[channels.chat]
kind = "web_chat"
"""

ABOVE_SCALE = frozenset({"above_scale"})

DISTRICT = Directory(
    areas=(
        Area("zone", "示范区", None, "zone"),
        Area("grid-1", "1号网格", "zone", "grid", "industry", 1),
        Area("grid-2", "2号网格", "zone", "grid", "site", 2),
    ),
    units=(
        Unit("unit-001", "示范区第一电子有限公司", "enterprise", "grid-1", ("第一电子", "一电"), ABOVE_SCALE, 320),
        Unit("unit-002", "示范区远大包装制品有限公司", "enterprise", "grid-1", ("远大包装",), frozenset(), 85),
        Unit("unit-003", "滨江花园项目部", "site", "grid-2", ("滨江花园",), frozenset(), 60),
        Unit("unit-004", "老街便民超市", "shop", "grid-2", ("便民超市",), frozenset(), 4),
    ),
    members=(
        Member("u001", "第一电子-王文员", "clerk", ("unit-001",), (), "", "填报员"),
        Member("u002", "远大包装-李工", "clerk", ("unit-002",), (), "", "填报员"),
        Member("u003", "滨江花园-陈工", "clerk", ("unit-003",), (), "", "填报员"),
        Member("u004", "便民超市-周姐", "clerk", ("unit-004",), (), "", "填报员"),
        Member("g001", "1格网格员", "grid_worker", (), ("grid-1",), "", "网格员"),
        Member("g002", "1号网格长", "grid_leader", (), ("grid-1",), "", "网格长"),
        Member("g003", "2号网格长", "grid_leader", (), ("grid-2",), "", "网格长"),
        Member("d001", "值班员小赵", "duty_officer", (), (), "", "值班员"),
        Member("a001", "管理员", "admin"),
    ),
    groups=(
        Group("ent", "企业工作群", "enterprise", "chat", "ent", "chat", "ent", ("zone",)),
        Group("grid-1", "1号网格群", "grid", "chat", "grid-1", "chat", "grid-1", ("grid-1",)),
        Group("grid-2", "2号网格群", "grid", "chat", "grid-2", "chat", "grid-2", ("grid-2",)),
        Group("cmd", "指挥部群", "command", "chat", "cmd", "chat", "cmd", ("zone",)),
    ),
)  # fmt: skip
