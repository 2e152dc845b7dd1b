"""Stopping announcements from the letters themselves, without signing in (RFC 8058)."""

from flask import Blueprint, render_template
from flask.blueprints import BlueprintSetupState
from flask_babel import gettext

from academy.access import Can
from academy.kit.refusals import Unknown
from academy.kit.words import N_
from academy.people.consents import set_consent
from academy.people.models import ConsentUse, Person
from academy.web.current import now
from academy.web.guard import Reply, requires
from academy.web.letters import read_stopping
from academy.web.transactions import db

bp = Blueprint("outbox", __name__)

_PAGE = "site/outbox/stop.html"


@bp.get("/letters/stop/<token>")
@requires(Can.SIGN_IN)
def stop(language: str, token: str) -> Reply:  # noqa: ARG001
    """Ask before anything is done: programs that look into letters open every address."""
    _read(token)
    return render_template(_PAGE, token=token, is_done=False)


@bp.post("/letters/stop/<token>")
@requires(Can.SIGN_IN)
def stop_now(language: str, token: str) -> Reply:  # noqa: ARG001
    """Send no more announcements; a mail program may do so by itself. Doing it again changes nothing."""
    person = db().get(Person, _read(token))
    if person is not None:
        wording = gettext("Stop announcements")
        set_consent(db(), person, ConsentUse.ANNOUNCEMENTS, now(), is_given=False, wording=wording)
    return render_template(_PAGE, token=token, is_done=True)


def _read(token: str) -> int:
    found = read_stopping(token)
    if found is None:
        raise Unknown(N_("This address is not whole. Open it from the letter again, or copy all of it."))
    return found


@bp.record_once
def _let_programs_in(state: BlueprintSetupState) -> None:
    """A mail program sends no token of our forms; the address itself is the key, and opens nothing else."""
    state.app.extensions["csrf"].exempt(stop_now)
