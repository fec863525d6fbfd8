"""Takes in what is said about the register: one's own place in it, or the units'.

A name that fits two units, or none, is asked about; nothing is changed on a guess.
"""

from bot.directory.model import Member, Unit
from bot.handlers.base import Request
from bot.handlers.filing.items import refuse
from bot.handlers.registering.making import make, unclear
from bot.messages import Answer
from bot.reading.register import RegisterSaid

_REPORTING = frozenset({"resident", "clerk"})
_OLDEST_LIST = 6


async def about_oneself(request: Request, said: RegisterSaid) -> Answer:
    """我是九明制药的填报人, and that one is it no more."""
    member = request.member
    if member.role not in _REPORTING:
        return refuse(request, "register_role", "您已登记为其他职务，不能兼做填报人；要改请找值班员。")
    if said.action == "leave":
        return await _leave(request, said)
    unit = _unit(request, said, example="我是单位名的填报人")
    if isinstance(unit, Answer):
        return unit
    if unit.id in member.units and not said.alone:
        return unclear(request, f"您已经是{unit.short_name}的填报人了，直接报数就行。")
    waiting = [
        one
        for one in await request.uow.register.in_state(("asked",))
        if one.kind == "join" and one.about["user"] == member.user_id and one.about["unit"] == unit.id
    ]
    if waiting:
        return unclear(request, f"您的申请R{waiting[0].number}还在等网格长或值班员确认，不用再发。")
    name = said.name or member.name or f"{unit.short_name}填报人"
    about = {"user": member.user_id, "name": name, "unit": unit.id, "alone": said.alone}
    return await make(request, "join", about | {"channel": request.inbound.channel}, areas=(unit.area,))


async def _leave(request: Request, said: RegisterSaid) -> Answer:
    own = request.directory.units_of(request.member)
    units = [unit for unit in own if unit.id == said.unit] if said.unit else list(own)
    if len(units) != 1:
        names = "、".join(unit.short_name for unit in own[:_OLDEST_LIST]) or "没有"
        return unclear(request, f"请写上是哪家单位，例如：我不再负责单位名的填报。您现在登记的单位：{names}。")
    about = {"user": request.member.user_id, "name": request.member.name, "unit": units[0].id}
    return await make(request, "leave", about, areas=(units[0].area,))


async def about_units(request: Request, said: RegisterSaid) -> Answer:
    """新增, 更名, 调整, 停用, 恢复, 移出填报人."""
    if request.member.role == "resident":
        return refuse(request, "register_role", "这要由网格长或值班员来办，没有执行。")
    if said.action == "add":
        return await _add(request, said)
    unit = _unit(request, said, example="停用单位 单位名 原因")
    if isinstance(unit, Answer):
        return unit
    directory = request.directory
    if said.action == "rename":
        taken = next((other for other in directory.units if other.name == said.name and other.id != unit.id), None)
        if taken is not None:
            return unclear(request, f"已经有一家叫{said.name}，没有改。")
        about = {"unit": unit.id, "name": said.name, "old": unit.name}
        return await make(request, "rename", about, areas=(unit.area,))
    if said.action == "move":
        if said.area not in directory.area_by_id:
            return unclear(request, f"没有{said.name}，请写清楚调到哪个网格。")
        if said.area == unit.area:
            return unclear(request, f"{unit.short_name}本来就在{directory.area_by_id[unit.area].name}。")
        about = {"unit": unit.id, "area": said.area, "from": unit.area}
        return await make(request, "move", about, areas=(unit.area, said.area))
    if said.action == "close":
        about = {"unit": unit.id, "last": request.today.isoformat(), "reason": said.reason, "name": unit.short_name}
        return await make(request, "close", about, areas=(unit.area,))
    if said.action == "reopen":
        return await make(request, "reopen", {"unit": unit.id}, areas=(unit.area,))
    return await _remove(request, said, unit)


async def _add(request: Request, said: RegisterSaid) -> Answer:
    if said.unit:
        return unclear(request, f"{said.name}已经在册，不用新增。")
    area = said.area or _own_grid(request)
    if len(said.name) < 2 or not area:
        lack = f"没有{said.unknown}。" if said.unknown else ""
        return unclear(request, f"{lack}请写全名称、类别和网格，例如：新增单位 河源市甲乙有限公司 企业 3号网格")
    about = {"name": said.name, "kind": said.kind, "area": area}
    return await make(request, "add", about, areas=(area,))


def _own_grid(request: Request) -> str:
    """The only grid of who works in one."""
    areas = request.member.areas
    return areas[0] if request.member.role in ("grid_worker", "grid_leader") and len(areas) == 1 else ""


async def _remove(request: Request, said: RegisterSaid, unit: Unit) -> Answer:
    """移出填报人 九明制药 王姐; with one clerk the name need not be written."""
    clerks = request.directory.clerks_of(unit.id)
    fitting = [member for member in clerks if _is_called(member, said.name)] if said.name else list(clerks)
    if len(fitting) != 1:
        names = "、".join(member.name for member in clerks) or "没有"
        return unclear(request, f"请写清楚移出哪一位：{unit.short_name}现有填报人：{names}。")
    [member] = fitting
    about = {"user": member.user_id, "name": member.name, "unit": unit.id}
    return await make(request, "leave", about, areas=(unit.area,))


def _is_called(member: Member, name: str) -> bool:
    return name in member.name or member.name in name


def _unit(request: Request, said: RegisterSaid, *, example: str) -> Unit | Answer:
    directory = request.directory
    if said.unit:
        return directory.unit_by_id[said.unit]
    if said.several:
        names = "、".join(directory.unit_by_id[unit].name for unit in said.several[:_OLDEST_LIST])
        return unclear(request, f"这个名称不止一家：{names}。请写全称再发一次。")
    unknown = f"名册里没有{said.unknown}。" if said.unknown else ""
    return unclear(request, f"{unknown}请写上单位全称，例如：{example}")
