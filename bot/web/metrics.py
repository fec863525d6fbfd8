"""What Prometheus is told: how many callbacks, messages and sends ended how, in a registry of our own.

Labels are names from the configuration and our own words, never anything that a stranger sent.
"""

from aiohttp import web
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


class Metrics:
    """Counters of one running bot. Two in one process do not disturb each other."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._callbacks = Counter(
            "gridbot_callbacks_total",
            "Platform callbacks by what became of them (answered, checked, forged, malformed, away)",
            ["channel", "result"],
            registry=self.registry,
        )
        self._messages = Counter(
            "gridbot_messages_total", "Messages by outcome kind", ["channel", "outcome"], registry=self.registry
        )
        self._sends = Counter(
            "gridbot_sends_total",
            "Tries to send by result (sent, refused, unknown, again)",
            ["channel", "result"],
            registry=self.registry,
        )
        self._seconds = Histogram(
            "gridbot_callback_seconds",
            "From the whole callback to its answer; the platform waits five seconds",
            buckets=SECONDS,
            registry=self.registry,
        )
        self._ready = Gauge("gridbot_ready", "1 while a check of /readyz holds", ["check"], registry=self.registry)

    def callback(self, channel: str, result: str, seconds: float | None = None) -> None:
        self._callbacks.labels(channel, result).inc()
        if seconds is not None:
            self._seconds.observe(seconds)

    def message(self, channel: str, outcome: str) -> None:
        self._messages.labels(channel, outcome).inc()

    def send(self, channel: str, result: str) -> None:
        """Fits the sender's `observe`."""
        self._sends.labels(channel, result).inc()

    def ready(self, check: str, *, holds: bool) -> None:
        self._ready.labels(check).set(holds)

    async def respond(self, _request: web.Request) -> web.Response:
        return web.Response(body=generate_latest(self.registry), headers={"Content-Type": CONTENT_TYPE_LATEST})
