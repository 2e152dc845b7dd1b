"""The worker: wakes up when called, and every so often by itself."""

import logging
import os
import secrets
import signal
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Event
from time import monotonic

from flask import Flask
from sqlalchemy.exc import DBAPIError, IntegrityError

from academy.config import Config
from academy.db.engine import Database
from academy.jobs.duties import DUTIES, Duty
from academy.jobs.mail import carrier_for
from academy.jobs.posting import Post
from academy.jobs.queue import Ears, listen, opened
from academy.outbox.delivering import Hand, let_go
from academy.outbox.queries import find_next_instant
from academy.outbox.rules import LEASE
from academy.outbox.turns import TO_MANY, open_turns, put_off, take_turn

LOG = logging.getLogger(__name__)

_LETTERS_AT_ONCE = 10.0
"""Seconds in which letters leave before the duties have their turn: a mail server that hangs keeps nobody from them."""
_SHORTEST_REST = 0.05
_AFTER_FAILURE = timedelta(minutes=5)
_LOOK_AFTER_PARENT = 1.0


@dataclass(frozen=True, slots=True)
class Habits:
    """How a worker works."""

    name: str = ""
    """Says whose letters a worker had in hand; one that starts under the name of a dead one goes on with them."""
    sweep: float = 10.0
    """Seconds after which it looks around without being called."""
    lease: timedelta = LEASE
    parent: int = 0
    """The process that it ends with."""

    def own_name(self) -> str:
        """Return the name, or one that nobody else has."""
        return self.name or f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"


class Worker:
    """Lets letters leave and does the duties, until it is told to stop."""

    def __init__(self, app: Flask, database: Database, habits: Habits, duties: Sequence[Duty] = DUTIES) -> None:
        self._database = database
        self._config: Config = app.config["ACADEMY"]
        self._habits = habits
        self._duties = duties
        self._hand = Hand(habits.own_name(), habits.lease)
        self._carrier = carrier_for(self._config)
        self._post = Post(app, database, self._carrier, self._hand)
        self._called = Event()
        self._stopped = Event()
        self._ears: Ears | None = None

    def stop(self) -> None:
        """Let it end after the letter that it has in hand."""
        self._stopped.set()
        self._called.set()

    def run(self) -> None:
        """Work until stopped."""
        self._prepare()
        try:
            while not self._is_over():
                self._called.clear()
                self._listen()
                self._rest(self._round())
        finally:
            if self._ears is not None:
                self._ears.end()
            self._carrier.close()

    def work(self) -> None:
        """Do what there is to do. Letters first, and again after each duty: somebody may wait for them."""
        until = monotonic() + _LETTERS_AT_ONCE
        self._deliver(until)
        for duty in self._duties:
            has_more = True
            while has_more and not self._is_over():
                has_more = self._do(duty)
                self._deliver(until)

    def _deliver(self, until: float) -> None:
        """Let letters leave until none is due; what is left then waits for the next round."""
        while not self._is_over() and monotonic() < until and self._post.deliver_next():
            pass

    def _prepare(self) -> None:
        names = [TO_MANY, *(duty.name for duty in self._duties)]
        try:
            with self._database.writing() as db:
                let_go(db, self._hand.worker)
                open_turns(db, names, _now())
        except IntegrityError:  # another worker began at the same moment
            self._prepare()

    def _round(self) -> float:
        """Work; return the seconds until there may be something to do again."""
        try:
            self.work()
            with self._database.reading() as db:
                next_one = find_next_instant(db, _now())
        except DBAPIError as error:
            LOG.warning("the database cannot be used at the moment: %s", _kind_of(error))
            return self._habits.sweep
        if next_one is None:
            return self._habits.sweep
        return min(self._habits.sweep, max(_SHORTEST_REST, (next_one - _now()).total_seconds()))

    def _do(self, duty: Duty) -> bool:
        """Do a duty where it is due; whoever takes its turn does it, in the same transaction.

        Tell whether it has more to do at once: letters leave in between.
        """
        try:
            with self._database.writing() as db:
                now = _now()
                if not take_turn(db, duty.name, now, duty.every):
                    return False
                more = bool(duty.act(db, now)) and duty.repeats
                if more:
                    put_off(db, duty.name, now)  # it is due again at once, not only when its time has come
        except Exception:
            # Where the database is away altogether, this does not succeed either, and the round ends.
            LOG.exception("duty %r could not be done", duty.name)
            with self._database.writing() as db:
                put_off(db, duty.name, _now() + min(duty.every, _AFTER_FAILURE))
            return False
        return more

    def _listen(self) -> None:
        """Hear calls. Where the queue is away, it is tried again with the next round; the sweep works meanwhile."""
        if self._ears is not None:
            return
        try:
            huey = opened(self._config)
            huey.storage.flush_queue()  # whatever they called for, the round that follows finds
            listen(huey, self._called.set)
            self._ears = Ears(huey)
            self._ears.begin()
        except Exception as error:  # noqa: BLE001 (of SQLite, Redis or PostgreSQL, each has its own)
            self._ears = None
            LOG.warning("the queue does not answer; letters leave with each sweep: %s", error)

    def _rest(self, seconds: float) -> None:
        """Wait until called, but look after the parent meanwhile."""
        left = seconds
        while left > 0 and not self._called.wait(min(left, _LOOK_AFTER_PARENT)) and not self._is_over():
            left -= _LOOK_AFTER_PARENT

    def _is_over(self) -> bool:
        if self._habits.parent and os.getppid() != self._habits.parent:
            self.stop()
        return self._stopped.is_set()


def begin(app: Flask, database: Database, habits: Habits) -> None:
    """Work in this process until it is told to end."""
    worker = Worker(app, database, habits)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: worker.stop())
    worker.run()


def _kind_of(error: DBAPIError) -> str:
    """Return what kind of error it was, without the database's words: they may be those of a letter."""
    codes = (getattr(error.orig, name, None) for name in ("sqlstate", "sqlite_errorname"))
    return " ".join([type(error.orig).__name__, *filter(None, codes)])


def _now() -> datetime:
    return datetime.now(UTC)
