"""Several processes that want the same seats at the same moment. They import the rooms alone: so they start quickly."""

import multiprocessing
import random
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import create_engine, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

import academy.tables  # noqa: F401 (relationships find each other once all tables were read)
from academy.db.engine import Database, open_database
from academy.editions.queries import get_edition
from academy.kit.refusals import Refusal
from academy.participation.models import Holding, InstitutionType, Registration, State
from academy.participation.registering import Candidate, leave, nominate, replace
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
    for person in people:
        for act in (_nominated, _something_else) if busy else (_nominated,):
            outcomes[_tried(opened, act, person, chance)] += 1
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


def _something_else(db: Session, person: int, chance: random.Random) -> str:
    """One in ten leaves; one in ten is replaced by somebody who never had a seat."""
    turn = chance.randrange(10)
    if turn > 1:
        return "stayed"
    own = select(Registration).where(Registration.person_id == person)
    registration = db.scalars(own).one()
    registration.edition = get_edition(db, EDITION)
    if turn == 0:
        leave(db, registration, State.WITHDRAWN, "ill", NOW)
        return "left"
    holding = db.scalar(select(Holding).where(Holding.registration_id == registration.id, Holding.until.is_(None)))
    if holding is None:
        return "stayed"
    kind = db.get_one(InstitutionType, registration.type_id)
    successor = db.get_one(Person, person + 1_000_000)
    replace(db, registration, Candidate(successor, kind, "MX"), "ill", NOW)
    return "replaced"


def _without_guard(url: str) -> Database:
    """Connect as a program does that knows nothing of transactions: what it reads is old when it writes."""
    return Database(create_engine(url, isolation_level="AUTOCOMMIT", connect_args=_PATIENT.get(url[:6], {})))


_PATIENT = {"sqlite": {"timeout": 10}}
