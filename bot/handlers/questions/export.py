"""Reports of a span as a workbook, always to the asker in private: a group needs no table of everybody.

Who owed and did not report stands in it too: a table that leaves them out looks complete.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from bot.directory.model import Directory
from bot.forms.definition import FormDef
from bot.forms.preset import Preset
from bot.handlers.base import Request
from bot.handlers.questions.scope import Scope
from bot.messages import Attachment
from bot.rules.duty import exempt_units, owed_units
from bot.store.records import StoredReport
from bot.views.workbook import Cell, workbook

MOST_DAYS = 31
MOST_ROWS = 4000  # about a second of work; more is for the export command


def columns_of(form: FormDef) -> list[str]:
    """The heads of the columns of `rows_of`."""
    labels = [field.label for field in form.fields]
    return ["日期", "网格", "单位编号", "单位", "状态", *labels, "填报人", "收到时间", "版本"]


def rows_of(
    scope: Scope,
    found: Mapping[date, Mapping[str, StoredReport]],
    *,
    directory: Directory,
    preset: Preset,
    zone: ZoneInfo,
) -> Iterator[tuple[Cell, ...]]:
    """One row a day and unit that owed or reported, in directory order."""
    form, inside = scope.form, scope.unit_ids
    for offset in range((scope.last - scope.first).days + 1):
        day = scope.first + timedelta(days=offset)
        heads = found.get(day, {})
        owed = {u.id for u in owed_units(form, directory, day, preset)}
        excused = {u.id for u in exempt_units(form, directory, day, preset)}
        for unit in directory.units:
            if unit.id not in inside or (unit.id not in owed | excused and unit.id not in heads):
                continue
            head = heads.get(unit.id)
            known = head if head is not None and not head.withdrawn else None
            area = directory.area_by_id.get(unit.area)
            values = known.values if known else {}
            reporter = directory.member(known.reporter) if known else None
            yield (
                day, area.name if area else unit.area, unit.id, unit.name,
                _standing(known, excused=unit.id in excused),
                *(values.get(f.key) for f in form.fields),
                (reporter.name or reporter.user_id) if reporter else None,
                known.received_at.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S") if known else None,
                known.revision if known else None,
            )  # fmt: skip


async def table(request: Request, scope: Scope) -> Attachment | str:
    """The workbook, or why it is not made here."""
    days = (scope.last - scope.first).days + 1
    if days > MOST_DAYS or days * len(scope.units) > MOST_ROWS:
        most = f"一次最多{MOST_DAYS}天、约{MOST_ROWS}行"
        return f"{days}天{len(scope.units)}家太多了，{most}。请分段或按网格导出，也可由管理员用导出命令。"
    found = await request.uow.reports.heads_between(scope.form.id, scope.first, scope.last)
    rows = rows_of(scope, found, directory=request.directory, preset=request.preset, zone=request.zone)
    name = f"{scope.form.id}_{scope.first:%Y%m%d}_{scope.last:%Y%m%d}.xlsx"
    return workbook(name, scope.form.name, columns_of(scope.form), rows)


def _standing(head: StoredReport | None, *, excused: bool) -> str:
    if head is None:
        return "免报" if excused else "未报"
    if not head.complete:
        return "未报完"
    return "按时" if head.status == "on_time" else "迟报"
