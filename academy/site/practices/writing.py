"""Writing a card: all its texts on one page, which saves itself, goes on elsewhere and loses nothing that was typed."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import Response, make_response, redirect, render_template, request, url_for
from flask_babel import gettext

from academy.access import Can
from academy.kit.refusals import Refusal, Stale, Unknown
from academy.practices.authoring import Written, may_change_language, write_card
from academy.practices.content import CardContent, Further
from academy.practices.models import CardText, Practice
from academy.practices.queries import find_original
from academy.practices.rules import WRITABLE
from academy.practices.template import fields_of, texts_of
from academy.site.accounts.saying import say
from academy.site.practices import bp
from academy.site.practices.opening import closed, nothing, own_card, personal
from academy.site.practices.progress import asked_of
from academy.web.current import now
from academy.web.errors import sentence
from academy.web.guard import Reply, requires
from academy.web.language import languages
from academy.web.transactions import db, start_over

_SAVED, _FASTER, _REFUSED = 204, 409, 422
_REVISION = "X-Revision"
_NEW_ROWS = 1
_FIELD = "f-"
_THEN = frozenset({"card", "preview"})


@dataclass(frozen=True, slots=True)
class Refused:
    """What was typed and could not be kept, and why: sentences by input, the page's own under an empty name."""

    typed: Written
    status: int
    problems: Mapping[str, str] = field(default_factory=dict)


@bp.get("/cards/<int:number>/write/")
@requires(Can.SIGN_IN)
def write(language: str, number: int) -> Reply:
    """Show the texts of a card, to be written."""
    try:
        found = own_card(db(), number)
    except Unknown:
        return nothing()
    if found.state not in WRITABLE:
        return redirect(url_for(".card", language=language, number=number), 303)
    return _page(found)


@bp.post("/cards/<int:number>/write/")
@requires(Can.SIGN_IN)
def save_card(language: str, number: int) -> Reply:
    """Save what was written; a form that was sent quietly, while somebody types, is answered by nothing."""
    is_quiet = request.form.get("quietly") == "1"
    try:
        found = own_card(db(), number, locked=True)
    except Unknown:
        return closed()
    stored = _saved(found)
    if isinstance(stored, Refused):
        start_over()
        return ("", stored.status) if is_quiet else _page(own_card(db(), number), stored)
    answer = make_response("", _SAVED) if is_quiet else make_response(say(gettext("Saved."), _onward(language, number)))
    answer.headers[_REVISION] = str(stored.revision)
    return personal(answer, number)


def _saved(found: Practice) -> CardText | Refused:
    """Write what was typed; return the text as it is kept now, or why it was not kept."""
    said = _typed(found)
    try:
        return write_card(db(), found, said, now(), request.form.get("revision", 0, int))
    except Stale as refusal:
        return Refused(said, _FASTER, {"": sentence(refusal)})
    except Refusal as refusal:
        return Refused(said, _REFUSED, {refusal.field or "": sentence(refusal)})


def _typed(found: Practice) -> Written:
    """Return what the form says; texts of fields that it does not show stay as they are."""
    form = request.form
    present = Written.of(found, find_original(db(), found))
    own = [one.key for one in texts_of(fields_of(found.template))]
    fields = {key: form[_FIELD + key] for key in own if _FIELD + key in form}
    further = map(Further, form.getlist("label"), form.getlist("text"))
    content = CardContent(form.get("title", ""), {**present.content.fields, **fields}, tuple(further))
    language = form.get("language", present.language)
    return Written(content, form.get("author", ""), language, form.get("part", present.part))


def _onward(language: str, number: int) -> str:
    """Return where the button leads that was pressed: to the card, to the preview, or on with writing."""
    then = request.form.get("then", "")
    if then in _THEN:
        return url_for(f".{then}", language=language, number=number)
    return url_for(".write", language=language, number=number, _anchor="further" if then == "further" else None)


def _page(found: Practice, refused: Refused | None = None) -> Response:
    text = find_original(db(), found)
    present = Written.of(found, text)
    typed = refused.typed if refused else present
    is_stale = refused is not None and refused.status == _FASTER
    asked = asked_of(found, typed.content)
    page = render_template(
        "site/practices/write.html",
        card=found,
        edition=found.edition,
        typed=typed,
        asked=asked,
        further=[*typed.content.further, *[Further("", "")] * _NEW_ROWS],
        theirs=_theirs(present, typed) if is_stale else {},
        revision=text.revision if text else 0,
        parts=found.call.parts if found.call else [],
        languages=languages() if may_change_language(found) else None,
        problems=_by_input(refused, {one.field.key for one in asked}) if refused else {},
    )
    return personal(make_response(page, refused.status if refused else 200), found.id)


def _by_input(refused: Refused, keys: set[str]) -> dict[str, str]:
    """Return what was refused by the names of the inputs; what belongs to none stands above them all."""
    own = {"title", "author", "language", "part"}
    return {
        f"{_FIELD}{name}" if name in keys else name if name in own else "": said
        for name, said in refused.problems.items()
    }


def _theirs(present: Written, typed: Written) -> dict[str, str]:
    """Return what somebody else has stored meanwhile, by input, where it is something else than what was typed."""
    stored, mine = _by_name(present), _by_name(typed)
    return {name: text for name, text in stored.items() if text.strip() != mine.get(name, "").replace("\r", "").strip()}


def _by_name(said: Written) -> dict[str, str]:
    further = "\n\n".join(f"{one.label}\n{one.text}".strip() for one in said.content.further if one.label or one.text)
    own = {"title": said.content.title, "author": said.author, "language": said.language, "part": said.part}
    return {**own, **{_FIELD + key: text for key, text in said.content.fields.items()}, "further": further}
