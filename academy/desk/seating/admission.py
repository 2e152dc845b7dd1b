"""When offers are made, how long they stand, what readers are told; and asking everybody again when an event moves."""

from typing import Any

from flask import url_for
from flask_babel import gettext, lazy_gettext, ngettext
from wtforms import BooleanField

from academy.access import Can
from academy.desk.inputs import DeskForm, HourInput, NumberInput, TranslatedInput, speak
from academy.desk.pages import done, page, saved
from academy.desk.seating import bp
from academy.editions.actions import check_revision
from academy.editions.models import Edition
from academy.editions.queries import get_edition
from academy.kit.refusals import Refusal
from academy.kit.translated import Translated
from academy.kit.words import N_
from academy.participation.conditions import AdmissionDraft, write_admission
from academy.participation.deciding import ask_again
from academy.participation.queries import admission_of
from academy.participation.waiting import list_waiting, make_offers, next_offers
from academy.trail.rules import facts
from academy.web.current import now
from academy.web.guard import Reply, requires
from academy.web.transactions import db


class AdmissionForm(DeskForm):
    """How an edition gives its seats."""

    offers_are_automatic = BooleanField(lazy_gettext("What becomes free is offered by itself to whoever waits next"))
    offers_at = HourInput(lazy_gettext("Each day at (in the edition’s zone)"))
    offer_days = NumberInput(lazy_gettext("Days for which an offer stands"), 1, 90)
    about = TranslatedInput(lazy_gettext("What readers are told of taking part"), long=True)

    def draft(self) -> AdmissionDraft:
        """Return what was typed."""
        if self.offers_at.hour is None or self.offer_days.data is None:
            raise Refusal(N_("Say at which hour offers are made, and for how many days they stand."), field="offers_at")
        return AdmissionDraft(
            bool(self.offers_are_automatic.data), self.offers_at.hour, self.offer_days.data, Translated(self.about.data)
        )


@bp.route("/editions/<edition_slug>/admission", methods=["GET", "POST"])
@requires(Can.EDIT_QUOTAS)
def admission(edition_slug: str) -> Reply:
    """Write the settings."""
    edition = get_edition(db(), edition_slug)
    speak(edition.languages)
    form = _filled(edition)

    def write() -> None:
        check_revision(edition.revision, form.seen)
        write_admission(db(), edition, form.draft(), now())

    if saved(form, write, lambda: _filled(get_edition(db(), edition_slug), formdata=None)):
        return done(gettext("Saved."), url_for(".admission", edition_slug=edition_slug))
    waiting = len(list_waiting(db(), edition))
    upcoming = next_offers(admission_of(db(), edition), edition, now())
    return page("seating/admission", form, edition=edition, waiting=waiting, upcoming=upcoming)


@bp.post("/editions/<edition_slug>/admission/offers")
@requires(Can.KEEP_SEATS)
def offers(edition_slug: str) -> Reply:
    """Offer now what is free to whoever is next."""
    made = make_offers(db(), get_edition(db(), edition_slug), now())
    said = ngettext("%(num)s seat was offered.", "%(num)s seats were offered.", len(made))
    return done(said, url_for("desk.participants.waiting", edition_slug=edition_slug))


@bp.post("/editions/<edition_slug>/admission/ask-again")
@requires(Can.KEEP_SEATS)
def moved(edition_slug: str) -> Reply:
    """Ask everybody who has confirmed once more."""
    asked = ask_again(db(), get_edition(db(), edition_slug), now())
    said = ngettext("%(num)s person is asked again.", "%(num)s people are asked again.", len(asked))
    return done(said, url_for("desk.participants.participants", edition_slug=edition_slug))


def _filled(edition: Edition, **more: Any) -> AdmissionForm:
    said = AdmissionDraft.of(admission_of(db(), edition))
    own = {name: getattr(said, name) for name in facts(said)}
    return AdmissionForm(data={**own, "revision": edition.revision}, **more)
