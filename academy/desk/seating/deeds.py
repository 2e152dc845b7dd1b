"""What organisers do with one participation: each deed by its name in the address, with what its form says."""

from collections.abc import Callable, Mapping
from datetime import datetime

from flask_babel import gettext, lazy_gettext
from sqlalchemy.orm import Session

from academy.desk.inputs import small_number
from academy.desk.many import send_link
from academy.editions.models import Edition
from academy.kit.refusals import Refusal, Unknown
from academy.kit.words import N_
from academy.participation import deciding, registering, waiting
from academy.participation.conditions import renew_link, write_rank
from academy.participation.correcting import check_country, check_institution, reviewed
from academy.participation.models import Alternate, InstitutionType, Registration, State
from academy.participation.nominating import (
    Nominee,
    activate,
    candidate_for,
    list_alternates,
    name_alternate,
    withdraw_alternate,
)
from academy.participation.queries import list_institution_types, list_quota_rules
from academy.participation.rules import covering
from academy.participation.seating import find_holding
from academy.participation.standing import Candidate, leave
from academy.people.models import Institution
from academy.people.queries import get_institution

Form = Mapping[str, str]
Deed = Callable[[Session, Registration, Form, datetime], object]


def read_nominee(form: Form) -> Nominee:
    """Return a person as a form says them."""
    return Nominee(
        given=form.get("given", ""),
        family=form.get("family", ""),
        email=form.get("email", ""),
        language=form.get("language", ""),
        post=form.get("post", ""),
        institution_name=form.get("institution_name", ""),
    )


def read_capacity(db: Session, edition: Edition, form: Form) -> tuple[InstitutionType, str | None, Institution | None]:
    """Return for which institution type, country and institution a form says that somebody comes, as it can be."""
    kinds = {kind.slug: kind for kind in list_institution_types(db, edition)}
    kind = kinds.get(form.get("type", ""))
    if kind is None:
        raise Refusal(N_("Choose an institution type."), field="type")
    slug, country = form.get("institution", ""), form.get("country") or None
    institution = get_institution(db, slug) if slug else None
    rules = covering(list_quota_rules(db, edition), kind.id)
    check_country(db, edition, rules, country)
    check_institution(rules, institution)
    return kind, country, institution


def _reason(form: Form) -> str:
    return form.get("reason", "")


def _again(db: Session, one: Registration, _form: Form, now: datetime) -> object:
    return registering.nominate(db, one.edition, Candidate.of(one), now)


def _out(state: State) -> Deed:
    return lambda db, one, form, now: leave(db, one, state, _reason(form), now)


def _priority(db: Session, one: Registration, form: Form, now: datetime) -> None:
    text = form.get("priority", "").strip()
    number = _whole(text.removeprefix("-"), "priority", _NO_PRIORITY)
    waiting.write_priority(db, one, -number if text.startswith("-") else number, _reason(form), now)


def _whole(text: str, field: str, message: str) -> int:
    if (number := small_number(text)) is None:
        raise Refusal(message, field=field)
    return number


_NO_PRIORITY = N_("A priority is a whole number: the higher, the earlier.")
_NO_RANK = N_("A place in an order is a number from one on.")


def _reseat(db: Session, one: Registration, form: Form, now: datetime) -> None:
    deciding.reseat(db, one, *read_capacity(db, one.edition, form), now)


def _rank(db: Session, one: Registration, form: Form, now: datetime) -> None:
    text = form.get("rank", "").strip()
    write_rank(db, one, _whole(text, "rank", _NO_RANK) if text else None, now)


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
    "back": lambda db, one, _form, now: deciding.take_back(db, one, now),
    "absent": _out(State.DID_NOT_COME),
    "visa": _out(State.VISA_REFUSED),
    "again": _again,
    "offer": lambda db, one, form, now: waiting.offer(db, one, _reason(form), now),
    "priority": _priority,
    "rank": _rank,
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


UNDONE = frozenset({"accept", "confirm", "arrive", "absent", "visa"})
"""What can be taken back with one press."""

_SAID = {
    "accept": lazy_gettext("Accepted: they are asked to confirm."),
    "refuse": lazy_gettext("Refused: they read why."),
    "confirm": lazy_gettext("Confirmed, in their name."),
    "decline": lazy_gettext("They do not come; the seat is free."),
    "withdraw": lazy_gettext("They do not take part any more; the seat is free."),
    "arrive": lazy_gettext("They are here."),
    "back": lazy_gettext("Taken back."),
    "absent": lazy_gettext("They did not come; the seat is free."),
    "visa": lazy_gettext("Their visa was refused; the seat is free."),
    "offer": lazy_gettext("A seat was offered; they are told until when it is kept."),
    "priority": lazy_gettext("The order was changed."),
    "rank": lazy_gettext("The order was changed."),
    "name-alternate": lazy_gettext("The alternate was named."),
    "drop-alternate": lazy_gettext("The alternate was taken off the list."),
    "reviewed": lazy_gettext("What they changed was looked at."),
    "send-link": lazy_gettext("The letter leaves now."),
    "renew-link": lazy_gettext("The links that were sent open nothing any more. Send the new one."),
}


def said_of(deed: str, result: object, one: Registration) -> str:
    """Return the sentence that says what was done."""
    if isinstance(result, Registration) and result is not one:
        return gettext("The seat belongs to %(name)s now.", name=result.person.name)
    if deed in {"again", "reseat"}:
        if one.state == State.WAITING:
            return gettext("%(name)s waits for a seat: none is free.", name=one.person.name)
        return gettext("Saved.") if deed == "reseat" else gettext("%(name)s was put forward.", name=one.person.name)
    return str(_SAID[deed])
