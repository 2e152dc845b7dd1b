"""The page of whoever puts people forward: behind the private link of a letter, or signed in at the mailbox it went to.

Opening the link does nothing; what its pages' buttons do stands in `nominating`.
"""

from datetime import datetime
from uuid import UUID

from flask import Response, make_response, render_template, url_for
from sqlalchemy.orm import Session

from academy.access import Can
from academy.editions.models import State
from academy.files.actions import open_upload
from academy.files.queries import get_upload
from academy.kit.dates import instant_in
from academy.kit.refusals import Unknown
from academy.kit.words import N_
from academy.participation.delegation import get_delegation
from academy.participation.links import Ended, get_mandate_by
from academy.participation.mandates import Claim, list_mandates_at
from academy.participation.models import Mandate
from academy.participation.rules import HOLDING, LEAVABLE
from academy.site.participation import bp
from academy.site.participation.opening import is_lent
from academy.web import private_links
from academy.web.current import account, now
from academy.web.errors import error_page, sentence
from academy.web.guard import Reply, requires
from academy.web.language import language as spoken
from academy.web.private_links import keep_open, open_numbered, opened, unnamed
from academy.web.transactions import db
from academy.web.uploads import sent

_REFUSED = 422


@bp.get("/nominate/<token>")
@requires(Can.SIGN_IN)
def open_mandate(language: str, token: str) -> Response:
    """Take the token out of the address and lead to the page of the mandate."""
    return open_numbered(_kind_of, token, lambda number: url_for(".mandate", language=language, mandate_id=number))


@bp.get("/nominate/<int:mandate_id>/")
@requires(Can.SIGN_IN)
def mandate(language: str, mandate_id: int) -> Reply:  # noqa: ARG001 (stands in the address)
    """Show the seats that somebody can fill, and who holds them."""
    try:
        return mandate_page(own_mandate(db(), mandate_id))
    except Unknown as refusal:
        return nothing(refusal)


@bp.get("/nominate/<int:mandate_id>/files/<uuid:uid>")
@requires(Can.SIGN_IN)
def mandate_file(language: str, mandate_id: int, uid: UUID) -> Reply:  # noqa: ARG001
    """Hand out an official letter that was sent from this page."""
    try:
        upload = get_upload(db(), uid, owner_of(own_mandate(db(), mandate_id).id))
    except Unknown as refusal:
        return nothing(refusal)
    return error_page(403) if is_lent() else personal(sent(upload, open_upload(db(), upload)), mandate_id)


def own_mandate(session: Session, number: int) -> Mandate:
    """Return a mandate that this browser may open, with all that it names; of any other nothing is known.

    By the link of its letter, or signed in at the mailbox that the letter went to.
    """
    refusal = Unknown(N_("This link opens nothing here. Use the one in our latest letter, whole."))
    try:
        found = get_mandate_by(session, opened(_kind_of(number)))
        if found.id == number:
            return found
    except Unknown as refused:
        refusal = refused
    asking = account()
    own = list_mandates_at(session, asking.email) if asking and asking.email else []
    signed_in = next((one for one in own if one.id == number), None)
    if signed_in is None:
        raise refusal
    return signed_in


def owner_of(number: int) -> str:
    """Return whose the files are that are sent from the page of a mandate."""
    return f"mandate:{number}"


def personal(response: Response, number: int) -> Response:
    """Let a page of a mandate keep its link open, and tell no other page where its reader came from."""
    return keep_open(_kind_of(number), response)


def nothing(refusal: Unknown | None = None) -> Response:
    """Tell nobody whether there is a mandate; only whose link was ended reads that."""
    if isinstance(refusal, Ended):
        return unnamed(make_response(*error_page(404, sentence(refusal))))
    return private_links.nothing()


def mandate_page(found: Mandate, problem: str = "") -> Response:
    """Return the page with all seats of a mandate, and what could not be done."""
    seen = get_delegation(db(), found, now())
    page = render_template(
        "site/participation/mandate.html",
        given=found,
        edition=found.edition,
        parts=seen.parts,
        row=seen.row,
        owner=owner_of(found.id),
        deadline=deadline,
        begins=begins,
        holding=HOLDING,
        leavable=LEAVABLE,
        is_off=found.edition.state in {State.CANCELLED, State.WITHDRAWN},
        may_see_files=not is_lent(),
        problem=problem,
    )
    return personal(make_response(page, _REFUSED if problem else 200), found.id)


def deadline(one: Claim) -> str:
    """Return until when seats can be filled, on the clock that the rule names; empty where there is no deadline."""
    return _said(one, one.last)


def begins(one: Claim) -> str:
    """Return from when seats can be filled, where that is still to come."""
    return _said(one, one.begins) if one.begins and one.begins > now() else ""


def _said(one: Claim, at: datetime | None) -> str:
    return instant_in(one.zone, at, spoken()) if at else ""


def _kind_of(number: int) -> str:
    return f"mandate-{number}"
