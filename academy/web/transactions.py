"""One session and one transaction a request; the only place of the web that commits."""

from flask import Flask, Response, current_app, g, request
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from academy.db.engine import Database

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_REFUSED = 400


def database() -> Database:
    """Return the database of the running application."""
    found: Database = current_app.extensions["academy_database"]
    return found


def db() -> Session:
    """Return the request's session: it reads in a safe request and writes in any other."""
    if "db" not in g:
        g.db = database().session(writes=request.method not in _SAFE)
    session: Session = g.db
    return session


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
    g.db = database().session(writes=False)


def init_app(app: Flask, opened: Database) -> None:
    """Commit what an unsafe request did when it is answered below 400; forget everything else."""
    app.extensions["academy_database"] = opened
    app.after_request(_commit)
    app.teardown_appcontext(_close)


def _commit(response: Response) -> Response:
    if "db" in g and request.method not in _SAFE and response.status_code < _REFUSED:
        try:
            g.db.commit()
        except (SQLAlchemyError, StaleDataError) as error:
            # The view is over: without this the reader would be told that we failed, and not that somebody was faster.
            return current_app.make_response(current_app.handle_user_exception(error))
    return response


def _close(_error: BaseException | None) -> None:
    session: Session | None = g.pop("db", None)
    if session is not None:
        session.close()
