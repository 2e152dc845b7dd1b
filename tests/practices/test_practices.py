"""Practices: what can be done with them, and how they are found."""

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from academy.kit.refusals import Refusal, Unknown
from academy.practices.actions import PracticeDraft, change_practice, check_language, create_practice
from academy.practices.queries import find_practice, get_practice, list_accepted_practices, list_practices
from tests.factories import LATER, MADE, institution
from tests.practices.carded import a_call, a_card
from tests.practices.published import a_published_card

LOOM = PracticeDraft(title="Le métier à tisser partagé", language="fr", country="BF")


def test_a_practice_is_kept_as_told(db: Session) -> None:
    draft = replace(LOOM, institution=institution(db))
    made = create_practice(db, draft, MADE)
    db.expire_all()
    assert made.slug == "le-metier-a-tisser-partage"
    assert PracticeDraft.of(get_practice(db, made.slug)) == draft


def test_practices_have_addresses_of_their_own(db: Session) -> None:
    assert [create_practice(db, PracticeDraft("🎉", "fr"), MADE).slug for _ in range(2)] == ["practice", "practice-2"]
    assert create_practice(db, LOOM, MADE, "loom").slug == "loom"


def test_a_practice_has_a_title(db: Session) -> None:
    made = create_practice(db, LOOM, MADE)
    for act in (lambda draft: create_practice(db, draft, MADE), lambda draft: change_practice(db, made, draft, MADE)):
        with pytest.raises(Refusal, match="needs a title") as refused:
            act(replace(LOOM, title=""))
        assert refused.value.field == "title"


def test_a_practice_is_corrected_and_saving_without_a_change_changes_nothing(db: Session) -> None:
    made = create_practice(db, LOOM, MADE)
    assert change_practice(db, made, LOOM, MADE) is False
    assert made.revision == 1
    assert change_practice(db, made, replace(LOOM, institution=institution(db)), MADE) is True
    assert (made.revision, made.institution_id is not None) == (2, True)
    assert change_practice(db, made, replace(LOOM, title="Otro", institution=made.institution), MADE) is True
    assert made.title == "Otro"


def test_the_language_of_a_card_that_has_a_text_stays(db: Session) -> None:
    card = a_published_card(db, a_call(db))
    with pytest.raises(Refusal) as refused:
        check_language(db, card, "es")
    check_language(db, card, "fr")
    check_language(db, create_practice(db, LOOM, MADE), "es")
    assert refused.value.field == "language"


def test_cards_that_are_not_accepted_are_listed_only_where_they_are_asked_for(db: Session) -> None:
    made, draft = create_practice(db, LOOM, MADE), a_card(db)
    assert list_accepted_practices(db) == [made]
    assert {one.id for one in list_accepted_practices(db, [draft.id])} == {made.id, draft.id}


def test_practices_are_found_with_their_institutions(db: Session) -> None:
    create_practice(db, replace(LOOM, institution=institution(db)), MADE)
    create_practice(db, PracticeDraft("Ahorrar en común", "es"), MADE)
    db.expunge_all()
    listed = list_practices(db)
    assert [(one.title, one.institution and one.institution.slug) for one in listed] == [
        ("Ahorrar en común", None),
        ("Le métier à tisser partagé", "ministry-of-labour"),
    ]
    assert find_practice(db, "nothing") is None
    with pytest.raises(Unknown, match="no practice under this address"):
        get_practice(db, "nothing")


def test_a_card_that_somebody_writes_is_not_corrected_among_the_records(db: Session) -> None:
    card = a_card(db)
    with pytest.raises(Refusal, match="Somebody writes this card"):
        change_practice(db, card, replace(PracticeDraft.of(card), language="en"), LATER)
    assert card.language == "fr"
