"""Practices as readers find them: over all editions and of one, narrowed down by plain links, and each card."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from flask import Response, request
from markupsafe import Markup

from academy.access import Can
from academy.agenda.queries import list_presented, list_slots_of_practice
from academy.editions.models import Edition
from academy.kit.markdown import to_html
from academy.kit.refusals import Unknown
from academy.kit.translated import Translated
from academy.kit.words import N_
from academy.practices.catalogue import (
    Listed,
    Wanted,
    chosen,
    find_readable,
    has_readable_text,
    list_readable,
    readable_texts,
    text_for,
)
from academy.practices.content import Further
from academy.practices.models import CardText, Practice
from academy.practices.queries import list_texts
from academy.practices.template import fields_of, texts_of
from academy.practices.translating import aligned, is_behind
from academy.site.pages import page, shown_edition
from academy.site.practices import bp
from academy.site.practices.narrowing import address, wanted, ways
from academy.web.guard import requires
from academy.web.transactions import db

_PER_PAGE, _DIGITS = 24, 6


@dataclass(frozen=True, slots=True)
class Said:
    """A field of a card as readers read it, under the template's label or its author's own."""

    label: Translated | str
    html: Markup
    language: str
    """That of the original, where a translation says nothing."""
    label_in: str
    """The language of its author's own label."""


@bp.get("/practices/")
@requires(Can.READ)
def everywhere(language: str) -> Response:  # noqa: ARG001 (the address names it)
    """Show the practices of all editions."""
    return _list(list_readable(db(), list_presented(db())))


@bp.get("/<edition_slug>/practices/")
@requires(Can.READ)
def practices(language: str, edition_slug: str) -> Response:  # noqa: ARG001
    """Show the practices of an edition: written for it, or presented in its programme."""
    found = shown_edition(edition_slug)
    return _list(list_readable(db(), list_presented(db(), found), found), found)


@bp.get("/practices/<slug>/")
@requires(Can.READ)
def practice(language: str, slug: str) -> Response:
    """Show a card in the reader's language, or else in its own, and where it was or will be presented."""
    found, texts = _readable(slug)
    return _card(found, texts, text_for(texts, language))


@bp.get("/practices/<slug>/in/<written>/")
@requires(Can.READ)
def practice_in(language: str, slug: str, written: str) -> Response:  # noqa: ARG001
    """Show a card in one of its languages."""
    found, texts = _readable(slug)
    text = next((one for one in texts if one.language == written), None)
    if text is None:
        raise Unknown(N_("This card is not there in this language."))
    return _card(found, texts, text)


def _readable(slug: str) -> tuple[Practice, list[CardText]]:
    """Return a practice, and the texts of it that readers may read; none where its card is not published."""
    found = find_readable(db(), slug, list_presented(db()))
    if found is None:
        raise Unknown(N_("There is no practice under this address."))
    return found, readable_texts(list_texts(db(), found)) if has_readable_text(found) else []


def _card(found: Practice, texts: Sequence[CardText], text: CardText | None) -> Response:
    original = next((one for one in texts if one.is_original), None)
    return page(
        "practices/practice",
        practice=found,
        texts=texts,
        text=text,
        original=original,
        is_behind=text is not None and original is not None and is_behind(text, original),
        said=_said(found, text, original or text) if text else [],
        slots=list_slots_of_practice(db(), found),
    )


def _said(found: Practice, text: CardText, original: CardText) -> list[Said]:
    """Return the fields of a card; those that are not translated are there in the original's words."""
    first, own = original.content, aligned(text.content, text.source, original.content)
    known = texts_of(fields_of(found.template))
    said = [
        _either(one.label, own.fields.get(one.key, ""), first.fields.get(one.key, ""), text, original) for one in known
    ]
    for was, one in zip_longest(first.further, own.further, fillvalue=Further("", "")):
        said.append(_either(was.label, one.text, was.text, text, original, one.label))
    return [one for one in said if one.html]


def _either(label: Translated | str, said: str, first: str, text: CardText, original: CardText, name: str = "") -> Said:
    """Return a field in the words of a translation where it has any, under the translator's name for it."""
    return Said(
        name or label,
        Markup(to_html(said or first)),  # noqa: S704 (sanitised)
        text.language if said else original.language,
        text.language if name else original.language,
    )


def _list(listed: list[Listed], edition: Edition | None = None) -> Response:
    asked = wanted()
    found = chosen(listed, asked)
    number, pages = _page(len(found))
    return page(
        "practices/practices" if edition else "practices/everywhere",
        edition=edition,
        found=found[(number - 1) * _PER_PAGE : number * _PER_PAGE],
        count=len(found),
        total=len(listed),
        number=number,
        pages=pages,
        wanted=asked,
        ways=ways(listed, asked, edition),
        everything=address(edition, Wanted(), {}),
        page_address=lambda one: address(edition, asked, {"page": one if one > 1 else None}),
    )


def _page(count: int) -> tuple[int, int]:
    """Return which page of a list is asked for, and how many there are."""
    asked, pages = request.args.get("page", ""), max(1, -(-count // _PER_PAGE))
    is_number = asked.isascii() and asked.isdigit() and len(asked) <= _DIGITS
    return min(max(int(asked) if is_number else 1, 1), pages), pages
