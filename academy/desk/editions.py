"""Series and editions at the desk."""

from flask import Blueprint, request, url_for
from flask_babel import gettext

from academy.access import Can, may
from academy.accounts.actions import give_role
from academy.accounts.models import Account, EditionRole
from academy.agenda.actions import cancel, publish, withdraw
from academy.agenda.conflicts import find_doubts
from academy.agenda.queries import list_public_slots, list_slots
from academy.desk.edition_forms import (
    EditionForm,
    InvitationForm,
    NewEditionForm,
    NewSeriesForm,
    NoteForm,
    SeriesForm,
    StateForm,
)
from academy.desk.inputs import speak
from academy.desk.missing import missing_texts
from academy.desk.pages import done, editions_once, page, saved
from academy.editions.actions import (
    EditionDraft,
    change_series,
    check_revision,
    create_edition,
    create_series,
    set_countries,
    set_date_claims,
    set_organisers,
    write_sections,
)
from academy.editions.models import Edition, State
from academy.editions.queries import get_edition, get_series, get_whole_edition, list_series
from academy.editions.rules import is_past
from academy.people.queries import list_institutions
from academy.records.actions import change_edition
from academy.web.current import account, now, roles
from academy.web.guard import Reply, requires
from academy.web.transactions import db

bp = Blueprint("editions", __name__)

_STATES = {State.PUBLISHED: publish, State.WITHDRAWN: withdraw, State.CANCELLED: cancel}


@bp.get("/")
@requires(Can.OPEN_DESK)
def start() -> Reply:
    """Show what needs a hand today, and the editions in which one works at the desk."""
    editions = [edition for edition in editions_once() if may(roles(), Can.OPEN_DESK, edition.slug)]
    coming = [edition for edition in editions if not is_past(edition, now().date())]
    slots = list_public_slots(db(), coming, removed=False)
    own = {edition.id: [slot for slot in slots if slot.edition_id == edition.id] for edition in coming}
    hands = [
        (edition, find_doubts(edition, own[edition.id]), missing_texts(edition, own[edition.id])) for edition in coming
    ]
    return page("editions/start", editions=editions, hands=hands)


@bp.route("/series/new", methods=["GET", "POST"])
@requires(Can.CREATE_EDITION)
def new_series() -> Reply:
    """Add a series."""
    form = NewSeriesForm()
    if saved(form, lambda: create_series(db(), form.slug.data or "", form.draft(), now())):
        return done(gettext("The series was added."), url_for(".new_edition", series=form.slug.data))
    return page("form", form, title=gettext("New series"), back=url_for(".start"))


@bp.route("/series/<slug>", methods=["GET", "POST"])
@requires(Can.CREATE_EDITION)
def series(slug: str) -> Reply:
    """Change a series."""
    found = get_series(db(), slug)
    form = SeriesForm(obj=found)

    def stored() -> SeriesForm:
        return SeriesForm(formdata=None, obj=get_series(db(), slug))

    if saved(form, lambda: change_series(db(), found, form.draft(), now(), form.seen), stored):
        return done(gettext("Saved."), url_for(".start"))
    return page("form", form, title=gettext("Series"), back=url_for(".start"))


@bp.route("/editions/new", methods=["GET", "POST"])
@requires(Can.CREATE_EDITION)
def new_edition() -> Reply:
    """Add an edition, as a draft; who adds it owns it."""
    form = NewEditionForm(series=request.args.get("series", ""))
    form.series.offer(list_series(db()), lambda one: str(one.name.wording("en")))

    def add() -> None:
        made = create_edition(db(), form.chosen_series(), form.slug.data or "", form.draft(), now())
        if asking := account():
            give_role(db(), db().get_one(Account, asking.account_id), made, EditionRole.OWNER, now())

    if saved(form, add):
        message = gettext("The edition was added, as a draft that only the desk sees.")
        return done(message, url_for(".edition", edition_slug=form.slug.data))
    return page("form", form, title=gettext("New edition"), back=url_for(".start"))


@bp.get("/editions/<edition_slug>")
@requires(Can.OPEN_DESK)
def edition(edition_slug: str) -> Reply:
    """Show an edition's state, what is doubtful in it, and the ways to all its parts."""
    found = get_whole_edition(db(), edition_slug)
    slots = list_slots(db(), found)
    return page(
        "editions/edition",
        StateForm(),
        edition=found,
        slots=slots,
        doubts=find_doubts(found, slots),
        missing=missing_texts(found, slots),
    )


@bp.post("/editions/<edition_slug>/state")
@requires(Can.PUBLISH)
def change_state(edition_slug: str) -> Reply:
    """Publish, withdraw or cancel an edition."""
    found = get_edition(db(), edition_slug)
    form = StateForm()
    if saved(form, lambda: _STATES[form.wanted()](db(), found, now())):
        return done(_said_of(form.wanted()), url_for(".edition", edition_slug=edition_slug))
    return page("editions/refused", form, edition=found)


@bp.route("/editions/<edition_slug>/facts", methods=["GET", "POST"])
@requires(Can.EDIT_EDITION)
def facts(edition_slug: str) -> Reply:
    """Change what an edition says of itself."""
    found = get_edition(db(), edition_slug)
    speak(found.languages)
    form = EditionForm(obj=found)

    def change() -> None:
        change_edition(db(), found, form.draft(EditionDraft.of(found)), now(), form.seen)

    if saved(form, change, lambda: EditionForm(formdata=None, obj=get_edition(db(), edition_slug))):
        return done(gettext("Saved."), url_for(".edition", edition_slug=edition_slug))
    return page("form", form, title=gettext("What, when and where"), edition=found, back=_back(found))


@bp.route("/editions/<edition_slug>/note", methods=["GET", "POST"])
@requires(Can.EDIT_EDITION)
def note(edition_slug: str) -> Reply:
    """Write the concept note."""
    found = get_whole_edition(db(), edition_slug)
    speak(found.languages)
    form = NoteForm(obj=found)

    def write() -> None:
        check_revision(found.revision, form.seen)
        write_sections(db(), found, form.drafts(), now())

    if saved(form, write, lambda: NoteForm(formdata=None, obj=get_whole_edition(db(), edition_slug))):
        return done(gettext("The concept note was saved."), url_for(".edition", edition_slug=edition_slug))
    form.ensure_room()
    return page("editions/note", form, edition=found, back=_back(found))


@bp.route("/editions/<edition_slug>/invitation", methods=["GET", "POST"])
@requires(Can.EDIT_EDITION)
def invitation(edition_slug: str) -> Reply:
    """Say who makes the edition, which countries it is for, and what sources say of its date."""
    found = get_whole_edition(db(), edition_slug)
    speak(found.languages)
    form = InvitationForm(obj=found)
    form.offer(list_institutions(db()))

    def write() -> None:
        check_revision(found.revision, form.seen)
        set_organisers(db(), found, form.chosen_organisers(), now())
        set_countries(db(), found, form.chosen_countries(), now())
        set_date_claims(db(), found, form.claims(), now())

    def stored() -> InvitationForm:
        now_stored = InvitationForm(formdata=None, obj=get_whole_edition(db(), edition_slug))
        now_stored.offer(list_institutions(db()))
        return now_stored

    if saved(form, write, stored):
        return done(gettext("Saved."), url_for(".edition", edition_slug=edition_slug))
    form.ensure_room()
    form.offer(list_institutions(db()))
    return page("editions/invitation", form, edition=found, back=_back(found))


def _said_of(state: State) -> str:
    return {
        State.PUBLISHED: gettext("The edition is public now."),
        State.WITHDRAWN: gettext("The edition was withdrawn; calendars that hold it will show it as cancelled."),
        State.CANCELLED: gettext("The edition is marked as cancelled; its pages stay, calendars are told."),
    }[state]


def _back(edition: Edition) -> str:
    return url_for("desk.editions.edition", edition_slug=edition.slug)
