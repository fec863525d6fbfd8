"""Measure words: what a number behind which they stand can count.

`head` words count people (and loosely anything), `piece` words count things such as masks; the others
say that the number is no count at all. The longest word wins, so 个小时 is never 个.
"""

from collections.abc import Iterable, Mapping
from typing import Final, Literal

from bot.directory.lexicon import Lexicon

MeasureKind = Literal["head", "piece", "noise", "container", "percent", "temperature", "money", "none"]

_TABLE: Final[Mapping[MeasureKind, str]] = {
    "head": "号人 人 仁 名 个 位 例 人员 个人 名人员 位员工 员 丁 口人 p P pcs PCS 个仔 条友",
    "piece": "只 枚 片 副 张",
    "container": "箱 盒 包 袋 套 打 捆 件 卷 桶 瓶 支 把 批货",
    "percent": "% ‰ 成 个百分点",
    "temperature": "℃ °C ° 度 摄氏度",
    "money": "元 块 块钱 万元 亿元 蚊 毛 角 圆 美元 港币 人民币 RMB 元钱",
    "none": (
        "只有 只能 只是 只剩 个别 名称 名单 例如 例外 例行 位置 位于 人力 人民 人社 人才 人家 人事 人为 名义 "
        "张贴 成功 成立 成员 片区 副总 把关 把控 打卡 打电话 打印 口罩 包括 包含 套餐 支付 件事 人工 人流 度过 角落 "
        "块地 员工"
    ),
    "noise": (
        "天 日 夜 晚 号 间 房 户 份 台 辆 车 批 次 轮 小时 个小时 钟头 个钟头 个钟 分钟 分 秒 点 点钟 时 点半 时许 "
        "公斤 千克 克 斤 吨 升 毫升 L l ml ML kg KG g 公升 加仑 桶水 家 栋 幢 座 楼 层 室 米 公里 平方 平方米 平米 "
        "㎡ 亩 期 岁 倍 班 组 月 年 周 届 种 项 罐 页 条 路 街 巷 弄 单元 标段 区 排 线 条线 个班组 个班 个部门 "
        "个车间 个月 个星期 个礼拜 个工作日 个项目 个工地 个网格 个厂区 个厂 个出入口 个门 个点 个测温点 个检查点 "
        "个隔离间 个隔离房 个隔离点 个房间 个床位 个宿舍 个店 个窗口 个小区 个单位 个企业 个公司 个社区 个村 个红外 "
        "个额温枪 个体温计 个温度计 个群 个电话 个问题 个工种 个批次 个阶段 个百分 个批 人次 人份 人间 人房 人桌 "
        "人一桌 人一间 人每 人/间 人/次 号楼 号房 号线 号地块 号厂房 号车间 号门 号机 号工地 号网格 号桥 号院 号店 "
        "号铺 号宿舍 期工程 # #楼 格 网格 小区 楼层 车间 厂房 地块 楼栋 张床 床 床位 席 餐 顿 道 关 遍 场 届次 维 级 "
        "档 类 个类别 步 条措施 条通知 点建议 把额温枪 双 架 艘 匹 头 棵 株 盏 部 部门 部电话 件套 方 立方 千瓦 度电 "
        '伏 寸 " 倍数 强 连冠 大 笔 桩 起 宗 码 句 字 字节 字以内 篇 首 幅 面 块牌 处 所 名额 元旦 单 票 波 拨 圈 '
        "成新 周年 季度 世纪 刻钟 宿 进 出 亿 环 横 纵 不 律"
    ),
}
# 进/出 (两进两出), 不 (三不), 大 (五大), 强 (500强) are slogans, not people.

BEGINNINGS: Final = frozenset(word[0] for words in _TABLE.values() for word in words.split())
"""With these characters a measure word may begin."""


def measures(own: Iterable[str] = ()) -> Lexicon[MeasureKind]:
    """All measure words with their kind. `own`: what a form counts in, which elsewhere says that it is no count."""
    listed: dict[str, MeasureKind] = {word: kind for kind, words in _TABLE.items() for word in words.split()}
    listed.update({word: "piece" for word in own if listed.get(word, "noise") in ("noise", "container")})
    return Lexicon(listed)
