"""What more a question means than its intent: those late or excused, every day of a span, which rate, grid by grid.

A newcomer's usual mistake is to look for 报 in the form's own name: 复工日报上报率 asks of reports, 复工率 of work.
"""

import re

from bot.reading.meaning import Detail, Intent

_LATE = re.compile(r"迟报|迟交|晚报|晚交|报迟|报晚|交晚|迟到的|逾期|超时|才(?:上报|[报交填])的|过点")
_EXCUSED = re.compile(r"免[报填]|停报|请了?假|豁免|(?:不用|不需要?|无[需须]|不必)(?:再|去)?(?:上报|填报|[报交填])")
_EVERY_DAY = re.compile(r"连续|连着|接连|一连|一直|每天都|天天|都没|已经?[^,，]{0,3}天[都全]?[没未]|一次都?没|次次")
_FORM = re.compile(r"复工(?:复产)?(?:日报|报表)|日报")
_AT_WORK = re.compile(r"[复开返到]工|复产|[返到在]岗")
_OF_REPORTS = re.compile(
    r"(?:[报交填收]|报送|完成|反馈|接龙)[\u4e00-\u9fff]{0,3}(?:率|比例|占比|百分|几成|多少成)|[报交填].*(?:几|多少)家|(?:上报|报送|填报)数量"
)
_BY_GRID = re.compile(r"各个?网?格|每个?网?格|[分按]网?格|哪[个些]网?格|网格.{0,8}(?:排|最[低高]|靠后|垫底)")


def detail_of(intent: Intent, rest: str) -> Detail:
    """`rest`: the text without the names, grids and units that were taken out of it."""
    rate = intent in ("rate", "trend")
    bare = _FORM.sub("", rest) if rate else rest
    late = (rate or intent == "missing") and _LATE.search(rest) is not None
    return Detail(
        late=late,
        excused=intent == "missing" and _EXCUSED.search(rest) is not None,
        every_day=_EVERY_DAY.search(rest) is not None,
        of_reports=rate
        and "人" not in bare
        and not _AT_WORK.search(bare)
        and (late or _OF_REPORTS.search(bare) is not None),
        by_grid=_BY_GRID.search(rest) is not None,
    )
