"""A small district as CSV texts that is right as it stands, for tests that spoil one thing in it."""

from bot.directory.files import read_directory
from bot.errors import ConfigError

AREAS = """\
id,name,parent,kind,sector,number
z,高新区,,zone,,
g1,1号网格,z,grid,industry,1
g2,2号网格,z,grid,site,2
"""
UNITS = """\
id,name,kind,area,aliases,tags,staff,active_from,active_to
e1,华信电子有限公司,enterprise,g1,华信电子|华信,above_scale,420,2020-02-01,
e2,华信达电子有限公司,enterprise,g1,华信达|华信,,,,
s1,滨江壹号项目部,site,g2,滨江壹号,,60,,2020-12-31
"""
MEMBERS = """\
user_id,name,role,units,areas,phone,title
c1,赵一,clerk,e1|e2,,13800000001,填报员
w1,钱二,grid_worker,,g2,,
d1,孙三,duty_officer,,,,值班员
"""
GROUPS = """\
id,name,kind,channel,chat_id,post_channel,post_chat_id,areas,hears
ent,企业群,enterprise,chat,ent,,,z,all
grid2,2号网格群,grid,app,wr2,robot,env:GRID2_KEY,g2,mentions
"""
EXEMPTIONS = """\
unit,form,from,to,reason,approved_by
s1,daily,2020-03-01,2020-03-15,停工待图,d1
e2,*,2020-03-01,,搬迁,
"""
GOOD = {"areas": AREAS, "units": UNITS, "members": MEMBERS, "groups": GROUPS, "exemptions": EXEMPTIONS}


def write(folder, **changed: str | None):
    """The district as a folder; a table given as None is left out."""
    folder.mkdir(exist_ok=True)
    for name, text in {**GOOD, **changed}.items():
        if text is not None:
            (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def spoilt(table, old, new):
    """One table with one thing changed; the thing must be there, and once."""
    assert GOOD[table].count(old) == 1, f"{old!r} stands {GOOD[table].count(old)} times"
    return {table: GOOD[table].replace(old, new)}


def troubles(path):
    """What reading says, with the folder left out of it; empty when the directory is right."""
    try:
        read_directory(path)
    except ConfigError as error:
        return [str(trouble).replace(f"{path}/", "").replace(f"{path}: ", "") for trouble in error.troubles]
    return []
