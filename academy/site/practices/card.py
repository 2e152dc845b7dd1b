"""The page of a card for whoever writes it: where it stands, what there is to do now, and what can be done."""

from collections.abc import Callable, Mapping
from datetime import datetime

from flask import Response, make_response, render_template, url_for
from flask_babel import gettext, ngettext
from sqlalchemy.orm import Session

from academy.access import Can
from academy.kit.refusals import Refusal, Unknown
from academy.kit.words import N_
from academy.practices import writing
from academy.practices.content import CardContent
from academy.practices.models import CardState, Practice
from academy.practices.queries import find_original, find_proposal, list_texts
from academy.practices.rules import NEXT, WRITABLE
from academy.practices.template import fields_of
from academy.site.accounts.saying import say
from academy.site.participation.opening import is_lent
from academy.site.practices import bp
from academy.site.practices.call import said_of
from academy.site.practices.opening import kind_of, nothing, own_card, personal
from academy.site.practices.progress import asked_of, lacking
from academy.web.cards import said_in
from academy.web.current import now
from academy.web.errors import error_page, sentence
from academy.web.guard import Reply, requires
from academy.web.private_links import open_numbered
from academy.web.transactions import db, start_over

_REFUSED = 422

_SAID: Mapping[CardState, str] = {
    CardState.DRAFT: N_("You are writing this card. It is not sent in yet."),
    CardState.SUBMITTED: N_("Your card has arrived. It is read by reviewers; the organisers decide, and write to you."),
    CardState.CHANGES_ASKED: N_("The organisers ask for changes. Make them, and send the card in again."),
    CardState.ACCEPTED: N_("Your practice was accepted. The organisers now make your card ready for readers."),
    CardState.DECLINED: N_("The organisers cannot take this card. It stays yours, and you can read it here."),
    CardState.WITHDRAWN: N_("You have taken this card back. Nothing of it is lost, and nobody else reads it."),
}
_PUBLISHED = N_("Everybody can read your card now.")

Act = Callable[[Session, Practice, datetime], object]
_ACTS: Mapping[str, Act] = {"submit": writing.submit, "withdraw": writing.withdraw, "resume": writing.resume}
_AIMS = {"submit": CardState.SUBMITTED, "withdraw": CardState.WITHDRAWN, "resume": CardState.DRAFT}
_DONE: Mapping[str, str] = {
    "submit": N_("Thank you: your card was sent in."),
    "withdraw": N_("Your card was taken back."),
    "resume": N_("You can go on writing."),
}


@bp.get("/card/<token>")
@requires(Can.SIGN_IN)
def open_card(language: str, token: str) -> Response:
    """Take the token out of the address and lead to the page of the card."""
    return open_numbered(kind_of, token, lambda number: url_for(".card", language=language, number=number))


@bp.get("/cards/<int:number>/")
@requires(Can.SIGN_IN)
def card(language: str, number: int) -> Reply:  # noqa: ARG001 (stands in the address)
    """Show where a card stands."""
    try:
        return card_page(own_card(db(), number))
    except Unknown:
        return nothing()


@bp.post("/cards/<int:number>/<any(submit, withdraw, resume):act>")
@requires(Can.SIGN_IN)
def act_on_card(language: str, number: int, act: str) -> Reply:
    """Send a card in, take it back, or go on writing it; what was done a moment ago is not refused."""
    try:
        found = own_card(db(), number, locked=True)
    except Unknown:
        return nothing()
    if is_lent():
        return error_page(403)
    try:
        if found.state != _AIMS[act]:
            _ACTS[act](db(), found, now())
    except Refusal as refusal:
        start_over()
        return card_page(own_card(db(), number), sentence(refusal))
    return personal(make_response(say(gettext(_DONE[act]), url_for(".card", language=language, number=number))), number)


@bp.get("/cards/<int:number>/preview/")
@requires(Can.SIGN_IN)
def preview(language: str, number: int) -> Reply:  # noqa: ARG001
    """Show the text of a card as readers will see it."""
    try:
        found = own_card(db(), number)
    except Unknown:
        return nothing()
    content = content_of(db(), found)
    page = render_template("site/practices/preview.html", card=found, content=content, said=said_in(found, content))
    return personal(make_response(page), number)


def content_of(session: Session, card: Practice) -> CardContent:
    """Return what a card says in its own words, which may be nothing yet."""
    text = find_original(session, card)
    return text.content if text else CardContent(card.title, {})


def card_page(found: Practice, problem: str = "") -> Response:
    """Return the page of a card, and what could not be done."""
    content = content_of(db(), found)
    asked = asked_of(found, content)
    page = render_template(
        "site/practices/card.html",
        card=found,
        edition=found.edition,
        content=content,
        says=gettext(_PUBLISHED if found.published_at and found.state == CardState.ACCEPTED else _SAID[found.state]),
        window=said_of(found.call) if found.call else None,
        asked=asked,
        lacks=lacking(found, content),
        labels={one.key: one.label for one in fields_of(found.template)},
        links=_links(found),
        proposal=find_proposal(db(), found),
        translations=[one for one in list_texts(db(), found) if not one.is_original],
        acts={act for act, aim in _AIMS.items() if aim in NEXT[found.state]} & _own_acts(found),
        is_writable=found.state in WRITABLE,
        problem=problem,
    )
    return personal(make_response(page, _REFUSED if problem else 200), found.id)


def _own_acts(card: Practice) -> set[str]:
    """Return what its author may do: a decision of the organisers is not undone by sending the card in again."""
    return {"withdraw", "resume", *(["submit"] if card.state in WRITABLE else [])}


def _links(card: Practice) -> list[tuple[str, str, str]]:
    """Return the pages on which the rest of a card is said: endpoint, name, and how much is there."""
    facts = len(card.countries) + len(card.institutions) + len(card.goals) + len(card.themes) + len(card.contacts)
    said = [
        ("site.practices.card_facts", gettext("Countries, institutions, goals, themes, contacts"), facts),
        ("site.practices.card_files", gettext("Photographs and documents"), len(card.files)),
    ]
    return [
        (endpoint, name, ngettext("%(num)s entry", "%(num)s entries", count) if count else gettext("nothing yet"))
        for endpoint, name, count in said
    ]
