"""What is newer goes before what is older: a letter that waits does not leave behind the one that overtook it."""

from datetime import time

import pytest
from sqlalchemy.orm import Session

from academy.agenda.actions import remove_slot, restore_slot
from academy.agenda.models import Slot
from academy.editions.models import Edition
from academy.kit.refusals import Refusal
from academy.outbox.actions import retry
from academy.outbox.models import LetterState
from academy.people.models import Person
from academy.records.erasure import erase
from tests import factories
from tests.calendar.invited import AFTER, change, last, letters, method, send, slot_with, somebody
from tests.factories import LATER

WAITING, SENT, WITHDRAWN = LetterState.QUEUED, LetterState.SENT, LetterState.WITHDRAWN


@pytest.fixture
def edition(db: Session) -> Edition:
    return factories.edition(db, published=True)


@pytest.fixture
def ana(db: Session) -> Person:
    return somebody(db)


@pytest.fixture
def slot(db: Session, edition: Edition, ana: Person) -> Slot:
    """An item with Ana in it, whose invitation waits."""
    made = slot_with(db, edition, ana)
    send(db, edition)
    return made


def fates(db: Session) -> list[tuple[str, str, LetterState]]:
    """To whom letters go, what they ask a calendar to do, and where they are."""
    db.expire_all()
    return [(one.email.partition("@")[0], method(one), one.state) for one in letters(db)]


def all_sent(db: Session) -> None:
    for letter in letters(db):
        letter.state, letter.sent_at = SENT, LATER
    db.flush()


@pytest.mark.parametrize("state", [LetterState.QUEUED, LetterState.FAILED])
def test_an_invitation_that_waits_does_not_leave_after_its_cancellation(
    db: Session, edition: Edition, slot: Slot, state: LetterState
) -> None:
    first = last(db)
    first.state, first.error = state, "greylisted"
    remove_slot(db, edition, slot, LATER)
    send(db, edition)
    assert fates(db) == [("ana", "REQUEST", WITHDRAWN), ("ana", "CANCEL", WAITING)]
    with pytest.raises(Refusal):
        retry(db, first, AFTER)


def test_what_has_left_is_not_called_back(db: Session, edition: Edition, slot: Slot) -> None:
    all_sent(db)
    remove_slot(db, edition, slot, LATER)
    send(db, edition)
    assert fates(db) == [("ana", "REQUEST", SENT), ("ana", "CANCEL", WAITING)]


def test_an_update_goes_before_what_waits(db: Session, edition: Edition, ana: Person, slot: Slot) -> None:
    ana.email = "ANA@example.org"  # the same mailbox
    change(db, slot, start=time(11), end=time(12))
    send(db, edition)
    remove_slot(db, edition, slot, LATER)
    send(db, edition)
    restore_slot(db, edition, slot, AFTER)
    send(db, edition, AFTER)
    assert fates(db) == [
        ("ana", "REQUEST", WITHDRAWN),
        ("ANA", "REQUEST", WITHDRAWN),
        ("ANA", "CANCEL", WITHDRAWN),
        ("ANA", "REQUEST", WAITING),
    ]


def test_the_older_mailbox_is_still_told_when_the_newer_one_is_cancelled(
    db: Session, edition: Edition, ana: Person, slot: Slot
) -> None:
    all_sent(db)
    ana.email = "pena@example.org"
    send(db, edition)
    remove_slot(db, edition, slot, AFTER)
    send(db, edition, AFTER)
    assert fates(db) == [
        ("ana", "REQUEST", SENT),
        ("ana", "CANCEL", WAITING),
        ("pena", "REQUEST", WITHDRAWN),
        ("pena", "CANCEL", WAITING),
    ]


@pytest.mark.usefixtures("slot")
def test_a_mailbox_that_is_written_to_again_is_not_cancelled_afterwards(
    db: Session, edition: Edition, ana: Person
) -> None:
    all_sent(db)
    for email in ("pena@example.org", "ana@example.org"):
        ana.email = email
        send(db, edition)
    assert fates(db)[1:] == [
        ("ana", "CANCEL", WITHDRAWN),
        ("pena", "REQUEST", WITHDRAWN),
        ("pena", "CANCEL", WAITING),
        ("ana", "REQUEST", WAITING),
    ]


@pytest.mark.usefixtures("slot")
def test_what_erasure_cancels_still_leaves(db: Session, ana: Person) -> None:
    erase(db, ana, None, LATER)
    db.expire_all()
    left = [one for one in letters(db) if one.state == WAITING and one.calendar]
    assert [(method(one), one.email) for one in left] == [("CANCEL", "ana@example.org")]
