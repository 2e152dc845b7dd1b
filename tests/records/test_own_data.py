"""One's own data: all of it, in a stable order, with nothing of anybody else."""

import json
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from academy.accounts.actions import create_account, give_role, sign_in
from academy.accounts.invitations import Offer, accept_as_new, invite
from academy.accounts.models import Account, EditionRole, Invitation, Passkey, ProviderIdentity, SignInMethod
from academy.agenda.drafts import AffiliationDraft, RoleDraft
from academy.agenda.models import RoleKind
from academy.calendar.models import CalendarInvitation
from academy.outbox.actions import Draft, Recipient, put
from academy.participation.actions import write_quotas
from academy.participation.registering import nominate
from academy.participation.standing import Candidate
from academy.people.actions import write_contact
from academy.people.consents import set_consent
from academy.people.models import ConsentUse, Person
from academy.people.sensitive import conceal, looked_at
from academy.records.own_data import gather, list_looks, own_fields, record_export, sensitive_fields, to_json
from academy.trail.models import Entry
from tests.factories import LATER, MADE, edition, institution, person, slot, words
from tests.participation import places

LETTER = b"""From: academy@example.org
To: Ana <ana@example.org>
Subject: Welcome
Content-Type: text/plain; charset=utf-8

Dear Ana, welcome.
"""


def everything(db: Session, given: str = "Ana") -> tuple[Person, Account]:
    """Somebody with something of each kind."""
    key, here = given.lower(), edition(db, f"edition-of-{given.lower()}")
    one = person(db, given)
    write_contact(db, one, f"{key}@example.org", "es", MADE)
    conceal(db, one, "passport_name", f"{given} IN PASSPORT", MADE)
    set_consent(db, one, ConsentUse.PHOTOGRAPHS, MADE, is_given=True, wording=f"{given} agrees.")
    where = (AffiliationDraft(words("Director"), institution(db)),)
    role = RoleDraft(RoleKind.MODERATOR, person=one, affiliations=where)
    for_the_desk = {"doubt": "Luis may come instead", "online_url": "https://meet.example/luis"}
    item = slot(db, here, f"Item of {given}", roles=(role,), **for_the_desk)
    account = create_account(db, f"{key}@example.org", given, MADE, password_digest="secret-digest", person=one)
    account.totp = "sealed-telephone"
    give_role(db, account, here, EditionRole.SPEAKER, MADE)
    sign_in(db, account, SignInMethod.PASSWORD, MADE)
    write_quotas(db, here, [places.OBSERVERS], [places.ALL_OBSERVERS], MADE)
    observer = Candidate(one, places.type_called(db, here, "observers"), "MX", post=f"Envoy {given}")
    nominate(db, here, observer, MADE, is_told=False)
    letter = put(db, Recipient(f"{key}@example.org", given, "en", one.id, account.id), Draft(kind="k/l"), MADE)
    assert letter
    letter.message, letter.subject = LETTER.replace(b"Ana", given.encode()), "Welcome"
    db.add_all([
        Passkey(account=account, credential=given.encode(), public_key=b"public-key", created_at=MADE, name="My key"),
        ProviderIdentity(account=account, issuer="https://id.example", subject=given, created_at=MADE),
        Invitation(edition=here, role=EditionRole.SPEAKER, email=f"{key}@example.org", name=given, language="en",
                   token_digest=f"digest-{key}", person=one, created_at=MADE, expires_at=LATER),
        CalendarInvitation(slot=item, person=one, created_at=MADE, nonce=f"nonce-{key}", email=f"{key}@example.org",
                           language="en", sent_at=MADE, sequence=0, organiser="d@example.org"),
    ])  # fmt: skip
    db.flush()
    return one, account


def read(db: Session, one: Person | None, account: Account | None) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(to_json(gather(db, one, account, LATER)))
    return found


def test_every_kind_is_there_in_order(db: Session) -> None:
    found = read(db, *everything(db))
    assert list(found) == [
        "format", "made_at", "person", "account", "ways_to_sign_in", "roles", "invitations", "sign_ins", "appearances",
        "participation", "calendar_invitations", "consents", "letters", "record",
    ]  # fmt: skip
    assert found["format"] == "academy-own-data/1"
    assert found["person"][0]["given"] == "Ana"
    assert found["person"][0]["passport_name"] == "Ana IN PASSPORT"
    assert found["roles"][0]["role"] == "speaker"
    assert found["appearances"][0]["item"] == {"en": "Item of Ana"}
    assert found["appearances"][0]["affiliations"] == [
        {"institution": {"en": "Ministry of Labour"}, "post": {"en": "Director"}}
    ]
    assert found["participation"][0]["institution_type"] == {"en": "Observer agencies"}
    assert found["consents"][0]["wording"] == "Ana agrees."
    assert (found["letters"][0]["subject"], found["letters"][0]["text"]) == ("Welcome", "Dear Ana, welcome.")


def test_nothing_that_opens_something_is_in_it(db: Session) -> None:
    text = to_json(gather(db, *everything(db), LATER))
    for secret in ("secret-digest", "sealed-telephone", "public-key", "digest-ana", "nonce-ana", "token"):
        assert secret not in text


def test_nothing_of_anybody_else_is_in_it(db: Session) -> None:
    one, account = everything(db)
    everything(db, "Leila")
    text = to_json(gather(db, one, account, LATER))
    assert [name for name in ("Leila", "leila", "Luis", "luis") if name in text] == []


def test_of_a_programme_the_record_says_what_is_about_the_person_alone(db: Session) -> None:
    one, account = everything(db)
    (told,) = [entry for entry in read(db, one, account)["record"] if entry["act"] == "slot.created"]
    assert [value["field"] for value in told["values"]] == [f"role/{one.id}"]


def test_invitations_and_letters_of_who_is_no_person_are_in_it_with_what_the_record_says(db: Session) -> None:
    offer = Offer(name="Leila", role=EditionRole.REGISTRAR, email="leila@example.org")
    account = accept_as_new(db, invite(db, edition(db), offer, None, MADE), "Leila", MADE)
    found = read(db, None, account)
    assert [letter["email"] for letter in found["letters"]] == ["leila@example.org"]
    told = {entry["act"]: [value["field"] for value in entry["values"]] for entry in found["record"]}
    assert told["invitation.sent"] == ["email", "name", "role"]


def test_the_same_data_are_the_same_bytes(db: Session) -> None:
    one, account = everything(db)
    first = to_json(gather(db, one, account, LATER))
    db.expire_all()
    assert to_json(gather(db, one, account, LATER)) == first


def test_an_account_without_a_person_and_a_person_without_an_account(db: Session) -> None:
    one = person(db)
    account = create_account(db, "leila@example.org", "Leila", MADE)
    assert read(db, one, None).keys() == {"format", "made_at", "person", "record"}
    found = read(db, None, account)
    assert found.keys() == {"format", "made_at", "account", "record"}
    assert "Ana" not in json.dumps(found)


def test_the_fields_on_a_page_leave_out_what_is_sensitive_or_secret(db: Session) -> None:
    one, account = everything(db)
    assert "passport_name" not in {fact.name for fact in own_fields(one)}
    assert {fact.name for fact in own_fields(account)} == {"email", "name", "language"}
    assert [(fact.name, fact.value) for fact in sensitive_fields(db, one)] == [("passport_name", "Ana IN PASSPORT")]


def test_who_looked_is_told_the_latest_first(db: Session) -> None:
    one = person(db)
    looked_at(db, one, MADE)
    db.flush()
    record_export(db, one, None, LATER)
    db.flush()
    assert [(look.act, look.at) for look in list_looks(db, one)] == [
        ("person.exported", LATER),
        ("person.revealed", MADE),
    ]
    assert db.scalar(select(Entry.thing_id).order_by(Entry.id.desc())) == one.id
