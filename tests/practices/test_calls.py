"""Calls: what an edition asks for, and templates that never change under a card."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from academy.kit.refusals import Refusal, Stale, Unknown
from academy.kit.translated import Translated
from academy.practices.calls import (
    CallDraft,
    CriterionDraft,
    PartDraft,
    change_call,
    make_call,
    remove_call,
    renew_link,
    set_criteria,
    set_fields,
    set_parts,
)
from academy.practices.links import get_call_by
from academy.practices.models import CardTemplate
from academy.practices.queries import get_call, list_calls
from academy.practices.template import STANDARD, fields_of
from academy.trail.models import Entry
from tests.factories import LATER, MADE, edition, words
from tests.practices.carded import CALL, a_call, a_card


def test_a_call_is_kept_as_told_and_found_by_its_link(db: Session) -> None:
    of = edition(db)
    call = make_call(db, of, CALL, MADE)
    db.expunge_all()
    found = get_call(db, of, call.slug)
    assert CallDraft.of(found) == CALL
    assert get_call_by(db, call.key).id == call.id
    assert fields_of(found.template) == STANDARD


def test_two_calls_of_an_edition_share_the_newest_template(db: Session) -> None:
    of = edition(db)
    first, second = make_call(db, of, CALL, MADE), make_call(db, of, CALL, MADE)
    assert first.slug != second.slug
    assert first.template_id == second.template_id
    assert [one.id for one in list_calls(db, of)] == [first.id, second.id]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": Translated()}, "title"),
        ({"opens_on": date(2026, 12, 24)}, "closes_on"),
        ({"most": 1}, "most"),
        ({"most": 11}, "most"),
    ],
)
def test_a_call_that_makes_no_sense_is_refused_beside_its_input(
    db: Session, change: dict[str, Any], field: str
) -> None:
    of = edition(db)
    with pytest.raises(Refusal) as refused:
        make_call(db, of, replace(CALL, **change), MADE)
    assert refused.value.field == field


def test_whoever_saves_second_is_told(db: Session) -> None:
    call = a_call(db)
    seen = call.revision
    change_call(db, call, replace(CALL, is_announced=True), LATER, seen)
    assert call.is_announced
    with pytest.raises(Stale):
        change_call(db, call, CALL, LATER, seen)


def test_a_new_link_ends_the_old_one(db: Session) -> None:
    call = a_call(db)
    old = call.key
    renew_link(db, call, LATER)
    assert get_call_by(db, call.key).id == call.id
    with pytest.raises(Unknown):
        get_call_by(db, old)


def test_a_template_that_no_card_has_is_changed_in_place(db: Session) -> None:
    call = a_call(db)
    before = call.template_id
    set_fields(db, call, STANDARD[:3], LATER)
    assert (call.template_id, len(fields_of(call.template))) == (before, 3)


def test_cards_keep_the_version_of_the_template_that_they_were_begun_with(db: Session) -> None:
    call = a_call(db)
    card = a_card(db, call)
    set_fields(db, call, STANDARD[:3], LATER)
    assert call.template_id != card.template_id
    assert fields_of(card.template) == STANDARD
    assert len(fields_of(a_card(db, call).template)) == 3
    assert db.scalars(select(CardTemplate.number).order_by(CardTemplate.number)).all() == [1, 2]


def test_saving_the_same_fields_makes_no_version(db: Session) -> None:
    call = a_call(db)
    a_card(db, call)
    set_fields(db, call, STANDARD, LATER)
    assert db.scalars(select(CardTemplate.number)).all() == [1]


@pytest.mark.parametrize(
    "fields",
    [
        STANDARD[8:9],
        (STANDARD[0], STANDARD[0]),
        (replace(STANDARD[0], key="Not a key"),),
        (replace(STANDARD[0], label=Translated()),),
        (replace(STANDARD[0], least=9, most=3),),
        tuple(replace(STANDARD[0], key=f"f{number}") for number in range(41)),
    ],
)
def test_fields_that_make_no_card_are_refused(db: Session, fields: tuple[object, ...]) -> None:
    call = a_call(db)
    with pytest.raises(Refusal) as refused:
        set_fields(db, call, fields, LATER)  # type: ignore[arg-type]
    assert refused.value.field == "fields"
    assert fields_of(call.template) == STANDARD


def test_a_part_with_cards_does_not_go(db: Session) -> None:
    call = a_call(db)
    card = a_card(db, call)
    card.part = call.parts[0]
    db.flush()
    with pytest.raises(Refusal, match="would go"):
        set_parts(db, call, [PartDraft("IIB", words("Others"))], LATER)
    set_parts(db, call, [PartDraft("IA", words("Fellows of 2026"))], LATER)
    assert [(one.slug, str(one.name.wording("en"))) for one in call.parts] == [("IA", "Fellows of 2026")]


def test_parts_have_short_names_of_their_own(db: Session) -> None:
    call = a_call(db)
    for slugs in (("IA", "IA"), ("IA", "")):
        with pytest.raises(Refusal, match="short name of its own"):
            set_parts(db, call, [PartDraft(slug, words("Part")) for slug in slugs], LATER)


def test_criteria_keep_their_short_names(db: Session) -> None:
    call = a_call(db)
    set_criteria(db, call, [CriterionDraft(words("Relevance"), weight=2), CriterionDraft(words("Relevance"))], MADE)
    assert [(one.slug, one.weight) for one in call.criteria] == [("relevance", 2), ("relevance-2", 1)]
    set_criteria(db, call, [CriterionDraft(words("Use"), slug="relevance-2")], LATER)
    assert [(one.slug, str(one.name.wording("en"))) for one in call.criteria] == [("relevance-2", "Use")]
    with pytest.raises(Refusal, match="weight"):
        set_criteria(db, call, [CriterionDraft(words("Use"), weight=0)], LATER)


def test_a_call_goes_only_while_nobody_has_written_for_it(db: Session) -> None:
    of = edition(db)
    written, empty = a_call(db, of), a_call(db, of)
    a_card(db, written)
    with pytest.raises(Refusal, match="Close it instead"):
        remove_call(db, written, LATER)
    remove_call(db, empty, LATER)
    assert [one.id for one in list_calls(db, of)] == [written.id]


def test_what_is_done_to_a_call_is_recorded(db: Session) -> None:
    call = a_call(db)
    change_call(db, call, replace(CALL, is_announced=True), LATER)
    acts = db.scalars(select(Entry.act).where(Entry.thing == "practice_call").order_by(Entry.id)).all()
    assert acts == ["call.created", "call.parts_set", "call.changed"]
