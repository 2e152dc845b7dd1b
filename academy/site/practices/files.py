"""The photographs and documents of one's card: sent, described, put in order, taken off."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from flask import Response, make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.datastructures import FileStorage

from academy.access import Can
from academy.files.actions import open_upload
from academy.files.pictures import prepared
from academy.files.queries import get_upload
from academy.files.rules import PAPERS, PICTURES
from academy.kit.refusals import Refusal, Stale, Unknown
from academy.kit.translated import Translated
from academy.kit.words import N_
from academy.practices.attaching import (
    MOST,
    Description,
    attach_document,
    attach_photo,
    attached,
    describe,
    get_file,
    hide_photo,
    move_file,
    remove_file,
)
from academy.practices.models import CardFile, CardFileKind, Practice, Shown
from academy.practices.rules import WRITABLE
from academy.practices.writing import check_writable
from academy.site.accounts.saying import say
from academy.site.participation.opening import is_lent
from academy.site.practices import bp
from academy.site.practices.opening import closed, nothing, own_card, owner_of, personal
from academy.site.practices.pictures import shown
from academy.web.current import now
from academy.web.errors import error_page, sentence
from academy.web.guard import Reply, requires
from academy.web.links import config
from academy.web.transactions import aside, database, db, start_over
from academy.web.uploads import asked, content_of

_SAVED, _OVERTAKEN, _REFUSED = 204, 409, 422
_REVISION = "X-Revision"
_ADDRESS = "/cards/<int:number>/files/"
_INPUTS = {"photos": PICTURES, "documents": PAPERS}
_BEGIN = {"up": -1, "down": 1}
_NUMBER = re.compile(r"[0-9]{1,9}")


@dataclass(slots=True)
class Wrong:
    """What was refused: sentences by the input that they belong to; `said` stands above all."""

    said: str = ""
    inputs: dict[str, list[str]] = field(default_factory=dict)
    status: int = _REFUSED

    def add(self, refusal: Refusal, where: str) -> None:
        """Note a refusal."""
        self.inputs.setdefault(where, []).append(sentence(refusal))

    def __bool__(self) -> bool:
        """Tell whether anything was refused."""
        return bool(self.said or self.inputs)


@bp.get(_ADDRESS)
@requires(Can.SIGN_IN)
def card_files(language: str, number: int) -> Reply:  # noqa: ARG001 (stands in the address)
    """Show the photographs and documents of my card."""
    try:
        return _page(own_card(db(), number))
    except Unknown:
        return nothing()


@bp.post(_ADDRESS)
@requires(Can.SIGN_IN)
def save_card_files(language: str, number: int) -> Reply:
    """Take the files that were sent, save what is said of all, and do what the button says.

    Files are taken in short transactions of their own, one after the other: one that is refused costs no other, and
    nothing is sent twice because a text was refused.
    """
    is_quiet = request.form.get("quietly") == "1"
    if is_lent():
        return error_page(403)
    try:
        wrong = Wrong() if is_quiet else _received(number)
        card = own_card(db(), number, locked=True)
    except Unknown:
        return closed()
    if not wrong:
        wrong = _saved(card)
    if wrong:
        start_over()
        return ("", wrong.status) if is_quiet else _page(own_card(db(), number), wrong)
    if is_quiet:
        kept = make_response("", _SAVED)
        kept.headers[_REVISION] = _revision(card)
        return personal(kept, number)
    return personal(make_response(_acted(card, language)), number)


@bp.post("/cards/<int:number>/files/<int:file>/hide")
@requires(Can.SIGN_IN)
def hide_card_photo(language: str, number: int, file: int) -> Reply:
    """Show a photograph to readers no more, whatever state the card is in."""
    if is_lent():
        return error_page(403)
    try:
        card = own_card(db(), number, locked=True)
        hide_photo(db(), card, get_file(card, file), now())
    except Unknown:
        return nothing()
    done = say(gettext("Readers do not see this photograph any more."), _here(language, number))
    return personal(make_response(done), number)


@bp.get("/cards/<int:number>/files/<uuid:uid>")
@requires(Can.SIGN_IN)
def card_file(language: str, number: int, uid: UUID) -> Reply:  # noqa: ARG001 (stands in the address)
    """Show a photograph of my card, or hand out a document."""
    try:
        own_card(db(), number)
        upload = get_upload(db(), uid, owner_of(number))
    except Unknown:
        return nothing()
    return personal(shown(upload, open_upload(db(), upload)), number)


def _received(number: int) -> Wrong:
    """Attach the files that came with the form, each by itself; return what was refused."""
    wrong = Wrong()
    with database().reading() as reading:
        card = own_card(reading, number)
    for name in _INPUTS:
        sent = [one for one in request.files.getlist(name) if one.filename]
        for file in sent[:MOST]:
            try:
                check_writable(card)
                _attached(number, name, file)
            except Refusal as refusal:
                wrong.inputs.setdefault(name, []).append(f"{(file.filename or '')[:60]}: {sentence(refusal)}")
        if len(sent) > MOST:
            wrong.add(Refusal(N_("At most %(most)s files are taken at once. Send the others next."), most=MOST), name)
    return wrong


def _attached(number: int, name: str, file: FileStorage) -> None:
    """Attach one file: it is read and prepared before anything is written."""
    content, called = content_of(file, _INPUTS[name]), file.filename or ""
    picture = prepared(content, called) if name == "photos" else None
    with aside() as writing:
        card = own_card(writing, number, locked=True)
        if picture is not None:
            attach_photo(writing, card, called, picture, now())
        else:
            attach_document(writing, card, called, content, now())


def _saved(card: Practice) -> Wrong:
    """Write what is said of each file; return what was refused."""
    wrong, seen = Wrong(), _seen()
    for file in card.files:
        if f"caption-{file.id}" not in request.form:
            continue
        try:
            describe(db(), card, file, _description(card, file), now(), seen.get(file.id))
        except Stale as stale:
            wrong.said, wrong.status = sentence(stale), _OVERTAKEN
        except StaleDataError:
            wrong.said, wrong.status = gettext("Somebody else saved this at the same moment."), _OVERTAKEN
            break
        except Refusal as refusal:
            wrong.add(refusal, f"{refusal.field}-{file.id}" if refusal.field else "photos")
    return wrong


def _description(card: Practice, file: CardFile) -> Description:
    """Return what the form says of a file; its words in other languages stay."""
    form, before = request.form, Description.of(file)

    def said(name: str, present: Translated) -> Translated:
        typed = form.get(f"{name}-{file.id}")
        return present if typed is None else Translated({**present, card.language: typed})

    chosen = form.get(f"shown-{file.id}", "")
    return Description(
        alt=said("alt", before.alt),
        caption=said("caption", before.caption),
        credit=form.get(f"credit-{file.id}", before.credit),
        shown=Shown(chosen) if chosen in set(Shown) else before.shown,
    )


def _seen() -> dict[int, str]:
    """Return the marks of the descriptions with which the form was opened, by file."""
    pairs = (one.partition(":") for one in request.form.get("revision", "").split())
    return {int(number): mark for number, _, mark in pairs if _NUMBER.fullmatch(number)}


def _revision(card: Practice, marks: Mapping[int, str] | None = None) -> str:
    stored = {one.id: Description.of(one).mark for one in card.files}
    return " ".join(f"{number}:{mark}" for number, mark in {**stored, **(marks or {})}.items())


def _overtaken(card: Practice) -> set[int]:
    """Return of which files somebody else has saved another description since the form was opened."""
    seen = _seen()
    return {one.id for one in card.files if seen.get(one.id, Description.of(one).mark) != Description.of(one).mark}


def _acted(card: Practice, language: str) -> Reply:
    """Do what the button says beside saving, and lead on. What somebody else has removed meanwhile is gone already."""
    act, _, named = request.form.get("act", "").partition("-")
    file = next((one for one in card.files if str(one.id) == named), None)
    if act == "remove":
        if file is not None:
            remove_file(db(), card, file, now())
        return say(gettext("Removed."), _here(language, card.id))
    if act in _BEGIN:
        if file is not None:
            move_file(db(), card, file, _BEGIN[act], now())
        return redirect(_here(language, card.id, f"file-{named}" if file else None), 303)
    if act == "upload":
        return say(gettext("Saved. Now say what each photograph shows."), _here(language, card.id))
    return say(gettext("Saved."), url_for(".card", language=language, number=card.id))


def _here(language: str, number: int, anchor: str | None = None) -> str:
    return url_for(".card_files", language=language, number=number, _anchor=anchor)


def _page(card: Practice, wrong: Wrong | None = None) -> Response:
    is_stale = wrong is not None and wrong.status == _OVERTAKEN
    page = render_template(
        "site/practices/files.html",
        card=card,
        is_open=card.state in WRITABLE,
        photos=attached(card, CardFileKind.PHOTO),
        documents=attached(card, CardFileKind.DOCUMENT),
        most=MOST,
        typed=request.form if wrong else {},
        revision=_revision(card, {} if is_stale or wrong is None else _seen()),
        wrong=wrong,
        overtaken=_overtaken(card) if is_stale else set(),
        consents=[Shown.NOBODY, Shown.AGREED, Shown.NOT_ASKED],
        whole=config().upload_megabytes,
        **_asked(),
    )
    return personal(make_response(page, wrong.status if wrong else 200), card.id)


def _asked() -> dict[str, Any]:
    return {f"asks_{name}": asked(name, kinds) for name, kinds in _INPUTS.items()}
