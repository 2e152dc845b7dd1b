"""One letter after the other; what goes wrong on the way costs no letter, and sends none twice."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DataError, OperationalError

from academy.config import Config
from academy.db.engine import Database
from academy.jobs import posting
from academy.jobs.mail import DelayedError, Envelope, RefusedError
from academy.jobs.posting import Post
from academy.outbox.delivering import Hand, sent
from academy.outbox.models import Letter, LetterState
from tests.jobs.test_worker import application, put

BUSY = OperationalError("UPDATE letter", None, Exception("database is locked"))


class Carried:
    """Carries letters nowhere, and says what a test wants."""

    def __init__(self, error: Exception | None = None) -> None:
        self._error = error
        self.letters: list[bytes] = []

    def carry(self, envelope: Envelope) -> None:
        self.letters.append(envelope.message)
        if self._error is not None:
            raise self._error

    def close(self) -> None:
        pass


def delivered(config: Config, database: Database, carrier: Carried, lease: float = 240) -> Letter:
    """Let the one letter leave; return what became of it."""
    put(database, 1, is_urgent=True)
    with application(config, database) as app:
        assert Post(app, database, carrier, Hand("ann", timedelta(seconds=lease))).deliver_next()
    return stored(database)


def stored(database: Database) -> Letter:
    with database.reading() as db:
        return db.scalars(select(Letter)).one()


def busy(times: int) -> Callable[..., bool]:
    """Mark a letter as sent, but not the first times."""
    left = [BUSY] * times

    def mark(*given: object, **more: object) -> bool:
        if left:
            raise left.pop()
        return sent(*given, **more)  # type: ignore[arg-type]  # as it is called

    return mark


@pytest.mark.parametrize(
    ("error", "state", "said"),
    [
        (None, LetterState.SENT, ""),
        (RefusedError("550 no such user"), LetterState.FAILED, "550 no such user"),
        (DelayedError("421 busy"), LetterState.QUEUED, "421 busy"),
        (ValueError("no port\x00"), LetterState.QUEUED, "ValueError: no port\N{REPLACEMENT CHARACTER}"),
        (UnicodeEncodeError("ascii", "ñ", 0, 1, "no"), LetterState.QUEUED, "UnicodeEncodeError: 'ascii' codec"),
    ],
)
def test_a_letter_fails_only_where_the_mail_server_will_never_take_it(
    config: Config, database: Database, error: Exception | None, state: LetterState, said: str
) -> None:
    letter = delivered(config, database, Carried(error))
    assert (letter.state, letter.attempts) == (state, 1)
    assert letter.error.startswith(said)


def test_a_letter_leaves_once_although_the_database_is_busy_when_it_has_left(
    config: Config, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posting, "_BETWEEN_MARKINGS", 0.01)
    monkeypatch.setattr(posting, "sent", busy(3))
    carrier = Carried()
    assert delivered(config, database, carrier).state == LetterState.SENT
    assert len(carrier.letters) == 1


def test_whoever_cannot_mark_a_letter_gives_up_when_it_is_left_to_others(
    config: Config, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posting, "_BETWEEN_MARKINGS", 0.05)
    monkeypatch.setattr(posting, "sent", busy(1000))
    with pytest.raises(OperationalError):
        delivered(config, database, Carried(), lease=0.3)
    letter = stored(database)
    assert letter.state == LetterState.LEASED
    assert letter.leased_until is not None
    assert letter.leased_until <= datetime.now(UTC)


def test_a_letter_that_the_database_cannot_keep_fails_alone(
    config: Config, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def keep(*_given: object) -> bool:
        raise DataError("UPDATE letter", None, Exception("a character"))

    monkeypatch.setattr(posting, "keep", keep)
    letter = delivered(config, database, Carried())
    assert letter.state == LetterState.FAILED
    assert letter.error.startswith("DataError")
