"""What practice cards cost where as many are published as in the Madrid collection, and where ten times as many are."""

import time
from collections.abc import Callable
from statistics import median

from sqlalchemy import insert
from sqlalchemy.orm import Session

from academy.db.engine import Database
from academy.editions.queries import get_edition
from academy.practices.catalogue import Wanted, chosen, counts, find_readable, list_readable, readable_texts
from academy.practices.content import CardContent
from academy.practices.models import CardCountry, CardState, CardText, Practice
from academy.practices.queries import list_texts
from tests.factories import LATER, edition

COLLECTION, TENFOLD = 54, 540
_TEXT = " ".join(["Twenty workshops share one loom."] * 40)
_FILTERS = ("theme", "goal", "country", "part", "language", "edition")


def card_ratios(database: Database, rounds: int) -> dict[str, tuple[float, float]]:
    """Return for the list with its filters, and for one card, the median seconds among few, and the ratio for many."""
    found: dict[str, dict[int, float]] = {"list": {}, "card": {}}
    there = 0
    for wanted in (COLLECTION, TENFOLD):
        with database.writing() as db:
            _fill(db, there, wanted)
        there = wanted
        found["list"][wanted] = _median(database, _list, rounds)
        found["card"][wanted] = _median(database, _card, rounds)
    return {name: (one[COLLECTION], one[TENFOLD] / one[COLLECTION]) for name, one in found.items()}


def _list(db: Session) -> None:
    listed = list_readable(db)
    asked = Wanted(theme="women")
    for name in _FILTERS:
        counts(listed, asked, name)
    assert chosen(listed, asked)


def _card(db: Session) -> None:
    card = find_readable(db, "card-7")
    assert card is not None
    assert readable_texts(list_texts(db, card))


def _median(database: Database, act: Callable[[Session], None], rounds: int) -> float:
    seconds = []
    for _ in range(rounds):
        with database.reading() as db:
            begun = time.perf_counter()
            act(db)
            seconds.append(time.perf_counter() - begun)
    return median(seconds)


def _fill(db: Session, there: int, wanted: int) -> None:
    of = get_edition(db, "collection") if there else edition(db, "collection", published=True)
    numbers = range(there + 1, wanted + 1)
    first = 1_000_000  # beyond the cards of the demonstration
    facts = {"edition_id": of.id, "state": CardState.ACCEPTED, "published_at": LATER, "language": "en", "revision": 1}
    dated = {"created_at": LATER, "changed_at": LATER, "themes": ("women",), "goals": ("5", "8.3")}
    named = ({"id": first + n, "slug": f"card-{n}", "title": f"Loom {n}", "nonce": str(n)} for n in numbers)
    cards = [{**one, **facts, **dated} for one in named]
    db.execute(insert(Practice), cards)
    countries = [{"practice_id": first + n, "position": 0, "code": "BF"} for n in numbers]
    db.execute(insert(CardCountry), countries)
    content = CardContent("Loom", dict.fromkeys(("objectives", "cooperation", "results"), _TEXT))
    text = {"language": "en", "content": content, "changed_at": LATER, "is_original": True, "revision": 1}
    db.execute(insert(CardText), [{"practice_id": first + n, **text} for n in numbers])
