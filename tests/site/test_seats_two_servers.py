"""Fifty seats and five hundred people, asked of two server processes at once, over HTTP: never one too many.

Meanwhile organisers accept, people withdraw, and the worker's duties are done in a process of their own.
"""

import multiprocessing
import random
import re
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from multiprocessing.synchronize import Event

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

import academy.tables  # noqa: F401 (relationships find each other once all tables were read)
from academy.db.engine import Database, open_database
from academy.editions.actions import set_countries
from academy.kit.refusals import Refusal
from academy.kit.sealing import KeyRing
from academy.kit.translated import EMPTY
from academy.participation.actions import QuotaDraft, TypeDraft, write_quotas
from academy.participation.deciding import accept
from academy.participation.lapsing import lapse_rights
from academy.participation.links import registration_token
from academy.participation.models import Admission, Entry, Holding, Registration, Scope, Seat, State
from academy.participation.queries import find_registration_by, list_institution_types, list_miscounts
from academy.participation.rules import HOLDING
from academy.participation.waiting import end_offers, make_offers, offer_when_due
from academy.people.models import Person
from tests import factories
from tests.conftest import Shelf, token_in
from tests.factories import LATER, words
from tests.site.test_two_servers import Browser, Pair, two_servers

pytestmark = pytest.mark.slow

SEATS, PEOPLE, CLIENTS = 50, 500, 8
IDS = range(1, PEOPLE + 1)
WORDS_OF_LOCKS = re.compile(r"locked|deadlock|serializ|Traceback|OperationalError|psycopg|sqlite", re.IGNORECASE)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def pair(
    request: pytest.FixtureRequest, shelves: dict[str, Shelf], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Pair]:
    """Two servers, and an edition with fifty seats in which five hundred people have filled in their form."""
    with two_servers(shelves[request.param], tmp_path_factory.mktemp("seats")) as running:
        with running.database.writing() as db:
            lay_out(db)
        yield running


def lay_out(db: Session) -> None:
    """Fifty seats, half of them decided upon by organisers; a limit over all; people with a mailbox each."""
    here = factories.edition(db, published=True)
    set_countries(db, here, [("MX", EMPTY)], LATER)
    types = [TypeDraft("open", words("Open"), Entry.OPEN), TypeDraft("asked", words("Asked"), Entry.APPROVAL)]
    halves = [QuotaDraft(one.slug, Scope.EDITION, SEATS // 2) for one in types]
    write_quotas(db, here, types, [*halves, QuotaDraft(None, Scope.EDITION, SEATS, is_binding=True)], LATER)
    first, second = list_institution_types(db, here)
    named = {"given": "Ana", "family": "", "family_first": False, "sort_key": "", "revision": 1, "language": "en"}
    people = [{"id": n, "slug": f"p-{n}", "email": f"p{n}@example.org", **named} for n in IDS]
    db.execute(insert(Person), people)
    facts = {"edition_id": here.id, "state": State.INVITED, "country": "MX", "revision": 1, "created_at": LATER}
    rows = [{"id": n, "person_id": n, "type_id": (first if n % 2 else second).id, "nonce": f"n{n}", "once": f"o{n}",
             "changed_at": LATER, **facts} for n in IDS]  # fmt: skip
    db.execute(insert(Registration), rows)
    db.add(Admission(edition_id=here.id, offers_are_automatic=True))


def came(pair: Pair, number: int, turn: int) -> list[tuple[int, str]]:
    """Somebody opens their own link at one server, presses "send in" at the other, and now and then withdraws."""
    browser, (one, other) = Browser(network=f"198.51.100.{number % 250}"), pair.ports[:: 1 if turn % 2 else -1]
    with pair.database.reading() as db:
        token = registration_token(db.get_one(Registration, number), pair.database.keys or KeyRing({}))
    own = f"/en/participation/{number}/"
    answers = [browser.ask(one, f"/en/participation/{token}"), browser.ask(other, own)]
    assert answers[-1].status == 200, (answers[-1].status, answers[-1].text)
    form = {"csrf_token": token_in(answers[-1].text)}
    answers += [browser.ask(other, f"{own}submit", form), browser.ask(one, own)]
    if number % 9 == 0:
        answers += [browser.ask(one, f"{own}withdraw", {**form, "reason": "ill"}), browser.ask(other, own)]
    return [(answer.status, answer.text) for answer in answers]


def organise(url: str, keys: dict[str, bytes], over: Event, said: "multiprocessing.Queue[str]") -> None:
    """Accept who was put forward, and do the worker's duties, again and again; say what goes wrong."""
    opened, chance, done = open_database(url, KeyRing(keys)), random.Random(7), Counter[str]()  # noqa: S311
    while not over.is_set():
        now = datetime.now(UTC) + timedelta(days=chance.choice([0, 0, 30]))
        acts = {"ended": end_offers, "due": offer_when_due, "lapsed": lapse_rights, "offered": offers, "accepted": one}
        for name, act in acts.items():
            try:
                with opened.writing() as db:
                    done[name] += int(act(db, now))
            except Refusal:
                done["refused"] += 1
            except Exception as error:  # noqa: BLE001 (whatever it is, the test has to see it)
                said.put(f"{type(error).__name__}: {error}")
        over.wait(0.05)
    said.put(f"done: {dict(done)}")


def offers(db: Session, now: datetime) -> int:
    """Make the offers of an edition by hand."""
    from academy.editions.queries import get_edition  # noqa: PLC0415

    return len(make_offers(db, get_edition(db, "workshop-2026"), now))


def one(db: Session, now: datetime) -> int:
    """Accept somebody who was put forward."""
    number = db.scalar(select(Registration.id).where(Registration.state == State.NOMINATED).order_by(func.random()))
    found = find_registration_by(db, number, locked=True) if number else None
    if found is not None:
        accept(db, found, now)
    return int(found is not None)


def test_exactly_fifty_have_a_seat_and_everybody_else_reads_that_they_wait(pair: Pair) -> None:
    assert pair.database.keys is not None
    url = pair.database.engine.url.render_as_string(hide_password=False)
    processes = multiprocessing.get_context("spawn")
    over, said = processes.Event(), processes.Queue()
    about = (url, dict(pair.database.keys.keys), over, said)
    beside = processes.Process(target=organise, args=about, daemon=True)
    beside.start()
    order = random.Random(1).sample(list(IDS), PEOPLE)  # noqa: S311
    with ThreadPoolExecutor(CLIENTS) as clients:
        pages = dict(
            zip(order, clients.map(lambda pair_: came(pair, *pair_), zip(order, IDS, strict=True)), strict=True)
        )
    over.set()
    beside.join(60)
    heard = [said.get(timeout=5)]
    while not said.empty():
        heard.append(said.get())
    assert [line for line in heard if not line.startswith("done")] == []
    answers = [answer for one in pages.values() for answer in one]
    assert {status for status, _ in answers} <= {200, 303, 422}, Counter(status for status, _ in answers)
    assert not [text for _, text in answers if WORDS_OF_LOCKS.search(text)]
    check(pair.database, pages)


def check(database: Database, pages: dict[int, list[tuple[int, str]]]) -> None:
    """Look at what is kept: exactly fifty seats, held once each; whoever has none was told so."""
    with database.writing() as db:  # what came free in the last moment goes to who is next
        offers(db, datetime.now(UTC))
    with database.reading() as db:
        assert list_miscounts(db) == []
        held = db.scalars(select(Holding.seat_id).where(Holding.until.is_(None), ~Holding.is_rival)).all()
        states = {number: state for number, state in db.execute(select(Registration.id, Registration.state))}  # noqa: C416
        seats = db.scalar(select(func.count()).select_from(Seat))
    assert len(held) == len(set(held)) == seats == SEATS
    count = Counter(states.values())
    assert sum(count[state] for state in HOLDING) == SEATS
    assert count[State.INVITED] == 0
    assert count[State.WAITING] > PEOPLE // 2
    for number, state in states.items():
        if state == State.WAITING:
            assert "waiting" in pages[number][3][1], number
