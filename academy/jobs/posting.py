"""One letter after the other: taken in hand, written, kept, carried, marked."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from time import sleep

from flask import Flask
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from academy.config import Config
from academy.db.engine import Database
from academy.jobs.mail import Carrier, DelayedError, Envelope, RefusedError
from academy.jobs.rendering import UnusableAddressError, address_of, composed
from academy.outbox.delivering import Hand, again, claim, failed, is_any_due, keep, message_of, secrets_of, sent
from academy.outbox.models import Letter
from academy.outbox.turns import TO_MANY, take_turn
from academy.web.letters import written

LOG = logging.getLogger(__name__)

_BETWEEN_MARKINGS = 1.0
"""Seconds."""

_End = Callable[..., bool]
"""Marks what became of a letter, in a session at an instant; tells whether the letter is still ours."""


class Post:
    """Lets letters leave, one at a time: whenever this process is ended, at most one letter may leave twice."""

    def __init__(self, app: Flask, database: Database, carrier: Carrier, hand: Hand) -> None:
        self._app = app
        self._database = database
        self._carrier = carrier
        self._hand = hand
        self._config: Config = app.config["ACADEMY"]

    def deliver_next(self) -> bool:
        """Let one letter leave, those that somebody waits for first; False where none is due, or it is none's turn."""
        with self._database.writing() as db:
            now = _now()
            letter = claim(db, self._hand, now, is_urgent=True) or self._claim_one_of_many(db, now)
        if letter is None:
            self._carrier.close()
            return False
        self._deliver(letter)
        return True

    def _claim_one_of_many(self, db: Session, now: datetime) -> Letter | None:
        """Take one letter to many in hand, not more of them in a minute than all workers together may send."""
        rate = self._config.mail_per_minute
        if rate and not (
            is_any_due(db, now, is_urgent=False) and take_turn(db, TO_MANY, now, timedelta(minutes=1) / rate)
        ):
            return None
        return claim(db, self._hand, now, is_urgent=False)

    def _deliver(self, letter: Letter) -> None:
        """Write a letter, carry it, and mark what became of it."""
        end = self._written(letter)
        if end is None or not self._marked(end, letter):
            LOG.warning("letter %s was in hand for too long, and may leave twice", letter.id)

    def _marked(self, end: _End, letter: Letter) -> bool:
        """Mark what became of a letter, however long the database takes: one that was taken would leave once more."""
        while True:
            try:
                with self._database.writing() as db:
                    return end(db, letter, now=_now())
            except OperationalError:
                if letter.leased_until is None or letter.leased_until <= _now():
                    raise
                sleep(_BETWEEN_MARKINGS)

    def _written(self, letter: Letter) -> _End | None:
        """Write and carry a letter; return how that is marked, or None where it is not ours any more."""
        try:
            to, message = address_of(letter.email), self._bytes(letter)
        except UnusableAddressError as error:
            return partial(failed, error=str(error))
        except OperationalError:
            raise
        except Exception as error:
            # A template of ours, or a fact that it lacks: the other letters still leave, and a human sees this one.
            LOG.exception("letter %s could not be written", letter.id)
            return partial(failed, error=_told(error))
        return self._carried(letter, to, message) if message is not None else None

    def _carried(self, letter: Letter, to: str, message: bytes) -> _End:
        """Carry a letter; return how that is marked."""
        try:
            self._carrier.carry(Envelope(letter.uid, letter.created_at, self._config.sender, to, message))
        except RefusedError as error:
            return partial(failed, error=str(error))
        except DelayedError as error:
            return partial(again, error=str(error))
        except Exception as error:
            # A setting that nobody thought of: every letter meets it, and none shall be lost by it.
            LOG.exception("letter %s could not be carried", letter.id)
            return partial(again, error=_told(error))
        return partial(sent, forgets=not self._config.letters_stay)

    def _bytes(self, letter: Letter) -> bytes | None:
        """Return what leaves: what was kept, or what is kept from now on; None where it is not our letter any more."""
        with self._database.reading() as db:
            if (kept := message_of(db, letter)) is not None:
                return kept
            secrets = secrets_of(db, letter)
        said = written(self._app, letter, secrets)
        message = composed(letter, said, self._config)
        with self._database.writing() as db:
            return message if keep(db, letter, said.subject, message) else None


def _told(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


def _now() -> datetime:
    return datetime.now(UTC)
