"""The words that every kind of case knows beside its own: to ask, to note, to hand over, to join duplicates.

A type's own words stand in its file; where one of them is longer than a word here, the longer one is meant.
"""

import re
from typing import Literal

Builtin = Literal["note", "hand", "join", "part"]
BUILTIN: dict[str, Builtin] = {
    "备注": "note", "补充": "note", "补充说明": "note", "留言": "note", "附图": "note", "照片": "note",
    "转给": "hand", "转交": "hand", "移交": "hand", "交给": "hand", "转办": "hand",
    "合并到": "join", "并入": "join", "并到": "join", "合并": "join",
    "取消合并": "part", "撤销合并": "part", "拆开": "part",
}  # fmt: skip
ASK = re.compile(
    r"(?:现在|目前)?(?:是)?(?:到哪(?:一步|儿|里)?了?|到什么程度了?|进展(?:情况)?|进度|状态|情况|详情|怎么样了?|如何了?"
    r"|办到哪了?|办得怎么样了?|办完了?[吗没]|完成了?[吗没]|整改了?[吗没]|证据|记录|经过|是什么(?:单子)?|谁在办|查询?|查看|看看?)?"
    r"(?:呢|呀|啊|了)?[\s?？。!！]*"
)
QUESTION = re.compile(r"[?？]\s*$|[吗么]\s*[?？。]*$|^(?:怎么|如何|怎样)|(?:怎么|如何)(?:写|填|办|弄|申请)|是什么意思")
UNDONE = re.compile(r"^(?:不|没|未|一半|部分|了?一半|了?一部分|了?\d{1,2}%|得?差不多)")
"""完成不了, 完成一半: what stands behind the word says that it is not so."""
POLITE = re.compile(r"^(?:请问一?下?|麻烦|请|查一?下?|查询|查看|看一?下?|看看|单号|编号|编码|单子)[\s:：]*")
SEPARATORS = " \t\n:：,，、。;；-—|｜"
PARTICLES = re.compile(r"^(?:了|啦|吧|的|哦|喔|呢)+(?=$|[\s:：,，。;；!！])")
