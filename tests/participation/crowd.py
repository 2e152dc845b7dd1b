"""Several processes that want the same seats at the same moment. They import the rooms alone: so they start quickly."""

import multiprocessing
import random
import time
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import create_engine, event, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

import academy.tables  # noqa: F401 (relationships find each other once all tables were read)
from academy.db.engine import Database, open_database
from academy.editions.queries import get_edition
from academy.kit.refusals import Refusal
from academy.participation.deciding import accept, replace
from academy.participation.models import InstitutionType, Registration, State
from academy.participation.queries import find_registration_by, list_quota_rules
from academy.participation.registering import nominate
from academy.participation.rules import HOLDING
from academy.participation.seating import take_seat
from academy.participation.standing import Candidate, change, entered, leave
from academy.participation.waiting import end_offers, make_offers
from academy.people.models import Person

NOW = datetime(2026, 11, 2, 10, tzinfo=UTC)
EDITION = "workshop-2026"
CLIENTS = 8


def press(database: Database, people: Sequence[int], *, busy: bool, unguarded: bool = False) -> Counter[str]:
    """Let everybody be put forward; where `busy`, some leave or are replaced meanwhile. Return what came of it."""
    url = database.engine.url.render_as_string(hide_password=False)
    shares = [list(people[number::CLIENTS]) for number in range(CLIENTS)]
    processes = multiprocessing.get_context("spawn")
    barrier = processes.Barrier(CLIENTS)
    with processes.Pool(CLIENTS, _meet, (barrier,)) as pool:
        done = pool.starmap(_come, [(url, share, busy, unguarded) for share in shares], chunksize=1)
    return sum(done, Counter())


def _meet(barrier: "multiprocessing.synchronize.Barrier") -> None:
    globals()["_BARRIER"] = barrier


def _come(url: str, people: Sequence[int], busy: bool, unguarded: bool) -> Counter[str]:  # noqa: FBT001 (of a pool)
    opened = _without_guard(url) if unguarded else open_database(url)
    chance = random.Random(people[0])  # noqa: S311 (a test's own order)
    outcomes: Counter[str] = Counter()
    globals()["_BARRIER"].wait(60)
    for place, person in enumerate(people, start=1):
        outcomes[_tried(opened, _seated if unguarded else _nominated, person, chance)] += 1
        if busy:  # it happens to anybody who was there before
            outcomes[_tried(opened, _something_else, chance.choice(people[:place]), chance)] += 1
    opened.engine.dispose()
    return outcomes


def _tried(opened: Database, act: object, person: int, chance: random.Random) -> str:
    try:
        with opened.writing() as db:
            return str(act(db, person, chance))  # type: ignore[operator]  # one of the two below
    except Refusal:
        return "refused"
    except OperationalError as error:
        return f"locked: {error.orig}"
    except Exception as error:  # noqa: BLE001 (whatever it is, the test has to see it)
        return f"{type(error).__name__}: {error}"


def _nominated(db: Session, person: int, _chance: random.Random) -> str:
    edition = get_edition(db, EDITION)
    kind = db.scalars(select(InstitutionType).where(InstitutionType.edition_id == edition.id)).first()
    assert kind is not None
    return nominate(db, edition, Candidate(db.get_one(Person, person), kind, "MX"), NOW).state


def _seated(db: Session, person: int, _chance: random.Random) -> str:
    """Take a seat as if nobody waited: where nothing guards the seats, the first who waits would keep the rest back."""
    edition = get_edition(db, EDITION)
    kind = db.scalars(select(InstitutionType).where(InstitutionType.edition_id == edition.id)).first()
    assert kind is not None
    registration = entered(db, edition, None, Candidate(db.get_one(Person, person), kind, "MX"), NOW)
    holding = take_seat(db, registration, list_quota_rules(db, edition), NOW, in_turn=True)
    change(db, registration, State.NOMINATED if holding else State.WAITING, NOW)
    return registration.state


def _something_else(db: Session, person: int, chance: random.Random) -> str:
    """Now and then somebody leaves, is replaced or accepted, and offers come and end."""
    turn = chance.randrange(20)
    if turn in {2, 3}:
        return "offers made" if make_offers(db, get_edition(db, EDITION), NOW) else "stayed"
    if turn == 4:
        return "offers ended" if end_offers(db, NOW + timedelta(days=30)) else "stayed"
    own = select(Registration.id).where(Registration.person_id == person)
    registration = find_registration_by(db, db.scalars(own).one())
    assert registration is not None
    if turn in {0, 1} and registration.state in HOLDING | {State.WAITING}:
        leave(db, registration, State.WITHDRAWN, "ill", NOW)
        return "left"
    if turn not in {5, 6, 7} or registration.state != State.NOMINATED:
        return "stayed"
    if turn == 5:
        accept(db, registration, NOW)
        return "accepted"
    successor = db.get_one(Person, person + 1_000_000)
    replace(db, registration, Candidate(successor, registration.institution_type, "MX"), "ill", NOW)
    return "replaced"


def _without_guard(url: str) -> Database:
    """Connect as a program does that knows nothing of transactions: what it reads is old when it writes.

    It takes a moment to write who has a seat or a place, so that no chance keeps everybody in order.
    """
    engine = create_engine(url, isolation_level="AUTOCOMMIT", connect_args=_PATIENT.get(url[:6], {}))

    @event.listens_for(engine, "before_cursor_execute")
    def _dawdle(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if statement.startswith(_TAKING):
            time.sleep(0.02)

    return Database(engine)


_TAKING = ("INSERT INTO holding ", "INSERT INTO place ")
_PATIENT = {"sqlite": {"timeout": 10}}
