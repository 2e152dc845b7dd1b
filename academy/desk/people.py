"""People and institutions at the desk."""

from typing import Any

from flask import Blueprint, request, url_for
from flask_babel import gettext, lazy_gettext
from wtforms import BooleanField, SelectMultipleField
from wtforms.fields import SelectChoice

from academy.access import Can
from academy.desk.inputs import ChoiceInput, CountryInput, DeskForm, LineInput, TextInput, TranslatedInput
from academy.desk.pages import done, page, part_of, saved
from academy.kit.texts import clean_line, collated, folded
from academy.kit.translated import Translated
from academy.people.actions import InstitutionDraft, PersonDraft, create_institution, create_person
from academy.people.models import Institution, InstitutionKind
from academy.people.queries import get_institution, get_person, list_institutions, list_people
from academy.people.rules import spellings
from academy.records.actions import change_institution, change_person
from academy.records.removal import remove_institution, remove_person
from academy.web.current import now
from academy.web.guard import Reply, allowed, requires
from academy.web.language import language
from academy.web.transactions import db

bp = Blueprint("people", __name__)


class PersonForm(DeskForm):
    """A person."""

    given = LineInput(lazy_gettext("Given names"))
    family = LineInput(lazy_gettext("Family names, where there are any"))
    family_first = BooleanField(lazy_gettext("The family name is said first"))
    sort_key = LineInput(
        lazy_gettext("Filed under"),
        description=lazy_gettext(
            "Left empty: the family names, then the given names. Correct it where custom differs."
        ),
    )
    honorific = TranslatedInput(lazy_gettext("Honorific, such as Dr."))
    listed_name = LineInput(lazy_gettext("Name in official lists, where it differs"))
    country = CountryInput(lazy_gettext("Country"))
    is_invented = BooleanField(lazy_gettext("Invented for demonstration"))

    def draft(self) -> PersonDraft:
        """Return what was typed."""
        names = ("given", "family", "sort_key", "listed_name")
        typed = {name: self[name].data or "" for name in names}
        return PersonDraft(
            **typed,
            family_first=bool(self.family_first.data),
            honorific=Translated(self.honorific.data),
            country=self.country.data,
            is_invented=bool(self.is_invented.data),
        )


class InstitutionForm(DeskForm):
    """An institution."""

    name = TranslatedInput(lazy_gettext("Name"))
    acronym = TranslatedInput(lazy_gettext("Acronym"))
    kind = ChoiceInput(lazy_gettext("Kind"), InstitutionKind)
    country = CountryInput(lazy_gettext("Country"))
    other_names = TextInput(
        lazy_gettext("Other ways in which people write it"), description=lazy_gettext("One a line.")
    )
    parents = SelectMultipleField(lazy_gettext("Part of"), coerce=lambda one: getattr(one, "slug", one))

    def __init__(self, *args: Any, obj: Institution | None = None, **more: Any) -> None:
        """Begin with the institution's own."""
        own = {"other_names": "\n".join(obj.aliases)} if obj else {}
        super().__init__(*args, obj=obj, data=own, **more)
        self._offered = {one.slug: one for one in list_institutions(db()) if obj is None or one.id != obj.id}
        name = {slug: str(one.name.wording(language())) for slug, one in self._offered.items()}
        self.parents.choices = [
            SelectChoice(slug, name[slug]) for slug in sorted(name, key=lambda slug: folded(name[slug]))
        ]

    def draft(self) -> InstitutionDraft:
        """Return what was typed."""
        lines = (clean_line(line, field="other_names") for line in (self.other_names.data or "").split("\n"))
        return InstitutionDraft(
            name=Translated(self.name.data),
            acronym=Translated(self.acronym.data),
            kind=self.kind.data,
            country=self.country.data,
            aliases=tuple(line for line in lines if line),
            parents=tuple(self._offered[slug] for slug in self.parents.data or ()),
        )


@bp.get("/people")
@requires(Can.KEEP_PEOPLE)
def people() -> Reply:
    """List people; search ignores accents and case."""
    wanted = folded(request.args.get("search", ""))
    found = [one for one in list_people(db()) if wanted in folded(f"{one.name} {one.sort_key} {one.listed_name}")]
    found.sort(key=lambda one: collated(one.sort_key, language()))
    return page("people/people", part=part_of(found))


@bp.route("/people/new", methods=["GET", "POST"])
@requires(Can.KEEP_PEOPLE)
def new_person() -> Reply:
    """Add a person."""
    form = PersonForm()
    if saved(form, lambda: create_person(db(), form.draft(), now())):
        return done(gettext("The person was added."), url_for(".people"))
    return page("form", form, title=gettext("New person"), back=url_for(".people"))


@bp.route("/people/<slug>", methods=["GET", "POST"])
@requires(Can.KEEP_PEOPLE)
def person(slug: str) -> Reply:
    """Correct what is known of a person; every programme in which they stand follows."""
    found = get_person(db(), slug)
    form = PersonForm(obj=found)
    if saved(
        form,
        lambda: change_person(db(), found, form.draft(), now(), form.seen),
        lambda: PersonForm(formdata=None, obj=get_person(db(), slug)),
    ):
        return done(
            gettext("Saved. Every programme and calendar in which this name stands follows."), url_for(".people")
        )
    ways = [(url_for("desk.messaging.letters", slug=slug), gettext("Address and letters"))]
    ways.append((url_for("desk.trail.shared_thing", thing="person", thing_id=found.id), gettext("History")))
    if allowed(Can.SEE_SENSITIVE):
        ways.append((url_for("desk.privacy.person", slug=slug), gettext("Privacy")))
    gone = url_for(".remove", slug=slug)
    return page("form", form, title=found.name, back=url_for(".people"), remove=gone, ways=ways)


@bp.post("/people/<slug>/remove")
@requires(Can.KEEP_PEOPLE)
def remove(slug: str) -> Reply:
    """Take a person away who was added by mistake."""
    remove_person(db(), get_person(db(), slug), now())
    return done(gettext("Removed."), url_for(".people"))


@bp.post("/institutions/<slug>/remove")
@requires(Can.KEEP_PEOPLE)
def remove_body(slug: str) -> Reply:
    """Take an institution away that was added by mistake."""
    remove_institution(db(), get_institution(db(), slug), now())
    return done(gettext("Removed."), url_for(".institutions"))


@bp.get("/institutions")
@requires(Can.KEEP_PEOPLE)
def institutions() -> Reply:
    """List institutions; search ignores accents and case, and knows aliases."""
    wanted = folded(request.args.get("search", ""))
    found = [one for one in list_institutions(db()) if any(wanted in spelling for spelling in spellings(one))]
    found.sort(key=lambda one: collated(str(one.name.wording(language())), language()))
    return page("people/institutions", part=part_of(found))


@bp.route("/institutions/new", methods=["GET", "POST"])
@requires(Can.KEEP_PEOPLE)
def new_institution() -> Reply:
    """Add an institution."""
    form = InstitutionForm()
    if saved(form, lambda: create_institution(db(), form.draft(), now())):
        return done(gettext("The institution was added."), url_for(".institutions"))
    return page("form", form, title=gettext("New institution"), back=url_for(".institutions"))


@bp.route("/institutions/<slug>", methods=["GET", "POST"])
@requires(Can.KEEP_PEOPLE)
def institution(slug: str) -> Reply:
    """Correct what is known of an institution; every programme in which it stands follows."""
    found = get_institution(db(), slug)
    form = InstitutionForm(obj=found)
    title = str(found.name.wording(language()))
    if saved(
        form,
        lambda: change_institution(db(), found, form.draft(), now(), form.seen),
        lambda: InstitutionForm(formdata=None, obj=get_institution(db(), slug)),
    ):
        message = gettext("Saved. Every programme and calendar in which this name stands follows.")
        return done(message, url_for(".institutions"))
    ways = [(url_for("desk.trail.shared_thing", thing="institution", thing_id=found.id), gettext("History"))]
    gone = url_for(".remove_body", slug=slug)
    return page("form", form, title=title, back=url_for(".institutions"), remove=gone, ways=ways)
