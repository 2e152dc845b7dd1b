"""Two organisers edit the same thing: the second is told, sees what is stored, and loses nothing."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask

from academy.db.engine import Database
from tests.conftest import Organiser, signed_in
from tests.desk.forms import fill, main_form, said_above, send
from tests.desk.stored import CASABLANCA, RCM, slot_called, slots_of

PAGES = [
    (f"{RCM}/facts", "venue-en", "Hall of the first", "Hall of the second"),
    (f"{RCM}/facts", "starts_on", "2021-08-25", "2021-08-24"),
    (f"{RCM}/note", "sections-0-body-en", "Text of the first", "Text of the second"),
    (f"{RCM}/quotas", "rules-0-seats", "7", "8"),
    (f"{RCM}/invitation", "date_claims-0-stated", "in May", "in June"),
    (f"{CASABLANCA}/lists", "rooms-0-name-en", "Room of the first", "Room of the second"),
    ("/desk/people/leandro-morais", "given", "Leandro the first", "Leandro the second"),
    ("/desk/institutions/ilo", "name-en", "Organization of the first", "Organization of the second"),
    ("/desk/practices/innovacion-migrante", "title", "Título primero", "Título segundo"),
    ("/desk/series/rcm-workshops", "about-en", "About, the first", "About, the second"),
]


ITEM = [
    ("hours", "13:00–13:20", "14:00–14:20"),
    ("title-en", "Welcome by the first", "Welcome by the second"),
    ("roles-0-behind", "Post of the first", "Post of the second"),
    ("kind", "plenary", "panel"),
    ("talks-0-title-en", "Talk of the first", "Talk of the second"),
    ("directs", "ILO", "International Organization for Migration"),
]


def test_the_second_is_told_and_may_save_again(app: Flask, organiser: Organiser) -> None:
    other = signed_in(app)
    for address, name, first, second in PAGES:
        opened = main_form(other.get(address).text)
        assert fill(organiser, address, {name: first}).status_code == 303
        told = send(other, address, opened, {name: second})
        assert told.status_code == 409, address
        assert "Somebody else has changed this" in said_above(told.text)
        assert first in now_stored(told.text), address
        again = main_form(told.text)
        assert again.value(name) == second
        assert main_form(organiser.get(address).text).value(name) == first
        assert send(other, address, again, {}).status_code == 303
        assert main_form(organiser.get(address).text).value(name) == second


def test_who_edits_an_item_second_sees_what_is_stored(
    app: Flask, organiser: Organiser, demonstration: Database
) -> None:
    address = f"{RCM}/programme/{slot_called(demonstration, 'rcm-2021', 'Welcome').code}"
    other = signed_in(app)
    for number, (name, first, second) in enumerate(ITEM):
        opened = main_form(other.get(address).text)
        assert fill(organiser, address, {name: first}).status_code == 303
        stored = main_form(organiser.get(address).text).value(name)
        told = send(other, address, opened, {name: second, "about-en": f"Typed {number}"})
        assert told.status_code == 409, name
        seen = {"kind": "Plenary"}.get(name, stored)
        assert seen in now_stored(told.text), name
        again = main_form(told.text)
        assert (again.value(name), again.value("about-en")) == (second, f"Typed {number}")
        assert main_form(organiser.get(address).text).value(name) == stored
        assert send(other, address, again, {}).status_code == 303
        assert main_form(organiser.get(address).text).value("about-en") == f"Typed {number}"


def test_who_saves_second_without_a_difference_is_shown_none(
    app: Flask, organiser: Organiser, demonstration: Database
) -> None:
    address = f"{CASABLANCA}/programme/{slots_of(demonstration, 'casablanca-2027')[0].code}"
    other = signed_in(app)
    opened = main_form(other.get(address).text)
    assert fill(organiser, address, {"title-en": "Begun"}).status_code == 303
    told = send(other, address, opened, {"title-en": "Begun"})
    assert told.status_code == 409
    assert now_stored(told.text) == ""


@pytest.mark.parametrize("page", ["facts", "note", "quotas"])
def test_of_two_at_the_same_moment_one_is_told(app: Flask, demonstration: Database, page: str) -> None:
    name = {"facts": "venue-en", "note": "sections-0-body-en", "quotas": "rules-0-seats"}[page]
    assert_one_is_told(app, f"{RCM}/{page}", name, ("11", "12"))
    assert demonstration


def test_of_two_at_the_same_moment_one_is_told_about_an_item(app: Flask, demonstration: Database) -> None:
    code = slot_called(demonstration, "rcm-2021", "Welcome").code
    assert_one_is_told(app, f"{RCM}/programme/{code}", "title-en", ("Welcome, all", "Welcome, both"))


def test_of_two_at_the_same_moment_one_is_told_about_a_person(app: Flask) -> None:
    assert_one_is_told(app, "/desk/people/leandro-morais", "given", ("Leo", "Leandrinho"))


def assert_one_is_told(app: Flask, address: str, name: str, typed: tuple[str, str]) -> None:
    both = [signed_in(app), signed_in(app)]
    forms = [main_form(one.get(address).text) for one in both]
    together = Barrier(2)

    def save(number: int) -> tuple[int, str]:
        together.wait()
        answer = send(both[number], address, forms[number], {name: typed[number]})
        return answer.status_code, answer.text

    with ThreadPoolExecutor(2) as threads:
        answers = list(threads.map(save, range(2)))
    assert sorted(status for status, _ in answers) == [303, 409]
    loser = [status for status, _ in answers].index(409)
    told = answers[loser][1]
    assert "Somebody else" in said_above(told)
    assert main_form(told).value(name) == typed[loser]
    assert typed[1 - loser] in now_stored(told)
    assert main_form(both[0].get(address).text).value(name) == typed[1 - loser]
    assert send(both[loser], address, main_form(told), {}).status_code == 303


def now_stored(page: str) -> str:
    """What is said to be stored, of all inputs."""
    return " ".join(part.partition("</span>")[0] for part in page.split('<span class="theirs">')[1:])
