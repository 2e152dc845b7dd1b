"""Takes away what is stored about one person, and keeps what does not tell who it was.

Roles in programmes keep their place, their institution and a neutral text; practice cards that readers find keep what
they say of the practice; the country stays for counting; the record keeps that something was done, and when, and loses
what it said.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, false, func, select, update
from sqlalchemy.orm import Session, joinedload

from academy.accounts.administration import EMPTIED_ACCOUNT, OF_ACCOUNT, close_account
from academy.accounts.models import Account, Grant, Invitation, SignIn, SignInLink
from academy.accounts.queries import list_accounts_at
from academy.accounts.roles import end_role
from academy.agenda.actions import mention_changed
from academy.agenda.models import Role, Slot
from academy.calendar.actions import withdraw_all
from academy.calendar.models import CalendarInvitation
from academy.editions.actions import raise_installation, touch
from academy.editions.models import Edition, State
from academy.editions.rules import is_past
from academy.files.models import Upload
from academy.kit.languages import INTERFACE
from academy.kit.personal import NOBODY
from academy.kit.translated import EMPTY, Translated
from academy.kit.words import N_, translate
from academy.outbox.actions import Recipient, put
from academy.outbox.models import Letter, LetterState
from academy.participation.answers import owner_of
from academy.participation.models import Answer, Registration
from academy.participation.models import State as RegistrationState
from academy.participation.rules import LEAVABLE
from academy.participation.standing import leave
from academy.people.models import Consent, Person
from academy.people.sensitive import FIELDS as SENSITIVE
from academy.practices.models import Practice
from academy.records.card_data import empty_cards, empty_reviews, published
from academy.records.letters import erased
from academy.records.models import ErasureRequest
from academy.records.whose import Own, own_of
from academy.trail.actions import record
from academy.trail.erasing import erase as erase_where
from academy.trail.models import Value

REMOVED = N_("Name removed")

EMPTIED_LETTER: dict[str, Any] = {
    "email": "",
    "name": "",
    "facts": {},
    "secrets": None,
    "subject": "",
    "message": None,
    "calendar": None,
    "reply_to": "",
    "error": "",
}
"""What is left of a letter: that there was one, of which kind, when, and what became of it."""

_WAITING = (LetterState.QUEUED, LetterState.LEASED, LetterState.FAILED)


@dataclass(frozen=True, slots=True)
class Traces:
    """How much is stored about somebody, and in which published programmes and collections they stand."""

    editions: tuple[Edition, ...]
    items: int
    cards: int
    letters: int
    sign_ins: int
    values: int
    consents: int

    @property
    def is_public(self) -> bool:
        """True where a published programme or card names them: an administrator looks at it first."""
        return bool(self.editions)


def find_account_of(db: Session, person: Person) -> Account | None:
    """Return a person's account, or None."""
    return db.scalar(select(Account).where(Account.person_id == person.id))


def trace(db: Session, person: Person | None, account: Account | None) -> Traces:
    """Return what erasure would find. Nothing is changed."""
    own = own_of(db, person, account)
    return Traces(
        editions=tuple(_public_editions(db, person, own)),
        items=_count(db, select(Role.slot_id).where(_roles_of(person)).distinct()),
        cards=_count(db, select(Practice.id).where(own.cards)),
        letters=_count(db, select(Letter.id).where(own.letters, Letter.email != "")),
        sign_ins=_count(db, select(SignIn.id).where(SignIn.account_id == account.id)) if account else 0,
        values=_count(db, select(Value.id).where(own.values)),
        consents=_count(db, select(Consent.id).where(Consent.person_id == person.id)) if person else 0,
    )


def ask_for_erasure(db: Session, person: Person, now: datetime, *, takes_name_off: bool) -> ErasureRequest:
    """Ask an administrator to erase; asked again, the newer wish holds."""
    request = find_request(db, person)
    if request is None:
        request = ErasureRequest(person=person, asked_at=now, takes_name_off=takes_name_off)
        db.add(request)
    request.takes_name_off = takes_name_off
    db.flush()
    record(db, "person.erasure_asked", person, now, after={"takes_name_off": takes_name_off})
    return request


def find_request(db: Session, person: Person) -> ErasureRequest | None:
    """Return a person's request that waits, or None."""
    waiting = (ErasureRequest.person_id == person.id) & ErasureRequest.done_at.is_(None)
    return db.scalar(select(ErasureRequest).where(waiting))


def list_requests(db: Session) -> list[ErasureRequest]:
    """Return the requests that wait, the oldest first, each with its person."""
    query = select(ErasureRequest).where(ErasureRequest.done_at.is_(None)).order_by(ErasureRequest.asked_at)
    return list(db.scalars(query.options(joinedload(ErasureRequest.person))))


def erase(
    db: Session,
    person: Person | None,
    account: Account | None,
    now: datetime,
    *,
    takes_name_off: bool = True,
    by_administrator: bool = False,
) -> None:
    """Erase what is stored about somebody: a person, an account, or both. Done again, it changes nothing.

    Without `takes_name_off`, programmes keep the name, as a record of what took place. The last owner of an edition
    is erased by an administrator only.
    """
    own = own_of(db, person, account)
    _say_goodbye(db, person, account, now, keeps_name=not takes_name_off)
    empty_letters(db, own)
    _empty_invitations(db, own, now)
    empty_cards(db, own, now, takes_name_off=takes_name_off)
    if account:
        empty_reviews(db, own, account, now, takes_name_off=takes_name_off)
        _empty_account(db, account, now, by_administrator=by_administrator)
    if person:
        withdraw_all(db, person, now)
        db.execute(delete(CalendarInvitation).where(CalendarInvitation.person_id == person.id))
        _leave_seats(db, person, now)
        _empty_person(db, person, now, takes_name_off=takes_name_off)
    db.flush()
    erase_where(db, own.values, now)
    record(db, "person.erased", person or account, now, after={"takes_name_off": takes_name_off})


def _say_goodbye(
    db: Session, person: Person | None, account: Account | None, now: datetime, *, keeps_name: bool
) -> None:
    """Write a last letter, to the address just before it goes."""
    email = (person and person.email) or (account and account.email)
    if email:
        language = (person and person.language) or (account and account.language) or "en"
        put(db, Recipient(email, "", language), erased(keeps_name=keeps_name), now)
        db.flush()


def _empty_person(db: Session, person: Person, now: datetime, *, takes_name_off: bool) -> None:
    person.email, person.language = "", None
    for field in SENSITIVE:
        setattr(person, field, "")
    if takes_name_off:
        _empty_roles(db, person, now)
        person.given, person.family, person.sort_key, person.listed_name = NOBODY, "", NOBODY, ""
        person.honorific, person.slug = EMPTY, f"removed-{person.id}"
        raise_installation(db)
    db.execute(update(Consent).where(Consent.person_id == person.id).values(wording="", account_id=None))
    waiting = (ErasureRequest.person_id == person.id) & ErasureRequest.done_at.is_(None)
    db.execute(update(ErasureRequest).where(waiting).values(done_at=now))


def _leave_seats(db: Session, person: Person, now: datetime) -> None:
    """Give seats free where the edition is still to come; of what is over, state and country stay for counting."""
    own = select(Registration).where(Registration.person_id == person.id).options(joinedload(Registration.edition))
    for registration in db.scalars(own):
        if registration.state in LEAVABLE and not is_past(registration.edition, now.date()):
            leave(db, registration, RegistrationState.WITHDRAWN, "", now)
        _empty_registration(db, registration)


def _empty_registration(db: Session, registration: Registration) -> None:
    """Forget what somebody has written and sent, and why their participation stands as it does."""
    registration.post = registration.institution_name = registration.reason = ""
    registration.review_of, registration.review_since = (), None
    db.execute(delete(Answer).where(Answer.registration_id == registration.id))
    db.execute(delete(Upload).where(Upload.owner == owner_of(registration)))


def _empty_roles(db: Session, person: Person, now: datetime) -> None:
    """Leave each role where it stands, held by a neutral text; pages and calendars follow."""
    slots = set(db.scalars(select(Role.slot_id).where(Role.person_id == person.id)))
    standing_in = db.scalars(select(Edition).join(Slot, Slot.edition_id == Edition.id).where(Slot.id.in_(slots)))
    for edition in standing_in.unique():
        touch(db, edition, now)
    said = Translated({code: translate(REMOVED, code) for code in INTERFACE})
    db.execute(update(Role).where(Role.person_id == person.id).values(person_id=None, placeholder=said))
    # Whoever has such an item open in a form would write the name back.
    db.execute(update(Slot).where(Slot.id.in_(slots)).values(revision=Slot.revision + 1))
    mention_changed(db, Slot.id.in_(slots), now)


def empty_letters(db: Session, own: Own) -> None:
    """Take back what has not left, and forget to whom letters went and what they said."""
    withdrawn = {"state": LetterState.WITHDRAWN, "leased_until": None, "leased_by": None}
    db.execute(update(Letter).where(own.letters, Letter.state.in_(_WAITING)).values(withdrawn))
    db.execute(update(Letter).where(own.letters).values(EMPTIED_LETTER))


def _empty_account(db: Session, account: Account, now: datetime, *, by_administrator: bool) -> None:
    """Close an account (refused for the last administrator) and forget who it was."""
    close_account(db, account, now)
    for grant in db.scalars(select(Grant).where(Grant.account_id == account.id, Grant.ended_at.is_(None))):
        end_role(db, grant, now, by_administrator=by_administrator)
    if account.email and not list_accounts_at(db, account.email):
        db.execute(delete(SignInLink).where(SignInLink.email == account.email))
    for table in OF_ACCOUNT:
        db.execute(delete(table).where(table.account_id == account.id))
    for field, nothing in EMPTIED_ACCOUNT.items():
        setattr(account, field, nothing)
    db.flush()


def _empty_invitations(db: Session, own: Own, now: datetime) -> None:
    unanswered = (own.invitations, Invitation.accepted_at.is_(None), Invitation.withdrawn_at.is_(None))
    db.execute(update(Invitation).where(*unanswered).values(withdrawn_at=now))
    db.execute(update(Invitation).where(own.invitations).values(email="", name=""))


def _public_editions(db: Session, person: Person | None, own: Own) -> list[Edition]:
    slots = select(Role.slot_id).where(_roles_of(person))
    named = Edition.id.in_(select(Slot.edition_id).where(Slot.id.in_(slots), Slot.removed_at.is_(None)))
    public = Edition.state.in_((State.PUBLISHED, State.CANCELLED))
    standing_in = (named | Edition.id.in_(published(own))) & public
    return list(db.scalars(select(Edition).where(standing_in).order_by(Edition.starts_on)))


def _roles_of(person: Person | None) -> ColumnElement[bool]:
    return Role.person_id == person.id if person else false()


def _count(db: Session, query: Select[int]) -> int:
    return db.scalar(select(func.count()).select_from(query.subquery())) or 0
