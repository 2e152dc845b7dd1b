"""After erasure nothing tells who it was, and nothing is missing: programmes, numbers and the record stay whole."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from academy.accounts.actions import create_account, give_role, sign_in
from academy.accounts.invitations import Offer, accept_as_new, invite
from academy.accounts.models import Account, EditionRole, Grant, Invitation, SignIn, SignInLink, SignInMethod
from academy.agenda.drafts import AffiliationDraft, RoleDraft
from academy.agenda.models import RoleKind, Slot
from academy.agenda.queries import list_slots
from academy.db.engine import Database
from academy.editions.models import Edition
from academy.editions.queries import get_whole_edition, version_of
from academy.kit.refusals import Refusal
from academy.outbox.actions import Draft, Recipient, put, record_bounce
from academy.outbox.models import Letter, LetterState
from academy.participation.models import State as RegistrationState
from academy.people.actions import write_contact
from academy.people.consents import list_consents, set_consent
from academy.people.models import ConsentUse, Person
from academy.people.sensitive import conceal
from academy.records.doctor import examine
from academy.records.edition_file.writing import edition_file, to_json
from academy.records.erasure import ask_for_erasure, erase, find_account_of, find_request, list_requests, trace
from academy.trail.models import Entry, Value
from academy.trail.sealing import seal_record
from tests.factories import LATER, MADE, edition, institution, person, slot
from tests.participation import places as seats
from tests.records.stored import stored_words, telling
from tests.trail.records import flaws

NAMES = ("Ximena", "Quispe", "ximena", "quispe")


def somebody(db: Session, *, published: bool = True) -> tuple[Person, Account, Edition]:
    """Somebody of whom everything is known."""
    create_account(db, "admin@example.org", "Admin", MADE, is_administrator=True)
    here = edition(db, published=published)
    one = person(db, "Ximena", "Quispe", country="BO", listed_name="QUISPE Ximena")
    write_contact(db, one, "ximena@example.org", "es", MADE)
    conceal(db, one, "passport_name", "QUISPE XIMENA", MADE)
    set_consent(db, one, ConsentUse.PHOTOGRAPHS, MADE, is_given=True, wording="Ximena Quispe may be seen.")
    where = (AffiliationDraft(institution=institution(db)),)
    slot(db, here, roles=(RoleDraft(RoleKind.SPEAKER, person=one, affiliations=where),))
    account = create_account(db, "ximena@example.org", "Ximena Quispe", MADE, password_digest="digest", person=one)
    give_role(db, account, here, EditionRole.SPEAKER, MADE)
    sign_in(db, account, SignInMethod.PASSWORD, MADE)
    db.add(SignInLink(token_digest="d", email="ximena@example.org", created_at=MADE, expires_at=LATER))
    for _ in range(2):
        put(db, Recipient("ximena@example.org", "Ximena Quispe", "es", one.id, account.id),
            Draft(kind="messaging/message", facts={"name": "Ximena Quispe"}, secrets={"token": "t"}), MADE)  # fmt: skip
    sent = db.scalars(select(Letter)).first()
    assert sent
    sent.state, sent.sent_at, sent.message = LetterState.SENT, MADE, b"To: Ximena Quispe"
    db.flush()
    return one, account, here


def test_no_table_tells_any_more_who_it_was(db: Session) -> None:
    one, account, _ = somebody(db)
    assert len(telling(db, *NAMES)) > 5
    erase(db, one, account, LATER)
    assert telling(db, *NAMES) == {"letter"}, "the last letter has not left yet"
    goodbye = db.scalars(select(Letter).where(Letter.email != "")).one()
    assert (goodbye.kind, goodbye.email, goodbye.name, goodbye.language) == (
        "records/erased",
        "ximena@example.org",
        "",
        "es",
    )
    goodbye.email = ""
    assert telling(db, *NAMES) == set()


OFFER = Offer(name="Ximena Quispe", role=EditionRole.REGISTRAR, email="ximena@example.org")


def invited(db: Session, here: Edition) -> Account:
    """Somebody who is no person of any list: invited twice, in with the newer letter, and a letter came back."""
    invite(db, here, OFFER, None, MADE)
    account = accept_as_new(db, invite(db, here, OFFER, None, MADE), "X. Quispe", MADE)
    put(db, Recipient("ximena@example.org", "X. Quispe", "en", None, account.id), Draft(kind="accounts/changed"), MADE)
    for letter in db.scalars(select(Letter)):
        letter.state, letter.sent_at = LetterState.SENT, MADE
    db.flush()
    record_bounce(db, db.scalars(select(Letter).order_by(Letter.id.desc())).all()[0], "550 <ximena@example.org>", MADE)
    return account


def test_nothing_tells_any_more_who_it_was_that_was_invited_and_is_no_person(database: Database) -> None:
    with database.writing() as db:
        here = edition(db)
        account = invited(db, here)
        seal_record(db, MADE)
    with database.writing() as db:
        found = trace(db, None, db.get_one(Account, account.id))
        assert (found.letters, found.values) == (3, 9)
        erase(db, None, db.get_one(Account, account.id), LATER)
        assert telling(db, *NAMES) == {"letter"}
        assert db.scalars(select(Letter.kind).where(Letter.email != "")).all() == ["records/erased"]
        seal_record(db, LATER)
    assert flaws(database) + flaws(database, f"edition:{here.id}") == []


def test_an_invitation_that_waits_is_taken_back_but_not_from_a_mailbox_that_others_share(db: Session) -> None:
    here = edition(db)
    account = create_account(db, "ximena@example.org", "Ximena Quispe", MADE)
    alone = invite(db, here, OFFER, None, MADE)
    other = create_account(db, "family@example.org", "Ximena Quispe", MADE)
    create_account(db, "family@example.org", "Leila", MADE)
    shared = invite(db, here, Offer(name="Leila", role=EditionRole.SPEAKER, email="family@example.org"), None, MADE)
    for one in (account, other):
        erase(db, None, one, LATER)
    db.expire_all()
    assert (alone.email, alone.name, alone.withdrawn_at) == ("", "", LATER)
    assert (shared.email, shared.name, shared.withdrawn_at) == ("family@example.org", "Leila", None)
    waiting = db.scalars(select(Letter.name).where(Letter.kind == "accounts/invitation", Letter.email != ""))
    assert waiting.all() == ["Leila"]


def test_an_invitation_to_a_person_at_the_same_mailbox_is_that_persons(db: Session) -> None:
    here, leila = edition(db), person(db, "Leila")
    account = create_account(db, "family@example.org", "Ximena Quispe", MADE)
    offer = Offer(name="Leila", role=EditionRole.SPEAKER, email="family@example.org", person=leila)
    invite(db, here, offer, None, MADE)
    erase(db, None, account, LATER)
    assert db.scalars(select(Invitation.name)).all() == ["Leila"]
    erase(db, leila, None, LATER)
    assert db.scalars(select(Invitation.name)).all() == [""]


def test_the_programme_stays_whole_and_readers_and_calendars_follow(db: Session) -> None:
    one, account, here = somebody(db)
    before, item = version_of(db, here.slug), only_slot(db, here)
    sequence, revision = item.sequence, item.revision
    erase(db, one, account, LATER)
    db.flush()
    db.expire_all()
    after = only_slot(db, here)
    role = after.roles[0]
    assert role.person is None
    assert (role.placeholder["en"], len(role.placeholder)) == ("Name removed", 5)
    assert [one.institution and one.institution.slug for one in role.affiliations] == ["ministry-of-labour"]
    assert (after.sequence, after.changed_at) == (sequence + 1, LATER)
    assert after.revision > revision, "who has it open in a form would write the name back"
    assert version_of(db, here.slug) > before
    assert "Name removed" in to_json(edition_file(db, get_whole_edition(db, here.slug), public=True))
    assert (one.country, one.given, one.slug) == ("BO", "–", f"removed-{one.id}")


def test_nobody_signs_in_any_more_and_roles_have_ended(db: Session) -> None:
    one, account, _ = somebody(db)
    erase(db, one, account, LATER)
    db.flush()
    assert (account.email, account.password_digest, account.closed_at) == (None, None, LATER)
    assert db.scalars(select(SignIn)).all() == []
    assert db.scalars(select(SignInLink)).all() == []
    assert db.scalars(select(Grant.ended_at)).all() == [LATER]


def test_letters_stay_as_numbers_and_what_waits_is_taken_back(db: Session) -> None:
    one, account, _ = somebody(db)
    erase(db, one, account, LATER)
    db.flush()
    db.expire_all()
    letters = db.scalars(select(Letter).where(Letter.kind == "messaging/message").order_by(Letter.id)).all()
    assert [letter.state for letter in letters] == [LetterState.SENT, LetterState.WITHDRAWN]
    assert {(letter.email, letter.message, letter.secrets) for letter in letters} == {("", None, None)}


def test_the_record_keeps_that_something_was_done_and_loses_what_it_said(db: Session) -> None:
    one, account, _ = somebody(db)
    db.flush()
    entries = db.scalars(select(Entry.act).order_by(Entry.id)).all()
    digests = db.scalars(select(Value.digest).order_by(Value.id)).all()
    erase(db, one, account, LATER)
    db.flush()
    assert db.scalars(select(Entry.act).order_by(Entry.id)).all()[: len(entries)] == entries
    assert db.scalars(select(Value.digest).order_by(Value.id)).all()[: len(digests)] == digests
    about = db.scalars(select(Value).where(Value.person_id == one.id)).all()
    assert about
    assert {(value.before, value.after, value.salt, value.erased_at) for value in about} == {(None, None, None, LATER)}
    assert db.scalar(select(Entry.act).order_by(Entry.id.desc())) == "person.erased"


def test_consents_keep_that_and_when_and_lose_the_words(db: Session) -> None:
    one, account, _ = somebody(db)
    erase(db, one, account, LATER)
    assert [(said.is_given, said.wording) for said in list_consents(db, one)] == [(True, "")]


def test_a_name_may_stay_in_what_took_place(db: Session) -> None:
    one, account, here = somebody(db)
    erase(db, one, account, LATER, takes_name_off=False)
    db.flush()
    db.expire_all()
    role = only_slot(db, here).roles[0]
    assert role.person
    assert role.person.name == "Ximena Quispe"
    assert (one.email, one.passport_name, account.email) == ("", "", None)
    assert db.scalars(select(Letter).where(Letter.kind == "records/erased")).one().facts["keeps_name"] is True


def test_doing_it_again_changes_nothing(db: Session) -> None:
    one, account, here = somebody(db)
    erase(db, one, account, LATER)
    db.flush()
    before = stored_words(db), version_of(db, here.slug)
    erase(db, one, account, LATER)
    db.flush()
    changed = {table for table, words in stored_words(db).items() if words != before[0][table]}
    assert changed <= {"trail_entry", "trail_value", "person", "installation"}
    assert version_of(db, here.slug)[1:] == before[1][1:]
    assert len(db.scalars(select(Letter).where(Letter.kind == "records/erased")).all()) == 1


def test_the_preview_counts_and_changes_nothing(db: Session) -> None:
    one, account, here = somebody(db)
    before = stored_words(db)
    traces = trace(db, one, account)
    assert stored_words(db) == before
    assert [found.slug for found in traces.editions] == [here.slug]
    assert (traces.items, traces.letters, traces.sign_ins, traces.consents) == (1, 2, 1, 1)
    assert traces.values > 5
    erase(db, one, account, LATER)
    db.flush()
    after = trace(db, one, account)
    assert (after.is_public, after.items, after.letters, after.sign_ins, after.values) == (False, 0, 0, 0, 0)


def test_who_stands_in_no_published_programme_needs_nobody(db: Session) -> None:
    one, account, _ = somebody(db, published=False)
    assert not trace(db, one, account).is_public


def test_a_wish_waits_until_it_is_done(db: Session) -> None:
    one, account, _ = somebody(db)
    ask_for_erasure(db, one, MADE, takes_name_off=True)
    ask_for_erasure(db, one, LATER, takes_name_off=False)
    waiting = list_requests(db)
    assert [(request.person.slug, request.asked_at, request.takes_name_off) for request in waiting] == [
        (one.slug, MADE, False)
    ]
    assert find_account_of(db, one) is account
    erase(db, one, account, LATER)
    db.flush()
    db.expire_all()
    assert find_request(db, one) is None
    assert list_requests(db) == []


def test_the_last_administrator_cannot_erase_themselves(db: Session) -> None:
    account = create_account(db, "olga@example.org", "Olga", MADE, is_administrator=True)
    with pytest.raises(Refusal, match="last administrator"):
        erase(db, None, account, LATER)


def test_the_last_owner_is_erased_by_an_administrator_only(db: Session) -> None:
    here, account = edition(db), create_account(db, "olga@example.org", "Olga", MADE)
    give_role(db, account, here, EditionRole.OWNER, MADE)
    with pytest.raises(Refusal, match="last owner"):
        erase(db, None, account, LATER)
    erase(db, None, account, LATER, by_administrator=True)
    assert db.scalars(select(Grant.ended_at)).all() == [LATER]


def test_whose_account_was_erased_may_have_another_one(db: Session) -> None:
    one, account, here = somebody(db)
    erase(db, one, account, LATER, takes_name_off=False)
    offer = Offer(name="Ximena", role=EditionRole.SPEAKER, email="new@example.org", person=one)
    accept_as_new(db, invite(db, here, offer, None, LATER), "Ximena", LATER)
    found = find_account_of(db, one)
    assert found
    assert (found.email, account.person_id) == ("new@example.org", None)


def test_a_mailbox_that_others_share_keeps_their_links(db: Session) -> None:
    one, account, _ = somebody(db)
    create_account(db, "ximena@example.org", "Leila", MADE)
    erase(db, one, account, LATER)
    assert len(db.scalars(select(SignInLink)).all()) == 1


def test_the_doctor_finds_nothing_missing(database: Database) -> None:
    with database.writing() as db:
        one, account, _ = somebody(db)
        erase(db, one, account, LATER)
    assert [found.message for found in examine(database, LATER) if not found.is_well and found.is_urgent] == []


def only_slot(db: Session, here: Edition) -> Slot:

    return list_slots(db, here)[0]


def test_seats_of_what_is_to_come_are_free_again_and_a_post_says_nothing_any_more(db: Session) -> None:
    here = seats.invited(db)
    ana, bo = seats.put(db, here, "Ana"), seats.put(db, here, "Bo", country="PE")
    ana.post = bo.post = "Minister"
    erase(db, ana.person, None, LATER)
    assert (ana.state, ana.post, ana.country) == (RegistrationState.WITHDRAWN, "", "MX")
    assert seats.held(db) == {"Bo": ("PE", 1)}
    erase(db, bo.person, None, LATER + timedelta(days=365))
    assert (bo.state, bo.post, seats.count_held(db)) == (RegistrationState.NOMINATED, "", 1)
