"""What organisers decide on a card: accept it in a part, ask for changes, decline it; and take a decision back."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from academy.editions.actions import check_revision
from academy.kit.refusals import Refusal
from academy.kit.texts import clean_text
from academy.kit.words import N_
from academy.outbox.actions import withdraw_all
from academy.practices.editing import take_back
from academy.practices.letters import News, origin_of
from academy.practices.models import CallPart, CardState, Practice
from academy.practices.publishing import name, tell_readers, unpublish
from academy.practices.queries import find_proposal
from academy.practices.rules import check_next
from academy.practices.telling import tell
from academy.practices.writing import move
from academy.trail.actions import record

NEWS: dict[CardState, News] = {
    CardState.ACCEPTED: News.ACCEPTED,
    CardState.CHANGES_ASKED: News.CHANGES_ASKED,
    CardState.DECLINED: News.DECLINED,
}
"""The decisions, and the letter that each of them is told with."""

MOST_REASON = 8_000


def decide(
    db: Session,
    card: Practice,
    decision: CardState,
    part: CallPart | None,
    reason: str,
    now: datetime,
    seen: int | None = None,
) -> bool:
    """Decide on a card, and write to its author; tell whether anything is new: the same decision twice is one.

    The card is loaded whole and held. `part` is the part in which it is accepted; none: the one that it stands in.
    `seen` is the card's revision with which the page was opened: of two who decide at once, the second is told.
    """
    said = clean_text(reason, most=MOST_REASON, field="reason")
    wanted = part or card.part if decision == CardState.ACCEPTED else card.part
    if card.state == decision and (card.reason, card.part) == (said, wanted):
        return False
    check_revision(card.revision, seen)
    _check(card, decision, wanted, said)
    _leave(db, card, decision, now)
    card.part, card.reason, card.decided_at = wanted, said, now
    move(db, card, decision, now, reason=said, card_part=wanted.slug if wanted else None)
    tell(db, card, NEWS[decision], now)
    return True


def reopen(db: Session, card: Practice, now: datetime, seen: int | None = None) -> None:
    """Take back that a card was declined: it is to be decided on again. A letter that has not left is taken back."""
    check_revision(card.revision, seen)
    if card.state != CardState.DECLINED:
        raise Refusal(N_("Only a card that was declined is opened again so; ask for changes otherwise."))
    card.decided_at, card.reason = None, ""
    withdraw_all(db, origin_of(card))
    move(db, card, CardState.SUBMITTED, now)


def move_to_part(db: Session, card: Practice, part: CallPart, now: datetime, seen: int | None = None) -> None:
    """Let a card stand in another part of its call; nobody is written to."""
    if card.part is part:
        return
    check_revision(card.revision, seen)
    _check_part(card, part)
    before = card.part.slug if card.part else None
    card.part, card.changed_at = part, now
    db.flush()
    known = {"edition_id": card.edition_id, "person_id": card.person_id}
    record(db, "card.part_changed", card, now, before={"card_part": before}, after={"card_part": part.slug}, **known)
    tell_readers(db, card, now)


def reason_with(reason: str, remarks: Iterable[str]) -> str:
    """Return a reason, and behind it what reviewers have to say; without who they are."""
    said = [reason.strip(), *(f"– {one.strip()}" for one in remarks if one.strip())]
    return "\n\n".join(one for one in said if one)


def _check(card: Practice, decision: CardState, part: CallPart | None, reason: str) -> None:
    if decision not in NEWS:
        raise Refusal(N_("Choose what you decide."), field="decision")
    check_next(card.state, decision)
    if decision == CardState.ACCEPTED:
        if part is None and card.call is not None and card.call.parts:
            raise Refusal(N_("Choose in which part the card is accepted."), field="part")
        _check_part(card, part)
    elif not reason:
        raise Refusal(N_("Say why: its author reads it."), field="reason")


def _check_part(card: Practice, part: CallPart | None) -> None:
    if part is not None and part is not card.part and (card.call is None or part not in card.call.parts):
        raise Refusal(N_("This part belongs to another call."), field="part")


def _leave(db: Session, card: Practice, decision: CardState, now: datetime) -> None:
    """End what goes with a state that a card leaves: what its author was to answer, and that readers read it.

    One that is accepted gets the address under which readers find it from now on, presented or published.
    """
    if decision == CardState.ACCEPTED:
        name(db, card)
        return
    proposal = find_proposal(db, card)
    if proposal is not None:
        take_back(db, card, proposal, now)
    unpublish(db, card, now)
