"""The invented academy of Casablanca, filling up: focal points, nominations, a contested seat, a waiting list."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import cycle

from sqlalchemy.orm import Session

from academy.editions.models import Edition
from academy.editions.queries import find_edition, get_whole_edition
from academy.participation.answers import write_answers
from academy.participation.choices import ChoiceKind, list_choices
from academy.participation.deciding import accept, refuse, replace
from academy.participation.forms import QuestionDraft, list_questions, write_questions
from academy.participation.mandates import MandateDraft, give_mandate, send_mandate
from academy.participation.models import EVERYBODY, InstitutionType, Mandate, QuestionKind, Registration, State
from academy.participation.nominating import Nominee, name_alternate
from academy.participation.places import take_place
from academy.participation.queries import list_quota_rules
from academy.participation.registering import confirm, decline, invite, nominate, withdraw
from academy.participation.rules import HOLDING
from academy.participation.sealed_answers import Value
from academy.participation.standard import STANDARD
from academy.participation.standing import Candidate, entered, move, seat_or_wait
from academy.participation.targets import write_targets
from academy.participation.waiting import make_offers
from academy.people.queries import find_institution, find_person
from academy.records.demonstration.accounts import EDITION
from academy.records.demonstration.casablanca_texts import FAIR, FULL, ILL, MOTIVATION, TARGETS
from academy.records.demonstration.names import spoken_in
from academy.records.demonstration.participants import Crowd, by_type, has_participants

_NOMINATING = "SN MX KE BR FR PE CO CI MZ PT EG CM".split()
_FURTHER = {
    "sse-promotion": "MA TN UY KR BR",
    "workers": "AR CI ZA PT",
    "employers": "UY IN",
    "cooperatives": "ET ET BF IT PE VN EG NG IN",
}
_YOUNG = "MA TN SN BR MX KE CO CI MZ EG IN PE ZA VN".split()
_OBSERVING = "IT FR ES JO KR".split()
_MINISTRY = "ministry-of-labour-and-cooperative-affairs"


def fill_academy(db: Session, now: datetime) -> int:
    """Let people come to the invented academy, where nobody does yet; return how many registrations there are."""
    edition = find_edition(db, EDITION)
    if edition is None or has_participants(db, edition):
        return 0
    whole, crowd, begun = get_whole_edition(db, EDITION), Crowd(db, now), now - timedelta(days=20)
    if not list_questions(db, whole):
        write_questions(db, whole, [*STANDARD, *_further()], begun)
    kinds = by_type(db, whole)
    come = [
        *_put_forward(db, whole, crowd, kinds["labour"], begun),
        *_contested(db, whole, crowd, kinds["labour"], begun),
        *_further_seats(db, whole, crowd, kinds, begun),
        *_young_people(db, whole, crowd, kinds["young-people"], begun),
        *_observers(db, whole, crowd, kinds["observers"], begun),
    ]
    _answer(db, come, begun)
    _choose_places(db, whole, come, begun)
    write_targets(db, whole, TARGETS, begun)
    make_offers(db, whole, now)
    return len(come)


def _further() -> list[QuestionDraft]:
    fair = QuestionDraft("fair", QuestionKind.LINE, FAIR.label, FAIR.purpose, asked_of=(EVERYBODY,))
    letter = QuestionDraft(
        "motivation", QuestionKind.FILE, MOTIVATION.label, MOTIVATION.purpose, asked_of=("young-people",)
    )
    return [fair, letter]


def _put_forward(
    db: Session, edition: Edition, crowd: Crowd, labour: InstitutionType, now: datetime
) -> Iterator[Registration]:
    """Let focal points put people forward; what has become of them differs from one to the next."""
    for number, country in enumerate(_NOMINATING):
        given = _focal_point(db, edition, crowd, labour, country, now)
        if number < 3:  # noqa: PLR2004 (the others have had theirs by hand)
            send_mandate(db, given, now)
        if number == len(_NOMINATING) - 1:
            continue  # this one has not answered yet
        candidate = Candidate(
            crowd.person(country, spoken_in(country)), labour, country, given.institution, mandate=given
        )
        yield from _fate(db, nominate(db, edition, candidate, now, is_told=False), crowd, number, now)


def _focal_point(
    db: Session, edition: Edition, crowd: Crowd, labour: InstitutionType, country: str, now: datetime
) -> Mandate:
    """Return who may put people forward: of Senegal the focal point who has an account, of others an office."""
    if country == "SN":
        ministry = find_institution(db, _MINISTRY)
        draft = MandateDraft("Cheikh Faty", "cheikh@example.org", "fr", country, ministry, labour)
    else:
        name, address = crowd.name(country), f"focal-point-{country.lower()}@example.org"
        draft = MandateDraft(name, address, spoken_in(country), country, None, labour)
    return give_mandate(db, edition, draft, now)


def _fate(db: Session, registration: Registration, crowd: Crowd, number: int, now: datetime) -> Iterator[Registration]:
    """Let a nomination come to where it stands today."""
    yield registration
    country = registration.country or ""
    if number == 5:  # noqa: PLR2004
        candidate = Candidate(crowd.person(country, spoken_in(country)), registration.institution_type, country)
        registration = replace(db, registration, candidate, ILL, now, is_told=False)
        yield registration
    if number in {0, 2, 3, 5, 6, 8}:
        move(db, registration, State.ACCEPTED, now)
    if number in {0, 3, 5, 6}:
        move(db, registration, State.CONFIRMED, now)
    if number == 1:
        other = crowd.person(country, spoken_in(country))
        name_alternate(db, registration, Nominee(other.given, other.family, other.email), now)
    if number == 7:  # noqa: PLR2004
        move(db, registration, State.ACCEPTED, now)
        decline(db, registration, ILL, now)
    if number == 9:  # noqa: PLR2004
        withdraw(db, registration, "", now)


def _contested(
    db: Session, edition: Edition, crowd: Crowd, labour: InstitutionType, now: datetime
) -> Iterator[Registration]:
    """Let two offices of one country put somebody forward for its one seat."""
    for office in ("cabinet", "cooperation"):
        draft = MandateDraft(crowd.name("TN"), f"{office}@example.org", "fr", "TN", None, labour)
        given = give_mandate(db, edition, draft, now)
        candidate = Candidate(crowd.person("TN", "ar"), labour, "TN", mandate=given)
        yield nominate(db, edition, candidate, now, is_told=False)


def _further_seats(
    db: Session, edition: Edition, crowd: Crowd, kinds: dict[str, InstitutionType], now: datetime
) -> Iterator[Registration]:
    """Let organisers put people forward whose letters came on paper, and invite some by name."""
    states = cycle((State.CONFIRMED, State.ACCEPTED, State.NOMINATED))
    for slug, countries in _FURTHER.items():
        for country in countries.split():
            candidate = Candidate(crowd.person(country, spoken_in(country)), kinds[slug], country)
            registration = nominate(db, edition, candidate, now, is_told=False)
            _bring_to(db, registration, next(states), now)
            yield registration
    for slug, kind in (("lynda-ait-mesbah", "cooperatives"), ("issouf-nabalma", "cooperatives")):
        if (known := find_person(db, slug)) is not None:
            registration = nominate(db, edition, Candidate(known, kinds[kind], known.country), now, is_told=False)
            _bring_to(db, registration, State.ACCEPTED, now)
            yield registration
    for country in ("HT", "PH"):
        yield invite(db, edition, Candidate(crowd.person(country, spoken_in(country)), kinds["observers"]), now)


def _bring_to(db: Session, registration: Registration, wanted: State, now: datetime) -> None:
    for state in (State.ACCEPTED, State.CONFIRMED):
        if wanted != State.NOMINATED and registration.state not in {State.WAITING, wanted}:
            move(db, registration, state, now)


def _young_people(
    db: Session, edition: Edition, crowd: Crowd, kind: InstitutionType, now: datetime
) -> Iterator[Registration]:
    """Let more young people register than there are seats: the last ones wait, and one is offered what was refused."""
    come = []
    for number, country in enumerate(_YOUNG):
        candidate = Candidate(crowd.person(country, spoken_in(country)), kind, country)
        registered = entered(db, edition, None, candidate, now + timedelta(hours=number))
        registered.once, registered.submitted_at = f"demonstration-{number}", now + timedelta(hours=number)
        seat_or_wait(db, registered, list_quota_rules(db, edition), now + timedelta(hours=number))
        come.append(registered)
    for registered in come[:6]:
        accept(db, registered, now)
    for registered in come[:4]:
        confirm(db, registered, now)
    refuse(db, come[6], FULL, now)
    yield from come


def _observers(
    db: Session, edition: Edition, crowd: Crowd, kind: InstitutionType, now: datetime
) -> Iterator[Registration]:
    for number, country in enumerate(_OBSERVING):
        candidate = Candidate(crowd.person(country, spoken_in(country)), kind)
        registered = entered(db, edition, None, candidate, now)
        registered.once, registered.submitted_at = f"demonstration-observer-{number}", now
        seat_or_wait(db, registered, list_quota_rules(db, edition), now, seated=State.CONFIRMED)
        yield registered


def _answer(db: Session, come: Sequence[Registration], now: datetime) -> None:
    """Let most people say something of themselves, and some of what they need."""
    genders = cycle(("woman", "man", "woman", "man", "woman", "silent", "man", "woman", "other"))
    diets = cycle(((), ("halal",), (), ("vegetarian",), ("vegan",), (), ("halal",)))
    for number, registration in enumerate(come):
        if number % 7 != 6:  # noqa: PLR2004 (one in seven says nothing)
            is_young = registration.institution_type.slug == "young-people" or number % 5 == 0
            said: dict[str, Value | None] = {
                "gender": next(genders),
                "young": is_young,
                "diet": next(diets),
                "visa": number % 3 == 0,
            }
            write_answers(db, registration, said, now)


def _choose_places(db: Session, edition: Edition, come: Sequence[Registration], now: datetime) -> None:
    """Let whoever holds a seat choose an elective; more young people want to see the harbour than may."""
    choices = list_choices(db, edition)
    electives = cycle([one.key for one in choices if one.kind is ChoiceKind.ELECTIVE])
    harbour = next(one.key for one in choices if one.limits)
    for registration in come:
        if registration.state in HOLDING:
            take_place(db, registration, next(electives), now)
            if registration.institution_type.slug == "young-people":
                take_place(db, registration, harbour, now)
