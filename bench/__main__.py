"""Prints the benchmark tables: `python -m bench [reading] [composing] ...`, all of `TABLES` when none is named.

Ratios carry more than figures: machines are noisy, and every floor is measured in the same run.
"""

import sys

from rich.console import Console

from bench import composing, reading, starting, throughput

TABLES = {
    "throughput": throughput.run,
    "slow-disk": throughput.run_slow_disk,
    "start": starting.run,
    "reading": reading.run,
    "composing": composing.run,
}


def main() -> int:
    wanted = sys.argv[1:] or list(TABLES)
    if unknown := [name for name in wanted if name not in TABLES]:
        print(f"unknown table: {', '.join(unknown)}; known are {', '.join(TABLES)}", file=sys.stderr)
        return 2
    console = Console()
    for name in wanted:
        TABLES[name](console)
    return 0


if __name__ == "__main__":
    sys.exit(main())
