"""`kill -9` at the worst moments, of the real bot in a process of its own, and what is there after it started again.

Run as a program it is that bot: `python dying.py CONFIG MOMENT` serves until the moment comes and kills itself there.
"""

import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import Any

MOMENTS = ("answer", "record", "never")


def die(*_args: Any, **_more: Any) -> Any:
    """As the kernel kills when memory is short."""
    os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    """Serve as `gridbot serve` does; the moment is a patch of the one call in which it lies."""
    from bot.attempts import Attempt
    from bot.channels.wecom_app import WecomApp
    from bot.config import load_settings
    from bot.serving import serve

    config, moment = Path(sys.argv[1]), sys.argv[2]
    if moment == "answer":
        WecomApp.seal = die  # type: ignore[method-assign]  # committed, not answered
    elif moment == "record":
        Attempt._end = die  # type: ignore[method-assign]  # noqa: SLF001  # sent, not written down
    asyncio.run(serve(load_settings(config), stop=asyncio.Event(), on_ready=lambda _port: None))


if __name__ == "__main__":
    main()
