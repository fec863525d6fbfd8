"""The day's scenes: unclear figures that are answered, mistakes that are mended, somebody else's unit, a withdrawal.

A newcomer's usual mistake is to forget the last line: the figures that stand in the evening must be the unit's own.
"""

from dataclasses import replace
from random import Random

from heyuan.district import District, Unit
from heyuan.figures import Figures
from heyuan.script import ASK_BACK, Line, Values, Want, report

Scene = list[Line]


def _after(at: str, seconds: int) -> str:
    hours, minutes, secs = (int(part) for part in at.split(":"))
    total = hours * 3600 + minutes * 60 + secs + seconds
    return f"{total // 3600:02d}:{total // 60 % 60:02d}:{total % 60:02d}"


def _values(figures: Figures, *keys: str) -> Values:
    every = figures.stated()
    return {key: every[key] for key in keys}


_CORE = ("resumed", "on_duty", "returned_total", "returned_local", "returned_nonlocal", "returned_out_of_province")


def _line_of(f: Figures, name: str) -> str:
    return (
        f"{name}已复工，在岗{f.on_duty}人，累计返岗{f.returned_total}人，其中河源籍{f.returned_local}人，非河源籍{f.returned_nonlocal}人，"
        f"外省{f.returned_out_of_province}人"
    )


def inexact(at: str, unit: Unit, f: Figures, *, words: str, answer: str) -> Scene:
    """在岗一百来人 is asked back; a bare number or a labelled one completes it."""
    text = _line_of(f, unit.short).replace(f"在岗{f.on_duty}人", f"在岗{words}")
    clerk = unit.clerks[0]
    said = answer.format(n=f.on_duty)
    return [
        Line(at, clerk, "ent", text, ASK_BACK),
        Line(_after(at, 95), clerk, "ent", said, report(unit.id, _values(f, *_CORE))),
    ]


def mismatch(at: str, unit: Unit, f: Figures) -> Scene:
    """Local and nonlocal do not add up: asked back, then the right one."""
    text = _line_of(replace(f, returned_nonlocal=(f.returned_nonlocal or 0) + 10), unit.short)
    clerk = unit.clerks[0]
    return [
        Line(at, clerk, "ent", text, ASK_BACK),
        Line(
            _after(at, 140),
            clerk,
            "ent",
            f"不好意思加错了，{_line_of(f, unit.short)}",
            report(unit.id, _values(f, *_CORE)),
        ),
    ]


def mended(at: str, unit: Unit, f: Figures, *, how: str) -> Scene:
    """A clear but wrong report, then the right figure in the clerk's own words."""
    clerk = unit.clerks[0]
    total, local, away = f.returned_total or 0, f.returned_local or 0, f.returned_nonlocal or 0
    values: tuple[str, ...]
    if how == "duty":
        wrong, said, values = (
            replace(f, on_duty=f.on_duty + 9),
            f"更正：在岗应为{f.on_duty}人，不是{f.on_duty + 9}人",
            ("on_duty",),
        )
    elif how == "far":
        low = max((f.returned_out_of_province or 0) - 2, 0)
        wrong = replace(f, returned_out_of_province=low)
        said, values = f"刚才报错了，外省{f.returned_out_of_province}人", ("returned_out_of_province",)
    elif how == "parts":
        wrong = replace(
            f,
            returned_local=away,
            returned_nonlocal=local,
            returned_out_of_province=min(local, f.returned_out_of_province or 0),
        )
        said = f"写反了，更正{unit.short}：河源籍{local}人，非河源籍{away}人，外省{f.returned_out_of_province}人"
        values = ("returned_local", "returned_nonlocal", "returned_out_of_province")
    else:
        wrong = replace(f, returned_total=total + 4, returned_local=local + 4)
        said = f"更正今天的数据：累计返岗{total}人，河源籍{local}人"
        values = ("returned_total", "returned_local")
    return [
        Line(at, clerk, "ent", _line_of(wrong, unit.short), report(unit.id, _values(wrong, *_CORE))),
        Line(_after(at, 320), clerk, "ent", said, report(unit.id, _values(f, *values), kind="correction")),
    ]


def in_one_breath(at: str, unit: Unit, f: Figures) -> Scene:
    """Said wrongly and put right in the same sentence: the last figure counts."""
    text = _line_of(f, unit.short).replace(f"在岗{f.on_duty}人", f"在岗{f.on_duty + 2}人，哦不对，是{f.on_duty}人")
    return [Line(at, unit.clerks[0], "ent", text, report(unit.id, _values(f, *_CORE)))]


def somebody_elses(at: str, unit: Unit, other: Unit, f: Figures) -> Scene:
    """A clerk copies a neighbour's line with its name; then his own."""
    clerk = unit.clerks[0]
    return [
        Line(at, clerk, "ent", f"{other.short}在岗{f.on_duty}人，体温异常0人", ASK_BACK),
        Line(_after(at, 75), clerk, "ent", _line_of(f, unit.short), report(unit.id, _values(f, *_CORE))),
    ]


def taken_back(at: str, unit: Unit, f: Figures) -> Scene:
    """A report of the wrong day's sheet, taken back, and sent again."""
    clerk = unit.clerks[0]
    wrong = replace(f, on_duty=f.on_duty - 3)
    return [
        Line(at, clerk, "ent", _line_of(wrong, unit.short), report(unit.id, _values(wrong, *_CORE))),
        Line(_after(at, 60), clerk, "ent", "撤回今天的日报", Want("withdrawal")),
        Line(_after(at, 400), clerk, "ent", _line_of(f, unit.short), report(unit.id, _values(f, *_CORE))),
    ]


def yesterdays(at: str, unit: Unit, f: Figures) -> Scene:
    """Yesterday's report handed in late, then today's."""
    clerk = unit.clerks[0]
    before = replace(f, on_duty=max(f.on_duty - 5, 1))
    return [
        Line(
            at, clerk, "ent", f"补报3月4日日报：{unit.short}已复工，在岗{before.on_duty}人，体温异常0人",
            report(unit.id, {"resumed": True, "on_duty": before.on_duty, "abnormal_temp": 0}, period="2020-03-04"),
        ),
        Line(_after(at, 50), clerk, "ent", f"今天的：{_line_of(f, unit.short)}", report(unit.id, _values(f, *_CORE))),
    ]  # fmt: skip


def feverish(at: str, unit: Unit, f: Figures) -> Scene:
    """Somebody has a temperature; degrees are no head counts."""
    f.abnormal_temp = 1
    text = f"{_line_of(f, unit.short)}，体温异常1人（37.6℃，复测37.5℃，已送医院）"
    return [Line(at, unit.clerks[0], "ent", text, report(unit.id, _values(f, *_CORE, "abnormal_temp")))]


def twice(at: str, unit: Unit, f: Figures) -> Scene:
    """The same words sent again because nobody looked."""
    text, clerk = _line_of(f, unit.short), unit.clerks[0]
    return [
        Line(at, clerk, "ent", text, report(unit.id, _values(f, *_CORE))),
        Line(_after(at, 900), clerk, "ent", text, report(unit.id, _values(f, *_CORE))),
    ]


def played(rng: Random, district: District, figures: dict[str, Figures]) -> tuple[list[Line], set[str]]:
    """All scenes, and the units that they are about."""
    able = [
        u for u in district.of_kind("enterprise")
        if u.id in figures and figures[u.id].resumed and 60 <= (figures[u.id].returned_total or 0) <= 900
        and (figures[u.id].returned_out_of_province or 0) > 6 and figures[u.id].on_duty > 30
    ]  # fmt: skip
    rng.shuffle(able)
    lines: list[Line] = []
    used: set[str] = set()

    def unit() -> tuple[Unit, Figures]:
        chosen = able.pop()
        used.add(chosen.id)
        return chosen, figures[chosen.id]

    asked = (
        ("八十来人", "{n}"),
        ("一百多人", "在岗{n}"),
        ("{n}左右", "{n}人"),
        ("大概都到了", "在岗{n}人"),
        ("{n}人上下", "准确是{n}人"),
    )
    for number, (words, answer) in enumerate(asked):
        one, f = unit()
        lines += inexact(
            f"09:{10 + number * 7:02d}:20", one, f, words=words.format(n=f.on_duty // 10 * 10), answer=answer
        )
    for number in range(2):
        lines += mismatch(f"10:{12 + 9 * number:02d}:05", *unit())
    for number, how in enumerate(("duty", "far", "parts", "total", "duty", "far")):
        lines += mended(f"{11 + number // 3}:{5 + number * 6:02d}:40", *unit(), how=how)
    for number in range(3):
        lines += in_one_breath(f"14:{20 + number * 11:02d}:15", *unit())
    one, f = unit()
    lines += somebody_elses("10:41:30", one, district.named("中光电"), f)
    lines += taken_back("15:02:10", *unit())
    lines += yesterdays("08:20:45", *unit())
    lines += yesterdays("08:52:05", *unit())
    lines += feverish("09:58:30", *unit())
    lines += feverish("16:05:10", *unit())
    lines += twice("13:31:00", *unit())
    return lines, used
