"""A card from a document: what was read of it beside its source, and nothing is taken over before somebody says so."""

from contextlib import suppress
from dataclasses import dataclass, replace
from uuid import UUID

from flask import Response, make_response, redirect, render_template, request, url_for
from flask_babel import force_locale, gettext
from markupsafe import Markup
from sqlalchemy.orm import Session

from academy.access import Can
from academy.files.actions import open_upload, remove
from academy.files.queries import find_upload, get_upload
from academy.files.rules import CARDS
from academy.kit.languages import INTERFACE, base
from academy.kit.markdown import to_html
from academy.kit.refusals import Refusal, Stale, Unknown
from academy.kit.translated import Translated
from academy.kit.words import N_
from academy.practices.authoring import Written, may_change_language, write_card
from academy.practices.facts import CardFacts, save_facts
from academy.practices.models import Practice
from academy.practices.queries import find_original
from academy.practices.reading.drafts import CardDraft, Doubt
from academy.practices.reading.lines import plain
from academy.practices.rules import WRITABLE
from academy.practices.taking_over import CONTACTS, Choice, beside, contacts_in, read_fields, taken_over
from academy.practices.template import fields_of, texts_of
from academy.site.accounts.saying import say
from academy.site.practices import bp
from academy.site.practices.opening import nothing, own_card, owner_of, personal
from academy.web.current import now
from academy.web.errors import sentence
from academy.web.guard import Reply, requires
from academy.web.language import language as spoken
from academy.web.transactions import database, db, start_over
from academy.web.uploads import asked, received

_FILE = "document"
_CHOICE, _TAKE = "choice-", "take-"
_FASTER, _REFUSED = 409, 422
_REST = N_("Rest of the document")


@dataclass(frozen=True, slots=True)
class Row:
    """A field as it was read, beside what the card says there, and what is doubtful about it."""

    key: str
    label: Translated
    read: Markup
    present: str
    doubts: tuple[Doubt, ...]
    choice: Choice


@bp.get("/cards/<int:number>/read/")
@requires(Can.SIGN_IN)
def read_in(language: str, number: int) -> Reply:  # noqa: ARG001 (stands in the address)
    """Ask for the document."""
    try:
        return _asking(own_card(db(), number))
    except Unknown:
        return nothing()


@bp.post("/cards/<int:number>/read/")
@requires(Can.SIGN_IN)
def receive_document(language: str, number: int) -> Reply:
    """Keep the document for a day, and lead to what is read of it."""
    try:
        with database().reading() as reading:
            edition_id = own_card(reading, number).edition_id
        upload = received(_FILE, owner_of(number), CARDS, edition_id)
        found = own_card(db(), number)
    except Unknown:
        return nothing()
    except Refusal as refusal:
        start_over()
        return _asking(own_card(db(), number), sentence(refusal))
    if upload is None:
        return _asking(found, gettext("Choose a document first."))
    return personal(_to(url_for(".read_preview", language=language, number=number, uid=upload.uid)), number)


@bp.get("/cards/<int:number>/read/<uuid:uid>/")
@requires(Can.SIGN_IN)
def read_preview(language: str, number: int, uid: UUID) -> Reply:  # noqa: ARG001
    """Show what was read, beside the source."""
    try:
        found = own_card(db(), number)
        return _preview(found, _read(db(), number, uid), uid)
    except Unknown:
        return nothing()
    except Refusal as refusal:
        return _asking(own_card(db(), number), sentence(refusal))


@bp.post("/cards/<int:number>/read/<uuid:uid>/")
@requires(Can.SIGN_IN)
def take_over(language: str, number: int, uid: UUID) -> Reply:
    """Take what was read over into the card, as it was chosen; the document is not kept any longer."""
    try:
        with database().reading() as reading:  # it takes long: nobody waits meanwhile
            own_card(reading, number)
            draft = _read(reading, number, uid)
        found = own_card(db(), number, locked=True)
    except Unknown:
        return nothing()
    try:
        _take(found, draft)
    except Refusal as refusal:
        start_over()
        return _preview(own_card(db(), number), draft, uid, refusal)
    _forget(number, uid)
    message = gettext("It was taken over. Read through it, and correct what is not right.")
    return personal(make_response(say(message, url_for(".write", language=language, number=number))), number)


def _take(found: Practice, draft: CardDraft) -> None:
    form, text = request.form, find_original(db(), found)
    present = Written.of(found, text)
    fields = fields_of(found.template)
    content = taken_over(present.content, draft, _choices(), fields, _rest(draft.language or found.language))
    said = replace(present, content=content, **{name: form[_TAKE + name] for name in _wishes(found)})
    write_card(db(), found, said, now(), form.get("revision", 0, int))
    if contacts := contacts_in(draft):
        known = CardFacts.of(found)
        save_facts(db(), found, replace(known, contacts=(*known.contacts, *contacts)), now())


def _wishes(found: Practice) -> list[str]:
    """Return which of author, language and part are to be as the document says."""
    offered = ["author", "part", *(["language"] if may_change_language(found) else [])]
    return [name for name in offered if request.form.get(_TAKE + name)]


def _choices() -> dict[str, Choice]:
    chosen: dict[str, Choice] = {}
    for name, value in request.form.items():
        if name.startswith(_CHOICE):
            with suppress(ValueError):
                chosen[name.removeprefix(_CHOICE)] = Choice(value)
    return chosen


def _read(session: Session, number: int, uid: UUID) -> CardDraft:
    upload = get_upload(session, uid, owner_of(number))
    from academy.practices.reading.card import read_card  # noqa: PLC0415 (what reads PDFs takes 0.1 s to load)

    return read_card(open_upload(session, upload), upload.name)


def _forget(number: int, uid: UUID) -> None:
    upload = find_upload(db(), uid, owner_of(number))
    if upload is not None and not upload.is_claimed:
        remove(db(), upload)


def _rest(language: str) -> str:
    """Return what the remainder of a document is called, in its own language where that is one of ours."""
    if base(language) not in INTERFACE:
        return gettext(_REST)
    with force_locale(base(language)):
        return gettext(_REST)


def _to(address: str) -> Response:
    return make_response(redirect(address, 303))


def _asking(found: Practice, problem: str = "") -> Response:
    if found.state not in WRITABLE:
        return _to(url_for(".card", language=spoken(), number=found.id))
    page = render_template(
        "site/practices/card_read_in.html",
        card=found,
        edition=found.edition,
        file=asked(_FILE, CARDS, error=problem),
    )
    return personal(make_response(page, _REFUSED if problem else 200), found.id)


def _preview(found: Practice, draft: CardDraft, uid: UUID, refusal: Refusal | None = None) -> Response:
    text = find_original(db(), found)
    present = Written.of(found, text)
    status = _FASTER if isinstance(refusal, Stale) else _REFUSED if refusal else 200
    page = render_template(
        "site/practices/card_read.html",
        card=found,
        edition=found.edition,
        draft=draft,
        uid=uid,
        source=[plain(line) for line in draft.source.split("\n")],
        rows=_rows(found, draft, present),
        further=_further(found, draft),
        contacts=contacts_in(draft),
        general=[one for one in draft.doubts if one.field not in _shown(found, draft)],
        doubts_of=lambda key: _doubts(draft, key),
        present=present,
        revision=text.revision if text else 0,
        part=_part_of(found, draft),
        may_change_language=may_change_language(found),
        problem=sentence(refusal) if refusal else "",
    )
    return personal(make_response(page, status), found.id)


def _further(found: Practice, draft: CardDraft) -> list[tuple[str, Markup]]:
    """Return the names and the texts, as HTML, of what becomes further fields."""
    rest = _rest(draft.language or found.language)
    said = beside(draft, fields_of(found.template), rest)
    return [(one.label, Markup(to_html(one.text))) for one in said]  # noqa: S704 (sanitised by `kit.markdown`)


def _part_of(found: Practice, draft: CardDraft) -> str:
    """Return the part of the call that the document names, by its short name."""
    offered = [one.slug for one in found.call.parts] if found.call else []
    return next((slug for slug in offered if slug.casefold() == draft.part.casefold()), "")


def _shown(found: Practice, draft: CardDraft) -> set[str]:
    """Return the fields beside which their doubts stand."""
    own = {one.key for one in texts_of(fields_of(found.template))}
    return {"title"} | ((own | {CONTACTS}) & read_fields(draft).keys())


def _rows(found: Practice, draft: CardDraft, present: Written) -> list[Row]:
    read, choices = read_fields(draft), _choices()
    return [
        Row(
            one.key,
            one.label,
            Markup(to_html(read[one.key])),  # noqa: S704 (sanitised by `kit.markdown`)
            present.content.fields.get(one.key, ""),
            _doubts(draft, one.key),
            choices.get(one.key, Choice.KEEP),
        )
        for one in texts_of(fields_of(found.template))
        if one.key in read
    ]


def _doubts(draft: CardDraft, key: str) -> tuple[Doubt, ...]:
    return tuple(one for one in draft.doubts if one.field == key)
