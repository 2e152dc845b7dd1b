"""Reviewers: who may be one, whom suits a card, who is too close to it, and who is asked."""

from collections import Counter
from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from academy.access import TABLE, Can
from academy.accounts.models import EditionRole, Grant
from academy.accounts.roles import end_role
from academy.db.engine import Database
from academy.kit.refusals import Refusal, Unknown
from academy.outbox.models import Letter
from academy.people.queries import list_institutions
from academy.practices.conflicts import Families, conflict_of
from academy.practices.models import (
    CardContact,
    CardCountry,
    CardInstitution,
    CardState,
    CardText,
    Practice,
    ReviewState,
    TextState,
)
from academy.practices.queries import find_card
from academy.practices.reviewers import (
    ROLES,
    ReviewerDraft,
    add_reviewer,
    change_reviewer,
    end_reviewer,
    get_reviewer,
    list_reviewers,
)
from academy.practices.reviewing import (
    ask,
    call_off,
    chosen,
    fits,
    get_review,
    list_reviews,
    step_back,
    suggestions,
    tell,
)
from academy.practices.writing import move
from tests.factories import LATER, MADE, institution, person
from tests.factories.statements import asked_of
from tests.practices.carded import LOOM, a_call, a_card, a_sent_card
from tests.practices.reviewed import READS, a_reviewer, an_account


def test_the_rooms_roles_are_those_that_may_review() -> None:
    assert {role for role, can in TABLE.items() if Can.REVIEW in can} - {EditionRole.ADMINISTRATOR} == ROLES


def test_only_who_has_a_role_for_it_becomes_a_reviewer_and_each_once(db: Session) -> None:
    call = a_call(db)
    stranger = an_account(db, call.edition, "Zoé Nobody", EditionRole.TRANSLATOR)
    with pytest.raises(Refusal, match="no role"):
        add_reviewer(db, call, stranger, READS, MADE)
    reviewer = a_reviewer(db, call)
    with pytest.raises(Refusal, match="already"):
        add_reviewer(db, call, reviewer.account, READS, MADE)
    end_reviewer(db, call, reviewer, LATER)
    assert list_reviewers(db, call) == []
    again = add_reviewer(db, call, reviewer.account, replace(READS, themes=("youth",)), LATER)
    assert (again, again.themes, again.ended_at) == (reviewer, ("youth",), None)


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (ReviewerDraft(), "languages"),
        (ReviewerDraft(("xx-none",)), "languages"),
        (ReviewerDraft(("fr",), ("astrology",)), "themes"),
        (ReviewerDraft(("fr",), (), "XX"), "country"),
    ],
)
def test_what_a_reviewer_cannot_be_is_said_beside_its_input(db: Session, draft: ReviewerDraft, field: str) -> None:
    call = a_call(db)
    with pytest.raises(Refusal) as refused:
        a_reviewer(db, call, draft=draft)
    assert refused.value.field == field


def test_a_reviewer_is_found_in_their_own_call_and_corrected(db: Session) -> None:
    call = a_call(db)
    reviewer = a_reviewer(db, call)
    change_reviewer(db, call, reviewer, ReviewerDraft(("pt", "pt")), LATER)
    assert get_reviewer(db, call, reviewer.id).languages == ("pt",)
    other = a_call(db, call.edition)
    with pytest.raises(Unknown):
        get_reviewer(db, other, reviewer.id)


def _card(db: Session, **facts: object) -> Practice:
    """A card that was sent in, by Awa Traoré of Burkina Faso."""
    card = a_sent_card(db)
    card.country = "BF"
    card.countries[:] = [CardCountry(position=0, code="BF"), CardCountry(position=1, code="ML")]
    for name, value in facts.items():
        setattr(card, name, value)
    db.flush()
    return card


def _conflict(db: Session, card: Practice, name: str = "Lotfi Ben Amor", **said: object) -> str:
    assert card.call is not None
    reviewer = a_reviewer(db, card.call, name, replace(READS, **said))  # type: ignore[arg-type]  # its own fields
    return str(conflict_of(reviewer, card, Families.of(list_institutions(db))) or "")


def test_who_comes_from_elsewhere_has_no_conflict(db: Session) -> None:
    assert _conflict(db, _card(db)) == ""


@pytest.mark.parametrize("country", ["BF", "ML"])
def test_a_country_of_the_practice_is_a_conflict(db: Session, country: str) -> None:
    assert "same country" in _conflict(db, _card(db), country=country)


def test_the_country_of_a_reviewers_institution_is_one_too(db: Session) -> None:
    ministry = institution(db, "Ministry of Craft", country="ML")
    assert "same country" in _conflict(db, _card(db), institution=ministry, country=None)


def test_the_author_and_whoever_is_named_to_be_asked_do_not_judge(db: Session) -> None:
    card = _card(db)
    assert "has written" in _conflict(db, card, "Awa Nobody")  # the same mailbox
    assert "has written" in _conflict(db, card, "AWA TRAORE")
    card.contacts.append(CardContact(position=0, name="Issa Kané", email="issa@example.org"))
    assert "somebody to ask" in _conflict(db, card, "Issa Other")
    writer = person(db)
    card.person = writer
    db.flush()
    account = an_account(db, card.edition, "Somebody Else")  # type: ignore[arg-type]  # it has one
    account.person = writer
    db.flush()
    assert card.call is not None
    reviewer = add_reviewer(db, card.call, account, READS, MADE)
    assert "has written" in str(conflict_of(reviewer, card, Families.of([])))


def test_an_institution_is_known_by_its_alias_its_parents_and_its_children(db: Session) -> None:
    organisation = institution(db, "World Craft Organisation", aliases=("WCO",))
    centre = institution(db, "Craft Centre", parents=(organisation,))
    hall = institution(db, "Hall of Craft", parents=(centre,))
    sister = institution(db, "Craft Bank", parents=(organisation,))
    card = _card(db)
    card.institutions.append(CardInstitution(position=0, name="w.c.o."))
    db.flush()
    assert _conflict(db, card, "Dot Nobody", institution=organisation) == ""  # another spelling than those known
    card.institutions[0].name = " wco."
    db.flush()
    assert "same institution" in _conflict(db, card, "Aida Nobody", institution=organisation)
    assert "same institution" in _conflict(db, card, "Bela Nobody", institution=hall)
    card.institutions[0].name, card.institutions[0].institution = "", hall
    db.flush()
    assert "same institution" in _conflict(db, card, "Cara Nobody", institution=organisation)
    assert _conflict(db, card, "Dora Nobody", institution=sister) == ""
    card.institutions.clear()
    card.institution = centre
    db.flush()
    assert "same institution" in _conflict(db, card, "Enza Nobody", institution=hall)


def test_suggestions_read_the_card_know_its_themes_and_have_the_least_to_do(db: Session) -> None:
    card = _card(db, themes=("youth", "markets"))
    call = card.call
    assert call is not None
    busy = a_reviewer(db, call, "Amal Nobody", replace(READS, themes=("youth",)))
    free = a_reviewer(db, call, "Basma Nobody")
    a_reviewer(db, call, "Carlos Nobody", replace(READS, languages=("es",)))
    a_reviewer(db, call, "Dalia Nobody", replace(READS, themes=("culture",)))
    a_reviewer(db, call, "Elena Nobody", replace(READS, country="ML"))
    other = a_sent_card(db, call)
    ask(db, other, busy, MADE)
    assert suggestions(db, call, [card])[card.id] == [free, busy]
    ask(db, card, free, MADE)
    assert suggestions(db, call, [card, other])[card.id] == [busy]
    shown = fits(db, call, [card])[card.id]
    assert [fit.reviewer.account.name for fit in shown if fit.conflict] == ["Elena Nobody"]
    assert [fit.reviewer.account.name for fit in shown if not fit.reads] == ["Carlos Nobody"]


def test_who_reads_a_translation_can_judge_too_but_not_by_a_draft_of_it(db: Session) -> None:
    card = _card(db)
    assert card.call is not None
    reader = a_reviewer(db, card.call, draft=replace(READS, languages=("pt",)))
    text = CardText(practice=card, language="pt", content=LOOM, changed_at=MADE)
    db.add(text)
    db.flush()
    assert suggestions(db, card.call, [card])[card.id] == []
    text.state = TextState.REVIEWED
    db.flush()
    assert suggestions(db, card.call, [card])[card.id] == [reader]


def test_many_cards_are_spread_over_their_reviewers(db: Session) -> None:
    call = a_call(db)
    cards = [a_sent_card(db, call) for _ in range(4)]
    reviewers = [a_reviewer(db, call, name) for name in ("Amal X", "Basma X", "Carlos X", "Dalia X")]
    found = chosen(cards, dict.fromkeys([card.id for card in cards], reviewers), Counter(), 2)
    assert Counter(one.id for those in found.values() for one in those) == {one.id: 2 for one in reviewers}
    assert [len(those) for those in found.values()] == [2] * 4


def test_suggestions_cost_the_same_for_many_cards(db: Session, database: Database) -> None:
    call = a_call(db)
    cards = [a_sent_card(db, call) for _ in range(12)]
    for name in ("Amal X", "Basma X"):
        a_reviewer(db, call, name)
    db.flush()
    with asked_of(database) as one:
        suggestions(db, call, cards[:1])
    with asked_of(database) as many:
        suggestions(db, call, cards)
    assert len(many) == len(one)


def test_asking_refuses_a_conflict_and_whoever_was_asked(db: Session) -> None:
    card = _card(db)
    assert card.call is not None
    reviewer, close = a_reviewer(db, card.call), a_reviewer(db, card.call, "Moussa X", replace(READS, country="ML"))
    with pytest.raises(Refusal, match="Moussa X and this practice are from the same country"):
        ask(db, card, close, MADE)
    ask(db, card, reviewer, MADE)
    with pytest.raises(Refusal, match="asked already"):
        ask(db, card, reviewer, MADE)


def test_a_card_that_was_not_sent_in_and_a_reviewer_without_a_role_are_refused(db: Session) -> None:
    card = a_card(db)
    call = card.call
    assert call is not None
    reviewer = a_reviewer(db, call)
    with pytest.raises(Refusal, match="sent in"):
        ask(db, card, reviewer, MADE)
    sent = a_sent_card(db, call)
    grant = db.scalars(select(Grant).where(Grant.account_id == reviewer.account_id)).one()
    end_role(db, grant, LATER)
    assert list_reviewers(db, call) == []
    with pytest.raises(Refusal, match="no role"):
        ask(db, sent, reviewer, LATER)
    end_reviewer(db, call, reviewer, LATER)
    with pytest.raises(Refusal, match="any more"):
        ask(db, sent, reviewer, LATER)


def test_who_steps_back_says_why_and_may_be_asked_again_but_is_not_suggested(db: Session) -> None:
    card = _card(db)
    assert card.call is not None
    reviewer = a_reviewer(db, card.call)
    ask(db, card, reviewer, MADE)
    review = get_review(db, card, list_reviews(db, card)[0].id)
    with pytest.raises(Refusal) as refused:
        step_back(db, review, " ", LATER)
    assert refused.value.field == "reason"
    step_back(db, review, "A friend of mine.", LATER)
    assert (review.state, review.to_chair) == (ReviewState.STEPPED_BACK, "A friend of mine.")
    assert suggestions(db, card.call, [card])[card.id] == []
    assert ask(db, card, reviewer, LATER) is review
    assert (review.state, review.to_chair) == (ReviewState.ASKED, "")
    call_off(db, card, review, LATER)
    with pytest.raises(Refusal, match="not asked for"):
        call_off(db, card, review, LATER)


def test_the_end_of_a_reviewer_frees_what_they_have_not_done(db: Session) -> None:
    card = _card(db)
    assert card.call is not None
    reviewer = a_reviewer(db, card.call)
    ask(db, card, reviewer, MADE)
    assert end_reviewer(db, card.call, reviewer, LATER) == 1
    assert [one.state for one in list_reviews(db, card)] == [ReviewState.STEPPED_BACK]


def test_one_letter_tells_a_reviewer_of_all_that_is_asked(db: Session) -> None:
    call = a_call(db)
    first, second = a_sent_card(db, call), a_sent_card(db, call)
    reviewer, other = a_reviewer(db, call), a_reviewer(db, call, "Basma X")
    other.account.email = None
    asked = [(reviewer, first), (other, first), (reviewer, second)]
    assert tell(db, call.edition, asked, MADE) == 1
    letter = db.scalars(select(Letter).where(Letter.kind == "practices/reviews")).one()
    assert (letter.email, letter.facts["titles"]) == ("lotfi@example.org", [first.title, second.title])


def test_the_review_of_another_card_is_not_found(db: Session) -> None:
    card = _card(db)
    assert card.call is not None
    review = ask(db, card, a_reviewer(db, card.call), MADE)
    with pytest.raises(Unknown):
        get_review(db, a_sent_card(db, card.call), review.id)


def test_a_card_that_was_decided_on_is_nobodys_load(db: Session) -> None:
    card = _card(db)
    call = card.call
    assert call is not None
    reviewer = a_reviewer(db, call)
    ask(db, card, reviewer, MADE)
    move(db, card, CardState.DECLINED, LATER)
    other = a_sent_card(db, call)
    assert [fit.open for fit in fits(db, call, [other])[other.id]] == [0]
    assert find_card(db, card.id) is card
