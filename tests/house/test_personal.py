"""Every column that could tell something about a person says what for and how long, or is known to tell nothing."""

from typing import Any

from sqlalchemy import JSON, Column, Enum, LargeBinary, String
from sqlalchemy.types import TypeEngine

import academy.tables  # noqa: F401 (a table exists once its module was read)
from academy.db.base import Base
from academy.kit.personal import Retention
from academy.people.sensitive import FIELDS as SENSITIVE
from academy.records.purge import RULES
from academy.records.sealed import SEALED
from academy.records.stored import list_stored, personal_fields
from academy.records.words import FIELDS, RETENTIONS

NOT_PERSONAL = {
    "institution": "slug name acronym country aliases",
    "series": "slug name acronym about",
    "edition": "slug title theme summary dates_note zone_name zone_label venue city country online_url languages "
    "floor_languages interpretation_languages source",
    "edition_country": "code label",
    "concept_section": "body heading",
    "date_claim": "stated source",
    "template_field": "key label help",
    "practice_call": "slug title text zone_name key",
    "call_part": "slug name",
    "criterion": "slug name help",
    # What a card says in its texts is about a practice, and written for readers; people stand in fields of their own.
    "practice": "slug title language country letters_in nonce once goals themes beneficiaries source",
    "card_country": "code",
    "card_institution": "name",
    "card_file": "alt caption",
    "card_text": "language content source",
    "card_version": "content note",
    "reviewer": "languages themes",
    "review": "scores",
    "room": "slug name",
    "part": "slug name",
    "elective": "slug name",
    "slot": "code title about printed_hours doubt directed_as floor_languages interpretation_languages online_url",
    "talk": "title",
    "institution_type": "slug name",
    "quota_rule": "level zone_name lapse_country",
    "quota_right": "unit",
    "quota_total": "unit",
    "seat": "unit lent_to funder conditions reason",
    "target": "name question option printed",
    "admission": "about",
    "question": "slug label purpose help options asked_of required_of",
    "registration": "nonce once filled review_of",
    "mandate": "language nonce country",  # the country for which people are put forward
    "sheet_reading": "sheet columns left_out",  # which column is which, and why a row was left out; never what it said
    "message": "name subject body audience",  # what organisers write to many; names are filled in as it leaves
    "letter": "kind language origin once calendar_method leased_by digest",
    "turn": "name",
    "invitation": "language token_digest",
    "sign_in": "token_digest",
    "sign_in_link": "token_digest next",
    "one_use_code": "digest",
    "calendar_invitation": "nonce organiser language said",  # `said` is what the public programme says
    "upload": "owner digest key",
    "trail_entry": "chain act thing key seal",
    "trail_value": "field digest salt",
    "trail_chain": "name seal key",
}
"""Columns that tell nothing about a person, decided one by one."""


def test_every_column_is_decided_upon() -> None:
    decided = {f"{table}.{name}" for table, names in NOT_PERSONAL.items() for name in names.split()}
    telling = {named(column) for column in columns() if may_tell(column.type)}
    assert len(telling) > 80
    assert telling - decided - personal_fields().keys() == set(), "say what for and how long, or that it tells nothing"
    assert decided - telling == set(), "there is no such column any more"
    assert decided & personal_fields().keys() == set()


def test_every_field_about_people_has_a_name_a_purpose_and_a_time() -> None:
    assert personal_fields().keys() - FIELDS.keys() == set()
    assert FIELDS.keys() - personal_fields().keys() == set()
    assert all(said.purpose.endswith(".") for said in personal_fields().values())
    assert RETENTIONS.keys() == set(Retention)
    assert {name for kind in list_stored() for name in kind.fields} == set(FIELDS.values())


def test_every_field_whose_time_ends_by_itself_is_emptied_by_a_rule() -> None:
    """A rule without values takes the whole row, and so does one of rows that are of another."""
    ending = {field: said for field, said in personal_fields().items() if said.retention in ENDING}
    emptied = {
        (rule.retention, f"{rule.table.__tablename__}.{name}") for rule in RULES for name in (rule.values or ["*"])
    } | {(rule.retention, f"{table.__tablename__}.*") for rule in RULES for table in rule.of}
    assert len(ending) > 10
    left = [
        field
        for field, said in ending.items()
        if not emptied & {(said.retention, field), (said.retention, f"{field.partition('.')[0]}.*")}
    ]
    assert left == []


def test_what_is_sensitive_is_kept_as_text_that_can_be_sealed_and_is_sealed_anew_with_the_rest() -> None:
    assert SENSITIVE == ("passport_name",)
    sensitive = {field for field, said in personal_fields().items() if said.is_sensitive}
    assert sensitive == {*(f"person.{name}" for name in SENSITIVE), "answer.value"}
    assert sensitive <= {one.place for one in SEALED}


def test_a_column_that_is_forgotten_is_found() -> None:
    assert may_tell(String())
    assert may_tell(JSON())
    assert may_tell(LargeBinary())
    assert not may_tell(Enum("one", "two"))


ENDING = {Retention.AFTER_EVENT, Retention.AFTER_USE, Retention.AFTER_YEAR, Retention.WITH_ACCOUNT}


def columns() -> list[Column[object]]:
    return [column for table in Base.metadata.sorted_tables for column in table.columns]


def named(column: Column[object]) -> str:
    return f"{column.table.name}.{column.name}"


def may_tell(kind: TypeEngine[Any]) -> bool:
    """True for what can hold words: texts, JSON and bytes, by whatever type of ours."""
    inner = getattr(kind, "impl", kind)
    return not isinstance(kind, Enum) and isinstance(inner, String | JSON | LargeBinary)
