"""What organisers set for seats and offers: who pays, under which conditions; when offers are made; links made anew."""

import secrets
from dataclasses import dataclass, fields
from datetime import datetime, time

from sqlalchemy.orm import Session

from academy.editions.actions import revise
from academy.editions.models import Edition
from academy.kit.refusals import Refusal
from academy.kit.texts import clean_line, clean_text
from academy.kit.translated import EMPTY, Translated
from academy.kit.words import N_
from academy.participation.models import Admission, Mandate, Registration, Seat
from academy.participation.queries import admission_of
from academy.trail.actions import record
from academy.trail.rules import facts

_MOST_DAYS = 90
_LAST_RANK = 9999


@dataclass(frozen=True, slots=True)
class AdmissionDraft:
    """How an edition gives its seats; as the columns of the same names."""

    offers_are_automatic: bool = True
    offers_at: time = time(9)
    offer_days: int = 7
    about: Translated = EMPTY

    @classmethod
    def of(cls, admission: Admission) -> "AdmissionDraft":
        """Return what holds now."""
        return cls(**{field.name: getattr(admission, field.name) for field in fields(cls)})


def write_admission(db: Session, edition: Edition, draft: AdmissionDraft, now: datetime) -> None:
    """Say when offers are made, how long they stand, and what readers are told of taking part."""
    if not 1 <= draft.offer_days <= _MOST_DAYS:
        message = N_("An offer stands for one day at least, and for %(most)s at most.")
        raise Refusal(message, most=_MOST_DAYS, field="offer_days")
    admission = admission_of(db, edition)
    before = AdmissionDraft.of(admission)
    if before == draft:
        return
    for field in fields(draft):
        setattr(admission, field.name, getattr(draft, field.name))
    db.add(admission)
    revise(db, edition, now)
    record(db, "admission.changed", edition, now, edition_id=edition.id, before=facts(before), after=facts(draft))


def write_seat(db: Session, seat: Seat, funder: str, conditions: str, now: datetime, *, is_funded: bool) -> None:
    """Say who pays for a seat, and under which conditions; whoever holds it next finds the same."""
    before = _said(seat)
    seat.is_funded, seat.funder = is_funded, clean_line(funder, field="funder")
    seat.conditions = clean_text(conditions, most=2000, field="conditions")
    db.flush()
    if _said(seat) != before:
        record(db, "seat.changed", seat, now, edition_id=seat.edition_id, before=before, after=_said(seat))


def write_rank(db: Session, registration: Registration, rank: int | None, now: datetime) -> None:
    """Write as which of their people whoever has put somebody forward wishes them, the first one first; None: none."""
    if rank is not None and not 1 <= rank <= _LAST_RANK:
        raise Refusal(N_("A place in an order is a number from one on."), field="rank")
    before, registration.rank = registration.rank, rank
    db.flush()
    if before != rank:
        about = {"edition_id": registration.edition_id, "person_id": registration.person_id}
        act = "registration.ordered"
        record(db, act, registration, now, before={"rank": before}, after={"rank": rank}, **about)


def renew_link(db: Session, thing: Registration | Mandate, now: datetime) -> None:
    """Let the private links that were sent open nothing any more; the next letter has another one."""
    thing.nonce = secrets.token_hex(12)
    db.flush()
    person_id = thing.person_id if isinstance(thing, Registration) else None
    act = "registration.link_renewed" if person_id else "mandate.link_renewed"
    record(db, act, thing, now, edition_id=thing.edition_id, person_id=person_id)


def _said(seat: Seat) -> dict[str, object]:
    return {"is_funded": seat.is_funded, "funder": seat.funder, "conditions": seat.conditions}
