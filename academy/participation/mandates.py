"""Who may put people forward, for which seats; and what they do with them until the deadline.

The holder of a mandate needs no account: a private link opens their page. What they may touch is what their mandate
has put forward; what somebody else has put forward for the same country they see by name and state, and no more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from academy.accounts.actions import read_email
from academy.db.engine import keys_of
from academy.editions.models import Edition
from academy.editions.rules import is_off
from academy.kit.languages import INTERFACE
from academy.kit.refusals import Refusal, Unknown
from academy.kit.texts import clean_line
from academy.kit.windows import last_said
from academy.kit.words import N_
from academy.kit.zones import Zone
from academy.outbox.actions import put, withdraw_all
from academy.participation import letters
from academy.participation.links import mandate_token
from academy.participation.models import Entry, InstitutionType, Mandate, QuotaRule, Registration, Right
from academy.participation.queries import list_quota_rules, whole_mandate
from academy.participation.rules import check_window, closes, is_open, opens, unit_of, zone_of
from academy.people.models import Institution
from academy.trail.actions import record


@dataclass(frozen=True, slots=True)
class MandateDraft:
    """Who may put people forward, for whom; as the columns of the same names. No institution type: all of them."""

    name: str
    email: str
    language: str = "en"
    country: str | None = None
    institution: Institution | None = None
    institution_type: InstitutionType | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """Seats that a mandate can fill: by which rule, of which country or institution, until when."""

    rule: QuotaRule
    unit: str
    until: datetime | None
    """The first instant at which nobody is put forward any more."""
    is_open: bool
    begins: datetime | None
    zone: Zone
    """On whose clock the window is."""
    is_extended: bool = False
    """True where the deadline is the country's or institution's own."""

    @property
    def key(self) -> tuple[int, str]:
        """Whose seats they are: the rule's number, and the country or institution."""
        return self.rule.id, self.unit

    def is_of(self, type_id: int, country: str | None, institution_id: int | None) -> bool:
        """Tell whether these seats could be those of somebody of this type, country and institution."""
        return self.rule.type_id == type_id and unit_of(self.rule.scope, country, institution_id) == self.unit

    @property
    def last(self) -> datetime | None:
        """What is said of the deadline: one at midnight is a minute before, on the day that people mean."""
        return None if self.until is None else last_said(self.until, self.zone)


def give_mandate(db: Session, edition: Edition, draft: MandateDraft, now: datetime) -> Mandate:
    """Let somebody put people forward; their letter is not sent by this. The same twice is one mandate."""
    email, name = read_email(draft.email), clean_line(draft.name, field="name")
    _check(draft, name)
    at = select(Mandate).where(Mandate.edition_id == edition.id, Mandate.email == email, Mandate.ended_at.is_(None))
    for known in db.scalars(at.options(*whole_mandate()).order_by(Mandate.id)):
        same = (known.country == draft.country, known.institution is draft.institution)
        if all(same) and known.institution_type is draft.institution_type:
            return known
    given = Mandate(
        edition=edition,
        name=name,
        email=email,
        language=draft.language,
        created_at=now,
        country=draft.country,
        institution=draft.institution,
        institution_type=draft.institution_type,
    )
    db.add(given)
    db.flush()
    if not claims(db, given, now):
        message = N_("No quota has seats that this could fill by nomination. Look at country, institution and type.")
        raise Refusal(message, field="institution_type")
    after = {"name": name, "email": email, "country": draft.country, "institution": draft.institution}
    record(db, "mandate.given", given, now, edition_id=edition.id, after={**after, "type": draft.institution_type})
    return given


def send_mandate(db: Session, given: Mandate, now: datetime) -> None:
    """Write the letter with the private link; one that has not left yet is taken back."""
    withdraw_all(db, letters.origin_of(given))
    own = claims(db, given, now)
    # Where there are several deadlines, the first that is to come: whoever keeps it is in time for all.
    upcoming = [one for one in own if one.until is not None and one.until > now]
    first = min(upcoming, key=lambda one: one.until or now, default=None)
    lines = [_line(one, given) for one in own]
    draft = letters.mandate(given, mandate_token(given, keys_of(db)), lines, first.last if first else None)
    put(db, letters.holder_of(given), draft, now)
    given.sent_at = now
    db.flush()
    record(db, "mandate.sent", given, now, edition_id=given.edition_id)


def end_mandate(db: Session, given: Mandate, now: datetime) -> None:
    """Let a private link open nothing any more; whoever was put forward stays."""
    if given.ended_at is None:
        given.ended_at = now
        withdraw_all(db, letters.origin_of(given))
        db.flush()
        record(db, "mandate.ended", given, now, edition_id=given.edition_id)


def list_mandates(db: Session, edition: Edition) -> Sequence[Mandate]:
    """Return who may put people forward, with all that each names, the first given first."""
    own = (Mandate.edition_id == edition.id, Mandate.ended_at.is_(None))
    return db.scalars(select(Mandate).where(*own).options(*whole_mandate()).order_by(Mandate.id)).all()


def get_mandate(db: Session, edition: Edition, number: int) -> Mandate:
    """Return a mandate of an edition by its number; refuse where there is none, or it has ended."""
    own = (Mandate.edition_id == edition.id, Mandate.ended_at.is_(None), Mandate.id == number)
    found = db.scalar(select(Mandate).where(*own).options(*whole_mandate()))
    if found is None:
        raise Unknown(N_("There is no such nominator in this edition; the link may have been ended."))
    return found


def list_mandates_at(db: Session, email: str) -> Sequence[Mandate]:
    """Return the mandates that were given to a mailbox, in whichever edition, the newest first."""
    own = (Mandate.email == email.lower(), Mandate.ended_at.is_(None))
    return db.scalars(select(Mandate).where(*own).options(*whole_mandate()).order_by(Mandate.id.desc())).all()


def claims(db: Session, given: Mandate, now: datetime) -> list[Claim]:
    """Return the seats that a mandate can fill, in the order of the rules: two queries."""
    return claims_of(db, given.edition, [given], now)[given.id]


def claims_of(db: Session, edition: Edition, mandates: Sequence[Mandate], now: datetime) -> dict[int, list[Claim]]:
    """Return the same for many mandates of an edition, by their numbers: two queries for all of them."""
    rules = list_quota_rules(db, edition)
    own = Right.rule_id.in_([rule.id for rule in rules])
    rights = {(one.rule_id, one.unit): one for one in db.scalars(select(Right).where(own))}
    found: dict[int, list[Claim]] = {given.id: [] for given in mandates}
    for given in mandates:
        for rule in rules:
            unit = _unit(rule, given)
            if unit is not None:
                found[given.id].append(_claim(rule, unit, rights.get((rule.id, unit)), edition, now))
    return found


def check_claim(db: Session, given: Mandate, kind: InstitutionType, now: datetime) -> None:
    """Refuse what a mandate does not reach: another institution type, and a window that is not open."""
    own = [one for one in claims(db, given, now) if one.rule.type_id == kind.id]
    if not own:
        raise Refusal(N_("This link puts nobody forward for this institution type."), field="institution_type")
    if is_off(given.edition, now):
        raise Refusal(N_("Nobody is put forward any more: this event is over, or does not take place."))
    if not any(one.is_open for one in own):
        first = own[0]
        right = db.scalar(select(Right).where(Right.rule_id == first.rule.id, Right.unit == first.unit))
        check_window(first.rule, given.edition.zone, now, right)


def check_own(registration: Registration, given: Mandate) -> None:
    """Refuse what another mandate, or the organisers, have put forward."""
    if registration.mandate_id != given.id or registration.edition_id != given.edition_id:
        raise Unknown(N_("You have not put this person forward; ask the organisers."))


def hold(db: Session, given: Mandate) -> None:
    """Let nobody else do something with a mandate until this transaction is over; refuse one that has ended.

    Always before anything else is locked. What refers to the mandate can be written meanwhile.
    """
    db.refresh(given, ["used_at", "ended_at"], with_for_update={"key_share": True})
    if given.ended_at is not None:
        raise Unknown(N_("There is no such nominator in this edition; the link may have been ended."))


def used(db: Session, given: Mandate, now: datetime) -> None:
    """Note that the holder has done something."""
    given.used_at = now
    db.flush()


def _check(draft: MandateDraft, name: str) -> None:
    if not name:
        raise Refusal(N_("Write the name of the person, or of the office, that the letter goes to."), field="name")
    if draft.language not in INTERFACE:
        raise Refusal(N_("Letters are not written in this language."), field="language")
    if draft.country is None and draft.institution is None and draft.institution_type is None:
        message = N_("Say for whom: a country, an institution, or an institution type.")
        raise Refusal(message, field="country")


def _unit(rule: QuotaRule, given: Mandate) -> str | None:
    """Return whose seats of a rule a mandate fills; None where it fills none."""
    kind = rule.institution_type
    if kind is None or rule.is_of_slot or kind.entry != Entry.NOMINATION:
        return None
    if given.type_id is not None and given.type_id != kind.id:
        return None
    country = given.country or (given.institution.country if given.institution else None)
    unit = unit_of(rule.scope, country, given.institution_id)
    # What is everybody's, such as "once for the region", is filled only by whom it was asked of by name.
    return unit if unit or given.type_id is not None else None


def _claim(rule: QuotaRule, unit: str, right: Right | None, edition: Edition, now: datetime) -> Claim:
    zone = edition.zone
    return Claim(
        rule,
        unit,
        closes(rule, zone, right),
        is_open(rule, zone, now, right) and not is_off(edition, now),
        opens(rule, zone),
        zone_of(rule, zone),
        right is not None and right.closes_on is not None,
    )


def _line(claim: Claim, given: Mandate) -> str:
    kind = claim.rule.institution_type
    name = str(kind.name.wording(given.language, given.edition.languages)) if kind else ""
    return f"{name}: {claim.rule.seats}" if claim.rule.seats is not None else name
