"""What people do with letters, and what stands in the record of it."""

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from academy.kit.refusals import Refusal, Stale
from academy.outbox.actions import is_waiting, record_bounce, retry, withdraw
from academy.outbox.bounces import read_uid
from academy.outbox.delivering import again, claim, failed, keep, sent
from academy.outbox.models import Letter, LetterState
from academy.outbox.queries import count_late, count_letters, find_letter, get_letter, list_letters, list_trouble
from academy.outbox.rules import OVERDUE
from academy.trail.models import Value
from tests.conftest import NOW
from tests.outbox.letters import LATER, add
from tests.outbox.test_delivering import ANN, LEASE, acts


def left(db: Session, number: int = 1, **more: Any) -> Letter:  # noqa: ANN401 (whatever a test needs)
    """A letter that has left."""
    add(db, number, **more)
    letter = claim(db, ANN, NOW, is_urgent=False)
    assert letter is not None
    keep(db, letter, "Hello", b"hello")
    sent(db, letter, NOW, forgets=True)
    db.refresh(letter)
    return letter


def stuck(db: Session, number: int = 1, **more: Any) -> Letter:  # noqa: ANN401 (whatever a test needs)
    """A letter that did not leave."""
    add(db, number, **more)
    letter = claim(db, ANN, NOW, is_urgent=False)
    assert letter is not None
    failed(db, letter, "550 no such user", NOW)
    db.refresh(letter)
    return letter


def test_the_same_thing_is_told_once(db: Session) -> None:
    from academy.outbox.actions import Draft, Recipient, put  # noqa: PLC0415 (the raw verb)

    to = Recipient("a@example.org", "A", "en")
    assert put(db, to, Draft(kind="accounts/sign_in", once="reminder:1"), NOW) is not None
    assert put(db, to, Draft(kind="accounts/sign_in", once="reminder:1"), NOW) is None


def test_the_worker_is_called_once_for_a_session_that_wrote_letters(db: Session) -> None:
    assert not is_waiting(db)
    add(db, 1)
    add(db, 2)
    assert is_waiting(db)
    assert not is_waiting(db)


def test_a_failed_letter_leaves_again_with_all_its_tries(db: Session) -> None:
    letter = stuck(db)
    is_waiting(db)
    retry(db, letter, LATER)
    db.refresh(letter)
    assert (letter.state, letter.attempts, letter.due_at) == (LetterState.QUEUED, 0, LATER)
    assert is_waiting(db), "the worker is called"
    assert acts(db) == ["letter.failed", "letter.retried"]


def test_a_letter_that_has_left_neither_leaves_again_nor_is_taken_back(db: Session) -> None:
    letter = left(db)
    with pytest.raises(Stale):
        retry(db, letter, NOW)
    with pytest.raises(Stale):
        withdraw(db, letter, NOW)


def test_a_letter_whose_secret_is_gone_does_not_leave_again(db: Session) -> None:
    letter = left(db, secrets={"token": "x"})
    assert record_bounce(db, letter, "full", NOW)
    with pytest.raises(Refusal, match="no longer kept"):
        retry(db, letter, NOW)


def test_a_letter_that_waits_can_be_taken_back_and_forgets_what_it_opened(db: Session) -> None:
    letter = add(db, secrets={"token": "x"})
    withdraw(db, letter, NOW)
    db.refresh(letter)
    assert (letter.state, letter.secrets) == (LetterState.WITHDRAWN, None)
    assert claim(db, ANN, NOW, is_urgent=False) is None
    assert acts(db) == ["letter.withdrawn"]


def test_a_letter_that_a_worker_has_in_hand_is_not_taken_back(db: Session) -> None:
    letter = add(db)
    claim(db, ANN, NOW, is_urgent=False)
    with pytest.raises(Stale):
        withdraw(db, letter, NOW)


def test_a_bounce_is_noted_once(db: Session) -> None:
    letter = left(db)
    assert record_bounce(db, letter, "mailbox full", LATER)
    assert not record_bounce(db, letter, "mailbox full", LATER)
    assert (letter.state, letter.bounced_at, letter.error) == (LetterState.BOUNCED, LATER, "mailbox full")
    assert acts(db) == ["letter.bounced"]


def test_a_report_that_is_repeated_does_not_stop_a_letter_that_was_let_go_again(db: Session) -> None:
    letter = left(db)
    assert record_bounce(db, letter, "mailbox full", NOW)
    retry(db, letter, LATER)
    db.refresh(letter)
    assert not record_bounce(db, letter, "mailbox full", LATER)
    assert (letter.state, letter.sent_at) == (LetterState.QUEUED, None)
    claim(db, ANN, LATER, is_urgent=False)
    db.refresh(letter)
    assert record_bounce(db, letter, "still full", LATER), "it may have left before we know"


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("550 no\r\n such\x00user", "550 no such\N{REPLACEMENT CHARACTER}user"),
        ("\ud800", "\N{REPLACEMENT CHARACTER}"),
        ("لا يوجد مستخدم", "لا يوجد مستخدم"),
        ("x" * 501, "x" * 500),
    ],
)
def test_whatever_a_mail_server_says_can_be_kept(db: Session, said: str, kept: str) -> None:
    bounced = left(db, 1)
    assert record_bounce(db, bounced, said, NOW)
    for number, end in ((2, failed), (3, again)):
        add(db, number)
        letter = claim(db, ANN, NOW, is_urgent=False)
        assert letter is not None
        assert end(db, letter, said, NOW)
    letters = db.scalars(select(Letter).execution_options(populate_existing=True))
    assert {letter.error for letter in letters} == {kept}
    assert set(db.scalars(select(Value.after).where(Value.field == "error"))) == {kept}


def test_of_a_letter_that_was_emptied_no_words_are_noted(db: Session) -> None:
    letter = left(db)
    letter.email = ""
    assert record_bounce(db, letter, "550 <a@example.org> is unknown", LATER)
    assert (letter.state, letter.bounced_at, letter.error) == (LetterState.BOUNCED, LATER, "")
    assert acts(db) == ["letter.bounced"]
    assert db.scalars(select(Value)).all() == []


def test_a_letter_may_come_back_before_we_know_that_it_left(db: Session) -> None:
    add(db)
    letter = claim(db, ANN, NOW, is_urgent=False)
    assert letter is not None
    keep(db, letter, "Hello", b"hello")
    db.refresh(letter)
    assert record_bounce(db, letter, "no such user", NOW)
    assert not sent(db, letter, NOW, forgets=True)
    assert claim(db, ANN, NOW + LEASE, is_urgent=False) is None


def test_a_letter_that_was_never_begun_does_not_come_back(db: Session) -> None:
    assert not record_bounce(db, add(db), "?", NOW)


def test_letters_are_listed_and_counted_by_state_and_edition(db: Session) -> None:
    one, two, three = left(db, 1), stuck(db, 2, edition_id=5), add(db, 3, edition_id=5)
    db.expire_all()
    assert [letter.id for letter in list_letters(db, 0, 2)] == [three.id, two.id]
    assert [letter.id for letter in list_letters(db, edition_id=5, state=LetterState.FAILED)] == [two.id]
    assert count_letters(db) == {LetterState.SENT: 1, LetterState.FAILED: 1, LetterState.QUEUED: 1}
    assert count_letters(db, 5) == {LetterState.FAILED: 1, LetterState.QUEUED: 1}
    assert get_letter(db, two.id, 5).id == two.id
    with pytest.raises(Refusal):
        get_letter(db, one.id, 5)


def test_what_needs_a_hand_is_counted_by_edition_and_old_bounces_rest(db: Session) -> None:
    stuck(db, 1, edition_id=5)
    record_bounce(db, left(db, 2), "full", NOW)
    assert [(one.edition_id, one.failed, one.bounced) for one in list_trouble(db, NOW, [5])] == [(5, 1, 0)]
    assert {(one.edition_id, one.failed, one.bounced) for one in list_trouble(db, NOW)} == {(5, 1, 0), (None, 0, 1)}
    assert [one.edition_id for one in list_trouble(db, NOW.replace(year=2030))] == [5]


def test_letters_are_overdue_where_none_leaves(db: Session) -> None:
    add(db)
    assert count_late(db, NOW) == 0
    assert count_late(db, NOW + OVERDUE) == 1
    left(db, 2, due_at=NOW - OVERDUE)
    assert count_late(db, NOW + OVERDUE) == 0, "a letter to many waits for its turn"
    add(db, 3, is_urgent=True)
    assert count_late(db, NOW + OVERDUE) == 1, "an urgent one does not"


def test_a_letter_is_found_by_its_message_id(db: Session) -> None:
    letter = add(db)
    assert read_uid(f" <{letter.uid}@academy.test> ") == letter.uid
    assert find_letter(db, letter.uid) is letter
    assert find_letter(db, uuid4()) is None
    assert read_uid("<something@else>") is None
