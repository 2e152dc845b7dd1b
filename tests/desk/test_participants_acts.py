"""The same with many people at once: asked first where it must be, each for themselves, and never too many."""

import re

import pytest
from sqlalchemy import select

from academy.db.engine import Database
from academy.desk.many import MOST
from academy.participation.correcting import review
from academy.participation.models import Registration, State
from academy.participation.queries import list_miscounts
from academy.participation.standing import move
from academy.people.actions import write_contact
from tests.conftest import Organiser
from tests.desk.forms import forms_in
from tests.desk.participants import (
    ACT,
    HERE,
    act,
    four_people,
    letters,
    one_of,
    shown,
    states,
    sure,
    text_of,
)
from tests.factories import LATER
from tests.participation.people_lists import fill
from tests.participation.places import invited, put


@pytest.fixture
def here(database: Database) -> dict[str, int]:
    """Ana and Bo hold the seats of Mexico, Cy waits for one, Di was accepted for Peru."""
    return four_people(database)


def test_many_are_accepted_and_told(new_organiser: Organiser, database: Database, here: dict[str, int]) -> None:
    answer = act(new_organiser, "accept", [here["Ana"], here["Bo"]], list="nominations", country="MX")
    assert (answer.status_code, answer.location) == (303, f"{HERE}/nominations?country=MX")
    assert "Done for 2 people." in new_organiser.get(answer.location).text
    assert states(database, here["Ana"], here["Bo"]) == [State.ACCEPTED] * 2
    assert [one.email for one in letters(database)] == ["ana@example.org", "bo@example.org"]


def test_who_cannot_is_named_with_the_reason_and_the_others_are_done(
    new_organiser: Organiser, database: Database, here: dict[str, int]
) -> None:
    answer = act(new_organiser, "accept", [here["Ana"], here["Cy"]])
    assert answer.status_code == 200
    said = text_of(answer.text)
    assert "Done for 1 person." in said
    assert "Cy Peña Cy Peña cannot be accepted: only who was put forward and holds a seat can be." in said
    assert states(database, here["Ana"], here["Cy"]) == [State.ACCEPTED, State.WAITING]
    assert [one.email for one in letters(database)] == ["ana@example.org"]
    with database.reading() as db:
        assert list_miscounts(db) == []


def test_before_many_are_refused_it_is_asked_once_and_a_reason_is_needed(
    new_organiser: Organiser, database: Database, here: dict[str, int]
) -> None:
    asked = act(new_organiser, "refuse", [here["Ana"], here["Bo"]], list="nominations")
    assert asked.status_code == 200
    assert "This is about 2 people:" in asked.text
    assert states(database, here["Ana"], here["Bo"]) == [State.NOMINATED] * 2
    without = sure(new_organiser, asked, reason="   ")
    assert (without.status_code, "Say why: the person reads it." in without.text) == (422, True)
    assert states(database, here["Ana"]) == [State.NOMINATED]
    done = sure(new_organiser, without, reason="Too late")
    assert done.location == f"{HERE}/nominations"
    with database.reading() as db:
        found = db.scalars(select(Registration).where(Registration.state == State.REFUSED)).all()
        assert [(one.id, one.reason) for one in found] == [(here["Ana"], "Too late"), (here["Bo"], "Too late")]
        assert list_miscounts(db) == []


def test_many_are_taken_out_without_a_reason_after_being_asked(
    new_organiser: Organiser, database: Database, here: dict[str, int]
) -> None:
    asked = act(new_organiser, "withdraw", [here["Di"]])
    assert "This is about 1 person:" in asked.text
    assert sure(new_organiser, asked).status_code == 303
    assert states(database, here["Di"]) == [State.WITHDRAWN]


def test_what_has_changed_since_it_was_asked_is_said(
    new_organiser: Organiser, database: Database, here: dict[str, int]
) -> None:
    asked = act(new_organiser, "refuse", [here["Ana"]], list="nominations")
    with database.writing() as db:
        move(db, one_of(db, here["Ana"]), State.ACCEPTED, LATER)
        move(db, one_of(db, here["Ana"]), State.CONFIRMED, LATER)
        move(db, one_of(db, here["Ana"]), State.ARRIVED, LATER)
    answer = sure(new_organiser, asked, reason="Too late")
    assert "Nothing was done." in answer.text
    assert "Somebody may have changed it." in answer.text
    assert states(database, here["Ana"]) == [State.ARRIVED]


def test_who_has_arrived_is_marked_and_that_is_taken_back(
    new_organiser: Organiser, database: Database, here: dict[str, int]
) -> None:
    assert act(new_organiser, "arrive", [here["Di"]]).status_code == 303
    assert states(database, here["Di"]) == [State.ARRIVED]
    assert act(new_organiser, "leave", [here["Di"]]).status_code == 303
    assert states(database, here["Di"]) == [State.CONFIRMED]
    assert "Di Peña was not noted as being here." in act(new_organiser, "leave", [here["Di"]]).text
    assert states(database, here["Di"]) == [State.CONFIRMED]


def test_what_was_noted_last_is_taken_back_after_being_asked(
    new_organiser: Organiser, database: Database, here: dict[str, int]
) -> None:
    asked = act(new_organiser, "take_back", [here["Di"]])
    assert (asked.status_code, states(database, here["Di"])) == (200, [State.ACCEPTED])
    assert sure(new_organiser, asked).status_code == 303
    assert states(database, here["Di"]) == [State.NOMINATED]


def test_what_was_changed_is_looked_at(new_organiser: Organiser, database: Database, here: dict[str, int]) -> None:
    with database.writing() as db:
        one = one_of(db, here["Ana"])
        one.submitted_at = LATER
        review(db, one, {"post"}, LATER)
    assert shown(new_organiser.get(f"{HERE}/participants?only=review").text) == ["Ana Peña"]
    assert act(new_organiser, "reviewed", [here["Ana"]]).status_code == 303
    assert shown(new_organiser.get(f"{HERE}/participants?only=review").text) == []


def test_private_links_are_sent_again(new_organiser: Organiser, database: Database, here: dict[str, int]) -> None:
    with database.writing() as db:
        write_contact(db, one_of(db, here["Bo"]).person, "", None, LATER)
    answer = act(new_organiser, "link", [here["Ana"], here["Bo"], here["Cy"]])
    assert "They have no e-mail address, or do not take part any more." in answer.text
    assert [one.email for one in letters(database)] == ["ana@example.org", "cy@example.org"]


def test_what_is_free_is_offered_from_the_waiting_list(
    new_organiser: Organiser, database: Database, here: dict[str, int]
) -> None:
    asked = act(new_organiser, "withdraw", [here["Ana"]])
    assert sure(new_organiser, asked).status_code == 303
    form = next(
        one for one in forms_in(new_organiser.get(f"{HERE}/waiting").text) if "Offer now what is free" in one.buttons
    )
    assert new_organiser.client.post(form.action, data=form.filled({})).status_code == 303
    assert states(database, here["Cy"]) == [State.OFFERED]


def test_all_that_are_found_are_chosen_at_once(
    new_organiser: Organiser, database: Database, here: dict[str, int]
) -> None:
    assert "All 2 that are found" in new_organiser.get(f"{HERE}/nominations").text
    assert act(new_organiser, "accept", [], all="1", list="nominations", search="bo").status_code == 303
    assert states(database, here["Ana"], here["Bo"]) == [State.NOMINATED, State.ACCEPTED]


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"act": "accept"}, "Nobody is chosen."),
        ({"act": "accept", "number": ["nonsense", "999999"]}, "Nobody is chosen."),
        ({"act": "nonsense", "all": "1"}, "Choose what is to be done"),
        ({"all": "1"}, "Choose what is to be done"),
        ({"act": "arrive", "all": "1", "list": "waiting"}, "Choose what is to be done"),
        ({"act": "accept", "all": "1", "list": "institutions"}, "Choose what is to be done"),
    ],
)
def test_what_makes_no_sense_is_said_above_the_list_and_nothing_is_done(
    new_organiser: Organiser, database: Database, here: dict[str, int], facts: dict[str, object], said: str
) -> None:
    answer = new_organiser.post(ACT, facts)
    assert answer.status_code == 422
    assert said in answer.text
    assert states(database, *here.values()) == [State.NOMINATED, State.NOMINATED, State.WAITING, State.ACCEPTED]


def test_ticks_are_kept_where_something_was_refused(new_organiser: Organiser, here: dict[str, int]) -> None:
    page = act(new_organiser, "", [here["Ana"]]).text
    assert re.findall(r'value="(\d+)" aria-label="[^"]*" checked', page) == [str(here["Ana"])]


def test_more_than_are_done_at_once_are_refused_whole(new_organiser: Organiser, database: Database) -> None:
    with database.writing() as db:
        fill(db, invited(db), MOST + 1, [State.INVITED])
    answer = new_organiser.post(ACT, {"act": "link", "all": "1", "sure": "1"})
    assert answer.status_code == 422
    assert f"You have chosen {MOST + 1} people, and nothing was done: at most {MOST} are done at once." in answer.text
    assert letters(database) == []
    asked = new_organiser.post(ACT, {"act": "link", "all": "1", "country": "MX"})
    assert "This is about 10" in asked.text
    assert letters(database) == []


def test_people_of_another_edition_are_out_of_reach(
    new_organiser: Organiser, database: Database, here: dict[str, int]
) -> None:
    with database.writing() as db:
        other = put(db, invited(db, slug="other-2026"), "Zoë").id
    answer = act(new_organiser, "accept", [other])
    assert "Nobody is chosen." in answer.text
    assert act(new_organiser, "accept", [other, here["Ana"]]).status_code == 303
    assert states(database, other, here["Ana"]) == [State.NOMINATED, State.ACCEPTED]
    assert "Zoë" not in new_organiser.get(f"{HERE}/participants").text
    assert "Zoë" not in new_organiser.get(f"{HERE}/participants.csv").text
