"""Editing a card at the desk: the author's text beside the secretariat's, what differs, and what the author says."""

from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext

from academy.access import Can
from academy.desk.inputs import small_number
from academy.desk.pages import done
from academy.desk.practices import bp
from academy.desk.practices.cards import ONE
from academy.editions.queries import get_edition
from academy.kit.refusals import Refusal, Stale, Unknown
from academy.kit.words import N_
from academy.practices.content import CardContent, Further
from academy.practices.editing import EDITABLE, propose, said_of, take_back
from academy.practices.models import CardVersion, Practice, Proposal, VersionOrigin
from academy.practices.queries import find_original, find_proposal, get_card, list_versions
from academy.web.cards import changed_in, labels_of
from academy.web.current import account, now
from academy.web.errors import sentence
from academy.web.guard import Reply, requires
from academy.web.transactions import db, start_over

_OVERTAKEN, _REFUSED = 409, 422


@bp.get(f"{ONE}/editing")
@requires(Can.KEEP_PRACTICES)
def edit_card(edition_slug: str, card_number: int) -> Reply:
    """Show the author's text, and what the secretariat proposes."""
    return _page(edition_slug, card_number)


@bp.post(f"{ONE}/editing")
@requires(Can.KEEP_PRACTICES)
def propose_text(edition_slug: str, card_number: int) -> Reply:
    """Send a text to the author for approval; or only look at what would differ."""
    found = get_card(db(), get_edition(db(), edition_slug), card_number, locked=True)
    content, note = _typed(found), request.form.get("note", "")
    if request.form.get("act") == "look":
        start_over()
        return _page(edition_slug, card_number, content, note)
    asking, seen = account(), small_number(request.form.get("seen", ""))
    try:
        propose(db(), found, content, note, now(), asking.account_id if asking else None, seen)
    except Refusal as refusal:
        start_over()
        status = _OVERTAKEN if isinstance(refusal, Stale) else _REFUSED
        return _page(edition_slug, card_number, content, note, sentence(refusal), status)
    said = gettext("Proposed: the author sees what would change, and agrees or not. Until then their text stays.")
    return done(said, url_for(".card", edition_slug=edition_slug, card_number=card_number))


@bp.post(f"{ONE}/editing/take-back")
@requires(Can.KEEP_PRACTICES)
def take_proposal_back(edition_slug: str, card_number: int) -> Reply:
    """Propose it no more."""
    found = get_card(db(), get_edition(db(), edition_slug), card_number, locked=True)
    proposal = find_proposal(db(), found)
    if proposal is None:
        raise Unknown(N_("Nothing waits for the author: they have answered meanwhile."))
    take_back(db(), found, proposal, now())
    said = gettext("Taken back: the author has nothing to answer.")
    return done(said, url_for(".card", edition_slug=edition_slug, card_number=card_number))


def _typed(found: Practice) -> CardContent:
    """Return what was typed; a field that the form does not have stays as the author wrote it."""
    original, form = find_original(db(), found), request.form
    content = original.content if original else CardContent(found.title, {})
    keys = dict.fromkeys([*labels_of(found), *content.fields])
    fields = {key: form.get(f"field-{key}", content.fields.get(key, "")) for key in keys}
    further = tuple(
        Further(one.label, form.get(f"further-{place}", one.text)) for place, one in enumerate(content.further)
    )
    # A field that is empty, and always was, is no change.
    kept = {key: text for key, text in fields.items() if key in content.fields or text.strip()}
    return CardContent(form.get("title", content.title), kept, further)


def _page(
    edition_slug: str,
    card_number: int,
    typed: CardContent | None = None,
    note: str = "",
    problem: str = "",
    status: int = 200,
) -> Reply:
    edition = get_edition(db(), edition_slug)
    found = get_card(db(), edition, card_number)
    original, proposal = find_original(db(), found), find_proposal(db(), found)
    if original is None or found.state not in EDITABLE:
        raise Unknown(N_("Only a card that was sent in or accepted is edited: otherwise its author writes it."))
    content = typed or (proposal.content if proposal else original.content)
    answered = None if proposal else _answered(list_versions(db(), found))
    said = note or (said_of(proposal)[0] if proposal and typed is None else "")
    text = render_template(
        "desk/practices/card_editing.html",
        edition=edition,
        card=found,
        rows=_rows(found, original.content, content),
        original=original.content,
        content=content,
        changes=changed_in(found, original.content, content),
        proposal=proposal,
        answered=said_of(answered) if answered else None,
        note=said,
        problem=problem,
    )
    return text, status


def _answered(versions: Any) -> CardVersion | None:
    """Return the newest proposal where its author did not agree to it."""
    own = [one for one in versions if one.origin == VersionOrigin.SECRETARIAT]
    return own[0] if own and own[0].proposal == Proposal.REFUSED else None


def _rows(found: Practice, before: CardContent, after: CardContent) -> list[tuple[str, Any, str, str]]:
    """Return the fields with the name of their input, label, the author's text, and the secretariat's."""
    labels = labels_of(found)
    keys = dict.fromkeys([*labels, *before.fields])
    rows: list[tuple[str, Any, str, str]] = [
        (f"field-{key}", labels.get(key, key), before.fields.get(key, ""), after.fields.get(key, "")) for key in keys
    ]
    for place, one in enumerate(before.further):
        now_said = after.further[place].text if place < len(after.further) else one.text
        rows.append((f"further-{place}", one.label, one.text, now_said))
    return rows
