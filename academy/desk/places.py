"""Places in electives and in single items at the desk: who has one, who waits, and how many are free."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, request, url_for
from flask_babel import gettext

from academy.access import Can
from academy.desk.inputs import DeskForm, small_number
from academy.desk.pages import done, page, part_of
from academy.editions.models import Edition
from academy.editions.queries import get_edition
from academy.kit.refusals import Refusal
from academy.kit.texts import folded
from academy.kit.words import N_
from academy.participation.choices import Choice, get_choice, list_choices, list_places, list_without_place
from academy.participation.models import Place, Registration
from academy.participation.places import leave_place, take_place
from academy.participation.queries import get_registration
from academy.web.current import now
from academy.web.guard import Reply, requires
from academy.web.transactions import db, start_over

bp = Blueprint("places", __name__)

_MOST_FOUND = 20
_REFUSED = 422


@dataclass(frozen=True, slots=True)
class Row:
    """Somebody in the list of a choice; as which number they wait, where they do."""

    place: Place
    number: int | None


@bp.get("/editions/<edition_slug>/choices")
@requires(Can.KEEP_SEATS)
def choices(edition_slug: str) -> Reply:
    """Show what can be chosen, and how many places are taken."""
    found = get_edition(db(), edition_slug)
    return page("participation/choices", edition=found, choices=list_choices(db(), found))


@bp.get("/editions/<edition_slug>/choices/<choice>")
@requires(Can.KEEP_SEATS)
def people(edition_slug: str, choice: str) -> Reply:
    """Show who has a place in a choice, who waits in which order, and who could be put in."""
    found = get_edition(db(), edition_slug)
    return _people(found, choice, DeskForm())


@bp.post("/editions/<edition_slug>/choices/<choice>/<any(put_in, take_out):act>")
@requires(Can.KEEP_SEATS)
def change(edition_slug: str, choice: str, act: str) -> Reply:
    """Put somebody in, or take somebody out; the same rules hold as for themselves."""
    found, form = get_edition(db(), edition_slug), DeskForm()
    number = small_number(request.form.get("number", ""))
    if number is None:
        form.refuse(Refusal(N_("Choose somebody.")), _REFUSED)
        return _people(found, choice, form)
    somebody = get_registration(db(), found, number, locked=True)
    try:
        message = _done(somebody, choice, is_in=act == "put_in")
    except Refusal as refusal:
        start_over()
        form.refuse(refusal, _REFUSED)
        return _people(get_edition(db(), edition_slug), choice, form)
    return done(message, url_for(".people", edition_slug=edition_slug, choice=choice))


def _done(somebody: Registration, choice: str, *, is_in: bool) -> str:
    name = somebody.person.name
    if not is_in:
        leave_place(db(), somebody, choice, now())
        return gettext("%(name)s was taken out.", name=name)
    if take_place(db(), somebody, choice, now()).is_waiting:
        return gettext("All places are taken: %(name)s waits.", name=name)
    return gettext("%(name)s has a place.", name=name)


def _people(edition: Edition, key: str, form: DeskForm) -> Reply:
    choice = get_choice(db(), edition, key)
    rows = _rows(list_places(db(), choice))
    wanted = request.args.get("search", "")
    found = _found(edition, choice, folded(wanted)) if wanted else []
    return page("participation/choice", form, edition=edition, choice=choice, part=part_of(rows), others=found)


def _rows(places: Sequence[Place]) -> list[Row]:
    """Return the rows of a list, in which those who wait stand behind the others, in their order."""
    before = sum(not one.is_waiting for one in places)
    return [Row(one, at - before if one.is_waiting else None) for at, one in enumerate(places, start=1)]


def _found(edition: Edition, choice: Choice, wanted: str) -> list[Registration]:
    """Return who holds a seat, has no place in a choice, and is called so; the first few."""
    others = list_without_place(db(), edition, choice)
    return [one for one in others if wanted in folded(one.person.name)][:_MOST_FOUND]
