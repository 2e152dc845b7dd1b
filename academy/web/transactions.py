"""One session and one transaction a request; the only place of the web that commits."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask import Flask, Response, current_app, g, request
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from academy.db.engine import Database
from academy.outbox.actions import is_waiting
from academy.trail.actions import acts
from academy.trail.rules import Actor

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_REFUSED = 400


def database() -> Database:
    """Return the database of the running application."""
    found: Database = current_app.extensions["academy_database"]
    return found


def db() -> Session:
    """Return the request's session: it reads in a safe request and writes in any other."""
    if "db" not in g:
        g.db = _opened(writes=request.method not in _SAFE)
    session: Session = g.db
    return session


@contextmanager
def aside() -> Iterator[Session]:
    """A short transaction of its own, for what must be kept although the request is refused or only reads.

    On SQLite nobody writes beside the request's own transaction: use it before that has begun, or after `start_over`.
    """
    with database().writing() as session:
        acts(session, current_app.extensions["academy_actor"]())
        yield session
    _call_worker(session)


def start_over() -> None:
    """Forget what a refused act changed, and let others write: the page that says so is only read.

    What was loaded stays readable; where the database itself has refused, it is read anew.
    """
    session = db()
    if not session.is_active:
        session.rollback()
        return
    session.expunge_all()
    session.close()
    g.db = _opened(writes=False)


def init_app(app: Flask, opened: Database, actor: Callable[[], Actor], ring: Callable[[], None]) -> None:
    """Commit what an unsafe request did when it is answered below 400; forget everything else.

    `actor` says who asks: whatever is done is recorded as theirs. `ring` wakes the worker after a commit that put
    letters into the outbox.
    """
    app.extensions["academy_database"] = opened
    app.extensions["academy_actor"] = actor
    app.extensions["academy_bell"] = ring
    app.after_request(_commit)
    app.teardown_appcontext(_close)


def _opened(*, writes: bool) -> Session:
    session = database().session(writes=writes)
    if writes:
        acts(session, current_app.extensions["academy_actor"]())
    return session


def _commit(response: Response) -> Response:
    if "db" in g and request.method not in _SAFE and response.status_code < _REFUSED:
        try:
            g.db.commit()
            _call_worker(g.db)
        except (SQLAlchemyError, StaleDataError) as error:
            # The view is over: without this the reader would be told that we failed, and not that somebody was faster.
            return current_app.make_response(current_app.handle_user_exception(error))
    return response


def _call_worker(session: Session) -> None:
    """Call the worker where a session that has committed put letters into the outbox."""
    if is_waiting(session):
        current_app.extensions["academy_bell"]()


def _close(_error: BaseException | None) -> None:
    session: Session | None = g.pop("db", None)
    if session is not None:
        session.close()
