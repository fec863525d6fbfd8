"""The load generator: a process of its own that writes prepared callbacks over 64 connections.

    python -m bench.load PORT PATH COUNT USERS_FILE

Prints one line of JSON: how many were answered with a 200, in what time, p50 and p99 in milliseconds.
"""

import asyncio
import json
import sys
import time
from pathlib import Path

from bench.callbacks import request

CONNECTIONS = 64


async def one_connection(port: int, jobs: list[bytes], spent: list[float], failed: list[int]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while jobs:
        job = jobs.pop()
        begun = time.perf_counter()
        try:
            writer.write(job)
            head = await reader.readuntil(b"\r\n\r\n")
        except (ConnectionError, asyncio.IncompleteReadError):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            jobs.append(job)
            continue
        fields = head.lower()
        length = int(fields.split(b"content-length:")[1].split(b"\r\n")[0]) if b"content-length:" in fields else 0
        body = await reader.readexactly(length)
        spent.append(time.perf_counter() - begun)
        if not head.startswith(b"HTTP/1.1 200") or b"Encrypt" not in body:
            failed.append(int(head[9:12]))
        if b"connection: close" in fields:
            writer.close()
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.close()


async def run(port: int, path: str, count: int, users: list[str]) -> dict[str, object]:
    now = int(time.time())  # noqa: TID251  # the callbacks are made for this very moment
    jobs = [request(n, path=path, user=users[n % len(users)], moment=now) for n in range(count)]
    spent: list[float] = []
    failed: list[int] = []
    begun = time.perf_counter()
    await asyncio.gather(*(one_connection(port, jobs, spent, failed) for _ in range(CONNECTIONS)))
    took = time.perf_counter() - begun
    spent.sort()
    return {
        "answered": len(spent) - len(failed),
        "failed": len(failed),
        "seconds": took,
        "rate": (len(spent) - len(failed)) / took,
        "p50": spent[len(spent) // 2] * 1000,
        "p99": spent[int(len(spent) * 0.99)] * 1000,
    }


if __name__ == "__main__":
    users = Path(sys.argv[4]).read_text(encoding="utf-8").split()
    print(json.dumps(asyncio.run(run(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), users))))
