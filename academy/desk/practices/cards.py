"""The cards of an edition at the desk: the list with what can be done with many, one card, and its versions."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, render_template, request, url_for

from academy.access import Can, may
from academy.desk.inputs import small_number
from academy.desk.pages import done, editions_once, page, part_of
from academy.desk.practices import bp
from academy.desk.practices.card_acts import (
    ACTS,
    ASK,
    MOST,
    MOST_REVIEWERS,
    Act,
    Terms,
    act_on,
    find_act,
    said_after,
    told_before,
    told_of_asking,
)
from academy.desk.practices.card_lists import filters_of, find_cards, query_of, read_wanted
from academy.desk.practices.reviews import file_of
from academy.editions.models import Edition
from academy.editions.queries import get_edition
from academy.editions.rules import is_past
from academy.kit.refusals import Refusal, Unknown
from academy.kit.words import N_
from academy.practices.card_lists import SORTS, CardLine, list_lines
from academy.practices.deciding import NEWS
from academy.practices.editing import EDITABLE, said_of
from academy.practices.hands import Hand, count_own, hands
from academy.practices.models import CardState, CardVersion, Practice, Proposal, ReviewState
from academy.practices.queries import find_original, get_card, list_texts, list_versions
from academy.practices.reviewing import conflicts, fits, list_reviews
from academy.practices.rules import NEXT, turn_of
from academy.practices.scoring import tally, weights_of
from academy.web.cards import changed_in, said_in
from academy.web.current import account, now, roles
from academy.web.errors import sentence
from academy.web.guard import Reply, requires
from academy.web.transactions import db, start_over

_ALL = "/editions/<edition_slug>/cards/"
ONE = f"{_ALL}<int:card_number>"
_REFUSED = 422


@bp.get(_ALL)
@requires(Can.KEEP_PRACTICES)
def cards(edition_slug: str) -> Reply:
    """List the cards of an edition, as the address asks for them."""
    return _list(get_edition(db(), edition_slug))


@bp.post(f"{_ALL}act")
@requires(Can.KEEP_PRACTICES)
def act_on_cards(edition_slug: str) -> Reply:
    """Do the same with many cards: it is said first what will happen."""
    edition = get_edition(db(), edition_slug)
    lines = _chosen(edition)
    try:
        wanted = find_act(request.form.get("act", ""), len(lines))
    except Refusal as refusal:
        start_over()
        return _list(get_edition(db(), edition_slug), sentence(refusal))
    if not request.form.get("sure"):
        return _ask(edition, wanted, lines)
    try:
        result = act_on(db(), edition, wanted, lines, _terms(), now())
    except Refusal as refusal:
        start_over()
        return _ask(get_edition(db(), edition_slug), wanted, lines, sentence(refusal))
    back = _at(edition)
    if not result.refused and not result.short:
        return done(said_after(result), back)
    said = said_after(result)
    return page("practices/cards_acted", edition=edition, act=wanted, result=result, said=said, back=back)


@bp.get(ONE)
@requires(Can.KEEP_PRACTICES)
def card(edition_slug: str, card_number: int) -> Reply:
    """Show all about a card, and what can be done with it."""
    return card_page(edition_slug, card_number)


@bp.get(f"{ONE}/versions")
@requires(Can.KEEP_PRACTICES)
def card_versions(edition_slug: str, card_number: int) -> Reply:
    """Show what differs between two versions of a card."""
    found = get_card(db(), get_edition(db(), edition_slug), card_number)
    versions = list_versions(db(), found)
    if not versions:
        raise Unknown(N_("This card was not sent in yet: it has no versions."))
    before, after = _two(versions)
    changes = changed_in(found, before.content, after.content)
    facts: dict[str, Any] = {"versions": versions, "before": before, "after": after, "changes": changes}
    return page("practices/card_versions", edition=found.edition, card=found, said_of=said_of, **facts)


@bp.get(f"{ONE}/files/<int:file>")
@requires(Can.KEEP_PRACTICES)
def card_file(edition_slug: str, card_number: int, file: int) -> Response:
    """Hand out a photograph or document of a card."""
    return file_of(get_card(db(), get_edition(db(), edition_slug), card_number), file)


@bp.app_template_global()
def practice_hands() -> list[Hand]:
    """Return in which coming editions cards need the hand of whoever asks."""
    coming = [one for one in editions_once() if not is_past(one, now().date())]
    mine = [one for one in coming if may(roles(), Can.KEEP_PRACTICES, one.slug)]
    return [hand for hand in hands(db(), mine) if hand.is_needed]


@bp.app_template_global()
def cards_of(edition: Edition) -> Hand | None:
    """Return how the cards of an edition stand; None where it has none."""
    return next(iter(hands(db(), [edition])), None)


@bp.app_template_global()
def own_reviews() -> list[tuple[Edition, int]]:
    """Return the editions in which whoever asks is to judge cards, and how many."""
    asking = account()
    if asking is None:
        return []
    editions = [one for one in editions_once() if may(roles(), Can.REVIEW, one.slug)]
    counts = count_own(db(), asking.account_id, editions)
    return [(one, counts[one.id]) for one in editions if one.id in counts]


def card_page(edition_slug: str, card_number: int, problem: str = "", at: str = "", status: int = _REFUSED) -> Reply:
    """Return the page of a card; with a `problem`, what was typed in the form `at` stands there again."""
    edition = get_edition(db(), edition_slug)
    found = get_card(db(), edition, card_number)
    original, versions = find_original(db(), found), list_versions(db(), found)
    reviews, criteria = list_reviews(db(), found), found.call.criteria if found.call else []
    standing = [one for one in reviews if one.state != ReviewState.STEPPED_BACK]
    done_ones = [one for one in standing if one.state == ReviewState.DONE]
    proposal = next((one for one in versions if one.proposal == Proposal.OPEN), None)
    waits = proposal is not None and found.state in EDITABLE
    reviews_open = len(standing) - len(done_ones)
    facts: dict[str, Any] = {
        "card": found,
        "original": original,
        "said": said_in(found, original.content) if original else [],
        "texts": list_texts(db(), found),
        "versions": versions,
        "proposal": proposal,
        "answered": _answered(versions),
        "reviews": reviews,
        "done_reviews": done_ones,
        "conflicts": conflicts(db(), found, standing),
        "criteria": criteria,
        "weights": weights_of(criteria),
        "tallied": tally([one.scores for one in done_ones], weights_of(criteria)),
        "turn": turn_of(found, reviews_open=reviews_open, has_proposal=waits),
        "candidates": _candidates(found),
        "may": _may(found, waits=waits),
        "typed": request.form if problem else {},
    }
    text = render_template(
        "desk/practices/card.html", edition=edition, problem=problem, at=at, said_of=said_of, **facts
    )
    return text, status if problem else 200


def _answered(versions: Sequence[CardVersion]) -> CardVersion | None:
    """Return the newest proposal that its author did not agree to, where nothing was sent in since."""
    newest = versions[0] if versions else None
    return newest if newest is not None and newest.proposal == Proposal.REFUSED else None


def _candidates(found: Practice) -> list[Any]:
    if found.call is None or found.state != CardState.SUBMITTED:
        return []
    return [one for one in fits(db(), found.call, [found])[found.id] if not _is_asked(one.review)]


def _is_asked(review: Any) -> bool:
    return review is not None and review.state != ReviewState.STEPPED_BACK


def _may(found: Practice, *, waits: bool) -> frozenset[str]:
    """Return what makes sense in the state in which a card is: only for this there are buttons."""
    following, parts = NEXT[found.state], found.call.parts if found.call else []
    is_published = found.published_at is not None
    steps = {
        "decide": bool(following & NEWS.keys()),
        "accept": CardState.ACCEPTED in following,
        "changes": CardState.CHANGES_ASKED in following,
        "decline": CardState.DECLINED in following,
        "reopen": found.state == CardState.DECLINED,
        "part": len(parts) > 1 and found.state in {CardState.SUBMITTED, CardState.ACCEPTED},
        "publish": found.state == CardState.ACCEPTED and not is_published and not waits,
        "unpublish": is_published,
        "withdraw": CardState.WITHDRAWN in following,
        "resume": found.state == CardState.WITHDRAWN,
        "link": bool(found.email) and found.edition is not None,
        "edit": found.state in EDITABLE,
    }
    return frozenset(name for name, is_possible in steps.items() if is_possible)


def _list(edition: Edition, problem: str = "") -> Reply:
    found = find_cards(db(), edition)
    return page(
        "practices/cards",
        edition=edition,
        wanted=found.wanted,
        query=query_of(found.wanted),
        part=part_of(found.lines),
        anybody=bool(found.every),
        offered=filters_of(db(), edition, found),
        sorts=SORTS,
        acts=list(ACTS.values()),
        most=MOST,
        problem=problem,
        ticked=_ticked(),
    )


def _ask(edition: Edition, wanted: Act, lines: Sequence[CardLine], problem: str = "") -> Reply:
    """Say with which cards it would be done and what will happen, and ask whether it is meant."""
    start_over()
    edition = get_edition(db(), edition.slug)
    terms = _terms()
    said = told_before(wanted, lines)
    if wanted.key == ASK:
        said = [*told_of_asking(db(), edition, lines, terms.count), *said]
    facts: dict[str, Any] = {"act": wanted, "lines": lines, "said": said, "terms": terms, "problem": problem}
    parts = filters_of(db(), edition, find_cards(db(), edition))["parts"] if wanted.takes_part else {}
    facts |= {"parts": parts, "query": query_of(read_wanted()), "most_reviewers": MOST_REVIEWERS, "back": _at(edition)}
    return page("practices/cards_act", edition=edition, **facts)


def _terms() -> Terms:
    form: Mapping[str, str] = request.form
    count = min(max(small_number(form.get("count", "")) or 2, 1), MOST_REVIEWERS)
    return Terms(form.get("reason", ""), form.get("to_part", "").strip(), count)


def _two(versions: Sequence[CardVersion]) -> tuple[CardVersion, CardVersion]:
    """Return the versions that the address asks for; the newest one, and the one before it, where it asks for none."""
    by_number = {one.number: one for one in versions}
    after = by_number.get(small_number(request.args.get("after", "")) or 0, versions[0])
    earlier = next((one for one in versions if one.number < after.number), after)
    return by_number.get(small_number(request.args.get("before", "")) or 0, earlier), after


def _chosen(edition: Edition) -> list[CardLine]:
    """Return which cards a form means: those with a tick, whatever has become of them; or all that are found."""
    if request.form.get("all"):
        return list(find_cards(db(), edition).lines)
    ticked = _ticked()
    return [line for line in list_lines(db(), edition) if line.number in ticked]


def _ticked() -> set[int]:
    return {number for text in request.form.getlist("number") if (number := small_number(text)) is not None}


def _at(edition: Edition) -> str:
    """Return the address of the list, filtered as it was."""
    query: dict[str, Any] = query_of(read_wanted())
    return url_for(".cards", edition_slug=edition.slug, **query)
