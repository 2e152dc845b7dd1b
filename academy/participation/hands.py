"""What of people's participation needs somebody's hand."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import Session

from academy.editions.models import Edition
from academy.participation.models import Holding, Registration, Seat, State


@dataclass(frozen=True, slots=True)
class Hand:
    """An edition in which something is to be decided, looked at, or waited for."""

    edition: Edition
    contested: int
    """Seats for which two were put forward."""
    undecided: int
    """People who were put forward or have applied, and hold a seat that nobody contests."""
    changed: int
    """People who have changed something that matters."""
    offered: int
    """Offers that stand."""

    @property
    def is_needed(self) -> bool:
        """True where there is anything at all."""
        return any((self.contested, self.undecided, self.changed, self.offered))


def hands(db: Session, editions: Sequence[Edition]) -> list[Hand]:
    """Return which of these editions need a hand; two queries, however many they are."""
    own = [edition.id for edition in editions]
    if not own:
        return []
    contested = {row[0]: row[1] for row in db.execute(_contested().where(Seat.edition_id.in_(own)))}
    by_id = {edition.id: edition for edition in editions}
    found = [
        Hand(by_id[edition_id], contested.get(edition_id, 0), undecided, changed, offered)
        for edition_id, undecided, changed, offered in db.execute(_people().where(Registration.edition_id.in_(own)))
    ]
    found.sort(key=lambda hand: own.index(hand.edition.id))
    return [hand for hand in found if hand.is_needed]


def _people() -> Select[int, int, int, int]:
    """Ask by edition how many are undecided, have changed something, and are offered a seat."""

    def those(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)

    columns = (
        those(Registration.state == State.NOMINATED),
        those(Registration.review_since.is_not(None)),
        those(Registration.state == State.OFFERED),
    )
    return select(Registration.edition_id, *columns).group_by(Registration.edition_id)


def _contested() -> Select[int, int]:
    """Ask by edition for how many seats there are rivals."""
    rivals = (Holding.until.is_(None), Holding.is_rival)
    counted = select(Seat.edition_id, func.count(Holding.seat_id.distinct())).join(Holding, Holding.seat_id == Seat.id)
    return counted.where(*rivals).group_by(Seat.edition_id)
