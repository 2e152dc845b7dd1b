"""What cards and reviews tell about people: given to them, taken away when they ask, and emptied after the event."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from academy.accounts.actions import create_account
from academy.accounts.models import Account
from academy.agenda.actions import publish
from academy.agenda.drafts import TalkDraft
from academy.files.models import Upload
from academy.kit.personal import NOBODY
from academy.kit.refusals import Refusal
from academy.outbox.models import Letter
from academy.people.actions import write_contact
from academy.people.models import Person
from academy.practices.actions import PracticeDraft, create_practice
from academy.practices.facts import CardFacts, Contact, save_facts
from academy.practices.models import (
    CardContact,
    CardInstitution,
    CardState,
    CardText,
    Practice,
    Recommendation,
    Review,
    Reviewer,
    ReviewState,
)
from academy.practices.queries import find_card, find_original
from academy.practices.writing import submit
from academy.records.doctor import Finding, examine_cards
from academy.records.erasure import erase, trace
from academy.records.own_data import gather, to_json
from academy.records.purge import preview, purge
from academy.records.removal import remove_institution, remove_person, remove_practice
from academy.records.whose import own_of
from academy.trail.sealing import seal_record
from academy.trail.verifying import Reading, list_chains, verify
from tests.factories import DAY, MADE, edition, institution, person, slot, words
from tests.practices.carded import a_call, a_card, a_sent_card
from tests.practices.pictured import a_photo
from tests.records.stored import telling

AFTERWARDS = MADE + timedelta(days=200)
NAMES = ("Awa", "awa@example.org", "Kassim")


def awa(db: Session) -> Person:
    """The person at the mailbox of the card."""
    one = person(db, "Awa", "Traoré")
    write_contact(db, one, "awa@example.org", "fr", MADE)
    return one


def with_contact(db: Session, card: Practice) -> Practice:
    """A card that names whom to ask, and has a photograph by its author."""
    asked = Contact("Kassim Coulibaly", email="kassim@example.org", is_public=True)
    save_facts(db, card, CardFacts(card.author, contacts=(asked,)), MADE, always=True)
    a_photo(db, card)
    loaded = find_card(db, card.id)
    assert loaded is not None
    loaded.files[0].credit = "Photograph: Awa Traoré"
    db.flush()
    return loaded


def in_state(db: Session, state: CardState, *, published: bool = False) -> Practice:
    """A card that has come so far."""
    card = with_contact(db, a_card(db))
    submit(db, card, MADE)
    card.state, card.published_at = state, MADE if published else None
    db.flush()
    return card


def reviewed(db: Session, card: Practice, name: str = "Rosa") -> tuple[Account, Review]:
    """A review of a card."""
    account = create_account(db, f"{name.lower()}@example.org", name, MADE)
    assert card.call is not None
    judge = Reviewer(call=card.call, account=account, created_at=MADE, country="SN")
    review = Review(practice=card, reviewer=judge, asked_at=MADE, state=ReviewState.DONE, scores={"results": 4})
    review.recommendation, review.to_author, review.to_chair = (
        Recommendation.ACCEPT,
        "Clear and short.",
        "The best one.",
    )
    db.add(review)
    db.flush()
    return account, review


def flaws(db: Session) -> list[str]:
    """What does not fit in the record, once all of it is sealed."""
    seal_record(db, AFTERWARDS)
    return [flaw.message for name in list_chains(db) for flaw in verify(db, Reading(name))]


def count(db: Session, table: type[Any]) -> int:
    return db.scalar(select(func.count()).select_from(table)) or 0


def test_own_data_have_the_cards_at_a_mailbox_that_nobody_else_has(db: Session) -> None:
    one, card = awa(db), with_contact(db, a_card(db))
    text = to_json(gather(db, one, None, MADE))
    for said in ("Vingt ateliers partagent", "Kassim Coulibaly", "Photograph: Awa", card.title, "awa@example.org"):
        assert said in text, said
    write_contact(db, person(db, "Moussa"), "awa@example.org", "fr", MADE)
    assert "Vingt ateliers partagent" not in to_json(gather(db, one, None, MADE))
    card.person = one
    assert "Vingt ateliers partagent" in to_json(gather(db, one, None, MADE))


def test_own_data_have_what_a_reviewer_has_said(db: Session) -> None:
    account, _ = reviewed(db, a_sent_card(db))
    text = to_json(gather(db, None, account, MADE))
    assert ("The best one." in text, "Le métier à tisser partagé" in text) == (True, True)
    assert "The best one." not in to_json(gather(db, awa(db), None, MADE))


@pytest.mark.parametrize("state", [CardState.DRAFT, CardState.WITHDRAWN])
def test_erasure_takes_cards_that_were_never_sent_in_with_all_that_is_theirs(db: Session, state: CardState) -> None:
    one = awa(db)
    in_state(db, state)
    assert trace(db, one, None).cards == 1
    erase(db, one, None, MADE)
    assert [count(db, table) for table in (Practice, CardText, CardContact, Upload)] == [0, 0, 0, 0]
    assert telling(db, *NAMES) <= {"letter"}  # the last one, which is emptied once it has left
    assert flaws(db) == []


def test_a_draft_that_a_talk_presents_stays_in_the_programme_without_its_author(db: Session) -> None:
    one, of = awa(db), edition(db)
    card = a_card(db, a_call(db, of))
    slot(db, of, talks=(TalkDraft(words("A talk"), card),))
    erase(db, one, None, MADE)
    assert (card.author, card.email, card.title) == ("", "", "Le métier à tisser partagé")
    assert telling(db, *NAMES) <= {"letter"}  # the last one, which is emptied once it has left


@pytest.mark.parametrize("state", [CardState.SUBMITTED, CardState.ACCEPTED, CardState.DECLINED])
def test_erasure_forgets_who_wrote_a_card_that_is_not_published(db: Session, state: CardState) -> None:
    one, card = awa(db), in_state(db, state)
    before = card.nonce
    erase(db, one, None, MADE, takes_name_off=False)
    assert (card.author, card.email, card.person, card.state) == ("", "", None, state)
    assert card.nonce != before
    assert telling(db, "kassim@example.org") == set()


def test_a_published_card_stays_and_names_nobody(db: Session) -> None:
    one, card = awa(db), in_state(db, CardState.ACCEPTED, published=True)
    assert card.edition is not None
    version = card.edition.version
    assert trace(db, one, None).editions == ()  # the edition itself is a draft
    erase(db, one, None, MADE)
    db.refresh(card.edition)
    assert (card.author, card.email, card.edition.version > version) == (NOBODY, "", True)
    text = find_original(db, card)
    assert text is not None
    assert text.content.fields["objectives"].startswith("Vingt")
    assert count(db, Upload) == 2
    assert telling(db, *NAMES) <= {"letter"}  # the last one, which is emptied once it has left
    assert flaws(db) == []
    erase(db, one, None, MADE)
    assert card.author == NOBODY


def test_who_keeps_the_name_in_programmes_keeps_it_on_published_cards(db: Session) -> None:
    one, card = awa(db), in_state(db, CardState.ACCEPTED, published=True)
    erase(db, one, None, MADE, takes_name_off=False)
    assert (card.author, card.email, count(db, CardContact)) == ("Awa Traoré", "", 0)


def test_a_published_card_makes_an_administrator_look_first(db: Session) -> None:
    one, card = awa(db), in_state(db, CardState.ACCEPTED, published=True)
    assert card.edition is not None
    assert not trace(db, one, None).is_public
    publish(db, card.edition, MADE)
    assert trace(db, one, None).editions == (card.edition,)


def test_erasure_of_a_reviewer_takes_the_words_and_leaves_the_points(db: Session) -> None:
    account, review = reviewed(db, a_sent_card(db))
    judge = review.reviewer
    _, other = reviewed(db, a_sent_card(db, judge.call), "Ines")
    erase(db, None, account, MADE, by_administrator=True)
    db.refresh(review)
    db.refresh(judge)
    assert (review.to_author, review.to_chair, review.scores) == ("", "", {"results": 4})
    assert (judge.country, judge.ended_at) == (None, MADE)
    assert other.to_chair == "The best one."
    assert flaws(db) == []


@pytest.mark.parametrize("state", CardState)
def test_after_the_event_only_cards_that_may_be_read_are_left(db: Session, state: CardState) -> None:
    card = in_state(db, state)
    card.reason = "Because."
    _, review = reviewed(db, card)
    db.flush()
    assert AFTERWARDS.date() > DAY + timedelta(days=100)
    assert [one for one in preview(db, MADE) if one.count] == []
    told = {one.rule.name: one.count for one in preview(db, AFTERWARDS) if one.count}
    assert {one.rule.name: one.count for one in purge(db, AFTERWARDS) if one.count} == told
    db.expire_all()
    is_kept = state in {CardState.SUBMITTED, CardState.CHANGES_ASKED, CardState.ACCEPTED}
    assert count(db, Practice) == is_kept
    assert told["reviewer_countries"] == 1
    if is_kept:
        assert (card.author, card.email, card.reason, review.to_chair) == ("Awa Traoré", "", "", "")
        assert (told["card_authors"], told["card_reviews"]) == (1, 1)
    else:
        assert told["cards_left"] == 1
        assert telling(db, "Awa Traoré", "Vingt ateliers") - {"letter"} == set()
    assert flaws(db) == []


def test_letters_about_a_card_are_its_authors(db: Session) -> None:
    one = awa(db)
    a_sent_card(db)
    own = own_of(db, one, None)
    assert len(db.scalars(select(Letter.id).where(own.letters)).all()) == 2


def test_what_a_card_names_is_not_removed(db: Session) -> None:
    card, body, one = a_card(db), institution(db, "House of Weavers"), awa(db)
    card.institutions.append(CardInstitution(position=0, institution=body))
    card.person = one
    db.flush()
    with pytest.raises(Refusal):
        remove_institution(db, body, MADE)
    with pytest.raises(Refusal):
        remove_person(db, one, MADE)
    with pytest.raises(Refusal):
        remove_practice(db, card, MADE)


def test_a_record_of_a_practice_goes_with_its_files(db: Session) -> None:
    one = create_practice(db, PracticeDraft("Weaving together", "en"), MADE)
    loaded = find_card(db, one.id)
    assert loaded is not None
    loaded.edition = edition(db)
    a_photo(db, loaded, always=True)
    remove_practice(db, loaded, MADE)
    assert (count(db, Practice), count(db, Upload)) == (0, 0)


def test_the_doctor_finds_what_is_wrong_with_cards(db: Session) -> None:
    card = with_contact(db, a_card(db))
    assert [one for one in examine_cards(db) if not one.is_well] == []
    card.language = "es"
    db.flush()
    assert said(db) == [0, 0, 1]
    text = find_original(db, card)
    assert text is not None
    text.is_original, card.published_at = False, MADE
    db.flush()
    assert said(db) == [1, 1, 0]


def said(db: Session) -> list[object]:
    findings: list[Finding] = list(examine_cards(db))
    assert all(one.is_well == (one.facts["count"] == 0) for one in findings)
    return [one.facts["count"] for one in findings]
