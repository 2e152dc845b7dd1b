"""A letter leaves once; whatever happens to the worker that has it in hand."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from academy.db.engine import Database
from academy.outbox.delivering import (
    Hand,
    again,
    claim,
    failed,
    give_up,
    keep,
    let_go,
    message_of,
    secrets_of,
    sent,
)
from academy.outbox.models import Letter, LetterState
from academy.outbox.queries import find_next_instant
from academy.outbox.rules import MOST_TRIES, pause_after
from academy.outbox.turns import TO_MANY, open_turns, put_off, take_turn
from academy.trail.models import Entry
from tests.conftest import NOW
from tests.outbox.letters import add

LEASE = timedelta(minutes=4)
ANN, BOB = Hand("ann", LEASE), Hand("bob", LEASE)
SECOND = timedelta(seconds=1)


def acts(db: Session) -> list[str]:
    return list(db.scalars(select(Entry.act).order_by(Entry.id)))


def taken(db: Session, hand: Hand = ANN, after: timedelta = timedelta(0)) -> Letter:
    letter = claim(db, hand, NOW + after, is_urgent=False)
    assert letter is not None
    return letter


def test_a_letter_is_in_one_hand_until_its_lease_runs_out(db: Session) -> None:
    add(db)
    letter = taken(db)
    assert (letter.state, letter.attempts) == (LetterState.LEASED, 1)
    assert claim(db, BOB, NOW + LEASE - SECOND, is_urgent=False) is None
    again_taken = taken(db, BOB, LEASE)
    assert (again_taken.leased_by, again_taken.attempts) == ("bob", 2)


def test_a_letter_does_not_leave_before_it_is_due(db: Session) -> None:
    add(db, due_at=NOW + SECOND)
    assert claim(db, ANN, NOW, is_urgent=False) is None
    assert taken(db, after=SECOND)


def test_urgent_letters_and_others_are_taken_apart_and_the_oldest_first(db: Session) -> None:
    add(db, 1, due_at=NOW - SECOND)
    add(db, 2, due_at=NOW - 2 * SECOND)
    urgent = add(db, 3, is_urgent=True)
    assert claim(db, ANN, NOW, is_urgent=True) is urgent
    assert claim(db, ANN, NOW, is_urgent=True) is None
    assert taken(db).email == "reader2@example.org"


def test_many_workers_never_take_the_same_letter(database: Database) -> None:
    with database.writing() as db:
        for number in range(40):
            add(db, number)

    def take(worker: int) -> list[int]:
        own: list[int] = []
        while True:
            with database.writing() as db:
                letter = claim(db, Hand(f"worker {worker}", LEASE), NOW, is_urgent=False)
            if letter is None:
                return own
            own.append(letter.id)

    with ThreadPoolExecutor(4) as pool:
        got = [number for own in pool.map(take, range(4)) for number in own]
    assert len(got) == len(set(got)) == 40


def test_whoever_held_a_letter_too_long_changes_nothing(db: Session) -> None:
    add(db)
    late = taken(db)
    db.expunge(late)
    taken(db, BOB, LEASE)
    steps: list[Callable[[], bool]] = [
        lambda: keep(db, late, "late", b"late"),
        lambda: sent(db, late, NOW, forgets=True),
        lambda: failed(db, late, "late", NOW),
        lambda: again(db, late, "late", NOW),
    ]
    assert not any(step() for step in steps)
    stored = db.scalars(select(Letter).execution_options(populate_existing=True)).one()
    assert (stored.state, stored.leased_by, stored.message, stored.error) == (LetterState.LEASED, "bob", None, "")


@pytest.mark.parametrize("is_urgent", [True, False])
def test_pauses_grow_until_a_human_must_look(db: Session, is_urgent: bool) -> None:  # noqa: FBT001
    letter = add(db, is_urgent=is_urgent)
    now, pauses = NOW, []
    while letter.state != LetterState.FAILED:
        letter = claim(db, ANN, now, is_urgent=is_urgent) or letter
        assert again(db, letter, "421 busy", now)
        db.refresh(letter)
        pauses.append(letter.due_at - now)
        now = letter.due_at
        assert len(pauses) < 20
    assert len(pauses) > 5
    assert all(one < longer for one, longer in pairwise(pauses[:-1]))
    assert letter.error == "421 busy"
    assert acts(db) == ["letter.failed"]


def test_urgent_letters_are_tried_again_sooner() -> None:
    assert pause_after(1, is_urgent=True) == timedelta(seconds=10)
    assert pause_after(1, is_urgent=False) == timedelta(minutes=1)
    assert pause_after(99, is_urgent=False) is None


def test_the_bytes_of_a_secret_letter_are_sealed_until_it_has_left_and_then_gone(db: Session) -> None:
    add(db, secrets={"token": "open sesame"})
    letter = taken(db)
    assert secrets_of(db, letter) == {"token": "open sesame"}
    assert keep(db, letter, "Sign in", b"open sesame")
    db.refresh(letter)
    assert b"sesame" not in (letter.message or b"")
    assert message_of(db, letter) == b"open sesame"
    assert sent(db, letter, NOW, forgets=True)
    db.refresh(letter)
    assert (letter.secrets, letter.message, letter.subject) == (None, None, "Sign in")
    assert len(letter.digest) == 64


def test_in_a_demonstration_what_opens_something_stays_sealed_to_be_read_at_the_desk(db: Session) -> None:
    add(db, secrets={"token": "open sesame"})
    letter = taken(db)
    keep(db, letter, "Sign in", b"open sesame")
    sent(db, letter, NOW, forgets=False)
    db.refresh(letter)
    assert message_of(db, letter) == b"open sesame"


def test_other_letters_keep_their_bytes(db: Session) -> None:
    add(db)
    letter = taken(db)
    keep(db, letter, "Hello", b"hello")
    sent(db, letter, NOW, forgets=True)
    db.refresh(letter)
    assert (letter.message, letter.state, letter.sent_at) == (b"hello", LetterState.SENT, NOW)
    assert (letter.leased_until, letter.leased_by) == (None, None)
    assert acts(db) == [], "that a letter left is told by the letter"


def test_a_worker_that_starts_under_the_name_of_a_dead_one_goes_on_at_once(db: Session) -> None:
    add(db, 1)
    add(db, 2)
    taken(db, ANN)
    held = taken(db, BOB)
    let_go(db, "ann")
    assert taken(db, ANN).id != held.id
    assert claim(db, ANN, NOW, is_urgent=False) is None


def test_a_letter_that_ends_every_worker_is_given_up(db: Session) -> None:
    add(db)
    for number in range(MOST_TRIES):
        taken(db, after=number * LEASE)
    assert claim(db, ANN, NOW + MOST_TRIES * LEASE, is_urgent=False) is None
    assert find_next_instant(db, NOW) is None, "nobody waits for it"
    give_up(db, NOW + MOST_TRIES * LEASE)
    assert db.scalars(select(Letter.state)).one() == LetterState.FAILED
    assert acts(db) == ["letter.failed"]


def test_a_turn_is_taken_once_until_the_next_is_due(db: Session) -> None:
    open_turns(db, [TO_MANY], NOW)
    open_turns(db, [TO_MANY], NOW)
    assert take_turn(db, TO_MANY, NOW, SECOND)
    assert not take_turn(db, TO_MANY, NOW, SECOND)
    assert take_turn(db, TO_MANY, NOW + SECOND, SECOND)
    put_off(db, TO_MANY, NOW + 9 * SECOND)
    assert not take_turn(db, TO_MANY, NOW + 8 * SECOND, SECOND)


def test_the_next_instant_is_when_a_letter_is_due_or_one_to_many_has_its_turn(db: Session) -> None:
    assert find_next_instant(db, NOW) is None
    open_turns(db, [TO_MANY], NOW + 5 * SECOND)
    add(db, 1)
    assert find_next_instant(db, NOW) == NOW + 5 * SECOND
    add(db, 2, is_urgent=True, due_at=NOW + 3 * SECOND)
    assert find_next_instant(db, NOW) == NOW + 3 * SECOND
