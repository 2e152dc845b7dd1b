"""Putting somebody forward at the desk, registering for them, inviting by name, and letting two claim one seat."""

from collections.abc import Mapping
from contextlib import suppress

from flask import request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session

from academy.access import Can
from academy.desk.inputs import small_number
from academy.desk.pages import done, page
from academy.desk.seating import bp
from academy.desk.seating.deeds import read_capacity, read_nominee
from academy.editions.models import Edition
from academy.editions.queries import get_whole_edition
from academy.editions.rules import countries_in_order
from academy.kit.languages import INTERFACE
from academy.kit.refusals import Refusal, Unknown
from academy.kit.words import N_
from academy.participation.claiming import has_free, list_claimable
from academy.participation.mandates import claims, get_mandate, list_mandates
from academy.participation.models import InstitutionType, Mandate, Registration, Seat, State
from academy.participation.nominating import candidate_for
from academy.participation.queries import get_registration, list_institution_types, list_quota_rules
from academy.participation.registering import contest, invite, nominate, take_in
from academy.participation.rules import covering
from academy.participation.seating import find_holding
from academy.participation.standing import Candidate
from academy.people.models import Institution
from academy.people.queries import find_person, list_institutions, list_people
from academy.web.current import now
from academy.web.errors import sentence
from academy.web.guard import Reply, requires
from academy.web.language import language
from academy.web.transactions import db, start_over


@bp.get("/editions/<edition_slug>/people/new")
@requires(Can.KEEP_SEATS)
def new(edition_slug: str) -> Reply:
    """Ask who is to take part."""
    return _page(get_whole_edition(db(), edition_slug))


@bp.post("/editions/<edition_slug>/people/new")
@requires(Can.KEEP_SEATS)
def add(edition_slug: str) -> Reply:
    """Put somebody forward, register for them, or invite them."""
    edition = get_whole_edition(db(), edition_slug)
    try:
        made = _made(db(), edition)
    except Refusal as refusal:
        start_over()
        return _page(get_whole_edition(db(), edition_slug), sentence(refusal))
    return done(_said(made), url_for(".registration", edition_slug=edition_slug, number=made.id))


def _said(made: Registration) -> str:
    name = made.person.name
    if made.state == State.WAITING:
        return gettext("%(name)s waits for a seat: none is free.", name=name)
    if made.state == State.INVITED:
        return gettext("%(name)s was invited.", name=name)
    if made.state == State.CONFIRMED:
        return gettext("%(name)s has a seat, and it is confirmed.", name=name)
    if made.state == State.CONTESTED:
        return gettext("The seat is contested now: decide whose it is.")
    return gettext("%(name)s was put forward.", name=name)


def _made(session: Session, edition: Edition) -> Registration:
    how, candidate = request.form.get("how", ""), _candidate(session, edition)
    if how == "invite":
        return invite(session, edition, candidate, now())
    if how == "register":
        return take_in(session, edition, candidate, now())
    if how == "rival":
        return contest(session, _claimed(session, edition, candidate), edition, candidate, now())
    return nominate(session, edition, candidate, now())


def _claimed(session: Session, edition: Edition, candidate: Candidate) -> Seat:
    """Return the seat of whom was chosen; refuse where one is free, or where nobody was chosen."""
    rules = covering(list_quota_rules(session, edition), candidate.institution_type.id)
    institution_id = candidate.institution.id if candidate.institution else None
    if has_free(session, rules, candidate.country, institution_id):
        raise Refusal(N_("A seat is free for them: put them forward for that one."), field="how")
    number = small_number(request.form.get("rival", ""))
    if not number:
        raise Refusal(N_("All seats are taken. Choose below whose seat they claim as well."), field="rival")
    held = get_registration(session, edition, number)
    if (holding := find_holding(session, held)) is None:
        raise Refusal(N_("%(name)s holds no seat."), name=held.person.name, field="rival")
    return holding.seat


def _candidate(session: Session, edition: Edition) -> Candidate:
    form = request.form
    kind, country, institution = read_capacity(session, edition, form)
    number = small_number(form.get("mandate", ""))
    mandate = get_mandate(session, edition, number) if number else None
    if mandate is not None:
        _check_theirs(session, mandate, kind, country, institution)
    known = form.get("person", "").strip()
    typed = candidate_for(session, read_nominee(form), kind, country, institution, now()) if not known else None
    person = typed.person if typed else find_person(session, known)
    if person is None:
        raise Refusal(N_("Nobody of ours is called so. Choose from the list, or type names."), field="person")
    written = "" if institution else form.get("institution_name", "")
    return Candidate(person, kind, country, institution, form.get("post", ""), written, mandate)


def _check_theirs(
    session: Session, mandate: Mandate, kind: InstitutionType, country: str | None, institution: Institution | None
) -> None:
    """Refuse to say that a nominator has put somebody forward whom their letter does not reach."""
    institution_id = institution.id if institution else None
    if not any(one.is_of(kind.id, country, institution_id) for one in claims(session, mandate, now())):
        message = N_("The letter of %(name)s is for other seats. Look at country, institution and type.")
        raise Refusal(message, name=mandate.name, field="mandate")


def _typed() -> Mapping[str, str]:
    """Return what the form says; before it was sent, what the address begins it with."""
    return request.form if request.method == "POST" else request.args


def _rivals(edition: Edition) -> list[Registration]:
    """Return whose seats whoever is typed could claim as well; and whom the address names."""
    found: list[Registration] = []
    if request.form.get("how") == "rival":
        with suppress(Refusal):  # it is said above already
            kind, country, institution = read_capacity(db(), edition, request.form)
            rules = covering(list_quota_rules(db(), edition), kind.id)
            found = list_claimable(db(), rules, country, institution.id if institution else None)
    number = small_number(_typed().get("rival", ""))
    if number and number not in {one.id for one in found}:
        with suppress(Unknown):
            found.append(get_registration(db(), edition, number))
    return found


def _page(edition: Edition, problem: str = "") -> Reply:
    return page(
        "seating/new",
        edition=edition,
        types=list_institution_types(db(), edition),
        countries=[(row.code, name) for row, name in countries_in_order(edition.countries, language())],
        institutions=list_institutions(db()),
        people=list_people(db()),
        mandates=list_mandates(db(), edition),
        rivals=_rivals(edition),
        codes=INTERFACE,
        typed=_typed(),
        problem=problem,
    )
