"""Eight processes at twenty places: exactly twenty have one, whatever else happens meanwhile, on both databases."""

import multiprocessing
import random
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

import academy.tables  # noqa: F401 (relationships find each other once all tables were read)
from academy.db.engine import Database, open_database
from academy.editions.queries import get_edition
from academy.kit.refusals import Refusal
from academy.kit.sealing import KeyRing
from academy.participation.choices import list_choices
from academy.participation.models import Place, Registration, State
from academy.participation.place_totals import list_place_miscounts
from academy.participation.places import leave_all, leave_place, promote_all, take_place
from academy.participation.queries import find_registration_by
from tests.participation.chosen import seated, with_choices
from tests.participation.crowd import CLIENTS, NOW, _meet, _without_guard

PLACES, PEOPLE = 20, 200
GENDER = "elective-gender"


@pytest.fixture
def crowded(database: Database) -> Database:
    """An elective with twenty places, and two hundred people who hold a seat in the event."""
    with database.writing() as db:
        here = with_choices(db, PLACES)
        for number in range(PEOPLE):
            seated(db, here, f"P{number}")
    return database


def press(database: Database, *, busy: bool, unguarded: bool = False) -> Counter[str]:
    """Let everybody ask for a place; where `busy`, some give theirs back meanwhile. Return what came of it."""
    url, keys = database.engine.url.render_as_string(hide_password=False), database.keys
    assert keys is not None
    with database.reading() as db:
        people = db.scalars(select(Registration.id).order_by(Registration.id)).all()
    shares = [list(people[number::CLIENTS]) for number in range(CLIENTS)]
    processes = multiprocessing.get_context("spawn")
    with processes.Pool(CLIENTS, _meet, (processes.Barrier(CLIENTS),)) as pool:
        asked = [(url, dict(keys.keys), share, busy, unguarded) for share in shares]
        return sum(pool.starmap(come, asked, chunksize=1), Counter())


def come(url: str, keys: dict[str, bytes], people: Sequence[int], busy: bool, unguarded: bool) -> Counter[str]:  # noqa: FBT001 (of a pool)
    from tests.participation import crowd  # noqa: PLC0415 (its barrier is set in this process)

    opened = _without_guard(url) if unguarded else open_database(url, KeyRing(keys))
    chance = random.Random(people[0])  # noqa: S311 (a test's own order)
    outcomes: Counter[str] = Counter()
    crowd._BARRIER.wait(60)  # type: ignore[attr-defined]
    for number, person in enumerate(people, start=1):
        outcomes[tried(opened, person, 0)] += 1
        if busy:
            outcomes[tried(opened, chance.choice(people[:number]), chance.randrange(1, 8))] += 1
    opened.engine.dispose()
    return outcomes


def tried(opened: Database, person: int, turn: int) -> str:
    try:
        with opened.writing() as db:
            return act(db, person, turn)
    except Refusal:
        return "refused"
    except OperationalError as error:
        return f"locked: {error.orig}"
    except Exception as error:  # noqa: BLE001 (whatever it is, the test has to see it)
        return f"{type(error).__name__}: {error}"


def act(db: Session, person: int, turn: int) -> str:
    registration = find_registration_by(db, person)
    assert registration is not None
    if turn == 0:
        return "waits" if take_place(db, registration, GENDER, NOW).is_waiting else "has a place"
    if turn == 1:
        leave_place(db, registration, GENDER, NOW)
        return "gave it back"
    if turn == 2:
        leave_all(db, registration, NOW)
        return "left all"
    if turn == 3:
        return "moved up" if promote_all(db, NOW + timedelta(minutes=1)) else "stayed"
    return "stayed"


def taken(database: Database) -> tuple[int, int]:
    """How many have a place, and how many wait."""
    with database.reading() as db:
        query = select(Place.is_waiting, func.count()).where(Place.until.is_(None)).group_by(Place.is_waiting)
        found = dict(db.execute(query).all())
    return found.get(False, 0), found.get(True, 0)


def test_exactly_twenty_have_a_place_and_everybody_else_waits(crowded: Database) -> None:
    outcomes = press(crowded, busy=False)
    assert outcomes == Counter({"has a place": PLACES, "waits": PEOPLE - PLACES})
    assert taken(crowded) == (PLACES, PEOPLE - PLACES)
    with crowded.reading() as db:
        assert list_place_miscounts(db) == []


def test_whatever_is_given_back_meanwhile_there_are_never_more(crowded: Database) -> None:
    outcomes = press(crowded, busy=True)
    assert set(outcomes) <= {"has a place", "waits", "gave it back", "left all", "moved up", "stayed"}, outcomes
    assert outcomes["gave it back"] > 5
    count, waiting = taken(crowded)
    assert count == PLACES
    assert waiting > 0
    with crowded.reading() as db:
        assert list_place_miscounts(db) == []
        assert list_choices(db, get_edition(db, "workshop-2026"))[0].taken == PLACES
        assert set(db.scalars(select(Registration.state))) == {State.NOMINATED}


def test_without_constraint_and_transaction_there_are_too_many(crowded: Database) -> None:
    """The control: the same people, and nothing that guards the places."""
    with crowded.writing() as db:
        without_check(db)
    press(crowded, busy=False, unguarded=True)
    assert taken(crowded)[0] > PLACES


def without_check(db: Session) -> None:
    """Take the CHECK away; SQLite can only make the table anew."""
    if db.get_bind().dialect.name == "postgresql":
        db.execute(text("ALTER TABLE place_total DROP CONSTRAINT ck_place_total_never_too_many"))
        return
    db.execute(text("DROP TABLE place_total"))
    columns = (
        "id INTEGER PRIMARY KEY, elective_id INTEGER UNIQUE, slot_id INTEGER UNIQUE, size INTEGER, counted INTEGER"
    )
    db.execute(text(f"CREATE TABLE place_total ({columns} NOT NULL)"))
