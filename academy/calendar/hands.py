"""What of the invitations needs somebody's hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from academy.agenda.queries import list_public_slots
from academy.calendar.invitations import Due, Item, due, speakers
from academy.calendar.models import Reply
from academy.calendar.queries import list_invitations
from academy.editions.models import Edition


@dataclass(frozen=True, slots=True)
class Hand:
    """An edition in which somebody has declined, or in which calendars were not told yet what has changed."""

    edition: Edition
    declined: int
    pending: int


def hands(db: Session, editions: Sequence[Edition], now: datetime) -> list[Hand]:
    """Return which of these editions need a hand; where nobody was ever invited, nothing is asked for."""
    sent = list_invitations(db, editions)
    begun = [edition for edition in editions if edition.id in {one.slot.edition_id for one in sent}]
    slots = list_public_slots(db, begun, removed=False) if begun else []
    found = []
    for edition in begun:
        own = [one for one in sent if one.slot.edition_id == edition.id]
        pairs = speakers(slot for slot in slots if slot.edition_id == edition.id)
        items = due(edition, pairs, own, now)
        found.append(Hand(edition, sum(map(has_declined, items)), sum(item.is_due for item in items)))
    return [hand for hand in found if hand.declined or hand.pending]


def has_declined(item: Item) -> bool:
    """Tell whether somebody who is still expected, and not yet asked anew, has declined."""
    return item.due not in {Due.GONE, Due.OVER, Due.NEW} and item.reply == Reply.DECLINED
