"""One's own page: who one is here, and the way to everything of one's own."""

from flask import abort, request, url_for
from flask_babel import gettext

from academy.access import Can
from academy.accounts.administration import list_impersonations
from academy.accounts.roles import list_grants_of
from academy.agenda.presenting import list_presentations
from academy.kit.languages import INTERFACE
from academy.participation.arriving import list_of_person
from academy.participation.mandates import list_mandates_at
from academy.people.models import Person
from academy.practices.authoring import list_own
from academy.site.accounts import bp
from academy.site.accounts.arriving import oneself, page
from academy.site.accounts.saying import say
from academy.web.guard import Reply, requires
from academy.web.transactions import db


@bp.get("/me/")
@requires(Can.BE_ONESELF)
def me(language: str) -> Reply:  # noqa: ARG001 (stands in the address)
    """Show the roles of whoever is signed in, and lead to their pages."""
    own = oneself()
    return page(
        "me",
        own=own,
        grants=list_grants_of(db(), [own])[own.id],
        impersonations=list_impersonations(db(), own.id),
        participations=list_of_person(db(), own.person_id) if own.person_id else [],
        presents=bool(own.person_id and list_presentations(db(), db().get_one(Person, own.person_id))),
        cards=list_own(db(), own.person_id, own.email or ""),
        mandates=list_mandates_at(db(), own.email) if own.email else [],
        codes=INTERFACE,
    )


@bp.post("/me/language")
@requires(Can.BE_ONESELF)
def choose_language(language: str) -> Reply:
    """Choose the language of the letters that one gets."""
    chosen = request.form.get("language", "")
    if chosen not in INTERFACE:
        abort(400)
    oneself().language = chosen
    return say(gettext("Saved."), url_for(".me", language=language))
