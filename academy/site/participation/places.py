"""What one chooses in the programme: a place is taken or waited for, and given back."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import make_response, request, url_for
from flask_babel import gettext

from academy.access import Can
from academy.kit.refusals import Refusal, Unknown
from academy.kit.words import N_
from academy.participation.choices import Choice, Standing, list_choices, places_of
from academy.participation.models import Registration
from academy.participation.places import leave_place, take_place
from academy.participation.rules import HOLDING
from academy.site.accounts.saying import say
from academy.site.participation import bp
from academy.site.participation.opening import is_lent, nothing, own_registration, personal
from academy.site.participation.own import own_page
from academy.web.current import now
from academy.web.errors import error_page, sentence
from academy.web.guard import Reply, requires
from academy.web.transactions import db, start_over

_TAKEN = N_("You have a place in it.")
_WAITED_FOR = N_("All places are taken: you are waiting for one, and get a letter when it is yours.")
_GIVEN_BACK = N_("It is noted that you do not come there.")


@dataclass(frozen=True, slots=True)
class Offer:
    """A choice as one person sees it."""

    choice: Choice
    own: Standing | None
    free: int | None
    """How many places are free for people of their institution type; None where there is no limit."""
    is_for_them: bool
    is_over: bool
    instead: Choice | None
    """What they have chosen that meets at the same time."""


@bp.app_context_processor
def _for_own_page() -> dict[str, Callable[[Registration], list[Offer]]]:
    return {"own_choices": own_choices}


def own_choices(registration: Registration) -> list[Offer]:
    """Return what somebody can choose, or has chosen; nothing before readers see the programme."""
    edition = registration.edition
    if registration.state not in HOLDING or not edition.is_public:
        return []
    choices, own = list_choices(db(), edition), places_of(db(), registration)
    chosen = [one for one in choices if one.thing in own]
    return [_offer(one, registration, own.get(one.thing), chosen) for one in choices]


@bp.post("/participation/<int:number>/places")
@requires(Can.SIGN_IN)
def choose(language: str, number: int) -> Reply:
    """Take a place, or give one back."""
    try:
        found = own_registration(db(), number, locked=True)
    except Unknown:
        return nothing()
    if is_lent():
        return error_page(403)
    try:
        done = _act(found)
    except Refusal as refusal:
        start_over()
        return own_page(own_registration(db(), number), sentence(refusal))
    to = url_for(".registration", language=language, number=number, _anchor="places")
    return personal(make_response(say(gettext(done), to)), number)


def _act(found: Registration) -> str:
    """Do what the form asks for; return what is said of it."""
    key = request.form.get("choice", "")
    if request.form.get("act") == "leave":
        leave_place(db(), found, key, now())
        return _GIVEN_BACK
    if not found.edition.is_public:
        raise Refusal(N_("The programme is not public yet."))
    return _WAITED_FOR if take_place(db(), found, key, now()).is_waiting else _TAKEN


def _offer(choice: Choice, registration: Registration, own: Standing | None, chosen: list[Choice]) -> Offer:
    others = (one for one in chosen if one.thing != choice.thing and one.meets_with(choice))
    return Offer(
        choice,
        own,
        choice.free_for(registration.type_id),
        choice.is_for(registration.type_id),
        choice.is_over(now()),
        next(others, None),
    )
