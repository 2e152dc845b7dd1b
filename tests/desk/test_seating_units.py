"""Seats of a country or institution, contested ones and offers at the desk: what is unknown, refused, kept, counted."""

from datetime import date, time

import pytest
from sqlalchemy import func, select

from academy.agenda.queries import list_slots
from academy.db.engine import Database
from academy.editions.queries import get_edition, get_whole_edition
from academy.participation.actions import QuotaDraft, write_quota_rules
from academy.participation.models import Registration, Right, Scope, Seat, State, Total
from academy.participation.queries import admission_of, list_quota_rules
from academy.participation.registering import contest
from academy.participation.seating import find_holding
from tests import factories
from tests.conftest import NOW, Organiser
from tests.desk.forms import fill, form_with, main_form, press, send
from tests.desk.stored import CASABLANCA
from tests.desk.test_seating import put, state, unit
from tests.factories.statements import asked_of
from tests.participation.places import candidate, rule_for


def counts(database: Database) -> tuple[int, ...]:
    with database.reading() as db:
        return tuple(db.scalar(select(func.count()).select_from(model)) or 0 for model in (Seat, Total, Right))


@pytest.mark.parametrize("named", ["XX", "all", "i1", "sn", "SNX", "-"])
def test_seats_that_nobody_has_are_neither_shown_nor_made(
    organiser: Organiser, demonstration: Database, named: str
) -> None:
    address, before = unit(demonstration, named), counts(demonstration)
    assert organiser.get(address).status_code == 404
    for what in ("add", "extend", "lay-out"):
        assert organiser.post(f"{address}/{what}", {"reason": "x", "closes_on": "2027-02-01"}).status_code == 404
    assert counts(demonstration) == before


def test_another_editions_rules_and_seats_are_unknown(organiser: Organiser, demonstration: Database) -> None:
    put(demonstration, "Ana")
    address = unit(demonstration)
    assert organiser.get(address).status_code == 200
    assert organiser.get(address.replace("casablanca-2027", "rcm-2021")).status_code == 404
    with demonstration.reading() as db:
        seat = db.scalars(select(Seat.id)).first()
    for rest in (f"seat/{seat}", f"contested/{seat}"):
        assert organiser.post(f"/desk/editions/rcm-2021/{rest}", {"reason": "x"}).status_code == 404


def test_seats_of_an_institution_and_of_everybody_have_their_pages(
    organiser: Organiser, demonstration: Database
) -> None:
    with demonstration.writing() as db:
        here = get_whole_edition(db, "casablanca-2027")
        write_quota_rules(
            db,
            here,
            [*map(QuotaDraft.of, list_quota_rules(db, here)), QuotaDraft("workers", Scope.INSTITUTION, 2)],
            NOW,
        )
        rules = list_quota_rules(db, here)
        own = next(one.id for one in rules if one.scope == Scope.INSTITUTION)
        everybody = next(one.id for one in rules if one.scope == Scope.EDITION and not one.is_ceiling)
        number = factories.institution(db, "Union of Bakers").id
    assert "Union of Bakers" in organiser.get(f"{CASABLANCA}/seats/{own}/i{number}").text
    assert "Everybody" in organiser.get(f"{CASABLANCA}/seats/{everybody}/all").text
    for wrong in (f"{own}/{number}", f"{own}/i0{number}", f"{own}/all", f"{everybody}/MX"):
        assert organiser.get(f"{CASABLANCA}/seats/{wrong}").status_code == 404, wrong


def test_seats_that_nobody_needed_yet_are_shown_to_write_who_pays(
    organiser: Organiser, demonstration: Database
) -> None:
    address = unit(demonstration)
    assert "No seat was needed here yet" in organiser.get(address).text
    page = press(organiser, address, "Show 1 further seat, to write who pays").text
    assert "Each seat has its place now" in page
    assert "No seat was needed" not in page
    form = form_with(page, "Save")
    long = "x" * 2001
    refused = send(organiser, address, form, {"is_funded": "1", "funder": "Blue Bridge", "conditions": long})
    assert refused.status_code == 422
    assert {"Blue Bridge", long} <= {value for _, value in form_with(refused.text, "Save").pairs}
    assert form_with(refused.text, "Save").value("is_funded") == "1"
    with demonstration.reading() as db:
        seat = db.scalars(select(Seat)).one()
        assert (seat.is_free, seat.is_funded, seat.funder) == (True, False, "")
    assert send(organiser, address, form, {"is_funded": "1", "funder": "Blue Bridge"}).status_code == 303
    number = put(demonstration, "Ana")
    assert "All are taken, and yet there is another claim" in organiser.get(address).text
    assert "Blue Bridge" in organiser.get(f"{CASABLANCA}/people/{number}").text


def test_a_deadline_is_said_on_the_rules_own_clock(organiser: Organiser, demonstration: Database) -> None:
    with demonstration.writing() as db:
        rule = rule_for(db, get_edition(db, "casablanca-2027"), "workers")
        rule.closes_on, rule.closes_at, rule.zone_name = date(2027, 1, 15), None, "America/Mexico_City"
    page = organiser.get(unit(demonstration)).text
    assert "15 January 2027, 23:59 (Mexico City" in page


def test_a_page_costs_the_same_for_one_seat_and_for_many_with_a_history(
    organiser: Organiser, demonstration: Database
) -> None:
    put(demonstration, "Ana")
    address = unit(demonstration)

    def cost(at: str) -> int:
        with asked_of(demonstration) as asked:
            assert organiser.get(at).status_code == 200
        return len(asked)

    before = cost(address)
    for name in ("Bo", "Cy", "Di"):
        organiser.post(f"{address}/add", {"reason": "They all come"})
        number = put(demonstration, name)
        organiser.post(f"{CASABLANCA}/people/{number}/replace", {"given": f"{name}2", "reason": "Ill"})
    assert cost(address) == before
    assert "Cy Peña" in organiser.get(address).text


def test_many_contested_seats_cost_as_much_as_one(organiser: Organiser, demonstration: Database) -> None:
    def disputed(country: str) -> None:
        number = put(demonstration, f"Ana{country}", "labour", country)
        with demonstration.writing() as db:
            here = get_whole_edition(db, "casablanca-2027")
            held = find_holding(db, db.get_one(Registration, number))
            assert held is not None
            contest(db, held.seat, here, candidate(db, here, f"Bo{country}", "labour", country), NOW)

    def cost() -> int:
        with asked_of(demonstration) as asked:
            assert organiser.get(f"{CASABLANCA}/contested").status_code == 200
        return len(asked)

    disputed("SN")
    before = cost()
    for country in ("MX", "KE", "BR"):
        disputed(country)
    assert cost() == before
    page = organiser.get(f"{CASABLANCA}/contested").text
    assert page.count("Whose seat is it?") == 4


def test_who_does_not_get_a_contested_seat_is_refused_where_it_is_said(
    organiser: Organiser, demonstration: Database
) -> None:
    ana, elsewhere = put(demonstration, "Ana", "labour"), put(demonstration, "Eve", "labour", "MX")
    facts: dict[str, object] = {"type": "labour", "country": "SN", "given": "Bo", "how": "rival", "rival": str(ana)}
    answer = organiser.post(f"{CASABLANCA}/people/new", facts)
    bo = int(str(answer.location).rsplit("/", 1)[1])
    form = form_with(organiser.get(f"{CASABLANCA}/contested").text, "Decide")
    for wrong in (str(elsewhere), "999999", "x"):
        refused = organiser.post(form.action, {"chosen": wrong, "reason": "The letter", "others": "refuse"})
        assert refused.status_code == 422, wrong
        assert 'value="The letter"' in refused.text
    assert send(organiser, "", form, {"chosen": str(bo), "reason": "The letter", "others": "refuse"}).status_code == 303
    assert (state(demonstration, bo), state(demonstration, ana)) == (State.NOMINATED, State.REFUSED)
    assert "The letter" in organiser.get(f"{CASABLANCA}/people/{ana}").text


def test_who_saves_settings_second_is_told(organiser: Organiser, demonstration: Database) -> None:
    address = f"{CASABLANCA}/admission"
    mine = main_form(organiser.get(address).text)
    assert fill(organiser, address, {"offer_days": "3"}).status_code == 303
    overtaken = send(organiser, address, mine, {"offer_days": "5", "offers_are_automatic": []})
    assert overtaken.status_code == 409
    again = main_form(overtaken.text)
    assert again.value("offer_days") == "5"
    assert send(organiser, address, again, {}).status_code == 303
    with demonstration.reading() as db:
        own = admission_of(db, get_edition(db, "casablanca-2027"))
        assert (own.offer_days, own.offers_are_automatic) == (5, False)


def test_readers_see_which_item_a_rule_is_for_and_until_when(organiser: Organiser, demonstration: Database) -> None:
    with demonstration.writing() as db:
        here = get_whole_edition(db, "rcm-2021")
        slot = list_slots(db, here)[1]
        code, title = slot.code, str(slot.title.wording("en"))
        rules = [QuotaDraft.of(one) for one in list_quota_rules(db, here)]
        dates = (date(2021, 7, 1), time(9), date(2021, 7, 20))
        own = QuotaDraft("labour", Scope.SLOT, 3, slot=code, opens_on=dates[0], opens_at=dates[1], closes_on=dates[2])
        write_quota_rules(db, here, [*rules, own], NOW)
    page = organiser.get("/en/rcm-2021/invited/").text
    assert f'/en/rcm-2021/programme/{code}/">' in page
    assert title in page.replace("&#39;", "'")
    assert "Each country has 7 seats in all" in page
    assert "1 July 2021, 09:00" in page
    assert "20 July 2021, 23:59" in page
