"""The way to a registration: an address is asked for, and a letter with a link goes there. Who is signed in begins."""

from flask import Response, make_response, redirect, render_template, request, url_for

from academy.access import Can
from academy.accounts.actions import read_email
from academy.editions.models import Edition
from academy.kit.refusals import Refusal
from academy.participation.arriving import ask_to_begin, begin_for
from academy.participation.queries import find_registration
from academy.people.models import Person
from academy.site.accounts.arriving import visible
from academy.site.accounts.signing_in import LONGEST_EMAIL
from academy.site.pages import shown_edition
from academy.site.participation import bp
from academy.site.participation.begin import begin_page, said
from academy.web.current import account, now
from academy.web.errors import error_page, sentence
from academy.web.guard import Reply, requires
from academy.web.language import language as spoken
from academy.web.limits import LIMITER, SIGN_IN_LINKS
from academy.web.transactions import db, start_over

_REFUSED = 422


@bp.get("/<edition_slug>/register/")
@requires(Can.SIGN_IN)
def register(language: str, edition_slug: str) -> Reply:
    """Ask for an address; who is signed in as a person goes straight on."""
    found = shown_edition(edition_slug)
    person = _person()
    if person is None:
        return _page(found)
    own = find_registration(db(), found, person)
    if own is not None:
        return redirect(url_for(".registration", language=language, number=own.id), 303)
    return _begin_page(found, person)


@bp.post("/<edition_slug>/register/")
@requires(Can.SIGN_IN)
@LIMITER.limit(SIGN_IN_LINKS)
def ask_for_letter(language: str, edition_slug: str) -> Reply:
    """Send the letter; the answer is the same whoever is known at the address."""
    found = shown_edition(edition_slug)
    try:
        email = read_email(visible(request.form.get("email"))[:LONGEST_EMAIL])
    except Refusal as refusal:
        return _page(found, sentence(refusal))
    ask_to_begin(db(), found, email, language, now())
    return redirect(url_for(".letter_sent", language=language, edition_slug=edition_slug), 303)


@bp.get("/<edition_slug>/register/sent")
@requires(Can.SIGN_IN)
def letter_sent(language: str, edition_slug: str) -> Reply:  # noqa: ARG001 (stands in the address)
    """Say that a letter is on its way."""
    return render_template("site/participation/letter_sent.html", edition=shown_edition(edition_slug))


@bp.post("/<edition_slug>/register/begin")
@requires(Can.BE_ONESELF)
def begin_signed_in(language: str, edition_slug: str) -> Reply:
    """Begin a registration for whoever is signed in."""
    found = shown_edition(edition_slug)
    person = _person()
    if person is None:
        return error_page(403)
    try:
        begun = begin_for(db(), found, person, said(), now())
    except Refusal as refusal:
        start_over()
        return _begin_page(shown_edition(edition_slug), db().get_one(Person, person.id), refusal)
    return redirect(url_for(".step", language=language, number=begun.id, step="names"), 303)


def _person() -> Person | None:
    asking = account()
    return db().get(Person, asking.person_id) if asking and asking.person_id else None


def _page(edition: Edition, problem: str = "") -> Response:
    page = render_template(
        "site/participation/register.html", edition=edition, problem=problem, typed=request.form.get("email", "")
    )
    return make_response(page, _REFUSED if problem else 200)


def _begin_page(edition: Edition, person: Person, refusal: Refusal | None = None) -> Response:
    address = url_for(".begin_signed_in", language=spoken(), edition_slug=edition.slug)
    return begin_page(edition, address, person=person, refusal=refusal)
