"""What has been kept long enough is emptied; what is still needed stays; the preview says the same as the act."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from academy.accounts.actions import create_account, give_role, sign_in
from academy.accounts.administration import close_account, reopen_account
from academy.accounts.codes import make_codes
from academy.accounts.invitations import Offer, invite
from academy.accounts.models import (
    Account,
    CodePurpose,
    EditionRole,
    Invitation,
    OneUseCode,
    Passkey,
    ProviderIdentity,
    SignIn,
    SignInLink,
    SignInMethod,
)
from academy.agenda.drafts import RoleDraft
from academy.agenda.models import RoleKind
from academy.calendar.actions import record_reply
from academy.calendar.models import CalendarInvitation, Reply
from academy.db.engine import Database
from academy.editions.models import Edition
from academy.files.actions import claim as claim_upload
from academy.files.actions import keep
from academy.files.models import Upload
from academy.files.rules import DOCUMENTS
from academy.kit.personal import NOBODY, Retention
from academy.kit.refusals import Refusal
from academy.outbox.actions import Draft, Recipient, put, record_bounce
from academy.outbox.delivering import Hand, claim, failed
from academy.outbox.models import Letter, LetterState
from academy.participation.models import SheetReading
from academy.people.actions import write_contact
from academy.people.models import Person
from academy.people.sensitive import conceal, reveal
from academy.records.erasure import erase
from academy.records.letters import erased
from academy.records.purge import AFTER_CLOSING, list_reports, preview, purge
from academy.records.words import RETENTIONS
from academy.trail.models import Value
from academy.trail.sealing import seal_record
from tests.calendar.invited import invitation as calendar_invitation
from tests.calendar.invited import send
from tests.factories import DAY, LATER, MADE, edition, person, slot
from tests.factories.files import PDF
from tests.records.stored import telling
from tests.trail.records import flaws

AFTERWARDS = MADE.replace(month=11) + timedelta(days=150)
"""More than ninety days after the last day of the edition."""


def speaker(db: Session, of: Edition, given: str = "Ana") -> Person:
    one = person(db, given)
    write_contact(db, one, f"{given.lower()}@example.org", "es", MADE)
    conceal(db, one, "passport_name", "PENA RUIZ", MADE)
    slot(db, of, roles=(RoleDraft(RoleKind.SPEAKER, person=one),))
    return one


def known(db: Session, one: Person) -> tuple[object, ...]:
    db.flush()
    db.expire_all()
    return one.email, one.language, reveal(db, one, "passport_name")


def counts(db: Session, now: datetime) -> dict[str, int]:
    """What the preview says, which must be what is then done; a second time there is nothing."""
    told = {one.rule.name: one.count for one in preview(db, now) if one.count}
    assert {one.rule.name: one.count for one in purge(db, now) if one.count} == told
    assert not any(one.count for one in preview(db, now))
    return told


WHOLE, EMPTY = ("ana@example.org", "es", "PENA RUIZ"), ("", None, "")


def test_a_speaker_is_forgotten_ninety_days_after_the_event_and_the_name_stays(db: Session) -> None:
    one = speaker(db, edition(db))
    last = DAY + timedelta(days=4)
    on_the_day = datetime.combine(last + timedelta(days=90), MADE.timetz())
    assert counts(db, on_the_day - timedelta(days=1)) == {}
    assert known(db, one) == WHOLE
    assert counts(db, on_the_day) == {"people": 1}
    assert known(db, one) == EMPTY
    assert one.name == "Ana Peña Ruiz"


def test_what_the_record_says_of_an_address_goes_with_it(database: Database) -> None:
    with database.writing() as db:
        one = speaker(db, edition(db))
        write_contact(db, one, "new@example.org", "fr", MADE)
        seal_record(db, MADE)
        purge(db, AFTERWARDS)
        seal_record(db, AFTERWARDS)
        assert telling(db, "@example.org") == set()
        left = db.scalars(select(Value.field).where(Value.person_id == one.id, Value.erased_at.is_(None)))
        assert "given" in left.all(), "the name stays"
    assert flaws(database) == []


def test_who_takes_part_in_a_later_event_is_not_forgotten_before_that(db: Session) -> None:
    one, other = speaker(db, edition(db)), speaker(db, edition(db, "second"), "Leila")
    later = edition(db, "later", starts_on=DAY + timedelta(days=400), ends_on=DAY + timedelta(days=401))
    slot(db, later, roles=(RoleDraft(RoleKind.SPEAKER, person=one),))
    give_role(db, create_account(db, None, "Leila", MADE, person=other), later, EditionRole.PARTICIPANT, MADE)
    db.flush()
    assert counts(db, AFTERWARDS) == {}
    assert counts(db, AFTERWARDS + timedelta(days=500)) == {"people": 2}
    assert known(db, one) == EMPTY


@pytest.mark.parametrize(
    "dates", [{"starts_on": None, "ends_on": None}, {"starts_on": None, "ends_on": None, "year": 2027}]
)
def test_while_the_day_is_not_known_to_be_over_nobody_is_forgotten(db: Session, dates: dict[str, Any]) -> None:
    one = speaker(db, edition(db, **dates), "Ana")
    stranger = person(db, "Leila")
    write_contact(db, stranger, "leila@example.org", "fr", MADE)
    assert counts(db, AFTERWARDS) == {}
    assert known(db, one) == WHOLE
    assert stranger.email == "leila@example.org", "who is in no edition yet may come into one"


def test_the_year_alone_is_enough_once_it_is_long_over(db: Session) -> None:
    one = speaker(db, edition(db, starts_on=None, ends_on=None, year=2024))
    assert counts(db, AFTERWARDS) == {"people": 1}
    assert known(db, one) == EMPTY


def test_answers_in_calendars_go_with_the_event(db: Session) -> None:
    here = edition(db)
    one = speaker(db, here)
    item = slot(db, here)
    db.add(CalendarInvitation(slot=item, person=one, created_at=MADE, nonce="n", email="a@example.org", language="en",
                              sent_at=MADE, sequence=0, organiser="d@example.org"))  # fmt: skip
    db.flush()
    assert counts(db, MADE) == {}
    assert counts(db, AFTERWARDS) == {"people": 1, "calendar_invitations": 1}


def test_what_somebody_remarked_goes_out_of_the_record_too(db: Session) -> None:
    here = edition(db, published=True)
    speaker(db, here)
    send(db, here)
    record_reply(db, calendar_invitation(db), Reply.DECLINED, "I am ill", LATER)
    assert telling(db, "I am ill") == {"calendar_invitation", "trail_value"}
    purge(db, AFTERWARDS)
    assert telling(db, "I am ill") == set()


def sent_for(db: Session, edition_id: int | None) -> Upload:
    upload = keep(db, "registration:1", "letter.pdf", PDF, MADE, accepted=DOCUMENTS, edition_id=edition_id)
    claim_upload(db, upload)
    return upload


def test_files_go_with_the_event_that_they_were_sent_for(db: Session) -> None:
    over, later = edition(db), edition(db, "later", starts_on=DAY + timedelta(days=400), ends_on=None)
    gone, orphan = sent_for(db, over.id), sent_for(db, 4_711)
    left = [sent_for(db, later.id), sent_for(db, None)]
    reading = SheetReading(edition_id=over.id, upload=sent_for(db, over.id), created_at=MADE)
    db.add(reading)
    db.flush()
    assert counts(db, MADE) == {"uploads": 1}, "of an edition that is no longer there"
    assert db.scalar(select(Upload.id).where(Upload.id == orphan.id)) is None
    assert counts(db, AFTERWARDS) == {"uploads": 2}
    assert db.scalars(select(Upload.id).order_by(Upload.id)).all() == [one.id for one in left]
    assert gone.id not in {one.id for one in left}
    assert db.scalar(select(func.count()).select_from(SheetReading)) == 0


def closed(db: Session) -> Account:
    """An account with everything that one signs in with, just closed."""
    account = create_account(db, "ana@example.org", "Ana Peña", MADE, password_digest="digest", language="es")
    account.totp = "sealed"
    make_codes(db, account, CodePurpose.RECOVERY, 1, MADE)
    db.add_all([
        Passkey(account=account, credential=b"c", public_key=b"k", created_at=MADE, name="Ana's telephone"),
        ProviderIdentity(account=account, issuer="https://id.example", subject="ana-17", created_at=MADE),
    ])  # fmt: skip
    db.flush()
    close_account(db, account, MADE)
    return account


def test_a_closed_account_is_emptied_after_thirty_days_and_is_not_opened_again(database: Database) -> None:
    with database.writing() as db:
        account = closed(db)
        open_one = create_account(db, "luis@example.org", "Luis", MADE, password_digest="digest")
        seal_record(db, MADE)
        assert counts(db, MADE + timedelta(days=29)) == {}
        assert counts(db, MADE + AFTER_CLOSING) == {"accounts": 1}
        db.expire_all()
        assert telling(db, "Ana", "ana") == set()
        assert [account.email, account.language, account.password_digest, account.totp] == [None] * 4
        assert (account.name, account.closed_at) == (NOBODY, MADE)
        assert [db.scalars(select(table.id)).all() for table in (Passkey, ProviderIdentity, OneUseCode)] == [[]] * 3
        assert (open_one.email, open_one.password_digest) == ("luis@example.org", "digest")
        with pytest.raises(Refusal, match="nobody can open it again"):
            reopen_account(db, account, LATER)
        seal_record(db, LATER)
    assert flaws(database) == []


def test_the_days_after_closing_are_those_that_the_page_says() -> None:
    assert f" {AFTER_CLOSING.days} days " in RETENTIONS[Retention.WITH_ACCOUNT]


def test_what_signed_somebody_in_goes_once_it_is_used_or_too_old(db: Session) -> None:
    account = create_account(db, "ana@example.org", "Ana", MADE)
    sign_in(db, account, SignInMethod.PASSWORD, MADE)
    soon, late = MADE + timedelta(hours=1), MADE + timedelta(days=30)
    for number, (expires, used) in enumerate([(soon, None), (late, soon), (late, None)]):
        code = OneUseCode(account=account, purpose=CodePurpose.PAPER, digest=f"c{number}", created_at=MADE)
        code.expires_at, code.used_at = expires, used
        db.add(code)
        db.add(SignInLink(token_digest=f"l{number}", email="ana@example.org", created_at=MADE, expires_at=expires,
                          used_at=used))  # fmt: skip
    db.flush()
    assert counts(db, MADE + timedelta(hours=2)) == {}
    assert counts(db, MADE + timedelta(days=2)) == {"sign_ins": 1, "sign_in_links": 2, "codes": 2}
    assert [db.scalar(select(func.count()).select_from(table)) for table in (SignIn, OneUseCode, SignInLink)] == [
        0,
        1,
        1,
    ]


def test_after_a_year_a_letter_is_only_a_number(db: Session) -> None:
    draft = Draft(kind="messaging/message", facts={"text": "hello"})
    sent, waiting = (put(db, Recipient("ana@example.org", "Ana", "en"), draft, MADE) for _ in range(2))
    assert sent
    assert waiting
    sent.state, sent.sent_at, sent.message, sent.subject = LetterState.SENT, MADE, b"To: Ana", "Hello"
    db.flush()
    assert counts(db, MADE + timedelta(days=364)) == {}
    assert counts(db, MADE + timedelta(days=365)) == {"letters": 1}
    db.expire_all()
    assert [sent.email, sent.name, sent.facts, sent.message, sent.subject] == ["", "", {}, None, ""]
    assert (sent.kind, sent.state, sent.sent_at) == ("messaging/message", LetterState.SENT, MADE)
    assert waiting.email == "ana@example.org", "it has not left yet"


def test_what_a_mail_server_said_goes_out_of_the_record_with_the_letter(database: Database) -> None:
    with database.writing() as db:
        letter = put(db, Recipient("ana@example.org", "Ana", "en"), Draft(kind="messaging/message"), MADE)
        assert letter
        letter.state, letter.sent_at = LetterState.SENT, MADE
        db.flush()
        record_bounce(db, letter, "550 <ana@example.org> is unknown", MADE)
        seal_record(db, MADE)
        assert telling(db, "ana@") == {"letter", "trail_value"}
        purge(db, MADE + timedelta(days=365))
        assert telling(db, "ana@") == set()
    assert flaws(database) == []


def test_all_letters_that_an_erasure_writes_go_as_soon_as_they_have_left(db: Session) -> None:
    here = edition(db, published=True)
    one = speaker(db, here)
    send(db, here)
    erase(db, one, None, LATER)
    assert counts(db, LATER) == {}
    while letter := claim(db, Hand("worker", timedelta(minutes=1)), LATER, is_urgent=False):
        failed(db, letter, "550 <ana@example.org> is unknown", LATER)
    goodbye = db.scalars(select(Letter).where(Letter.kind == "records/erased")).one()
    goodbye.state, goodbye.sent_at = LetterState.SENT, LATER
    db.flush()
    assert telling(db, "ana@") == {"letter", "trail_value"}
    assert counts(db, LATER) == {"goodbyes": 2}
    assert telling(db, "ana@") == set()


def test_the_letter_that_confirmed_an_erasure_goes_as_soon_as_it_has_left(db: Session) -> None:
    letter = put(db, Recipient("ana@example.org", "", "en"), erased(keeps_name=False), MADE)
    assert letter
    db.flush()
    assert counts(db, MADE) == {}
    letter.state, letter.sent_at = LetterState.SENT, MADE
    db.flush()
    assert counts(db, MADE) == {"goodbyes": 1}
    assert db.scalars(select(Letter.email)).all() == [""]


def test_after_a_year_an_invitation_names_nobody(db: Session) -> None:
    invitation = Invitation(edition=edition(db), role=EditionRole.SPEAKER, email="ana@example.org", name="Ana",
                            language="en", token_digest=str(uuid4()), created_at=MADE, expires_at=MADE)  # fmt: skip
    db.add(invitation)
    db.flush()
    assert counts(db, MADE + timedelta(days=365)) == {"invitations": 1}
    db.expire_all()
    assert (invitation.email, invitation.name) == ("", "")


def test_after_a_year_the_record_names_nobody_who_was_invited(db: Session) -> None:
    invite(db, edition(db), Offer(name="Ana", role=EditionRole.SPEAKER, email="ana@example.org"), None, MADE)
    assert telling(db, "ana@") == {"invitation", "letter", "trail_value"}
    purge(db, MADE + timedelta(days=365))
    assert telling(db, "ana@") == {"letter"}, "which has not left yet"


def test_the_record_keeps_a_report_and_none_where_there_was_nothing(db: Session) -> None:
    speaker(db, edition(db))
    purge(db, MADE)
    purge(db, AFTERWARDS)
    purge(db, AFTERWARDS)
    db.flush()
    assert list_reports(db) == [(AFTERWARDS, {"people": 1})]
