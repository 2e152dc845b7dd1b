"""The form that people fill in, designed at the desk."""

import pytest
from flask import Flask

from academy.accounts.models import EditionRole
from academy.db.engine import Database
from academy.editions.queries import get_edition
from academy.kit.personal import Retention
from academy.participation.answers import write_answers
from academy.participation.forms import Option, QuestionDraft, list_questions, write_questions
from academy.participation.models import QuestionKind
from academy.participation.standard import STANDARD
from tests.conftest import Organiser
from tests.desk.forms import Facts, form_with, said_above, send
from tests.factories import LATER, words
from tests.factories.browsers import browser_of
from tests.factories.statements import asked_of
from tests.participation.answered import begun, open_edition, question

HERE = "/desk/editions/workshop-2026/form"


@pytest.fixture(autouse=True)
def _edition(database: Database) -> None:
    with database.writing() as db:
        open_edition(db, languages=("en", "es"))


def stored(database: Database) -> list[QuestionDraft]:
    with database.reading() as db:
        return [QuestionDraft.of(one) for one in list_questions(db, get_edition(db, "workshop-2026"))]


def save(organiser: Organiser, facts: Facts) -> int:
    form = form_with(organiser.get(HERE).text, "Save")
    return send(organiser, HERE, form, facts).status_code


def new(number: int, **more: str | list[str]) -> dict[str, str | list[str]]:
    said = {"label-en": "Topic", "purpose-en": "To make groups.", "kind": "line", **more}
    return {f"questions-{number}-{name}": value for name, value in said.items()}


def test_a_question_is_written_with_all_that_it_says(new_organiser: Organiser, database: Database) -> None:
    more: dict[str, str | list[str]] = {
        "label-es": "Tema",
        "help-en": "One word.",
        "kind": "several",
        "options-en": "Work\nMigration",
        "options-es": "Trabajo\n-",
        "asked_of": ["fellows", "experts"],
        "required_of": ["fellows"],
        "retention": "after_year",
        "is_sensitive": "y",
        "matters": "y",
    }
    said = new(0, **more)
    assert save(new_organiser, said) == 303
    assert stored(database) == [
        QuestionDraft(
            slug="topic",
            kind=QuestionKind.SEVERAL,
            label=words("Topic", es="Tema"),
            purpose=words("To make groups."),
            help=words("One word."),
            options=(Option("work", words("Work", es="Trabajo")), Option("migration", words("Migration"))),
            asked_of=("fellows", "experts"),
            required_of=("fellows",),
            retention=Retention.AFTER_YEAR,
            is_sensitive=True,
            matters=True,
        )
    ]


def test_to_save_without_a_change_changes_nothing(new_organiser: Organiser, database: Database) -> None:
    new_organiser.post(f"{HERE}/usual")
    before = stored(database)
    assert before == list(STANDARD)
    assert save(new_organiser, {}) == 303
    assert stored(database) == before


def test_what_is_missing_is_said_and_nothing_is_lost(new_organiser: Organiser, database: Database) -> None:
    form = form_with(new_organiser.get(HERE).text, "Save")
    answer = send(new_organiser, HERE, form, new(0, **{"purpose-en": ""}))
    assert answer.status_code == 422
    assert said_above(answer.text).startswith("Say what the answers to “Topic” are for")
    assert 'value="Topic"' in answer.text
    assert stored(database) == []


def test_questions_are_put_in_order_and_taken_out_and_back(new_organiser: Organiser, database: Database) -> None:
    for number, label in enumerate(("First", "Second", "Third")):
        assert save(new_organiser, new(number, **{"label-en": label})) == 303
    assert save(new_organiser, {"questions-2-position": "1", "questions-0-position": "3"}) == 303
    assert [one.slug for one in stored(database)] == ["third", "second", "first"]
    assert save(new_organiser, {"questions-1-label-en": ""}) == 303
    assert [one.slug for one in stored(database)] == ["third", "first"]
    page = new_organiser.get(HERE).text
    assert send(new_organiser, HERE, form_with(page, "Put back"), {}).status_code == 303
    assert [one.slug for one in stored(database)] == ["third", "first", "second"]
    assert new_organiser.post(f"{HERE}/put-back", {"slug": "unknown"}).status_code == 422


def test_two_questions_of_the_same_words_are_two(new_organiser: Organiser, database: Database) -> None:
    assert save(new_organiser, {**new(0), **new(1)}) == 303
    assert [one.slug for one in stored(database)] == ["topic", "topic-2"]


@pytest.mark.parametrize(
    ("typed", "slugs"),
    [
        ("Second\nFirst", ["b", "a"]),
        ("First\nOther words", ["a", "b"]),
        ("New\nFirst\nSecond", ["new", "a", "b"]),
        ("Second", ["b"]),
        ("Second\nNew", ["b", "new"]),
    ],
)
def test_an_option_stays_what_it_is_whatever_its_place_or_words(
    new_organiser: Organiser, database: Database, typed: str, slugs: list[str]
) -> None:
    with database.writing() as db:
        write_questions(db, get_edition(db, "workshop-2026"), [question("a", QuestionKind.CHOICE)], LATER)
    assert save(new_organiser, {"questions-0-options-en": typed}) == 303
    assert [one.slug for one in stored(database)[0].options] == slugs


def test_an_option_that_is_in_use_is_not_lost(new_organiser: Organiser, database: Database) -> None:
    with database.writing() as db:
        here = get_edition(db, "workshop-2026")
        write_questions(db, here, [question("a", QuestionKind.CHOICE)], LATER)
        write_answers(db, begun(db, here), {"a": "b"}, LATER)
    form = form_with(new_organiser.get(HERE).text, "Save")
    answer = send(new_organiser, HERE, form, {"questions-0-options-en": "First"})
    assert answer.status_code == 422
    assert "1 people have chosen “Second”" in said_above(answer.text)


def test_the_form_is_looked_at_as_people_see_it(new_organiser: Organiser) -> None:
    assert "Nothing is asked of them" in new_organiser.get(f"{HERE}/preview").text
    new_organiser.post(f"{HERE}/usual")
    save(new_organiser, new(7, kind="file", asked_of=["experts"], required_of=["experts"]))
    page = new_organiser.get(f"{HERE}/preview?type=experts").text
    assert "Vegetarian" in page
    assert 'type="file"' in page
    assert 'type="file"' not in new_organiser.get(f"{HERE}/preview?type=fellows").text


def test_who_was_slower_is_told_so(new_organiser: Organiser, database: Database) -> None:
    slow = form_with(new_organiser.get(HERE).text, "Save")
    assert save(new_organiser, new(0)) == 303
    answer = send(new_organiser, HERE, slow, new(0, **{"label-en": "Mine"}))
    assert answer.status_code == 409
    assert 'value="Mine"' in answer.text
    assert [one.slug for one in stored(database)] == ["topic"]


def test_who_was_slower_sees_of_whom_something_is_asked_now(new_organiser: Organiser) -> None:
    slow = form_with(new_organiser.get(HERE).text, "Save")
    assert save(new_organiser, new(0, asked_of=["fellows"], required_of=["fellows"])) == 303
    answer = send(new_organiser, HERE, slow, new(0, asked_of=["experts"])).text
    (theirs,) = [part.partition("</span>")[0] for part in answer.split('<span class="theirs">')[1:]]
    assert "To make groups." in theirs
    assert theirs.count("Fellows") == 2


def test_only_who_keeps_quotas_designs_the_form(empty_app: Flask, database: Database) -> None:
    registrar, _ = browser_of(empty_app, database, "Reg", "workshop-2026", EditionRole.REGISTRAR)
    reviewer, _ = browser_of(empty_app, database, "Rev", "workshop-2026", EditionRole.REVIEWER)
    assert registrar.get(HERE).status_code == 200
    assert HERE in registrar.get("/desk/editions/workshop-2026").text
    assert [reviewer.get(one).status_code for one in (HERE, f"{HERE}/preview")] == [403, 403]
    assert empty_app.test_client().get(HERE).status_code == 303


def test_thirty_questions_cost_as_many_statements_as_one(new_organiser: Organiser, database: Database) -> None:
    counts = []
    for count in (1, 30):
        with database.writing() as db:
            drafts = [question(f"q{number}") for number in range(count)]
            write_questions(db, get_edition(db, "workshop-2026"), drafts, LATER)
        with asked_of(database) as statements:
            assert new_organiser.get(HERE).status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_the_record_says_what_was_asked_in_words(new_organiser: Organiser) -> None:
    save(new_organiser, new(0, retention="after_year"))
    page = new_organiser.get("/desk/editions/workshop-2026/record").text
    assert "Questions of the form changed" in page
    assert "Question (topic)" in page
    assert "One year" in page
