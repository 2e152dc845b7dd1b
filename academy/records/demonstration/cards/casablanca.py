"""The invented academy and its practice cards: written, judged, decided on, translated, published, presented."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from academy.agenda.presenting import list_presentations, present
from academy.editions.queries import find_edition, get_whole_edition
from academy.people.models import Person
from academy.people.queries import find_person
from academy.practices.facts import save_facts
from academy.practices.models import Call, Practice
from academy.practices.queries import find_original, list_calls
from academy.practices.writing import Beginning, begin_card, save_text
from academy.records.demonstration.accounts import EDITION
from academy.records.demonstration.cards.calls import Calls, make_calls
from academy.records.demonstration.cards.drawn import draw
from academy.records.demonstration.cards.fates import WAITING, meet
from academy.records.demonstration.cards.reviews import Bench, seat
from academy.records.demonstration.cards.samples import Sample, samples
from academy.records.demonstration.cards.words import SOURCE
from academy.records.demonstration.participants import Crowd

_OPENED = datetime(2026, 5, 4, 8, tzinfo=UTC)
_FIRST, _LATER = datetime(2026, 6, 1, 9, tzinfo=UTC), datetime(2026, 10, 5, 9, tzinfo=UTC)
"""When the first card was begun for each of the two calls."""

_TELLERS = {
    ("weavers", "es"): ("yolanda-chindoy", "Natural dyes, fair prices"),
    ("waste-pickers", "pt"): ("rafael-queiroz-lemos", "A city that pays for sorting"),
    ("repair-workshop", "pt"): ("dandara-ferraz-coutinho", "Starting young: enterprises founded before thirty"),
    ("catering", "fr"): ("aya-blehiri", "Workers’ and employers’ organisations in the social and solidarity economy"),
}
"""Speakers who have written a card, and what they speak of in the programme: there they present it."""

_DRAWN = {("weavers", "es"), ("solar-dryers", "en"), ("buses", "fr")}


@dataclass(frozen=True, slots=True)
class _Desk:
    """What every card is made with."""

    db: Session
    calls: Calls
    crowd: Crowd
    bench: Bench


def fill_cards(db: Session, now: datetime) -> int:
    """Let the invented academy ask for practices, where it does not yet, and get cards; return how many.

    Nobody is written to: whoever writes a card gets an address once all is done. That was on fixed days of 2026; `now`
    is when speakers attach cards to their talks.
    """
    edition = find_edition(db, EDITION)
    if edition is None or list_calls(db, edition):
        return 0
    calls = make_calls(db, get_whole_edition(db, EDITION), _OPENED)
    desk = _Desk(db, calls, Crowd(db, _OPENED), seat(db, calls, _OPENED))
    told = list(samples())
    cards = [_filled(desk, sample, number) for number, sample in enumerate(told)]
    for sample, card in zip(told, cards, strict=True):
        card.email = card.person.email if card.person else ""
        _present(db, sample, card, now)
    db.flush()
    return len(cards)


def _filled(desk: _Desk, sample: Sample, number: int) -> Practice:
    """Write a card and bring it to where it stands."""
    is_later = sample.fate in WAITING
    call, first = (desk.calls.open, _LATER) if is_later else (desk.calls.fellows, _FIRST)
    begun = first + timedelta(hours=9 * number)
    card = _written(desk, sample, call, begun)
    if (sample.practice, sample.language) in _DRAWN:
        draw(desk.db, card, number, begun)
    meet(desk.db, card, sample, desk.bench, begun + timedelta(days=3))
    return card


def _written(desk: _Desk, sample: Sample, call: Call, now: datetime) -> Practice:
    db, person = desk.db, _author(desk, sample)
    content = sample.content(without=sample.added)
    said = Beginning(person.name, "", sample.language, content.title, sample.language, person)
    card = begin_card(db, call, said, now, news=None)
    card.is_invented, card.source = True, SOURCE
    text = find_original(db, card)
    save_text(db, card, content, now + timedelta(days=1), text.revision if text else 0)
    save_facts(db, card, sample.facts(person.name), now + timedelta(days=2))
    return card


def _author(desk: _Desk, sample: Sample) -> Person:
    slug, _title = _TELLERS.get((sample.practice, sample.language), ("", ""))
    known = find_person(desk.db, slug) if slug else None
    return known or desk.crowd.person(sample.country, sample.language)


def _present(db: Session, sample: Sample, card: Practice, now: datetime) -> None:
    """Let a speaker who has written a card attach it to what they speak of, where that presents no other one."""
    _slug, title = _TELLERS.get((sample.practice, sample.language), ("", ""))
    if not title or card.person is None:
        return
    for one in list_presentations(db, card.person):
        if one.practice is None and str(one.title.wording("en")) == title:
            present(db, card.person, one.key, card, now)
