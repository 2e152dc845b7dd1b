"""What organisers do with one participation: each deed by its name in the address, with what its form says."""

from collections.abc import Callable, Mapping
from datetime import datetime

from flask_babel import gettext
from sqlalchemy.orm import Session

from academy.desk.inputs import small_number
from academy.desk.many import send_link
from academy.kit.refusals import Refusal, Unknown
from academy.kit.words import N_
from academy.participation import deciding, registering, waiting
from academy.participation.conditions import renew_link
from academy.participation.correcting import reviewed
from academy.participation.models import Alternate, Registration, State
from academy.participation.nominating import (
    Nominee,
    activate,
    candidate_for,
    list_alternates,
    name_alternate,
    withdraw_alternate,
)
from academy.participation.queries import list_institution_types
from academy.participation.seating import find_holding
from academy.participation.standing import Candidate, leave, move
from academy.people.queries import get_institution

Form = Mapping[str, str]
Deed = Callable[[Session, Registration, Form, datetime], object]


def read_nominee(form: Form) -> Nominee:
    """Return a person as a form says them."""
    rank = form.get("rank", "").strip()
    number = small_number(rank)
    if rank and not number:
        raise Refusal(N_("A place in an order is a number from one on."), field="rank")
    return Nominee(
        given=form.get("given", ""),
        family=form.get("family", ""),
        email=form.get("email", ""),
        language=form.get("language", ""),
        post=form.get("post", ""),
        institution_name=form.get("institution_name", ""),
        rank=number,
    )


def _reason(form: Form) -> str:
    return form.get("reason", "")


def _again(db: Session, one: Registration, _form: Form, now: datetime) -> object:
    candidate = Candidate(
        one.person,
        one.institution_type,
        one.country,
        one.institution,
        one.post,
        one.institution_name,
        one.mandate,
        one.letter,
        one.rank,
    )
    return registering.nominate(db, one.edition, candidate, now)


def _back(db: Session, one: Registration, _form: Form, now: datetime) -> None:
    move(db, one, State.CONFIRMED, now)


def _out(state: State) -> Deed:
    return lambda db, one, form, now: leave(db, one, state, _reason(form), now)


def _priority(db: Session, one: Registration, form: Form, now: datetime) -> None:
    text = form.get("priority", "").strip()
    number = small_number(text.removeprefix("-"))
    if number is None:
        raise Refusal(N_("A priority is a whole number: the higher, the earlier."), field="priority")
    waiting.write_priority(db, one, -number if text.startswith("-") else number, _reason(form), now)


def _reseat(db: Session, one: Registration, form: Form, now: datetime) -> None:
    kinds = {kind.slug: kind for kind in list_institution_types(db, one.edition)}
    kind = kinds.get(form.get("type", ""))
    if kind is None:
        raise Refusal(N_("Choose an institution type."), field="type")
    slug = form.get("institution", "")
    institution = get_institution(db, slug) if slug else None
    deciding.reseat(db, one, kind, form.get("country") or None, institution, now)


def _replace(db: Session, one: Registration, form: Form, now: datetime) -> object:
    candidate = candidate_for(db, read_nominee(form), one.institution_type, one.country, one.institution, now)
    return deciding.replace(db, one, candidate, _reason(form), now)


def _alternate(db: Session, one: Registration, form: Form) -> Alternate:
    holding, number = find_holding(db, one), small_number(form.get("alternate", ""))
    standing = list_alternates(db, [holding.seat_id]) if holding else ()
    found = next((each for each in standing if each.id == number), None)
    if found is None:
        raise Unknown(N_("This person is no alternate for this seat."))
    return found


DEEDS: dict[str, Deed] = {
    "accept": lambda db, one, _form, now: deciding.accept(db, one, now),
    "refuse": lambda db, one, form, now: deciding.refuse(db, one, _reason(form), now),
    "confirm": lambda db, one, _form, now: registering.confirm(db, one, now),
    "decline": lambda db, one, form, now: registering.decline(db, one, _reason(form), now),
    "withdraw": lambda db, one, form, now: registering.withdraw(db, one, _reason(form), now),
    "arrive": lambda db, one, _form, now: deciding.arrive(db, one, now),
    "back": _back,
    "absent": _out(State.DID_NOT_COME),
    "visa": _out(State.VISA_REFUSED),
    "again": _again,
    "offer": lambda db, one, form, now: waiting.offer(db, one, _reason(form), now),
    "priority": _priority,
    "reseat": _reseat,
    "replace": _replace,
    "name-alternate": lambda db, one, form, now: name_alternate(db, one, read_nominee(form), now),
    "activate": lambda db, one, form, now: activate(db, one, _alternate(db, one, form), _reason(form), now),
    "drop-alternate": lambda db, one, form, now: withdraw_alternate(db, one, _alternate(db, one, form), now),
    "reviewed": lambda db, one, _form, now: reviewed(db, one, now),
    "send-link": lambda db, one, _form, now: send_link(db, one, now),
    "renew-link": lambda db, one, _form, now: renew_link(db, one, now),
}
"""What can be done, by the word in the address."""


def said_of(deed: str, result: object, one: Registration) -> str:
    """Return the sentence that says what was done."""
    if isinstance(result, Registration) and result is not one:
        return gettext("The seat belongs to %(name)s now.", name=result.person.name)
    if deed == "send-link":
        return gettext("The letter leaves now.")
    if deed == "renew-link":
        return gettext("The links that were sent open nothing any more. Send the new one.")
    return gettext("Done.")
