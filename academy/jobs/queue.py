"""What wakes the worker: Huey, on SQLite, Redis or PostgreSQL.

A call says only that there is something to do; what there is to do stands in the outbox. So a lost call costs a few
seconds, until the next sweep, and never a letter.
"""

import logging
from collections.abc import Callable
from threading import Lock
from time import monotonic

from huey import Huey, PostgresHuey, RedisHuey, SqliteHuey
from huey.consumer import Consumer
from huey.serializer import SignedSerializer
from redis import ConnectionPool

from academy.config import Config

LOG = logging.getLogger(__name__)

_NAME = "academy"
_PATIENCE = 3
"""Seconds that a reader waits at most while the queue does not answer."""
_REST = 30.0
"""Seconds in which a queue that did not answer is left alone."""
_SLOWEST_LOOK = 0.4
"""Seconds between two looks into a SQLite file; the other queues tell by themselves."""
_SLOWEST_RETURN = 10.0


class Bell:
    """Wakes a worker. Whatever goes wrong is noted and no more: the sweep finds every letter."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._lock = Lock()
        self._wake: Callable[[], object] | None = None
        self._huey: Huey | None = None
        self._rests_until = 0.0

    def __call__(self) -> None:
        """Wake a worker, where no call is waiting to be heard: that one will find our letter too.

        Of several that call at once the first finds out that the queue is away, for all of them.
        """
        with self._lock:
            if monotonic() < self._rests_until:
                return
            try:
                self._call()
            except Exception as error:  # noqa: BLE001 (of SQLite, Redis or PostgreSQL, each has its own)
                self._rests_until = monotonic() + _REST
                LOG.warning("the worker could not be called, and finds the letter with its next sweep: %s", error)

    def close(self) -> None:
        """Let the queue go."""
        if self._huey is not None:
            self._huey.storage.close()

    def _call(self) -> None:
        huey = self._opened()
        if huey.storage.queue_size() == 0 and self._wake is not None:
            self._wake()
        if not huey.storage.blocking:
            huey.storage.close()  # a file: nothing is gained by keeping it open

    def _opened(self) -> Huey:
        if self._huey is None:
            self._huey = opened(self._config)
            self._wake = listen(self._huey, lambda: None)
        return self._huey


def bell(config: Config) -> Bell:
    """Return what wakes a worker; nothing is opened before it is needed."""
    return Bell(config)


def opened(config: Config) -> Huey:
    """Return the queue; what stands in it is signed, since reading it runs code."""
    signed = SignedSerializer(secret=config.key(), salt="academy.jobs")
    if config.queue.startswith("postgresql://"):
        return PostgresHuey(_NAME, results=False, serializer=signed, dsn=config.queue, connect_timeout=_PATIENCE)
    if config.queue:
        pool = ConnectionPool.from_url(config.queue, socket_connect_timeout=_PATIENCE, socket_timeout=_PATIENCE)
        return RedisHuey(_NAME, results=False, serializer=signed, connection_pool=pool)
    config.folder.mkdir(parents=True, exist_ok=True)
    file = str(config.folder / "queue.sqlite")
    return SqliteHuey(_NAME, results=False, serializer=signed, filename=file, timeout=_PATIENCE)


def listen(huey: Huey, act: Callable[[], None]) -> Callable[[], object]:
    """Say what a call does in this process; return what calls."""

    def wake() -> None:
        act()

    called: Callable[[], object] = huey.task(name="wake")(wake)
    return called


class Ears(Consumer):
    """Hears calls in a thread of its own. Signals are the worker's business, and nothing is on a timetable."""

    def __init__(self, huey: Huey) -> None:
        longest = _SLOWEST_RETURN if huey.storage.blocking else _SLOWEST_LOOK
        super().__init__(huey, workers=1, periodic=False, max_delay=longest)
        huey.on_shutdown()(huey.storage.close)  # in the thread that listened: its connection is its own

    def begin(self) -> None:
        """Begin to listen."""
        for _, thread in self.worker_threads:
            thread.start()

    def end(self) -> None:
        """Hear nothing any more, and let the queue go."""
        self.stop_flag.set()
        for _, thread in self.worker_threads:
            thread.join()
        self.huey.storage.close()
