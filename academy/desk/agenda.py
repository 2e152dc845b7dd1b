"""The programme at the desk."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, request, url_for
from flask_babel import gettext

from academy.access import Can
from academy.agenda.actions import (
    add_typed_day,
    change_slot,
    create_slot,
    duplicate_slot,
    move_slot,
    remove_slot,
    restore_slot,
    write_electives,
    write_parts,
    write_rooms,
)
from academy.agenda.conflicts import find_doubts
from academy.agenda.drafts import SlotDraft
from academy.agenda.models import Slot, SlotKind
from academy.agenda.programme import arrange
from academy.agenda.queries import (
    find_slot_by_uid,
    get_slot,
    list_electives,
    list_parts,
    list_presented,
    list_rooms,
    list_slots,
)
from academy.agenda.typed import TypedRow, directing, unknown_names
from academy.agenda.typed_names import TypedNames
from academy.desk.inputs import speak
from academy.desk.list_forms import ListsForm, entries
from academy.desk.names import Question, answered, is_answered, known, questions
from academy.desk.pages import Undo, done, page, saved
from academy.desk.slot_forms import DayForm, Places, SlotForm, names_typed, slot_facts
from academy.editions.actions import check_revision
from academy.editions.models import Edition
from academy.editions.queries import get_edition
from academy.kit.refusals import Refusal
from academy.kit.texts import folded
from academy.practices.queries import list_accepted_practices
from academy.web.current import now
from academy.web.guard import Reply, requires
from academy.web.language import language
from academy.web.transactions import db

bp = Blueprint("agenda", __name__)


@bp.get("/editions/<edition_slug>/programme")
@requires(Can.EDIT_PROGRAMME)
def programme(edition_slug: str) -> Reply:
    """Show the programme with what is doubtful in it, and what was taken out."""
    found = get_edition(db(), edition_slug)
    slots = list_slots(db(), found, removed=True)
    standing = [slot for slot in slots if slot.removed_at is None]
    return page(
        "agenda/programme",
        edition=found,
        programme=arrange(standing, found.zone),
        removed=[slot for slot in slots if slot.removed_at],
        doubts=find_doubts(found, standing),
    )


@bp.route("/editions/<edition_slug>/programme/new", methods=["GET", "POST"])
@requires(Can.EDIT_PROGRAMME)
def new_slot(edition_slug: str) -> Reply:
    """Add an item."""
    found = get_edition(db(), edition_slug)
    day = request.args.get("day") or (found.starts_on and found.starts_on.isoformat())
    speak(found.languages)
    form = SlotForm(data={"kind": SlotKind.PRESENTATION, "day": day, "spoken": _spoken(found)})
    form.offer(_places(found))
    asked = _asked(form)
    names = _names(form)
    uids = form.once.uids(1) if form.is_submitted() else []
    if _is_there(found, uids):
        return done(gettext("This was saved already, and is saved once."), _programme(found))

    def add() -> None:
        create_slot(db(), found, form.draft(None, names()), now(), uid=uids[0])

    if is_answered(asked) and saved(form, add):
        return done(gettext("The item was added."), _programme(found))
    return _slot_page(form, found, asked, gettext("New item"))


@bp.route("/editions/<edition_slug>/programme/<code>", methods=["GET", "POST"])
@requires(Can.EDIT_PROGRAMME)
def slot(edition_slug: str, code: str) -> Reply:
    """Change an item."""
    found = get_edition(db(), edition_slug)
    item = get_slot(db(), found, code, removed=True)
    speak(found.languages)
    before = SlotDraft.of(item)
    form = _filled(found, item)
    asked = _asked(form, before)
    names = _names(form)
    title = str(item.title.wording(language(), found.languages))

    def change() -> None:
        change_slot(db(), found, item, form.draft(before, names()), now(), form.seen)

    def stored() -> SlotForm:
        return _filled(found, get_slot(db(), found, code, removed=True), formdata=None)

    if is_answered(asked) and saved(form, change, stored):
        return done(gettext("Saved."), _programme(found, code))
    return _slot_page(form, found, asked, title, item)


@bp.route("/editions/<edition_slug>/programme/typed", methods=["GET", "POST"])
@requires(Can.EDIT_PROGRAMME)
def typed_day(edition_slug: str) -> Reply:
    """Type a whole day row after row; hours, names and institutions as people write them."""
    found = get_edition(db(), edition_slug)
    speak(found.languages)
    day = request.args.get("day") or (found.starts_on and found.starts_on.isoformat())
    form = DayForm(data={"day": day, "spoken": _spoken(found)})
    form.offer(list_rooms(db(), found))
    if request.form.get("more"):
        form.ensure_room(6)
        return _day_page(form, found, [])
    rows, asked = _typed(form)
    if _is_there(found, uids := form.once.uids(len(rows))):
        return done(gettext("This was saved already, and is saved once."), _programme(found))
    added: list[Slot] = []

    def add() -> None:
        names = TypedNames(db(), answered(), str(form.spoken.data), now())
        added.extend(add_typed_day(db(), found, form.day.day, rows, names, now(), uids=uids))

    if rows and is_answered(asked) and saved(form, add):
        message = gettext("%(count)s items were added.", count=len(added))
        codes = " ".join(slot.code for slot in added)
        undo = Undo(url_for(".remove_several", edition_slug=edition_slug), {"codes": codes})
        return done(message, _programme(found), undo)
    return _day_page(form, found, asked)


@bp.post("/editions/<edition_slug>/programme/<code>/remove")
@requires(Can.EDIT_PROGRAMME)
def remove(edition_slug: str, code: str) -> Reply:
    """Take an item out of the programme."""
    found = get_edition(db(), edition_slug)
    remove_slot(db(), found, get_slot(db(), found, code), now())
    undo = Undo(url_for(".restore", edition_slug=edition_slug, code=code), {})
    return done(gettext("The item was taken out; calendars that hold it are told."), _programme(found), undo)


@bp.post("/editions/<edition_slug>/programme/remove")
@requires(Can.EDIT_PROGRAMME)
def remove_several(edition_slug: str) -> Reply:
    """Take several items out of the programme."""
    found = get_edition(db(), edition_slug)
    for code in request.form.get("codes", "").split():
        remove_slot(db(), found, get_slot(db(), found, code), now())
    return done(gettext("The items were taken out."), _programme(found))


@bp.post("/editions/<edition_slug>/programme/<code>/restore")
@requires(Can.EDIT_PROGRAMME)
def restore(edition_slug: str, code: str) -> Reply:
    """Put an item back that was taken out."""
    found = get_edition(db(), edition_slug)
    restore_slot(db(), found, get_slot(db(), found, code, removed=True), now())
    return done(gettext("The item is back in the programme."), _programme(found, code))


@bp.post("/editions/<edition_slug>/programme/<code>/duplicate")
@requires(Can.EDIT_PROGRAMME)
def duplicate(edition_slug: str, code: str) -> Reply:
    """Add a copy of an item behind it."""
    found = get_edition(db(), edition_slug)
    copy = duplicate_slot(db(), found, get_slot(db(), found, code), now())
    undo = Undo(url_for(".remove", edition_slug=edition_slug, code=copy.code), {})
    return done(gettext("The copy stands behind the item."), _programme(found, copy.code), undo)


@bp.post("/editions/<edition_slug>/programme/<code>/move")
@requires(Can.EDIT_PROGRAMME)
def move(edition_slug: str, code: str) -> Reply:
    """Move an item up or down among those of its day and hour."""
    found = get_edition(db(), edition_slug)
    by = -1 if request.form.get("by") == "-1" else 1
    if not move_slot(db(), found, get_slot(db(), found, code), by, now()):
        return done(
            gettext("There the hours decide the order; change them to move this item."), _programme(found, code)
        )
    undo = Undo(url_for(".move", edition_slug=edition_slug, code=code), {"by": str(-by)})
    return done(gettext("Moved."), _programme(found, code), undo)


@bp.route("/editions/<edition_slug>/lists", methods=["GET", "POST"])
@requires(Can.EDIT_PROGRAMME)
def lists(edition_slug: str) -> Reply:
    """Write the rooms, the parts of the programme and the electives."""
    found = get_edition(db(), edition_slug)
    speak(found.languages)
    form = _lists(found)

    def write() -> None:
        check_revision(found.revision, form.seen)
        write_rooms(db(), found, entries(form.rooms, "room"), now())
        write_parts(db(), found, entries(form.parts, "part"), now())
        write_electives(db(), found, entries(form.electives, "elective"), now())

    if saved(form, write, lambda: _lists(get_edition(db(), edition_slug), formdata=None)):
        return done(gettext("Saved."), url_for(".lists", edition_slug=edition_slug))
    form.ensure_room()
    return page("agenda/lists", form, edition=found, back=_programme(found))


def _filled(edition: Edition, item: Slot, **more: Any) -> SlotForm:
    facts = slot_facts(SlotDraft.of(item), _spoken(edition))
    form = SlotForm(data={**facts, "revision": item.revision}, **more)
    form.offer(_places(edition))
    return form


def _lists(edition: Edition, **more: Any) -> ListsForm:
    there = {
        "rooms": list_rooms(db(), edition),
        "parts": list_parts(db(), edition),
        "electives": list_electives(db(), edition),
    }
    return ListsForm(data={**there, "revision": edition.revision}, **more)


def _typed(form: DayForm) -> tuple[list[TypedRow], list[Question]]:
    if not form.is_submitted():
        return [], []
    if not form.validate():  # before names are looked up: a text that is too long holds too many of them
        form.status = 422
        return [], []
    try:
        rows = form.read()
    except Refusal as refusal:
        form.refuse(refusal, 422)
        return [], []
    return rows, questions(unknown_names(rows, known(db())), directing(rows))


def _asked(form: SlotForm, before: SlotDraft | None = None) -> list[Question]:
    if not form.is_submitted() or not form.validate():
        return []
    directs = [folded(form.directs.data)] if form.directs.data else []
    everybody, there = known(db()), names_typed(before, str(form.spoken.data)) if before else set()
    new = [name for name in form.names() if name not in there and everybody.find(name) is None]
    return questions(new, directs)


def _names(form: SlotForm) -> Callable[[], TypedNames]:
    return lambda: TypedNames(db(), answered(), str(form.spoken.data), now())


def _is_there(edition: Edition, uids: list[UUID]) -> bool:
    """Tell whether what a form would add was added by the same form before, and stands."""
    slot = find_slot_by_uid(db(), uids[0]) if uids else None
    return slot is not None and slot.edition_id == edition.id and slot.removed_at is None


def _slot_page(form: SlotForm, edition: Edition, asked: list[Question], title: str, item: Slot | None = None) -> Reply:
    if asked and not is_answered(asked):
        form.status = 422
    form.ensure_room()
    form.offer(_places(edition))
    everybody = known(db())
    return page(
        "agenda/slot",
        form,
        edition=edition,
        title=title,
        asked=asked,
        removed=item is not None and item.removed_at is not None,
        history=item
        and url_for("desk.trail.thing_of_edition", edition_slug=edition.slug, thing="slot", thing_id=item.id),
        known=everybody,
        back=_programme(edition),
    )


def _day_page(form: DayForm, edition: Edition, asked: list[Question]) -> Reply:
    if asked and not is_answered(asked):
        form.status = 422
    form.ensure_room()
    form.offer(list_rooms(db(), edition))
    day = _day(str(form.day.data or ""))
    there = [slot for slot in list_slots(db(), edition) if slot.day == day]
    return page(
        "agenda/typed_day",
        form,
        edition=edition,
        asked=asked,
        there=arrange(there, edition.zone).slots,
        known=known(db()),
        back=_programme(edition),
    )


def _places(edition: Edition) -> Places:
    practices = list_accepted_practices(db(), list_presented(db(), edition))
    return Places(list_rooms(db(), edition), list_parts(db(), edition), list_electives(db(), edition), practices)


def _spoken(edition: Edition) -> str:
    return language() if language() in edition.languages else edition.languages[0]


def _programme(edition: Edition, code: str = "") -> str:
    anchor = f"s-{code}" if code else None
    return url_for("desk.agenda.programme", edition_slug=edition.slug, _anchor=anchor)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
