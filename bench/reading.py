"""Messages read a second on one core, time against length of the text, and against the size of the directory."""

import json
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table

from bench.servers import DIRECTORY
from bot.directory.files import read_directory
from bot.directory.model import Directory, Unit
from bot.forms.load import load_preset
from bot.forms.preset import Preset
from bot.reading.meaning import Context
from bot.reading.reader import read
from bot.reading.vocabulary import vocabulary_of
from bot.serving import spare_what_stays

AIM_PER_SECOND = 5000
AIM_WORST_MS = 50.0
AIM_LOOK_UP_MS = 1.0
SECONDS = 2.0
LENGTHS = (200, 2_000, 20_000)
SIZES = (500, 10_000, 100_000)
HARD = {
    "labels": "在岗12人，",
    "colons": "：",
    "digits": "1234567 ",
    "numerals": "一百二十三万",
    "brackets": "（其中",
    "names": "第一建材",
    "dates": "2月20日",
    "one long number": "7",
    "bare numbers": "3 ",
    "numbers on lines": "3\n",
    "units on lines": "{unit}128\n",
    "units in a row": "{unit}128，",
    "labelled units": "{unit}在岗128人，返岗130人\n",
    "a long list": "在岗、返岗、",
    "listed figures": "12、",
    "rows of labels": "在岗|返岗|\n",
    "sums": "在岗男80女48共128。",
    "commas": "1,234,",
    "symptoms": "、咳嗽",
    "questions": "到岗65，吗",
    "rules": "----\n",
}
"""What a text is made of, over and over; `{unit}` is a name that the directory knows."""


def context_of(directory: Directory, preset: Preset, sender: str) -> Context:
    return Context(
        sender=directory.member(sender),
        group=None,
        now=datetime.fromisoformat("2020-03-05T09:00:00+08:00"),
        zone=ZoneInfo("Asia/Shanghai"),
        directory=directory,
        form=preset.forms[0],
        categories=preset.categories,
    )


def best_of(times: int, work: Callable[[], object]) -> float:
    """The shortest of several runs, in milliseconds: noise only ever adds."""
    spent = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        spent.append(time.perf_counter() - begun)
    return min(spent) * 1000


def run(console: Console) -> None:
    """Read as a server does, whose collector passes over what was built at its start."""
    directory, preset = read_directory(DIRECTORY), load_preset("heyuan-2020")
    vocabulary_of(preset.forms[0], directory)
    spare_what_stays()
    console.print(per_second(directory, preset))
    console.print(against_length(directory, preset))
    console.print(against_size(directory, preset))


def per_second(directory: Directory, preset: Preset) -> Table:
    """The recorded day's own messages, over and over, each in its sender's context."""
    with (DIRECTORY.parent / "day.jsonl").open(encoding="utf-8") as file:
        lines = [line for line in map(json.loads, file) if "text" in line]
    jobs = [(line["text"], context_of(directory, preset, line["from"])) for line in lines]
    for text, context in jobs[:50]:
        read(text, context)
    done, begun = 0, time.perf_counter()
    while (spent := time.perf_counter() - begun) < SECONDS:
        text, context = jobs[done % len(jobs)]
        read(text, context)
        done += 1
    view = Table(title="Reading, one core, a directory of 513 units, the recorded day's messages")
    for column in ("messages/s", "aim", "measured / aim", "µs a message"):
        view.add_column(column, justify="right")
    rate = done / spent
    view.add_row(f"{rate:,.0f}", f"{AIM_PER_SECOND:,}", f"{rate / AIM_PER_SECOND:.2f}", f"{1e6 / rate:.0f}")
    return view


def against_length(directory: Directory, preset: Preset) -> Table:
    view = Table(title=f"Worst texts against length, ms (aim: linear, under {AIM_WORST_MS:.0f} ms at 20,000)")
    view.add_column("made of")
    for length in LENGTHS:
        view.add_column(f"{length:,}", justify="right")
    view.add_column("ms per 1,000 at the end", justify="right")
    clerk = next(m.user_id for m in directory.members if m.role == "clerk")
    context = context_of(directory, preset, clerk)
    for name, made_of in HARD.items():
        piece = made_of.format(unit=directory.units[0].name)
        spent = []
        for length in LENGTHS:
            text = (piece * (length // len(piece) + 1))[:length]
            spent.append(best_of(3, lambda text=text: read(text, context)))  # type: ignore[misc]  # bound at once
        view.add_row(name, *(f"{ms:.1f}" for ms in spent), f"{spent[-1] / LENGTHS[-1] * 1000:.2f}")
    return view


def against_size(directory: Directory, preset: Preset) -> Table:
    """A grid worker naming one unit among ever more."""
    view = Table(
        title=f"One message with a unit's name against the size of the directory (aim: {AIM_LOOK_UP_MS:.0f} ms)"
    )
    for column in ("units", "first message ms (builds the index)", "every later one ms"):
        view.add_column(column, justify="right")
    worker = next(m.user_id for m in directory.members if m.role == "grid_worker")
    own = directory.units_of(directory.member(worker))[0]
    for size in SIZES:
        more = tuple(
            Unit(f"x{n}", f"河源市{n}号{n * 7919 % 100_003}精密制造有限公司", "enterprise", directory.areas[-1].id)
            for n in range(size - len(directory.units))
        )
        context = context_of(replace(directory, version=size, units=directory.units + more), preset, worker)
        text = f"{own.name}在岗126人，返岗130人，体温异常0人"
        first = best_of(1, lambda: read(text, context))  # noqa: B023  # called at once
        view.add_row(f"{size:,}", f"{first:,.1f}", f"{best_of(20, lambda: read(text, context)):.2f}")  # noqa: B023  # called at once
    return view
