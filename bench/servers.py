"""Starts the servers that are measured, each in a process of its own, and stops them again."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from bench.callbacks import AES_KEY, CORP, TOKEN

ROOT = Path(__file__).resolve().parents[1]
DIRECTORY = ROOT / "bot" / "presets" / "heyuan-2020" / "directory"
READY_WITHIN = 30.0


@dataclass(frozen=True)
class Server:
    """A running server: where it listens, and how long it took until it answered."""

    port: int
    path: str
    pid: int
    start_to_ready: float

    @property
    def resident_mb(self) -> float:
        """Memory held by the process, in MB, as the operating system counts it."""
        for line in Path(f"/proc/{self.pid}/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
        return 0.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(command: list[str], *, port: int, path: str, environment: dict[str, str] | None = None) -> Iterator[Server]:
    begun = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=ROOT, env=os.environ | (environment or {}), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    try:
        while True:
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=0.2):
                break
            if process.poll() is not None or time.perf_counter() - begun > READY_WITHIN:
                process.kill()
                said = process.communicate()[1].decode(errors="replace")
                raise SystemExit(f"{command[0]} did not start: {said[-800:]}")
            time.sleep(0.01)
        yield Server(port, path, process.pid, time.perf_counter() - begun)
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=8)
        process.kill()
        process.communicate()


@contextmanager
def floor() -> Iterator[Server]:
    port = free_port()
    with running([sys.executable, "-m", "bench.floor", str(port)], port=port, path="/callback") as server:
        yield server


@contextmanager
def usual(folder: Path, environment: dict[str, str] | None = None) -> Iterator[Server]:
    """The usual stack with two workers, as its documents advise for two cores."""
    port = free_port()
    where = {"BENCH_DB": f"sqlite:///{folder}/usual.db"}
    subprocess.run([sys.executable, "-c", "import bench.usual"], cwd=ROOT, env=os.environ | where, check=True)
    gunicorn = [sys.executable, "-m", "gunicorn", "--log-level", "error", "-w", "2", "-b", f"127.0.0.1:{port}"]
    with running(
        [*gunicorn, "bench.usual:application"], port=port, path="/callback", environment=where | (environment or {})
    ) as server:
        yield server


def config_of(folder: Path, port: int, *, url: str | None = None) -> Path:
    """A configuration with the zone loaded and one WeCom application."""
    config = folder / "config.toml"
    config.write_text(
        f"""[bot]
name = "网格助手"
timezone = "Asia/Shanghai"
[store]
url = "{url or f"sqlite:///{folder}/gridbot.db"}"
[directory]
path = "{DIRECTORY}"
[preset]
name = "heyuan-2020"
[web]
host = "127.0.0.1"
port = {port}
[channels.app]
kind = "wecom_app"
corp_id = "{CORP}"
agent_id = "1000002"
secret = "bench-secret"
token = "{TOKEN}"
aes_key = "{AES_KEY}"
api_base = "http://127.0.0.1:9"
""",
        encoding="utf-8",
    )
    return config


@contextmanager
def gridbot(folder: Path, environment: dict[str, str] | None = None) -> Iterator[Server]:
    """`gridbot serve` as an operator runs it. The first start also imports the directory."""
    port = free_port()
    config = config_of(folder, port)
    command = [sys.executable, "-m", "bot", "serve", "-c", str(config)]
    with running(command, port=port, path="/callback/app", environment=environment) as server:
        yield server
