"""The page of a translator: original and translation side by side, field by field, with what has changed since."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import Response, make_response, render_template, request, url_for
from flask_babel import gettext

from academy.access import Can
from academy.desk.pages import done
from academy.desk.practices import bp
from academy.desk.practices.translation_forms import (
    FIELD,
    blank,
    further_rows,
    rows_of,
    seen,
    theirs,
    typed_draft,
)
from academy.editions.queries import get_edition
from academy.kit.refusals import Refusal, Stale
from academy.practices.models import CardText, Practice, TextState
from academy.practices.queries import find_text, get_card, list_texts
from academy.practices.translating import (
    TranslationDraft,
    aligned,
    check_language,
    get_translatable,
    is_behind,
    missing_languages,
    remove_translation,
    save_translation,
)
from academy.practices.translation_record import find_answer
from academy.web.current import account, now
from academy.web.errors import sentence
from academy.web.guard import Reply, requires
from academy.web.transactions import db, start_over

ONE = "/editions/<edition_slug>/cards/<int:card_number>/translations/<written>"
_SAVED, _FASTER, _REFUSED = 204, 409, 422
_REVISION = "X-Revision"


@dataclass(frozen=True, slots=True)
class Problem:
    """What was typed and could not be kept, and why: sentences by input, the page's own under an empty name."""

    status: int = _REFUSED
    said: Mapping[str, str] = field(default_factory=dict)
    typed: TranslationDraft | None = None


@bp.get(ONE)
@requires(Can.TRANSLATE)
def translation(edition_slug: str, card_number: int, written: str) -> Reply:
    """Show a card beside its translation, to be written."""
    return editor(opened(edition_slug, card_number, written), written)


@bp.post(ONE)
@requires(Can.TRANSLATE)
def save_translated(edition_slug: str, card_number: int, written: str) -> Reply:
    """Save a translation; a form that was sent quietly, while somebody types, is answered by nothing."""
    is_quiet = request.form.get("quietly") == "1"
    stored = _saved(opened(edition_slug, card_number, written, locked=True), written, is_quiet=is_quiet)
    if isinstance(stored, Problem):
        start_over()
        return ("", stored.status) if is_quiet else editor(opened(edition_slug, card_number, written), written, stored)
    if is_quiet:
        return "", _SAVED, {_REVISION: str(stored.revision)}
    here = url_for(".translation", edition_slug=edition_slug, card_number=card_number, written=written)
    return done(_said(stored), here)


@bp.post(f"{ONE}/remove")
@requires(Can.TRANSLATE)
def remove_translated(edition_slug: str, card_number: int, written: str) -> Reply:
    """Take a translation away that was begun by mistake; one that is not there any more is as one wants it."""
    found = opened(edition_slug, card_number, written, locked=True)
    try:
        if find_text(db(), found, written) is not None:
            remove_translation(db(), found, written, now(), seen().text)
    except Stale as refusal:
        start_over()
        return editor(opened(edition_slug, card_number, written), written, Problem(_FASTER, {"": sentence(refusal)}))
    return done(gettext("Removed."), url_for(".translations", edition_slug=edition_slug))


def opened(edition_slug: str, card_number: int, written: str, *, locked: bool = False) -> Practice:
    """Return a card of an edition that can be translated into a language; refuse any other."""
    found = get_card(db(), get_edition(db(), edition_slug), card_number, locked=locked)
    get_translatable(db(), found)
    check_language(found, written)
    return found


def editor(card: Practice, written: str, problem: Problem | None = None) -> Response:
    """Return the page of a translator, with what could not be done."""
    original, text = get_translatable(db(), card), find_text(db(), card, written)
    stored = stored_draft(card, original, text)
    typed = problem.typed if problem and problem.typed else stored
    is_stale = problem is not None and problem.status == _FASTER
    rows = rows_of(card, original, text, typed.content)
    page = render_template(
        "desk/practices/translation.html",
        edition=card.edition,
        card=card,
        written=written,
        text=text,
        original=original,
        rows=rows,
        further=further_rows(original, text, typed.content),
        typed=typed,
        theirs=theirs(stored, typed) if is_stale else {},
        is_behind=text is not None and is_behind(text, original),
        answer=find_answer(db(), card, written),
        others=_others(card, written),
        problems=_by_input(problem, {one.name for one in rows}),
    )
    return make_response(page, problem.status if problem else 200)


def stored_draft(card: Practice, original: CardText, text: CardText | None) -> TranslationDraft:
    """Return what is stored of a translation, with its further fields where the original has them."""
    if text is None:
        asking = account()
        return TranslationDraft(blank(card, original.content, None), asking.name if asking else "")
    content = aligned(text.content, text.source, original.content)
    return TranslationDraft(blank(card, original.content, content), text.translator, text.state)


def _saved(card: Practice, written: str, *, is_quiet: bool) -> CardText | Problem:
    """Write what was typed; return the translation as it is kept now, or why it was not kept."""
    text = find_text(db(), card, written)
    said = typed_draft(stored_draft(card, get_translatable(db(), card), text).content)
    if is_quiet and text is not None and text.state != TextState.DRAFT:
        return Problem(_FASTER)  # what readers see, or may see, is never changed while somebody types
    try:
        return save_translation(db(), card, written, said, now(), seen())
    except Stale as refusal:
        return Problem(_FASTER, {"": sentence(refusal)}, said)
    except Refusal as refusal:
        return Problem(_REFUSED, {refusal.field or "": sentence(refusal)}, said)


def _said(text: CardText) -> str:
    if text.state == TextState.DRAFT:
        return gettext("The draft was saved. Readers do not see it yet.")
    if text.state == TextState.MACHINE:
        return gettext("Saved. Readers see that it was translated by a machine.")
    if text.state == TextState.APPROVED:
        return gettext("Saved. The author has approved the translation as it stands.")
    return gettext("Saved. Readers see the translation once the card is published; its author is asked to approve it.")


def _others(card: Practice, written: str) -> list[str]:
    """Return the other languages into which the card is translated, or should be."""
    texts = list_texts(db(), card)
    there = [one.language for one in texts if not one.is_original]
    return [code for code in dict.fromkeys([*there, *missing_languages(card, texts)]) if code != written]


def _by_input(problem: Problem | None, names: set[str]) -> dict[str, str]:
    """Return what was refused by the names of the inputs; what belongs to none stands above them all."""
    if problem is None:
        return {}
    own = {"title", "translator", "further", "file"}
    return {
        f"{FIELD}{name}" if f"{FIELD}{name}" in names else name if name in own else "": said
        for name, said in problem.said.items()
    }
