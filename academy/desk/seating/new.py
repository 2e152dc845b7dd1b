"""Putting somebody forward at the desk, inviting by name, and letting two be rivals for one seat."""

from flask import render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session

from academy.access import Can
from academy.desk.inputs import small_number
from academy.desk.pages import done
from academy.desk.seating import bp
from academy.desk.seating.deeds import read_nominee
from academy.editions.models import Edition
from academy.editions.queries import get_whole_edition
from academy.editions.rules import countries_in_order
from academy.kit.languages import INTERFACE
from academy.kit.refusals import Refusal
from academy.kit.words import N_
from academy.participation.correcting import check_country
from academy.participation.mandates import get_mandate, list_mandates
from academy.participation.models import Registration, State
from academy.participation.nominating import candidate_for
from academy.participation.queries import get_registration, list_institution_types, list_quota_rules
from academy.participation.registering import contest, invite, nominate
from academy.participation.rules import covering
from academy.participation.seating import find_holding
from academy.participation.standing import Candidate
from academy.people.queries import find_person, get_institution, list_institutions, list_people
from academy.web.current import now
from academy.web.errors import sentence
from academy.web.guard import Reply, requires
from academy.web.language import language
from academy.web.transactions import db, start_over

_REFUSED = 422


@bp.get("/editions/<edition_slug>/people/new")
@requires(Can.KEEP_SEATS)
def new(edition_slug: str) -> Reply:
    """Ask who is to take part."""
    return _page(get_whole_edition(db(), edition_slug))


@bp.post("/editions/<edition_slug>/people/new")
@requires(Can.KEEP_SEATS)
def add(edition_slug: str) -> Reply:
    """Put somebody forward, or invite them."""
    edition = get_whole_edition(db(), edition_slug)
    try:
        made = _made(db(), edition)
    except Refusal as refusal:
        start_over()
        return _page(get_whole_edition(db(), edition_slug), sentence(refusal), refusal.field or ""), _REFUSED
    said = gettext("%(name)s waits for a seat: none is free.", name=made.person.name)
    if made.state == State.INVITED:
        said = gettext("%(name)s was invited.", name=made.person.name)
    elif made.state != State.WAITING:
        said = gettext("%(name)s was put forward.", name=made.person.name)
    return done(said, url_for(".registration", edition_slug=edition_slug, number=made.id))


def _made(session: Session, edition: Edition) -> Registration:
    candidate = _candidate(session, edition)
    how = request.form.get("how", "")
    if how == "invite":
        return invite(session, edition, candidate, now())
    rival = small_number(request.form.get("rival", "")) if how == "rival" else None
    if how == "rival":
        held = get_registration(session, edition, rival or 0)
        holding = find_holding(session, held)
        if holding is None:
            raise Refusal(N_("%(name)s holds no seat."), name=held.person.name, field="rival")
        return contest(session, holding.seat, edition, candidate, now())
    return nominate(session, edition, candidate, now())


def _candidate(session: Session, edition: Edition) -> Candidate:
    form = request.form
    kind = next((one for one in list_institution_types(session, edition) if one.slug == form.get("type")), None)
    if kind is None:
        raise Refusal(N_("Choose an institution type."), field="type")
    country = form.get("country") or None
    check_country(session, edition, covering(list_quota_rules(session, edition), kind.id), country)
    institution = get_institution(session, form["institution"]) if form.get("institution") else None
    candidate = candidate_for(session, read_nominee(form), kind, country, institution, now()) if not _known() else None
    person = candidate.person if candidate else find_person(session, _known())
    if person is None:
        raise Refusal(N_("Nobody of ours is called so. Choose from the list, or type names."), field="person")
    mandate = small_number(form.get("mandate", ""))
    return Candidate(
        person,
        kind,
        country,
        institution,
        form.get("post", ""),
        "" if institution else form.get("institution_name", ""),
        get_mandate(session, edition, mandate) if mandate else None,
    )


def _known() -> str:
    return request.form.get("person", "").strip()


def _page(edition: Edition, problem: str = "", field: str = "") -> str:
    return render_template(
        "desk/seating/new.html",
        form=None,
        edition=edition,
        types=list_institution_types(db(), edition),
        countries=[(row.code, name) for row, name in countries_in_order(edition.countries, language())],
        institutions=list_institutions(db()),
        people=list_people(db()),
        mandates=list_mandates(db(), edition),
        codes=INTERFACE,
        typed=request.values,
        problem=problem,
        field=field,
    )
