"""Addresses, found by walking the routes: a new page is tested without being named.

`things_of` and `addresses` lead to the public pages of an edition; `Samples` knows a thing for every argument that any
route has. A route with an argument of its own makes the walk fail until a sample of it is added here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from academy.access import Can
from academy.accounts.invitations import Offer, invite
from academy.accounts.models import Account, EditionRole, Passkey, ProviderIdentity, SignIn
from academy.accounts.roles import add_directly, list_grants
from academy.agenda.models import Elective, Role, Slot, Talk
from academy.calendar.entries import When
from academy.calendar.invitations import Said
from academy.calendar.models import CalendarInvitation
from academy.editions.models import Edition, Series
from academy.files.actions import keep
from academy.files.rules import DOCUMENTS, SHEETS
from academy.kit.translated import Translated
from academy.kit.zones import Zone
from academy.messaging.actions import MessageDraft, create_message
from academy.outbox.actions import Draft, Recipient, put
from academy.participation import seating
from academy.participation.mandates import MandateDraft, give_mandate
from academy.participation.models import (
    Answer,
    InstitutionType,
    Question,
    QuestionKind,
    QuotaRule,
    Registration,
    Scope,
    Seat,
    State,
)
from academy.participation.sheets import see_sheet
from academy.people.models import Institution, Person
from academy.practices.models import CardText, Practice
from tests.factories import card_samples
from tests.factories.files import PDF

SLUGS = {
    "api.practices.": "practice",
    "site.people.person": "person",
    "site.people.institution": "institution",
    "site.practices.": "practice",
    "site.calendar.person": "person",
    "site.calendar.series": "series_slug",
    "desk.editions.series": "series_slug",
    "desk.messaging.letters": "person",
    "desk.people.institution": "institution",
    "desk.people.remove_body": "institution",
    "desk.people.": "person",
    "desk.practices.": "practice",
    "desk.privacy.": "person",
}
"""What `slug` stands for in each route that calls its argument so; where a name ends with a dot, in all below it."""


def things_of(db: Session, edition_slug: str) -> dict[str, str]:
    """Short names that stand in the addresses of an edition."""
    edition = db.execute(select(Edition).where(Edition.slug == edition_slug)).scalar_one()
    slots = select(Slot.id).where(Slot.edition_id == edition.id)
    slot = db.execute(select(Slot).where(Slot.edition_id == edition.id, Slot.day.is_not(None))).scalars().first()
    person = select(Person.slug).join(Role, Role.person_id == Person.id).where(Role.slot_id.in_(slots))
    practice = select(Practice.slug).join(Talk, Talk.practice_id == Practice.id).where(Talk.slot_id.in_(slots))
    directs = select(Institution.slug).join(Slot, Slot.directed_by_id == Institution.id).where(Slot.id.in_(slots))
    found = db.scalars(practice.order_by(Practice.slug)).first() or ""
    text = select(CardText.language).join(Practice).where(Practice.slug == found, Practice.published_at.is_not(None))
    return {
        "edition_slug": edition.slug,
        "series_slug": db.execute(select(Series.slug).where(Series.id == edition.series_id)).scalar_one(),
        "code": slot.code if slot else "",
        "day": slot.day.isoformat() if slot and slot.day else "",
        "person": db.scalars(person.order_by(Person.slug)).first() or "",
        "institution": db.scalars(directs.order_by(Institution.slug)).first() or "",
        "practice": found,
        "written": db.scalars(text.order_by(CardText.is_original.desc())).first() or "",
    }


def addresses(app: Flask, things: dict[str, str], language: str = "en", doors: str = "site. api.") -> dict[str, str]:
    """Endpoint and address of everything public that these things have a page for."""
    adapter = app.url_map.bind("academy.test")
    found = {}
    for rule in app.url_map.iter_rules():
        is_public = permission(app, rule) is Can.READ and "GET" in (rule.methods or ())
        if is_public and rule.endpoint.startswith(tuple(doors.split())):
            known = {**things, "language": language, "slug": things.get(_stands_for(rule.endpoint), "")}
            wanted = {name: known.get(name, "") for name in rule.arguments}
            if all(wanted.values()):
                found[rule.endpoint] = adapter.build(rule.endpoint, wanted)
    return found


def pages(app: Flask, things: dict[str, str], language: str = "en") -> dict[str, str]:
    """Those that are pages and no calendars."""
    found = addresses(app, things, language, "site.")
    return {endpoint: address for endpoint, address in found.items() if not address.endswith(".ics")}


def permission(app: Flask, rule: Rule) -> object:
    """What a route asks for."""
    return getattr(app.view_functions[rule.endpoint], "can", None)


def _stands_for(endpoint: str) -> str:
    names = [name for name in SLUGS if endpoint == name or (name.endswith(".") and endpoint.startswith(name))]
    return SLUGS[max(names, key=len)] if names else ""


Made = Callable[[Session, Edition, datetime], object]
Own = Callable[[Session, Account, datetime], object]


def _grant(db: Session, edition: Edition, now: datetime) -> int:
    add_directly(db, edition, Offer(name="Without E-Mail", role=EditionRole.OBSERVER), None, now)
    return next(one.id for one in list_grants(db, edition) if one.account.email is None)


def _invitation(db: Session, edition: Edition, now: datetime) -> int:
    offer = Offer(name="Invited", email="invited@example.org", role=EditionRole.REVIEWER)
    return invite(db, edition, offer, None, now).id


def _letter(db: Session, edition: Edition, now: datetime) -> int:
    told = Draft(kind="accounts/impersonated", facts={"administrator": "A", "reason": "B", "minutes": 60})
    letter = put(db, Recipient("to@example.org", "To", "en"), told, now)
    assert letter is not None
    letter.edition_id, letter.message = edition.id, b"Subject: made up\r\n\r\nMade up.\r\n"
    db.flush()
    return letter.id


def _message(db: Session, edition: Edition, now: datetime) -> int:
    said = Translated({"en": "Welcome"})
    return create_message(db, edition, MessageDraft(name="Welcome", subject=said, body=said), now).id


def _sheet(db: Session, edition: Edition, now: datetime) -> int:
    content, owner = b"Name;Country\nAna;MX\n", f"edition:{edition.id}"
    upload = keep(db, owner, "list.csv", content, now, accepted=SHEETS, edition_id=edition.id)
    return see_sheet(db, edition, upload, None, now).id


def _rule(db: Session, edition: Edition, _now: datetime) -> int:
    """A rule with one seat for everybody, whatever else the edition has."""
    own = select(QuotaRule).where(QuotaRule.edition_id == edition.id, QuotaRule.scope == Scope.EDITION)
    found = db.scalars(own.where(QuotaRule.position == _LAST)).first()
    if found is None:
        kind = InstitutionType(edition_id=edition.id, slug="walked", position=_LAST, name=Translated(en="Walked"))
        found = QuotaRule(edition_id=edition.id, position=_LAST, institution_type=kind, scope=Scope.EDITION, seats=1)
        db.add(found)
        db.flush()
    return found.id


def _seat(db: Session, edition: Edition, now: datetime) -> int:
    rule = db.get_one(QuotaRule, _rule(db, edition, now))
    seating.lay_out(db, rule, "")
    return db.scalars(select(Seat.id).where(Seat.rule_id == rule.id)).first() or 0


def _participant(db: Session, edition: Edition, now: datetime) -> int:
    """Somebody who takes part, with the letter that put them forward."""
    rule = db.get_one(QuotaRule, _rule(db, edition, now))
    kind = db.get_one(InstitutionType, rule.type_id)
    letter = keep(db, f"walk:{edition.id}", "letter.pdf", PDF, now, accepted=DOCUMENTS, edition_id=edition.id)
    person = Person(slug=f"walked-{edition.id}", given="Walked")
    row = Registration(
        edition=edition, person=person, institution_type=kind, state=State.INVITED, created_at=now, changed_at=now
    )
    row.letter = letter
    db.add(row)
    db.flush()
    return row.id


def _file(db: Session, edition: Edition, now: datetime) -> int:
    """A file that a participant has answered with."""
    asked = Question(
        edition_id=edition.id,
        slug="walked",
        position=_LAST,
        kind=QuestionKind.FILE,
        label=Translated(en="A file"),
        purpose=Translated(en="To walk."),
    )
    upload = keep(db, f"walk:{edition.id}", "answer.pdf", PDF, now, accepted=DOCUMENTS, edition_id=edition.id)
    own = Registration.person_id.in_(select(Person.id).where(Person.slug == f"walked-{edition.id}"))
    row = db.scalars(select(Registration).where(own)).first()
    assert row is not None
    db.add(Answer(registration=row, question=asked, changed_at=now, upload=upload))
    db.flush()
    return upload.id


def _mandate(db: Session, edition: Edition, now: datetime) -> int:
    rule = db.get_one(QuotaRule, _rule(db, edition, now))
    kind = db.get_one(InstitutionType, rule.type_id)
    draft = MandateDraft("Office", f"office-{edition.id}@example.org", institution_type=kind)
    return give_mandate(db, edition, draft, now).id


def _choice(db: Session, edition: Edition, _now: datetime) -> str:
    """An elective in which people can have places."""
    row = Elective(edition_id=edition.id, slug=f"walked-{edition.id}", position=_LAST, name=Translated(en="Walked"))
    db.add(row)
    db.flush()
    return f"elective-{row.slug}"


_LAST = 90
"""The place of what was made for the walk, behind all that the edition has."""


def _slot(db: Session, edition: Edition, _now: datetime) -> int:
    return db.scalars(select(Slot.id).where(Slot.edition_id == edition.id).order_by(Slot.id)).first() or 0


OF_EDITION: dict[str, Made] = {
    "desk.trail.thing_id": _slot,
    "grant_id": _grant,
    "invitation_id": _invitation,
    "desk.outbox.number": _letter,
    "desk.messaging.number": _message,
    "desk.sheets.number": _sheet,
    "rule_id": _rule,
    "seat_id": _seat,
    "desk.seating.number": _participant,
    "file": _file,
    "given_id": _mandate,
    "desk.places.choice": _choice,
    "call_slug": card_samples.a_call,
    "card_number": card_samples.a_sent_card,
    "reviewer_id": card_samples.a_reviewer,
    "desk.practices.file": card_samples.a_card_file,
}
"""Things of an edition, by argument; those called `number` by the routes that have it."""


def _sign_in(db: Session, account: Account, now: datetime) -> int:
    found = db.scalars(select(SignIn.id).where(SignIn.account_id == account.id, SignIn.expires_at > now)).first()
    assert found is not None, "whoever walks is signed in"
    return found


def _passkey(db: Session, account: Account, now: datetime) -> int:
    key = Passkey(account=account, credential=f"key of {account.id}".encode(), public_key=b"key", created_at=now)
    db.add(key)
    db.flush()
    return key.id


def _identity(db: Session, account: Account, now: datetime) -> int:
    told = ProviderIdentity(account=account, issuer="https://id.example", subject=str(account.id), created_at=now)
    db.add(told)
    db.flush()
    return told.id


def _calendar_invitation(db: Session, account: Account, now: datetime) -> int:
    slot = db.scalars(select(Slot).where(Slot.day.is_not(None), Slot.removed_at.is_(None)).order_by(Slot.id)).first()
    assert slot is not None
    person = db.get_one(Person, account.person_id)
    said = Said("Welcome", "en", When(slot.day or now.date(), None, None, 0, Zone("UTC")), "", "", ())
    row = CalendarInvitation(
        slot=slot,
        person=person,
        created_at=now,
        nonce="n",
        email="a@example.org",
        organiser="desk@example.org",
        language="en",
        sent_at=now,
        sequence=0,
        said=said.as_json(),
    )
    db.add(row)
    db.flush()
    return row.id


def _registration(db: Session, account: Account, now: datetime) -> int:
    edition = db.scalars(select(Edition).order_by(Edition.id)).first()
    assert edition is not None
    walkers = Translated(en="Walkers")
    kind = InstitutionType(edition_id=edition.id, slug=f"walkers-{account.id}", position=99, name=walkers)
    person = db.get_one(Person, account.person_id)
    row = Registration(
        edition=edition,
        person=person,
        institution_type=kind,
        state=State.INVITED,
        created_at=now,
        changed_at=now,
        once=f"walk{account.id}",
    )
    db.add(row)
    db.flush()
    return row.id


OF_PERSON: dict[str, Own] = {
    "sign_in_id": _sign_in,
    "passkey_id": _passkey,
    "identity_id": _identity,
    "site.calendar.number": _calendar_invitation,
    "site.participation.number": _registration,
    "site.practices.number": card_samples.a_written_card,
    "desk.practices.my_review.card_number": card_samples.a_card_to_judge,
    "desk.practices.step_back_from.card_number": card_samples.a_card_to_judge,
    "desk.practices.my_file.card_number": card_samples.a_card_to_judge,
    "desk.practices.my_file.file": card_samples.a_file_to_judge,
}
"""Things of one person."""

OF_NOBODY: dict[str, object] = {
    "language": "en",
    "rest": "programme/",
    "token": "made-up",
    "site.participation.step": "names",
    "site.participation.act": "submit",
    "site.practices.act": "submit",
    "site.practices.key": "made-up",
    "desk.places.act": "put_in",
    "desk.participants.form": "csv",
    "site.participation.deed": "replace",
    "desk.seating.deed": "reviewed",
    "desk.practices.deed": "link",
    "desk.seating.how": "send",
    "what": "extend",
    "unit": "all",
    "form": "csv",
    "mandate_id": 1,
    "nominee_id": 1,
    "alternate_id": 1,
    "uid": "6f1f8e9e-8a35-4f0e-9a53-3f1d8cf0a001",
    "desk.practices.written": "sw",
    "site.practices.written": "sw",
    "site.practices.file": 1,
    "site.practices.name": "report.pdf",
    "desk.trail.thing": "slot",
    "desk.trail.shared_thing.thing": "person",
    "desk.trail.shared_thing.thing_id": 1,
}
"""What belongs to nobody, or is a key that opens nothing."""


@dataclass(frozen=True)
class Samples:
    """A thing for every argument: of an edition, and of who walks."""

    of_edition: dict[str, object]
    of_person: dict[str, object]
    account_id: int

    def arguments(self, rule: Rule) -> dict[str, object]:
        """What stands in the address of a route."""
        return {name: self._one(rule.endpoint, name) for name in rule.arguments}

    def _one(self, endpoint: str, name: str) -> object:
        known = {**OF_NOBODY, **self.of_edition, **self.of_person, "account_id": self.account_id}
        key = _stands_for(endpoint) if name == "slug" else key_of(endpoint, name)
        assert key in known, f"{endpoint} asks for “{name}”: add a sample of it in tests/factories/addresses.py"
        return known[key]


def key_of(endpoint: str, name: str) -> str:
    """What an argument is registered as: with route or blueprint before it where several use the name."""
    longer = (f"{endpoint}.{name}", f"{endpoint.rpartition('.')[0]}.{name}")
    return next((key for key in longer if key in {**OF_EDITION, **OF_PERSON, **OF_NOBODY}), name)


def made_in(db: Session, edition: Edition, now: datetime) -> dict[str, object]:
    """A thing of every kind that an edition has."""
    return {**things_of(db, edition.slug), **{name: make(db, edition, now) for name, make in OF_EDITION.items()}}


def made_for(db: Session, account: Account, now: datetime) -> dict[str, object]:
    """A thing of every kind that a person has."""
    return {name: make(db, account, now) for name, make in OF_PERSON.items()}
