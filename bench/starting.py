"""From the start of the process to its first open port, and the memory it then holds, with the zone loaded."""

import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.servers import gridbot
from bench.throughput import clerks, measure

AIM_SECONDS = 2.0
AIM_MB = 150.0
WARM_UP = 2000


def run(console: Console) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        users = clerks(folder)
        with gridbot(folder) as first:
            first_start = first.start_to_ready
        with gridbot(folder) as server:
            idle = server.resident_mb
            measure(server, WARM_UP, users)
            busy = server.resident_mb
            ready = server.start_to_ready
    view = Table(title="Start and memory, a zone of 513 units loaded")
    for column in ("", "measured", "aim", "measured / aim"):
        view.add_column(column, justify="right" if column else "left")
    view.add_row("first start (schema, import) s", f"{first_start:.2f}", "-", "-")
    view.add_row("start to ready s", f"{ready:.2f}", f"{AIM_SECONDS:.0f}", f"{ready / AIM_SECONDS:.2f}")
    view.add_row("memory when ready MB", f"{idle:.0f}", f"{AIM_MB:.0f}", f"{idle / AIM_MB:.2f}")
    view.add_row(f"memory after {WARM_UP} messages MB", f"{busy:.0f}", f"{AIM_MB:.0f}", f"{busy / AIM_MB:.2f}")
    console.print(view)
