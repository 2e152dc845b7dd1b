"""What an edition file says of taking part: rules for items, what lapses, and the questions of the form."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from academy.editions.queries import get_whole_edition
from academy.kit.refusals import Refusal
from academy.participation.forms import QuestionDraft, list_questions, write_questions
from academy.participation.models import OnLapse, QuestionKind, Scope
from academy.participation.queries import list_quota_rules
from academy.participation.standard import add_standard
from academy.records.edition_file.importing import import_edition
from academy.records.edition_file.reading import read_edition_file
from academy.records.edition_file.writing import edition_file, to_json
from tests.factories import LATER, MADE
from tests.records.edition_files import as_bytes, small_file

ITEM = "11111111-1111-4111-8111-111111111111"
QUESTION = {
    "key": "fair",
    "kind": "several",
    "label": {"en": "What do you bring?"},
    "purpose": {"en": "To plan the stands."},
    "options": [{"key": "cloth", "label": {"en": "Cloth"}}, {"key": "coffee", "label": {"en": "Coffee"}}],
    "required_of": ["ministries"],
    "retention": "after_year",
    "sensitive": True,
}


def file_with(**more: object) -> dict[str, Any]:
    file = small_file()
    file["edition"] |= more
    return file


def load(db: Session, file: dict[str, Any]) -> str:
    import_edition(db, read_edition_file(as_bytes(file)), MADE)
    db.flush()
    db.expire_all()
    return to_json(edition_file(db, get_whole_edition(db, "small-2026")))


def test_a_rule_for_an_item_and_what_lapses_come_back(db: Session) -> None:
    rules = [
        {"institution_type": "ministries", "scope": "country", "seats": 2, "closes_on": "2026-11-20",
         "on_lapse": "country", "lapse_country": "MX"},
        {"institution_type": "ministries", "scope": "slot", "seats": 5, "slot": ITEM},
    ]  # fmt: skip
    text = load(db, file_with(quota_rules=rules))
    first, second = list_quota_rules(db, get_whole_edition(db, "small-2026"))
    assert (first.on_lapse, first.lapse_country) == (OnLapse.COUNTRY, "MX")
    assert (second.scope, second.slot is not None and str(second.slot.uid)) == (Scope.SLOT, ITEM)
    assert load(db, read_edition_file(text.encode()).model_dump(mode="json", exclude_defaults=True)) == text


def test_questions_come_back(db: Session) -> None:
    text = load(db, file_with(questions=[QUESTION]))
    (row,) = list_questions(db, get_whole_edition(db, "small-2026"))
    said = QuestionDraft.of(row)
    assert (said.kind, said.required_of, said.is_sensitive) == (QuestionKind.SEVERAL, ("ministries",), True)
    assert [one.slug for one in said.options] == ["cloth", "coffee"]
    assert load(db, read_edition_file(text.encode()).model_dump(mode="json", exclude_defaults=True)) == text


def test_a_file_that_says_nothing_of_questions_leaves_them(db: Session) -> None:
    load(db, small_file())
    here = get_whole_edition(db, "small-2026")
    add_standard(db, here, LATER)
    load(db, small_file())
    assert len(list_questions(db, here)) == 7
    load(db, file_with(questions=[QUESTION]))
    assert [one.slug for one in list_questions(db, here)] == ["fair"]
    write_questions(db, here, [], LATER)


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"quota_rules": [{"institution_type": "ministries", "scope": "slot", "seats": 5}]}, "names the item"),
        (
            {"quota_rules": [{"institution_type": "ministries", "scope": "slot", "seats": 5,
                              "slot": "99999999-9999-4999-8999-999999999999"}]},
            "among the file’s own",
        ),
        ({"questions": [{**QUESTION, "required_of": ["unions"]}]}, "among the file’s own"),
        ({"questions": [{**QUESTION, "retention": "after_use"}]}, "none of the choices"),
        ({"quota_rules": [{"institution_type": "ministries", "scope": "region", "seats": 5, "on_lapse": "waiting"}]},
         "everybody’s already"),
    ],
    ids=["no item", "unknown item", "unknown type", "other time", "lapse"],
)  # fmt: skip
def test_what_cannot_be_is_refused_as_a_whole(db: Session, more: dict[str, Any], says: str) -> None:
    with pytest.raises(Refusal) as refused:
        load(db, file_with(**more))
    told = " ".join([str(refused.value), *map(str, getattr(refused.value, "refusals", []))])
    assert says in told
