"""My participation: where it stands, what there is to do, my data, what I agree to, my files."""

from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import UUID

from flask import Response, abort, make_response, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session

from academy.access import Can
from academy.agenda.presenting import list_presentations
from academy.files.actions import open_upload
from academy.files.queries import get_upload
from academy.kit.dates import instant_in
from academy.kit.refusals import Refusal, Unknown
from academy.kit.windows import last_said
from academy.kit.words import N_
from academy.participation import registering
from academy.participation.answers import missing, owner_of, read_answers
from academy.participation.forms import list_questions
from academy.participation.models import Question, Registration, State
from academy.participation.rules import NEXT
from academy.people.consents import set_consent
from academy.people.models import ConsentUse
from academy.people.words import CONSENTS
from academy.site.accounts.saying import say
from academy.site.participation import bp
from academy.site.participation.opening import is_lent, kind_of, nothing, own_registration, personal
from academy.site.participation.own_cards import own_cards
from academy.site.participation.progress import next_step, steps_of, summary
from academy.web.current import now
from academy.web.errors import error_page, sentence
from academy.web.guard import Reply, requires
from academy.web.language import language as spoken
from academy.web.private_links import open_numbered
from academy.web.transactions import db, start_over
from academy.web.uploads import sent

_REFUSED = 422
_ANSWERABLE = frozenset({State.ACCEPTED, State.OFFERED})
_BEFORE_YES = frozenset({State.INVITED, State.NOMINATED, State.CONTESTED, State.ACCEPTED, State.OFFERED})

_SAID: Mapping[State, str] = {
    State.INVITED: N_("You are invited. Fill in what is asked, and send it in."),
    State.NOMINATED: N_("You were put forward. The organisers decide, and write to you."),
    State.CONTESTED: N_("Two people were put forward for the same seat. The organisers decide, and write to both."),
    State.WAITING: N_("All seats that could be yours are taken at the moment. You are waiting for one."),
    State.OFFERED: N_("A seat has become free, and it is your turn. Say whether you take it."),
    State.ACCEPTED: N_("You were accepted. Please confirm that you come."),
    State.CONFIRMED: N_("Your seat is confirmed. We look forward to meeting you."),
    State.ARRIVED: N_("You are here. Welcome!"),
    State.DECLINED: N_("You said that you do not come. Your seat goes to somebody else."),
    State.REFUSED: N_("The organisers cannot give you a seat this time."),
    State.WITHDRAWN: N_("You do not take part any more."),
    State.REPLACED: N_("Your seat was given to another person, as whoever put you forward has asked."),
    State.LAPSED: N_("The time in which your seat could be taken is over."),
    State.VISA_REFUSED: N_("You could not come, since a visa was refused."),
    State.DID_NOT_COME: N_("You were expected, and did not come."),
}
_BEGUN = N_("Your registration is begun, and not sent in yet. You hold no seat before that.")
_SENT_IN = N_("Your registration has arrived. The organisers decide, and write to you.")

Act = Callable[[Session, Registration, str, datetime], None]
_ACTS: Mapping[str, Act] = {
    "submit": lambda db, one, _reason, now: registering.submit(db, one, now),
    "confirm": lambda db, one, _reason, now: _confirm(db, one, now),
    "decline": registering.decline,
    "withdraw": registering.withdraw,
}
_DONE: Mapping[str, str] = {
    "submit": N_("Thank you: it was sent in. You can correct it at any time."),
    "confirm": N_("Thank you: it is noted that you come."),
    "decline": N_("It is noted that you do not come."),
    "withdraw": N_("It is noted that you do not take part any more."),
}


@bp.get("/participation/<token>")
@requires(Can.SIGN_IN)
def open_registration(language: str, token: str) -> Response:
    """Take the token out of the address and lead to the page of the participation."""
    return open_numbered(kind_of, token, lambda number: url_for(".registration", language=language, number=number))


@bp.get("/participation/<int:number>/")
@requires(Can.SIGN_IN)
def registration(language: str, number: int) -> Reply:  # noqa: ARG001 (stands in the address)
    """Show my participation."""
    try:
        return own_page(own_registration(db(), number))
    except Unknown:
        return nothing()


@bp.post("/participation/<int:number>/<any(submit, confirm, decline, withdraw):act>")
@requires(Can.SIGN_IN)
def do(language: str, number: int, act: str) -> Reply:
    """Send in, confirm, decline or withdraw; whether that can be done now is for the rule to say."""
    try:
        found = own_registration(db(), number, locked=True)
    except Unknown:
        return nothing()
    try:
        if act == "submit":
            _check_complete(found)
        _ACTS[act](db(), found, request.form.get("reason", ""), now())
    except Refusal as refusal:
        start_over()
        return own_page(own_registration(db(), number), sentence(refusal))
    done = say(gettext(_DONE[act]), url_for(".registration", language=language, number=number))
    return personal(make_response(done), number)


@bp.post("/participation/<int:number>/consent")
@requires(Can.SIGN_IN)
def consent_to(language: str, number: int) -> Reply:
    """Agree to a use, or withdraw that."""
    try:
        found = own_registration(db(), number, locked=True)
    except Unknown:
        return nothing()
    if request.form.get("use") not in set(ConsentUse):
        abort(400)
    if is_lent():
        return error_page(403)
    use, is_given = ConsentUse(request.form["use"]), request.form.get("is_given") == "1"
    set_consent(db(), found.person, use, now(), is_given=is_given, wording=gettext(CONSENTS[use]))
    message = gettext("Noted: you agree.") if is_given else gettext("Noted: you no longer agree.")
    to = url_for(".registration", language=language, number=number, _anchor="consents")
    return personal(make_response(say(message, to)), number)


@bp.get("/participation/<int:number>/files/<uuid:uid>")
@requires(Can.SIGN_IN)
def own_file(language: str, number: int, uid: UUID) -> Reply:  # noqa: ARG001
    """Hand out a file that one has sent."""
    try:
        found = own_registration(db(), number)
        upload = get_upload(db(), uid, owner_of(found))
    except Unknown:
        return nothing()
    return error_page(403) if is_lent() else personal(sent(upload, open_upload(db(), upload)), number)


def _confirm(db: Session, found: Registration, now: datetime) -> None:
    """Note that somebody comes; where all is filled in, it is sent in as well. What is missing costs nobody a seat."""
    act = registering.submit if registering.can_submit(found) and not _missing(found) else registering.confirm
    act(db, found, now)


def _missing(found: Registration) -> list[Question]:
    questions = list_questions(db(), found.edition)
    return missing(questions, read_answers(db(), found, sensitive=True), found.institution_type.slug)


def _check_complete(found: Registration) -> None:
    """Refuse to send in a form in which something that is required is missing."""
    if _missing(found):
        raise Refusal(N_("Something that is required is missing. It is named below; nothing is lost."))


def _until(found: Registration) -> str:
    zone, ends = found.edition.zone, found.offered_until
    return instant_in(zone, last_said(ends, zone), spoken()) if ends else ""


def own_page(found: Registration, problem: str = "") -> Response:
    """Return the page of somebody's participation; with a problem above, where something was refused."""
    page = render_template(
        "site/participation/registration.html",
        registration=found,
        edition=found.edition,
        person=found.person,
        says=gettext(_standing(found)),
        acts=_acts(found),
        steps=steps_of(db(), found),
        next_step=next_step(db(), found) if found.submitted_at is None else None,
        problem=problem,
        until=_until(found),
        cards=own_cards(found),
        presents=bool(list_presentations(db(), found.person)),
        **summary(found),
    )
    return personal(make_response(page, _REFUSED if problem else 200), found.id)


def _standing(found: Registration) -> str:
    if found.state == State.INVITED and found.once is not None:
        return _BEGUN
    if found.state == State.NOMINATED and found.once is not None:
        return _SENT_IN
    return _SAID[found.state]


def _acts(found: Registration) -> list[str]:
    """Return what can be done now, beside filling in the form."""
    if found.state == State.OFFERED and found.offered_until and found.offered_until <= now():
        return ["decline"]
    acts = ["submit"] if registering.can_submit(found) and found.state not in _ANSWERABLE else []
    if found.state in _ANSWERABLE:
        acts.append("confirm")
    is_asked = found.state == State.OFFERED or (found.once is None and found.state in _BEFORE_YES)
    way_out = "decline" if is_asked else "withdraw"
    wanted = State.DECLINED if way_out == "decline" else State.WITHDRAWN
    return [*acts, way_out] if wanted in NEXT[found.state] else acts
