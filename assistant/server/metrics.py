"""What the server counts, for Prometheus. Names begin with `plumbline_engine_`."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300)


class Metrics:
    """One server's counters, in a registry of their own."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "plumbline_engine_requests", "requests answered", ["model", "status"], registry=self._registry
        )
        self._seconds = Histogram(
            "plumbline_engine_request_seconds",
            "time from arrival to the last byte",
            ["kind"],
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._tokens = Counter(
            "plumbline_engine_tokens",
            "tokens asked for in prompts, computed of them, and written",
            ["kind"],
            registry=self._registry,
        )
        self._writing = Gauge("plumbline_engine_replies_writing", "replies being written", registry=self._registry)
        self._waiting = Gauge("plumbline_engine_requests_waiting", "requests waiting", registry=self._registry)

    def answered(self, model: str, status: int, kind: str, seconds: float) -> None:
        """A request is done; `kind` is read or write."""
        self._requests.labels(model, str(status)).inc()
        self._seconds.labels(kind).observe(seconds)

    def asked(self, tokens: int) -> None:
        """A prompt arrived."""
        self._tokens.labels("prompt").inc(tokens)

    def read(self, tokens: int) -> None:
        """A reading pass computed so many tokens."""
        self._tokens.labels("computed").inc(tokens)

    def wrote(self, tokens: int) -> None:
        """A writing step wrote so many tokens."""
        self._tokens.labels("written").inc(tokens)

    def running(self, writing: int, waiting: int) -> None:
        """What is under way now."""
        self._writing.set(writing)
        self._waiting.set(waiting)

    def text(self) -> bytes:
        """The Prometheus exposition."""
        return generate_latest(self._registry)
