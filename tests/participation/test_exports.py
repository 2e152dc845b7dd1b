"""Lists of people as tables: what is in them for whom, in which language, and what is noted of it."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import Session

from academy.db.engine import Database
from academy.editions.models import Edition
from academy.editions.queries import get_edition
from academy.kit.lists import to_csv
from academy.participation.answers import write_answers
from academy.participation.exports import Table, Taker, institutions_table, note, people_table
from academy.participation.lists import PeopleList, institutions, list_lines, listed, numbers
from academy.participation.models import QuestionKind, State
from academy.participation.queries import get_registration, list_quota_rules
from academy.participation.sealed_answers import Value
from academy.participation.standing import change
from academy.people.sensitive import conceal
from tests.factories import LATER
from tests.factories.statements import asked_of
from tests.participation.answered import begun, entries, open_edition, question, told
from tests.participation.people_lists import fill
from tests.participation.places import invited, put

QUESTIONS = (
    question("shirt", QuestionKind.CHOICE),
    question("days", QuestionKind.SEVERAL),
    question("flies", QuestionKind.YES_NO),
    question("arrival", QuestionKind.DATE),
    question("food", QuestionKind.LINE, is_sensitive=True),
)
ALL = Taker("en", sees_contacts=True, sees_sensitive=True)


@pytest.fixture
def here(db: Session) -> Edition:
    """An edition in which Ana has answered everything."""
    edition = open_edition(db, *QUESTIONS)
    ana = begun(db, edition)
    answers: dict[str, Value | None] = {
        "shirt": "b",
        "days": ("a", "b"),
        "flies": False,
        "arrival": date(2026, 11, 22),
        "food": "no nuts",
    }
    write_answers(db, ana, answers, LATER)
    conceal(db, ana.person, "passport_name", "ANA PENA", LATER)
    return edition


def table(db: Session, edition: Edition, taker: Taker = ALL) -> Table:
    return people_table(db, edition, list_lines(db, edition), taker)


def row(found: Table) -> dict[str, object]:
    """The only row, by the keys of its columns."""
    (only,) = found.rows
    assert len(only) == len(found.head) == len(found.keys)
    return dict(zip(found.keys, only, strict=True))


def test_answers_stand_in_words_beside_names_and_state(db: Session, here: Edition) -> None:
    said = row(table(db, here))
    assert (said["family"], said["given"], said["listed_name"]) == ("Peña", "Ana", "Ana Peña")
    assert (said["type"], said["country"], said["state"]) == ("Fellows", "Mexico", "invited")
    assert (said["answer.shirt"], said["answer.days"], said["answer.flies"]) == ("Second", "First, Second", "no")
    assert (said["answer.arrival"], said["answer.food"]) == (date(2026, 11, 22), "no nuts")
    assert (said["email"], said["passport_name"]) == ("ana@example.org", "ANA PENA")


def test_who_may_not_see_addresses_or_what_is_sensitive_gets_neither(db: Session, here: Edition) -> None:
    keys = set(table(db, here, Taker("en")).keys)
    assert keys.isdisjoint({"email", "passport_name", "answer.food"})
    assert "answer.shirt" in keys
    with_contacts = set(table(db, here, Taker("en", sees_contacts=True)).keys)
    assert with_contacts - keys == {"email"}
    cells = [cell for line in table(db, here, Taker("en")).rows for cell in line]
    assert not {"ANA PENA", "no nuts", "ana@example.org"} & set(cells)


def test_moments_stand_on_the_clock_of_the_edition(db: Session, here: Edition) -> None:
    (line,) = list_lines(db, here)
    assert here.zone_name == "America/Mexico_City"
    get_registration(db, here, line.number).submitted_at = datetime(2026, 11, 2, 3, tzinfo=UTC)
    db.flush()
    sent = row(table(db, here))["submitted_at"]
    assert isinstance(sent, datetime)
    assert f"{sent:%Y-%m-%d %H:%M}" == "2026-11-01 21:00"


def test_a_head_and_countries_stand_in_the_language_of_the_reader(db: Session, here: Edition) -> None:
    assert row(table(db, here, Taker("es")))["country"] == "México"
    assert row(table(db, here, Taker("ar")))["country"] == "المكسيك"


def test_the_waiting_list_says_who_is_how_far_and_other_lists_do_not(db: Session) -> None:
    here = invited(db)
    for name in ("Ana", "Bo", "Cy", "Di"):
        put(db, here, name)
    lines = list_lines(db, here)
    places = numbers(lines, list_quota_rules(db, here))
    found = people_table(db, here, listed(lines, PeopleList.WAITING, "en"), ALL, places)
    at = found.keys.index("place")
    assert [line[at] for line in found.rows] == [1, 2]
    assert "place" not in people_table(db, here, lines, ALL).keys


def test_institutions_stand_with_the_number_of_their_people(db: Session) -> None:
    here = invited(db)
    for name in ("Ana", "Bo", "Cy"):
        put(db, here, name).institution_name = "Secretaría"
    db.flush()
    found = institutions_table(institutions(list_lines(db, here), "en"), Taker("en"))
    assert found.head == ["Institution", "Country", "As typed", "Seats held", "nominated", "waiting"]
    assert found.rows == [["Secretaría", "Mexico", "yes", 2, 2, 1]]


def test_what_would_be_a_formula_is_a_text(db: Session) -> None:
    here = invited(db)
    ana = put(db, here, "=1+1")
    ana.post, ana.institution_name, ana.reason = "@SUM(A1)", "+cmd", "-2"
    db.flush()
    found = table(db, here)
    written = to_csv(found.head, found.rows).decode("utf-8-sig")
    for text in ("=1+1", "@SUM(A1)", "+cmd", "-2"):
        assert f",'{text}" in written, text


def test_the_record_says_what_was_taken_out_and_of_nobody(db: Session, here: Edition) -> None:
    found = table(db, here)
    note(db, here, PeopleList.PARTICIPANTS, found, LATER)
    said = told(db, "participants.exported")
    assert (said["list"][1], said["rows"][1]) == ("participants", 1)
    assert {"passport_name", "answer.food"} <= set(said["columns"][1])
    (entry,) = entries(db, "participants.exported")
    assert all(value.person_id is None for value in entry.values)
    assert not any("ANA" in str(value.after) for value in entry.values)


def test_an_offer_says_until_when_it_stands(db: Session) -> None:
    here = invited(db)
    ana = put(db, here, "Ana")
    ana.offered_until = LATER
    change(db, ana, State.OFFERED, LATER)
    said = row(table(db, here))
    assert isinstance(said["offered_until"], datetime)
    assert (said["seat"], said["is_funded"]) == (1, "no")


@pytest.mark.parametrize("count", [3, 300])
def test_any_number_of_people_costs_the_same_queries(database: Database, count: int) -> None:
    with database.writing() as db:
        edition = open_edition(db, *QUESTIONS)
        fill(db, edition, count)
        for registration in [begun(db, edition, name, f"{name.lower()}@example.org") for name in ("Kim", "Leo")]:
            write_answers(db, registration, {"shirt": "a", "food": "x"}, LATER)
            conceal(db, registration.person, "passport_name", "X", LATER)
    with database.reading() as db:
        edition = get_edition(db, "workshop-2026")
        lines = list_lines(db, edition)
        with asked_of(database) as asked:
            assert len(people_table(db, edition, lines, ALL).rows) == count + 2
    assert len(asked) == 4
