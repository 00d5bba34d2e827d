"""What a server counts, for Prometheus."""

from collections.abc import Callable

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)


class Metrics:
    """Hold the counters of one server.

    Args:
        inside: Tells how many pictures are in work or wait.
        waiting: Tells how many of these wait.
    """

    def __init__(self, inside: Callable[[], int], waiting: Callable[[], int]) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self.requests = Counter(
            "roadeye_requests",
            "Requests by address and HTTP status.",
            ("route", "status"),
            registry=self._registry,
        )
        self.seconds = Histogram(
            "roadeye_request_seconds",
            "From a request's headers to the end of its answer.",
            ("route",),
            buckets=_SECONDS,
            registry=self._registry,
        )
        self.network = Histogram(
            "roadeye_network_seconds",
            "From a decoded picture to its probability map.",
            ("model",),
            buckets=_SECONDS,
            registry=self._registry,
        )
        for name, words, value in (
            ("roadeye_work_inside", "Pictures in work or waiting.", inside),
            ("roadeye_work_waiting", "Pictures that wait for a thread.", waiting),
        ):
            Gauge(name, words, registry=self._registry).set_function(value)

    def text(self) -> bytes:
        """Return everything in the text form of Prometheus."""
        return generate_latest(self._registry)
