"""Who has which role: found, given without a letter, and ended. An edition keeps an owner."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from academy.accounts.actions import create_account, give_role, let_go
from academy.accounts.invitations import Offer, check_offer
from academy.accounts.models import Account, EditionRole, Grant
from academy.editions.models import Edition
from academy.kit.refusals import Refusal, Unknown
from academy.kit.words import N_
from academy.trail.actions import record

_STANDING = Grant.ended_at.is_(None)
_ORDER = {role: place for place, role in enumerate(EditionRole)}


def list_grants(db: Session, edition: Edition) -> list[Grant]:
    """Return the roles that people have in an edition now, with account, person and institution: by role, then name."""
    grants = db.scalars(_loaded().where(Grant.edition_id == edition.id, _STANDING))
    return sorted(grants, key=lambda one: (_ORDER[one.role], one.account.name, one.id))


def list_grants_of(db: Session, accounts: Iterable[Account]) -> dict[int, list[Grant]]:
    """Return the roles that each of these accounts has now, by the account's id, with edition and institution."""
    found: dict[int, list[Grant]] = {account.id: [] for account in accounts}
    query = _loaded().where(Grant.account_id.in_(found), _STANDING).order_by(Grant.given_at, Grant.id)
    for grant in db.scalars(query.options(joinedload(Grant.edition))):
        found[grant.account_id].append(grant)
    return found


def get_grant(db: Session, edition: Edition, grant_id: int) -> Grant:
    """Return a role that somebody has in an edition now; refuse where there is none."""
    grant = db.scalar(_loaded().where(Grant.id == grant_id, Grant.edition_id == edition.id, _STANDING))
    if grant is None:
        raise Unknown(N_("There is no such role in this edition; it may have been ended meanwhile."))
    return grant


def add_directly(db: Session, edition: Edition, offer: Offer, by: int | None, now: datetime) -> Account:
    """Give a role to somebody without e-mail, with an account of their own; a sheet of codes opens it."""
    check_offer(offer)
    if offer.person is not None:
        let_go(db, offer.person)
        if db.scalar(select(Account.id).where(Account.person_id == offer.person.id)):
            raise Refusal(N_("%(name)s has an account already."), name=offer.person.name, field="person")
    account = create_account(db, None, offer.name, now, language=offer.language, person=offer.person)
    give_role(db, account, edition, offer.role, now, institution=offer.institution, by=by)
    return account


def end_role(db: Session, grant: Grant, now: datetime, *, by_administrator: bool = False) -> None:
    """End a role; its row stays. The last owner of an edition is ended by an administrator only."""
    if grant.role == EditionRole.OWNER and not by_administrator:
        _check_other_owner(db, grant)
    grant.ended_at = now
    db.flush()
    before = {"account": grant.account_id, "role": grant.role}
    record(db, "role.ended", grant, now, edition_id=grant.edition_id, before=before)


def _check_other_owner(db: Session, grant: Grant) -> None:
    # Locked: of two owners who end each other's role at the same moment, one is refused.
    owners = select(Grant.account_id).where(
        Grant.edition_id == grant.edition_id, Grant.role == EditionRole.OWNER, _STANDING
    )
    held = set(db.scalars(owners.with_for_update()))
    open_ones = select(Account.id).where(Account.id.in_(held - {grant.account_id}), Account.closed_at.is_(None))
    if db.scalar(open_ones.limit(1)) is None:
        raise Refusal(
            N_("This is the edition’s last owner. Make somebody else its owner first, or ask an administrator.")
        )


def _loaded() -> Select[Grant]:
    account = joinedload(Grant.account).joinedload(Account.person)
    return select(Grant).options(account, joinedload(Grant.institution))
