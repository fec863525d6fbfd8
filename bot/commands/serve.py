"""`gridbot serve`: runs the bot until it is told to stop, and stops within five seconds."""

import asyncio
import logging
import os
import signal
from argparse import ArgumentParser, Namespace

from bot.commands.base import FINE, PROBLEMS, Command, with_config

STOP_SECONDS = 4.0  # then the work under way is cancelled
LAST_SECONDS = 4.8  # then the process ends whatever it does; what was acknowledged is on the disk

log = logging.getLogger("bot.serve")


def arguments(parser: ArgumentParser) -> None:
    """Only the configuration: everything else stands in it."""
    with_config(parser)


def run(args: Namespace) -> int:
    """Serve; 0 when it stopped in time."""
    from bot.commands.logs import keep_log, secrets_of
    from bot.config import load_settings

    settings = load_settings(args.config)
    keep_log(logging.INFO, secrets=secrets_of(settings), traces=True)
    if not settings.channels:
        log.warning("no channel is configured: nobody can be heard", extra={"file": str(settings.file)})
    from bot.serving import serve

    async def until_told() -> int:
        loop = asyncio.get_running_loop()
        stop = asyncio.Event()

        def told(name: str) -> None:
            if not stop.is_set():
                log.info("stopping", extra={"signal": name})
                loop.call_later(LAST_SECONDS, os._exit, PROBLEMS)
            stop.set()

        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, told, number.name)

        def ready(port: int) -> None:
            log.info("ready", extra={"address": f"http://{settings.host}:{port}", "bot": settings.bot_name})

        serving = asyncio.ensure_future(serve(settings, stop=stop, on_ready=ready))
        waiting = asyncio.ensure_future(stop.wait())
        await asyncio.wait({serving, waiting}, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        _, late = await asyncio.wait({serving}, timeout=STOP_SECONDS if stop.is_set() else None)
        if late:
            log.error("did not stop in time; what is under way is broken off")
            serving.cancel()
            await asyncio.gather(serving, return_exceptions=True)
            return PROBLEMS
        await serving
        log.info("stopped")
        return FINE

    return asyncio.run(until_told())


SERVE = Command("serve", "run the bot", arguments, run)
