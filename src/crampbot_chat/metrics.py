"""What GET /metrics shows: counters and times with labels from small fixed sets, never an id or a word."""

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

NAMES = {
    "events": "Events that took effect",
    "repeated": "Events that came again and had already taken effect",
    "failures": "Events whose turn failed by a mistake of ours",
    "messages": "Messages by what became of them",
    "lateness": "From the instant that a timer was due to its event",
}

PREFIX = "crampbot_"


class Metrics:
    """Counts for Prometheus."""

    content_type = CONTENT_TYPE_LATEST

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._counters: dict[tuple[str, ...], Counter] = {}
        self._counted: dict[tuple[str, ...], Counter] = {}  # by labels' values: finding one costs more than adding
        self._times: dict[tuple[str, ...], Histogram] = {}

    def count(self, name: str, times: int = 1, **labels: str) -> None:
        """Something happened once more, or so many times."""
        counted = self._counted.get((name, *labels.values()))
        if counted is None:
            counted = self._counted[name, *labels.values()] = self._counter(name, labels)
        counted.inc(times)

    def _counter(self, name: str, labels: dict[str, str]) -> Counter:
        counter = self._counters.get((name, *labels))
        if counter is None:
            help_text = NAMES.get(name, name)
            counter = Counter(f"{PREFIX}{name}", help_text, tuple(labels), registry=self._registry)
            self._counters[name, *labels] = counter
        return counter.labels(**labels) if labels else counter

    def observe(self, name: str, value: float, **labels: str) -> None:
        """Something took this long (seconds)."""
        times = self._times.get((name, *labels))
        if times is None:
            times = Histogram(f"{PREFIX}{name}_seconds", NAMES.get(name, name), tuple(labels), registry=self._registry)
            self._times[name, *labels] = times
        (times.labels(**labels) if labels else times).observe(value)

    def page(self) -> bytes:
        """The exposition format."""
        return generate_latest(self._registry)
