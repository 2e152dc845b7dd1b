"""Roles that are offered by letter."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from academy.accounts.actions import create_account
from academy.accounts.invitations import (
    INVITED_FOR,
    Offer,
    accept,
    accept_as_new,
    check_open,
    find_invitation,
    get_pending,
    invite,
    invite_again,
    list_pending,
    withdraw,
)
from academy.accounts.models import Account, EditionRole, Grant, Invitation
from academy.accounts.queries import roles_of
from academy.editions.models import Edition
from academy.kit.refusals import Refusal, Unknown
from academy.outbox.models import Letter, LetterState
from academy.trail.models import Entry
from tests.factories import MADE, edition, institution, person
from tests.factories.letters import token_of

REGISTRAR = Offer(name="Rita", email="Rita@Example.org", role=EditionRole.REGISTRAR, language="fr")


@pytest.fixture
def workshop(db: Session) -> Edition:
    return edition(db)


def invited(db: Session, of: Edition, offer: Offer = REGISTRAR, now: datetime = MADE) -> tuple[Invitation, str]:
    """An invitation, and the token in its letter."""
    made = invite(db, of, offer, None, now)
    db.flush()
    return made, token_of(db, f"invitation:{made.id}")


def test_an_invitation_is_a_letter_in_the_language_of_whom_it_invites(db: Session, workshop: Edition) -> None:
    owner = create_account(db, "olga@example.org", "Olga", MADE)
    made = invite(db, workshop, REGISTRAR, owner.id, MADE)
    db.flush()
    letter = db.scalars(select(Letter).where(Letter.origin == f"invitation:{made.id}")).one()
    assert (letter.kind, letter.email, letter.language) == ("accounts/invitation", "rita@example.org", "fr")
    assert (letter.facts["inviter"], letter.facts["role"]) == ("Olga", "Registrar")
    assert letter.is_secret
    token = token_of(db, letter.origin)
    assert token not in str(letter.facts)
    assert made.token_digest not in {token, ""}
    assert find_invitation(db, token) is made
    assert find_invitation(db, "another") is None


def test_whoever_accepts_has_the_role_once(db: Session, workshop: Edition) -> None:
    made, _ = invited(db, workshop)
    account = accept_as_new(db, made, "Rita Registrar", MADE)
    assert (account.email, account.name, account.language) == ("rita@example.org", "Rita Registrar", "fr")
    assert roles_of(db, account).within(workshop.slug) == {EditionRole.REGISTRAR}
    db.refresh(made)
    assert (made.accepted_at, made.accepted_by_id) == (MADE, account.id)
    with pytest.raises(Refusal, match="accepted already"):
        accept(db, made, account, MADE)
    assert len(db.scalars(select(Grant)).all()) == 1
    assert list_pending(db, workshop) == []


def test_an_account_that_is_there_takes_the_role_too(db: Session, workshop: Edition) -> None:
    account = create_account(db, "elsewhere@example.org", "Rita", MADE)
    made, _ = invited(db, workshop)
    grant = accept(db, made, account, MADE)
    assert (grant.account_id, grant.role, grant.edition_id) == (account.id, EditionRole.REGISTRAR, workshop.id)
    again, _ = invited(db, workshop)
    assert accept(db, again, account, MADE) is grant


def test_of_two_who_accept_at_once_one_is_refused(db: Session, workshop: Edition) -> None:
    made, _ = invited(db, workshop)
    account = create_account(db, "a@example.org", "A", MADE)
    # Somebody else was faster, after this session has read the invitation as open.
    db.execute(update(Invitation).values(accepted_at=MADE), execution_options={"synchronize_session": False})
    assert made.accepted_at is None
    with pytest.raises(Refusal, match="accepted already"):
        accept(db, made, account, MADE)
    assert roles_of(db, account).within(workshop.slug) == frozenset()


def test_an_invitation_is_over_after_two_weeks(db: Session, workshop: Edition) -> None:
    made, _ = invited(db, workshop)
    check_open(made, MADE + INVITED_FOR - timedelta(seconds=1))
    with pytest.raises(Refusal, match="is over"):
        accept_as_new(db, made, "Rita", MADE + INVITED_FOR)
    assert list_pending(db, workshop) == [made]


def test_what_was_withdrawn_opens_nothing(db: Session, workshop: Edition) -> None:
    made, _ = invited(db, workshop)
    withdraw(db, made, MADE)
    with pytest.raises(Refusal, match="was withdrawn"):
        accept_as_new(db, made, "Rita", MADE)
    assert db.scalars(select(Account)).all() == []
    with pytest.raises(Unknown):
        get_pending(db, workshop, made.id)


def test_the_letter_of_what_was_withdrawn_does_not_leave(db: Session, workshop: Edition) -> None:
    made, _ = invited(db, workshop)
    other, _ = invited(db, workshop, replace(REGISTRAR, name="Omar"))
    withdraw(db, made, MADE)
    letters = {one.origin: one for one in db.scalars(select(Letter).execution_options(populate_existing=True))}
    gone, waits = (letters[f"invitation:{one.id}"] for one in (made, other))
    assert (gone.state, gone.secrets) == (LetterState.WITHDRAWN, None)
    assert waits.state == LetterState.QUEUED


def test_what_somebody_has_accepted_meanwhile_is_not_withdrawn(db: Session, workshop: Edition) -> None:
    made, _ = invited(db, workshop)
    # Somebody has accepted it, after this session has read it as open.
    db.execute(update(Invitation).values(accepted_at=MADE), execution_options={"synchronize_session": False})
    with pytest.raises(Unknown, match="accepted meanwhile"):
        withdraw(db, made, MADE)
    db.refresh(made)
    assert made.withdrawn_at is None
    assert db.scalars(select(Letter.state)).all() == [LetterState.QUEUED]


def test_a_newer_letter_replaces_the_older(db: Session, workshop: Edition) -> None:
    first, token = invited(db, workshop)
    second = invite_again(db, first, None, MADE + timedelta(days=1))
    assert list_pending(db, workshop) == [second]
    assert (second.name, second.email, second.language) == (first.name, first.email, first.language)
    assert second.expires_at == MADE + timedelta(days=1) + INVITED_FOR
    found = find_invitation(db, token)
    assert found is not None
    assert found.withdrawn_at is not None


def test_two_people_at_one_mailbox_are_two(db: Session, workshop: Edition) -> None:
    rita, _ = invited(db, workshop)
    omar, _ = invited(db, workshop, replace(REGISTRAR, name="Omar"))
    assert {one.name for one in list_pending(db, workshop)} == {"Rita", "Omar"}
    accounts = [accept_as_new(db, rita, "Rita", MADE), accept_as_new(db, omar, "Omar", MADE)]
    assert len({one.id for one in accounts}) == 2
    assert {one.email for one in accounts} == {"rita@example.org"}


def test_a_focal_point_speaks_for_an_institution_or_for_several(db: Session, workshop: Edition) -> None:
    ministry, union = institution(db), institution(db, "Union")
    account = create_account(db, "fatou@example.org", "Fatou", MADE)
    for one in (ministry, union):
        offer = Offer(name="Fatou", email="fatou@example.org", role=EditionRole.FOCAL_POINT, institution=one)
        accept(db, invite(db, workshop, offer, None, MADE), account, MADE)
    assert {one.institution_id for one in db.scalars(select(Grant))} == {ministry.id, union.id}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " "}, "name"),
        ({"email": "nobody"}, "email"),
        ({"role": EditionRole.ADMINISTRATOR}, "role"),
        ({"role": EditionRole.FOCAL_POINT}, "institution"),
        ({"language": "de"}, "language"),
    ],
)
def test_an_offer_that_makes_no_sense_is_refused(
    db: Session, workshop: Edition, change: dict[str, object], field: str
) -> None:
    with pytest.raises(Refusal) as refused:
        invite(db, workshop, replace(REGISTRAR, **change), None, MADE)  # type: ignore[arg-type]  # of several types
    assert refused.value.field == field


def test_only_a_focal_point_is_of_an_institution(db: Session, workshop: Edition) -> None:
    with pytest.raises(Refusal, match="speaks for an institution"):
        invite(db, workshop, replace(REGISTRAR, institution=institution(db)), None, MADE)


def test_who_accepts_is_known_as_the_person_who_was_invited(db: Session, workshop: Edition) -> None:
    ana = person(db)
    made, _ = invited(db, workshop, replace(REGISTRAR, person=ana))
    account = accept_as_new(db, made, "Ana", MADE)
    assert account.person_id == ana.id


def test_a_person_who_has_an_account_is_not_given_to_another(db: Session, workshop: Edition) -> None:
    ana = person(db)
    create_account(db, "ana@example.org", "Ana", MADE, person=ana)
    made, _ = invited(db, workshop, replace(REGISTRAR, person=ana))
    with pytest.raises(Refusal, match="has another account already"):
        accept_as_new(db, made, "Somebody", MADE)


def test_an_account_of_somebody_else_does_not_become_the_person_invited(db: Session, workshop: Edition) -> None:
    other = create_account(db, "rita@example.org", "Rita", MADE, person=person(db, "Rita", "Other"))
    made, _ = invited(db, workshop, replace(REGISTRAR, person=person(db)))
    with pytest.raises(Refusal, match="belongs to somebody else"):
        accept(db, made, other, MADE)


def test_invitations_stand_in_the_record(db: Session, workshop: Edition) -> None:
    made, _ = invited(db, workshop)
    accept_as_new(db, made, "Rita", MADE)
    withdraw(db, invited(db, workshop)[0], MADE)
    db.flush()
    acts = db.scalars(select(Entry.act).where(Entry.chain == f"edition:{workshop.id}").order_by(Entry.id)).all()
    assert [act for act in acts if not act.startswith("edition.")] == [
        "invitation.sent",
        "invitation.accepted",
        "role.given",
        "invitation.sent",
        "invitation.withdrawn",
    ]
