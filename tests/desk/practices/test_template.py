"""The card designed at the desk: its fields in order, versions, and how contributors see them."""

from dataclasses import replace

import pytest

from academy.db.engine import Database
from academy.editions.queries import get_edition
from academy.practices.calls import set_fields
from academy.practices.models import Call, FieldKind
from academy.practices.queries import find_card, get_call
from academy.practices.template import STANDARD, Field, fields_of
from tests import factories
from tests.conftest import Organiser
from tests.desk.forms import Facts, form_with, send
from tests.factories import MADE, words
from tests.factories.statements import asked_of
from tests.practices.carded import a_call, a_card

ONE = "/desk/editions/workshop-2026/calls/good-practices-of-solidarity"
HERE = f"{ONE}/template"
LAST = len(STANDARD)


@pytest.fixture(autouse=True)
def _call(database: Database) -> None:
    with database.writing() as db:
        a_call(db, factories.edition(db, languages=("en", "es")))


def call(database: Database) -> Call:
    with database.reading() as db:
        return get_call(db, get_edition(db, "workshop-2026"), "good-practices-of-solidarity")


def stored(database: Database) -> tuple[Field, ...]:
    return fields_of(call(database).template)


def begin(database: Database) -> int:
    with database.writing() as db:
        return a_card(db, get_call(db, get_edition(db, "workshop-2026"), "good-practices-of-solidarity")).id


def save(organiser: Organiser, facts: Facts) -> int:
    form = form_with(organiser.get(HERE).text, "Save")
    return send(organiser, HERE, form, facts).status_code


def new(number: int, **more: str | list[str]) -> Facts:
    said = {"label-en": "Lessons learnt", "kind": "rich", **more}
    return {f"fields-{number}-{name}": value for name, value in said.items()}


def test_to_save_without_a_change_changes_nothing(new_organiser: Organiser, database: Database) -> None:
    assert save(new_organiser, {}) == 303
    assert stored(database) == STANDARD
    assert call(database).template.number == 1


def test_a_field_is_added_where_it_belongs_and_named_by_its_label(new_organiser: Organiser, database: Database) -> None:
    said = {"label-es": "Lecciones", "help-en": "What you would do again.", "least": "50", "most": "120"}
    assert save(new_organiser, new(LAST, position="1", is_required="y", **said)) == 303
    wanted = Field(
        key="lessons-learnt",
        kind=FieldKind.RICH,
        label=words("Lessons learnt", es="Lecciones"),
        help=words("What you would do again."),
        least=50,
        most=120,
        is_required=True,
    )
    assert sorted(stored(database)[:2], key=lambda one: one.key) == [wanted, STANDARD[0]]
    assert save(new_organiser, {"fields-0-position": "2", "fields-1-position": "1"}) == 303
    assert len(stored(database)) == LAST + 1


@pytest.mark.parametrize(
    ("label", "key"),
    [("Objectives", "objectives-2"), ("3 lessons", "field-3-lessons"), ("دروس", "drws"), ("!", "field")],
)
def test_a_short_name_begins_with_a_letter_and_is_nobody_elses(
    new_organiser: Organiser, database: Database, label: str, key: str
) -> None:
    assert save(new_organiser, new(LAST, **{"label-en": label})) == 303
    assert stored(database)[-1].key == key


def test_fields_move_change_and_go_but_keep_their_short_names(new_organiser: Organiser, database: Database) -> None:
    facts = {
        "fields-0-label-en": "Aims",
        "fields-0-label-es": "Fines",
        "fields-7-label-en": "",
        "fields-6-position": "1",
    }
    gone = {f"fields-7-label-{code}": "" for code in STANDARD[7].label}
    assert save(new_organiser, {**facts, **gone, "fields-0-position": "2"}) == 303
    found = stored(database)
    assert (found[0].key, found[2].key) == ("results", "cooperation") or found[1].key == "results"
    assert "funds" not in [one.key for one in found]
    assert next(one for one in found if one.key == "objectives").label["en"] == "Aims"


def test_a_card_that_was_begun_keeps_its_version(new_organiser: Organiser, database: Database) -> None:
    number = begin(database)
    page = new_organiser.get(HERE).text
    assert "This is version 1." in page
    assert "1 card was begun with version 1 and keeps it." in page
    assert "the next version begins" in page
    assert save(new_organiser, new(LAST)) == 303
    assert call(database).template.number == 2
    with database.reading() as db:
        card = find_card(db, number)
    assert card is not None
    assert fields_of(card.template) == STANDARD
    page = new_organiser.get(HERE).text
    assert ("This is version 2." in page, "begun with version 1" in page) == (True, True)
    assert "the next version begins" not in page


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"fields-0-least": "300", "fields-0-most": "200"}, "cannot be longest before it is shortest"),
        ({"fields-0-least": "0"}, "Something needs a correction"),
        (new(LAST, kind="photos"), "stand in one field each"),
        ({f"fields-{place}-label-en": "" for place in range(LAST)}, "A card needs a field to write in."),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_lost(
    new_organiser: Organiser, database: Database, facts: Facts, says: str
) -> None:
    with database.writing() as db:
        found = get_call(db, get_edition(db, "workshop-2026"), "good-practices-of-solidarity")
        set_fields(db, found, [replace(one, label=words(one.label["en"])) for one in STANDARD], MADE)
    before = stored(database)
    form = form_with(new_organiser.get(HERE).text, "Save")
    answer = send(new_organiser, HERE, form, {**facts, "fields-1-help-en": "A help of mine."})
    assert answer.status_code == 422
    assert says in answer.text
    assert "A help of mine." in answer.text
    assert stored(database) == before


def test_what_is_not_written_has_no_length_and_is_never_required(new_organiser: Organiser, database: Database) -> None:
    facts: Facts = {
        "fields-8-least": "10",
        "fields-8-is_required": "y",
        "fields-9-most": "90",
        "fields-9-is_required": "y",
    }
    assert save(new_organiser, facts) == 303
    contacts, materials = stored(database)[8:10]
    assert (contacts.least, contacts.is_required) == (None, False)
    assert (materials.most, materials.is_required) == (90, True)


def test_the_usual_fields_come_back(new_organiser: Organiser, database: Database) -> None:
    assert save(new_organiser, new(LAST)) == 303
    page = new_organiser.get(HERE).text
    assert send(new_organiser, HERE, form_with(page, "Take the usual fields"), {}).status_code == 303
    assert stored(database) == STANDARD


def test_who_was_slower_is_shown_what_is_stored(new_organiser: Organiser, database: Database) -> None:
    slow = form_with(new_organiser.get(HERE).text, "Save")
    assert save(new_organiser, new(LAST)) == 303
    answer = send(new_organiser, HERE, slow, new(LAST, **{"label-en": "Mine"}))
    assert answer.status_code == 409
    assert ('value="Mine"' in answer.text, "Lessons learnt" in answer.text) == (True, True)
    assert [one.key for one in stored(database)][LAST:] == ["lessons-learnt"]


def test_the_card_is_looked_at_as_contributors_see_it(new_organiser: Organiser) -> None:
    page = new_organiser.get(f"{HERE}/preview").text
    assert "What was to change, for whom, and why it was needed." in page
    assert "100 to 250 words are recommended." in page
    page = new_organiser.get(f"{HERE}/preview?spoken=es").text
    assert '<span lang="es" dir="ltr">Objetivos</span>' in page
    save(new_organiser, new(LAST))
    page = new_organiser.get(f"{HERE}/preview?spoken=es").text
    assert '<span lang="en" dir="ltr">Lessons learnt</span> <span class="doubt">(English)</span>' in page
    assert new_organiser.get(f"{HERE}/preview?spoken=tlh").status_code == 200


def test_thirty_fields_cost_as_many_statements_as_one(new_organiser: Organiser, database: Database) -> None:
    counts = []
    for count in (1, 30):
        with database.writing() as db:
            found = get_call(db, get_edition(db, "workshop-2026"), "good-practices-of-solidarity")
            set_fields(db, found, [Field(f"f{number}", FieldKind.RICH, words("F")) for number in range(count)], MADE)
        with asked_of(database) as statements:
            assert new_organiser.get(HERE).status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1]
