"""Calls for practices at the desk: what is asked for until when, the link, parts and criteria."""

import re
from datetime import date, time

import pytest
from flask import Flask

from academy.accounts.models import EditionRole
from academy.db.engine import Database
from academy.editions.queries import get_edition
from academy.kit.translated import Translated
from academy.practices.calls import CallDraft
from academy.practices.models import Call
from academy.practices.queries import find_call_by, get_call, list_calls
from tests import factories
from tests.conftest import Organiser
from tests.desk.forms import Facts, errors_in, fill, form_with, said_above, send
from tests.factories import words
from tests.factories.browsers import browser_of
from tests.factories.statements import asked_of
from tests.practices.carded import CALL, a_call, a_card

CALLS = "/desk/editions/workshop-2026/calls"
ONE = f"{CALLS}/good-practices-of-solidarity"


@pytest.fixture(autouse=True)
def _edition(database: Database) -> None:
    with database.writing() as db:
        factories.edition(db, languages=("en", "es"))


@pytest.fixture
def _call(database: Database) -> None:
    with database.writing() as db:
        a_call(db, get_edition(db, "workshop-2026"))


def stored(database: Database, slug: str = "good-practices-of-solidarity") -> Call:
    with database.reading() as db:
        return get_call(db, get_edition(db, "workshop-2026"), slug)


def save(organiser: Organiser, address: str, facts: Facts) -> int:
    form = form_with(organiser.get(address).text, "Save")
    return send(organiser, address, form, facts).status_code


def test_an_edition_without_a_call_is_told_how_to_begin(new_organiser: Organiser) -> None:
    page = new_organiser.get(CALLS).text
    assert "No practices are asked for yet" in page
    assert f'href="{CALLS}/new"' in page
    assert CALLS in new_organiser.get("/desk/editions/workshop-2026").text


def test_a_call_is_added_with_all_that_it_says(new_organiser: Organiser, database: Database) -> None:
    facts: Facts = {
        "title-en": "What works",
        "title-es": "Lo que funciona",
        "text-en": "Tell us.",
        "opens_on": "2026-09-01",
        "opens_at": "8h30",
        "closes_on": "2026-10-01",
        "closes_at": "17:00",
        "zone_name": "Africa/Dakar",
        "is_announced": "y",
        "takes_registered": [],
        "most": "4",
    }
    answer = fill(new_organiser, f"{CALLS}/new", facts)
    assert answer.location == f"{CALLS}/what-works"
    assert CallDraft.of(stored(database, "what-works")) == CallDraft(
        title=words("What works", es="Lo que funciona"),
        text=words("Tell us."),
        opens_on=date(2026, 9, 1),
        opens_at=time(8, 30),
        closes_on=date(2026, 10, 1),
        closes_at=time(17),
        zone_name="Africa/Dakar",
        is_announced=True,
        takes_registered=False,
        most=4,
    )


@pytest.mark.parametrize(
    ("facts", "where", "says"),
    [
        ({"title-en": ""}, "", "A call needs a title."),
        ({"closes_on": "", "closes_at": "9:00"}, "closes_on", "an hour, but no day"),
        ({"zone_name": "Atlantis/Main"}, "zone_name", "Atlantis/Main"),
        ({"most": "1"}, "most", "between 2 and 10"),
        ({"most": ""}, "most", "between 2 and 10"),
        ({"opens_on": "2027-01-01", "closes_on": "2026-12-31"}, "closes_on", "before it opens"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_lost(
    new_organiser: Organiser, database: Database, facts: dict[str, str], where: str, says: str
) -> None:
    answer = fill(new_organiser, f"{CALLS}/new", {"title-en": "What works", "text-en": "Tell us.", **facts})
    assert answer.status_code == 422
    assert says in (errors_in(answer.text).get(where, "") if where else answer.text)
    assert "Tell us." in answer.text
    with database.reading() as db:
        assert list_calls(db, get_edition(db, "workshop-2026")) == []


@pytest.mark.usefixtures("_call")
def test_to_save_a_call_without_a_change_changes_nothing(new_organiser: Organiser, database: Database) -> None:
    assert save(new_organiser, ONE, {}) == 303
    assert CallDraft.of(stored(database)) == CALL


@pytest.mark.usefixtures("_call")
def test_who_was_slower_is_shown_what_is_stored(new_organiser: Organiser, database: Database) -> None:
    slow = form_with(new_organiser.get(ONE).text, "Save")
    assert save(new_organiser, ONE, {"text-en": "Theirs."}) == 303
    answer = send(new_organiser, ONE, slow, {"text-en": "Mine."})
    assert answer.status_code == 409
    assert ("Mine." in answer.text, "en: Theirs." in answer.text) == (True, True)
    assert stored(database).text == Translated(en="Theirs.", es="")


@pytest.mark.usefixtures("_call")
def test_the_link_is_shown_and_renewed_after_asking_once(new_organiser: Organiser, database: Database) -> None:
    before = stored(database).key
    page = new_organiser.get(ONE).text
    assert f"/{before}" in page
    assert "leads nowhere any more" in page
    assert send(new_organiser, ONE, form_with(page, "Make another link"), {}).status_code == 303
    with database.reading() as db:
        assert find_call_by(db, before) is None
    assert f"/{stored(database).key}" in new_organiser.get(ONE).text


@pytest.mark.usefixtures("_call")
def test_a_call_goes_only_where_nobody_has_written_for_it(new_organiser: Organiser, database: Database) -> None:
    with database.writing() as db:
        card = a_card(db, get_call(db, get_edition(db, "workshop-2026"), "good-practices-of-solidarity"))
    assert "Cards</th>" in new_organiser.get(CALLS).text
    assert "/remove" not in new_organiser.get(ONE).text
    assert new_organiser.post(f"{ONE}/remove").status_code == 422
    with database.writing() as db:
        db.delete(db.merge(card))
    assert send(new_organiser, ONE, form_with(new_organiser.get(ONE).text, "Remove"), {}).location == CALLS
    assert "No practices are asked for yet" in new_organiser.get(CALLS).text


@pytest.mark.usefixtures("_call")
def test_parts_are_named_put_in_order_and_taken_out(new_organiser: Organiser, database: Database) -> None:
    address = f"{ONE}/parts"
    added = {"parts-2-slug": "III", "parts-2-name-en": "Guests", "parts-2-name-es": "Personas invitadas"}
    assert save(new_organiser, address, added) == 303
    assert [one.slug for one in stored(database).parts] == ["IA", "IIB", "III"]
    assert save(new_organiser, address, {"parts-2-position": "1", "parts-0-position": "2"}) == 303
    assert [one.slug for one in stored(database).parts] == ["III", "IA", "IIB"]
    assert save(new_organiser, address, {"parts-1-slug": "", "parts-1-name-en": ""}) == 303
    found = stored(database).parts
    assert [one.slug for one in found] == ["III", "IIB"]
    assert found[0].name == words("Guests", es="Personas invitadas")


@pytest.mark.usefixtures("_call")
def test_a_part_with_cards_stays(new_organiser: Organiser, database: Database) -> None:
    with database.writing() as db:
        call = get_call(db, get_edition(db, "workshop-2026"), "good-practices-of-solidarity")
        a_card(db, call).part = call.parts[0]
    form = form_with(new_organiser.get(f"{ONE}/parts").text, "Save")
    answer = send(new_organiser, f"{ONE}/parts", form, {"parts-0-slug": "", "parts-0-name-en": ""})
    assert answer.status_code == 422
    assert "There are cards in a part that would go" in answer.text
    assert [one.slug for one in stored(database).parts] == ["IA", "IIB"]


@pytest.mark.usefixtures("_call")
def test_criteria_keep_their_short_names_and_their_weights(new_organiser: Organiser, database: Database) -> None:
    address = f"{ONE}/criteria"
    new = {"criteria-0-name-en": "Results", "criteria-0-weight": "3", "criteria-1-name-en": "Clarity"}
    assert save(new_organiser, address, {**new, "criteria-1-help-en": "Is it easy to read?"}) == 303
    assert save(new_organiser, address, {"criteria-0-name-en": "What has changed", "criteria-0-position": "3"}) == 303
    found = [(one.slug, one.name["en"], one.help.get("en"), one.weight) for one in stored(database).criteria]
    assert found == [("clarity", "Clarity", "Is it easy to read?", 1), ("results", "What has changed", None, 3)]
    form = form_with(new_organiser.get(address).text, "Save")
    assert send(new_organiser, address, form, {"criteria-0-weight": "0"}).status_code == 422
    assert save(new_organiser, address, {"criteria-0-name-en": ""}) == 303
    assert [one.slug for one in stored(database).criteria] == ["results"]


@pytest.mark.usefixtures("_call")
@pytest.mark.parametrize("name", ["parts", "criteria"])
def test_two_who_write_the_same_list_do_not_overwrite_each_other(new_organiser: Organiser, name: str) -> None:
    address = f"{ONE}/{name}"
    slow = form_with(new_organiser.get(address).text, "Save")
    row = {"parts": "parts-2", "criteria": "criteria-0"}[name]
    new = {f"{row}-name-en": "Mine"} | ({f"{row}-slug": "M"} if name == "parts" else {})
    assert save(new_organiser, address, {**new, f"{row}-name-en": "Theirs"}) == 303
    answer = send(new_organiser, address, slow, new)
    assert answer.status_code == 409
    assert ("Mine" in answer.text, "Theirs" in answer.text) == (True, True)
    assert said_above(answer.text).startswith("Somebody else has changed this")


def test_thirty_calls_cost_as_many_statements_as_one(new_organiser: Organiser, database: Database) -> None:
    counts = []
    for count in (1, 29):
        with database.writing() as db:
            for _ in range(count):
                a_card(db, a_call(db, get_edition(db, "workshop-2026")))
        with asked_of(database) as statements:
            assert new_organiser.get(CALLS).status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1]


@pytest.mark.usefixtures("_call")
def test_only_who_keeps_practices_keeps_calls(empty_app: Flask, database: Database) -> None:
    chair, _ = browser_of(empty_app, database, "Chair", "workshop-2026", EditionRole.PROGRAMME_CHAIR)
    registrar, _ = browser_of(empty_app, database, "Reg", "workshop-2026", EditionRole.REGISTRAR)
    assert [chair.get(one).status_code for one in (CALLS, f"{CALLS}/new", ONE)] == [200, 200, 200]
    assert [registrar.get(one).status_code for one in (CALLS, f"{CALLS}/new", ONE)] == [403, 403, 403]
    assert CALLS not in registrar.get("/desk/editions/workshop-2026").text


@pytest.mark.usefixtures("_call")
def test_the_record_says_what_was_asked_for(new_organiser: Organiser) -> None:
    save(new_organiser, f"{ONE}/criteria", {"criteria-0-name-en": "Results", "criteria-0-help-en": "Look at figures."})
    page = new_organiser.get("/desk/editions/workshop-2026/record").text
    assert "Call for practices added" in page
    assert "Criteria of a call changed" in page
    assert re.search(r"Criterion \(1\).*Help for reviewers: Look at figures\..*Weight: 1", page, re.DOTALL)
    assert "Part of the collection (1)" in page
    own = next(part for part in new_organiser.get(ONE).text.split('href="') if "/record/practice_call/" in part)
    assert "Good practices of solidarity" in new_organiser.get(own.partition('"')[0]).text
