"""Practices at the desk, as records that talks link to."""

from collections.abc import Iterable
from typing import Any

from flask import url_for
from flask_babel import gettext, lazy_gettext
from wtforms.fields import SelectChoice, SelectField

from academy.access import Can
from academy.desk.inputs import CountryInput, DeskForm, LineInput, ThingInput
from academy.desk.pages import done, page, saved
from academy.desk.practices import bp
from academy.kit.languages import INTERFACE, name_in
from academy.people.models import Institution
from academy.people.queries import list_institutions
from academy.practices.actions import PracticeDraft, check_language, create_practice
from academy.practices.models import Practice
from academy.practices.queries import get_practice, list_accepted_practices
from academy.records.actions import change_practice
from academy.records.removal import remove_practice
from academy.web.current import now
from academy.web.guard import Reply, requires
from academy.web.language import language
from academy.web.transactions import db


class PracticeForm(DeskForm):
    """A practice."""

    title = LineInput(
        lazy_gettext("Title, as its authors call it"), description=lazy_gettext("It is a name, and never translated.")
    )
    language = SelectField(
        lazy_gettext("Language of the title"),
        choices=lambda: [SelectChoice(code, name_in(code, language())) for code in INTERFACE],
    )
    country = CountryInput(lazy_gettext("Country"))
    institution = ThingInput(lazy_gettext("Institution"))

    def offer(self, institutions: Iterable[Institution]) -> None:
        """Offer institutions."""
        self.institution.offer(institutions, lambda one: str(one.name.wording(language())))

    def draft(self) -> PracticeDraft:
        """Return what was typed."""
        return PracticeDraft(self.title.data or "", str(self.language.data), self.country.data, self.institution.thing)


@bp.get("/practices")
@requires(Can.KEEP_PEOPLE)
def practices() -> Reply:
    """List practices."""
    return page("practices/practices", practices=list_accepted_practices(db()))


@bp.route("/practices/new", methods=["GET", "POST"])
@requires(Can.KEEP_PEOPLE)
def new_practice() -> Reply:
    """Add a practice."""
    form = PracticeForm()
    form.offer(list_institutions(db()))
    if saved(form, lambda: create_practice(db(), form.draft(), now())):
        return done(gettext("The practice was added."), url_for(".practices"))
    return page("form", form, title=gettext("New practice"), back=url_for(".practices"))


@bp.route("/practices/<slug>", methods=["GET", "POST"])
@requires(Can.KEEP_PEOPLE)
def practice(slug: str) -> Reply:
    """Correct what is known of a practice."""
    found = get_practice(db(), slug)
    form = _filled(found)

    def write() -> None:
        check_language(db(), found, form.draft().language)
        change_practice(db(), found, form.draft(), now(), form.seen)

    if saved(
        form,
        write,
        lambda: _filled(get_practice(db(), slug), formdata=None),
    ):
        return done(gettext("Saved."), url_for(".practices"))
    ways = [(url_for("desk.trail.shared_thing", thing="practice", thing_id=found.id), gettext("History"))]
    gone = url_for(".remove", slug=slug)
    return page("form", form, title=found.title, back=url_for(".practices"), remove=gone, ways=ways)


def _filled(practice: Practice, **more: Any) -> PracticeForm:
    form = PracticeForm(obj=practice, **more)
    form.offer(list_institutions(db()))
    return form


@bp.post("/practices/<slug>/remove")
@requires(Can.KEEP_PEOPLE)
def remove(slug: str) -> Reply:
    """Take a practice away that was added by mistake."""
    remove_practice(db(), get_practice(db(), slug), now())
    return done(gettext("Removed."), url_for(".practices"))
