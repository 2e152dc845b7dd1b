"""Conditions of seats, settings of offers, private links made anew, and the order that a nominator wishes."""

from dataclasses import replace as but
from datetime import time, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from academy.kit.refusals import Refusal, Unknown
from academy.participation.conditions import AdmissionDraft, renew_link, write_admission, write_rank, write_seat
from academy.participation.links import get_mandate_by, get_registration_by, mandate_token, registration_token
from academy.participation.queries import admission_of
from academy.trail.models import Entry as Recorded
from tests.conftest import KEYS
from tests.factories import LATER, words
from tests.participation.mandated import mandate
from tests.participation.places import invited, put
from tests.participation.taking_part import recorded
from tests.participation.test_deciding import seat_of


def acts(db: Session, thing: str) -> list[Recorded]:
    return list(db.scalars(select(Recorded).where(Recorded.thing == thing).order_by(Recorded.id)))


def test_what_is_said_of_a_seat_is_recorded_once(db: Session) -> None:
    seat = seat_of(db, put(db, invited(db), "Ana"))
    for _ in range(2):
        write_seat(db, seat, " The  fund ", "Economy class\n", LATER, is_funded=True)
    assert (seat.is_funded, seat.funder, seat.conditions) == (True, "The fund", "Economy class")
    (entry,) = acts(db, "seat")
    assert entry.act == "seat.changed"
    with pytest.raises(Refusal) as refused:
        write_seat(db, seat, "x" * 2000, "", LATER, is_funded=True)
    assert refused.value.field == "funder"
    with pytest.raises(Refusal) as refused:
        write_seat(db, seat, "", "x" * 2001, LATER, is_funded=True)
    assert refused.value.field == "conditions"


def test_settings_are_stored_and_recorded_once_and_an_offer_stands_for_some_days(db: Session) -> None:
    here = invited(db)
    draft = AdmissionDraft(offers_are_automatic=False, offers_at=time(14), offer_days=3, about=words("Come early."))
    before = here.revision
    for _ in range(2):
        write_admission(db, here, draft, LATER + timedelta(hours=1))
        db.flush()
    assert AdmissionDraft.of(admission_of(db, here)) == draft
    assert here.revision == before + 1
    assert [one.act for one in acts(db, "edition")].count("admission.changed") == 1
    for days in (0, 91):
        with pytest.raises(Refusal, match="at least") as refused:
            write_admission(db, here, but(draft, offer_days=days), LATER)
        assert refused.value.field == "offer_days"


def test_a_link_that_was_sent_opens_nothing_once_there_is_another(db: Session) -> None:
    here = invited(db)
    ana, focal = put(db, here, "Ana"), mandate(db, here)
    before = registration_token(ana, KEYS), mandate_token(focal, KEYS)
    assert (get_registration_by(db, before[0]), get_mandate_by(db, before[1])) == (ana, focal)
    renew_link(db, ana, LATER)
    renew_link(db, focal, LATER)
    with pytest.raises(Unknown):
        get_registration_by(db, before[0])
    with pytest.raises(Unknown):
        get_mandate_by(db, before[1])
    assert get_registration_by(db, registration_token(ana, KEYS)) is ana
    assert get_mandate_by(db, mandate_token(focal, KEYS)) is focal
    assert recorded(db, ana)[-1] == "registration.link_renewed"
    assert acts(db, "mandate")[-1].act == "mandate.link_renewed"


def test_the_order_that_a_nominator_wishes_is_a_number_or_none(db: Session) -> None:
    ana = put(db, invited(db), "Ana")
    for rank in (2, 2, None):
        write_rank(db, ana, rank, LATER)
        assert ana.rank == rank
    assert recorded(db, ana).count("registration.ordered") == 2
    for wrong in (0, -1, 10_000):
        with pytest.raises(Refusal, match="from one on"):
            write_rank(db, ana, wrong, LATER)
