"""One participation, contested seats, seats with their conditions, and offers, at the desk."""

import re
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from academy.db.engine import Database
from academy.editions.queries import get_whole_edition
from academy.outbox.models import Letter
from academy.participation.mandates import list_mandates
from academy.participation.models import Alternate, Registration, Right, Seat, State, Total
from academy.participation.queries import admission_of, list_institution_types, list_quota_rules, whole_registration
from academy.participation.registering import nominate
from academy.participation.standing import Candidate
from academy.people.actions import write_contact
from tests import factories
from tests.conftest import NOW, Organiser
from tests.desk.forms import fill, form_with, send
from tests.desk.stored import CASABLANCA
from tests.factories.statements import asked_of

PEOPLE = f"{CASABLANCA}/people"


def put(database: Database, given: str, kind: str = "workers", country: str | None = "SN", email: str = "") -> int:
    """Put somebody forward in the academy; return their number."""
    with database.writing() as db:
        here = get_whole_edition(db, "casablanca-2027")
        person = factories.person(db, given, "Peña")
        if email:
            write_contact(db, person, email, "en", NOW)
        kinds = {one.slug: one for one in list_institution_types(db, here)}
        return nominate(db, here, Candidate(person, kinds[kind], country), NOW).id


def stored(db: Session, number: int) -> Registration:
    return db.scalars(select(Registration).where(Registration.id == number).options(*whole_registration())).one()


def state(database: Database, number: int) -> State:
    with database.reading() as db:
        return stored(db, number).state


def act(organiser: Organiser, number: int, deed: str, **facts: object) -> int:
    return organiser.post(f"{PEOPLE}/{number}/{deed}", facts).status_code


Facts = dict[str, object]


def test_a_page_says_all_of_a_participation(organiser: Organiser, demonstration: Database) -> None:
    number = put(demonstration, "Ana", email="ana@example.org")
    page = organiser.get(f"{PEOPLE}/{number}").text
    for text in ("Ana Peña", "nominated", "Workers’ organisation", "Senegal", "ana@example.org", "number 1", "Accept"):
        assert text in page, text
    assert "They are here" not in page
    assert organiser.get(f"/desk/editions/rcm-2021/people/{number}").status_code == 404
    assert organiser.get(f"{PEOPLE}/999999").status_code == 404


def test_each_step_is_a_button(organiser: Organiser, demonstration: Database) -> None:
    number = put(demonstration, "Ana", email="ana@example.org")
    for deed, wanted in (
        ("accept", State.ACCEPTED),
        ("confirm", State.CONFIRMED),
        ("arrive", State.ARRIVED),
        ("back", State.CONFIRMED),
        ("visa", State.VISA_REFUSED),
    ):
        assert act(organiser, number, deed) == 303, deed
        assert state(demonstration, number) == wanted
    with demonstration.reading() as db:
        told = db.scalars(select(Letter.kind).where(Letter.email == "ana@example.org")).all()
    assert set(told) == {"participation/standing"}


def test_what_makes_no_sense_is_said_on_the_page_and_what_was_typed_stays(
    organiser: Organiser, demonstration: Database
) -> None:
    number = put(demonstration, "Ana")
    answer = organiser.post(f"{PEOPLE}/{number}/arrive")
    assert answer.status_code == 422
    assert "cannot be done in the state" in answer.text
    without_reason = organiser.post(f"{PEOPLE}/{number}/refuse", {"reason": " "})
    assert without_reason.status_code == 422
    assert "Say why" in without_reason.text
    wrong = organiser.post(f"{PEOPLE}/{number}/replace", {"given": "Zoë", "email": "no address", "reason": "Ill"})
    assert wrong.status_code == 422
    assert 'value="Zoë"' in wrong.text
    assert 'value="no address"' in wrong.text
    assert state(demonstration, number) == State.NOMINATED
    assert act(organiser, number, "nonsense") == 404


def test_somebody_is_replaced_and_alternates_follow(organiser: Organiser, demonstration: Database) -> None:
    number = put(demonstration, "Ana")
    assert act(organiser, number, "name-alternate", given="Bo", family="Ruiz", email="bo@example.org") == 303
    page = organiser.get(f"{PEOPLE}/{number}").text
    assert "Bo Ruiz" in page
    with demonstration.reading() as db:
        alternate = db.scalars(select(Alternate.id)).one()
    answer = organiser.post(f"{PEOPLE}/{number}/activate", {"alternate": str(alternate), "reason": "Ill"})
    assert answer.status_code == 303
    after = organiser.get(str(answer.location)).text
    assert "The seat belongs to Bo Ruiz now." in after
    assert "Who held this seat" in after
    assert state(demonstration, number) == State.REPLACED
    successor = int(str(answer.location).rsplit("/", 1)[1])
    assert act(organiser, successor, "replace", given="Cy", reason="Travels") == 303
    assert state(demonstration, successor) == State.REPLACED
    assert organiser.post(f"{PEOPLE}/{number}/drop-alternate", {"alternate": str(alternate)}).status_code == 422


def test_who_waits_is_offered_a_seat_out_of_turn_with_a_reason(organiser: Organiser, demonstration: Database) -> None:
    first, second, third = (put(demonstration, name, "labour") for name in ("Ana", "Bo", "Cy"))
    assert [state(demonstration, one) for one in (first, second, third)] == [
        State.NOMINATED, State.WAITING, State.WAITING,
    ]  # fmt: skip
    assert "number 2" in organiser.get(f"{PEOPLE}/{third}").text
    assert act(organiser, third, "priority", priority="5", reason="Chairs the region") == 303
    assert "number 1" in organiser.get(f"{PEOPLE}/{third}").text
    assert act(organiser, third, "priority", priority="soon", reason="x") == 422
    assert act(organiser, second, "offer", reason="Speaks on Monday") == 422, "none is free"
    assert act(organiser, first, "withdraw") == 303
    assert act(organiser, second, "offer", reason="") == 422
    assert act(organiser, second, "offer", reason="Speaks on Monday") == 303
    assert state(demonstration, second) == State.OFFERED


def test_somebody_is_counted_elsewhere(organiser: Organiser, demonstration: Database) -> None:
    number = put(demonstration, "Ana")
    assert act(organiser, number, "reseat", type="employers", country="MX", institution="") == 303
    with demonstration.reading() as db:
        one = stored(db, number)
        assert (one.institution_type.slug, one.country, one.state) == ("employers", "MX", State.NOMINATED)
    assert act(organiser, number, "reseat", type="nobody", country="MX") == 422


def test_a_link_is_sent_again_and_made_anew(organiser: Organiser, demonstration: Database) -> None:
    number, silent = put(demonstration, "Ana", email="ana@example.org"), put(demonstration, "Bo", country="MX")
    with demonstration.reading() as db:
        before = stored(db, number).nonce
    assert act(organiser, number, "send-link") == 303
    assert act(organiser, number, "renew-link") == 303
    with demonstration.reading() as db:
        assert stored(db, number).nonce != before
    assert act(organiser, silent, "send-link") == 422


def test_contested_seats_stand_side_by_side_until_somebody_decides(
    organiser: Organiser, demonstration: Database
) -> None:
    assert "No seat is contested" in organiser.get(f"{CASABLANCA}/contested").text
    ana = put(demonstration, "Ana", "labour")
    facts: Facts = {
        "type": "labour",
        "country": "SN",
        "given": "Bo",
        "family": "Ruiz",
        "how": "rival",
        "rival": str(ana),
    }
    assert organiser.post(f"{PEOPLE}/new", facts).status_code == 303
    page = organiser.get(f"{CASABLANCA}/contested")
    assert {"Ana Peña", "Bo Ruiz"} <= set(re.findall(r"<bdi>([^<]+)</bdi></b>", page.text))
    form = form_with(page.text, "Decide")
    refused = send(organiser, f"{CASABLANCA}/contested", form, {"chosen": str(ana), "reason": ""})
    assert refused.status_code == 422
    assert "Say why" in refused.text
    assert send(organiser, f"{CASABLANCA}/contested", form, {"chosen": [], "reason": "x"}).status_code == 422
    decided = send(organiser, f"{CASABLANCA}/contested", form, {"chosen": str(ana), "reason": "The minister’s letter"})
    assert decided.status_code == 303
    with demonstration.reading() as db:
        states = {
            one.person.given: one.state for one in db.scalars(select(Registration).options(*whole_registration()))
        }
    assert states == {"Ana": State.NOMINATED, "Bo": State.WAITING}
    assert organiser.post(f"{CASABLANCA}/contested/99999", {"chosen": str(ana)}).status_code == 404


def test_somebody_of_ours_is_invited_by_name(organiser: Organiser, demonstration: Database) -> None:
    facts: Facts = {"type": "observers", "person": "cheikh-faty", "how": "invite"}
    answer = organiser.post(f"{PEOPLE}/new", facts)
    assert answer.status_code == 303
    assert state(demonstration, int(str(answer.location).rsplit("/", 1)[1])) == State.INVITED
    for more, says in (
        ({"person": "nobody-there"}, "Nobody of ours is called so"),
        ({"type": "press"}, "Choose an institution type"),
        ({"type": "labour", "country": ""}, "which country"),
        ({"person": "", "given": "", "family": ""}, "at least one name"),
    ):
        refused = organiser.post(f"{PEOPLE}/new", {**facts, "given": "Typed", **more})
        assert refused.status_code == 422, more
        assert says in refused.text, more


def unit(database: Database, country: str = "SN") -> str:
    with database.reading() as db:
        rules = list_quota_rules(db, get_whole_edition(db, "casablanca-2027"))
    workers = next(one for one in rules if one.institution_type and one.institution_type.slug == "workers")
    return f"{CASABLANCA}/seats/{workers.id}/{country}"


def test_a_seat_has_conditions_that_stay(organiser: Organiser, demonstration: Database) -> None:
    number = put(demonstration, "Ana")
    address = unit(demonstration)
    page = organiser.get(address).text
    assert "Ana Peña" in page
    form = next(one for one in [form_with(page, "Save")] if "funder" in one.names)
    facts: dict[str, str | list[str]] = {"is_funded": "1", "funder": "Blue Bridge Fund", "conditions": "Economy class"}
    assert send(organiser, address, form, facts).status_code == 303
    with demonstration.reading() as db:
        seat = db.scalars(select(Seat).where(~Seat.is_free)).one()
        assert (seat.is_funded, seat.funder, seat.conditions) == (True, "Blue Bridge Fund", "Economy class")
    assert "Blue Bridge Fund" in organiser.get(f"{PEOPLE}/{number}").text
    assert organiser.post(f"{CASABLANCA}/seat/99999", {}).status_code == 404


def test_one_more_than_recommended_says_why_and_a_deadline_can_be_their_own(
    organiser: Organiser, demonstration: Database
) -> None:
    put(demonstration, "Ana")
    address = unit(demonstration)
    assert organiser.post(f"{address}/add", {"reason": ""}).status_code == 422
    assert organiser.post(f"{address}/add", {"reason": "Chairs the federation"}).status_code == 303
    with demonstration.reading() as db:
        assert db.scalars(select(Total.size).where(Total.unit == "SN", Total.size.is_not(None))).all() == [2]
    wrong: tuple[tuple[Facts, str], ...] = (
        ({"closes_on": "", "reason": "Late letter"}, "until which day"),
        ({"closes_on": "2020-01-01", "reason": "Late letter"}, "lies in the future"),
        ({"closes_on": "2027-02-20", "reason": ""}, "Say why"),
        ({"closes_on": "2027-02-20", "closes_at": "teatime", "reason": "x"}, "teatime"),
    )
    for facts, says in wrong:
        refused = organiser.post(f"{address}/extend", facts)
        assert refused.status_code == 422, facts
        assert says in refused.text
    extended: Facts = {"closes_on": "2027-02-20", "closes_at": "18h", "reason": "Late letter"}
    assert organiser.post(f"{address}/extend", extended).status_code == 303
    with demonstration.reading() as db:
        right = db.scalars(select(Right)).one()
        assert (right.unit, right.closes_on) == ("SN", date(2027, 2, 20))
    assert "a deadline of their own" in organiser.get(address).text


@pytest.mark.parametrize("wrong", ["XQ9", "i999999", "all/x", "i0x"])
def test_seats_of_nobody_are_unknown(organiser: Organiser, demonstration: Database, wrong: str) -> None:
    assert organiser.get(unit(demonstration, wrong)).status_code == 404


def test_offers_are_set_and_made(organiser: Organiser, demonstration: Database) -> None:
    first, second = put(demonstration, "Ana", "labour"), put(demonstration, "Bo", "labour")
    address = f"{CASABLANCA}/admission"
    assert "1 person waits for a seat" in organiser.get(address).text
    facts = {"offers_at": "14h", "offer_days": "3", "about-en": "Come **early**."}
    assert fill(organiser, address, facts).status_code == 303
    with demonstration.reading() as db:
        own = admission_of(db, get_whole_edition(db, "casablanca-2027"))
        assert (own.offers_at.hour, own.offer_days, own.about["en"]) == (14, 3, "Come **early**.")
    assert "<strong>early</strong>" in organiser.get("/en/casablanca-2027/take-part/").text
    for wrong in ({"offer_days": "0"}, {"offers_at": ""}, {"offers_at": "never"}):
        assert fill(organiser, address, wrong).status_code == 422, wrong
    act(organiser, first, "withdraw")
    assert organiser.post(f"{address}/offers").status_code == 303
    assert state(demonstration, second) == State.OFFERED


def test_when_an_event_moves_everybody_is_asked_again(organiser: Organiser, demonstration: Database) -> None:
    number = put(demonstration, "Ana", email="ana@example.org")
    act(organiser, number, "accept")
    act(organiser, number, "confirm")
    assert organiser.post(f"{CASABLANCA}/admission/ask-again").status_code == 303
    assert state(demonstration, number) == State.ACCEPTED


def test_nominators_are_added_written_to_and_ended(organiser: Organiser, demonstration: Database) -> None:
    address = f"{CASABLANCA}/nominators"
    assert "Nobody is asked yet" in organiser.get(address).text
    one: dict[str, object] = {"name": "Office of labour", "email": "labour@example.org", "language": "fr"}
    one |= {"country": "MX", "type": "labour"}
    assert organiser.post(address, one).status_code == 303
    assert organiser.post(f"{address}/send").status_code == 303
    with demonstration.reading() as db:
        (given,) = list_mandates(db, get_whole_edition(db, "casablanca-2027"))
        assert given.sent_at is not None
        assert db.scalars(select(Letter.kind).where(Letter.email == "labour@example.org")).all() == [
            "participation/mandate"
        ]
    page = organiser.get(address).text
    assert "Office of labour" in page
    assert "Mexico" in page
    for what in ("send", "renew", "end"):
        assert organiser.post(f"{address}/{given.id}/{what}").status_code == 303, what
    assert organiser.post(f"{address}/{given.id}/send").status_code == 404
    for wrong, says in (
        ({**one, "email": "nowhere"}, "nowhere"),
        ({**one, "name": ""}, "Write the name"),
        ({**one, "country": "", "type": ""}, "Say for whom"),
        ({**one, "type": "observers"}, "No quota has seats"),
    ):
        refused = organiser.post(address, wrong)
        assert refused.status_code == 422, wrong
        assert says in refused.text


TABLE = """Name;E-mail;Country;Institution type;Language
Office of Mexico;mx@example.org;Mexico;Ministry of labour;Spanish
Office of Kenya;ke@example.org;Kenya;Ministry of labour;
"""


def test_many_nominators_come_from_a_table_or_none(organiser: Organiser, demonstration: Database) -> None:
    address = f"{CASABLANCA}/nominators"
    wrong = organiser.post(address, {"table": TABLE + "Office;nowhere;Atlantis;Ministry of labour;\n"})
    assert wrong.status_code == 422
    assert "1 row needs a correction" in wrong.text
    assert "“Atlantis” is not a country" in wrong.text
    assert "Office of Kenya" in wrong.text, "what was pasted stays"
    with demonstration.reading() as db:
        assert list_mandates(db, get_whole_edition(db, "casablanca-2027")) == []
    assert organiser.post(address, {"table": "a;b\n1;2\n"}).status_code == 422
    seen = organiser.post(address, {"table": TABLE, "send": "1"})
    assert seen.status_code == 200
    with demonstration.reading() as db:
        assert list_mandates(db, get_whole_edition(db, "casablanca-2027")) == []
    form = form_with(seen.text, "Add 2 nominators and write to them")
    assert send(organiser, address, form, {}).status_code == 303
    with demonstration.reading() as db:
        given = list_mandates(db, get_whole_edition(db, "casablanca-2027"))
    assert [(one.country, one.language, one.sent_at is not None) for one in given] == [
        ("MX", "es", True), ("KE", "en", True),
    ]  # fmt: skip


def test_a_page_costs_the_same_whoever_has_held_the_seat(organiser: Organiser, demonstration: Database) -> None:
    number = put(demonstration, "Ana")

    def cost() -> int:
        with asked_of(demonstration) as asked:
            assert organiser.get(f"{PEOPLE}/{number}").status_code == 200
        return len(asked)

    before = cost()
    for name in ("Bo", "Cy"):
        answer = organiser.post(f"{PEOPLE}/{number}/replace", {"given": name, "reason": "Ill"})
        number = int(str(answer.location).rsplit("/", 1)[1])
    assert cost() == before
