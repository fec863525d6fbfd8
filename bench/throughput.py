"""Messages a second through the whole path, beside the floor and the usual stack in the same minute."""

import csv
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.servers import DIRECTORY, ROOT, Server, floor, gridbot, usual
from bench.slow_disk import slow_disk

ROUNDS = 3
COUNTS = {"floor": 6000, "usual": 1500, "gridbot": 6000}
SLOW_COUNTS = {"usual": 300, "gridbot": 3000}


def clerks(folder: Path) -> Path:
    """Clerks of one unit each, as the load generator's senders."""
    with (DIRECTORY / "members.csv").open(encoding="utf-8-sig") as file:
        users = [row["user_id"] for row in csv.DictReader(file) if row["role"] == "clerk" and "|" not in row["units"]]
    path = folder / "users.txt"
    path.write_text("\n".join(users), encoding="utf-8")
    return path


def measure(server: Server, count: int, users: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.load", str(server.port), server.path, str(count), str(users)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def middle(results: list[dict[str, Any]]) -> dict[str, Any]:
    return sorted(results, key=lambda result: result["rate"])[len(results) // 2]


def table(title: str, rows: dict[str, dict[str, Any]], *, floor_rate: float | None, usual_rate: float) -> Table:
    view = Table(title=title)
    for column in ("", "messages/s", "× floor", "× usual", "p50 ms", "p99 ms", "not answered"):
        view.add_column(column, justify="right" if column else "left")
    for name, row in rows.items():
        against = f"{row['rate'] / floor_rate:.2f}" if floor_rate else "-"
        view.add_row(
            name,
            f"{row['rate']:,.0f}",
            against,
            f"{row['rate'] / usual_rate:.1f}",
            f"{row['p50']:.1f}",
            f"{row['p99']:.1f}",
            str(row["failed"]),
        )
    return view


def run(console: Console) -> None:
    """Three rounds of all three, in turn; the middle one of each counts."""
    found: dict[str, list[dict[str, Any]]] = {"floor": [], "usual": [], "gridbot": []}
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            users = clerks(folder)
            with floor() as server:
                found["floor"].append(measure(server, COUNTS["floor"], users))
            with usual(folder) as server:
                found["usual"].append(measure(server, COUNTS["usual"], users))
            with gridbot(folder) as server:
                found["gridbot"].append(measure(server, COUNTS["gridbot"], users))
    rows = {
        "floor: aiohttp + wechatpy, stores nothing": middle(found["floor"]),
        "usual: Flask + wechatpy + ORM, gunicorn": middle(found["usual"]),
        "gridbot: read, stored, answered": middle(found["gridbot"]),
    }
    first, second, _ = rows.values()
    console.print(
        table(
            "Encrypted callback to durable commit to encrypted reply, SQLite synchronous=FULL, 64 connections",
            rows,
            floor_rate=first["rate"],
            usual_rate=second["rate"],
        )
    )


def run_slow_disk(console: Console) -> None:
    """The same with a disk that needs 10 ms a sync, where a compiler is at hand to imitate one."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        environment = slow_disk(folder, milliseconds=10)
        if environment is None:
            console.print("slow disk: skipped, no C compiler (cc) to build the shim that delays a sync")
            return
        users = clerks(folder)
        with usual(folder, environment) as server:
            theirs = measure(server, SLOW_COUNTS["usual"], users)
        with gridbot(folder, environment) as server:
            ours = measure(server, SLOW_COUNTS["gridbot"], users)
    rows = {"usual": theirs, "gridbot": ours}
    console.print(table("The same on a disk that needs 10 ms a sync", rows, floor_rate=None, usual_rate=theirs["rate"]))
