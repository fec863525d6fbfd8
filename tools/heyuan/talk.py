"""What else is said on the day: thanks and notices, questions of leaders, tip-offs, the evening's decision.

A newcomer's usual mistake is to think of chatter as noise: that the bot is silent here is half of what it is for.
"""

from random import Random

from heyuan.district import District, Unit
from heyuan.script import CHATTER, Line, Want, query

_NOTICES = (
    (
        "08:00:30",
        "wx_adm02",
        "ent",
        "各企业早上好，今天日报请于18:00前报送，内容：是否复工、在岗、返岗及籍贯、隔离、体温、口罩。",
    ),
    (
        "08:05:00",
        "wx_adm02",
        "ent",
        (
            "日报模板：\n单位：\n是否复工：\n在岗人数：  人\n累计返岗：  人"
            "（其中河源籍  人，非河源籍  人，外省  人）\n体温异常：  人"
        ),
    ),
    ("09:30:00", "wx_adm02", "ent", "温馨提醒：今明两天有雨，厂区请注意通风换气，进出车间继续测温。"),
    ("11:30:00", "wx_adm02", "ent", "下午3点工业园二楼会议室开防疫物资协调会，请各企业派一名负责人参加。"),
    ("14:05:00", "wx_adm03", "grid-8", "各项目部注意，明天上午住建局来检查实名制通道，请提前准备。"),
    ("16:30:00", "wx_adm02", "ent", "还没报的企业抓紧了，还有一个半小时。"),
    ("17:40:00", "wx_adm02", "ent", "@所有人 最后二十分钟，请尚未填报的单位尽快填报。"),
    ("19:35:00", "wx_adm01", "cmd", "今晚的数据核完再发，大家辛苦。"),
)
_ANSWERS = (
    "收到",
    "好的",
    "收到，谢谢",
    "明白",
    "[OK]",
    "谢谢领导",
    "辛苦了🙏",
    "收到收到",
    "马上安排",
    "好的，已通知车间",
    "嗯嗯",
    "👍",
    "知道了，谢谢提醒",
)
_BETWEEN = (
    "领导，额温枪哪里可以领？",
    "我们食堂可以恢复堂食了吗",
    "请问口罩明天几点发放？",
    "王工，麻烦把车间照片发一下",
    "谁家有多的消毒水，先借两桶",
    "今天门口排队测温的人好多",
    "复工证明在哪里下载呀",
    "外省员工回来还要隔离14天吗？",
    "刚才消防来检查，一切正常",
    "明天有3车原料到，请门卫放行",
    "班车晚点了，大概20分钟",
    "我们厂招普工，月薪4500起，包吃住",
    "饭堂今天中午有鸡腿",
    "会议改到3点半了",
    "[图片]",
    "这个群消息太多了哈哈",
    "电工师傅电话有没有？",
    "3号车间的空调修好了",
    "昨天的会议纪要谁有",
    "我们隔壁就是农夫山泉，路口好找",
)
_IN_GRIDS = (
    ("grid-13", "今天社区门口又排了五十多米的队买口罩"),
    ("grid-15", "出入证补办请带身份证到居委会"),
    ("grid-16", "楼下快递柜满了，师傅放门卫了"),
    ("grid-19", "外卖小哥请在门口等，不要上楼"),
    ("grid-21", "晚上8点停水，大家存点水"),
    ("grid-9", "门口有5台搅拌车在排队，让一让"),
)
_QUESTIONS = (
    ("08:40:10", "wx_ld01", "cmd", "昨天全区上报率多少", "rate"),
    ("09:20:15", "wx_gl03", "grid-3", "我们格还有哪些没报", "missing"),
    ("10:00:40", "wx_adm02", "cmd", "现在多少家企业复工了", "rate"),
    ("10:30:05", "wx_ld02", None, "中光电今天返岗多少人", "unit"),
    ("10:45:50", "wx_gl08", "grid-8", "8格工地谁没报", "missing"),
    ("11:10:20", "wx_adm01", "cmd", "农夫山泉报了没", "unit"),
    ("11:45:00", "wx_ld01", "cmd", "工业3格目前在岗多少人", "summary"),
    ("13:05:30", "wx_adm02", "cmd", "@网格助手 规上企业复工率", "rate"),
    ("14:00:10", "wx_adm03", "cmd", "工地复工率是多少", "rate"),
    ("15:10:25", "wx_ld03", "cmd", "全区外省返岗一共多少", "summary"),
    ("15:40:00", "wx_gl05", "grid-5", "5号网格情况", "summary"),
    ("16:00:20", "wx_adm01", "cmd", "目前还差几家没报", "missing"),
    ("16:45:35", "wx_gl02", "grid-2", "催一下没报的", "remind"),
    ("17:15:05", "wx_adm03", "cmd", "给没报的工地发个提醒", "remind"),
    ("17:50:30", "wx_adm02", "cmd", "还有哪些规上企业没报", "missing"),
    ("18:02:00", "wx_adm01", "cmd", "未报名单", "missing"),
    ("18:20:40", "wx_gl19", "grid-19", "咱们网格都报齐了吗", "missing"),
    ("18:45:10", "wx_ld01", None, "今天返岗总人数", "summary"),
    ("20:35:15", "wx_ld01", "cmd", "规上企业复工率", "rate"),
    ("20:36:30", "wx_ld02", "cmd", "全区企业汇总", "summary"),
    ("20:40:05", "wx_adm01", "cmd", "导出今天日报", "export"),
    ("20:50:20", "wx_adm02", "cmd", "企业近三天返岗趋势", "trend"),
    ("09:05:00", "wx_gw14", "grid-14", "日报怎么填", "help"),
    ("07:55:20", "wx_adm01", "cmd", "机器人在线吗", "status"),
)
_TIPS = (
    ("08:33:10", "wx_res01", "我想反映一下，翠竹南街12号出租屋昨晚来了五个湖北牌照车下来的人，没看到登记"),
    ("10:18:40", "wx_res02", "有个小作坊没批就偷偷开工，白田工业路3号后面那栋，晚上卸货到一两点"),
    ("12:02:15", "wx_res03", "永安市场卖鱼那排好几个档主不戴口罩，也没人量体温"),
    (
        "15:21:05",
        "wx_res04",
        "红豆棋牌室关着门打麻将，从后门进，里面二十几个人，我电话一三八零零零零一二三四，不要说是我讲的",
    ),
    ("17:06:30", "wx_res05", "东江首府二期工地吊篮绳子磨得快断了还在用，太危险了"),
    ("19:12:45", "wx_res06", "朋友圈有人卖三无口罩，十块钱三个，摸着就是一层纸，店名叫康护小铺"),
    ("21:05:30", "wx_res90", "河堤路大榕树下面每天晚上七八十人跳广场舞，没人管"),
)


def chatter(rng: Random, district: District) -> list[Line]:
    """Notices, thanks and talk between people: the bot says nothing to any of it."""
    clerks = [unit.clerks[0] for unit in district.of_kind("enterprise")]
    lines = [Line(at, who, where, text, CHATTER) for at, who, where, text in _NOTICES]
    lines += [Line(_moment(rng, 8, 19), rng.choice(clerks), "ent", text, CHATTER) for text in _BETWEEN]
    lines += [Line(_moment(rng, 8, 18), rng.choice(clerks), "ent", rng.choice(_ANSWERS), CHATTER) for _ in range(24)]
    lines += [Line(_moment(rng, 9, 20), f"wx_gw{int(grid[5:]):02d}", grid, text, CHATTER) for grid, text in _IN_GRIDS]
    lines.append(Line("12:20:00", "wx_res05", "pub", "今天东环路口那家药店有口罩卖了，一人限五个", CHATTER))
    lines.append(Line("11:02:00", clerks[40], "ent", "这个2人是昨天新到的吗？", CHATTER, quote=(clerks[41], "隔离2人")))
    return lines


def _moment(rng: Random, first: int, last: int) -> str:
    return f"{rng.randrange(first, last):02d}:{rng.randrange(60):02d}:{rng.randrange(60):02d}"


def questions(district: District) -> list[Line]:
    """What leaders, grid leaders and duty officers ask, and clerks about their own report."""
    lines = [Line(at, who, where, text, query(intent)) for at, who, where, text, intent in _QUESTIONS]
    first, second = district.of_kind("enterprise")[60], district.of_kind("enterprise")[90]
    lines.append(Line("17:58:10", first.clerks[0], "ent", "我们今天报了没", query("unit")))
    lines.append(Line("17:30:45", second.clerks[0], None, "日报收到了吗", query("unit")))
    return lines


def tips() -> list[Line]:
    """Residents write to the bot alone; two of them come back to their case, one only asks something."""
    lines = [Line(at, who, None, text, Want("tipoff")) for at, who, text in _TIPS]
    lines.append(Line("11:40:30", "wx_res01", None, "T0001 到哪了", Want("case")))
    lines.append(Line("16:10:00", "wx_res04", None, "补充：他们一般晚上八点以后人最多", Want("case")))
    lines.append(Line("13:15:00", "wx_res06", None, "理发店什么时候可以开门呀", CHATTER))
    lines.append(Line("14:44:20", "wx_res03", None, "谢谢你们，辛苦了", CHATTER))
    return lines


def decision(struck: Unit) -> list[Line]:
    """The evening: one name is struck from the draft, then the list is published."""
    return [
        Line("20:14:30", "wx_adm02", "cmd", f"剔除 {struck.short}，该企业已电话说明停电无法上网", Want("approval")),
        Line("20:25:10", "wx_adm01", "cmd", "发布通报", Want("approval")),
    ]
