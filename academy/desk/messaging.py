"""Messages at the desk: written, addressed, looked at as any of their readers, and let go."""

from typing import Any

from flask import Blueprint, request, url_for
from flask_babel import gettext, ngettext

from academy.access import Can, may
from academy.desk.inputs import small_number, speak
from academy.desk.message_forms import AddressForm, AudienceForm, SendForm, WhenForm, WordsForm
from academy.desk.message_pages import (
    addressable,
    audience_page,
    filled_words,
    is_missed,
    meanings,
    offer_audience,
    overview,
    read_as,
)
from academy.desk.pages import Undo, done, page, part_from, saved
from academy.editions.actions import check_revision
from academy.editions.models import Edition
from academy.editions.queries import get_edition
from academy.kit.refusals import Stale
from academy.kit.words import N_
from academy.messaging.actions import (
    MessageDraft,
    cancel,
    change_message,
    choose_audience,
    create_message,
    put_back,
    schedule,
    withdraw_letters,
    write_address,
)
from academy.messaging.models import Message, MessageState
from academy.messaging.queries import (
    count_letters_to,
    count_messages,
    fates,
    get_message,
    list_letters_to,
    list_messages,
)
from academy.messaging.sending import audience_of, send
from academy.people.queries import get_person
from academy.web.current import now, roles
from academy.web.guard import Reply, requires
from academy.web.transactions import db

bp = Blueprint("messaging", __name__)

_ONE = "/editions/<edition_slug>/messages/<int:number>"


@bp.get("/editions/<edition_slug>/messages")
@requires(Can.WRITE_LETTERS)
def messages(edition_slug: str) -> Reply:
    """List an edition's messages, with the fate of their letters."""
    edition = get_edition(db(), edition_slug)
    part = part_from(count_messages(db(), edition), lambda first, most: list_messages(db(), edition, first, most))
    missed = {one.id for one in part["found"] if is_missed(one, edition)}
    return page("messaging/messages", edition=edition, part=part, fates=fates(db(), part["found"]), missed=missed)


@bp.route("/editions/<edition_slug>/messages/new", methods=["GET", "POST"])
@requires(Can.WRITE_LETTERS)
def new_message(edition_slug: str) -> Reply:
    """Begin a message."""
    edition = get_edition(db(), edition_slug)
    speak(edition.languages)
    form = WordsForm()
    form.offer(addressable(None))
    made: list[Message] = []
    if saved(form, lambda: made.append(create_message(db(), edition, form.draft(), now()))):
        message = gettext("The message was added, as a draft. Say now whom it goes to.")
        return done(message, url_for(".choose", edition_slug=edition_slug, number=made[0].id))
    back = url_for(".messages", edition_slug=edition_slug)
    return page("messaging/words", form, edition=edition, meanings=meanings(), title=gettext("New message"), back=back)


@bp.get(_ONE)
@requires(Can.WRITE_LETTERS)
def message(edition_slug: str, number: int) -> Reply:
    """Show a message: its words, its audience or its letters, and what can be done with it."""
    edition, found = _found(edition_slug, number)
    return page("messaging/message", **overview(edition, found))


@bp.route(f"{_ONE}/words", methods=["GET", "POST"])
@requires(Can.WRITE_LETTERS)
def words(edition_slug: str, number: int) -> Reply:
    """Change what a message says."""
    edition, found = _found(edition_slug, number)
    speak(edition.languages)
    form = filled_words(found)
    if saved(
        form,
        lambda: change_message(db(), found, form.draft(), now(), form.seen),
        lambda: filled_words(_found(edition_slug, number)[1], formdata=None),
    ):
        return done(gettext("Saved."), _at(found, edition))
    return page(
        "messaging/words", form, edition=edition, meanings=meanings(), title=found.name, back=_at(found, edition)
    )


@bp.route(f"{_ONE}/audience", methods=["GET", "POST"])
@requires(Can.WRITE_LETTERS)
def choose(edition_slug: str, number: int) -> Reply:
    """Say whom a message goes to."""
    edition, found = _found(edition_slug, number)
    form = offer_audience(AudienceForm.of(found), edition)

    def stored() -> AudienceForm:
        now_stored = _found(edition_slug, number)[1]
        return offer_audience(AudienceForm.of(now_stored, formdata=None), edition)

    if saved(form, lambda: choose_audience(db(), found, form.rule(), now(), form.seen), stored):
        return done(gettext("Saved."), _at(found, edition))
    return page("messaging/audience", form, edition=edition, message=found, back=_at(found, edition))


@bp.get(f"{_ONE}/preview")
@requires(Can.WRITE_LETTERS)
def preview(edition_slug: str, number: int) -> Reply:
    """Show a message as one of its readers gets it, with the way to the next one."""
    edition, found = _found(edition_slug, number)
    return page("messaging/preview", **read_as(edition, found, request.args.get("who", "")))


@bp.route(f"{_ONE}/send", methods=["GET", "POST"])
@requires(Can.WRITE_LETTERS)
def send_now(edition_slug: str, number: int) -> Reply:
    """Ask once more, with the number of people, and let a message leave."""
    edition, found = _found(edition_slug, number, locked=request.method == "POST")
    if found.state == MessageState.SENT:
        return done(gettext("It was sent already; nobody gets it twice."), _at(found, edition))
    form = SendForm(data={"revision": found.revision})
    sent: list[int] = []
    if saved(form, lambda: sent.append(_send(edition, found, form)), lambda: _unsent(edition_slug, number)):
        said = ngettext("%(num)s letter leaves in a minute.", "%(num)s letters leave in a minute.", sent[0])
        back = url_for(".take_back", edition_slug=edition_slug, number=number)
        return done(said, _at(found, edition), Undo(back, {}))
    facts = audience_page(edition, found)
    form.expected.data = str(len(facts["audience"].readers))
    return page("messaging/send", form, **facts, back=_at(found, edition))


@bp.route(f"{_ONE}/when", methods=["GET", "POST"])
@requires(Can.WRITE_LETTERS)
def when(edition_slug: str, number: int) -> Reply:
    """Let a message leave at an hour, or as a reminder."""
    edition, found = _found(edition_slug, number)
    form, was_draft = WhenForm(obj=found), found.state == MessageState.DRAFT

    def act() -> None:
        schedule(db(), found, edition, form.when(), now(), revision=form.seen)

    if saved(form, act, lambda: WhenForm(formdata=None, obj=_found(edition_slug, number)[1])):
        undo = Undo(url_for(".restore", edition_slug=edition_slug, number=number), {"state": "draft"})
        said = gettext("It is scheduled; it goes to whoever is its audience then.")
        return done(said, _at(found, edition), undo if was_draft else None)
    return page("messaging/when", form, edition=edition, message=found, back=_at(found, edition))


@bp.post(f"{_ONE}/cancel")
@requires(Can.WRITE_LETTERS)
def call_off(edition_slug: str, number: int) -> Reply:
    """Let a message never leave."""
    edition, found = _found(edition_slug, number, locked=True)
    before = found.state
    cancel(db(), found, now())
    undo = Undo(url_for(".restore", edition_slug=edition_slug, number=number), {"state": before.value})
    return done(gettext("Cancelled: it does not leave."), _at(found, edition), undo)


@bp.post(f"{_ONE}/put-back")
@requires(Can.WRITE_LETTERS)
def restore(edition_slug: str, number: int) -> Reply:
    """Put a message back to a draft, or to its schedule."""
    edition, found = _found(edition_slug, number, locked=True)
    wanted = MessageState.SCHEDULED if request.form.get("state") == "scheduled" else MessageState.DRAFT
    put_back(db(), found, edition, wanted, now())
    return done(gettext("It is as it was before."), _at(found, edition))


@bp.post(f"{_ONE}/take-back")
@requires(Can.WRITE_LETTERS)
def take_back(edition_slug: str, number: int) -> Reply:
    """Take back the letters of a message that have not left."""
    edition, found = _found(edition_slug, number)
    count = withdraw_letters(db(), found, now())
    said = ngettext("%(num)s letter was taken back.", "%(num)s letters were taken back.", count)
    return done(said, _at(found, edition))


@bp.post(f"{_ONE}/copy")
@requires(Can.WRITE_LETTERS)
def copy(edition_slug: str, number: int) -> Reply:
    """Begin another message with the same words and audience."""
    edition, found = _found(edition_slug, number)
    made = create_message(db(), edition, MessageDraft.of(found), now(), rule=found.audience)
    return done(gettext("This is a copy, as a draft."), _at(made, edition))


@bp.route("/people/<slug>/letters", methods=["GET", "POST"])
@requires(Can.SEE_CONTACTS)
def letters(slug: str) -> Reply:
    """Show where letters to a person go, and what became of those that were written."""
    person = get_person(db(), slug)

    def filled(**more: Any) -> AddressForm:
        stored = get_person(db(), slug)
        form = AddressForm(obj=stored, **more)
        form.offer(stored.language)
        return form

    form = filled()

    def write() -> None:
        write_address(db(), person, form.email.data or "", form.language.data, now(), revision=form.seen)

    if saved(form, write, lambda: filled(formdata=None)):
        return done(gettext("Saved."), url_for(".letters", slug=slug))
    within = _visible_editions()
    count = count_letters_to(db(), person, within)
    part = part_from(count, lambda first, most: list_letters_to(db(), person, within, first, most))
    return page("messaging/letters", form, person=person, part=part)


def _found(edition_slug: str, number: int, *, locked: bool = False) -> tuple[Edition, Message]:
    edition = get_edition(db(), edition_slug)
    return edition, get_message(db(), edition, number, locked=locked)


def _at(message: Message, edition: Edition) -> str:
    return url_for(".message", edition_slug=edition.slug, number=message.id)


def _send(edition: Edition, found: Message, form: SendForm) -> int:
    check_revision(found.revision, form.seen)
    if len(audience_of(db(), found, edition).readers) != small_number(str(form.expected.data or "")):
        raise Stale(N_("The audience has changed since you looked. Look again, and send it then."))
    return send(db(), found, edition, now())


def _unsent(edition_slug: str, number: int) -> SendForm:
    return SendForm(formdata=None, data={"revision": _found(edition_slug, number)[1].revision})


def _visible_editions() -> list[str] | None:
    """Return the editions whose contacts the reader may see; None for all of them."""
    own = roles()
    if own is None or own.is_administrator:
        return None if own else []
    return [slug for slug in own.in_editions if may(own, Can.SEE_CONTACTS, slug)]
