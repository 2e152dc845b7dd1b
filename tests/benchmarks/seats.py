"""What a seat costs where a hundred are held already, and where a hundred thousand are."""

import time
from collections.abc import Sequence
from statistics import median

from sqlalchemy import insert
from sqlalchemy.orm import Session

from academy.db.engine import Database
from academy.editions.models import Edition
from academy.editions.queries import get_edition
from academy.participation.actions import QuotaDraft, write_quotas
from academy.participation.models import Holding, Registration, Scope, Seat, State, Total
from academy.participation.queries import list_institution_types, list_quota_rules
from academy.participation.registering import nominate
from academy.participation.standing import Candidate
from academy.people.models import Person
from tests import factories
from tests.factories import LATER
from tests.participation.places import LABOUR

FEW, MANY = 100, 100_000
_FREE = 1_000


def seat_ratio(database: Database, takes: int) -> tuple[float, float]:
    """Return the median seconds for a seat where few are held, and how many times that it takes where many are."""
    for held in (FEW, MANY):
        with database.writing() as db:
            _fill(db, held)
    seconds: dict[int, list[float]] = {FEW: [], MANY: []}
    for number in range(takes):
        for held, found in seconds.items():
            found.append(_take(database, held, number))
    few, many = median(seconds[FEW]), median(seconds[MANY])
    return few, many / few


def _take(database: Database, held: int, number: int) -> float:
    with database.writing() as db:
        person = factories.person(db, f"Newcomer {number}", str(held))
    with database.writing() as db:
        edition = get_edition(db, f"with-{held}")
        (kind,) = list_institution_types(db, edition)
        begun = time.perf_counter()
        registration = nominate(db, edition, Candidate(db.get_one(Person, person.id), kind), LATER)
        db.commit()
        assert registration.state == State.NOMINATED
    return time.perf_counter() - begun


def _fill(db: Session, held: int) -> Edition:
    edition = factories.edition(db, f"with-{held}")
    limit = QuotaDraft(None, Scope.EDITION, held + _FREE)
    write_quotas(db, edition, [LABOUR], [QuotaDraft("labour", Scope.EDITION, held + _FREE), limit], LATER)
    rule, ceiling = list_quota_rules(db, edition)
    made = {"edition_id": edition.id, "rule_id": rule.id, "unit": "", "lent_to": ""}
    first = held * 10
    numbers = range(1, held + _FREE + 1)
    _rows(db, Seat, [{"id": first + n, **made, "number": n, "is_free": n > held} for n in numbers])
    people = range(first + 1, first + held + 1)
    _rows(db, Person, [{"id": n, "slug": f"held-{n}", "given": "Ana", "revision": 1} for n in people])
    facts = {"edition_id": edition.id, "type_id": rule.type_id, "state": State.CONFIRMED, "revision": 1}
    dated = {"created_at": LATER, "changed_at": LATER}
    _rows(db, Registration, [{"id": n, "person_id": n, "nonce": str(n), **facts, **dated} for n in people])
    _rows(db, Holding, [{"seat_id": n, "registration_id": n, "since": LATER} for n in people])
    totals = [(rule, held + _FREE), (ceiling, held)]
    size = {"unit": "", "size": held + _FREE}
    _rows(db, Total, [{"rule_id": one.id, **size, "counted": counted} for one, counted in totals])
    return edition


def _rows(db: Session, model: type, rows: Sequence[dict[str, object]]) -> None:
    db.execute(insert(model), rows)
