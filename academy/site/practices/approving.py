"""A translation before the author of the card: who approves it, or says what is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import zip_longest

from flask import Response, abort, make_response, render_template, request, url_for
from flask_babel import gettext
from markupsafe import Markup

from academy.access import Can
from academy.kit.markdown import to_html
from academy.kit.refusals import Refusal, Unknown
from academy.kit.translated import Translated
from academy.practices.catalogue import READABLE
from academy.practices.content import CardContent, Further
from academy.practices.models import Practice
from academy.practices.queries import find_original
from academy.practices.template import fields_of, texts_of
from academy.practices.translating import aligned, approve, get_translation, is_behind, object_to
from academy.site.accounts.saying import say
from academy.site.participation.opening import is_lent
from academy.site.practices import bp
from academy.site.practices.opening import nothing, own_card, personal
from academy.web.current import now
from academy.web.errors import error_page, sentence
from academy.web.guard import Reply, requires
from academy.web.transactions import db, start_over

_REFUSED = 422
_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Pair:
    """A field as its author wrote it, and as it was translated; `name` is what the translator calls it."""

    label: Translated | str
    name: str
    original: Markup
    translation: Markup


@bp.get("/cards/<int:number>/translations/<written>/")
@requires(Can.SIGN_IN)
def card_translation(language: str, number: int, written: str) -> Reply:  # noqa: ARG001 (stands in the address)
    """Show a card beside its translation, as readers see both."""
    try:
        return _page(own_card(db(), number), written)
    except Unknown:
        return nothing()


@bp.post("/cards/<int:number>/translations/<written>/")
@requires(Can.SIGN_IN)
def answer_translation(language: str, number: int, written: str) -> Reply:
    """Approve a translation, or say what is wrong; only of what was shown: the page names it by its revision."""
    answer = request.form.get("answer")
    if answer not in {"approve", "object"}:
        abort(400)
    try:
        found = own_card(db(), number, locked=True)
        if is_lent():
            return error_page(403)
        if answer == "approve":
            approve(db(), found, written, now(), _seen())
        else:
            object_to(db(), found, written, request.form.get("remark", ""), now(), _seen())
    except Unknown:
        return nothing()
    except Refusal as refusal:
        start_over()
        return _page(own_card(db(), number), written, refusal)
    done = gettext("Thank you: readers see that you approve this translation.")
    if answer == "object":
        done = gettext("Thank you: the translator reads what you wrote, and you are asked again.")
    return personal(make_response(say(done, url_for(".card", language=language, number=number))), number)


def _seen() -> int:
    """Return the revision that was shown; a form without it has seen none."""
    text = request.form.get("revision", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _DIGITS else 0


def _page(found: Practice, written: str, refusal: Refusal | None = None) -> Response:
    text, original = get_translation(db(), found, written), find_original(db(), found)
    first = original.content if original else CardContent(found.title, {})
    said = aligned(text.content, text.source, first)
    page = render_template(
        "site/practices/translation.html",
        card=found,
        edition=found.edition,
        text=text,
        original=first,
        translation=said,
        pairs=_pairs(found, first, said),
        is_behind=original is not None and is_behind(text, original),
        is_ready=text.state in READABLE,
        remark=request.form.get("remark", ""),
        problem=sentence(refusal) if refusal else "",
        is_of_remark=refusal is not None and refusal.field == "remark",
    )
    return personal(make_response(page, _REFUSED if refusal else 200), found.id)


def _pairs(found: Practice, first: CardContent, said: CardContent) -> list[Pair]:
    """Return the fields that say anything in either language."""
    labels: Mapping[str, Translated | str] = {one.key: one.label for one in texts_of(fields_of(found.template))}
    pairs = [
        _pair(labels.get(key, key), "", first.fields.get(key, ""), said.fields.get(key, ""))
        for key in dict.fromkeys([*labels, *first.fields, *said.fields])
    ]
    both = zip_longest(first.further, said.further, fillvalue=Further("", ""))
    pairs += [_pair(one.label, other.label, one.text, other.text) for one, other in both]
    return [one for one in pairs if one.original or one.translation]


def _pair(label: Translated | str, name: str, original: str, translation: str) -> Pair:
    # Sanitised by `kit.markdown`.
    return Pair(label, name, Markup(to_html(original)), Markup(to_html(translation)))  # noqa: S704
