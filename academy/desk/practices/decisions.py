"""What organisers do with one card: decide on it, ask reviewers, publish it, write to its author; each by one form."""

from collections.abc import Callable, Mapping
from datetime import datetime

from flask import request, url_for
from flask_babel import LazyString, gettext, lazy_gettext
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from academy.access import Can
from academy.desk.inputs import small_number
from academy.desk.pages import done
from academy.desk.practices import bp
from academy.desk.practices.cards import ONE, card_page
from academy.editions.queries import get_edition
from academy.kit.refusals import Refusal, Stale
from academy.kit.words import N_
from academy.practices.deciding import decide, move_to_part, reason_with, reopen
from academy.practices.letters import News
from academy.practices.models import CallPart, CardState, Practice, ReviewState
from academy.practices.publishing import publish, unpublish
from academy.practices.queries import get_card
from academy.practices.reviewers import get_reviewer
from academy.practices.reviewing import ask, call_off, get_review, list_reviews, tell
from academy.practices.telling import tell as tell_author
from academy.practices.writing import resume, withdraw
from academy.web.current import now
from academy.web.errors import sentence
from academy.web.guard import Reply, requires
from academy.web.transactions import db, start_over

_OVERTAKEN, _REFUSED = 409, 422

Form = MultiDict[str, str]
Deed = Callable[[Session, Practice, Form, datetime], object]

_NEWS: Mapping[CardState, News] = {
    CardState.DRAFT: News.BEGUN,
    CardState.SUBMITTED: News.RECEIVED,
    CardState.CHANGES_ASKED: News.CHANGES_ASKED,
    CardState.ACCEPTED: News.ACCEPTED,
    CardState.DECLINED: News.DECLINED,
}


def _seen(form: Form) -> int | None:
    return small_number(form.get("revision", ""))


def _decide(decision: CardState) -> Deed:
    def deed(session: Session, card: Practice, form: Form, at: datetime) -> object:
        chosen = {small_number(text) for text in form.getlist("remark")}
        own = [one for one in list_reviews(session, card) if one.state == ReviewState.DONE and one.id in chosen]
        reason = reason_with(form.get("reason", ""), [one.to_author for one in own])
        return decide(session, card, decision, _part(card, form), reason, at, _seen(form))

    return deed


def _part(card: Practice, form: Form) -> CallPart | None:
    slug = form.get("part", "")
    return next((one for one in card.call.parts if one.slug == slug), None) if card.call and slug else None


def _move(session: Session, card: Practice, form: Form, at: datetime) -> None:
    part = _part(card, form)
    if part is None:
        raise Refusal(N_("Choose a part of the call."), field="part")
    move_to_part(session, card, part, at, _seen(form))


def _ask(session: Session, card: Practice, form: Form, at: datetime) -> int:
    """Ask those who were chosen; where one of them cannot be, none is."""
    numbers = [number for text in form.getlist("reviewer") if (number := small_number(text)) is not None]
    if not numbers or card.call is None:
        raise Refusal(N_("Choose whom to ask."), field="reviewer")
    found = [get_reviewer(session, card.call, number) for number in dict.fromkeys(numbers)]
    for one in found:
        ask(session, card, one, at)
    return tell(session, card.call.edition, [(one, card) for one in found], at)


def _call_off(session: Session, card: Practice, form: Form, at: datetime) -> None:
    call_off(session, card, get_review(session, card, small_number(form.get("review", "")) or 0), at)


def _link(session: Session, card: Practice, _form: Form, at: datetime) -> None:
    news = _NEWS.get(card.state)
    if news is None or not card.email:
        raise Refusal(N_("No letter can be sent: there is no e-mail address, or the card was taken back."))
    tell_author(session, card, News.PUBLISHED if card.published_at is not None else news, at)


DEEDS: dict[str, tuple[Deed, LazyString]] = {
    "accept": (_decide(CardState.ACCEPTED), lazy_gettext("Accepted.")),
    "changes": (
        _decide(CardState.CHANGES_ASKED),
        lazy_gettext("The author is asked for changes, and writes again."),
    ),
    "decline": (_decide(CardState.DECLINED), lazy_gettext("Declined; the author is told why.")),
    "reopen": (
        lambda session, card, form, at: reopen(session, card, at, _seen(form)),
        lazy_gettext("The card is to be decided on again. Nobody was written to."),
    ),
    "part": (_move, lazy_gettext("The card stands in another part now.")),
    "ask": (_ask, lazy_gettext("Asked: they get a letter.")),
    "call-off": (_call_off, lazy_gettext("This review is not asked for any more.")),
    "publish": (
        lambda session, card, _form, at: publish(session, card, at),
        lazy_gettext("Everybody can read the card now."),
    ),
    "unpublish": (
        lambda session, card, _form, at: unpublish(session, card, at),
        lazy_gettext("Nobody can read the card any more; it stays accepted."),
    ),
    "withdraw": (
        lambda session, card, _form, at: withdraw(session, card, at),
        lazy_gettext("The card was taken back on its author’s behalf."),
    ),
    "resume": (
        lambda session, card, _form, at: resume(session, card, at),
        lazy_gettext("Its author can go on writing the card."),
    ),
    "link": (_link, lazy_gettext("The author’s link was sent again.")),
}
"""What can be done with one card, by the word in the address, and what is said once it is done."""


@bp.post(f"{ONE}/<any({', '.join(repr(deed) for deed in DEEDS)}):deed>")
@requires(Can.KEEP_PRACTICES)
def do_with_card(edition_slug: str, card_number: int, deed: str) -> Reply:
    """Do something with a card; what is refused is said on its page, with what was typed."""
    found = get_card(db(), get_edition(db(), edition_slug), card_number, locked=True)
    act, said = DEEDS[deed]
    try:
        result = act(db(), found, request.form, now())
    except Stale:
        start_over()
        told = gettext("Somebody else has changed this card meanwhile. Look at it; nothing that you typed is lost.")
        return card_page(edition_slug, card_number, told, deed, _OVERTAKEN)
    except Refusal as refusal:
        start_over()
        return card_page(edition_slug, card_number, sentence(refusal), deed, _REFUSED)
    message = gettext("This was decided already; nothing was done twice.") if result is False else str(said)
    return done(message, url_for(".card", edition_slug=edition_slug, card_number=card_number))
