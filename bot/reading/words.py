"""The words of the language around the figures, whatever the form: fillers, zeros, vague words, plans, corrections.

What a *form* asks for (labels, aliases, homophones) stands in its TOML file, never here. A word that would be
misread piece by piece (一切, 无法, 超市) stands in whole_words.py, so that the longest match takes it whole.
"""

from typing import Final

from bot.reading.talk_words import TALK
from bot.reading.whole_words import WHOLE

_FIGURES: Final[dict[str, str]] = {
    # Says nothing by itself: may stand between a label and its number.
    "fill": (
        "咋 教职工 教职员工 店员 伙计 师傅 兄弟 员工们 工人们 同志 由 两项 三项 四项 五项 几项 各项 这几项 这两项 "
        "这三项 等项 三类 两类 紧 咗 喺度 的话 按规定 按要求 依规 依法 实施 实行 进行 接受 采取 处于 正在 之后 以后 "
        "仅仅 就是说 得 人数 人员 员工 职工 工人 工友 同事 工作人员 员 人 者 数 数量 总人数 总数 情况 如下 为 是 有 "
        "达 达到 的 嘅 了 啦 啊 呀 哈 哦 嗯 呃 那个 这个 就是 就 呢 我 我司 我公司 我厂 我店 我们 我们公司 我们厂 "
        "我们店 我们这边 我哋 我地 我单位 本公司 本司 本厂 本店 本单位 咱们 咱 公司 企业 厂里 店里 工地 项目部 项目 "
        "酒店 店 社区 学校 厂 单位 这边 现 现在 现有 现时 目前 当前 今 实有 实际 实际的 仅 仅有 只有 大家好 领导好 "
        "领导 各位领导 各位 您好 你好 老师 主任 早上好 上午好 中午好 下午好 晚上好 早 汇报 报告 上报 报送 报 数据 已 "
        "已经 一下 请查收 请查阅 请知悉 工厂 全厂 我工地 我项目 我酒店 我校 我社区 特此报告 特此上报 谢谢 多谢 辛苦 "
        "辛苦了 在 喺 截至目前 截止目前 截至现在 截止现在 到目前为止 目前为止 上午 下午 中午 早上 晚上 今早 今晚 "
        "凌晨 傍晚 正式 本 全公司 全店 全体 全司 厂区 全部 全员 所有人 全 都 也 亦 又 等 内 中 里 症状 病人 患者 "
        "现象 情形 等症状 员工数 人员数 职工数 数目 名单 各 每日 每天 日 号 当天 当日 整 仔 其实 然后 还 另 另外 "
        "同时 目前的 现场 本次 方面 一栏 那里 那栏 这里 这栏 那项 一项 数字 代 代报 帮 替 负责 这里是 这是 请 各位好 "
        "好的 好 ok OK 嘿 喂 哎 唉 诶 嘞 喽 哟 噢 喔 哇 滴 哒 捏 系 咁 嚟 仲 共有的 到的 有的 值班 值守 看守 两厂 "
        "两家 两家企业 两家公司 两边 两处 两店 两期 按格式 按模板 按格式报 就位 创新高 破纪录 再创新高"
    ),
    # What stands behind is what the number before it has become: 由126增加到128.
    "rises": (
        "减为 增为 增至 降至 降为 升至 减至 增加到 减少到 增加至 减少至 上升到 下降到 上升至 下降至 下降为 上升为 "
        "升到 涨到 增到 降到 减到 增加为 减少为 上调到 上调为 上调至 下调到 下调为 下调至"
    ),
    # Goes with a label of its kind or has a number of its own.
    "symptom": "咳嗽 乏力 腹泻 呕吐 干咳 胸闷 头痛",
    # What is still there: 口罩剩500.
    "left": (
        "得返 净返 剩返 净系得 得番 还有 还剩 剩 剩余 剩下 仲有 尚有 尚余 现存 结存 库 库存 库存量 存 存量 储备 备有 "
        "只剩 就剩 现有库存 余"
    ),
    # Joins labels or names.
    "join": "和 及 以及 与 或 或者 跟 同",
    # Answers a label of something bad: 体温异常：正常.
    "normal": (
        "正常 一切正常 均正常 都正常 全部正常 全正常 皆正常 无异常 均无异常 都无异常 没有异常 无异样 全部无异常 "
        "正常无异常 良好 均良好 未见异常 未发现异常"
    ),
    # What follows is a sum.
    "total": (
        "共记 合记 总记 共 共有 共计 合计 总计 计 累计 累积 总 总共 一共 合共 统共 全厂共 总的 共是 加起来 加埋 埋单"
    ),
    # What follows is said of all labels before it.
    "every": "均 均为 均是 都是 都为 皆 皆为 各为 均有 全为 全是 都系",
    # What follows belongs to the labels before it, one by one.
    "respectively": "分别 分别为 分别是 分别有 依次为 依次是 依次",
    # States a zero.
    "zero": (
        "无 没有 没 冇 暂无 均无 皆无 都无 都没有 均没有 也没有 也无 亦无 并无 未有 无人 没人 没有人 冇人 均无人 "
        "都没人 没有任何 无任何 没有任何人 未发现 暂未发现 均未发现 没发现 没有发现 未出现 没有出现 没出现 没有一个 "
        "没一个 无一例 无一人 无一 无一名 没有一例 为零 皆为零 均为零 尚无 从未有 nil NIL none None 一个都没有 "
        "一个没有 一个也没有 一个都冇 全无 全没有 全冇 从无 暂时没有 暂时无 暂没有 目前没有 目前无 未见 没见 唔有 "
        "冇任何"
    ),
    # Says how many, but not how many exactly.
    "vague": (
        "过半 大半 一半 半数 一大半 多半 小半 多数 大多数 大部分 绝大部分 绝大多数 少部分 小部分 少数 部分 一部分 "
        "几个 几人 几名 几位 几只 若干 好几个 好几 十几 十几个 几十 几十个 几十人 几百 几千 几万 数十 数百 数千 数人 "
        "数名 上百 上千 上万 上十 近百 近千 近万 成百 成千 不少 很多 许多 好多 一些 些 个别 大量 少量 充足 足够 紧缺 "
        "不足 不多 没多少 冇几多 一两个 二三十 三四十 差不多 基本 寥寥 无几 八成 九成 七成 六成 五成 三成 两成 一成 "
        "两三个 三五个 一批 满员 七七八八 半打 一箩 一打 几箱 几盒 几包 一箱 不多了 没多少了 不太多 还有不少 半箱 "
        "半包 半盒 半袋 大半箱 小半箱"
    ),
    # Nobody has counted.
    "unknown": (
        "待统计 未统计 统计中 在统计 正在统计 待定 未定 待核实 待核 核实中 正在核实 待补 待填 待报 待确认 确认中 "
        "不详 不清楚 不知道 未知 暂缺 暂不清楚 暂未统计 还没统计 还未统计 还没数 没数 未填 稍后 稍后报 稍后补 晚点报 "
        "晚点 晚点补 再报 再补 后补 随后 等会 有待 唔知 唔清楚 忘了 忘记了 问一下 xx XX xxx XXX ×× XXXX xxxx x X"
    ),
    # The number beside it is not exact.
    "inexact": (
        "约 大约 约莫 大概 大概有 大约有 约有 约为 近 将近 接近 差不多有 差不多是 不到 不足 不够 超 超过 逾 至少 "
        "最少 最多 至多 顶多 不少于 不低于 不超过 不多于 少于 多于 大于 小于 估计 估计有 预估 大致 好像 好像是 可能 "
        "可能是 可能有 起码 ≈ ≥ ≤ > < ± 有近 应该有 大抵 目测 粗略 几乎 几近 满打满算 也就 概数 估摸"
    ),
    # The number behind it is negative.
    "minus": "负 减去",
    # What follows is not yet.
    "plan": (
        "计划 预计 预定 预期 拟 拟于 拟定 打算 准备 将 将于 将在 将有 即将 争取 力争 目标 下周 下周一 下月 下个月 "
        "下星期 下礼拜 后续 届时 到时 到时候 明后天 明后两天 明早 明晚 如果 若 假如 要是 一旦 希望 望 想 要求 应于 "
        "需于 待 申请 拟在 预备 陆续 逐步 本周内 月底前 过几天 过两天 明天起 明日起 下步 下一步 明起 准备安排 招聘 "
        "招工 招收 拟招"
    ),
    # What follows is no more.
    "past": (
        "去年 上周 上星期 上礼拜 上月 上个月 节前 年前 春节前 平时 往年 往常 平常 正常情况 正常情况下 平日 上次 "
        "上一次 上回 历史 最高 最高峰 高峰 高峰期 满员时 同期 疫情前 此前 之前 以前 原来 原有 原先 原 前期 早前 "
        "前段时间 曾经 曾有 前几天 前两天 首日 第一天 开工当天 复工首日 月初 年初 初期 上一年 上半年 往日 从前 当年 "
        "那年 那时 想当年 当时"
    ),
    # What follows was added or taken away.
    "delta": (
        "新增 今日新增 当日新增 本日新增 今天新增 昨日新增 每日新增 新增加 新增了 增加 增加了 减少 减少了 净增 "
        "净增加 新进 新招 新入职 新来 新到 新返 上升 下降 增长 增 少了 多了 涨了 又来了 再增 新到位 新加入 上涨 回落 "
        "↑ ↓"
    ),
    # What follows is a difference.
    "compare": (
        "比 较 相比 对比 环比 同比 比昨天 比昨日 较昨日 较昨天 比上日 较上日 较前日 较前一日 较前一天 比前一天 "
        "比上次 较上次 与昨日相比 与昨天相比 跟昨天比 和昨天比 比起 距 距离 相差 差 还差 尚差 缺 欠 尚缺 缺口 还缺 "
        "多过"
    ),
    # What follows is a part of what stands before.
    "part": (
        "其中 当中 里面 其中包括 包括 包含 含 不含 不包括 不包含 除去 除 扣除 剔除 未含 已含 另有 另外有 内含 含有 "
        "不计 未计"
    ),
    # All fields that are not named.
    "rest": (
        "其余 其他 其它 别的 剩下的 余下 其他数据 其他各项 其余各项 其余数据 其他项 其余项 其它数据 其它各项 "
        "其余项目 其他项目 其他指标 其余指标 其他内容 其他人员 其他栏 其余栏 以上 上述 以上各项 上述各项 上述几项"
    ),
    # As yesterday.
    "same": (
        "同昨日 同昨天 同昨 跟昨天一样 和昨天一样 与昨天一样 与昨日一样 和昨日一样 跟昨日一样 同昨天一样 同昨日一样 "
        "与昨日相同 与昨天相同 和昨天相同 和昨日相同 跟昨天相同 与昨天一致 与昨日一致 和昨天一致 和昨日一致 "
        "跟昨天一致 跟昨日一致 同昨日一致 同昨天一致 昨天一样 昨日一样 无变化 没变化 没有变化 无变动 没变动 没有变动 "
        "不变 照旧 照昨天 照昨日 按昨天 按昨日 按昨天的 沿用昨日 沿用昨天 如昨 如昨日 如昨天 跟昨天的一样 "
        "和昨天的一样 与昨天的一样 同前一天 同前一日 与前一日相同 与前一天相同 与前一天一致 同上日 保持不变 维持不变 "
        "跟琴日一样 同琴日一样 同寻日一样 跟寻日一样 琴日一样 跟昨天没变 跟昨天没区别 参照昨日 参照昨天 数据不变 "
        "数据无变化 未变 未有变化 都没变 没变 都没变化 都没有变化 均无变化 均不变 都不变 老样子 一样不变 "
        "较昨日无变化 较昨天无变化 较昨日没有变化 比昨天没变化 与昨日无变化 与昨天无变化 同昨天数据 同昨日数据 余同 "
        "余同昨日 余同昨天 余同昨 余照旧 余下同昨日 余下同昨天"
    ),
}

WORDS: Final[dict[str, str]] = {**_FIGURES, **TALK, "other": WHOLE}
"""Words by kind, parted by blanks."""

YES: Final = frozenset("是 √ ✓ ✔ ☑ Y y YES Yes yes 对 有 已 已复工".split())
NO: Final = frozenset("否 × ✗ N n NO No no 无 没有 没 未 不是 冇".split())
"""What may answer a yes-or-no label directly."""

NOT_YET: Final = (
    "未 尚未 还未 暂未 没 还没 没有 未能 不能 无法 不 应 应该 需 需要 待 等待 可 预计 计划 拟 准备 即将 将 明日预计 "
    "新增 今日新增 当日新增 本日新增 今天新增 新 新增加 今日新 净增 当日新 昨日新增 每日新增 再 缺 欠 非 尚未能 上次 "
    "原 原计划 推迟 延迟 延期 暂缓 申请 拟申请 办理 累计新增 新增累计 未按时 剩余未 仍未 还有未 共未 目前未 应该要 "
    "计划明日 计划明天 预计明日 预计明天 今日应 今天应 本应 日均 平均 最多 最高 平时"
).split()
"""Before a label of people at work these make something else of it: 未返岗, 应到岗, 今日新增返岗."""

MORE: Final = (
    "新增 今日新增 当日新增 累计 历史累计 解除 已解除 曾 拟 需 需要 应 应当 计划 预计 累计解除 疑似 解除了 新增加"
).split()
"""Before a label of people to watch these make something else of it: 累计隔离, 解除隔离."""

NONE: Final = "未 不 没 未有 没有人 无人 尚未 都没 没人 冇人 均未 都未".split()
"""Before a label of people to watch these state that there is none: 未发热."""

AFTER: Final = (
    "率 证 证明 手续 申请 通知 要求 时间 日期 计划 方案 车 车辆 补贴 群 条件 登记表 措施 设施 门诊 电话 期 期满 点 "
    "区 室 间 房 带 服 酒店 场所 宿舍 床位 培训 制度 标准 政策 费 费用 工作 流程 地点 设备 机 厂 架 佩戴 比例 占比 "
    "百分比 前 后 以来 以后 之后 之前 满 已满 解除 后解除 时 期间 专车 承诺书 名单 隐患 物资"
).split()
"""Behind a label these make something else of it: 返岗率, 隔离点, 上班时间."""
