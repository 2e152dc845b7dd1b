"""Answers to invitations, behind the private link of a letter. Opening the link answers nothing: its button does."""

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext

from academy.access import Can
from academy.calendar.actions import record_reply
from academy.calendar.invitations import Said, has_moved, is_over
from academy.calendar.models import CalendarInvitation, Reply
from academy.calendar.queries import get_opened
from academy.editions.models import State
from academy.kit.refusals import Refusal, Stale, Unknown
from academy.site.calendar import bp
from academy.web.current import now
from academy.web.errors import sentence
from academy.web.guard import Reply as Answer
from academy.web.guard import requires
from academy.web.private_links import nothing, open_numbered, opened, unnamed
from academy.web.transactions import db, start_over

_REFUSED, _OVERTAKEN = 422, 409


@bp.get("/reply/<token>")
@requires(Can.SIGN_IN)
def open_reply(language: str, token: str) -> Answer:
    """Take the token out of the address and lead to the invitation's page."""
    return open_numbered(_kind_of, token, lambda number: url_for(".reply", language=language, number=number))


@bp.get("/reply/<int:number>/")
@requires(Can.SIGN_IN)
def reply(language: str, number: int) -> Answer:  # noqa: ARG001 (stands in the address)
    """Show what somebody is invited to, and ask whether they come."""
    try:
        found = get_opened(db(), opened(_kind_of(number)))
    except Unknown:
        return nothing()
    return _page(found)


@bp.post("/reply/<int:number>/")
@requires(Can.SIGN_IN)
def answer(language: str, number: int) -> Answer:
    """Note whether somebody comes."""
    try:
        found = get_opened(db(), opened(_kind_of(number)), locked=True)
    except Unknown:
        return nothing()
    try:
        answered(found)
    except Refusal as refusal:
        start_over()
        return _page(get_opened(db(), opened(_kind_of(number))), refusal)
    return unnamed(make_response(redirect(url_for(".reply", language=language, number=number), 303)))


def answered(invitation: CalendarInvitation) -> None:
    """Note what the form that was sent says about an invitation, and say on the next page that it was noted."""
    seen = request.form.get("sequence", -1, type=int)
    record_reply(db(), invitation, _chosen(), request.form.get("remark", ""), now(), sequence=seen)
    thanks = gettext("Thank you: your answer was noted. You can change it until the item is over.")
    flash({"message": thanks, "undo": None})  # type: ignore[arg-type]  # any value that JSON can carry


def status_of(refusal: Refusal) -> int:
    """Return what a page with a refused answer is answered with."""
    return _OVERTAKEN if isinstance(refusal, Stale) else _REFUSED


def _chosen() -> Reply:
    try:
        return Reply(request.form.get("reply", ""))
    except ValueError:
        return Reply.NEEDS_ACTION


def _page(invitation: CalendarInvitation, refusal: Refusal | None = None) -> Response:
    page = render_template(
        "site/calendar/reply.html",
        invitation=invitation,
        slot=invitation.slot,
        edition=invitation.slot.edition,
        is_hidden=invitation.slot.edition.state in {State.WITHDRAWN, State.DRAFT},
        said=Said.read(invitation.said),
        may_answer=invitation.stands and not is_over(invitation, now()),
        has_moved=has_moved(invitation),
        problem=sentence(refusal) if refusal else "",
        remark=request.form.get("remark", invitation.remark),
    )
    return unnamed(make_response(page, status_of(refusal) if refusal else 200))


def _kind_of(number: int) -> str:
    return f"reply-{number}"
