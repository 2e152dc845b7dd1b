"""What speakers present: from their own page they attach a card to their talk, one that is there or a new one."""

import re

from flask import Response, make_response, render_template, request, url_for
from flask_babel import gettext

from academy.access import Can
from academy.agenda.presenting import Presentation, list_presentations, present
from academy.agenda.queries import list_presented
from academy.db.engine import keys_of
from academy.kit.languages import INTERFACE
from academy.kit.refusals import Refusal, Unknown
from academy.kit.words import N_
from academy.people.models import Person
from academy.practices.catalogue import find_readable
from academy.practices.links import card_token
from academy.practices.models import Call, CardState, Practice
from academy.practices.queries import list_calls, list_cards_of_person
from academy.practices.rules import window_of
from academy.practices.writing import Beginning, begin_for_talk
from academy.site.accounts.arriving import oneself
from academy.site.accounts.saying import say
from academy.site.participation.opening import is_lent, own_registration
from academy.site.participation.opening import nothing as no_participation
from academy.site.participation.opening import personal as of_participation
from academy.site.practices import bp
from academy.site.practices.opening import kind_of
from academy.web.current import now
from academy.web.errors import error_page, sentence
from academy.web.guard import Reply, requires
from academy.web.language import language as spoken
from academy.web.private_links import open_link, unnamed
from academy.web.transactions import db, start_over

_REFUSED = 422
_NEW, _OTHER = "new", "other"
_NUMBER = re.compile(r"[0-9]{1,9}")
_ATTACHABLE = frozenset(CardState) - {CardState.DECLINED, CardState.WITHDRAWN}


@bp.route("/me/talks/", methods=["GET", "POST"])
@requires(Can.BE_ONESELF)
def talks(language: str) -> Reply:  # noqa: ARG001 (stands in the address)
    """Show what whoever is signed in presents, and attach cards to it."""
    return unnamed(make_response(_answer(_signed_in(), url_for(".talks", language=spoken()))))


@bp.route("/participation/<int:number>/talks/", methods=["GET", "POST"])
@requires(Can.SIGN_IN)
def talks_of(language: str, number: int) -> Reply:  # noqa: ARG001
    """Show the same to whoever takes part, behind their private link."""
    try:
        person = own_registration(db(), number).person
    except Unknown:
        return no_participation()
    here = url_for(".talks_of", language=spoken(), number=number)
    return of_participation(make_response(_answer(person, here, number)), number)


def _signed_in() -> Person | None:
    number = oneself().person_id
    return db().get(Person, number) if number else None


def _answer(person: Person | None, here: str, number: int | None = None) -> Reply:
    if request.method == "GET" or person is None:
        return _page(person, here, number)
    if is_lent():
        return error_page(403)
    try:
        return _attach(person, here)
    except Refusal as refusal:
        start_over()
        again = own_registration(db(), number).person if number else _signed_in()
        return _page(again, here, number, refusal)


def _attach(person: Person, here: str) -> Reply:
    """Do what the form asks for; who begins a new card is led to it."""
    key, wanted = request.form.get("talk", ""), request.form.get("card", "")
    seen = request.form.get("revision", "")
    if wanted == _NEW:
        card: Practice | None = _begun(person, key)
    else:
        card = _chosen(person, wanted)
    present(db(), person, key, card, now(), int(seen) if _NUMBER.fullmatch(seen) else None)
    if card is not None and wanted == _NEW:
        to = url_for("site.practices.card", language=spoken(), number=card.id)
        return open_link(kind_of(card.id), card_token(card, keys_of(db())), to)
    return say(gettext("The card is attached.") if card else gettext("Your talk presents no card now."), here)


def _chosen(person: Person, wanted: str) -> Practice | None:
    if not wanted:
        return None
    if wanted == _OTHER:
        return _by_address(request.form.get("address", ""))
    own = {str(one.id): one for one in _own_cards(person)}
    if wanted not in own:
        raise Refusal(N_("This card is not yours, or was taken back. Choose another."), field="card")
    return own[wanted]


def _by_address(typed: str) -> Practice:
    """Return the practice that readers find at an address, or under a short name."""
    slug = typed.split("#", maxsplit=1)[0].split("?", maxsplit=1)[0].strip().rstrip("/").rpartition("/")[2][:100]
    found = find_readable(db(), slug, list_presented(db())) if slug.isprintable() else None
    if found is None:
        raise Refusal(
            N_("No practice can be read at this address. Copy it from the practice’s own page."), field="card"
        )
    return found


def _begun(person: Person, key: str) -> Practice:
    found = next((one for one in list_presentations(db(), person) if one.key == key), None)
    if found is None:
        raise Unknown(N_("You do not present this; the programme may have changed. Look again."))
    edition = found.slot.edition
    language = next((one for one in (person.language or "", *edition.languages) if one in INTERFACE), spoken())
    title = str(found.title.wording(language, edition.languages))
    once = f"talk:{person.id}:{request.form.get('once', '')[:40]}"
    said = Beginning(person.name, person.email, language, title, spoken(), person, once)
    return begin_for_talk(db(), edition, _open_call(found), said, now())


def _open_call(found: Presentation) -> Call | None:
    calls = list_calls(db(), found.slot.edition)
    return next((one for one in calls if one.takes_registered and window_of(one).is_open(now())), None)


def _own_cards(person: Person) -> list[Practice]:
    return [one for one in list_cards_of_person(db(), person.id) if one.state in _ATTACHABLE]


def _page(person: Person | None, here: str, number: int | None, refusal: Refusal | None = None) -> Response:
    page = render_template(
        "site/practices/talks.html",
        person=person,
        presentations=list_presentations(db(), person) if person else [],
        cards=_own_cards(person) if person else [],
        here=here,
        number=number,
        may_change=not is_lent(),
        problem=sentence(refusal) if refusal else "",
        typed=request.form if refusal else {},
    )
    return make_response(page, _REFUSED if refusal else 200)
