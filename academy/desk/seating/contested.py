"""Contested seats: who was put forward for each by whom, and whose it is to be."""

from collections import defaultdict

from flask import request, url_for
from flask_babel import gettext
from sqlalchemy import select

from academy.access import Can
from academy.desk.inputs import small_number
from academy.desk.pages import done, page
from academy.desk.seating import bp
from academy.editions.models import Edition
from academy.editions.queries import get_edition
from academy.kit.refusals import Refusal, Unknown
from academy.kit.words import N_
from academy.participation.deciding import settle
from academy.participation.models import Holding, Registration, Seat, State
from academy.participation.queries import get_registration
from academy.participation.seating import list_standing
from academy.web.current import now
from academy.web.errors import sentence
from academy.web.guard import Reply, requires
from academy.web.transactions import db, start_over

_ALL = "/editions/<edition_slug>/contested"


@bp.get(_ALL)
@requires(Can.KEEP_SEATS)
def contested(edition_slug: str) -> Reply:
    """Show each contested seat with its rivals."""
    return _page(get_edition(db(), edition_slug))


@bp.post(f"{_ALL}/<int:seat_id>")
@requires(Can.KEEP_SEATS)
def decide(edition_slug: str, seat_id: int) -> Reply:
    """Give a contested seat to one; the others wait, or are refused."""
    edition = get_edition(db(), edition_slug)
    seat = db().scalar(select(Seat).where(Seat.id == seat_id, Seat.edition_id == edition.id))
    if seat is None:
        raise Unknown(N_("There is no such seat in this edition."))
    try:
        chosen = _chosen(edition)
        waits = request.form.get("others") != "refuse"
        settle(db(), seat, chosen, request.form.get("reason", ""), now(), waits=waits)
    except Refusal as refusal:
        start_over()
        return _page(get_edition(db(), edition_slug), sentence(refusal), seat_id)
    said = gettext("The seat belongs to %(name)s now.", name=chosen.person.name)
    return done(said, url_for(".contested", edition_slug=edition_slug))


def _chosen(edition: Edition) -> Registration:
    number = small_number(request.form.get("chosen", ""))
    if number is None:
        raise Refusal(N_("Choose whose seat it is."), field="chosen")
    return get_registration(db(), edition, number)


def _page(edition: Edition, problem: str = "", seat_id: int = 0) -> Reply:
    own = (Registration.edition_id == edition.id, Registration.state == State.CONTESTED, Holding.until.is_(None))
    seats = db().scalars(select(Holding.seat_id).join(Registration).where(*own).distinct()).all()
    rivals: defaultdict[int, list[Registration]] = defaultdict(list)
    for one in list_standing(db(), seats):
        rivals[one.seat_id].append(one.registration)
    return page(
        "seating/contested",
        edition=edition,
        seats=dict(rivals),
        problem=problem,
        at=seat_id,
        typed=request.form,
    )
