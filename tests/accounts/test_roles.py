"""Who has which role."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from time import sleep

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from academy.accounts.actions import create_account, give_role
from academy.accounts.administration import close_account
from academy.accounts.invitations import Offer
from academy.accounts.models import Account, EditionRole, Grant
from academy.accounts.queries import roles_of
from academy.accounts.roles import add_directly, end_role, get_grant, list_grants, list_grants_of
from academy.db.engine import Database
from academy.editions.models import Edition
from academy.kit.personal import NOBODY
from academy.kit.refusals import Refusal, Unknown
from academy.people.models import Institution
from academy.trail.models import Entry
from tests.factories import LATER, MADE, edition, institution, person


@pytest.fixture
def workshop(db: Session) -> Edition:
    return edition(db)


@pytest.fixture
def olga(db: Session) -> Account:
    return create_account(db, "olga@example.org", "Olga", MADE)


@pytest.fixture
def omar(db: Session) -> Account:
    return create_account(db, "omar@example.org", "Omar", MADE)


def test_a_role_counts_in_its_edition_only(db: Session, workshop: Edition, olga: Account) -> None:
    give_role(db, olga, workshop, EditionRole.OWNER, MADE)
    other = edition(db, "another-2026")
    assert roles_of(db, olga).within(workshop.slug) == {EditionRole.OWNER}
    assert roles_of(db, olga).within(other.slug) == frozenset()


def test_a_role_that_ended_counts_no_more_and_its_row_stays(db: Session, workshop: Edition, olga: Account) -> None:
    grant = give_role(db, olga, workshop, EditionRole.REVIEWER, MADE)
    end_role(db, grant, LATER)
    assert roles_of(db, olga).within(workshop.slug) == frozenset()
    assert list_grants(db, workshop) == []
    assert db.get_one(Grant, grant.id).ended_at == LATER
    with pytest.raises(Unknown):
        get_grant(db, workshop, grant.id)
    acts = db.scalars(select(Entry.act).where(Entry.thing == "role_grant").order_by(Entry.id)).all()
    assert acts == ["role.given", "role.ended"]


def test_a_role_that_was_ended_can_be_given_again(db: Session, workshop: Edition, olga: Account) -> None:
    first = give_role(db, olga, workshop, EditionRole.REVIEWER, MADE)
    assert give_role(db, olga, workshop, EditionRole.REVIEWER, LATER) is first
    end_role(db, first, LATER)
    assert give_role(db, olga, workshop, EditionRole.REVIEWER, LATER) is not first


@pytest.mark.parametrize("role", [EditionRole.REVIEWER, EditionRole.FOCAL_POINT])
def test_a_role_that_two_give_at_the_same_moment_stands_once(database: Database, role: EditionRole) -> None:
    with database.writing() as db:
        olga, here, ministry = (
            create_account(db, "olga@example.org", "Olga", MADE).id,
            edition(db).id,
            institution(db).id,
        )

    def give(db: Session) -> int:
        of = db.get_one(Institution, ministry) if role == EditionRole.FOCAL_POINT else None
        return give_role(db, db.get_one(Account, olga), db.get_one(Edition, here), role, MADE, institution=of).id

    def give_too() -> int:
        with database.writing() as db:
            return give(db)

    with ThreadPoolExecutor() as pool:
        with database.writing() as db:
            first = give(db)
            second = pool.submit(give_too)
            sleep(0.5)  # meanwhile it waits until this transaction ends
        assert second.result(30) == first
    with database.reading() as db:
        assert len(db.scalars(select(Entry).where(Entry.act == "role.given")).all()) == 1


def test_the_last_owner_stays(db: Session, workshop: Edition, olga: Account, omar: Account) -> None:
    grant = give_role(db, olga, workshop, EditionRole.OWNER, MADE)
    give_role(db, omar, edition(db, "another-2026"), EditionRole.OWNER, MADE)
    with pytest.raises(Refusal, match="last owner"):
        end_role(db, grant, MADE)
    give_role(db, omar, workshop, EditionRole.OWNER, MADE)
    end_role(db, grant, MADE)
    assert [one.account_id for one in list_grants(db, workshop)] == [omar.id]


def test_an_owner_whose_account_is_closed_is_none(db: Session, workshop: Edition, olga: Account, omar: Account) -> None:
    grant = give_role(db, olga, workshop, EditionRole.OWNER, MADE)
    give_role(db, omar, workshop, EditionRole.OWNER, MADE)
    close_account(db, omar, MADE)
    with pytest.raises(Refusal, match="last owner"):
        end_role(db, grant, MADE)


def test_an_administrator_ends_the_last_owner_too(db: Session, workshop: Edition, olga: Account) -> None:
    end_role(db, give_role(db, olga, workshop, EditionRole.OWNER, MADE), MADE, by_administrator=True)
    assert list_grants(db, workshop) == []


def test_a_role_of_another_edition_is_not_found(db: Session, workshop: Edition, olga: Account) -> None:
    grant = give_role(db, olga, edition(db, "another-2026"), EditionRole.REVIEWER, MADE)
    with pytest.raises(Unknown):
        get_grant(db, workshop, grant.id)


def test_somebody_without_e_mail_is_added_at_once(db: Session, workshop: Edition) -> None:
    ana, ministry = person(db), institution(db)
    offer = Offer(name="Ana Peña", role=EditionRole.FOCAL_POINT, institution=ministry, person=ana, language="es")
    account = add_directly(db, workshop, offer, None, MADE)
    assert (account.email, account.person_id, account.language) == (None, ana.id, "es")
    (grant,) = list_grants(db, workshop)
    assert (grant.account.name, grant.institution) == ("Ana Peña", ministry)
    with pytest.raises(Refusal, match="has an account already") as refused:
        add_directly(db, workshop, offer, None, MADE)
    assert refused.value.field == "person"


def test_whose_account_was_emptied_is_added_anew(db: Session, workshop: Edition) -> None:
    ana = person(db)
    offer = Offer(name="Ana Peña", role=EditionRole.SPEAKER, person=ana)
    former = add_directly(db, workshop, offer, None, MADE)
    former.name = NOBODY
    db.flush()
    assert former.is_emptied
    account = add_directly(db, workshop, offer, None, LATER)
    db.expire_all()
    assert (former.person_id, account.person_id) == (None, ana.id)


def test_roles_are_listed_by_weight_and_by_account(
    db: Session, workshop: Edition, olga: Account, omar: Account
) -> None:
    give_role(db, olga, workshop, EditionRole.OBSERVER, MADE)
    give_role(db, omar, workshop, EditionRole.OWNER, MADE + timedelta(days=1))
    assert [one.account.name for one in list_grants(db, workshop)] == ["Omar", "Olga"]
    by_account = list_grants_of(db, [olga, omar])
    assert {key: [one.role for one in grants] for key, grants in by_account.items()} == {
        olga.id: [EditionRole.OBSERVER],
        omar.id: [EditionRole.OWNER],
    }
